package store

import (
	"context"

	"bordereau/desk"

	"github.com/jackc/pgx/v5"
)

// NamedDocuments reads a page of the documents whose type a person named.
func (t *tx) NamedDocuments(ctx context.Context, before string, limit int) ([]desk.NamedDocument, error) {
	rows, err := t.Query(ctx, `SELECT d.id::text, coalesce(d.dossier_id::text, ''), d.deposit_id::text, d.type, r.key, r.version_id, r.sha256, r.understanding, d.understanding
		FROM documents d JOIN readings r ON r.document_id = d.id AND r.generation = d.generation LEFT JOIN dossiers s ON s.id = d.dossier_id
		WHERE ($1 = '' OR d.id < nullif($1, '')::uuid) AND d.understanding->>'spec' LIKE 'person:%' AND d.type NOT IN ('', 'unknown', 'blank')
			AND d.state NOT IN ('split', 'duplicate', 'destroyed') AND NOT coalesce(s.restricted, false)
		ORDER BY d.id DESC LIMIT $2`, before, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (n desk.NamedDocument, err error) {
		return n, r.Scan(&n.ID, &n.DossierID, &n.DepositID, &n.Type, &n.Key, &n.VersionID, &n.SHA256, &n.Machine, &n.Understanding)
	})
}
