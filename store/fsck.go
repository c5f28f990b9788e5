package store

import (
	"context"
	"encoding/json"
	"time"

	"bordereau/archive"
	"bordereau/desk"
	"bordereau/journal"

	"github.com/jackc/pgx/v5"
)

// each runs fn on every row of a query.
func each[T any](ctx context.Context, t *tx, scan func(row) (T, error), fn func(T) error, query string, args ...any) error {
	rows, err := t.Query(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return err
		}
		if err := fn(v); err != nil {
			return err
		}
	}
	return rows.Err()
}

// eventValue is a value of the last event of a kind; which names what it is about.
func eventValue(kind, which, value string) string {
	return `(SELECT v.body->>'` + value + `' FROM events e JOIN event_values v ON v.event_id = e.id
		WHERE ` + which + ` AND e.kind = '` + kind + `' ORDER BY e.id DESC LIMIT 1)`
}

// EachDeposit walks deposits.
func (t *tx) EachDeposit(ctx context.Context, fn func(desk.CheckedDeposit) error) error {
	return each(ctx, t, func(r row) (c desk.CheckedDeposit, err error) {
		c.Deposit, err = scanDeposit(withExtra{r, []any{&c.Digests, &c.EventDigest, &c.EventDocuments}})
		return c, err
	}, fn, `SELECT `+depositColumns+`,
		coalesce((SELECT array_agg(d.sha256) FROM documents d WHERE d.deposit_id = p.id AND d.part_of IS NULL), '{}'),
		coalesce(`+eventValue("deposit.received", "e.document_id IS NULL AND e.subject = p.id::text", "digest")+`, ''),
		coalesce(`+eventValue("deposit.received", "e.document_id IS NULL AND e.subject = p.id::text", "documents")+`, '0')::int
		FROM deposits p ORDER BY p.id`)
}

// withExtra scans more columns behind those that a scanner knows.
type withExtra struct {
	r     row
	extra []any
}

func (w withExtra) Scan(dest ...any) error { return w.r.Scan(append(dest, w.extra...)...) }

// EachDocument walks documents.
func (t *tx) EachDocument(ctx context.Context, fn func(desk.CheckedDocument) error) error {
	return each(ctx, t, func(r row) (c desk.CheckedDocument, err error) {
		var sealed []archive.Sealed
		c.Document, err = scanDocument(r, &c.EventState, &c.EventVersion, &c.EventSHA256, &c.EventManifest, &c.OpenTasks, &c.Jobs,
			&c.UnitState, &sealed, &c.DepositHasUnread, &c.File, &c.Parts, &c.EventParts, &c.PagesTwice)
		c.Sealed = sealed
		return c, err
	}, fn, `SELECT `+documentColumns+`, coalesce(last.state, ''), coalesce(last.version, 0),
		coalesce(`+eventValue("document.received", "e.document_id = d.id", "sha256")+`, ''),
		coalesce(`+eventValue("document.archived", "e.document_id = d.id", "manifest_sha256")+`, ''),
		(SELECT count(*) FROM tasks k WHERE k.document_id = d.id AND k.state = 'open'),
		(SELECT count(*) FROM jobs j WHERE j.document_id = d.id AND j.state IN ('waiting', 'running', 'dead')),
		coalesce((SELECT u.state FROM units u WHERE u.id = d.unit_id), ''),
		coalesce((SELECT jsonb_agg(jsonb_build_object('role', o.role, 'key', o.key, 'version_id', o.version_id, 'sha256', o.sha256,
			'size', o.size, 'retain_until', to_char(o.retain_until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')))
			FROM archive_objects o WHERE o.document_id = d.id
			AND o.generation = (SELECT max(generation) FROM archive_objects x WHERE x.document_id = d.id)), '[]'),
		EXISTS (SELECT FROM documents x WHERE x.deposit_id = d.deposit_id AND x.state IN ('received', 'screened', 'read')),
		(SELECT jsonb_build_object('deposit_id', x.deposit_id, 'sha256', x.sha256, 'version_id', x.version_id) FROM documents x WHERE x.id = d.part_of),
		(SELECT jsonb_agg(jsonb_build_object('document', x.id, 'pages', x.part_pages) ORDER BY x.part) FROM documents x
			WHERE x.part_of = coalesce(d.part_of, d.id) AND CASE WHEN d.part_of IS NULL THEN x.taken_from IS NULL ELSE d.id = ANY(x.taken_from) END),
		CASE WHEN d.state = 'split' THEN (SELECT v.body->'parts' FROM events e JOIN event_values v ON v.event_id = e.id
			WHERE e.document_id = d.id AND e.kind IN ('document.split', 'document.merged') ORDER BY e.id DESC LIMIT 1) END,
		EXISTS (SELECT FROM documents x JOIN documents y ON y.part_of = x.part_of AND y.id > x.id AND y.part_pages && x.part_pages
			WHERE x.part_of = d.id AND x.state <> 'split' AND y.state <> 'split')`+documentTables+`
		LEFT JOIN LATERAL (SELECT v.body->>'state' AS state, (v.body->>'version')::bigint AS version FROM events e
			JOIN event_values v ON v.event_id = e.id WHERE e.document_id = d.id AND v.body ? 'version' AND v.body ? 'state'
			ORDER BY (v.body->>'version')::bigint DESC LIMIT 1) last ON true
		ORDER BY d.id`)
}

// EachObject walks the objects that rows refer to.
func (t *tx) EachObject(ctx context.Context, fn func(desk.CheckedObject) error) error {
	return each(ctx, t, func(r row) (o desk.CheckedObject, err error) {
		var until *time.Time
		err = r.Scan(&o.What, &o.Key, &o.VersionID, &o.SHA256, &o.Size, &until, &o.Manifest, &o.DocumentID)
		if until != nil {
			o.RetainUntil = until.UTC()
		}
		return o, err
	}, fn, `SELECT 'original of document ' || d.id, o.key, d.version_id, d.sha256, d.size, d.retain_until, false, d.id::text
		FROM documents d JOIN objects o ON o.sha256 = d.sha256 WHERE d.state <> 'destroyed'
		UNION ALL SELECT 'reading ' || generation || ' of document ' || document_id, key, version_id, sha256, -1, NULL, false, document_id::text FROM readings
		UNION ALL SELECT 'picture of page ' || i.page || ' of document ' || i.document_id, i.key, i.version_id, i.sha256, -1,
			CASE WHEN d.archived_at IS NOT NULL AND d.generation = i.generation THEN d.retain_until END, false, i.document_id::text
			FROM page_images i JOIN documents d ON d.id = i.document_id
		UNION ALL SELECT 'sealed ' || role || ' of document ' || document_id, key, version_id, sha256, size, retain_until, role = 'manifest', document_id::text FROM archive_objects`)
}

// EachUnit walks booking units.
func (t *tx) EachUnit(ctx context.Context, fn func(desk.CheckedUnit) error) error {
	return each(ctx, t, func(r row) (u desk.CheckedUnit, err error) {
		return u, r.Scan(&u.ID, &u.State, &u.Entries)
	}, fn, `SELECT u.id::text, u.state, (SELECT count(*) FROM entries e WHERE e.unit_id = u.id) FROM units u ORDER BY u.id`)
}

// EachEntry walks entries by number.
func (t *tx) EachEntry(ctx context.Context, fn func(desk.CheckedEntry) error) error {
	return each(ctx, t, func(r row) (e desk.CheckedEntry, err error) {
		var lines []byte
		err = r.Scan(&e.ID, &e.UnitID, &e.ReversalOf, &e.BusinessDay, &e.Kind, &e.Currency, &e.Number, &e.AmountMinor, &e.Sequence,
			&e.Body, &e.Digest, &lines, &e.EventDigest, &e.UnbookedDocuments)
		if err != nil {
			return e, err
		}
		return e, json.Unmarshal(lines, &e.Lines)
	}, fn, `SELECT n.id::text, coalesce(n.unit_id::text, ''), coalesce(n.reversal_of::text, ''), n.business_day::text, n.kind, n.currency,
		n.number, n.amount_minor, coalesce(n.feed_sequence, 0), n.body, n.content_sha256,
		coalesce((SELECT jsonb_agg(jsonb_build_object('account', l.account, 'debit_minor', l.debit_minor, 'credit_minor', l.credit_minor,
			'document_id', coalesce(l.document_id::text, '')) ORDER BY l.ordinal) FROM entry_lines l WHERE l.entry_id = n.id), '[]'),
		coalesce(`+eventValue("entry.written", "e.document_id IS NULL AND e.subject = n.id::text", "content_sha256")+`, ''),
		(SELECT count(*) FROM documents d WHERE d.unit_id = n.unit_id AND d.state IN ('decided', 'archived'))
		FROM entries n ORDER BY n.number`)
}

// EachLeaf walks the journal.
func (t *tx) EachLeaf(ctx context.Context, fn func(desk.CheckedLeaf) error) error {
	return each(ctx, t, func(r row) (l desk.CheckedLeaf, err error) {
		var at *time.Time
		var kind, subject, document, actor *string
		var salt, body []byte
		err = r.Scan(&l.Sequence, &l.Hash, &l.Event.ID, &at, &kind, &subject, &document, &actor, &l.Event.ValuesSHA256, &salt, &body)
		if l.Missing = kind == nil; err != nil || l.Missing {
			return l, err
		}
		l.Event.At, l.Event.Kind, l.Event.Subject, l.Event.DocumentID, l.Event.Actor = at.UTC(), *kind, *subject, *document, *actor
		l.NoValues, l.Event.Salt, l.Event.Body = salt == nil, salt, body
		return l, nil
	}, fn, `SELECT l.sequence, l.leaf_hash, l.event_id::text, e.at, e.kind, e.subject, coalesce(e.document_id::text, ''), e.actor,
		e.values_sha256, v.salt, v.body FROM leaves l LEFT JOIN events e ON e.id = l.event_id
		LEFT JOIN event_values v ON v.event_id = l.event_id ORDER BY l.sequence`)
}

// EachHead walks the heads in the record.
func (t *tx) EachHead(ctx context.Context, fn func(journal.Head, string) error) error {
	var key string
	return each(ctx, t, func(r row) (journal.Head, error) { return scanHead(withExtra{r, []any{&key}}) },
		func(h journal.Head) error { return fn(h, key) }, `SELECT size, root, signature, made_at, key FROM checkpoints ORDER BY size`)
}

// EachLateJob walks running jobs whose lease ran out long ago.
func (t *tx) EachLateJob(ctx context.Context, grace time.Duration, fn func(desk.Lease) error) error {
	return each(ctx, t, func(r row) (desk.Lease, error) {
		l, err := scanLease(r)
		return *l, err
	}, fn, `SELECT id::text, document_id::text, stage, priority, attempts, small, lease_token::text, worker, lease_until FROM jobs
		WHERE state = 'running' AND lease_until < now() - $1::interval ORDER BY id`, grace)
}

// Counter reads a gapless number.
func (t *tx) Counter(ctx context.Context, name string) (n int64, err error) {
	err = t.QueryRow(ctx, `SELECT value FROM counters WHERE name = $1`, name).Scan(&n)
	return n, err
}

// LostSubjects compares what the journal saw begin with what is there.
func (t *tx) LostSubjects(ctx context.Context) ([][2]string, error) {
	rows, err := t.Query(ctx, `SELECT split_part(e.kind, '.', 1), e.subject FROM events e
		WHERE e.kind = 'deposit.received' AND NOT EXISTS (SELECT FROM deposits p WHERE p.id::text = e.subject)
		OR e.kind = 'document.received' AND NOT EXISTS (SELECT FROM documents d WHERE d.id::text = e.subject)
		OR e.kind = 'entry.written' AND NOT EXISTS (SELECT FROM entries n WHERE n.id::text = e.subject) ORDER BY e.id`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (s [2]string, err error) { return s, r.Scan(&s[0], &s[1]) })
}

// LateEvents lists events that have no place and will get none, or get it late.
func (t *tx) LateEvents(ctx context.Context, grace time.Duration) ([]string, error) {
	rows, err := t.Query(ctx, `SELECT e.id::text FROM events e LEFT JOIN leaves l ON l.event_id = e.id LEFT JOIN unsequenced q ON q.event_id = e.id
		WHERE l.event_id IS NULL AND (q.event_id IS NULL OR e.at < now() - $1::interval) ORDER BY e.id`, grace)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}
