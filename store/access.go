package store

import (
	"context"
	"errors"
	"time"

	"bordereau"
	"bordereau/desk"

	"github.com/jackc/pgx/v5"
)

// AddUser keeps a new person.
func (t *tx) AddUser(ctx context.Context, u desk.User, hash string, at time.Time) error {
	_, err := t.Exec(ctx, `INSERT INTO users (id, login, name, role, branch, password_hash, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, u.ID, u.Login, plain(u.Name), u.Role, plain(u.Branch), hash, at)
	if broke(err, "users_login_key") {
		return bordereau.Errorf(bordereau.Conflicting, "Cet identifiant existe déjà.")
	}
	return err
}

const userColumns = `u.id::text, u.login, u.name, u.role, u.branch, u.disabled_at IS NOT NULL, u.totp_secret IS NOT NULL, u.failures`

func scanUser(r row, extra ...any) (desk.User, error) {
	var u desk.User
	err := r.Scan(append([]any{&u.ID, &u.Login, &u.Name, &u.Role, &u.Branch, &u.Disabled, &u.SecondFactor, &u.Failures}, extra...)...)
	return u, err
}

// Users lists the people by login.
func (t *tx) Users(ctx context.Context) ([]desk.User, error) {
	rows, err := t.Query(ctx, `SELECT `+userColumns+` FROM users u ORDER BY login`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (desk.User, error) { return scanUser(r) })
}

const accountColumns = userColumns + `, u.password_hash, u.totp_secret, u.totp_offer, u.totp_step, u.unlocked_at`

func scanAccount(r row) (a desk.Account, err error) {
	a.User, err = scanUser(r, &a.Hash, &a.Secret, &a.Offer, &a.Step, &a.Unlocked)
	return a, away(err)
}

// AccountByLogin reads a person with what signing in needs.
func (t *tx) AccountByLogin(ctx context.Context, login string) (desk.Account, error) {
	return scanAccount(t.QueryRow(ctx, `SELECT `+accountColumns+` FROM users u WHERE login = $1`, plain(login)))
}

// AccountOf reads a person with what signing in needs, by the id.
func (t *tx) AccountOf(ctx context.Context, userID string) (desk.Account, error) {
	return scanAccount(t.QueryRow(ctx, `SELECT `+accountColumns+` FROM users u WHERE id = $1`, userID))
}

// CountRefusal counts a failed sign-in since the last good one.
func (t *tx) CountRefusal(ctx context.Context, userID string) error {
	_, err := t.Exec(ctx, `UPDATE users SET failures = failures + 1 WHERE id = $1`, userID)
	return err
}

// DisableUser takes a login back and ends its sessions.
func (t *tx) DisableUser(ctx context.Context, login string, at time.Time) (desk.User, error) {
	u, err := scanUser(t.QueryRow(ctx, `UPDATE users u SET disabled_at = coalesce(disabled_at, $2) WHERE login = $1 RETURNING `+userColumns, plain(login), at))
	if err != nil {
		return u, away(err)
	}
	_, err = t.Exec(ctx, `UPDATE sessions SET ended_at = $2 WHERE user_id = $1 AND ended_at IS NULL`, u.ID, at)
	return u, err
}

// ReopenUser gives a login that was taken back, with another password and no second factor.
func (t *tx) ReopenUser(ctx context.Context, login, hash string) (desk.User, error) {
	u, err := scanUser(t.QueryRow(ctx, `UPDATE users u SET disabled_at = NULL, password_hash = $2, totp_secret = NULL, totp_offer = NULL, totp_step = 0, failures = 0
		WHERE login = $1 AND disabled_at IS NOT NULL RETURNING `+userColumns, plain(login), hash))
	return u, away(err)
}

// SetPassword replaces the hash of a password.
func (t *tx) SetPassword(ctx context.Context, userID, hash string) error {
	_, err := t.Exec(ctx, `UPDATE users SET password_hash = $2 WHERE id = $1`, userID, hash)
	return err
}

// Unlock forgets refused sign-ins.
func (t *tx) Unlock(ctx context.Context, login string, at time.Time) (desk.User, error) {
	u, err := scanUser(t.QueryRow(ctx, `UPDATE users u SET failures = 0, unlocked_at = $2 WHERE login = $1 RETURNING `+userColumns, plain(login), at))
	return u, away(err)
}

// AddReset keeps a code to choose a password with, and voids those before.
func (t *tx) AddReset(ctx context.Context, digest []byte, userID, by string, at, until time.Time) error {
	if _, err := t.Exec(ctx, `UPDATE password_resets SET used_at = $2 WHERE user_id = $1 AND used_at IS NULL`, userID, at); err != nil {
		return err
	}
	_, err := t.Exec(ctx, `INSERT INTO password_resets (code_sha256, user_id, made_by, made_at, expires_at) VALUES ($1, $2, $3, $4, $5)`, digest, userID, by, at, until)
	return err
}

// UseReset takes a code that is good.
func (t *tx) UseReset(ctx context.Context, digest []byte, userID string, at time.Time) error {
	tag, err := t.Exec(ctx, `UPDATE password_resets SET used_at = $3 WHERE code_sha256 = $1 AND user_id = $2 AND used_at IS NULL AND expires_at > $3`, digest, userID, at)
	if err == nil && tag.RowsAffected() == 0 {
		err = pgx.ErrNoRows
	}
	return away(err)
}

// AddSession keeps a session under the digest of its token.
func (t *tx) AddSession(ctx context.Context, s desk.NewSession) error {
	if !s.KeepFailuresAsTold {
		if _, err := t.Exec(ctx, `UPDATE users SET failures = 0 WHERE id = $1 AND failures <> 0`, s.UserID); err != nil {
			return err
		}
	}
	_, err := t.Exec(ctx, `INSERT INTO sessions (token_sha256, user_id, csrf, created_at, seen_at, pending, method, remote) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		s.Digest, s.UserID, s.CSRF, s.OpenedAt, s.At, s.Pending, s.Method, plain(s.Remote))
	return err
}

const sessionColumns = userColumns + `, s.csrf, s.id::text, s.pending, s.method, s.remote, s.created_at, s.seen_at`

func scanSession(r row) (s desk.Session, err error) {
	u, err := scanUser(r, &s.CSRF, &s.ID, &s.Pending, &s.Method, &s.Remote, &s.OpenedAt, &s.SeenAt)
	s.Principal = bordereau.Principal{ID: u.ID, Name: u.Login, Role: u.Role, Branch: u.Branch, Person: true}
	return s, err
}

// SessionOf reads a session that still goes on.
func (t *tx) SessionOf(ctx context.Context, digest []byte, seenAfter, openedAfter time.Time) (desk.Session, error) {
	s, err := scanSession(t.QueryRow(ctx, `SELECT `+sessionColumns+` FROM sessions s JOIN users u ON u.id = s.user_id
		WHERE s.token_sha256 = $1 AND s.ended_at IS NULL AND s.seen_at > $2 AND s.created_at > $3 AND u.disabled_at IS NULL`,
		digest, seenAfter, openedAfter))
	return s, away(err)
}

// SessionsOf lists the sessions of a person that go on and are not pending.
func (t *tx) SessionsOf(ctx context.Context, userID string, seenAfter, openedAfter time.Time) ([]desk.Session, error) {
	rows, err := t.Query(ctx, `SELECT `+sessionColumns+` FROM sessions s JOIN users u ON u.id = s.user_id
		WHERE s.user_id = $1 AND s.ended_at IS NULL AND s.seen_at > $2 AND s.created_at > $3 AND s.pending = '' ORDER BY s.created_at DESC`, userID, seenAfter, openedAfter)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (desk.Session, error) { return scanSession(r) })
}

// SessionTimes reads the times of any session.
func (t *tx) SessionTimes(ctx context.Context, digest []byte) (opened, seen time.Time, ended *time.Time, err error) {
	err = t.QueryRow(ctx, `SELECT created_at, seen_at, ended_at FROM sessions WHERE token_sha256 = $1`, digest).Scan(&opened, &seen, &ended)
	return opened, seen, ended, away(err)
}

// CountTry counts a wrong code.
func (t *tx) CountTry(ctx context.Context, digest []byte) (n int, err error) {
	err = t.QueryRow(ctx, `UPDATE sessions SET tries = tries + 1 WHERE token_sha256 = $1 RETURNING tries`, digest).Scan(&n)
	return n, away(err)
}

// EndSessions ends all sessions of a person but one.
func (t *tx) EndSessions(ctx context.Context, userID string, but []byte, at time.Time) (int, error) {
	tag, err := t.Exec(ctx, `UPDATE sessions SET ended_at = $3 WHERE user_id = $1 AND ended_at IS NULL AND ($2::bytea IS NULL OR token_sha256 <> $2)`, userID, but, at)
	return int(tag.RowsAffected()), err
}

// TouchSession says that a session was just used.
func (t *tx) TouchSession(ctx context.Context, digest []byte, at time.Time) error {
	_, err := t.Exec(ctx, `UPDATE sessions SET seen_at = $2 WHERE token_sha256 = $1 AND seen_at < $2`, digest, at)
	return err
}

// EndSession ends a session that goes on.
func (t *tx) EndSession(ctx context.Context, digest []byte, at time.Time) (string, error) {
	var user string
	err := t.QueryRow(ctx, `UPDATE sessions SET ended_at = $2 WHERE token_sha256 = $1 AND ended_at IS NULL RETURNING user_id::text`, digest, at).Scan(&user)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	return user, err
}
