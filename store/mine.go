package store

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/journal"

	"github.com/jackc/pgx/v5"
)

// SaveDraft keeps a person's draft of a task.
func (t *tx) SaveDraft(ctx context.Context, taskID, userID string, body []byte) error {
	_, err := t.Exec(ctx, `INSERT INTO drafts (task_id, user_id, body) VALUES ($1, $2, $3)
		ON CONFLICT (task_id, user_id) DO UPDATE SET body = excluded.body, saved_at = now()`, taskID, userID, journal.WithoutNUL(body))
	return err
}

// Drafts are a person's own drafts.
func (t *tx) Drafts(ctx context.Context, userID string, taskIDs []string) (map[string]desk.Draft, error) {
	rows, err := t.Query(ctx, `SELECT task_id::text, body, saved_at FROM drafts WHERE user_id::text = $1 AND task_id = ANY($2::text[]::uuid[])`, userID, taskIDs)
	if err != nil {
		return nil, err
	}
	out := map[string]desk.Draft{}
	var id string
	var body []byte
	var at time.Time
	_, err = pgx.ForEachRow(rows, []any{&id, &body, &at}, func() error {
		var d desk.Draft
		if err := json.Unmarshal(body, &d); err != nil {
			return err
		}
		d.SavedAt = at.UTC()
		out[id] = d
		return nil
	})
	return out, err
}

// DecisionsBy are a person's last decisions. One can be undone while it is the
// document's last, its unit is not closed, and its archiving has not begun.
func (t *tx) DecisionsBy(ctx context.Context, by bordereau.Principal, since time.Time, limit int) ([]desk.MyDecision, error) {
	rows, err := t.Query(ctx, `SELECT x.document_id::text, x.task_id::text, d.type, d.file_name, x.action, x.outcome, d.state, d.version, x.decided_at,
		(d.state = 'decided' AND x.outcome IN ('decided', 'second_review')
			OR d.state = 'rejected' AND x.outcome = 'rejected' AND (d.unit_id IS NOT NULL OR x.decided_at >= $3))
		AND NOT EXISTS (SELECT FROM units u WHERE u.id = d.unit_id AND (u.state = 'final' OR u.state = 'void'
			AND (d.state <> 'rejected' OR d.type NOT IN ('remittance_slip', 'transfer_order') OR x.decided_at < $3)))
		AND NOT EXISTS (SELECT FROM jobs j WHERE j.document_id = d.id AND j.stage = 'archive' AND j.state IN ('running', 'done'))
		AND NOT EXISTS (SELECT FROM decisions y WHERE y.document_id = x.document_id AND y.document_version > x.document_version AND y.outcome IN ('decided', 'rejected'))
		FROM decisions x JOIN documents d ON d.id = x.document_id LEFT JOIN dossiers r ON r.id = d.dossier_id
		WHERE x.user_id = $1::text::uuid AND`+taskVisible+`ORDER BY x.decided_at DESC, x.id DESC LIMIT $2`, by.ID, limit, since)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (m desk.MyDecision, err error) {
		err = r.Scan(&m.DocumentID, &m.TaskID, &m.Type, &m.FileName, &m.Action, &m.Outcome, &m.State, &m.Version, &m.DecidedAt, &m.Reopens)
		m.DecidedAt = m.DecidedAt.UTC()
		return m, err
	})
}

// RejectedAt is when a person rejected a document.
func (t *tx) RejectedAt(ctx context.Context, documentID string) (at *time.Time, err error) {
	err = t.QueryRow(ctx, `SELECT max(decided_at) FROM decisions WHERE document_id = $1 AND outcome = 'rejected'`, documentID).Scan(&at)
	return at, err
}

// DayOf counts a person's decisions.
func (t *tx) DayOf(ctx context.Context, userID string, since time.Time) (count int, median float64, err error) {
	err = t.QueryRow(ctx, `SELECT count(*), coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY took_ms) / 1000, 0) FROM decisions
		WHERE user_id = $1::uuid AND decided_at >= $2`, userID, since).Scan(&count, &median)
	return count, median, err
}

// Queues count the open tasks by type and kind.
func (t *tx) Queues(ctx context.Context, by bordereau.Principal, now time.Time) ([]desk.Queue, error) {
	rows, err := t.Query(ctx, `SELECT d.type, t.kind, count(*), count(*) FILTER (WHERE t.due_at < $2)`+taskTables+`
		WHERE t.state = 'open' AND`+taskVisible+`GROUP BY d.type, t.kind ORDER BY min(t.due_at), d.type, t.kind`, by.ID, now)
	if err != nil {
		return nil, err
	}
	queues, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (q desk.Queue, err error) {
		return q, r.Scan(&q.Type, &q.Kind, &q.Tasks, &q.Late)
	})
	if queues == nil {
		queues = []desk.Queue{}
	}
	return queues, err
}

// Preferences reads how a person likes to work.
func (t *tx) Preferences(ctx context.Context, userID string) (body []byte, err error) {
	err = t.QueryRow(ctx, `SELECT body FROM preferences WHERE user_id::text = $1`, userID).Scan(&body)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	return body, err
}

// SetPreferences keeps how a person likes to work.
func (t *tx) SetPreferences(ctx context.Context, userID string, body []byte) error {
	_, err := t.Exec(ctx, `INSERT INTO preferences (user_id, body) VALUES ($1, $2)
		ON CONFLICT (user_id) DO UPDATE SET body = excluded.body, changed_at = now()`, userID, journal.WithoutNUL(body))
	return err
}
