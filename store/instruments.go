package store

import (
	"context"
	"errors"
	"time"

	"bordereau"
	"bordereau/desk"

	"github.com/jackc/pgx/v5"
)

// LockInstrument makes whoever judges papers of one cheque wait for each other.
func (t *tx) LockInstrument(ctx context.Context, i desk.Instrument) error {
	_, err := t.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, lockOf("instrument", i.String()))
	return err
}

// SetInstrument keeps which cheque a document shows, nil for none, and says
// whether that is another than before.
func (t *tx) SetInstrument(ctx context.Context, documentID string, i *desk.Instrument) (bool, error) {
	var text *string
	if i != nil {
		s := i.String()
		text = &s
	}
	tag, err := t.Exec(ctx, `UPDATE documents SET instrument = $2 WHERE id = $1 AND instrument IS DISTINCT FROM $2`, documentID, text)
	return err == nil && tag.RowsAffected() > 0, err
}

// SameInstrument finds the paper for which doc would be one too many.
func (t *tx) SameInstrument(ctx context.Context, doc bordereau.Document, i desk.Instrument, from, to time.Time) (*desk.OtherPaper, error) {
	var p desk.OtherPaper
	d, err := scanDocument(t.QueryRow(ctx, `SELECT `+documentColumns+`, coalesce(r.restricted, false)`+documentTables+`
		WHERE d.instrument = $1 AND d.id <> $2 AND d.received_at BETWEEN $3 AND $4
		AND d.state NOT IN ('rejected', 'returned', 'destroyed', 'duplicate', 'split')
		AND NOT d.understanding @> '{"checks": [{"rule": "duplicate_instrument", "verdict": "failed"}]}'
		ORDER BY d.received_at, d.id LIMIT 1`, i.String(), doc.ID, from, to), &p.Restricted)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	p.Document = d
	return &p, err
}
