package store

import (
	"context"

	"bordereau"
	"bordereau/desk"

	"github.com/jackc/pgx/v5"
)

// unsettled are the states in which a document is still worked on.
const unsettled = `('received', 'screened', 'read', 'classified', 'to_review', 'in_review', 'second_review')`

// OpenWork reads what is asked of a person of the documents that are not settled, or
// that an open sample drew.
func (t *tx) OpenWork(ctx context.Context, by bordereau.Principal, documentIDs []string) (map[string]desk.OpenWork, error) {
	rows, err := t.Query(ctx, `SELECT d.id::text, coalesce(t.id::text, ''), coalesce(t.kind, ''),
		ARRAY(SELECT DISTINCT field FROM earlier_readings e WHERE e.task_id = t.id AND NOT e.illegible AND e.field <> 'type' ORDER BY 1),
		coalesce((SELECT jsonb_object_agg(k.field, k.outcome) FROM (SELECT DISTINCT ON (field) field, outcome FROM keyings
			WHERE task_id = t.id AND user_id::text = $1 ORDER BY field, try DESC) k), '{}'),
		d.state NOT IN `+unsettled+`, ARRAY(SELECT jsonb_array_elements_text(s.fields))
		FROM documents d LEFT JOIN tasks t ON t.document_id = d.id AND t.state = 'open'
		LEFT JOIN samples s ON s.document_id = d.id AND s.state = 'open'
		WHERE d.id = ANY($2::text[]::uuid[]) AND (d.state IN `+unsettled+` OR s.id IS NOT NULL)`, by.ID, documentIDs)
	if err != nil {
		return nil, err
	}
	out := map[string]desk.OpenWork{}
	var id string
	var w desk.OpenWork
	_, err = pgx.ForEachRow(rows, []any{&id, &w.TaskID, &w.Kind, &w.Earlier, &w.Outcomes, &w.Settled, &w.Sampled}, func() error {
		out[id], w = w, desk.OpenWork{}
		return nil
	})
	return out, err
}

// Values are the current values of documents.
func (t *tx) Values(ctx context.Context, documentIDs []string) (map[string]*bordereau.Understanding, error) {
	return scanValues(t.Query(ctx, `SELECT id::text, understanding FROM documents WHERE id = ANY($1::text[]::uuid[])`, documentIDs))
}

func scanValues(rows pgx.Rows, err error) (map[string]*bordereau.Understanding, error) {
	if err != nil {
		return nil, err
	}
	out := map[string]*bordereau.Understanding{}
	var id string
	var u *bordereau.Understanding
	_, err = pgx.ForEachRow(rows, []any{&id, &u}, func() error {
		out[id], u = u, nil
		return nil
	})
	return out, err
}

// Keyings are a person's own keyings on a task.
func (t *tx) Keyings(ctx context.Context, taskID, userID string) ([]desk.Keyed, error) {
	rows, err := t.Query(ctx, `SELECT field, try, value, outcome, agreed FROM keyings WHERE task_id = nullif($1, '')::uuid AND user_id::text = $2 ORDER BY field, try`, taskID, userID)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (k desk.Keyed, err error) {
		return k, r.Scan(&k.Field, &k.Try, &k.Value, &k.Outcome, &k.Agreed)
	})
}

// AddKeying keeps a keying.
func (t *tx) AddKeying(ctx context.Context, taskID, userID, leaseID string, k desk.Keyed) error {
	agreed := k.Agreed
	if agreed == nil {
		agreed = []string{}
	}
	body, err := jsonText(agreed)
	if err != nil {
		return err
	}
	_, err = t.Exec(ctx, `INSERT INTO keyings (task_id, user_id, field, try, value, outcome, agreed, lease_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		taskID, userID, plain(k.Field), k.Try, plain(k.Value), k.Outcome, body, leaseID)
	return err
}

// Earlier are the readings that a task has seen.
func (t *tx) Earlier(ctx context.Context, taskID string) ([]desk.EarlierReading, error) {
	rows, err := t.Query(ctx, `SELECT e.user_id::text, u.login, e.field, e.value, e.illegible FROM earlier_readings e JOIN users u ON u.id = e.user_id
		WHERE e.task_id = $1 ORDER BY e.read_at, e.field, u.login`, taskID)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (e desk.EarlierReading, err error) {
		return e, r.Scan(&e.UserID, &e.Name, &e.Field, &e.Value, &e.Illegible)
	})
}

// AddEarlier keeps readings with a task.
func (t *tx) AddEarlier(ctx context.Context, taskID string, readings []desk.EarlierReading) error {
	var b pgx.Batch
	for _, e := range readings {
		b.Queue(`INSERT INTO earlier_readings (task_id, user_id, field, value, illegible, read_at) VALUES ($1, $2, $3, $4, $5, $6)`,
			taskID, e.UserID, plain(e.Field), plain(e.Value), e.Illegible, t.now())
	}
	return t.SendBatch(ctx, &b).Close()
}
