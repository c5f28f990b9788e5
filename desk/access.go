package desk

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"bordereau"
	"bordereau/journal"
)

// Step is what is still asked of somebody who gave the right password.
type Step string

const (
	StepCode  Step = "code"  // a code of one time
	StepEnrol Step = "enrol" // to enrol a second factor, which the role asks for
)

const (
	pendingFor   = 10 * time.Minute // between the password and the end of signing in
	pendingTries = 5
)

// Account is what signing in needs of a person. Secrets are sealed or hashed.
type Account struct {
	User
	Hash     string
	Secret   []byte // of the second factor; nil: none
	Offer    []byte // a secret that was shown and not confirmed
	Step     int64  // of the code that was used last
	Unlocked *time.Time
}

// NewSession is a session to be kept.
type NewSession struct {
	Digest             []byte
	UserID, CSRF       string
	Pending            Step
	Method, Remote     string
	OpenedAt, At       time.Time
	KeepFailuresAsTold bool // the person has not come in yet
}

// accessTx is what people, sessions and machine keys need. Secrets never reach
// it: it is given digests.
type accessTx interface {
	personTx
	keyTx
	secondTx
	changeTx

	// AccountByLogin gives NotFound for a login that does not exist.
	AccountByLogin(ctx context.Context, login string) (Account, error)
	CountRefusal(ctx context.Context, userID string) error
	AddSession(ctx context.Context, s NewSession) error
	// SessionOf gives NotFound unless the session goes on, was seen after the one
	// time, was opened after the other, and its user is not disabled. Pending ones
	// are found like others.
	SessionOf(ctx context.Context, digest []byte, seenAfter, openedAfter time.Time) (Session, error)
	// SessionTimes are those of a session whether or not it goes on; NotFound.
	SessionTimes(ctx context.Context, digest []byte) (opened, seen time.Time, ended *time.Time, err error)
	TouchSession(ctx context.Context, digest []byte, at time.Time) error
	// CountTry counts a wrong code against a pending session.
	CountTry(ctx context.Context, digest []byte) (int, error)
	EndSession(ctx context.Context, digest []byte, at time.Time) (userID string, err error) // "" when there was none
	// EndSessions ends all sessions of a person but the one that is named.
	EndSessions(ctx context.Context, userID string, but []byte, at time.Time) (int, error)
	SessionsOf(ctx context.Context, userID string, seenAfter, openedAfter time.Time) ([]Session, error)
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
// place are Quota until a while has passed. Where a second step is due the
// session is pending and opens nothing until AnswerCode or ConfirmSecondFactor
// took it on.
func (d *Desk) SignIn(ctx context.Context, login, password, remote string) (string, Session, error) {
	login = strings.ToLower(strings.TrimSpace(login))
	if !passwordFits(password) || len(login) > 100 {
		return "", Session{}, errSignIn()
	}
	account, known, err := d.account(ctx, login)
	if err != nil {
		return "", Session{}, err
	}
	if wait := d.people.refusals.wait(login, remote, d.Now(), account.Unlocked); wait > 0 {
		return "", Session{}, errTooMany(wait)
	}
	if !known {
		account.Hash = d.people.nobody
	}
	fits, err := d.people.hasher.fits(ctx, account.Hash, password)
	if err != nil {
		return "", Session{}, err
	}
	if !known || !fits || account.Disabled {
		return "", Session{}, d.refuseSignIn(ctx, account.ID, login, remote)
	}
	d.people.refusals.clear(login, remote)
	return d.comeIn(ctx, account.User, "password", remote)
}

// account reads who has a login. One that is unknown, or could not be a login, is
// no error.
func (d *Desk) account(ctx context.Context, login string) (a Account, known bool, err error) {
	asked := login
	if !loginShape.MatchString(login) {
		asked = "-" // nobody's, and looked up all the same
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		a, err = tx.AccountByLogin(ctx, asked)
		return err
	})
	if bordereau.CodeOf(err) == bordereau.NotFound {
		return Account{}, false, nil
	}
	return a, err == nil, err
}

func (d *Desk) refuseSignIn(ctx context.Context, userID, login, remote string) error {
	d.people.refusals.count(login, remote, d.Now())
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		if userID != "" {
			if err := tx.CountRefusal(ctx, userID); err != nil {
				return err
			}
		}
		return tx.Record(ctx, journal.Event{Kind: "access.refused", Subject: userID, Actor: "nobody", Values: map[string]any{"login": login, "remote": remote}})
	})
	if err != nil {
		return err
	}
	return errSignIn()
}

// comeIn opens the session of somebody whose first factor was right.
func (d *Desk) comeIn(ctx context.Context, u User, method, remote string) (string, Session, error) {
	var pending Step
	switch {
	case u.SecondFactor:
		pending = StepCode
	case slices.Contains(d.SecondFactor, u.Role):
		pending = StepEnrol
	}
	var token string
	var s Session
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		token, s, err = d.openSession(ctx, tx, u, Session{Pending: pending, Method: method, Remote: remote})
		if err != nil || pending != "" {
			return err
		}
		return tx.Record(ctx, journal.Event{Kind: "access.signed_in", Subject: u.ID, Actor: u.ID, Values: map[string]any{"remote": remote, "method": method}})
	})
	return token, s, err
}

// openSession keeps a new session under a new secret. One that follows another
// has its beginning, so that nobody stays longer by changing a password.
func (d *Desk) openSession(ctx context.Context, tx Tx, u User, s Session) (string, Session, error) {
	token, csrf := secret(), secret()
	digest := sha256.Sum256([]byte(token))
	now := d.Now()
	if s.OpenedAt.IsZero() {
		s.OpenedAt = now
	}
	s.Principal, s.CSRF, s.SeenAt, s.Current = person(u), csrf, now, true
	return token, s, tx.AddSession(ctx, NewSession{Digest: digest[:], UserID: u.ID, CSRF: csrf, Pending: s.Pending, Method: s.Method, Remote: s.Remote,
		OpenedAt: s.OpenedAt, At: now, KeepFailuresAsTold: s.Pending != ""})
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

// Session is who holds a token, Unauthorised when nobody does any more, or not
// yet: a pending session opens nothing.
func (d *Desk) Session(ctx context.Context, token string) (Session, error) {
	s, err := d.session(ctx, token)
	if err == nil && s.Pending != "" {
		return Session{}, bordereau.Errorf(bordereau.Unauthorised, "Terminez d'abord votre identification.")
	}
	return s, err
}

// PendingSession is who is about to come in, Unauthorised where nobody is.
func (d *Desk) PendingSession(ctx context.Context, token string) (Session, error) {
	s, err := d.session(ctx, token)
	if err == nil && s.Pending == "" {
		return Session{}, errOver("")
	}
	return s, err
}

func errOver(why string) error {
	return bordereau.Errorf(bordereau.Unauthorised, "Votre session est terminée%s. Identifiez-vous de nouveau.", why)
}

func (d *Desk) session(ctx context.Context, token string) (s Session, err error) {
	digest := sha256.Sum256([]byte(token))
	now := d.Now()
	why := ""
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		var err error
		s, err = tx.SessionOf(ctx, digest[:], now.Add(-d.Idle), now.Add(-d.Absolute))
		if bordereau.CodeOf(err) == bordereau.NotFound {
			if why, err = d.whyOver(ctx, tx, digest[:]); err != nil {
				return err
			}
			return errOver(why)
		}
		switch {
		case err != nil:
			return err
		case s.Pending != "" && now.Sub(s.OpenedAt) > pendingFor:
			return errOver("")
		case now.Sub(s.SeenAt) > d.Idle/30: // not every click is a write; the idle limit is minutes
			return tx.TouchSession(ctx, digest[:], now)
		}
		return nil
	})
	s.Current = err == nil
	return s, err
}

// whyOver says to who still holds the token of a session why it is over.
func (d *Desk) whyOver(ctx context.Context, tx Tx, digest []byte) (string, error) {
	opened, seen, ended, err := tx.SessionTimes(ctx, digest)
	now := d.Now()
	switch {
	case bordereau.CodeOf(err) == bordereau.NotFound:
		return "", nil
	case err != nil || ended != nil:
		return "", err
	case !opened.After(now.Add(-d.Absolute)):
		return " : elle a atteint sa durée maximale", nil
	case !seen.After(now.Add(-d.Idle)):
		return " : elle est restée trop longtemps sans activité", nil
	}
	return "", nil
}

// MySessions are the sessions of who holds the token, the newest first.
func (d *Desk) MySessions(ctx context.Context, token string) (list []Session, err error) {
	own, err := d.Session(ctx, token)
	if err != nil {
		return nil, err
	}
	now := d.Now()
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		list, err = tx.SessionsOf(ctx, own.Principal.ID, now.Add(-d.Idle), now.Add(-d.Absolute))
		return err
	})
	for i := range list {
		list[i].Principal, list[i].Current = own.Principal, list[i].ID == own.ID
	}
	return list, err
}

// EndOtherSessions ends every session of a person but the one that asks, and says
// how many those were.
func (d *Desk) EndOtherSessions(ctx context.Context, token string) (n int, err error) {
	own, err := d.Session(ctx, token)
	if err != nil {
		return 0, err
	}
	digest := sha256.Sum256([]byte(token))
	return n, d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		if n, err = tx.EndSessions(ctx, own.Principal.ID, digest[:], d.Now()); err != nil || n == 0 {
			return err
		}
		return tx.Record(ctx, journal.Event{Kind: "access.sessions_ended", Subject: own.Principal.ID, Actor: own.Principal.ID, Values: map[string]any{"sessions": n}})
	})
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
