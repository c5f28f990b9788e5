package desk

import (
	"context"
	"crypto/sha256"
	"slices"
	"time"

	"bordereau"
	"bordereau/journal"
)

// secondTx is what second factors need.
type secondTx interface {
	// AccountOf is AccountByLogin by the person's id.
	AccountOf(ctx context.Context, userID string) (Account, error)
	// UseStep takes a step of codes; false when it, or a later one, was taken.
	UseStep(ctx context.Context, userID string, step int64) (bool, error)
	OfferSecret(ctx context.Context, userID string, sealed []byte) error
	// SetSecret replaces the second factor, nil for none, and the recovery codes.
	SetSecret(ctx context.Context, userID string, sealed []byte, step int64, recovery [][]byte) error
	// UseRecovery is false unless the code is that person's and unused.
	UseRecovery(ctx context.Context, userID string, digest []byte, at time.Time) (bool, error)
	RecoveryLeft(ctx context.Context, userID string) (int, error)
}

// Issuer is the name that an authenticator shows beside a login.
const Issuer = "Bordereau"

// Offer is a second factor that is to be enrolled: what the person types or scans.
type Offer struct {
	Secret string // in groups of four letters
	URI    string // otpauth://..., for a QR code
}

// SecondFactorState is what a person may know of the own second factor.
type SecondFactorState struct {
	Enrolled, Required bool
	RecoveryLeft       int
}

func errWrongCode() error {
	return &bordereau.Error{Code: bordereau.Invalid, Pointer: "/code", Message: "Ce code n'est pas valable. Attendez le suivant et saisissez-le."}
}

// AnswerCode takes a pending session on with a code of the authenticator or a
// recovery code: the session that follows has another secret. Five wrong codes end
// the pending one, and wrong codes slow the person down wherever they come from.
func (d *Desk) AnswerCode(ctx context.Context, token, code, remote string) (string, Session, error) {
	s, err := d.PendingSession(ctx, token)
	if err != nil {
		return "", Session{}, err
	}
	if s.Pending != StepCode {
		return "", Session{}, bordereau.Errorf(bordereau.Conflicting, "Enregistrez d'abord votre second facteur.")
	}
	digest := sha256.Sum256([]byte(token))
	var fresh string
	err = d.withCode(ctx, s.Principal.ID, code, remote, func(ctx context.Context, tx Tx, a Account, how string) (err error) {
		user, err := tx.EndSession(ctx, digest[:], d.Now())
		if err != nil || user == "" {
			return orOver(err)
		}
		fresh, s, err = d.openSession(ctx, tx, a.User, Session{Method: s.Method + "+" + how, Remote: s.Remote})
		if err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Kind: "access.signed_in", Subject: a.ID, Actor: a.ID, Values: map[string]any{"remote": s.Remote, "method": s.Method}})
	})
	if bordereau.CodeOf(err) == bordereau.Invalid {
		return "", Session{}, d.wrongTry(ctx, digest[:], err)
	}
	return fresh, s, err
}

func orOver(err error) error {
	if err != nil {
		return err
	}
	return errOver("")
}

// wrongTry counts a wrong code against a pending session, and ends it after the last.
func (d *Desk) wrongTry(ctx context.Context, digest []byte, wrong error) error {
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		n, err := tx.CountTry(ctx, digest)
		if err != nil || n < pendingTries {
			return err
		}
		_, err = tx.EndSession(ctx, digest, d.Now())
		return err
	})
	if err != nil {
		return err
	}
	return wrong
}

// withCode does something in the name of a person who gives a right code. Both
// kinds of codes are tried, whichever it looks like.
func (d *Desk) withCode(ctx context.Context, userID, code, remote string, do func(ctx context.Context, tx Tx, a Account, how string) error) error {
	guess := "code\x00" + userID
	wrong := false
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		wrong = false
		a, err := tx.AccountOf(ctx, userID)
		if err != nil {
			return err
		}
		if wait := d.people.refusals.wait(guess, "", d.Now(), a.Unlocked); wait > 0 {
			return errTooMany(wait)
		}
		how, err := d.takeCode(ctx, tx, a, code)
		if err != nil {
			return err
		}
		if how == "" {
			wrong = true
			return tx.Record(ctx, journal.Event{Kind: "access.code_refused", Subject: a.ID, Actor: "nobody", Values: map[string]any{"login": a.Login, "remote": remote}})
		}
		return do(ctx, tx, a, how)
	})
	switch {
	case err != nil:
		return err
	case wrong:
		d.people.refusals.count(guess, "", d.Now())
		return errWrongCode()
	}
	d.people.refusals.clear(guess, "")
	return nil
}

// takeCode uses a code up and says what it was, "" when it was none.
func (d *Desk) takeCode(ctx context.Context, tx Tx, a Account, code string) (string, error) {
	if len(code) > 100 || a.Secret == nil {
		return "", nil
	}
	secret, err := d.people.vault.open(a.Secret, a.ID)
	if err != nil {
		return "", err
	}
	step, fits := totpFits(secret, code, d.Now(), a.Step)
	recovery, err := tx.UseRecovery(ctx, a.ID, codeDigest(code), d.Now())
	if err != nil {
		return "", err
	}
	if fits {
		// Of two that come with one code at once, one is first.
		if fits, err = tx.UseStep(ctx, a.ID, step); err != nil {
			return "", err
		}
	}
	switch {
	case fits:
		return "totp", nil
	case recovery:
		return "recovery", nil
	}
	return "", nil
}

// OfferSecondFactor makes a secret for a person to enrol. Who is signed in says the
// password again, and a code where there is a second factor already.
func (d *Desk) OfferSecondFactor(ctx context.Context, token, password, code, remote string) (Offer, error) {
	s, err := d.session(ctx, token)
	if err != nil {
		return Offer{}, err
	}
	if s.Pending == StepCode {
		return Offer{}, bordereau.Errorf(bordereau.Unauthorised, "Terminez d'abord votre identification.")
	}
	if s.Pending == "" {
		if err := d.again(ctx, s.Principal, password, code, remote); err != nil {
			return Offer{}, err
		}
	}
	secret := newTOTPSecret()
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		return tx.OfferSecret(ctx, s.Principal.ID, d.people.vault.seal(secret, s.Principal.ID))
	})
	return d.offer(s.Principal.Name, secret), err
}

func (d *Desk) offer(login string, secret []byte) Offer {
	return Offer{Secret: totpText(secret), URI: totpURI(Issuer, login, secret)}
}

// again asks a person who is signed in for the password, and for a code where
// there is a second factor.
func (d *Desk) again(ctx context.Context, who bordereau.Principal, password, code, remote string) error {
	a, err := d.ownAccount(ctx, who, password, remote)
	if err != nil || a.Secret == nil {
		return err
	}
	return d.withCode(ctx, who.ID, code, remote, func(context.Context, Tx, Account, string) error { return nil })
}

// OfferedSecondFactor is the offer that waits for its first code, NotFound where
// none does.
func (d *Desk) OfferedSecondFactor(ctx context.Context, token string) (Offer, error) {
	s, err := d.session(ctx, token)
	if err != nil {
		return Offer{}, err
	}
	_, secret, err := d.offered(ctx, s)
	return d.offer(s.Principal.Name, secret), err
}

func (d *Desk) offered(ctx context.Context, s Session) (a Account, secret []byte, err error) {
	if s.Pending == StepCode {
		return a, nil, bordereau.Errorf(bordereau.Unauthorised, "Terminez d'abord votre identification.")
	}
	if err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		a, err = tx.AccountOf(ctx, s.Principal.ID)
		return err
	}); err != nil {
		return a, nil, err
	}
	if a.Offer == nil {
		return a, nil, bordereau.Errorf(bordereau.NotFound, "Aucun second facteur n'attend d'être enregistré.")
	}
	secret, err = d.people.vault.open(a.Offer, a.ID)
	return a, secret, err
}

// ConfirmSecondFactor enrols what was offered once a code shows that the
// authenticator has it. It gives the recovery codes, this once, and a new session;
// the person's other sessions end.
func (d *Desk) ConfirmSecondFactor(ctx context.Context, token, code, remote string) (recovery []string, fresh string, s Session, err error) {
	if s, err = d.session(ctx, token); err != nil {
		return nil, "", s, err
	}
	a, secret, err := d.offered(ctx, s)
	if err != nil {
		return nil, "", s, err
	}
	guess := "offer\x00" + a.ID
	if wait := d.people.refusals.wait(guess, "", d.Now(), a.Unlocked); wait > 0 {
		return nil, "", s, errTooMany(wait)
	}
	step, fits := totpFits(secret, code, d.Now(), 0)
	if !fits {
		d.people.refusals.count(guess, "", d.Now())
		return nil, "", s, errWrongCode()
	}
	d.people.refusals.clear(guess, "")
	recovery, digests := newRecoveryCodes()
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		if err := tx.SetSecret(ctx, a.ID, d.people.vault.seal(secret, a.ID), step, digests); err != nil {
			return err
		}
		if fresh, s, err = d.renew(ctx, tx, a.User, s); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Kind: "access.second_factor_set", Subject: a.ID, Actor: a.ID, Values: map[string]any{"login": a.Login, "remote": remote}})
	})
	return recovery, fresh, s, err
}

func newRecoveryCodes() (codes []string, digests [][]byte) {
	for range recoveryCodes {
		c := newCode()
		codes, digests = append(codes, c), append(digests, codeDigest(c))
	}
	return codes, digests
}

// renew ends all sessions of a person and opens one that follows the one given.
func (d *Desk) renew(ctx context.Context, tx Tx, u User, was Session) (string, Session, error) {
	if _, err := tx.EndSessions(ctx, u.ID, nil, d.Now()); err != nil {
		return "", was, err
	}
	return d.openSession(ctx, tx, u, Session{Method: was.Method, Remote: was.Remote, OpenedAt: was.OpenedAt})
}

// RenewRecoveryCodes replaces the recovery codes; they are given this once.
func (d *Desk) RenewRecoveryCodes(ctx context.Context, token, password, code, remote string) (codes []string, err error) {
	s, err := d.Session(ctx, token)
	if err != nil {
		return nil, err
	}
	if _, err := d.ownAccount(ctx, s.Principal, password, remote); err != nil {
		return nil, err
	}
	codes, digests := newRecoveryCodes()
	return codes, d.withCode(ctx, s.Principal.ID, code, remote, func(ctx context.Context, tx Tx, a Account, _ string) error {
		if a, err = tx.AccountOf(ctx, a.ID); err != nil { // with the step that was just used
			return err
		}
		if err := tx.SetSecret(ctx, a.ID, a.Secret, a.Step, digests); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Kind: "access.recovery_codes_made", Subject: a.ID, Actor: a.ID, Values: map[string]any{"login": a.Login}})
	})
}

// DropSecondFactor gives the second factor up, where the role does not ask for one.
func (d *Desk) DropSecondFactor(ctx context.Context, token, password, code, remote string) error {
	s, err := d.Session(ctx, token)
	if err != nil {
		return err
	}
	if slices.Contains(d.SecondFactor, s.Principal.Role) {
		return bordereau.Errorf(bordereau.Conflicting, "Votre rôle exige un second facteur ; vous pouvez le remplacer.")
	}
	if _, err := d.ownAccount(ctx, s.Principal, password, remote); err != nil {
		return err
	}
	return d.withCode(ctx, s.Principal.ID, code, remote, func(ctx context.Context, tx Tx, a Account, _ string) error {
		if err := tx.SetSecret(ctx, a.ID, nil, 0, nil); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Kind: "access.second_factor_dropped", Subject: a.ID, Actor: a.ID, Values: map[string]any{"login": a.Login}})
	})
}

// OwnSecondFactor says how the second factor of a person stands.
func (d *Desk) OwnSecondFactor(ctx context.Context, token string) (st SecondFactorState, err error) {
	s, err := d.Session(ctx, token)
	if err != nil {
		return st, err
	}
	st.Required = slices.Contains(d.SecondFactor, s.Principal.Role)
	return st, d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		a, err := tx.AccountOf(ctx, s.Principal.ID)
		if err != nil {
			return err
		}
		st.Enrolled = a.Secret != nil
		st.RecoveryLeft, err = tx.RecoveryLeft(ctx, a.ID)
		return err
	})
}

// TakeSecondFactor takes a lost second factor off somebody, in the name of who runs
// the program on the server. For everybody else two administrators do it (Propose).
func (d *Desk) TakeSecondFactor(ctx context.Context, by bordereau.Principal, login string) error {
	if err := allow(by); err != nil {
		return err
	}
	return d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		a, err := tx.AccountByLogin(ctx, login)
		if err != nil {
			return err
		}
		if err := tx.SetSecret(ctx, a.ID, nil, 0, nil); err != nil {
			return err
		}
		if _, err := tx.EndSessions(ctx, a.ID, nil, d.Now()); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Kind: "access.second_factor_taken", Subject: a.ID, Actor: by.ID, Values: map[string]any{"subject": a.Login}})
	})
}
