package desk

import (
	"context"
	"strings"
	"time"

	"bordereau"
	"bordereau/internal/ids"
	"bordereau/journal"
)

// Kinds of changes that two administrators make.
const (
	ChangeAdministrator = "administrator" // a new one
	ChangeRole          = "role"
	ChangePassword      = "password"      // a code of one time for an administrator
	ChangeSecondFactor  = "second_factor" // taken off somebody who lost it
	ChangePolicy        = "policy"
)

// changeFor is how long a proposal waits for a second administrator.
const changeFor = 7 * 24 * time.Hour

// Change is what one administrator proposed and another confirms.
type Change struct {
	ID         string     `json:"id"`
	Kind       string     `json:"kind"`
	Subject    string     `json:"subject"` // a login, or a policy's version
	Body       ChangeBody `json:"body"`
	Reason     string     `json:"reason,omitempty"`
	ProposedBy string     `json:"proposed_by"` // login
	ProposedAt time.Time  `json:"proposed_at"`
	ExpiresAt  time.Time  `json:"expires_at"`
	State      string     `json:"state"` // open, confirmed, refused, expired
	DecidedBy  string     `json:"decided_by,omitempty"`
	DecidedAt  *time.Time `json:"decided_at,omitempty"`
	// Proposer and Concerns are ids: of who proposed it and of whom it is about.
	Proposer string `json:"-"`
	Concerns string `json:"-"`
}

// ChangeBody is what is to be different; a policy's file is read by itself.
type ChangeBody struct {
	Name      string         `json:"name,omitempty"`
	Role      bordereau.Role `json:"role,omitempty"`
	Branch    string         `json:"branch,omitempty"`
	WasRole   bordereau.Role `json:"was_role,omitempty"`
	WasBranch string         `json:"was_branch,omitempty"`
	SHA256    string         `json:"sha256,omitempty"`
	File      string         `json:"file,omitempty"`
}

// Proposal is what an administrator asks for.
type Proposal struct {
	Kind, Login, Name, Branch, Reason string
	Role                              bordereau.Role
}

// changeTx is what changes by two need.
type changeTx interface {
	AddChange(ctx context.Context, c Change) error
	// Change reads one, expired or not; NotFound.
	Change(ctx context.Context, id string) (Change, error)
	// Changes are those that wait, and those that were decided or expired since.
	Changes(ctx context.Context, now, since time.Time) ([]Change, error)
	// WaitingFor says whether a change of that kind waits for a subject.
	WaitingFor(ctx context.Context, kind, subject string, now time.Time) (bool, error)
	// ConfirmChange closes a change that waits, by an administrator who did not
	// propose it, whom it does not concern, and while who proposed it is one still.
	// NotFound where any of that is not so: the statement itself holds it.
	ConfirmChange(ctx context.Context, id, by string, at time.Time) (Change, error)
	RefuseChange(ctx context.Context, id, by string, at time.Time) (Change, error)
	// SetRole gives a person another role where role and branch still are what they
	// were; Conflicting. It ends the person's sessions.
	SetRole(ctx context.Context, login string, b ChangeBody, at time.Time) (User, error)
	policyTx
}

// administrator says that somebody is one in person: keys and the command line
// neither propose nor confirm.
func administrator(by bordereau.Principal) error {
	if by.Role != bordereau.RoleAdmin || !by.Person {
		return bordereau.Errorf(bordereau.Forbidden, "Deux administrateurs en personne font ce changement.")
	}
	return nil
}

// Propose asks another administrator for a change of role, a new administrator,
// an administrator's new password, or to take a lost second factor off somebody.
func (d *Desk) Propose(ctx context.Context, by bordereau.Principal, p Proposal) (c Change, err error) {
	if err := administrator(by); err != nil {
		return c, err
	}
	p.Login = strings.ToLower(strings.TrimSpace(p.Login))
	return c, d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		a, err := tx.AccountByLogin(ctx, p.Login)
		known := err == nil
		if err != nil && bordereau.CodeOf(err) != bordereau.NotFound {
			return err
		}
		body, err := proposed(p, a.User, known)
		if err != nil {
			return err
		}
		c, err = d.addChange(ctx, tx, by, Change{Kind: p.Kind, Subject: p.Login, Body: body, Reason: p.Reason, Concerns: a.ID})
		return err
	})
}

// proposed holds a proposal against the person it is about.
func proposed(p Proposal, u User, known bool) (b ChangeBody, err error) {
	if p.Kind == ChangeAdministrator {
		u := User{Login: p.Login, Name: p.Name, Role: bordereau.RoleAdmin}
		if known {
			return b, bordereau.Errorf(bordereau.Conflicting, "Cet identifiant existe déjà ; proposez un changement de rôle.")
		}
		err := checkUser(&u)
		return ChangeBody{Name: u.Name, Role: u.Role}, err
	}
	switch {
	case !known:
		return b, bordereau.Errorf(bordereau.NotFound, "Cette personne n'existe pas.")
	case u.Disabled:
		return b, bordereau.Errorf(bordereau.Conflicting, "L'accès de cette personne est fermé.")
	}
	switch p.Kind {
	case ChangeRole:
		if err := checkRole(p.Role, p.Branch); err != nil {
			return b, err
		}
		if p.Role == u.Role && p.Branch == u.Branch {
			return b, invalid("/role", "Cette personne a déjà ce rôle.")
		}
		return ChangeBody{Role: p.Role, Branch: p.Branch, WasRole: u.Role, WasBranch: u.Branch}, nil
	case ChangePassword:
		return b, nil
	case ChangeSecondFactor:
		if !u.SecondFactor {
			return b, bordereau.Errorf(bordereau.Conflicting, "Cette personne n'a pas de second facteur.")
		}
		return b, nil
	}
	return b, invalid("/kind", "Ce changement n'existe pas.")
}

func (d *Desk) addChange(ctx context.Context, tx Tx, by bordereau.Principal, c Change) (Change, error) {
	c.Reason = strings.TrimSpace(c.Reason)
	if len(c.Reason) > 500 {
		return c, invalid("/reason", "Ce motif est trop long : 500 caractères au plus.")
	}
	waits, err := tx.WaitingFor(ctx, c.Kind, c.Subject, d.Now())
	if err != nil {
		return c, err
	}
	if waits {
		return c, bordereau.Errorf(bordereau.Conflicting, "Une proposition de ce genre attend déjà d'être confirmée.")
	}
	now := d.Now().UTC().Truncate(time.Microsecond)
	c.ID, c.Proposer, c.ProposedBy, c.ProposedAt, c.ExpiresAt, c.State = ids.New(), by.ID, by.Name, now, now.Add(changeFor), "open"
	if err := tx.AddChange(ctx, c); err != nil {
		return c, err
	}
	return c, tx.Record(ctx, journal.Event{Kind: "change.proposed", Subject: c.ID, Actor: by.ID, Values: c.facts()})
}

// facts are what the journal keeps of a change.
func (c Change) facts() map[string]any {
	b := c.Body
	b.File = ""
	return map[string]any{"kind": c.Kind, "subject": c.Subject, "change": b, "reason": c.Reason, "proposed_by": c.ProposedBy}
}

// Changes are those that wait for a second administrator, and those of the last
// thirty days, the newest first.
func (d *Desk) Changes(ctx context.Context, by bordereau.Principal) (list []Change, err error) {
	if err := allow(by, bordereau.RoleAdmin, bordereau.RoleAuditor); err != nil {
		return nil, err
	}
	return list, d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		list, err = tx.Changes(ctx, d.Now(), d.Now().AddDate(0, 0, -30))
		return err
	})
}

// ConfirmChange makes what another administrator proposed. The code of one time is
// for changes that need one, and given this once.
func (d *Desk) ConfirmChange(ctx context.Context, by bordereau.Principal, id string) (c Change, code *OneTimeCode, err error) {
	if err := administrator(by); err != nil {
		return c, nil, err
	}
	hash, err := d.people.hasher.hash(ctx, secret()) // for a new person: a password that nobody knows
	if err != nil {
		return c, nil, err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		if c, err = tx.ConfirmChange(ctx, id, by.ID, d.Now()); bordereau.CodeOf(err) == bordereau.NotFound {
			return d.whyNot(ctx, tx, by, id)
		} else if err != nil {
			return err
		}
		if err := tx.Record(ctx, journal.Event{Kind: "change.confirmed", Subject: c.ID, Actor: by.ID, Values: c.facts()}); err != nil {
			return err
		}
		code, err = d.apply(ctx, tx, by, c, hash)
		return err
	})
	if err == nil && c.Kind == ChangePolicy {
		if err := d.TakePolicy(ctx); err != nil { // it is adopted: this node takes it with the next look
			d.Log.Warn("the newest policy was not taken into force", "error", err.Error())
		}
	}
	return c, code, err
}

func (d *Desk) apply(ctx context.Context, tx Tx, by bordereau.Principal, c Change, hash string) (*OneTimeCode, error) {
	proposer := bordereau.Principal{ID: c.Proposer, Name: c.ProposedBy, Role: bordereau.RoleAdmin, Person: true}
	switch c.Kind {
	case ChangePolicy:
		return nil, d.adopt(ctx, tx, by, c)
	case ChangeAdministrator:
		u := User{ID: ids.New(), Login: c.Subject, Name: c.Body.Name, Role: c.Body.Role}
		if err := d.keepUser(ctx, tx, proposer, u, hash); err != nil {
			return nil, err
		}
		code, err := d.makeReset(ctx, tx, c.Proposer, u, by.Name)
		return &code, err
	case ChangeRole:
		u, err := tx.SetRole(ctx, c.Subject, c.Body, d.Now())
		if err != nil {
			return nil, err
		}
		return nil, tx.Record(ctx, journal.Event{Kind: "access.role_changed", Subject: u.ID, Actor: by.ID, Values: c.facts()})
	}
	a, err := tx.AccountByLogin(ctx, c.Subject)
	if err != nil {
		return nil, err
	}
	if c.Kind == ChangePassword {
		code, err := d.makeReset(ctx, tx, c.Proposer, a.User, by.Name)
		return &code, err
	}
	if err := tx.SetSecret(ctx, a.ID, nil, 0, nil); err != nil {
		return nil, err
	}
	if _, err := tx.EndSessions(ctx, a.ID, nil, d.Now()); err != nil {
		return nil, err
	}
	return nil, tx.Record(ctx, journal.Event{Kind: "access.second_factor_taken", Subject: a.ID, Actor: by.ID, Values: c.facts()})
}

// whyNot says why a change cannot be confirmed.
func (d *Desk) whyNot(ctx context.Context, tx Tx, by bordereau.Principal, id string) error {
	c, err := tx.Change(ctx, id)
	if err != nil {
		return err
	}
	switch {
	case c.State != "open":
		return bordereau.Errorf(bordereau.Conflicting, "Ce changement est déjà décidé.")
	case !d.Now().Before(c.ExpiresAt):
		return bordereau.Errorf(bordereau.Conflicting, "Cette proposition a expiré ; faites-en une nouvelle.")
	case c.Proposer == by.ID:
		return bordereau.Errorf(bordereau.Forbidden, "Vous avez proposé ce changement : un autre administrateur le confirme.")
	case c.Concerns == by.ID:
		return bordereau.Errorf(bordereau.Forbidden, "Ce changement vous concerne : un autre administrateur le confirme.")
	}
	return bordereau.Errorf(bordereau.Conflicting, "Celui qui a proposé ce changement n'est plus administrateur.")
}

// RefuseChange closes a proposal without effect; who made it may take it back so.
func (d *Desk) RefuseChange(ctx context.Context, by bordereau.Principal, id string) (c Change, err error) {
	if err := administrator(by); err != nil {
		return c, err
	}
	return c, d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		if c, err = tx.RefuseChange(ctx, id, by.ID, d.Now()); bordereau.CodeOf(err) == bordereau.NotFound {
			if _, err := tx.Change(ctx, id); err != nil {
				return err
			}
			return bordereau.Errorf(bordereau.Conflicting, "Ce changement est déjà décidé.")
		} else if err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Kind: "change.refused", Subject: c.ID, Actor: by.ID, Values: c.facts()})
	})
}
