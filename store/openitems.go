package store

import (
	"context"
	"errors"
	"time"

	"bordereau"
	"bordereau/desk"

	"github.com/jackc/pgx/v5"
)

// AddOpenItem keeps an open item.
func (t *tx) AddOpenItem(ctx context.Context, i desk.OpenItem) error {
	_, err := t.Exec(ctx, `INSERT INTO open_items (id, kind, entry_id, document_id, sentence, state, opened_at)
		VALUES ($1, $2, nullif($3, '')::uuid, nullif($4, '')::uuid, $5, 'open', $6)`, i.ID, i.Kind, i.EntryID, i.DocumentID, plain(i.Sentence), i.OpenedAt)
	return err
}

const itemColumns = `i.id::text, i.kind, coalesce(i.entry_id::text, ''), coalesce(e.number, 0), coalesce(e.business_day::text, ''),
	coalesce((SELECT b.id::text FROM entries b WHERE b.reversal_of = e.id), ''), coalesce(i.document_id::text, ''), i.sentence, i.state, i.opened_at,
	i.ended_at, i.ended_by, i.note`

const itemTables = ` FROM open_items i LEFT JOIN entries e ON e.id = i.entry_id LEFT JOIN documents d ON d.id = i.document_id LEFT JOIN dossiers r ON r.id = d.dossier_id `

func scanItem(r row) (i desk.OpenItem, err error) {
	err = r.Scan(&i.ID, &i.Kind, &i.EntryID, &i.EntryNumber, &i.BusinessDay, &i.ReversedBy, &i.DocumentID, &i.Sentence, &i.State, &i.OpenedAt, &i.EndedAt, &i.EndedBy, &i.Note)
	if errors.Is(err, pgx.ErrNoRows) {
		err = bordereau.Errorf(bordereau.NotFound, "Ce suspens n'existe pas ou est déjà soldé.")
	}
	return i, err
}

// OpenItems lists items, oldest first.
func (t *tx) OpenItems(ctx context.Context, by bordereau.Principal, state, after string, limit int) ([]desk.OpenItem, error) {
	rows, err := t.Query(ctx, `SELECT `+itemColumns+itemTables+`WHERE i.state = $2 AND`+taskVisible+`
		AND ($3 = '' OR (i.opened_at, i.id) > (SELECT a.opened_at, a.id FROM open_items a WHERE a.id = nullif($3, '')::uuid))
		ORDER BY i.opened_at, i.id LIMIT $4`, by.ID, state, after, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (desk.OpenItem, error) { return scanItem(r) })
}

// CountOpenItems counts open items.
func (t *tx) CountOpenItems(ctx context.Context, by bordereau.Principal) (n int, err error) {
	return n, t.QueryRow(ctx, `SELECT count(*)`+itemTables+`WHERE i.state = 'open' AND`+taskVisible, by.ID).Scan(&n)
}

// LockOpenItem reads an open item and locks it.
func (t *tx) LockOpenItem(ctx context.Context, by bordereau.Principal, id string) (desk.OpenItem, error) {
	return scanItem(t.QueryRow(ctx, `SELECT `+itemColumns+itemTables+`WHERE i.id = $2 AND i.state = 'open' AND`+taskVisible+`FOR UPDATE OF i`, by.ID, id))
}

// EndOpenItem closes an item.
func (t *tx) EndOpenItem(ctx context.Context, id, by, note string, at time.Time) error {
	_, err := t.Exec(ctx, `UPDATE open_items SET state = 'done', ended_at = $2, ended_by = $3, note = $4 WHERE id = $1 AND state = 'open'`, id, at, by, plain(note))
	return err
}

// OpenItemsOf lists the open items about an entry.
func (t *tx) OpenItemsOf(ctx context.Context, entryID string) ([]string, error) {
	rows, err := t.Query(ctx, `SELECT id::text FROM open_items WHERE entry_id = $1 AND state = 'open' ORDER BY id FOR UPDATE`, entryID)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// AddReversal keeps the proposal of a reversal; one is open for an entry.
func (t *tx) AddReversal(ctx context.Context, p desk.ReversalProposal) error {
	_, err := t.Exec(ctx, `INSERT INTO reversals (id, entry_id, reason, proposed_by, proposer, proposed_at, state) VALUES ($1, $2, $3, $4, $5, $6, 'open')`,
		p.ID, p.EntryID, plain(p.Reason), p.ProposedBy, p.Proposer, p.ProposedAt)
	if broke(err, "reversals_one_open") {
		return bordereau.Wrap(bordereau.Conflicting, err, "L'extourne de cette écriture est déjà proposée.")
	}
	return err
}

const reversalColumns = `v.id::text, v.entry_id::text, e.number, e.business_day::text, e.currency, e.amount_minor, v.reason, v.proposed_by, v.proposer, v.proposed_at,
	v.state, coalesce((SELECT u.login FROM users u WHERE u.id::text = v.ended_by), v.ended_by), v.ended_at`

const reversalTables = ` FROM reversals v JOIN entries e ON e.id = v.entry_id `

func scanReversal(r row) (p desk.ReversalProposal, err error) {
	return p, r.Scan(&p.ID, &p.EntryID, &p.EntryNumber, &p.BusinessDay, &p.Currency, &p.AmountMinor, &p.Reason, &p.ProposedBy, &p.Proposer, &p.ProposedAt, &p.State, &p.EndedBy, &p.EndedAt)
}

// Reversals lists proposals, the open ones oldest first, others latest first.
func (t *tx) Reversals(ctx context.Context, state string, limit int) ([]desk.ReversalProposal, error) {
	rows, err := t.Query(ctx, `SELECT `+reversalColumns+reversalTables+`WHERE ($1 = '' OR v.state = $1)
		ORDER BY CASE WHEN v.state = 'open' THEN v.proposed_at END NULLS LAST, v.ended_at DESC, v.id LIMIT $2`, state, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (desk.ReversalProposal, error) { return scanReversal(r) })
}

// OpenReversalOf is the open proposal about an entry.
func (t *tx) OpenReversalOf(ctx context.Context, entryID string) (*desk.ReversalProposal, error) {
	p, err := scanReversal(t.QueryRow(ctx, `SELECT `+reversalColumns+reversalTables+`WHERE v.entry_id = $1 AND v.state = 'open'`, entryID))
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	return &p, err
}

// LockReversal reads an open proposal and locks it.
func (t *tx) LockReversal(ctx context.Context, id string) (desk.ReversalProposal, error) {
	p, err := scanReversal(t.QueryRow(ctx, `SELECT `+reversalColumns+reversalTables+`WHERE v.id = $1 FOR UPDATE OF v`, id))
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return p, bordereau.Errorf(bordereau.NotFound, "Cette proposition d'extourne n'existe pas.")
	case err == nil && p.State != "open":
		return p, bordereau.Errorf(bordereau.Conflicting, "Cette proposition d'extourne est close.")
	}
	return p, err
}

// EndReversal ends a proposal.
func (t *tx) EndReversal(ctx context.Context, id, state, by string, at time.Time) error {
	_, err := t.Exec(ctx, `UPDATE reversals SET state = $2, ended_by = $3, ended_at = $4 WHERE id = $1 AND state = 'open'`, id, state, by, at)
	return err
}
