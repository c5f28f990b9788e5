package desk

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"regexp"
	"slices"
	"strings"
	"time"

	"bordereau"
	"bordereau/internal/ids"
	"bordereau/journal"
)

// accessTx is what people, sessions and machine keys need. Secrets never reach
// it: it is given digests.
type accessTx interface {
	AddUser(ctx context.Context, u User, passwordHash string, at time.Time) error // Conflicting when the login is taken
	Users(ctx context.Context) ([]User, error)
	// UserByLogin gives NotFound for a login that does not exist.
	UserByLogin(ctx context.Context, login string) (u User, passwordHash string, err error)
	CountRefusal(ctx context.Context, userID string) error
	DisableUser(ctx context.Context, login string, at time.Time) (User, error) // ends the user's sessions too

	AddSession(ctx context.Context, digest []byte, userID, csrf string, at time.Time) error
	// SessionOf gives NotFound unless the session goes on, was seen after the one
	// time, was opened after the other, and its user is not disabled.
	SessionOf(ctx context.Context, digest []byte, seenAfter, openedAfter time.Time) (s Session, seen time.Time, err error)
	TouchSession(ctx context.Context, digest []byte, at time.Time) error
	EndSession(ctx context.Context, digest []byte, at time.Time) (userID string, err error) // "" when there was none

	AddKey(ctx context.Context, k Key, digest []byte, at time.Time) error
	Keys(ctx context.Context) ([]Key, error)
	KeyOf(ctx context.Context, id string) (k Key, digest []byte, used *time.Time, err error)
	TouchKey(ctx context.Context, id string, at time.Time) error
	RevokeKey(ctx context.Context, id string, at time.Time) (Key, error)
}

// errSignIn is the one answer to whoever may not come in, so that nobody learns
// which part was wrong.
func errSignIn() error {
	return bordereau.Errorf(bordereau.Unauthorised, "Identifiant ou mot de passe incorrect.")
}

func errTooMany(wait time.Duration) error {
	e := bordereau.Errorf(bordereau.Quota, "Trop d'essais. Réessayez dans %d secondes.", int(wait/time.Second)+1)
	e.Wait = wait
	return e
}

// SignIn opens a session and gives its token, which is nowhere kept. Every
// refusal takes the work of a real comparison; too many for one login from one
// place are Quota until a while has passed.
func (d *Desk) SignIn(ctx context.Context, login, password, remote string) (string, Session, error) {
	login = strings.ToLower(strings.TrimSpace(login))
	if !passwordFits(password) || len(login) > 100 {
		return "", Session{}, errSignIn()
	}
	if wait := d.people.refusals.wait(login, remote, d.Now()); wait > 0 {
		return "", Session{}, errTooMany(wait)
	}
	var user User
	var hash string
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		if !loginShape.MatchString(login) {
			return errSignIn()
		}
		user, hash, err = tx.UserByLogin(ctx, login)
		return err
	})
	known := err == nil
	if c := bordereau.CodeOf(err); err != nil && c != bordereau.NotFound && c != bordereau.Unauthorised {
		return "", Session{}, err
	}
	if !known {
		hash = d.people.nobody
	}
	fits, err := d.people.hasher.fits(ctx, hash, password)
	if err != nil {
		return "", Session{}, err
	}
	if !known || !fits || user.Disabled {
		d.people.refusals.count(login, remote, d.Now())
		err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
			if known {
				if err := tx.CountRefusal(ctx, user.ID); err != nil {
					return err
				}
			}
			return tx.Record(ctx, journal.Event{Kind: "access.refused", Subject: user.ID, Actor: "nobody", Values: map[string]any{"login": login, "remote": remote}})
		})
		if err != nil {
			return "", Session{}, err
		}
		return "", Session{}, errSignIn()
	}
	token, csrf := secret(), secret()
	s := Session{Principal: person(user), CSRF: csrf}
	digest := sha256.Sum256([]byte(token))
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		if err := tx.AddSession(ctx, digest[:], user.ID, csrf, d.Now()); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Kind: "access.signed_in", Subject: user.ID, Actor: user.ID, Values: map[string]any{"remote": remote}})
	})
	if err != nil {
		return "", Session{}, err
	}
	d.people.refusals.clear(login, remote)
	return token, s, nil
}

// SignOut ends a session; a token that is none is no error.
func (d *Desk) SignOut(ctx context.Context, token string) error {
	digest := sha256.Sum256([]byte(token))
	return d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		user, err := tx.EndSession(ctx, digest[:], d.Now())
		if err != nil || user == "" {
			return err
		}
		return tx.Record(ctx, journal.Event{Kind: "access.signed_out", Subject: user, Actor: user})
	})
}

// Session is who holds a token, Unauthorised when nobody does any more.
func (d *Desk) Session(ctx context.Context, token string) (Session, error) {
	var s Session
	digest := sha256.Sum256([]byte(token))
	now := d.Now()
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		var seen time.Time
		var err error
		s, seen, err = tx.SessionOf(ctx, digest[:], now.Add(-d.Idle), now.Add(-d.Absolute))
		if err != nil {
			return err
		}
		// Not every click is a write; the idle limit is minutes.
		if now.Sub(seen) > d.Idle/30 {
			return tx.TouchSession(ctx, digest[:], now)
		}
		return nil
	})
	if bordereau.CodeOf(err) == bordereau.NotFound {
		return Session{}, bordereau.Errorf(bordereau.Unauthorised, "Votre session est terminée. Identifiez-vous de nouveau.")
	}
	return s, err
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
	fits := false
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		k, want, used, err := tx.KeyOf(ctx, id)
		known := err == nil
		if err != nil && bordereau.CodeOf(err) != bordereau.NotFound {
			return err
		}
		if !known {
			want = d.people.nokey[:]
		}
		fits = subtle.ConstantTimeCompare(want, digest[:]) == 1 && known && !k.Revoked
		if !fits {
			return nil
		}
		p = bordereau.Principal{ID: k.ID, Name: k.Label, Role: k.Role, Branch: k.Branch}
		if used == nil || now.Sub(*used) > time.Minute {
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
	d.people.keys.put(digest, p, now, epoch)
	return p, nil
}

// refuseKey counts a wrong key against its id and against the place it came
// from, and tells either to wait once it was wrong too often.
func (d *Desk) refuseKey(id, remote string) error {
	wrong, now := &d.people.wrongKeys, d.Now()
	if wait := max(wrong.wait(id, "", now), wrong.wait("", remote, now)); wait > 0 {
		return errTooMany(wait)
	}
	wrong.count("", remote, now)
	if id != "" {
		wrong.count(id, "", now)
	}
	return bordereau.Errorf(bordereau.Unauthorised, "Cette clé n'est pas valable.")
}

var loginShape = regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]{1,63}$`)

// AddUser gives a person a login. The password has 12 to 128 bytes.
func (d *Desk) AddUser(ctx context.Context, by bordereau.Principal, u User, password string) (User, error) {
	if err := allow(by, bordereau.RoleAdmin); err != nil {
		return User{}, err
	}
	u.Login = strings.ToLower(strings.TrimSpace(u.Login))
	switch {
	case !loginShape.MatchString(u.Login):
		return User{}, invalid("/login", "L'identifiant se compose de 2 à 64 lettres, chiffres, points ou tirets.")
	case !slices.Contains(bordereau.Roles, u.Role):
		return User{}, invalid("/role", "Ce rôle n'existe pas.")
	case u.Role == bordereau.RoleBranch && u.Branch == "":
		return User{}, invalid("/branch", "Indiquez l'agence de cette personne.")
	case !passwordFits(password):
		return User{}, invalid("/password", "Le mot de passe doit avoir de %d à %d caractères.", passwordMin, passwordMax)
	case strings.Contains(strings.ToLower(password), u.Login):
		return User{}, invalid("/password", "Le mot de passe ne doit pas contenir l'identifiant.")
	}
	hash, err := d.people.hasher.hash(ctx, password)
	if err != nil {
		return User{}, err
	}
	u.ID, u.Disabled = ids.New(), false
	if u.Name == "" {
		u.Name = u.Login
	}
	return u, d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		if err := tx.AddUser(ctx, u, hash, d.Now()); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Kind: "access.user_added", Subject: u.ID, Actor: by.ID,
			Values: map[string]any{"login": u.Login, "role": u.Role, "branch": u.Branch}})
	})
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

// DisableUser takes a login back and ends its sessions.
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

const keyPrefix = "bdk_"

// AddKey makes a machine key. The secret is given once and not kept.
func (d *Desk) AddKey(ctx context.Context, by bordereau.Principal, k Key) (Key, string, error) {
	if err := allow(by, bordereau.RoleAdmin); err != nil {
		return Key{}, "", err
	}
	switch {
	case strings.TrimSpace(k.Label) == "" || len(k.Label) > 100:
		return Key{}, "", invalid("/label", "Donnez à la clé un nom de 1 à 100 caractères.")
	case !slices.Contains(bordereau.Roles, k.Role):
		return Key{}, "", invalid("/role", "Ce rôle n'existe pas.")
	case k.Role == bordereau.RoleBranch && k.Branch == "":
		return Key{}, "", invalid("/branch", "Indiquez l'agence de cette clé.")
	}
	k.ID, k.Revoked = ids.New(), false
	bearer := keyPrefix + k.ID + "_" + secret()
	digest := sha256.Sum256([]byte(bearer))
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		if err := tx.AddKey(ctx, k, digest[:], d.Now()); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Kind: "access.key_added", Subject: k.ID, Actor: by.ID,
			Values: map[string]any{"label": k.Label, "role": k.Role, "branch": k.Branch}})
	})
	if err != nil {
		return Key{}, "", err
	}
	return k, bearer, nil
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

func person(u User) bordereau.Principal {
	return bordereau.Principal{ID: u.ID, Name: u.Login, Role: u.Role, Branch: u.Branch, Person: true}
}

// allow is defence in depth behind the table at the border. The machine itself
// may do what an administrator's command line asks of it.
func allow(by bordereau.Principal, roles ...bordereau.Role) error {
	if by.Role == bordereau.RoleSystem || slices.Contains(roles, by.Role) {
		return nil
	}
	return bordereau.Errorf(bordereau.Forbidden, "Votre rôle ne permet pas cette action.")
}

func invalid(pointer, format string, args ...any) error {
	e := bordereau.Errorf(bordereau.Invalid, format, args...)
	e.Pointer = pointer
	return e
}

// secret is 256 random bits in letters that need no quoting.
func secret() string {
	var b [32]byte
	rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}
