package desk

import (
	"context"
	"strings"
	"time"

	"bordereau"
	"bordereau/journal"
)

// resetFor is how long a code to choose a password with is good.
const resetFor = time.Hour

// OneTimeCode opens one thing once.
type OneTimeCode struct {
	Login string
	Code  string
	Until time.Time
}

// checkPassword holds a new password against the rules.
func checkPassword(login, password string) error {
	switch {
	case !passwordFits(password):
		return invalid("/password", "Le mot de passe doit avoir de %d à %d caractères.", passwordMin, passwordMax)
	case strings.Contains(strings.ToLower(password), login):
		return invalid("/password", "Le mot de passe ne doit pas contenir l'identifiant.")
	}
	return nil
}

// ownAccount is the account of who is signed in and says the password again. A
// wrong one slows down as at the door.
func (d *Desk) ownAccount(ctx context.Context, who bordereau.Principal, password, remote string) (Account, error) {
	wrong := func() error {
		e := bordereau.Errorf(bordereau.Invalid, "Le mot de passe actuel est incorrect.")
		e.Pointer = "/old"
		return e
	}
	if !passwordFits(password) {
		return Account{}, wrong()
	}
	a, known, err := d.account(ctx, who.Name)
	if err != nil || !known || a.ID != who.ID {
		return a, orOver(err)
	}
	if wait := d.people.refusals.wait(who.Name, remote, d.Now(), a.Unlocked); wait > 0 {
		return a, errTooMany(wait)
	}
	fits, err := d.people.hasher.fits(ctx, a.Hash, password)
	if err != nil {
		return a, err
	}
	if !fits {
		if err := d.refuseSignIn(ctx, a.ID, who.Name, remote); bordereau.CodeOf(err) != bordereau.Unauthorised {
			return a, err
		}
		return a, wrong()
	}
	d.people.refusals.clear(who.Name, remote)
	return a, nil
}

// ChangePassword replaces the own password. All other sessions end, and this one
// goes on under a new secret.
func (d *Desk) ChangePassword(ctx context.Context, token, old, password, remote string) (fresh string, s Session, err error) {
	if s, err = d.Session(ctx, token); err != nil {
		return "", s, err
	}
	a, err := d.ownAccount(ctx, s.Principal, old, remote)
	if err != nil {
		return "", s, err
	}
	if err := checkPassword(a.Login, password); err != nil {
		return "", s, err
	}
	if old == password {
		return "", s, invalid("/password", "Choisissez un autre mot de passe que l'actuel.")
	}
	hash, err := d.people.hasher.hash(ctx, password)
	if err != nil {
		return "", s, err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		if err := tx.SetPassword(ctx, a.ID, hash); err != nil {
			return err
		}
		if fresh, s, err = d.renew(ctx, tx, a.User, s); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Kind: "access.password_changed", Subject: a.ID, Actor: a.ID, Values: map[string]any{"login": a.Login, "remote": remote}})
	})
	return fresh, s, err
}

// ResetPassword makes a code with which a person chooses a new password, good once
// and for an hour; it is given this once. The old password goes on until then. An
// administrator's is for two administrators to reset.
func (d *Desk) ResetPassword(ctx context.Context, by bordereau.Principal, login string) (code OneTimeCode, err error) {
	if err := allow(by, bordereau.RoleAdmin); err != nil {
		return code, err
	}
	return code, d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		a, err := tx.AccountByLogin(ctx, strings.ToLower(login))
		if err != nil {
			return err
		}
		if err := alone(by, a.Role); err != nil {
			return err
		}
		code, err = d.makeReset(ctx, tx, by.ID, a.User, "")
		return err
	})
}

func (d *Desk) makeReset(ctx context.Context, tx Tx, by string, u User, second string) (OneTimeCode, error) {
	if u.Disabled {
		return OneTimeCode{}, bordereau.Errorf(bordereau.Conflicting, "L'accès de cette personne est fermé.")
	}
	c := OneTimeCode{Login: u.Login, Code: newCode(), Until: d.Now().Add(resetFor)}
	if err := tx.AddReset(ctx, codeDigest(c.Code), u.ID, by, d.Now(), c.Until); err != nil {
		return OneTimeCode{}, err
	}
	values := map[string]any{"login": u.Login, "until": c.Until.UTC().Format(time.RFC3339)}
	if second != "" {
		values["confirmed_by"] = second
	}
	return c, tx.Record(ctx, journal.Event{Kind: "access.reset_made", Subject: u.ID, Actor: by, Values: values})
}

// UseReset sets the password of who has a code for it, ends that person's sessions
// and lets guesses before be forgotten. A wrong login and a wrong code are told alike.
func (d *Desk) UseReset(ctx context.Context, login, code, password, remote string) error {
	wrong := func() error {
		return &bordereau.Error{Code: bordereau.Unauthorised, Message: "Cet identifiant et ce code ne vont pas ensemble, ou le code n'est plus valable.", Pointer: "/code"}
	}
	login = strings.ToLower(strings.TrimSpace(login))
	if login == "" || len(login) > 100 || len(code) > 100 {
		return wrong()
	}
	if err := checkPassword(login, password); err != nil {
		return err
	}
	guess := "reset\x00" + login
	a, known, err := d.account(ctx, login)
	if err != nil {
		return err
	}
	if wait := d.people.refusals.wait(guess, remote, d.Now(), a.Unlocked); wait > 0 {
		return errTooMany(wait)
	}
	hash, err := d.people.hasher.hash(ctx, password) // of whoever it is: the time tells nothing
	if err != nil {
		return err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		if err := tx.UseReset(ctx, codeDigest(code), nobodyWhen(a.ID, !known || a.Disabled), d.Now()); err != nil {
			return err
		}
		if err := tx.SetPassword(ctx, a.ID, hash); err != nil {
			return err
		}
		if _, err := tx.EndSessions(ctx, a.ID, nil, d.Now()); err != nil {
			return err
		}
		if _, err := tx.Unlock(ctx, a.Login, d.Now()); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Kind: "access.password_reset", Subject: a.ID, Actor: a.ID, Values: map[string]any{"login": a.Login, "remote": remote}})
	})
	if bordereau.CodeOf(err) != bordereau.NotFound {
		return err
	}
	d.people.refusals.count(guess, remote, d.Now())
	if err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		return tx.Record(ctx, journal.Event{Kind: "access.reset_refused", Subject: a.ID, Actor: "nobody", Values: map[string]any{"login": login, "remote": remote}})
	}); err != nil {
		return err
	}
	return wrong()
}

// nobodyWhen names nobody where that is so, and is looked up all the same.
func nobodyWhen(id string, nobody bool) string {
	if nobody {
		return "00000000-0000-0000-0000-000000000000"
	}
	return id
}
