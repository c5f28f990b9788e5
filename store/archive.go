package store

import (
	"context"
	"strconv"
	"time"

	"bordereau/archive"

	"github.com/jackc/pgx/v5"
)

// People tells who decided on a document.
func (t *tx) People(ctx context.Context, documentID string) ([]archive.Person, error) {
	rows, err := t.Query(ctx, `SELECT u.id::text, u.login, c.action, k.kind, c.decided_at, c.seen FROM decisions c
		JOIN users u ON u.id = c.user_id JOIN tasks k ON k.id = c.task_id WHERE c.document_id = $1 ORDER BY c.decided_at, c.id`, documentID)
	if err != nil {
		return nil, err
	}
	people, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (p archive.Person, err error) {
		err = r.Scan(&p.ID, &p.Login, &p.Action, &p.Task, &p.At, &p.Seen)
		p.At = p.At.UTC()
		return p, err
	})
	if people == nil {
		people = []archive.Person{}
	}
	return people, err
}

// InsertArchived writes down what was sealed.
func (t *tx) InsertArchived(ctx context.Context, documentID string, generation int, at time.Time, objects []archive.Sealed) error {
	var b pgx.Batch
	for _, o := range objects {
		b.Queue(`INSERT INTO archive_objects (document_id, generation, role, key, version_id, sha256, size, retain_until, sealed_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, documentID, generation, o.Role, o.Key, o.VersionID, o.SHA256, o.Size, o.RetainUntil, at)
	}
	return t.SendBatch(ctx, &b).Close()
}

// Archived reads back what was sealed, the newest generation alone.
func (t *tx) Archived(ctx context.Context, documentID string) ([]archive.Sealed, error) {
	rows, err := t.Query(ctx, `SELECT role, key, version_id, sha256, size, retain_until FROM archive_objects
		WHERE document_id = $1 AND generation = (SELECT max(generation) FROM archive_objects WHERE document_id = $1) ORDER BY role`, documentID)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanSealed)
}

func scanSealed(r pgx.CollectableRow) (o archive.Sealed, err error) {
	err = r.Scan(&o.Role, &o.Key, &o.VersionID, &o.SHA256, &o.Size, &o.RetainUntil)
	o.RetainUntil = o.RetainUntil.UTC()
	return o, err
}

func itoa(n int) string { return strconv.Itoa(n) }
