package store

import (
	"context"
	"errors"
	"fmt"

	"bordereau/desk"

	"github.com/jackc/pgx/v5"
)

// LockFigures gives how many leaves were counted, to one at a time.
func (t *tx) LockFigures(ctx context.Context) (n int64, mine bool, err error) {
	err = t.QueryRow(ctx, `SELECT value FROM counters WHERE name = 'figures_leaf' FOR UPDATE SKIP LOCKED`).Scan(&n)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, false, nil
	}
	return n, err == nil, err
}

// MoveFigures writes down how many leaves were counted.
func (t *tx) MoveFigures(ctx context.Context, counted int64) error {
	_, err := t.Exec(ctx, `UPDATE counters SET value = $1 WHERE name = 'figures_leaf'`, counted)
	return err
}

// IndexLeaves enters leaves into the index of the log.
func (t *tx) IndexLeaves(ctx context.Context, from, to int64) error {
	_, err := t.Exec(ctx, `INSERT INTO journal_index (sequence, at, kind, actor, subject, document_id)
		SELECT l.sequence, e.at, e.kind, e.actor, e.subject, e.document_id FROM leaves l JOIN events e ON e.id = l.event_id
		WHERE l.sequence >= $1 AND l.sequence < $2 ORDER BY l.sequence ON CONFLICT DO NOTHING`, from, to)
	return err
}

// TurningPoints reads events that decide what became of documents.
func (t *tx) TurningPoints(ctx context.Context, from, to int64, kinds []string) ([]desk.TurningPoint, error) {
	rows, err := t.Query(ctx, `SELECT i.at, i.kind, coalesce(v.body->>'from', ''), i.document_id::text, d.branch, d.type, d.received_at
		FROM journal_index i JOIN leaves l ON l.sequence = i.sequence JOIN documents d ON d.id = i.document_id
		LEFT JOIN event_values v ON v.event_id = l.event_id
		WHERE i.sequence >= $1 AND i.sequence < $2 AND i.kind = ANY($3::text[]) ORDER BY i.sequence`, from, to, kinds)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (p desk.TurningPoint, err error) {
		return p, r.Scan(&p.At, &p.Kind, &p.From, &p.DocumentID, &p.Branch, &p.Type, &p.ReceivedAt)
	})
}

// addDays adds to the days what documents of figures_documents did; a sign of -1 takes
// it away again. $1 is the zone, $2 the sign.
const addDays = `INSERT INTO figures_days AS f (day, dim, key, received, done, settled, straight, rejected, returned)
	SELECT v.day, v.dim, v.key, $2::bigint * sum(v.received), $2 * sum(v.done), $2 * sum(v.settled), $2 * sum(v.straight), $2 * sum(v.rejected), $2 * sum(v.returned)
	FROM figures_documents d, LATERAL (SELECT d.received_at AT TIME ZONE $1 AS received, d.settled_at AT TIME ZONE $1 AS settled, d.ended_at AT TIME ZONE $1 AS ended) a, LATERAL (VALUES
		(a.received::date, 'hour', extract(hour FROM a.received)::text, 1, 0, 0, 0, 0, 0),
		(a.ended::date, 'hour', extract(hour FROM a.ended)::text, 0, 1, 0, 0, 0, 0),
		(a.settled::date, 'type', d.type, 0, 0, (d.straight IS NOT NULL)::int, coalesce(d.straight, false)::int, 0, 0),
		(a.received::date, 'branch', d.branch, 1, 0, 0, 0, 0, 0),
		(a.ended::date, 'branch', d.branch, 0, 1, 0, 0, (d.ended = 'rejected')::int, (d.ended = 'returned')::int)
	) v (day, dim, key, received, done, settled, straight, rejected, returned)
	WHERE v.day IS NOT NULL AND ($3::uuid[] IS NULL OR d.document_id = ANY($3)) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
	ON CONFLICT (day, dim, key) DO UPDATE SET received = f.received + excluded.received, done = f.done + excluded.done, settled = f.settled + excluded.settled,
		straight = f.straight + excluded.straight, rejected = f.rejected + excluded.rejected, returned = f.returned + excluded.returned`

// addDeposits adds deposits to the days; $1 is the zone.
const addDeposits = `INSERT INTO figures_days AS f (day, dim, key, deposits)
	SELECT (p.received_at AT TIME ZONE $1)::date, 'branch', p.branch, count(*) %s GROUP BY 1, 3 ORDER BY 1, 3
	ON CONFLICT (day, dim, key) DO UPDATE SET deposits = f.deposits + excluded.deposits`

// FillDays adds up what was counted before days were.
func (t *tx) FillDays(ctx context.Context, zone string, counted int64) error {
	tag, err := t.Exec(ctx, `UPDATE counters SET value = 1 WHERE name = 'figures_days' AND value = 0`)
	if err != nil || tag.RowsAffected() == 0 {
		return err
	}
	if _, err := t.Exec(ctx, addDays, zone, 1, nil); err != nil {
		return err
	}
	_, err = t.Exec(ctx, fmt.Sprintf(addDeposits, `FROM deposits p WHERE EXISTS (SELECT FROM journal_index i WHERE i.subject = p.id::text AND i.kind = 'deposit.received' AND i.sequence < $2)`), zone, counted)
	return err
}

// CountDeposits adds the deposits that leaves tell of to their days.
func (t *tx) CountDeposits(ctx context.Context, from, to int64, zone string) error {
	_, err := t.Exec(ctx, fmt.Sprintf(addDeposits, `FROM journal_index i JOIN deposits p ON p.id = i.subject::uuid
		WHERE i.sequence >= $2 AND i.sequence < $3 AND i.kind = 'deposit.received'`), zone, from, to)
	return err
}

// CountDocuments writes what became of documents, and what that makes of the days. When
// the machine had done with one stays as it was first.
func (t *tx) CountDocuments(ctx context.Context, list []desk.CountedDocument, zone string) error {
	documents := make([]string, len(list))
	for i, x := range list {
		documents[i] = x.ID
	}
	var b pgx.Batch
	b.Queue(addDays, zone, -1, documents)
	for _, x := range list {
		b.Queue(`INSERT INTO figures_documents AS f (document_id, branch, type, received_at, settled_at, straight, ended_at, ended)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (document_id) DO UPDATE SET branch = $2, type = $3,
			settled_at = coalesce(f.settled_at, $5), straight = CASE WHEN $9 THEN $6 ELSE f.straight END,
			ended_at = CASE WHEN $10 THEN $7 ELSE f.ended_at END, ended = CASE WHEN $10 THEN $8 ELSE f.ended END`,
			x.ID, x.Branch, x.Type, x.ReceivedAt, x.Settled, x.Straight, x.EndedAt, x.Ended, x.Touched, x.Over)
	}
	b.Queue(addDays, zone, 1, documents)
	return t.SendBatch(ctx, &b).Close()
}

// UncountedDecisions reads decisions that were not counted yet.
func (t *tx) UncountedDecisions(ctx context.Context, documents []string) ([]desk.UncountedDecision, error) {
	if len(documents) == 0 {
		return nil, nil
	}
	rows, err := t.Query(ctx, `SELECT x.id::text, x.document_id::text, x.task_id::text, k.kind, x.user_id::text, x.body, x.outcome, x.decided_at, d.type, r.understanding,
		(SELECT max(e.at) FROM events e WHERE e.document_id = x.document_id AND e.kind = 'document.taken' AND e.actor = x.user_id::text AND e.at <= x.decided_at),
		EXISTS (SELECT FROM figures_decisions b WHERE b.document_id = x.document_id AND b.shown > 0)
		FROM decisions x JOIN tasks k ON k.id = x.task_id JOIN documents d ON d.id = x.document_id
		LEFT JOIN readings r ON r.document_id = d.id AND r.generation = d.generation
		WHERE x.document_id = ANY($1::uuid[]) AND NOT EXISTS (SELECT FROM figures_decisions c WHERE c.decision_id = x.id) ORDER BY x.decided_at, x.id`, documents)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (u desk.UncountedDecision, err error) {
		return u, r.Scan(&u.ID, &u.DocumentID, &u.TaskID, &u.Kind, &u.By.ID, &u.Decision, &u.Outcome, &u.At, &u.Type, &u.Machine, &u.Taken, &u.Before)
	})
}

// CountDecisions keeps decisions as they are counted.
func (t *tx) CountDecisions(ctx context.Context, list []desk.CountedDecision) error {
	var b pgx.Batch
	for _, c := range list {
		b.Queue(`INSERT INTO figures_decisions (decision_id, document_id, user_id, at, seconds, shown, changed) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT DO NOTHING`, c.ID, c.DocumentID, c.UserID, c.At, c.Seconds, c.Shown, c.Changed)
	}
	return t.SendBatch(ctx, &b).Close()
}

// CountFields adds to the counts of fields.
func (t *tx) CountFields(ctx context.Context, list []desk.CountedField) error {
	var b pgx.Batch
	for _, f := range list {
		b.Queue(`INSERT INTO figures_fields AS f (day, type, field, band, shown, given, changed, claimed) VALUES ($1::text::date, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (day, type, field, band) DO UPDATE SET shown = f.shown + $5, given = f.given + $6, changed = f.changed + $7, claimed = f.claimed + $8`,
			f.Day, f.Type, f.Field, f.Band, f.Shown, f.Given, f.Changed, f.Claimed)
	}
	return t.SendBatch(ctx, &b).Close()
}
