package store

import (
	"context"
	"errors"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/entry"

	"github.com/jackc/pgx/v5"
)

func (t *tx) count(ctx context.Context, name string) (int64, error) {
	var n int64
	err := t.QueryRow(ctx, `UPDATE counters SET value = value + 1 WHERE name = $1 RETURNING value`, name).Scan(&n)
	return n, err
}

// NextEntryNumber gives the next number of an entry.
func (t *tx) NextEntryNumber(ctx context.Context) (int64, error) { return t.count(ctx, "entry_number") }

// LockEntries holds the counter of entries.
func (t *tx) LockEntries(ctx context.Context) error {
	_, err := t.Exec(ctx, `SELECT FROM counters WHERE name = 'entry_number' FOR UPDATE`)
	return err
}

// DayClosed says whether a business day was closed. Whoever closes one holds the
// counter, and so does the caller.
func (t *tx) DayClosed(ctx context.Context, day string) (closed bool, err error) {
	err = t.QueryRow(ctx, `SELECT EXISTS (SELECT FROM business_days WHERE day = $1::text::date AND closed_at IS NOT NULL)`, day).Scan(&closed)
	return closed, err
}

// AddEntry keeps an entry and its lines.
func (t *tx) AddEntry(ctx context.Context, r entry.Record, unitID string, body []byte, digest string, at time.Time) error {
	_, err := t.Exec(ctx, `INSERT INTO entries (id, number, business_day, kind, unit_id, reversal_of, currency, amount_minor, body, content_sha256, created_at)
		VALUES ($1, $2, $3::text::date, $4, nullif($5, '')::uuid, nullif($6, '')::uuid, $7, $8, $9, $10, $11)`,
		r.EntryID, r.Number, r.BusinessDay, r.Kind, unitID, r.ReversalOf, r.Currency, r.AmountMinor, body, digest, at)
	if broke(err, "entries_unit_id_key") {
		return bordereau.Wrap(bordereau.Conflicting, err, "Cette unité est déjà comptabilisée.")
	}
	if broke(err, "entries_reversal_of_key") {
		return bordereau.Wrap(bordereau.Conflicting, err, "Cette écriture est déjà extournée.")
	}
	if err != nil {
		return err
	}
	batch := &pgx.Batch{}
	for i, l := range r.Lines {
		batch.Queue(`INSERT INTO entry_lines (entry_id, ordinal, account, label, debit_minor, credit_minor, document_id)
			VALUES ($1, $2, $3, $4, $5, $6, nullif($7, '')::uuid)`, r.EntryID, i+1, plain(l.Account), plain(l.Label), l.Debit, l.Credit, l.DocumentID)
	}
	return t.SendBatch(ctx, batch).Close()
}

const entryColumns = `e.id::text, coalesce(e.unit_id::text, ''), e.number, e.kind, e.body::text, e.content_sha256, coalesce(e.feed_sequence, 0),
	coalesce((SELECT r.id::text FROM entries r WHERE r.reversal_of = e.id), '')`

func scanEntry(r row) (desk.StoredEntry, error) {
	var e desk.StoredEntry
	var body string
	err := r.Scan(&e.ID, &e.UnitID, &e.Number, &e.Kind, &body, &e.Digest, &e.Sequence, &e.ReversedBy)
	e.Body = []byte(body)
	return e, err
}

// Entry reads an entry.
func (t *tx) Entry(ctx context.Context, id string) (desk.StoredEntry, error) {
	e, err := scanEntry(t.QueryRow(ctx, `SELECT `+entryColumns+` FROM entries e WHERE e.id = $1`, id))
	if errors.Is(err, pgx.ErrNoRows) {
		return e, bordereau.Errorf(bordereau.NotFound, "Cette écriture n'existe pas.")
	}
	return e, err
}

// EntryOfUnit reads the entry of a booking unit.
func (t *tx) EntryOfUnit(ctx context.Context, unitID string) (*desk.StoredEntry, error) {
	e, err := scanEntry(t.QueryRow(ctx, `SELECT `+entryColumns+` FROM entries e WHERE e.unit_id = $1`, unitID))
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	return &e, err
}

// PublishEntry gives an entry its place in the feed.
func (t *tx) PublishEntry(ctx context.Context, id string, at time.Time) (int64, error) {
	n, err := t.count(ctx, "feed_sequence")
	if err != nil {
		return 0, err
	}
	tag, err := t.Exec(ctx, `UPDATE entries SET feed_sequence = $2, visible_at = $3 WHERE id = $1 AND feed_sequence IS NULL`, id, n, at)
	if err == nil && tag.RowsAffected() == 0 {
		err = bordereau.Errorf(bordereau.Conflicting, "Cette écriture est déjà transmise.")
	}
	return n, err
}

// EntriesAfter reads a page of the feed.
func (t *tx) EntriesAfter(ctx context.Context, after int64, limit int) ([]desk.StoredEntry, error) {
	rows, err := t.Query(ctx, `SELECT `+entryColumns+` FROM entries e WHERE e.feed_sequence > $1 ORDER BY e.feed_sequence LIMIT $2`, after, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (desk.StoredEntry, error) { return scanEntry(r) })
}

// Acknowledge keeps a verdict, or gives the one that stands.
func (t *tx) Acknowledge(ctx context.Context, consumer string, a desk.Acknowledgement, at time.Time) (*desk.Acknowledgement, error) {
	tag, err := t.Exec(ctx, `INSERT INTO acknowledgements (entry_id, consumer, verdict, reason, acked_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT DO NOTHING`, a.EntryID, consumer, a.Verdict, plain(a.Reason), at)
	if err != nil || tag.RowsAffected() == 1 {
		return nil, err
	}
	before := desk.Acknowledgement{EntryID: a.EntryID}
	err = t.QueryRow(ctx, `SELECT verdict, reason FROM acknowledgements WHERE entry_id = $1 AND consumer = $2`, a.EntryID, consumer).Scan(&before.Verdict, &before.Reason)
	return &before, err
}

// verdictOf is what booking says of entry e: one refusal outweighs.
const verdictOf = `coalesce((SELECT CASE WHEN bool_or(a.verdict = 'refused') THEN 'refused' ELSE 'accepted' END
	FROM acknowledgements a WHERE a.entry_id = e.id HAVING count(*) > 0), 'waiting')`

// DayTotals counts a business day.
func (t *tx) DayTotals(ctx context.Context, day string) (desk.DayTotals, error) {
	d := desk.DayTotals{Day: day, Totals: []desk.DayAmount{}}
	err := t.QueryRow(ctx, `SELECT count(*), count(*) FILTER (WHERE v = 'accepted'), count(*) FILTER (WHERE v = 'refused'),
		count(*) FILTER (WHERE v = 'waiting'), coalesce(min(number), 0), coalesce(max(number), 0),
		EXISTS (SELECT FROM business_days WHERE day = $1::text::date AND closed_at IS NOT NULL)
		FROM (SELECT e.number, `+verdictOf+` AS v FROM entries e WHERE e.business_day = $1::text::date) x`, day).
		Scan(&d.Entries, &d.Accepted, &d.Refused, &d.Waiting, &d.First, &d.Last, &d.Closed)
	if err != nil {
		return d, err
	}
	rows, err := t.Query(ctx, `SELECT kind, currency, count(*), sum(amount_minor)::bigint FROM entries
		WHERE business_day = $1::text::date GROUP BY 1, 2 ORDER BY 1, 2`, day)
	if err != nil {
		return d, err
	}
	amounts, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (a desk.DayAmount, err error) {
		return a, r.Scan(&a.Kind, &a.Currency, &a.Count, &a.AmountMinor)
	})
	d.Totals = append(d.Totals, amounts...)
	return d, err
}

// CloseDay closes a business day with its totals.
func (t *tx) CloseDay(ctx context.Context, totals desk.DayTotals, by string, at time.Time) error {
	body, err := jsonText(totals)
	if err != nil {
		return err
	}
	_, err = t.Exec(ctx, `INSERT INTO business_days (day, closed_at, closed_by, totals) VALUES ($1::text::date, $2, $3, $4)
		ON CONFLICT (day) DO UPDATE SET closed_at = $2, closed_by = $3, totals = $4 WHERE business_days.closed_at IS NULL`, totals.Day, at, by, body)
	return err
}

// EntryRows lists entries.
func (t *tx) EntryRows(ctx context.Context, day, verdict string, before int64, limit int) ([]desk.EntryRow, error) {
	rows, err := t.Query(ctx, `SELECT * FROM (SELECT e.id::text, e.number, e.business_day::text, e.kind, e.currency, e.amount_minor,
		coalesce(e.feed_sequence, 0), `+verdictOf+` AS v,
		coalesce((SELECT string_agg(a.reason, ' ; ') FROM acknowledgements a WHERE a.entry_id = e.id AND a.verdict = 'refused'), ''),
		coalesce((SELECT r.id::text FROM entries r WHERE r.reversal_of = e.id), ''), coalesce(e.reversal_of::text, '')
		FROM entries e WHERE e.number < $1 AND ($2 = '' OR e.business_day::text = $2)) x
		WHERE $3 = '' OR v = $3 ORDER BY number DESC LIMIT $4`, before, day, verdict, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (e desk.EntryRow, err error) {
		return e, r.Scan(&e.ID, &e.Number, &e.BusinessDay, &e.Kind, &e.Currency, &e.AmountMinor, &e.Sequence, &e.Verdict, &e.Reason, &e.ReversedBy, &e.ReversalOf)
	})
}
