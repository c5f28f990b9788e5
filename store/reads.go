package store

import "context"

// FirstRead notes who read a document on a day.
func (t *tx) FirstRead(ctx context.Context, documentID, principalID, day string) (bool, error) {
	tag, err := t.Exec(ctx, `INSERT INTO document_reads (document_id, day, principal_id) VALUES ($1, $2::text::date, $3) ON CONFLICT DO NOTHING`, documentID, day, plain(principalID))
	return tag.RowsAffected() == 1, err
}
