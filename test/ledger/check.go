package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"bordereau/internal/services"
)

// Evidence is what the checker holds against each other.
type Evidence struct {
	Set     *services.Set
	Bucket  string
	Mode    string // of the Object Lock that was asked for
	Journal string // of the branch
	Ledger  string // of booking
	// Wholly says that the branch had every parcel answered in the end, so that
	// nothing may stand in the record that was not answered for.
	Wholly bool
}

// Verdict is what the checker found. Breaches begin with the name of the promise.
type Verdict struct {
	Deposits, Documents, Entries, Objects, Leaves int
	States                                        map[string]int
	Breaches                                      []string
}

func (v Verdict) String() string {
	states := ""
	for _, s := range slices.Sorted(keysOf(v.States)) {
		states += fmt.Sprintf(" %d %s,", v.States[s], s)
	}
	return fmt.Sprintf("%d deposits, %d documents (%s), %d entries, %d objects read, %d leaves of the journal: %d breaches",
		v.Deposits, v.Documents, clip(states+" ", max(len(states)-1, 0)), v.Entries, v.Objects, v.Leaves, len(v.Breaches))
}

func keysOf[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

type checker struct {
	Evidence
	Verdict
	record  record
	objects *objects
}

// Check compares the branch's journal, booking's ledger, the record and the
// objects once the desk has come to rest. An error says that it could not compare.
func Check(ctx context.Context, e Evidence) (Verdict, error) {
	access, secret := e.Set.ObjectsKeys()
	c := &checker{Evidence: e, record: record{e.Set.OwnerURL()}, objects: openObjects(e.Set.ObjectsURL(), access, secret, e.Bucket)}
	c.States = map[string]int{}
	var errs []error
	for _, promise := range []func(context.Context) error{c.accepted, c.accounted, c.once, c.final, c.delivered, c.archived, c.audited, c.fourEyes, c.bounded} {
		errs = append(errs, promise(ctx))
	}
	return c.Verdict, errors.Join(errs...)
}

func (c *checker) breach(promise, format string, args ...any) {
	c.Breaches = append(c.Breaches, promise+": "+fmt.Sprintf(format, args...))
}

type document struct {
	ID      string `json:"id"`
	Deposit string `json:"deposit_id"`
	Ordinal int    `json:"ordinal"`
	SHA256  string `json:"sha256"`
	Size    int64  `json:"size"`
	Version string `json:"version_id"`
	State   string `json:"state"`
	Changes int64  `json:"version"`
	Unit    string `json:"unit_id"`
	Copy    string `json:"duplicate_of"`
	Reason  string `json:"reason"`
}

const documentsQuery = `SELECT id, deposit_id, ordinal, sha256, size, version_id, state, version, coalesce(unit_id::text, '') AS unit_id,
	coalesce(duplicate_of::text, '') AS duplicate_of, reason FROM documents ORDER BY deposit_id, ordinal`

// accepted (I1, I3): behind every 202 stand the rows of its files in their order
// and an original with their bytes; a key is one deposit however often it was
// tried; and nothing is there that nobody sent.
func (c *checker) accepted(ctx context.Context) error {
	attempts, answers, err := ReadJournal(c.Journal)
	if err != nil {
		return err
	}
	docs, err := rows[document](ctx, c.record, documentsQuery)
	if err != nil {
		return err
	}
	keys, err := rows[struct {
		Key     string `json:"key"`
		Deposit string `json:"deposit_id"`
	}](ctx, c.record, "SELECT key, deposit_id FROM idempotency_keys")
	if err != nil {
		return err
	}
	deposits, err := c.record.count(ctx, "SELECT count(*) AS n FROM deposits")
	if err != nil {
		return err
	}
	c.Deposits, c.Documents = int(deposits), len(docs)
	byDeposit, byKey, sent := map[string][]document{}, map[string]string{}, map[string][]File{}
	for _, d := range docs {
		byDeposit[d.Deposit] = append(byDeposit[d.Deposit], d)
	}
	for _, k := range keys {
		if _, twice := byKey[k.Key]; twice {
			c.breach("I3", "key %s has two deposits", k.Key)
		}
		byKey[k.Key] = k.Deposit
	}
	if len(keys) != int(deposits) {
		c.breach("I3", "%d deposits stand under %d keys", deposits, len(keys))
	}
	for _, a := range attempts {
		sent[a.Key] = a.Files
	}
	for _, k := range keys {
		if _, ours := sent[k.Key]; !ours {
			c.breach("I3", "deposit %s stands under key %s, which nobody sent", k.Deposit, k.Key)
		}
	}
	answered := map[string]string{}
	for _, a := range answers {
		if a.Status != 202 {
			continue
		}
		if was, ok := answered[a.Key]; ok && was != a.Deposit {
			c.breach("I1", "key %s was answered with %s and with %s", a.Key, was, a.Deposit)
		}
		answered[a.Key] = a.Deposit
		if byKey[a.Key] != a.Deposit {
			c.breach("I1", "key %s was answered with deposit %s; the record has %q", a.Key, a.Deposit, byKey[a.Key])
			continue
		}
		if len(byDeposit[a.Deposit]) < len(sent[a.Key]) || len(a.Documents) != len(sent[a.Key]) {
			c.breach("I1", "deposit %s of %d files has %d documents and was answered with %d", a.Deposit, len(sent[a.Key]), len(byDeposit[a.Deposit]), len(a.Documents))
			continue
		}
		for i, f := range sent[a.Key] {
			d := byDeposit[a.Deposit][i]
			if d.ID != a.Documents[i] || d.SHA256 != f.SHA256 || d.Size != f.Size {
				c.breach("I1", "file %s of deposit %s is document %s with other bytes or another name than %s", f.Name, a.Deposit, d.ID, a.Documents[i])
			}
		}
	}
	if c.Wholly {
		for _, k := range keys {
			if answered[k.Key] == "" {
				c.breach("I2", "deposit %s was never answered with 202", k.Deposit)
			}
		}
	}
	seen := map[string]bool{}
	for _, d := range docs {
		if seen[d.SHA256+d.Version] {
			continue
		}
		seen[d.SHA256+d.Version] = true
		o, err := c.objects.read(ctx, "originals/"+d.SHA256[:2]+"/"+d.SHA256, d.Version)
		c.Objects++
		if err != nil {
			c.breach("I1", "the original of document %s: %v", d.ID, err)
		} else if o.sha256 != d.SHA256 || o.size != d.Size {
			c.breach("I1", "the original of document %s has %d bytes of digest %s", d.ID, o.size, o.sha256)
		}
	}
	return nil
}

// rest are the states in which a document may stand when nothing moves any more.
var rest = []string{"archived", "booked", "rejected", "returned", "duplicate", "split", "to_review", "in_review", "second_review", "quarantined"}

// accounted (I2): every document stands in exactly one named end or waits for a
// person, with what that state promises.
func (c *checker) accounted(ctx context.Context) error {
	docs, err := rows[document](ctx, c.record, documentsQuery)
	if err != nil {
		return err
	}
	units, err := rows[struct {
		ID    string `json:"id"`
		State string `json:"state"`
	}](ctx, c.record, "SELECT id, state FROM units")
	if err != nil {
		return err
	}
	unit := map[string]string{}
	for _, u := range units {
		unit[u.ID] = u.State
	}
	ids := map[string]document{}
	for _, d := range docs {
		ids[d.ID] = d
	}
	for _, d := range docs {
		c.States[d.State]++
		waits := d.State == "decided" && (unit[d.Unit] == "open" || unit[d.Unit] == "held")
		if !slices.Contains(rest, d.State) && !waits {
			c.breach("I2", "document %s came to rest as %s", d.ID, d.State)
		}
		if of := ids[d.Copy]; d.State == "duplicate" && (of.SHA256 != d.SHA256 || of.ID == d.ID) {
			c.breach("I2", "document %s is a duplicate of %q, which is not the same", d.ID, d.Copy)
		}
		if (d.State == "rejected" || d.State == "returned" || d.State == "quarantined") && d.Reason == "" {
			c.breach("I2", "document %s is %s without a reason", d.ID, d.State)
		}
	}
	lost, err := c.record.count(ctx, `SELECT count(*) AS n FROM documents d WHERE state IN ('to_review', 'in_review', 'second_review')
		AND (SELECT count(*) FROM tasks t WHERE t.document_id = d.id AND t.state = 'open') <> 1`)
	if err == nil && lost > 0 {
		c.breach("I2", "%d documents wait for a person, and no task tells", lost)
	}
	return err
}

// once (I4): however often a document was read, one reading counts, and no page of
// it twice.
func (c *checker) once(ctx context.Context) error {
	n, err := c.record.count(ctx, `SELECT count(*) AS n FROM documents d WHERE (SELECT count(*) FROM readings r WHERE r.document_id = d.id) <> d.generation
		OR d.generation > 1`)
	if err == nil && n > 0 {
		c.breach("I4", "%d documents were read other than once", n)
	}
	return err
}

type entryRow struct {
	ID       string          `json:"id"`
	Number   int64           `json:"number"`
	Unit     string          `json:"unit_id"`
	Sequence int64           `json:"feed_sequence"`
	Digest   string          `json:"content_sha256"`
	Body     json.RawMessage `json:"body"`
	Amount   int64           `json:"amount_minor"`
}

const entriesQuery = `SELECT id, number, coalesce(unit_id::text, '') AS unit_id, coalesce(feed_sequence, 0) AS feed_sequence, content_sha256, body, amount_minor
	FROM entries ORDER BY number`

// final (I5): a unit is final when it has its one entry; the entry is whole, has
// its digest and balances; the numbers have no gap; it was written when the unit
// became final.
func (c *checker) final(ctx context.Context) error {
	entries, err := rows[entryRow](ctx, c.record, entriesQuery)
	if err != nil {
		return err
	}
	c.Entries = len(entries)
	ofUnit := map[string]int{}
	for i, e := range entries {
		ofUnit[e.Unit]++
		if e.Number != int64(i+1) {
			c.breach("I5", "entry %s has the number %d and is the %dth", e.ID, e.Number, i+1)
		}
		digest, err := canonicalDigest(e.Body)
		if err != nil || digest != e.Digest {
			c.breach("I5", "entry %d does not have its digest (%v)", e.Number, err)
		}
		var body struct {
			ID     string `json:"entry_id"`
			Number int64  `json:"number"`
			Amount int64  `json:"amount_minor"`
			Lines  []struct {
				Debit  int64 `json:"debit_minor"`
				Credit int64 `json:"credit_minor"`
			} `json:"lines"`
			Pieces []struct {
				Document string `json:"document_id"`
			} `json:"pieces"`
		}
		if err := json.Unmarshal(e.Body, &body); err != nil {
			return err
		}
		var debit, credit int64
		for _, l := range body.Lines {
			debit, credit = debit+l.Debit, credit+l.Credit
		}
		if body.ID != e.ID || body.Number != e.Number || debit != credit || debit != e.Amount || body.Amount != e.Amount || debit <= 0 {
			c.breach("I5", "entry %d: debit %d, credit %d, amount %d and %d", e.Number, debit, credit, body.Amount, e.Amount)
		}
		if len(body.Pieces) == 0 {
			c.breach("I5", "entry %d rests on no piece", e.Number)
		}
	}
	units, err := rows[struct {
		ID    string `json:"id"`
		State string `json:"state"`
	}](ctx, c.record, "SELECT id, state FROM units")
	if err != nil {
		return err
	}
	for _, u := range units {
		want := 0
		if u.State == "final" {
			want = 1
		}
		if ofUnit[u.ID] != want {
			c.breach("I5", "unit %s is %s and has %d entries", u.ID, u.State, ofUnit[u.ID])
		}
	}
	twice, err := c.record.count(ctx, `SELECT count(*) AS n FROM (SELECT p->>'document_id' FROM entries, jsonb_array_elements(body->'pieces') p
		WHERE reversal_of IS NULL GROUP BY 1 HAVING count(*) > 1) x`)
	if err == nil && twice > 0 {
		c.breach("I5", "%d documents are booked in two entries", twice)
	}
	return err
}

// delivered (I6): booking's ledger and the feed are the same, each entry once,
// without gap; and what booking sees is sealed.
func (c *checker) delivered(ctx context.Context) error {
	ledger, err := ReadBooked(c.Ledger)
	if err != nil {
		return err
	}
	entries, err := rows[entryRow](ctx, c.record, entriesQuery)
	if err != nil {
		return err
	}
	held := map[string]Booked{}
	for _, b := range ledger {
		if _, twice := held[b.ID]; twice {
			c.breach("I6", "booking holds entry %s twice", b.ID)
		}
		held[b.ID] = b
	}
	var top, visible int64
	for _, e := range entries {
		b, ok := held[e.ID]
		switch {
		case e.Sequence == 0 && ok:
			c.breach("I6", "booking holds entry %d, which is not in the feed", e.Number)
		case e.Sequence > 0 && !ok:
			c.breach("I6", "booking never saw entry %d", e.Number)
		case ok && (b.Digest != e.Digest || b.Sequence != e.Sequence):
			c.breach("I6", "booking holds entry %d as %s at %d", e.Number, b.Digest, b.Sequence)
		}
		if e.Sequence > 0 {
			visible++
			top = max(top, e.Sequence)
		}
		delete(held, e.ID)
	}
	for id := range held {
		c.breach("I6", "booking holds entry %s, which the record does not know", id)
	}
	if top != visible {
		c.breach("I6", "%d entries are visible and the feed ends at %d", visible, top)
	}
	for query, says := range map[string]string{
		`SELECT count(*) AS n FROM entries e JOIN documents d ON d.unit_id = e.unit_id WHERE e.feed_sequence IS NOT NULL AND d.state NOT IN ('booked', 'rejected', 'returned', 'duplicate')`:                       "%d documents stand behind a visible entry and are not sealed",
		`SELECT count(*) AS n FROM entries e WHERE e.feed_sequence IS NULL AND NOT EXISTS (SELECT FROM documents d WHERE d.unit_id = e.unit_id AND d.state NOT IN ('archived', 'booked', 'rejected', 'returned'))`: "%d entries are sealed and not visible",
		`SELECT count(*) AS n FROM documents d WHERE d.state = 'booked' AND NOT EXISTS (SELECT FROM entries e WHERE e.unit_id = d.unit_id AND e.feed_sequence IS NOT NULL)`:                                        "%d documents are booked without an entry",
	} {
		n, err := c.record.count(ctx, query)
		if err != nil {
			return err
		}
		if n > 0 {
			c.breach("I6", says, n)
		}
	}
	return nil
}

// archived (I7): whatever is sealed lies there by its version, with its digest,
// under the lock that was asked for, as long as it has to.
func (c *checker) archived(ctx context.Context) error {
	sealed, err := rows[struct {
		Document string    `json:"document_id"`
		State    string    `json:"state"`
		Role     string    `json:"role"`
		Key      string    `json:"key"`
		Version  string    `json:"version_id"`
		SHA256   string    `json:"sha256"`
		Size     int64     `json:"size"`
		Until    time.Time `json:"retain_until"`
		Wanted   time.Time `json:"wanted"`
	}](ctx, c.record, `SELECT a.document_id, d.state, a.role, a.key, a.version_id, a.sha256, a.size, a.retain_until, d.retain_until AS wanted
		FROM archive_objects a JOIN documents d ON d.id = a.document_id WHERE d.retain_until IS NOT NULL`)
	if err != nil {
		return err
	}
	roles := map[string][]string{}
	for _, s := range sealed {
		roles[s.Document] = append(roles[s.Document], s.Role)
		o, err := c.objects.read(ctx, s.Key, s.Version)
		c.Objects++
		switch {
		case err != nil:
			c.breach("I7", "%s of document %s: %v", s.Role, s.Document, err)
		case o.sha256 != s.SHA256 || o.size != s.Size:
			c.breach("I7", "%s of document %s has other bytes than were sealed", s.Role, s.Document)
		case o.mode != c.Mode || o.until.Before(s.Until.Truncate(time.Second)) || s.Until.Before(s.Wanted):
			c.breach("I7", "%s of document %s is locked as %q until %s, wanted %s until %s", s.Role, s.Document, o.mode, o.until, c.Mode, s.Until)
		}
	}
	docs, err := rows[document](ctx, c.record, documentsQuery)
	if err != nil {
		return err
	}
	for _, d := range docs {
		if d.State != "archived" && d.State != "booked" {
			continue
		}
		slices.Sort(roles[d.ID])
		if fmt.Sprint(roles[d.ID]) != "[alto manifest original pdf reading]" {
			c.breach("I7", "document %s is %s with %v", d.ID, d.State, roles[d.ID])
		}
	}
	return nil
}

// audited (I8): the log is gapless, every event is in it once, its leaves are
// those of the events, its heads are those of the leaves; and every change of a
// document has its event.
func (c *checker) audited(ctx context.Context) error {
	type leaf struct {
		Sequence int64  `json:"sequence"`
		Hash     string `json:"hash"`
		ID       string `json:"id"`
		At       string `json:"at"`
		Kind     string `json:"kind"`
		Subject  string `json:"subject"`
		Document string `json:"document_id"`
		Actor    string `json:"actor"`
		Values   string `json:"values_sha256"`
	}
	leaves, err := rows[leaf](ctx, c.record, `SELECT l.sequence, encode(l.leaf_hash, 'hex') AS hash, e.id,
		to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, e.kind, e.subject, coalesce(e.document_id::text, '') AS document_id, e.actor,
		encode(e.values_sha256, 'hex') AS values_sha256 FROM leaves l JOIN events e ON e.id = l.event_id ORDER BY l.sequence`)
	if err != nil {
		return err
	}
	c.Leaves = len(leaves)
	hashes := make([][]byte, len(leaves))
	for i, l := range leaves {
		event := map[string]string{"id": l.ID, "at": l.At, "kind": l.Kind, "subject": l.Subject, "actor": l.Actor, "values_sha256": l.Values}
		if l.Document != "" {
			event["document_id"] = l.Document
		}
		raw, err := json.Marshal(event)
		if err != nil {
			return err
		}
		form, err := canonical(raw)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(append([]byte{0}, form...))
		hashes[i] = sum[:]
		if l.Sequence != int64(i) || hex.EncodeToString(sum[:]) != l.Hash {
			c.breach("I8", "leaf %d at place %d is not that of its event %s", l.Sequence, i, l.ID)
		}
	}
	heads, err := rows[struct {
		Size int64  `json:"size"`
		Root string `json:"root"`
	}](ctx, c.record, "SELECT size, encode(root, 'base64') AS root FROM checkpoints ORDER BY size")
	if err != nil {
		return err
	}
	for _, h := range heads {
		if h.Size > int64(len(hashes)) {
			c.breach("I8", "a head of %d leaves was signed, and %d are left", h.Size, len(hashes))
		} else if root := base64.StdEncoding.EncodeToString(merkle(hashes[:h.Size])); root != h.Root {
			c.breach("I8", "the head at %d is %s, its leaves give %s", h.Size, h.Root, root)
		}
	}
	for query, says := range map[string]string{
		"SELECT count(*) AS n FROM events e WHERE NOT EXISTS (SELECT FROM leaves l WHERE l.event_id = e.id)": "%d events have no place in the log",
		`SELECT count(*) AS n FROM documents d WHERE d.version - 1 <> (SELECT count(DISTINCT v.body->>'version') FROM events e JOIN event_values v ON v.event_id = e.id
			WHERE e.document_id = d.id AND (v.body->>'version')::bigint BETWEEN 2 AND d.version)`: "%d documents changed without an event",
	} {
		n, err := c.record.count(ctx, query)
		if err != nil {
			return err
		}
		if n > 0 {
			c.breach("I8", says, n)
		}
	}
	return nil
}

// merkle is the root of RFC 6962 §2.1 over hashed leaves.
func merkle(leaves [][]byte) []byte {
	switch len(leaves) {
	case 0:
		sum := sha256.Sum256(nil)
		return sum[:]
	case 1:
		return leaves[0]
	}
	k := 1
	for 2*k < len(leaves) {
		k *= 2
	}
	sum := sha256.Sum256(slices.Concat([]byte{1}, merkle(leaves[:k]), merkle(leaves[k:])))
	return sum[:]
}

// fourEyes (I9): above the ceiling two people decided, and the second opinion was
// never the first one's.
func (c *checker) fourEyes(ctx context.Context) error {
	for query, says := range map[string]string{
		`SELECT count(*) AS n FROM documents d WHERE d.state IN ('decided', 'archived', 'booked')
			AND d.amount_minor > CASE d.type WHEN 'cheque' THEN 500000 WHEN 'transfer_order' THEN 500000 WHEN 'remittance_slip' THEN 1500000 END
			AND (SELECT count(DISTINCT x.user_id) FROM decisions x WHERE x.document_id = d.id AND x.action IN ('confirm', 'type')) < 2`: "%d documents above the ceiling were decided by fewer than two",
		`SELECT count(*) AS n FROM decisions x JOIN tasks t ON t.id = x.task_id WHERE t.kind = 'second' AND x.action IN ('confirm', 'type')
			AND x.user_id = (SELECT y.user_id FROM decisions y JOIN tasks u ON u.id = y.task_id WHERE y.document_id = x.document_id AND u.kind = 'first'
				AND y.decided_at < x.decided_at ORDER BY y.decided_at DESC LIMIT 1)`: "%d second opinions are the first one's own",
		`SELECT count(*) AS n FROM (SELECT lease_id, document_version FROM decisions GROUP BY 1, 2 HAVING count(*) > 1) x`: "%d decisions were taken twice",
	} {
		n, err := c.record.count(ctx, query)
		if err != nil {
			return err
		}
		if n > 0 {
			c.breach("I9", says, n)
		}
	}
	return nil
}

// bounded (I10): no job is left in a worker's hands.
func (c *checker) bounded(ctx context.Context) error {
	n, err := c.record.count(ctx, "SELECT count(*) AS n FROM jobs WHERE state IN ('waiting', 'running')")
	if err == nil && n > 0 {
		c.breach("I10", "%d jobs are left", n)
	}
	return err
}
