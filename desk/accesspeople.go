package desk

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"bordereau"
	"bordereau/internal/ids"
	"bordereau/journal"
)

// personTx is what keeping people needs.
type personTx interface {
	AddUser(ctx context.Context, u User, passwordHash string, at time.Time) error // Conflicting when the login is taken
	Users(ctx context.Context) ([]User, error)
	DisableUser(ctx context.Context, login string, at time.Time) (User, error) // ends the user's sessions too
	ReopenUser(ctx context.Context, login, hash string) (User, error)          // NotFound unless it is disabled; without a second factor
	SetPassword(ctx context.Context, userID, hash string) error
	Unlock(ctx context.Context, login string, at time.Time) (User, error)
	// AddReset keeps a code of one time; those that were made before are void.
	AddReset(ctx context.Context, digest []byte, userID, by string, at, until time.Time) error
	// UseReset is NotFound unless the code is that person's, unused and in time.
	UseReset(ctx context.Context, digest []byte, userID string, at time.Time) error
}

var loginShape = regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]{1,63}$`)

// checkUser puts a person to be added into shape.
func checkUser(u *User) error {
	u.Login = strings.ToLower(strings.TrimSpace(u.Login))
	u.Name = strings.TrimSpace(u.Name)
	switch {
	case !loginShape.MatchString(u.Login):
		return invalid("/login", "L'identifiant se compose de 2 à 64 lettres, chiffres, points ou tirets.")
	case len(u.Name) > 200:
		return invalid("/name", "Ce nom est trop long.")
	}
	if u.Name == "" {
		u.Name = u.Login
	}
	return checkRole(u.Role, u.Branch)
}

func checkRole(role bordereau.Role, branch string) error {
	switch {
	case !slices.Contains(bordereau.Roles, role):
		return invalid("/role", "Ce rôle n'existe pas.")
	case role == bordereau.RoleBranch && branch == "":
		return invalid("/branch", "Indiquez l'agence de cette personne.")
	}
	return nil
}

// AddUser gives a person a login. The password has 12 to 128 bytes. A new
// administrator is for two administrators to add (ProposeAdministrator); only who
// runs the program on the server does it alone.
func (d *Desk) AddUser(ctx context.Context, by bordereau.Principal, u User, password string) (User, error) {
	if err := allow(by, bordereau.RoleAdmin); err != nil {
		return User{}, err
	}
	if err := checkUser(&u); err != nil {
		return User{}, err
	}
	if err := checkPassword(u.Login, password); err != nil {
		return User{}, err
	}
	if err := alone(by, u.Role); err != nil {
		return User{}, err
	}
	return d.addUser(ctx, by, u, password)
}

// InviteUser gives a person a login and a code of one time with which that person
// chooses the password: nobody else ever knows it.
func (d *Desk) InviteUser(ctx context.Context, by bordereau.Principal, u User) (User, OneTimeCode, error) {
	if err := allow(by, bordereau.RoleAdmin); err != nil {
		return User{}, OneTimeCode{}, err
	}
	if err := checkUser(&u); err != nil {
		return User{}, OneTimeCode{}, err
	}
	if err := alone(by, u.Role); err != nil {
		return User{}, OneTimeCode{}, err
	}
	u, err := d.addUser(ctx, by, u, secret())
	if err != nil {
		return User{}, OneTimeCode{}, err
	}
	var code OneTimeCode
	return u, code, d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		code, err = d.makeReset(ctx, tx, by.ID, u, "")
		return err
	})
}

// alone refuses to one administrator what two have to do.
func alone(by bordereau.Principal, role bordereau.Role) error {
	if role == bordereau.RoleAdmin && by.Role != bordereau.RoleSystem {
		return bordereau.Errorf(bordereau.Conflicting, "Un administrateur propose, un autre confirme : faites une proposition.")
	}
	return nil
}

func (d *Desk) addUser(ctx context.Context, by bordereau.Principal, u User, password string) (User, error) {
	hash, err := d.people.hasher.hash(ctx, password)
	if err != nil {
		return User{}, err
	}
	u.ID, u.Disabled = ids.New(), false
	return u, d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error { return d.keepUser(ctx, tx, by, u, hash) })
}

func (d *Desk) keepUser(ctx context.Context, tx Tx, by bordereau.Principal, u User, hash string) error {
	if err := tx.AddUser(ctx, u, hash, d.Now()); err != nil {
		return err
	}
	return tx.Record(ctx, journal.Event{Kind: "access.user_added", Subject: u.ID, Actor: by.ID,
		Values: map[string]any{"login": u.Login, "role": u.Role, "branch": u.Branch}})
}

// Users lists everybody who has a login, disabled ones too.
func (d *Desk) Users(ctx context.Context, by bordereau.Principal) (list []User, err error) {
	if err := allow(by, bordereau.RoleAdmin, bordereau.RoleAuditor, bordereau.RoleSupervisor); err != nil {
		return nil, err
	}
	return list, d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		list, err = tx.Users(ctx)
		return err
	})
}

// DisableUser takes a login back and ends its sessions, at once.
func (d *Desk) DisableUser(ctx context.Context, by bordereau.Principal, login string) error {
	if err := allow(by, bordereau.RoleAdmin); err != nil {
		return err
	}
	return d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		u, err := tx.DisableUser(ctx, strings.ToLower(login), d.Now())
		if err != nil {
			return err
		}
		if u.ID == by.ID {
			return bordereau.Errorf(bordereau.Conflicting, "Vous ne pouvez pas désactiver votre propre accès.")
		}
		return tx.Record(ctx, journal.Event{Kind: "access.user_disabled", Subject: u.ID, Actor: by.ID, Values: map[string]any{"login": u.Login}})
	})
}

// UnlockUser lets somebody who was refused too often try again at once, on every node.
func (d *Desk) UnlockUser(ctx context.Context, by bordereau.Principal, login string) error {
	if err := allow(by, bordereau.RoleAdmin); err != nil {
		return err
	}
	return d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		u, err := tx.Unlock(ctx, strings.ToLower(login), d.Now())
		if err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Kind: "access.user_unlocked", Subject: u.ID, Actor: by.ID, Values: map[string]any{"login": u.Login}})
	})
}

// ReopenUser gives a login that was taken back to the same person again, who chooses a
// new password with the code, and a new second factor.
func (d *Desk) ReopenUser(ctx context.Context, by bordereau.Principal, login string) (code OneTimeCode, err error) {
	if err := allow(by, bordereau.RoleAdmin); err != nil {
		return code, err
	}
	hash, err := d.people.hasher.hash(ctx, secret())
	if err != nil {
		return code, err
	}
	return code, d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		u, err := tx.ReopenUser(ctx, strings.ToLower(login), hash)
		if err != nil {
			return err
		}
		if err := alone(by, u.Role); err != nil {
			return err
		}
		if err := tx.Record(ctx, journal.Event{Kind: "access.user_reopened", Subject: u.ID, Actor: by.ID, Values: map[string]any{"login": u.Login}}); err != nil {
			return err
		}
		code, err = d.makeReset(ctx, tx, by.ID, u, "")
		return err
	})
}
