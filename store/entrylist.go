package store

import (
	"context"
	"errors"
	"time"

	"bordereau"
	"bordereau/desk"

	"github.com/jackc/pgx/v5"
)

// MoveFeedCursor notes how far a consumer has read the feed: never further than it goes.
func (t *tx) MoveFeedCursor(ctx context.Context, consumer string, sequence int64, at time.Time) error {
	_, err := t.Exec(ctx, `INSERT INTO feed_cursors AS f (consumer, sequence, at) SELECT $1, least($2::bigint, value), $3 FROM counters WHERE name = 'feed_sequence'
		AND NOT EXISTS (SELECT FROM feed_cursors k WHERE k.consumer = $1 AND k.sequence >= least($2::bigint, value))
		ON CONFLICT (consumer) DO UPDATE SET sequence = excluded.sequence, at = excluded.at WHERE f.sequence < excluded.sequence`, consumer, sequence, at)
	return err
}

// LeadDocument is the slip or the order that an entry is about.
func (t *tx) LeadDocument(ctx context.Context, entryID string) (string, error) {
	var id string
	err := t.QueryRow(ctx, `SELECT d.id::text FROM entries e JOIN documents d ON d.unit_id = e.unit_id WHERE e.id = $1
		ORDER BY d.type IN ('remittance_slip', 'transfer_order') DESC, d.ordinal, d.part LIMIT 1`, entryID).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	return id, err
}

// entryState is how far entry e got.
const entryState = `CASE ` + verdictOf + ` WHEN 'refused' THEN 'refused' WHEN 'accepted' THEN 'accepted' ELSE
	CASE WHEN e.feed_sequence <= (SELECT max(f.sequence) FROM feed_cursors f) OR EXISTS (SELECT FROM exported_entries x WHERE x.entry_id = e.id) THEN 'exported' ELSE 'ready' END END`

// DayEntries lists entries of a day with their lines.
func (t *tx) DayEntries(ctx context.Context, by bordereau.Principal, day string, f desk.EntryFilter, before int64, limit int) ([]desk.ListedEntry, error) {
	rows, err := t.Query(ctx, `WITH x AS MATERIALIZED (SELECT * FROM (SELECT e.*, `+entryState+` AS state FROM entries e
			WHERE e.business_day = $1::text::date AND e.number < $2 AND ($3 = '' OR e.kind = $3)) y WHERE $4 = '' OR y.state = $4 ORDER BY number DESC LIMIT $5)
		SELECT e.id::text, e.number, e.business_day::text, e.kind, e.currency, e.amount_minor, coalesce(e.feed_sequence, 0),
		coalesce((SELECT b.id::text FROM entries b WHERE b.reversal_of = e.id), ''), coalesce(e.reversal_of::text, ''), coalesce(e.unit_id::text, ''),
		ARRAY(SELECT jsonb_array_elements_text(e.body->'decided_by')), e.state, e.content_sha256, coalesce(k.consumer, ''), k.acked_at, coalesce(k.reason, ''),
		coalesce((SELECT p.name FROM exported_entries q JOIN entry_exports p ON p.id = q.export_id WHERE q.entry_id = e.id ORDER BY p.made_at DESC, p.id DESC LIMIT 1), ''),
		coalesce((SELECT v.id::text FROM reversals v WHERE v.entry_id = e.id AND v.state = 'open'), '')
		FROM x e LEFT JOIN LATERAL (SELECT coalesce((SELECT c.label FROM api_keys c WHERE c.id = a.consumer), a.consumer) AS consumer, a.acked_at, a.reason
			FROM acknowledgements a WHERE a.entry_id = e.id ORDER BY a.verdict = 'refused' DESC, a.acked_at DESC LIMIT 1) k ON true
		ORDER BY e.number DESC`, day, before, f.Kind, f.State, limit)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (e desk.ListedEntry, err error) {
		err = r.Scan(&e.ID, &e.Number, &e.BusinessDay, &e.Kind, &e.Currency, &e.AmountMinor, &e.Sequence, &e.ReversedBy, &e.ReversalOf, &e.UnitID,
			&e.DecidedBy, &e.State, &e.Digest, &e.AckBy, &e.AckedAt, &e.Reason, &e.File, &e.Proposed)
		e.Verdict = map[string]string{"accepted": "accepted", "refused": "refused"}[e.State]
		if e.Verdict == "" {
			e.Verdict = "waiting"
		}
		return e, err
	})
	if err != nil || len(list) == 0 {
		return list, err
	}
	return list, t.linesOf(ctx, by, list)
}

// linesOf reads the lines of entries. A document of a restricted dossier is not named to
// those who do not read it.
func (t *tx) linesOf(ctx context.Context, by bordereau.Principal, list []desk.ListedEntry) error {
	place := make(map[string]int, len(list))
	ids := make([]string, len(list))
	for i, e := range list {
		place[e.ID], ids[i] = i, e.ID
	}
	rows, err := t.Query(ctx, `SELECT l.entry_id::text, l.account, l.label, l.debit_minor, l.credit_minor, coalesce(l.document_id::text, ''),
		d.id IS NOT NULL AND `+hiddenFrom("$2")+`
		FROM entry_lines l LEFT JOIN documents d ON d.id = l.document_id LEFT JOIN dossiers r ON r.id = d.dossier_id
		WHERE l.entry_id = ANY($1::uuid[]) ORDER BY l.entry_id, l.ordinal`, ids, by.ID)
	if err != nil {
		return err
	}
	var id string
	var l desk.ListedLine
	_, err = pgx.ForEachRow(rows, []any{&id, &l.Account, &l.Label, &l.DebitMinor, &l.CreditMinor, &l.DocumentID, &l.Hidden}, func() error {
		if l.Hidden {
			l.DocumentID = ""
		}
		e := &list[place[id]]
		e.Lines = append(e.Lines, l)
		return nil
	})
	return err
}

// VisibleEntries reads the entries of a day that stand in the feed.
func (t *tx) VisibleEntries(ctx context.Context, day string) ([]desk.StoredEntry, error) {
	rows, err := t.Query(ctx, `SELECT `+entryColumns+` FROM entries e WHERE e.business_day = $1::text::date AND e.feed_sequence IS NOT NULL ORDER BY e.number`, day)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (desk.StoredEntry, error) { return scanEntry(r) })
}

// AddExport keeps that a file was given, with what was in it.
func (t *tx) AddExport(ctx context.Context, x desk.EntryExport, entries []string) error {
	totals, err := jsonText(x.Totals)
	if err != nil {
		return err
	}
	var b pgx.Batch
	b.Queue(`INSERT INTO entry_exports (id, day, format, entries, totals, sha256, name, made_at, made_by) VALUES ($1, $2::text::date, $3, $4, $5, $6, $7, $8, $9)`,
		x.ID, x.Day, x.Format, x.Entries, totals, x.SHA256, x.Name, x.MadeAt, x.MadeBy)
	b.Queue(`INSERT INTO exported_entries (entry_id, export_id) SELECT unnest($1::uuid[]), $2`, entries, x.ID)
	return t.SendBatch(ctx, &b).Close()
}

// Exports lists the files that were given of a day.
func (t *tx) Exports(ctx context.Context, day string) ([]desk.EntryExport, error) {
	rows, err := t.Query(ctx, `SELECT id::text, day::text, format, name, entries, totals, sha256, made_at, made_by FROM entry_exports WHERE day = $1::text::date ORDER BY made_at DESC, id DESC`, day)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (x desk.EntryExport, err error) {
		return x, r.Scan(&x.ID, &x.Day, &x.Format, &x.Name, &x.Entries, &x.Totals, &x.SHA256, &x.MadeAt, &x.MadeBy)
	})
}
