package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"bordereau"
	"bordereau/archive"
	"bordereau/internal/fault"
	"bordereau/ocr"
)

// archiveTx is what sealing needs of the record.
type archiveTx interface {
	// People tells who decided on a document, in order.
	People(ctx context.Context, documentID string) ([]archive.Person, error)
	// InsertArchived writes down what was sealed of a document.
	InsertArchived(ctx context.Context, documentID string, generation int, at time.Time, objects []archive.Sealed) error
	// Archived reads it back; empty when the document is not archived.
	Archived(ctx context.Context, documentID string) ([]archive.Sealed, error)
}

// maxArchivedBytes bounds what is read back of one object.
const maxArchivedBytes = 1 << 30

// archive runs the archive stage: what belongs to the document is put under the
// lock, read back and compared, and only then the document is archived. An attempt
// that is lost leaves objects that nothing refers to.
func (d *Desk) archive(ctx context.Context, l Lease) error {
	var doc bordereau.Document
	var m archive.Manifest
	var r *StoredReading
	var images []StoredImage
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		if doc, err = tx.Document(ctx, l.DocumentID); err != nil {
			return err
		}
		if doc.State != bordereau.Decided {
			return tx.FinishJob(ctx, l)
		}
		if m, err = d.manifest(ctx, tx, doc); err != nil || doc.Generation == 0 {
			return err
		}
		if r, err = tx.Reading(ctx, doc.ID, doc.Generation); err != nil {
			return err
		}
		images, err = tx.Images(ctx, doc.ID, doc.Generation)
		return err
	})
	if err != nil || doc.State != bordereau.Decided {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, readWithin)
	defer cancel()
	manifestSum, err := d.seal(limited, doc, r, &m, l.Small)
	if err == nil {
		err = d.lockImages(limited, images, m.Retention.Until)
	}
	if err != nil {
		if limited.Err() != nil && ctx.Err() == nil {
			return bordereau.Wrap(bordereau.TimedOut, err, "L'archivage de ce document a pris trop de temps.")
		}
		return err
	}
	if err := fault.Point("CP12"); err != nil {
		return err
	}
	return d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		doc, err := d.lockJobDocument(ctx, tx, l)
		if err != nil {
			return err
		}
		if err := tx.FinishJob(ctx, l); err != nil {
			return err
		}
		if doc.State != bordereau.Decided || doc.Generation != m.Generation {
			return bordereau.Errorf(bordereau.Conflicting, "Ce document a changé pendant son archivage.")
		}
		if err := tx.InsertArchived(ctx, doc.ID, doc.Generation, m.SealedAt, m.Objects); err != nil {
			return err
		}
		facts := map[string]any{"manifest_sha256": manifestSum, "retain_until": m.Retention.Until.Format(time.RFC3339)}
		err = tx.MoveDocument(ctx, &doc, bordereau.EvArchived, bordereau.System, facts, func(doc *bordereau.Document) {
			doc.ArchivedAt, doc.RetainUntil = &m.SealedAt, &m.Retention.Until
		})
		if err != nil {
			return err
		}
		return d.book(ctx, tx, &doc)
	})
}

// manifest is what the record knows of a document that is to be sealed.
func (d *Desk) manifest(ctx context.Context, tx Tx, doc bordereau.Document) (archive.Manifest, error) {
	now := d.Now().UTC().Truncate(time.Microsecond)
	m := archive.Manifest{
		Schema: archive.ManifestSchema, DocumentID: doc.ID, DepositID: doc.DepositID, Branch: doc.Branch, FileName: doc.FileName,
		PartOf: doc.PartOf, PartPages: doc.PartPages, Type: doc.Type, Dossier: doc.Dossier, UnitID: doc.UnitID, Generation: doc.Generation, ReceivedAt: doc.ReceivedAt, SealedAt: now,
	}
	t, _, err := d.termOf(ctx, tx, doc, now)
	if err != nil {
		return m, err
	}
	m.Retention = retention(t, doc, now)
	if doc.DecidedAt != nil {
		m.DecidedAt = doc.DecidedAt.UTC()
	}
	dep, err := tx.Deposit(ctx, bordereau.System, doc.DepositID)
	if err != nil {
		return m, err
	}
	m.ReceiptDigest = dep.Receipt.Digest
	u, err := tx.Understanding(ctx, doc.ID)
	if err != nil {
		return m, err
	}
	if u != nil {
		m.Understanding = *u
	}
	m.DecidedBy, err = tx.People(ctx, doc.ID)
	return m, err
}

// seal puts everything under the lock and fills in the manifest. It gives the
// digest of the manifest's own bytes.
func (d *Desk) seal(ctx context.Context, doc bordereau.Document, r *StoredReading, m *archive.Manifest, small bool) (string, error) {
	until := m.Retention.Until
	data, err := d.original(ctx, doc)
	if err != nil {
		return "", err
	}
	add := func(role, key, version, sum string, size int64) {
		m.Objects = append(m.Objects, archive.Sealed{Role: role, Key: key, VersionID: version, SHA256: sum, Size: size, RetainUntil: until})
	}
	lock := func(role, key, version, sum string, size int64) error {
		if err := d.Objects.Lock(ctx, key, version, until); err != nil {
			return fmt.Errorf("lock %s: %w", key, err)
		}
		add(role, key, version, sum, size)
		return nil
	}
	put := func(role, ext, contentType string, body []byte) (string, error) {
		sum := digestOf(body)
		key := fmt.Sprintf("archive/%s/%d/%s-%s.%s", doc.ID, doc.Generation, role, sum[:16], ext)
		version, err := d.Objects.PutLocked(ctx, key, body, sum, contentType, until)
		if err != nil {
			return "", fmt.Errorf("seal %s: %w", key, err)
		}
		add(role, key, version, sum, int64(len(body)))
		return sum, nil
	}
	if err := lock(archive.RoleOriginal, OriginalKey(doc.SHA256), doc.VersionID, doc.SHA256, doc.Size); err != nil {
		return "", err
	}
	if r != nil {
		body, err := d.fetchAny(ctx, r.Key, r.VersionID, r.SHA256)
		if err != nil {
			return "", err
		}
		var reading bordereau.Reading
		if err := json.Unmarshal(body, &reading); err != nil {
			return "", fmt.Errorf("the reading of %s: %w", doc.ID, err)
		}
		m.Engine, m.Flags = reading.Engine, reading.Flags
		if err := lock(archive.RoleReading, r.Key, r.VersionID, r.SHA256, int64(len(body))); err != nil {
			return "", err
		}
		pdf, err := d.searchablePDF(ctx, data, reading, small)
		if err != nil {
			return "", err
		}
		if _, err := put(archive.RolePDF, "pdf", "application/pdf", pdf); err != nil {
			return "", err
		}
		var alto bytes.Buffer
		if err := ocr.ALTO(&alto, reading, ocr.ALTOMeta{FileName: doc.FileName, SHA256: doc.SHA256, At: r.ReadAt}); err != nil {
			return "", err
		}
		if _, err := put(archive.RoleALTO, "xml", "application/xml", alto.Bytes()); err != nil {
			return "", err
		}
	}
	body, err := m.Canonical()
	if err != nil {
		return "", err
	}
	sum, err := put(archive.RoleManifest, "json", "application/json", body)
	if err != nil {
		return "", err
	}
	for _, o := range m.Objects {
		if err := d.proveSealed(ctx, o); err != nil {
			return "", err
		}
	}
	return sum, nil
}

func (d *Desk) searchablePDF(ctx context.Context, data []byte, reading bordereau.Reading, small bool) ([]byte, error) {
	session, err := d.Reader.Open(ctx, data, small)
	if err != nil {
		return nil, err
	}
	defer session.Close()
	return session.SearchablePDF(ctx, reading.InFile())
}

// lockImages locks the pictures of the pages: what people saw when they decided is
// evidence as well, and their digests stand in the manifest beside the decisions.
func (d *Desk) lockImages(ctx context.Context, images []StoredImage, until time.Time) error {
	for _, i := range images {
		if err := d.Objects.Lock(ctx, i.Key, i.VersionID, until); err != nil {
			return fmt.Errorf("lock %s: %w", i.Key, err)
		}
	}
	return nil
}

// proveSealed reads an object back by its version and holds it against what is
// about to be written down of it.
func (d *Desk) proveSealed(ctx context.Context, o archive.Sealed) error {
	if _, err := d.fetch(ctx, o.Key, o.VersionID, o.SHA256, o.Size); err != nil {
		return err
	}
	info, err := d.Objects.Head(ctx, o.Key, o.VersionID)
	if err != nil {
		return fmt.Errorf("prove %s: %w", o.Key, err)
	}
	if info.RetainUntil.Before(o.RetainUntil) {
		return bordereau.Wrap(bordereau.Internal, fmt.Errorf("%s is retained until %s, not %s", o.Key, info.RetainUntil, o.RetainUntil),
			"L'archive n'a pas verrouillé cet objet comme demandé.")
	}
	return nil
}

// fetchAny is fetch where the size is not known beforehand.
func (d *Desk) fetchAny(ctx context.Context, key, version, sha256hex string) ([]byte, error) {
	info, err := d.Objects.Head(ctx, key, version)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", key, err)
	}
	if info.Size > maxArchivedBytes {
		return nil, fmt.Errorf("%s has %d bytes: %w", key, info.Size, errDamaged)
	}
	return d.fetch(ctx, key, version, sha256hex, info.Size)
}

// ArchivePDF opens the sealed PDF of a document; NotFound when it has none.
func (d *Desk) ArchivePDF(ctx context.Context, by bordereau.Principal, id string) (io.ReadCloser, int64, error) {
	var objects []archive.Sealed
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		doc, _, err := d.openedBy(ctx, tx, by, id)
		if err != nil {
			return err
		}
		objects, err = tx.Archived(ctx, doc.ID)
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	for _, o := range objects {
		if o.Role == archive.RolePDF {
			return d.Objects.Get(ctx, o.Key, o.VersionID)
		}
	}
	return nil, 0, bordereau.Wrap(bordereau.NotFound, errors.New("no sealed PDF"), "Ce document n'est pas encore archivé.")
}
