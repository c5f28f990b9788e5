package store

import (
	"context"

	"bordereau"
	"bordereau/journal"

	"github.com/jackc/pgx/v5"
)

// InsertParts writes the documents that pages of a file became, each with its first
// event, in one round trip. They lie where the file lay, in the order of their pages;
// what search finds are they.
func (t *tx) InsertParts(ctx context.Context, ended []string, parts []bordereau.Document, events []journal.Event) error {
	var b pgx.Batch
	for _, p := range parts {
		// Of the documents that began with a page, one after another, the last is.
		b.Queue(`INSERT INTO documents (id, deposit_id, ordinal, part, part_of, part_pages, taken_from, branch, file_name, format, sha256, size, version_id,
			state, version, priority, legal_hold, dossier_id, dossier_why, received_at)
			SELECT $1, deposit_id, ordinal, 1000 * $3 + (SELECT count(*) FROM documents x WHERE x.part_of = $4 AND x.part_pages[1] = $3), $4, $2,
			CASE WHEN part_of IS NOT NULL THEN $5::text[]::uuid[] END, branch, file_name, format, sha256, size, version_id, $6, $7, $8, $9, dossier_id, dossier_why, received_at
			FROM documents WHERE id = ($5::text[]::uuid[])[1]`, p.ID, p.PartPages, p.PartPages[0], p.PartOf, ended, p.State, p.Version, p.Priority, p.LegalHold)
	}
	b.Queue(`UPDATE documents SET amount_minor = NULL WHERE id = ANY($1::text[]::uuid[])`, ended)
	b.Queue(`UPDATE finds SET words = NULL WHERE document_id = ANY($1::text[]::uuid[])`, ended)
	if err := t.queueEvents(&b, events...); err != nil {
		return err
	}
	return t.SendBatch(ctx, &b).Close()
}

// PartsOf are the documents that a file is now, in the order of their pages.
func (t *tx) PartsOf(ctx context.Context, by bordereau.Principal, fileID string) ([]bordereau.Document, error) {
	return scanDocuments(t.Query(ctx, `SELECT `+documentColumns+documentTables+`WHERE d.part_of = $1 AND d.state <> 'split' AND `+visible("$2", "$3", "$4")+`
		ORDER BY d.part`, fileID, by.ID, ownBranch(by), by.Role == bordereau.RoleSystem))
}
