package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"
	"unicode/utf8"

	"bordereau"
	"bordereau/journal"
	"bordereau/policy"
)

// PolicyVersion is a policy that was adopted.
type PolicyVersion struct {
	Number     int64     `json:"number"`
	Version    string    `json:"version"`
	SHA256     string    `json:"sha256"`
	ProposedBy string    `json:"proposed_by"` // logins
	AdoptedBy  string    `json:"adopted_by"`
	AdoptedAt  time.Time `json:"adopted_at"`
}

// policyTx is what adopted policies need.
type policyTx interface {
	AddPolicy(ctx context.Context, version string, file []byte, sha256, proposedBy, adoptedBy string, at time.Time) error // Conflicting when the version is taken
	// NewestPolicy gives the file of the newest policy whose number is above the one
	// given; nil where there is none.
	NewestPolicy(ctx context.Context, above int64) (file []byte, number int64, err error)
	PolicyVersions(ctx context.Context) ([]PolicyVersion, error)
	PolicyFile(ctx context.Context, version string) ([]byte, error)
}

// inForce is a policy with its number in the record; 0 is the program's own.
type inForce struct {
	number int64
	policy *policy.Policy
}

const (
	policyLongest = 1 << 20         // bytes of a file
	policyEvery   = 3 * time.Second // a node asks for a newer policy
)

// Rules is the policy in force on this node: the newest that was adopted, or the
// one that the program was given.
func (d *Desk) Rules() *policy.Policy { return d.people.policy.Load().policy }

// TakePolicy takes the newest adopted policy into force on this node.
func (d *Desk) TakePolicy(ctx context.Context) error {
	var file []byte
	var number int64
	has := d.people.policy.Load()
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		file, number, err = tx.NewestPolicy(ctx, has.number)
		return err
	})
	if err != nil || file == nil {
		return err
	}
	p, err := policy.Parse(file)
	if err != nil {
		return err // it was adopted by another version of this program
	}
	if d.people.policy.CompareAndSwap(has, &inForce{number, p}) {
		d.Log.Info("a policy was taken into force", "version", p.Version, "number", number)
	}
	return nil
}

// KeepPolicy takes every adopted policy into force within seconds, until ctx ends.
func (d *Desk) KeepPolicy(ctx context.Context) {
	tick := time.NewTicker(policyEvery)
	defer tick.Stop()
	for {
		if err := d.TakePolicy(ctx); err != nil && ctx.Err() == nil {
			d.Log.Warn("the newest policy was not taken into force", "error", err.Error())
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// CheckPolicy reads a policy's file as it was uploaded.
func CheckPolicy(file []byte) (*policy.Policy, error) {
	if len(file) == 0 || len(file) > policyLongest || !utf8.Valid(file) {
		return nil, invalid("/file", "Donnez le fichier d'une politique, d'un mégaoctet au plus.")
	}
	p, err := policy.Parse(file)
	if err != nil {
		e := bordereau.Wrap(bordereau.Invalid, err, "Cette politique n'est pas valable : %s", err.Error())
		e.Pointer = "/file"
		return nil, e
	}
	if len(p.Version) > 60 {
		return nil, invalid("/file", "La version de cette politique est trop longue : 60 caractères au plus.")
	}
	return p, nil
}

// ProposePolicy asks another administrator to adopt a policy.
func (d *Desk) ProposePolicy(ctx context.Context, by bordereau.Principal, file []byte, reason string) (c Change, err error) {
	if err := administrator(by); err != nil {
		return c, err
	}
	p, err := CheckPolicy(file)
	if err != nil {
		return c, err
	}
	sum := sha256.Sum256(file)
	return c, d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		if p.Version == d.Rules().Version || p.Version == d.Policy.Version {
			return invalid("/file", "Cette version est déjà celle d'une politique : donnez-lui un autre nom.")
		}
		if _, err := tx.PolicyFile(ctx, p.Version); err == nil {
			return invalid("/file", "Cette version est déjà celle d'une politique : donnez-lui un autre nom.")
		} else if bordereau.CodeOf(err) != bordereau.NotFound {
			return err
		}
		c, err = d.addChange(ctx, tx, by, Change{Kind: ChangePolicy, Subject: p.Version, Reason: reason,
			Body: ChangeBody{SHA256: hex.EncodeToString(sum[:]), File: string(file)}})
		return err
	})
}

// adopt keeps a policy that two administrators agreed on.
func (d *Desk) adopt(ctx context.Context, tx Tx, by bordereau.Principal, c Change) error {
	file := []byte(c.Body.File)
	p, err := CheckPolicy(file)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(file)
	digest := hex.EncodeToString(sum[:])
	if digest != c.Body.SHA256 || p.Version != c.Subject {
		return bordereau.Errorf(bordereau.Conflicting, "Le fichier de cette proposition n'est plus celui qui a été proposé.")
	}
	if err := tx.AddPolicy(ctx, p.Version, file, digest, c.Proposer, by.ID, d.Now()); err != nil {
		return err
	}
	return tx.Record(ctx, journal.Event{Kind: "policy.adopted", Subject: p.Version, Actor: by.ID,
		Values: map[string]any{"version": p.Version, "sha256": digest, "proposed_by": c.ProposedBy, "before": d.Rules().Version}})
}

// PolicyVersions are the policies that were adopted, the newest first.
func (d *Desk) PolicyVersions(ctx context.Context, by bordereau.Principal) (list []PolicyVersion, err error) {
	if err := allow(by, bordereau.RoleAdmin, bordereau.RoleAuditor, bordereau.RoleSupervisor); err != nil {
		return nil, err
	}
	return list, d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		list, err = tx.PolicyVersions(ctx)
		return err
	})
}

// PolicyFile is the file of a version: an adopted one, one that waits for a second
// administrator, or the program's own.
func (d *Desk) PolicyFile(ctx context.Context, by bordereau.Principal, version string) (file []byte, err error) {
	if err := allow(by, bordereau.RoleAdmin, bordereau.RoleAuditor, bordereau.RoleSupervisor); err != nil {
		return nil, err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		file, err = tx.PolicyFile(ctx, version)
		return err
	})
	if bordereau.CodeOf(err) == bordereau.NotFound && version == policy.Default().Version {
		return policy.DefaultFile(), nil
	}
	return file, err
}
