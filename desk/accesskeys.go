package desk

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"slices"
	"strings"
	"time"

	"bordereau"
	"bordereau/internal/ids"
	"bordereau/journal"
)

// keyTx is what machine keys need.
type keyTx interface {
	AddKey(ctx context.Context, k Key, digest []byte, at time.Time) error
	Keys(ctx context.Context) ([]Key, error)
	KeyOf(ctx context.Context, id string) (k Key, digest []byte, err error)
	TouchKey(ctx context.Context, id string, at time.Time) error
	RevokeKey(ctx context.Context, id string, at time.Time) (Key, error)
	// RotatedKey ends a key that goes on at a time and names the one that takes its
	// place; NotFound when it does not go on.
	RotatedKey(ctx context.Context, id, to string, until, at time.Time) error
}

const keyPrefix = "bdk_"

// AddKey makes a machine key. The secret is given once and not kept.
func (d *Desk) AddKey(ctx context.Context, by bordereau.Principal, k Key) (Key, string, error) {
	if err := allow(by, bordereau.RoleAdmin); err != nil {
		return Key{}, "", err
	}
	k.Label = strings.TrimSpace(k.Label)
	switch {
	case k.Label == "" || len(k.Label) > 100:
		return Key{}, "", invalid("/label", "Donnez à la clé un nom de 1 à 100 caractères.")
	case !slices.Contains(bordereau.Roles, k.Role):
		return Key{}, "", invalid("/role", "Ce rôle n'existe pas.")
	case k.Role == bordereau.RoleBranch && k.Branch == "":
		return Key{}, "", invalid("/branch", "Indiquez l'agence de cette clé.")
	case len(k.Kinds) > 0 && k.Role != bordereau.RoleBranch:
		return Key{}, "", invalid("/kinds", "Seule la clé d'une agence se limite à des types de dépôt.")
	case slices.ContainsFunc(k.Kinds, func(t bordereau.Type) bool { return !t.Known() }):
		return Key{}, "", invalid("/kinds", "Ce type de document n'existe pas.")
	case k.ExpiresAt != nil && !k.ExpiresAt.After(d.Now()):
		return Key{}, "", invalid("/expires_at", "La fin de validité doit être à venir.")
	}
	if err := alone(by, k.Role); err != nil {
		return Key{}, "", err
	}
	var bearer string
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		k, bearer, err = d.makeKey(ctx, tx, by, k, "access.key_added", nil)
		return err
	})
	return k, bearer, err
}

func (d *Desk) makeKey(ctx context.Context, tx Tx, by bordereau.Principal, k Key, what string, facts map[string]any) (Key, string, error) {
	k.ID, k.Revoked, k.CreatedAt, k.UsedAt, k.RotatedTo = ids.New(), false, d.Now().UTC().Truncate(time.Microsecond), nil, ""
	slices.Sort(k.Kinds)
	k.Kinds = slices.Compact(k.Kinds)
	bearer := keyPrefix + k.ID + "_" + secret()
	digest := sha256.Sum256([]byte(bearer))
	if err := tx.AddKey(ctx, k, digest[:], k.CreatedAt); err != nil {
		return Key{}, "", err
	}
	values := map[string]any{"label": k.Label, "role": k.Role, "branch": k.Branch, "kinds": k.Kinds, "expires_at": k.ExpiresAt}
	for name, v := range facts {
		values[name] = v
	}
	return k, bearer, tx.Record(ctx, journal.Event{Kind: what, Subject: k.ID, Actor: by.ID, Values: values})
}

// rotationLongest bounds how long the old key may go on beside the new one.
const rotationLongest = 30 * 24 * time.Hour

// RotateKey makes a key of the same scope that takes the place of another, which
// goes on for a while so that nothing stops until the machine has the new one.
func (d *Desk) RotateKey(ctx context.Context, by bordereau.Principal, id string, overlap time.Duration) (k Key, bearer string, err error) {
	if err := allow(by, bordereau.RoleAdmin); err != nil {
		return k, "", err
	}
	if overlap < 0 || overlap > rotationLongest {
		return k, "", invalid("/overlap", "L'ancienne clé reste valable au plus %d jours.", int(rotationLongest.Hours()/24))
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		old, _, err := tx.KeyOf(ctx, id)
		if err != nil {
			return err
		}
		if err := alone(by, old.Role); err != nil {
			return err
		}
		fresh := old
		if old.ExpiresAt != nil { // as long as the old one was given for
			until := d.Now().Add(old.ExpiresAt.Sub(old.CreatedAt))
			fresh.ExpiresAt = &until
		}
		if k, bearer, err = d.makeKey(ctx, tx, by, fresh, "access.key_rotated", map[string]any{"rotates": old.ID, "overlap_seconds": int(overlap.Seconds())}); err != nil {
			return err
		}
		err = tx.RotatedKey(ctx, old.ID, k.ID, d.Now().Add(overlap), d.Now())
		if bordereau.CodeOf(err) == bordereau.NotFound {
			return bordereau.Errorf(bordereau.Conflicting, "Cette clé n'est plus valable ou a déjà été remplacée.")
		}
		return err
	})
	if err == nil {
		d.people.keys.forget()
	}
	return k, bearer, err
}

// Keys lists the machine keys, revoked ones too.
func (d *Desk) Keys(ctx context.Context, by bordereau.Principal) (list []Key, err error) {
	if err := allow(by, bordereau.RoleAdmin, bordereau.RoleAuditor); err != nil {
		return nil, err
	}
	return list, d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		list, err = tx.Keys(ctx)
		return err
	})
}

// RevokeKey takes a key back: here at once, on other nodes within the time for
// which a good key is believed.
func (d *Desk) RevokeKey(ctx context.Context, by bordereau.Principal, id string) error {
	if err := allow(by, bordereau.RoleAdmin); err != nil {
		return err
	}
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		k, err := tx.RevokeKey(ctx, id, d.Now())
		if err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Kind: "access.key_revoked", Subject: k.ID, Actor: by.ID, Values: map[string]any{"label": k.Label}})
	})
	if err == nil {
		d.people.keys.forget()
	}
	return err
}

// KeyHolder is whose machine key a bearer token is. A key that was found good
// is believed for some seconds without asking the record again. A good key is
// let in however many wrong ones came before it: nobody shuts a branch out.
func (d *Desk) KeyHolder(ctx context.Context, bearer, remote string) (bordereau.Principal, error) {
	rest, ok := strings.CutPrefix(bearer, keyPrefix)
	id, _, ok2 := strings.Cut(rest, "_")
	if !ok || !ok2 || len(bearer) > 200 {
		return bordereau.Principal{}, d.refuseKey("", remote)
	}
	digest := sha256.Sum256([]byte(bearer))
	now := d.Now()
	if p, ok := d.people.keys.get(digest, now); ok {
		return p, nil
	}
	// A key revoked while this looks it up must not be believed afterwards.
	epoch := d.people.keys.epoch()
	var p bordereau.Principal
	var k Key
	fits := false
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		var want []byte
		var err error
		k, want, err = tx.KeyOf(ctx, id)
		known := err == nil
		if err != nil && bordereau.CodeOf(err) != bordereau.NotFound {
			return err
		}
		if !known {
			want = d.people.nokey[:]
		}
		fits = subtle.ConstantTimeCompare(want, digest[:]) == 1 && known && !k.Revoked && (k.ExpiresAt == nil || now.Before(*k.ExpiresAt))
		if !fits {
			return nil
		}
		p = bordereau.Principal{ID: k.ID, Name: k.Label, Role: k.Role, Branch: k.Branch, Kinds: kindsOf(k.Kinds)}
		if k.UsedAt == nil || now.Sub(*k.UsedAt) > time.Minute {
			return tx.TouchKey(ctx, id, now)
		}
		return nil
	})
	if err != nil {
		return bordereau.Principal{}, err
	}
	if !fits {
		return bordereau.Principal{}, d.refuseKey(id, remote)
	}
	d.people.keys.put(digest, p, now, epoch, k.ExpiresAt)
	return p, nil
}

// kindsOf writes the kinds of a key into one word, which principals carry.
func kindsOf(kinds []bordereau.Type) string {
	all := make([]string, len(kinds))
	for i, k := range kinds {
		all[i] = string(k)
	}
	return strings.Join(all, ",")
}

// kindFor is the kind of a deposit that a key brings in, which its scope narrows.
// What is not said follows where only one kind is possible.
func kindFor(by bordereau.Principal, kind string) (string, error) {
	if by.Kinds == "" {
		return kind, nil
	}
	may := strings.Split(by.Kinds, ",")
	if kind == "" && len(may) == 1 {
		return may[0], nil
	}
	if !slices.Contains(may, kind) {
		e := bordereau.Errorf(bordereau.Forbidden, "Cette clé ne permet pas de déposer ce type de document.")
		e.Pointer = "kind"
		return kind, e
	}
	return kind, nil
}

// refuseKey counts a wrong key against its id and against the place it came
// from, and tells either to wait once it was wrong too often.
func (d *Desk) refuseKey(id, remote string) error {
	wrong, now := &d.people.wrongKeys, d.Now()
	if wait := max(wrong.wait(id, "", now, nil), wrong.wait("", remote, now, nil)); wait > 0 {
		return errTooMany(wait)
	}
	wrong.count("", remote, now)
	if id != "" {
		wrong.count(id, "", now)
	}
	return bordereau.Errorf(bordereau.Unauthorised, "Cette clé n'est pas valable.")
}
