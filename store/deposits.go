package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"slices"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/ids"
	"bordereau/journal"

	"github.com/jackc/pgx/v5"
)

// Admit locks what the delivery might collide with, in one order for all, and
// looks after it has the locks: every statement of a transaction sees what was
// committed before it began.
func (t *tx) Admit(ctx context.Context, a desk.Admission) (desk.Admitted, error) {
	locks := make([]int64, 0, len(a.Digests)+1)
	if a.Key != "" {
		locks = append(locks, lockOf("key", a.Principal, a.Key))
	}
	for _, d := range a.Digests {
		locks = append(locks, lockOf("bytes", a.Branch, a.Dossier, d))
	}
	slices.Sort(locks)
	out := desk.Admitted{Known: map[string]string{}}
	var b pgx.Batch
	b.Queue(`SELECT nextval('deposit_sequence'), (SELECT count(pg_advisory_xact_lock(k)) FROM unnest($1::bigint[]) k)`,
		slices.Compact(locks)).QueryRow(func(r pgx.Row) error { return r.Scan(&out.Sequence, nil) })
	if a.Key != "" {
		b.Queue(`SELECT deposit_id::text, request_sha256 FROM idempotency_keys WHERE principal_id = $1 AND key = $2`,
			a.Principal, a.Key).QueryRow(func(r pgx.Row) error {
			if err := r.Scan(&out.DepositID, &out.RequestSHA256); !errors.Is(err, pgx.ErrNoRows) {
				return err
			}
			return nil
		})
	}
	// New bytes, the common case, are told by the primary key alone.
	seen := false
	for _, digest := range a.Digests {
		b.Queue(`SELECT FROM objects WHERE sha256 = $1`, digest).Query(func(r pgx.Rows) error {
			seen = r.Next() || seen
			return r.Err()
		})
	}
	if err := t.SendBatch(ctx, &b).Close(); err != nil || !seen {
		return out, err
	}
	// What was refused, sent back or destroyed may come again: all of it, where the file
	// became several documents.
	rows, err := t.Query(ctx, `SELECT d.sha256, min(coalesce(d.part_of, d.id)::text) FROM documents d
		JOIN deposits p ON p.id = d.deposit_id LEFT JOIN dossiers r ON r.id = d.dossier_id
		WHERE d.sha256 = ANY($1) AND d.branch = $2 AND (p.dossier = $3 OR r.ref = $3)
		AND d.state NOT IN ('duplicate', 'rejected', 'returned', 'destroyed', 'split') GROUP BY d.sha256`, a.Digests, a.Branch, a.Dossier)
	if err != nil {
		return out, err
	}
	var digest, id string
	_, err = pgx.ForEachRow(rows, []any{&digest, &id}, func() error { out.Known[digest] = id; return nil })
	return out, err
}

// lockOf makes an advisory lock's number of words.
func lockOf(words ...string) int64 {
	h := sha256.New()
	for _, w := range words {
		h.Write([]byte(w))
		h.Write([]byte{0})
	}
	return int64(binary.BigEndian.Uint64(h.Sum(nil)))
}

// InsertDeposit writes everything in one round trip.
func (t *tx) InsertDeposit(ctx context.Context, n desk.NewDeposit) error {
	var b pgx.Batch
	d := n.Deposit
	var totalMinor *int64
	currency := "EUR"
	if d.SlipTotal != nil {
		totalMinor, currency = &d.SlipTotal.Minor, d.SlipTotal.Currency
	}
	b.Queue(`INSERT INTO deposits (id, branch, channel, dossier, kind, slip_count, slip_total_minor, currency, reference,
		principal_id, principal_name, received_at, sequence, digest, signature)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		d.ID, d.Branch, d.Channel, d.Dossier, d.Kind, d.SlipCount, totalMinor, currency, d.Reference,
		d.By.ID, d.By.Name, d.ReceivedAt, d.Receipt.Sequence, d.Receipt.Digest, d.Receipt.Signature)
	if n.IdempotencyKey != "" {
		b.Queue(`INSERT INTO idempotency_keys (principal_id, key, request_sha256, deposit_id, created_at) VALUES ($1, $2, $3, $4, $5)`,
			d.By.ID, n.IdempotencyKey, n.RequestSHA256, d.ID, d.ReceivedAt)
	}
	for i, doc := range n.Documents {
		b.Queue(`INSERT INTO objects (sha256, size, key, version_id, format, stored_at) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (sha256) DO NOTHING`, doc.SHA256, doc.Size, desk.OriginalKey(doc.SHA256), doc.VersionID, doc.Format, d.ReceivedAt)
		b.Queue(`INSERT INTO documents (id, deposit_id, ordinal, branch, file_name, format, sha256, size, version_id, state,
			version, priority, dossier_id, received_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, (SELECT id FROM dossiers WHERE ref = $13), $14)`,
			doc.ID, doc.DepositID, i+1, doc.Branch, plain(doc.FileName), doc.Format, doc.SHA256, doc.Size, doc.VersionID,
			doc.State, doc.Version, doc.Priority, doc.Dossier, doc.ReceivedAt)
	}
	for _, j := range n.Jobs { // of documents that had none before
		b.Queue(insertJob, j.ID, j.DocumentID, j.Stage, j.Priority, j.RunAfter)
	}
	if err := t.queueEvents(&b, n.Events...); err != nil {
		return err
	}
	return t.SendBatch(ctx, &b).Close()
}

// queueEvents writes events with their values, in one statement.
func (t *tx) queueEvents(b *pgx.Batch, events ...journal.Event) error {
	n := len(events)
	id, kind, subject, document, actor := make([]string, n), make([]string, n), make([]string, n), make([]*string, n), make([]string, n)
	at, digest, salt, body := make([]time.Time, n), make([][]byte, n), make([][]byte, n), make([]string, n)
	for i, e := range events {
		if e.ID == "" {
			e.ID = ids.New()
		}
		if e.At.IsZero() {
			e.At = t.now()
		}
		s, err := journal.Seal(e)
		if err != nil {
			return err
		}
		id[i], at[i], kind[i], subject[i], actor[i] = s.ID, s.At, s.Kind, s.Subject, s.Actor
		if s.DocumentID != "" {
			document[i] = &s.DocumentID
		}
		digest[i], salt[i], body[i] = s.ValuesSHA256, s.Salt, string(s.Body)
	}
	b.Queue(`WITH e AS (INSERT INTO events (id, at, kind, subject, document_id, actor, values_sha256)
		SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::bytea[])),
		q AS (INSERT INTO unsequenced (event_id) SELECT unnest($1::uuid[]))
		INSERT INTO event_values (event_id, salt, body) SELECT * FROM unnest($1::uuid[], $8::bytea[], $9::jsonb[])`,
		id, at, kind, subject, document, actor, digest, salt, body)
	return nil
}

// insertJob writes the time by the database's clock, as everything about jobs.
const insertJob = `INSERT INTO jobs (id, document_id, stage, priority, state, run_at, created_at)
	VALUES ($1, $2, $3, $4, 'waiting', now() + $5::interval, now())`

// InsertJob gives a document work to do by a machine.
func (t *tx) InsertJob(ctx context.Context, j desk.NewJob) error {
	if j.ID == "" {
		j.ID = ids.New()
	}
	_, err := t.Exec(ctx, insertJob+` ON CONFLICT (document_id, stage) WHERE state IN ('waiting', 'running') DO NOTHING`,
		j.ID, j.DocumentID, j.Stage, j.Priority, j.RunAfter)
	return err
}

const depositColumns = `p.id::text, p.branch, p.channel, p.dossier, p.kind, p.slip_count, p.slip_total_minor, p.currency,
	p.reference, p.principal_id, p.principal_name, p.received_at, p.sequence, p.digest, p.signature`

func scanDeposit(r row) (bordereau.Deposit, error) {
	var d bordereau.Deposit
	var total *int64
	var currency string
	err := r.Scan(&d.ID, &d.Branch, &d.Channel, &d.Dossier, &d.Kind, &d.SlipCount, &total, &currency,
		&d.Reference, &d.By.ID, &d.By.Name, &d.ReceivedAt, &d.Receipt.Sequence, &d.Receipt.Digest, &d.Receipt.Signature)
	d.ReceivedAt = d.ReceivedAt.UTC()
	d.Receipt.At = d.ReceivedAt
	if total != nil {
		d.SlipTotal = &bordereau.Money{Minor: *total, Currency: currency}
	}
	return d, err
}

// Deposit reads a deposit; a branch sees its own.
func (t *tx) Deposit(ctx context.Context, by bordereau.Principal, id string) (bordereau.Deposit, error) {
	d, err := scanDeposit(t.QueryRow(ctx, `SELECT `+depositColumns+` FROM deposits p
		WHERE p.id = $1 AND ($2 = '' OR p.branch = $2)`, id, ownBranch(by)))
	if errors.Is(err, pgx.ErrNoRows) {
		return d, bordereau.Errorf(bordereau.NotFound, "Ce dépôt n'existe pas.")
	}
	return d, err
}

// Deposits lists deposits, the newest first.
func (t *tx) Deposits(ctx context.Context, by bordereau.Principal, after string, limit int) ([]bordereau.Deposit, error) {
	rows, err := t.Query(ctx, `SELECT `+depositColumns+` FROM deposits p
		WHERE ($1 = '' OR p.branch = $1) AND ($2 = '' OR p.id < nullif($2, '')::uuid) ORDER BY p.id DESC LIMIT $3`,
		ownBranch(by), after, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (bordereau.Deposit, error) { return scanDeposit(r) })
}

// DepositDocuments reads a deposit's documents. A branch knows what it sent, but
// not in which restricted dossier it came to lie.
func (t *tx) DepositDocuments(ctx context.Context, by bordereau.Principal, depositID string) ([]bordereau.Document, error) {
	rows, err := t.Query(ctx, `SELECT `+documentColumns+`, `+hiddenFrom("$2")+replacementColumns+documentTables+`
		WHERE d.deposit_id = $1 AND ($3 = '' OR d.branch = $3) ORDER BY d.ordinal, d.part`, depositID, by.ID, ownBranch(by))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (bordereau.Document, error) {
		var replaces, replacedBy string
		d, err := scanSeen(r, &replaces, &replacedBy)
		d.Replaces, d.ReplacedBy = replaces, replacedBy
		return d, err
	})
}

const replacementColumns = `, coalesce((SELECT x.replaces::text FROM replacements x WHERE x.document_id = d.id), ''),
	coalesce((SELECT x.document_id::text FROM replacements x WHERE x.replaces = d.id), '')`

// hiddenFrom is whether the document's dossier is restricted and the principal
// whose id is the given parameter does not read it. A file shows all the documents
// that it became: it is hidden where one of them is.
func hiddenFrom(parameter string) string {
	unread := func(dossier string) string {
		return `NOT EXISTS (SELECT FROM dossier_readers x WHERE x.dossier_id = ` + dossier + `.id AND x.user_id::text = ` + parameter + `)`
	}
	return `(coalesce(r.restricted, false) AND ` + unread("r") + ` OR d.state = 'split' AND EXISTS (SELECT FROM documents c
		JOIN dossiers cr ON cr.id = c.dossier_id WHERE c.part_of = d.id AND cr.restricted AND ` + unread("cr") + `))`
}

// scanSeen reads documentColumns and hiddenFrom, and takes the dossier away where
// it is hidden.
func scanSeen(r row, extra ...any) (bordereau.Document, error) {
	var hidden bool
	d, err := scanDocument(r, append([]any{&hidden}, extra...)...)
	if hidden {
		d.Dossier = ""
	}
	return d, err
}

// ownBranch is the branch to which a principal's view is limited, "" for none. A
// branch's principal that names no branch sees nothing.
func ownBranch(by bordereau.Principal) string {
	if by.Role != bordereau.RoleBranch {
		return ""
	}
	if by.Branch == "" {
		return "\x01"
	}
	return by.Branch
}
