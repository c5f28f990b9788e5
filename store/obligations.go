package store

import (
	"context"
	"errors"
	"strings"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/dossier"

	"github.com/jackc/pgx/v5"
)

// DossierEvents are the events that people told of.
func (t *tx) DossierEvents(ctx context.Context, dossierID string) ([]dossier.Happening, error) {
	rows, err := t.Query(ctx, `SELECT event, happened::timestamp, account, note FROM dossier_events WHERE dossier_id = $1 ORDER BY happened, event, account`, dossierID)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (h dossier.Happening, err error) {
		return h, r.Scan(&h.Event, &h.Day, &h.Account, &h.Note)
	})
}

// LockDossier reads a dossier and locks it against others that change what it owes;
// documents may still be filed in it.
func (t *tx) LockDossier(ctx context.Context, dossierID string) (dossier.Dossier, error) {
	if _, err := t.Exec(ctx, `SELECT FROM dossiers WHERE id = $1 FOR NO KEY UPDATE`, dossierID); err != nil {
		return dossier.Dossier{}, err
	}
	return scanDossier(t.QueryRow(ctx, `SELECT `+dossierColumns+` FROM dossiers r WHERE r.id = $1`, dossierID))
}

// AddDossierEvent records an event, once.
func (t *tx) AddDossierEvent(ctx context.Context, dossierID string, e dossier.Happening, by bordereau.Principal, at time.Time) (bool, error) {
	tag, err := t.Exec(ctx, `INSERT INTO dossier_events (dossier_id, event, happened, recorded_at, recorded_by, account, note) VALUES ($1, $2, $3::text::date, $4, $5, $6, $7)
		ON CONFLICT DO NOTHING`, dossierID, e.Event, e.Day.Format(time.DateOnly), at, by.ID, e.Account, plain(e.Note))
	return tag.RowsAffected() == 1, err
}

const obligationColumns = `o.id::text, r.ref, o.name, o.title, o.event, o.account, coalesce(o.document_id::text, ''), o.happened::text, coalesce(o.not_before::text, ''),
	coalesce(o.due::text, ''), o.source, o.to_confirm, o.state, o.opened_at, coalesce(o.done_on::text, ''), o.proof, coalesce(o.proof_document::text, ''), o.ended_at, o.ended_by`

const obligationTables = ` FROM obligations o JOIN dossiers r ON r.id = o.dossier_id `

func scanObligation(r row) (o desk.Obligation, err error) {
	err = r.Scan(&o.ID, &o.Dossier, &o.Name, &o.Title, &o.Event, &o.Account, &o.DocumentID, &o.Happened, &o.NotBefore, &o.Due, &o.Source, &o.ToConfirm, &o.State,
		&o.OpenedAt, &o.DoneOn, &o.Proof, &o.ProofID, &o.EndedAt, &o.EndedBy)
	if errors.Is(err, pgx.ErrNoRows) {
		err = bordereau.Errorf(bordereau.NotFound, "Cette obligation n'existe pas.")
	}
	o.OpenedAt = o.OpenedAt.UTC()
	return o, err
}

func scanObligations(rows pgx.Rows, err error) ([]desk.Obligation, error) {
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (desk.Obligation, error) { return scanObligation(r) })
}

// ObligationsOf are the obligations of a dossier that are not void.
func (t *tx) ObligationsOf(ctx context.Context, dossierID, documentID string) ([]desk.Obligation, error) {
	return scanObligations(t.Query(ctx, `SELECT `+obligationColumns+obligationTables+`WHERE o.dossier_id = $1 AND o.state <> 'void'
		AND ($2 = '' OR o.document_id = nullif($2, '')::uuid) ORDER BY o.id`, dossierID, documentID))
}

// OpenOf are the open obligations that a document set off.
func (t *tx) OpenOf(ctx context.Context, documentID string) ([]desk.Obligation, error) {
	return scanObligations(t.Query(ctx, `SELECT `+obligationColumns+obligationTables+`WHERE o.document_id = $1 AND o.state = 'open' ORDER BY o.id`, documentID))
}

// AddObligation keeps a new obligation; Conflicting when another transaction opened one
// for the same event meanwhile.
func (t *tx) AddObligation(ctx context.Context, dossierID string, o desk.Obligation) error {
	_, err := t.Exec(ctx, `INSERT INTO obligations (id, dossier_id, name, title, event, document_id, happened, not_before, due, source, to_confirm, state, opened_at, account)
		VALUES ($1, $2, $3, $4, $5, nullif($6, '')::text::uuid, $7::text::date, nullif($8, '')::text::date, nullif($9, '')::text::date, $10, $11, $12, $13, $14)`,
		o.ID, dossierID, o.Name, o.Title, o.Event, o.DocumentID, o.Happened, o.NotBefore, o.Due, o.Source, o.ToConfirm, o.State, o.OpenedAt, o.Account)
	if broke(err, "obligations_of_event") || broke(err, "obligations_of_document") {
		return bordereau.Wrap(bordereau.Conflicting, err, "Ce dossier a changé entre-temps. Affichez-le de nouveau.")
	}
	return err
}

// SetObligation writes an open obligation anew.
func (t *tx) SetObligation(ctx context.Context, o desk.Obligation) error {
	tag, err := t.Exec(ctx, `UPDATE obligations SET happened = $2::text::date, not_before = nullif($3, '')::text::date, due = nullif($4, '')::text::date, source = $5,
		to_confirm = $6, state = $7, done_on = nullif($8, '')::text::date, proof = $9, proof_document = nullif($10, '')::text::uuid, ended_at = $11, ended_by = $12, event = $13
		WHERE id = $1 AND state = 'open'`,
		o.ID, o.Happened, o.NotBefore, o.Due, o.Source, o.ToConfirm, o.State, o.DoneOn, plain(o.Proof), o.ProofID, o.EndedAt, o.EndedBy, o.Event)
	if err == nil && tag.RowsAffected() == 0 {
		err = bordereau.Errorf(bordereau.Conflicting, "Cette obligation n'est plus ouverte. Affichez-la de nouveau.")
	}
	return err
}

// Obligations lists obligations, due soonest first; after is "day.id" of the last one.
func (t *tx) Obligations(ctx context.Context, by bordereau.Principal, f desk.ObligationFilter, after string, limit int) ([]desk.Obligation, error) {
	day, id, _ := strings.Cut(plain(after), ".")
	return scanObligations(t.Query(ctx, `SELECT `+obligationColumns+obligationTables+`WHERE`+dossierVisible+`AND ($3 = '' OR o.state = $3) AND ($4 = '' OR r.ref = $4)
		AND ($5 = '' OR coalesce(o.due, o.not_before) <= nullif($5, '')::text::date)
		AND ($6 = '' OR (coalesce(o.due, o.not_before)::text, o.id::text) > ($6, $7))
		ORDER BY coalesce(o.due, o.not_before), o.id LIMIT $8`, ownBranch(by), by.ID, f.State, plain(f.Dossier), f.Until, day, id, limit))
}

// LockObligation reads an obligation and locks it.
func (t *tx) LockObligation(ctx context.Context, by bordereau.Principal, id string) (desk.Obligation, error) {
	return scanObligation(t.QueryRow(ctx, `SELECT `+obligationColumns+obligationTables+`WHERE`+dossierVisible+`AND o.id = $3 FOR UPDATE OF o`, ownBranch(by), by.ID, id))
}
