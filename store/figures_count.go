package store

import (
	"context"
	"errors"

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

// CountDocuments writes what became of documents. When the machine had done with one
// stays as it was first.
func (t *tx) CountDocuments(ctx context.Context, list []desk.CountedDocument) error {
	var b pgx.Batch
	for _, x := range list {
		b.Queue(`INSERT INTO figures_documents AS f (document_id, branch, type, received_at, settled_at, straight, ended_at, ended)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (document_id) DO UPDATE SET branch = $2, type = $3,
			settled_at = coalesce(f.settled_at, $5), straight = CASE WHEN $9 THEN $6 ELSE f.straight END,
			ended_at = CASE WHEN $10 THEN $7 ELSE f.ended_at END, ended = CASE WHEN $10 THEN $8 ELSE f.ended END`,
			x.ID, x.Branch, x.Type, x.ReceivedAt, x.Settled, x.Straight, x.EndedAt, x.Ended, x.Touched, x.Over)
	}
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
