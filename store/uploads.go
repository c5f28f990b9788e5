package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/ids"

	"github.com/jackc/pgx/v5"
)

const uploadColumns = `id::text, file_name, metadata, declared, deposit_key, grouped, size, received,
	coalesce(deposit_id::text, ''), created_at, expires_at`

func scanUpload(r row) (desk.Upload, error) {
	var u desk.Upload
	var declared []byte
	err := r.Scan(&u.ID, &u.FileName, &u.Metadata, &declared, &u.Key, &u.Grouped, &u.Size, &u.Received, &u.DepositID, &u.CreatedAt, &u.ExpiresAt)
	if errors.Is(err, pgx.ErrNoRows) {
		return u, bordereau.Errorf(bordereau.NotFound, "Cet envoi n'existe pas, ou plus ; envoyez le fichier à nouveau.")
	}
	if err != nil {
		return u, err
	}
	u.CreatedAt, u.ExpiresAt = u.CreatedAt.UTC(), u.ExpiresAt.UTC()
	return u, json.Unmarshal(declared, &u.Declaration)
}

// InsertUpload counts a principal's open uploads one after the other.
func (t *tx) InsertUpload(ctx context.Context, u desk.Upload, by bordereau.Principal, life time.Duration, most int) (desk.Upload, error) {
	declared, err := json.Marshal(u.Declaration)
	if err != nil {
		return u, fmt.Errorf("write the declaration: %w", err)
	}
	if _, err := t.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, lockOf("uploads", by.ID)); err != nil {
		return u, err
	}
	var open int
	if err := t.QueryRow(ctx, `SELECT count(*) FROM uploads WHERE principal_id = $1 AND deposit_id IS NULL AND expires_at > now()`,
		by.ID).Scan(&open); err != nil {
		return u, err
	}
	if open >= most {
		return u, bordereau.Errorf(bordereau.Quota, "%d envois sont en cours, le plus permis : terminez-en ou abandonnez-en avant d'en ouvrir un autre.", open)
	}
	return scanUpload(t.QueryRow(ctx, `INSERT INTO uploads (id, principal_id, principal_name, branch, file_name, metadata, declared,
		deposit_key, grouped, size, created_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now(), now() + $11::interval) RETURNING `+uploadColumns,
		ids.New(), by.ID, by.Name, u.Declaration.Branch, plain(u.FileName), u.Metadata, declared, u.Key, u.Grouped, u.Size, life))
}

// Upload reads an upload of the principal's.
func (t *tx) Upload(ctx context.Context, principal, id string) (desk.Upload, error) {
	return scanUpload(t.QueryRow(ctx, `SELECT `+uploadColumns+` FROM uploads
		WHERE id = $1 AND principal_id = $2 AND expires_at > now()`, id, principal))
}

// UploadChunks lists an upload's chunks in order.
func (t *tx) UploadChunks(ctx context.Context, id string) ([]desk.Chunk, error) {
	return chunks(t.Query(ctx, `SELECT at, size, key, version_id, sha256 FROM upload_chunks WHERE upload_id = $1 ORDER BY at`, id))
}

func chunks(rows pgx.Rows, err error) ([]desk.Chunk, error) {
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (p desk.Chunk, err error) {
		return p, r.Scan(&p.At, &p.Size, &p.Key, &p.VersionID, &p.SHA256)
	})
}

func movedOn() error {
	return bordereau.Errorf(bordereau.Conflicting, "Cet envoi a avancé entre-temps ; demandez où il en est et reprenez à partir de là.")
}

// AddChunks acknowledges chunks where the upload still ends at their first byte.
func (t *tx) AddChunks(ctx context.Context, principal, id string, at int64, add []desk.Chunk) error {
	end := at
	for _, p := range add {
		end += p.Size
	}
	tag, err := t.Exec(ctx, `UPDATE uploads SET received = $4 WHERE id = $1 AND principal_id = $2 AND received = $3
		AND deposit_id IS NULL AND expires_at > now()`, id, principal, at, end)
	if err != nil {
		return err
	}
	if tag.RowsAffected() == 0 {
		return movedOn()
	}
	var b pgx.Batch
	for _, p := range add {
		b.Queue(`INSERT INTO upload_chunks (upload_id, at, size, key, version_id, sha256) VALUES ($1, $2, $3, $4, $5, $6)`,
			id, p.At, p.Size, p.Key, p.VersionID, p.SHA256)
	}
	return t.SendBatch(ctx, &b).Close()
}

// FinishUpload makes an upload a file of a deposit.
func (t *tx) FinishUpload(ctx context.Context, principal, id string, at int64, depositID string) ([]desk.Chunk, error) {
	tag, err := t.Exec(ctx, `UPDATE uploads SET received = size, deposit_id = $4 WHERE id = $1 AND principal_id = $2 AND received = $3
		AND deposit_id IS NULL AND expires_at > now()`, id, principal, at, depositID)
	if err != nil {
		return nil, err
	}
	if tag.RowsAffected() == 0 {
		return nil, movedOn()
	}
	return t.dropChunks(ctx, []string{id})
}

func (t *tx) dropChunks(ctx context.Context, uploads []string) ([]desk.Chunk, error) {
	return chunks(t.Query(ctx, `DELETE FROM upload_chunks WHERE upload_id = ANY($1::uuid[]) RETURNING at, size, key, version_id, sha256`, uploads))
}

// EndUpload forgets an upload that became nothing.
func (t *tx) EndUpload(ctx context.Context, principal, id string) ([]desk.Chunk, error) {
	var there string
	err := t.QueryRow(ctx, `SELECT id::text FROM uploads WHERE id = $1 AND principal_id = $2 AND deposit_id IS NULL AND expires_at > now() FOR UPDATE`,
		id, principal).Scan(&there)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, bordereau.Errorf(bordereau.NotFound, "Cet envoi n'existe pas, ou plus.")
	}
	if err != nil {
		return nil, err
	}
	gone, err := t.dropChunks(ctx, []string{id})
	if err != nil {
		return nil, err
	}
	_, err = t.Exec(ctx, `DELETE FROM uploads WHERE id = $1`, id)
	return gone, err
}

// ExpireUploads forgets uploads by the database's clock. One that another process
// is just finishing is passed over.
func (t *tx) ExpireUploads(ctx context.Context, limit int) (int, []desk.Chunk, error) {
	rows, err := t.Query(ctx, `SELECT id::text FROM uploads WHERE expires_at <= now() ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED`, limit)
	if err != nil {
		return 0, nil, err
	}
	over, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(over) == 0 {
		return 0, nil, err
	}
	gone, err := t.dropChunks(ctx, over)
	if err != nil {
		return 0, nil, err
	}
	_, err = t.Exec(ctx, `WITH gone AS (DELETE FROM uploads WHERE id = ANY($1::uuid[]) RETURNING *)
		INSERT INTO refused_files (id, branch, principal_id, principal_name, file_name, size, code, reason, at)
		SELECT id, branch, principal_id, principal_name, file_name, size, $2, $3, created_at FROM gone WHERE deposit_id IS NULL`,
		over, desk.Interrupted, "L'envoi n'a pas été mené à son terme ; envoyez le fichier à nouveau.")
	return len(over), gone, err
}

// UnknownChunks are keys without a row.
func (t *tx) UnknownChunks(ctx context.Context, keys []string) ([]string, error) {
	rows, err := t.Query(ctx, `SELECT k FROM unnest($1::text[]) k WHERE NOT EXISTS (SELECT FROM upload_chunks p WHERE p.key = k)`, keys)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// RefuseFile writes a refused file down.
func (t *tx) RefuseFile(ctx context.Context, f desk.RefusedFile) error {
	_, err := t.Exec(ctx, `INSERT INTO refused_files (id, branch, principal_id, principal_name, file_name, size, code, reason, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, ids.New(), f.Branch, f.ByID, f.By, plain(f.FileName), f.Size, f.Code, f.Reason, t.now())
	return err
}

// ForgetRefusals forgets what is too old for anybody's day.
func (t *tx) ForgetRefusals(ctx context.Context, before time.Time) error {
	_, err := t.Exec(ctx, `DELETE FROM refused_files WHERE at < $1`, before)
	return err
}

// Replace writes a replacement down once.
func (t *tx) Replace(ctx context.Context, documentID, replaces string) error {
	tag, err := t.Exec(ctx, `INSERT INTO replacements (document_id, replaces) VALUES ($1, $2) ON CONFLICT (replaces) DO NOTHING`, documentID, replaces)
	if err == nil && tag.RowsAffected() == 0 {
		return bordereau.Errorf(bordereau.Conflicting, "Ce document a déjà été remplacé.")
	}
	return err
}
