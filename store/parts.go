package store

import (
	"context"

	"bordereau"
	"bordereau/journal"

	"github.com/jackc/pgx/v5"
)

// InsertParts writes the documents that a file became, each with its first event, in
// one round trip. They lie where the file lay; what search finds are they.
func (t *tx) InsertParts(ctx context.Context, parts []bordereau.Document, events []journal.Event) error {
	var b pgx.Batch
	for i, p := range parts {
		b.Queue(`INSERT INTO documents (id, deposit_id, ordinal, part, part_of, part_pages, branch, file_name, format, sha256, size, version_id,
			state, version, priority, legal_hold, dossier_id, dossier_why, received_at)
			SELECT $1, deposit_id, ordinal, $2, id, $3, branch, file_name, format, sha256, size, version_id, $4, $5, priority, legal_hold, dossier_id, dossier_why, received_at
			FROM documents WHERE id = $6 AND part_of IS NULL`, p.ID, i+1, p.PartPages, p.State, p.Version, p.PartOf)
	}
	b.Queue(`UPDATE documents SET amount_minor = NULL WHERE id = $1`, parts[0].PartOf)
	b.Queue(`UPDATE finds SET words = NULL WHERE document_id = $1`, parts[0].PartOf)
	if err := t.queueEvents(&b, events...); err != nil {
		return err
	}
	return t.SendBatch(ctx, &b).Close()
}
