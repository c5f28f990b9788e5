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

const userColumns = `u.id::text, u.login, u.name, u.role, u.branch, u.disabled_at IS NOT NULL`

func scanUser(r row, extra ...any) (desk.User, error) {
	var u desk.User
	err := r.Scan(append([]any{&u.ID, &u.Login, &u.Name, &u.Role, &u.Branch, &u.Disabled}, extra...)...)
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

// UserByLogin reads a person and the hash of the password.
func (t *tx) UserByLogin(ctx context.Context, login string) (desk.User, string, error) {
	var hash string
	u, err := scanUser(t.QueryRow(ctx, `SELECT `+userColumns+`, u.password_hash FROM users u WHERE login = $1`, plain(login)), &hash)
	return u, hash, away(err)
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

// AddSession keeps a session under the digest of its token.
func (t *tx) AddSession(ctx context.Context, digest []byte, userID, csrf string, at time.Time) error {
	if _, err := t.Exec(ctx, `UPDATE users SET failures = 0 WHERE id = $1 AND failures <> 0`, userID); err != nil {
		return err
	}
	_, err := t.Exec(ctx, `INSERT INTO sessions (token_sha256, user_id, csrf, created_at, seen_at) VALUES ($1, $2, $3, $4, $4)`,
		digest, userID, csrf, at)
	return err
}

// SessionOf reads a session that still goes on.
func (t *tx) SessionOf(ctx context.Context, digest []byte, seenAfter, openedAfter time.Time) (desk.Session, time.Time, error) {
	var s desk.Session
	var seen time.Time
	u, err := scanUser(t.QueryRow(ctx, `SELECT `+userColumns+`, s.csrf, s.seen_at FROM sessions s JOIN users u ON u.id = s.user_id
		WHERE s.token_sha256 = $1 AND s.ended_at IS NULL AND s.seen_at > $2 AND s.created_at > $3 AND u.disabled_at IS NULL`,
		digest, seenAfter, openedAfter), &s.CSRF, &seen)
	s.Principal = bordereau.Principal{ID: u.ID, Name: u.Login, Role: u.Role, Branch: u.Branch, Person: true}
	return s, seen, away(err)
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

// AddKey keeps a machine key under the digest of the whole token.
func (t *tx) AddKey(ctx context.Context, k desk.Key, digest []byte, at time.Time) error {
	_, err := t.Exec(ctx, `INSERT INTO api_keys (id, secret_sha256, label, role, branch, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		k.ID, digest, plain(k.Label), k.Role, plain(k.Branch), at)
	return err
}

const keyColumns = `id, label, role, branch, revoked_at IS NOT NULL`

func scanKey(r row, extra ...any) (desk.Key, error) {
	var k desk.Key
	err := r.Scan(append([]any{&k.ID, &k.Label, &k.Role, &k.Branch, &k.Revoked}, extra...)...)
	return k, err
}

// Keys lists the machine keys, oldest first.
func (t *tx) Keys(ctx context.Context) ([]desk.Key, error) {
	rows, err := t.Query(ctx, `SELECT `+keyColumns+` FROM api_keys ORDER BY created_at, id`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (desk.Key, error) { return scanKey(r) })
}

// KeyOf reads a key by its public half.
func (t *tx) KeyOf(ctx context.Context, id string) (desk.Key, []byte, *time.Time, error) {
	var digest []byte
	var used *time.Time
	k, err := scanKey(t.QueryRow(ctx, `SELECT `+keyColumns+`, secret_sha256, used_at FROM api_keys WHERE id = $1`, plain(id)), &digest, &used)
	return k, digest, used, away(err)
}

// TouchKey says that a key was just used.
func (t *tx) TouchKey(ctx context.Context, id string, at time.Time) error {
	_, err := t.Exec(ctx, `UPDATE api_keys SET used_at = $2 WHERE id = $1 AND (used_at IS NULL OR used_at < $2)`, id, at)
	return err
}

// RevokeKey takes a key back.
func (t *tx) RevokeKey(ctx context.Context, id string, at time.Time) (desk.Key, error) {
	k, err := scanKey(t.QueryRow(ctx, `UPDATE api_keys SET revoked_at = coalesce(revoked_at, $2) WHERE id = $1 RETURNING `+keyColumns, plain(id), at))
	return k, away(err)
}
