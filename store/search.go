package store

import (
	"context"
	"errors"

	"bordereau"
	"bordereau/desk"

	"github.com/jackc/pgx/v5"
)

// SeenDocument reads a document as the caller may see it. A branch sees what it
// sent, wherever it came to lie; others see nothing of a restricted dossier that
// they do not read.
func (t *tx) SeenDocument(ctx context.Context, by bordereau.Principal, id string) (bordereau.Document, bool, error) {
	var hidden bool
	d, err := scanDocument(t.QueryRow(ctx, `SELECT `+documentColumns+`, `+hiddenFrom("$2")+documentTables+`WHERE d.id = $1 AND `+
		visible("$2", "$3", "$4"), id, by.ID, ownBranch(by), by.Role == bordereau.RoleSystem), &hidden)
	if errors.Is(err, pgx.ErrNoRows) {
		return d, false, bordereau.Errorf(bordereau.NotFound, "Ce document n'existe pas.")
	}
	if hidden && by.Role != bordereau.RoleSystem {
		d.Dossier = ""
		return d, true, err
	}
	return d, false, err
}

// visible is the one rule of who sees a document, of the parameters: the
// principal's id, its branch if it is limited to one, and whether it is the system.
func visible(id, branch, system string) string {
	return `(` + system + `::bool OR CASE WHEN ` + branch + `::text <> '' THEN d.branch = ` + branch + ` ELSE NOT ` + hiddenFrom(id) + ` END)`
}

// InsertReading keeps a reading, its pictures and its text.
func (t *tx) InsertReading(ctx context.Context, r desk.StoredReading) error {
	engine, err := jsonText(r.Engine)
	if err != nil {
		return err
	}
	understanding, err := jsonText(r.Understanding)
	if err != nil {
		return err
	}
	var b pgx.Batch
	b.Queue(`INSERT INTO readings (document_id, generation, artefact, key, version_id, sha256, engine, understanding, milliseconds, read_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		r.DocumentID, r.Generation, r.Artefact, r.Key, r.VersionID, r.SHA256, engine, understanding, r.Milliseconds, r.ReadAt)
	for _, img := range r.Images {
		b.Queue(`INSERT INTO page_images (document_id, generation, page, key, version_id, sha256, width, height)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			r.DocumentID, r.Generation, img.Number, img.Key, img.VersionID, img.SHA256, img.Width, img.Height)
	}
	b.Queue(`UPDATE documents SET text = $2 WHERE id = $1`, r.DocumentID, plain(r.Text))
	return t.SendBatch(ctx, &b).Close()
}

// Reading reads a reading back.
func (t *tx) Reading(ctx context.Context, documentID string, generation int) (*desk.StoredReading, error) {
	r := desk.StoredReading{DocumentID: documentID, Generation: generation}
	err := t.QueryRow(ctx, `SELECT artefact, key, version_id, sha256, engine, understanding, milliseconds, read_at FROM readings
		WHERE document_id = $1 AND generation = $2`, documentID, generation).
		Scan(&r.Artefact, &r.Key, &r.VersionID, &r.SHA256, &r.Engine, &r.Understanding, &r.Milliseconds, &r.ReadAt)
	return &r, err
}

// Images lists the pictures of a generation.
func (t *tx) Images(ctx context.Context, documentID string, generation int) ([]desk.StoredImage, error) {
	rows, err := t.Query(ctx, `SELECT page, key, version_id, sha256, width, height FROM page_images
		WHERE document_id = $1 AND generation = $2 ORDER BY page`, documentID, generation)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (i desk.StoredImage, err error) {
		return i, r.Scan(&i.Number, &i.Key, &i.VersionID, &i.SHA256, &i.Width, &i.Height)
	})
}

// Text reads the text of a document.
func (t *tx) Text(ctx context.Context, documentID string) (text string, err error) {
	err = t.QueryRow(ctx, `SELECT text FROM documents WHERE id = $1`, documentID).Scan(&text)
	return text, err
}

// History reads the events of a document. Who acted is shown by login where the
// event says so.
func (t *tx) History(ctx context.Context, documentID string) ([]desk.Happened, error) {
	return scanHistory(t.Query(ctx, `SELECT e.at, e.kind, coalesce(v.body->>'by', e.actor), coalesce(v.body, '{}') FROM events e
		LEFT JOIN event_values v ON v.event_id = e.id WHERE e.document_id = $1 AND e.kind <> $2 ORDER BY e.id`, documentID, desk.EventSeen))
}

func scanHistory(rows pgx.Rows, err error) ([]desk.Happened, error) {
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (h desk.Happened, err error) {
		err = r.Scan(&h.At, &h.Kind, &h.Actor, &h.Facts)
		delete(h.Facts, "by")
		h.At = h.At.UTC()
		return h, err
	})
}

// OpenReasons reads why the open task of a document wants a person.
func (t *tx) OpenReasons(ctx context.Context, documentID string) (desk.Reasons, error) {
	var reasons desk.Reasons
	err := t.QueryRow(ctx, `SELECT reasons FROM tasks WHERE document_id = $1 AND state = 'open'`, documentID).Scan(&reasons)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	return reasons, err
}
