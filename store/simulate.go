package store

import (
	"context"

	"bordereau/desk"

	"github.com/jackc/pgx/v5"
)

// understoodWhere bounds what simulations judge: the papers that the machine read.
// What was split is judged as its parts, what came twice not at all.
const understoodWhere = ` FROM documents d JOIN readings r ON r.document_id = d.id AND r.generation = d.generation
	WHERE d.id > $1 AND d.state NOT IN ('split', 'duplicate')`

// CountUnderstood counts documents from an id on.
func (t *tx) CountUnderstood(ctx context.Context, from string) (n int, err error) {
	err = t.QueryRow(ctx, `SELECT count(*)`+understoodWhere, from).Scan(&n)
	return n, err
}

// Understood reads a page of documents with what was read and what stands today.
func (t *tx) Understood(ctx context.Context, after string, oneOf, limit int) ([]desk.Understood, error) {
	rows, err := t.Query(ctx, `SELECT d.id::text, coalesce(d.unit_id::text, ''), r.read_at, d.dossier_id IS NOT NULL, d.decided_at IS NOT NULL, r.understanding, d.understanding`+
		understoodWhere+` AND ($2 = 1 OR hashtext(coalesce(d.unit_id, d.id)::text)::bigint % $2 = 0) ORDER BY d.id LIMIT $3`, after, oneOf, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (u desk.Understood, err error) {
		return u, r.Scan(&u.ID, &u.UnitID, &u.ReadAt, &u.DossierKnown, &u.Decided, &u.Machine, &u.Understanding)
	})
}
