package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"bordereau"
	"bordereau/journal"

	"github.com/jackc/pgx/v5"
)

// documentColumns are read by scanDocument, from documents d LEFT JOIN dossiers r.
const documentColumns = `d.id::text, d.deposit_id::text, d.branch, d.file_name, d.format, d.sha256, d.size, d.version_id,
	d.state, d.version, d.generation, d.type, d.pages, coalesce(r.ref, ''), coalesce(d.duplicate_of::text, ''),
	coalesce(d.part_of::text, ''), d.part_pages, d.reason, d.reason_text, coalesce(d.unit_id::text, ''), d.priority, d.legal_hold, d.received_at, d.decided_at,
	d.archived_at, d.retain_until`

const documentTables = ` FROM documents d LEFT JOIN dossiers r ON r.id = d.dossier_id `

type row interface{ Scan(...any) error }

// scanDocument reads documentColumns, and then extra into its places.
func scanDocument(r row, extra ...any) (bordereau.Document, error) {
	var d bordereau.Document
	err := r.Scan(append([]any{&d.ID, &d.DepositID, &d.Branch, &d.FileName, &d.Format, &d.SHA256, &d.Size, &d.VersionID,
		&d.State, &d.Version, &d.Generation, &d.Type, &d.Pages, &d.Dossier, &d.DuplicateOf,
		&d.PartOf, &d.PartPages, &d.Reason, &d.ReasonText, &d.UnitID, &d.Priority, &d.LegalHold, &d.ReceivedAt, &d.DecidedAt,
		&d.ArchivedAt, &d.RetainUntil}, extra...)...)
	d.ReceivedAt = d.ReceivedAt.UTC()
	return d, err
}

func scanDocuments(rows pgx.Rows, err error) ([]bordereau.Document, error) {
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (bordereau.Document, error) { return scanDocument(r) })
}

func (t *tx) document(ctx context.Context, id, lock string) (bordereau.Document, error) {
	d, err := scanDocument(t.QueryRow(ctx, `SELECT `+documentColumns+documentTables+`WHERE d.id = $1`+lock, id))
	if errors.Is(err, pgx.ErrNoRows) {
		return d, bordereau.Errorf(bordereau.NotFound, "Ce document n'existe pas.")
	}
	return d, err
}

// Document reads a document.
func (t *tx) Document(ctx context.Context, id string) (bordereau.Document, error) {
	return t.document(ctx, id, "")
}

// LockDocument reads a document and locks its row.
func (t *tx) LockDocument(ctx context.Context, id string) (bordereau.Document, error) {
	return t.document(ctx, id, " FOR UPDATE OF d")
}

// MoveDocument applies an event to a document and records it.
func (t *tx) MoveDocument(ctx context.Context, doc *bordereau.Document, ev bordereau.Event, by bordereau.Principal,
	facts map[string]any, change func(*bordereau.Document)) error {
	to, err := bordereau.Next(doc.State, ev)
	if err != nil {
		return err
	}
	next := *doc
	if change != nil {
		change(&next)
	}
	next.State = to
	return t.writeDocument(ctx, doc, next, string(ev), by, facts)
}

// ChangeDocument changes a document that stays in its state.
func (t *tx) ChangeDocument(ctx context.Context, doc *bordereau.Document, what string, by bordereau.Principal,
	facts map[string]any, change func(*bordereau.Document)) error {
	next := *doc
	change(&next)
	next.State = doc.State
	return t.writeDocument(ctx, doc, next, what, by, facts)
}

func (t *tx) writeDocument(ctx context.Context, doc *bordereau.Document, next bordereau.Document, what string,
	by bordereau.Principal, facts map[string]any) error {
	next.Version = doc.Version + 1
	tag, err := t.Exec(ctx, `UPDATE documents SET state = $3, version = $4, generation = $5, type = $6, pages = $7,
		dossier_id = (SELECT id FROM dossiers WHERE ref = $8), duplicate_of = nullif($9, '')::uuid, reason = $10,
		reason_text = $11, unit_id = nullif($12, '')::uuid, priority = $13, legal_hold = $14, decided_at = $15,
		archived_at = $16, retain_until = $17
		WHERE id = $1 AND version = $2`,
		doc.ID, doc.Version, next.State, next.Version, next.Generation, next.Type, next.Pages, next.Dossier,
		next.DuplicateOf, next.Reason, next.ReasonText, next.UnitID, next.Priority, next.LegalHold, next.DecidedAt,
		next.ArchivedAt, next.RetainUntil)
	if err != nil {
		return err
	}
	if tag.RowsAffected() == 0 {
		return bordereau.Errorf(bordereau.Conflicting, "Quelqu'un d'autre a modifié ce document ; rouvrez-le.")
	}
	values := map[string]any{"from": doc.State, "state": next.State, "version": next.Version, "by": by.Name}
	if next.Reason != doc.Reason && next.Reason != "" {
		values["reason"] = next.Reason
	}
	for k, v := range facts {
		values[k] = v
	}
	if err := t.Record(ctx, journal.Event{Kind: "document." + what, Subject: doc.ID, DocumentID: doc.ID, Actor: by.ID, Values: values}); err != nil {
		return err
	}
	*doc = next
	return nil
}

// Understanding reads the current values of a document.
func (t *tx) Understanding(ctx context.Context, documentID string) (*bordereau.Understanding, error) {
	var u *bordereau.Understanding
	err := t.QueryRow(ctx, `SELECT understanding FROM documents WHERE id = $1`, documentID).Scan(&u)
	return u, err
}

// SetUnderstanding replaces the current values of a document.
func (t *tx) SetUnderstanding(ctx context.Context, documentID string, u *bordereau.Understanding, amountMinor *int64) error {
	body, err := jsonText(u)
	if err != nil {
		return err
	}
	_, err = t.Exec(ctx, `UPDATE documents SET understanding = $2, amount_minor = $3 WHERE id = $1`, documentID, body, amountMinor)
	return err
}

// SetDossierWhy keeps why a document belongs to its dossier.
func (t *tx) SetDossierWhy(ctx context.Context, documentID string, why []string) error {
	body, err := jsonText(why)
	if err != nil {
		return err
	}
	_, err = t.Exec(ctx, `UPDATE documents SET dossier_why = $2 WHERE id = $1`, documentID, body)
	return err
}

// DossierWhy reads why a document belongs to its dossier.
func (t *tx) DossierWhy(ctx context.Context, documentID string) ([]string, error) {
	var why []string
	err := t.QueryRow(ctx, `SELECT coalesce(dossier_why, '[]') FROM documents WHERE id = $1`, documentID).Scan(&why)
	return why, err
}

// DocumentsOf reads the documents of a deposit in their order, a file before its parts.
func (t *tx) DocumentsOf(ctx context.Context, depositID string) ([]bordereau.Document, error) {
	return scanDocuments(t.Query(ctx, `SELECT `+documentColumns+documentTables+`WHERE d.deposit_id = $1 ORDER BY d.ordinal, d.part`, depositID))
}

// UnitDocuments reads the documents of a booking unit, in their order in the deposit.
func (t *tx) UnitDocuments(ctx context.Context, unitID string) ([]bordereau.Document, error) {
	return scanDocuments(t.Query(ctx, `SELECT `+documentColumns+documentTables+`WHERE d.unit_id = $1 ORDER BY d.ordinal, d.part`, unitID))
}

// SlipTask reads the open task of a unit's slip, else that of its last decision.
func (t *tx) SlipTask(ctx context.Context, unitID string) (string, error) {
	var id *string
	err := t.QueryRow(ctx, `SELECT coalesce((SELECT k.id FROM tasks k WHERE k.document_id = d.id AND k.state = 'open'),
		(SELECT x.task_id FROM decisions x WHERE x.document_id = d.id ORDER BY x.decided_at DESC LIMIT 1))::text
		FROM documents d WHERE d.unit_id = $1 AND d.type = 'remittance_slip' LIMIT 1`, unitID).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) || err == nil && id == nil {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return *id, nil
}

// UnitValues are the current values of a unit's documents.
func (t *tx) UnitValues(ctx context.Context, unitID string) (map[string]*bordereau.Understanding, error) {
	return scanValues(t.Query(ctx, `SELECT id::text, understanding FROM documents WHERE unit_id = $1`, unitID))
}

// Record writes an event and its values.
func (t *tx) Record(ctx context.Context, e journal.Event) error {
	var b pgx.Batch
	if err := t.queueEvents(&b, e); err != nil {
		return err
	}
	return t.SendBatch(ctx, &b).Close()
}

// jsonText is v as JSON that PostgreSQL takes: without NUL, which hostile text
// may hold.
func jsonText(v any) ([]byte, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("keep as JSON: %w", err)
	}
	return journal.WithoutNUL(raw), nil
}

// plain is text that PostgreSQL takes: valid UTF-8 without NUL.
func plain(s string) string {
	return string(bytes.ReplaceAll(bytes.ToValidUTF8([]byte(s), []byte("\uFFFD")), []byte{0}, nil))
}
