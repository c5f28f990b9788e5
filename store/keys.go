package store

import (
	"context"
	"time"

	"bordereau"
	"bordereau/desk"

	"github.com/jackc/pgx/v5"
)

// AddKey keeps a machine key under the digest of the whole token.
func (t *tx) AddKey(ctx context.Context, k desk.Key, digest []byte, at time.Time) error {
	kinds := make([]string, len(k.Kinds))
	for i, kind := range k.Kinds {
		kinds[i] = string(kind)
	}
	_, err := t.Exec(ctx, `INSERT INTO api_keys (id, secret_sha256, label, role, branch, created_at, kinds, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		k.ID, digest, plain(k.Label), k.Role, plain(k.Branch), at, kinds, k.ExpiresAt)
	return err
}

const keyColumns = `id, label, role, branch, revoked_at IS NOT NULL, kinds, created_at, used_at, expires_at, coalesce(rotated_to, '')`

func scanKey(r row, extra ...any) (desk.Key, error) {
	var k desk.Key
	var kinds []string
	err := r.Scan(append([]any{&k.ID, &k.Label, &k.Role, &k.Branch, &k.Revoked, &kinds, &k.CreatedAt, &k.UsedAt, &k.ExpiresAt, &k.RotatedTo}, extra...)...)
	for _, kind := range kinds {
		k.Kinds = append(k.Kinds, bordereau.Type(kind))
	}
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
func (t *tx) KeyOf(ctx context.Context, id string) (desk.Key, []byte, error) {
	var digest []byte
	k, err := scanKey(t.QueryRow(ctx, `SELECT `+keyColumns+`, secret_sha256 FROM api_keys WHERE id = $1`, plain(id)), &digest)
	return k, digest, away(err)
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

// RotatedKey gives a key an end and the name of the one that follows it.
func (t *tx) RotatedKey(ctx context.Context, id, to string, until, at time.Time) error {
	tag, err := t.Exec(ctx, `UPDATE api_keys SET rotated_to = $2, expires_at = least(coalesce(expires_at, $3), $3)
		WHERE id = $1 AND rotated_to IS NULL AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $4)`, plain(id), to, until, at)
	if err == nil && tag.RowsAffected() == 0 {
		err = pgx.ErrNoRows
	}
	return away(err)
}
