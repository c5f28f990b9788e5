package store

import (
	"context"
	"time"

	"bordereau"

	"github.com/jackc/pgx/v5"
)

// TakeTurn takes a turn that is due.
func (t *tx) TakeTurn(ctx context.Context, name string, every time.Duration) (bool, error) {
	tag, err := t.Exec(ctx, `UPDATE counters SET value = extract(epoch FROM now())::bigint
		WHERE name = $1 AND value <= extract(epoch FROM now())::bigint - $2`, name, int64(every/time.Second))
	return tag.RowsAffected() == 1, err
}

// GiveTurnBack makes the turn due again after a while.
func (t *tx) GiveTurnBack(ctx context.Context, name string, every, after time.Duration) error {
	_, err := t.Exec(ctx, `UPDATE counters SET value = extract(epoch FROM now())::bigint - $2 WHERE name = $1`, name, int64((every-after)/time.Second))
	return err
}

// Lockable lists documents whose lock may be too short. It goes through the table in
// the order of its key, once a day: an index for it would cost every deposit.
func (t *tx) Lockable(ctx context.Context, soon time.Time, after string, limit int) ([]string, error) {
	rows, err := t.Query(ctx, `SELECT d.id::text`+documentTables+`WHERE ($1 = '' OR d.id > nullif($1, '')::uuid) AND (
		d.state IN ('archived', 'booked') AND (d.retain_until < $2 OR r.closed_at IS NOT NULL AND r.closed_at IS DISTINCT FROM d.retained_for)
		OR d.state IN ('rejected', 'returned', 'quarantined') AND (d.retain_until IS NULL OR d.legal_hold AND d.retain_until < $2))
		ORDER BY d.id LIMIT $3`, after, soon, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// Lengthened writes a longer lock down; a shorter one is not.
func (t *tx) Lengthened(ctx context.Context, documentID string, until time.Time) error {
	_, err := t.Exec(ctx, `UPDATE archive_objects SET retain_until = $2 WHERE document_id = $1 AND retain_until < $2`, documentID, until)
	return err
}

// RetainedFor notes for which closing of its dossier a lock was worked out.
func (t *tx) RetainedFor(ctx context.Context, documentID string, closed *time.Time) error {
	_, err := t.Exec(ctx, `UPDATE documents SET retained_for = $2 WHERE id = $1 AND retained_for IS DISTINCT FROM $2`, documentID, closed)
	return err
}

// Lapsed lists documents whose lock has ended. A part's original is the whole file,
// which stays as long as the longest of its parts.
func (t *tx) Lapsed(ctx context.Context, now time.Time, after string, limit int) ([]bordereau.Document, error) {
	return scanDocuments(t.Query(ctx, `SELECT `+documentColumns+documentTables+`WHERE ($1 = '' OR d.id > nullif($1, '')::uuid)
		AND d.state IN ('archived', 'booked', 'rejected', 'returned', 'quarantined') AND d.retain_until < $2 AND NOT d.legal_hold
		AND (d.part_of IS NULL OR NOT EXISTS (SELECT FROM documents s WHERE s.part_of = d.part_of AND s.id <> d.id
			AND (s.retain_until IS NULL OR s.retain_until >= $2 OR s.legal_hold)))
		ORDER BY d.id LIMIT $3`, after, now, limit))
}
