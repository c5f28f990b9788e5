package desk_test

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"bordereau"
	"bordereau/archive"
	"bordereau/desk"
	"bordereau/internal/testkit"
	"bordereau/journal"
	"bordereau/store"
)

// books brings an office to where a slip with a cheque is booked, a letter is
// archived, a file is quarantined and one is a duplicate.
func books(t *testing.T) (*office, map[string]string) {
	t.Helper()
	o := newOffice(t)
	slip := o.mustSend(
		paperFile("remittance_slip slip_count=2 slip_total=30.50 iban=FR7630001007941234567890185 account_holder=MARTIN"),
		paperFile("cheque amount=10.00 date=2026-11-20 payee=MARTIN code_line=C0048541_C075000004908D_241410518989A signature_present=true"),
		paperFile("cheque amount=20.50 date=2026-11-20 payee=MARTIN code_line=C0048542_C075000004908D_241410518989A signature_present=true"))
	letter := o.mustSend(paperFile("letter subject=Bonjour"))
	o.mustSend(paperFile("letter subject=Bonjour"))
	bad := o.mustSend(paperFile("letter fail:internal"))
	for range 3 {
		o.work(desk.StageRead)
		o.sql("UPDATE jobs SET run_at = now() WHERE state = 'waiting'")
	}
	o.decideAll()
	o.sql("UPDATE jobs SET run_at = now() WHERE state = 'waiting'")
	o.work()
	for id, want := range map[string]bordereau.State{slip.Documents[0].ID: bordereau.Booked, slip.Documents[1].ID: bordereau.Booked,
		letter.Documents[0].ID: bordereau.Archived, bad.Documents[0].ID: bordereau.Quarantined} {
		if v := o.doc(id); v.State != want {
			t.Fatalf("%s is %s, not %s: %+v", v.FileName, v.State, want, v.Reasons)
		}
	}
	o.mustBeClean()
	ids := map[string]string{"slip": slip.Documents[0].ID, "cheque": slip.Documents[1].ID, "letter": letter.Documents[0].ID,
		"letter.sha": letter.Documents[0].SHA256, "entry": o.doc(slip.Documents[0].ID).EntryID, "unit": slip.Documents[0].ID, "deposit": letter.Deposit.ID}
	return o, ids
}

// copy is the office on a copy of its database, over the same objects.
func (o *office) copy(t *testing.T) *office {
	t.Helper()
	servers := testkit.Servers(t)
	from := o.sqlName()
	name := fmt.Sprintf("%s_%d", from, copies.Add(1))
	testkit.SQL(t, servers.NamedURL("postgres", true), "CREATE DATABASE "+name+" TEMPLATE "+from+" STRATEGY FILE_COPY")
	c := &office{t: t, objects: o.objects, bucket: o.bucket, key: o.key, app: servers.NamedURL(name, false), owner: servers.NamedURL(name, true),
		branch: o.branch, auditor: o.auditor}
	var err error
	c.store, err = store.New(t.Context(), store.Config{URL: c.app, MaxConns: 4})
	must(t, err)
	t.Cleanup(c.store.Close)
	c.Desk, err = desk.New(desk.Config{SpoolDir: t.TempDir()}, desk.Deps{Store: c.store, Objects: c.objects, Signer: c.key})
	must(t, err)
	return c
}

var copies atomic.Int64

// sqlName is the name of the office's database.
func (o *office) sqlName() string {
	o.t.Helper()
	return testkit.SQL(o.t, o.owner, "SELECT current_database()")
}

// Each damage is planted as whoever owns the database or the disk can do it, and
// has to be named.
func TestFsckNamesEveryDamage(t *testing.T) {
	t.Parallel()
	// Rows are deleted against their foreign keys, as an owner can.
	const free = "SET session_replication_role = replica; "
	shared, sharedIDs := books(t)
	shared.store.Close() // a database is copied while nobody is in it
	for _, c := range []struct {
		name    string
		damage  func(t *testing.T, o *office, id map[string]string)
		kind    string
		subject string // a key of ids, or the subject itself; "" for any
	}{
		{"an original with a flipped bit", func(t *testing.T, o *office, id map[string]string) {
			flip(t, testkit.ObjectFile(t, o.bucket, desk.OriginalKey(id["letter.sha"])))
		}, "object.damaged", ""},
		{"an original that is gone", func(t *testing.T, o *office, id map[string]string) {
			must(t, os.Remove(testkit.ObjectFile(t, o.bucket, desk.OriginalKey(id["letter.sha"]))))
		}, "object.missing", ""},
		{"a sealed PDF cut short", func(t *testing.T, o *office, id map[string]string) {
			must(t, os.Truncate(testkit.ObjectFile(t, o.bucket, o.sql("SELECT key FROM archive_objects WHERE document_id = '%s' AND role = 'pdf'", id["cheque"])), 5))
		}, "object.damaged", ""},
		{"a manifest that is gone", func(t *testing.T, o *office, id map[string]string) {
			must(t, os.Remove(testkit.ObjectFile(t, o.bucket, o.sql("SELECT key FROM archive_objects WHERE document_id = '%s' AND role = 'manifest'", id["letter"]))))
		}, "object.missing", ""},
		{"another digest in the record", func(_ *testing.T, o *office, id map[string]string) {
			o.sql("UPDATE archive_objects a SET key = b.key, version_id = b.version_id, sha256 = b.sha256, size = b.size FROM archive_objects b WHERE a.role = 'pdf' AND b.role = 'pdf' AND a.document_id = '%s' AND b.document_id = '%s'", id["cheque"], id["letter"])
		}, "manifest.differs", "cheque"},
		{"a shorter retention in the record", func(_ *testing.T, o *office, id map[string]string) {
			o.sql("UPDATE archive_objects SET retain_until = now() WHERE document_id = '%s'", id["letter"])
		}, "archive.retention", "letter"},
		{"a longer retention than the lock", func(_ *testing.T, o *office, id map[string]string) {
			o.sql("UPDATE archive_objects SET retain_until = retain_until + interval '1 year' WHERE document_id = '%s'", id["letter"])
		}, "object.unlocked", ""},
		{"a sealed object that is not recorded", func(_ *testing.T, o *office, id map[string]string) {
			o.sql("DELETE FROM archive_objects WHERE document_id = '%s' AND role = 'alto'", id["letter"])
		}, "archive.incomplete", "letter"},
		{"a state set by hand", func(_ *testing.T, o *office, id map[string]string) {
			o.sql("UPDATE documents SET state = 'rejected' WHERE id = '%s'", id["letter"])
		}, "document.differs", "letter"},
		{"a document's row that is gone", func(_ *testing.T, o *office, id map[string]string) {
			o.sql(free+"DELETE FROM documents WHERE id = '%s'", id["letter"])
		}, "record.missing", "letter"},
		{"a deposit's row that is gone", func(_ *testing.T, o *office, id map[string]string) {
			o.sql(free+"DELETE FROM deposits WHERE id = '%s'", id["deposit"])
		}, "record.missing", "deposit"},
		{"a document under another original", func(_ *testing.T, o *office, id map[string]string) {
			o.sql("UPDATE documents a SET sha256 = b.sha256, version_id = b.version_id, size = b.size FROM documents b WHERE a.id = '%s' AND b.id = '%s'", id["letter"], id["cheque"])
		}, "document.swapped", "letter"},
		{"a receipt's number changed", func(_ *testing.T, o *office, id map[string]string) {
			o.sql("UPDATE deposits SET sequence = sequence + 1000 WHERE id = '%s'", id["deposit"])
		}, "receipt.forged", "deposit"},
		{"a job nobody took back", func(_ *testing.T, o *office, id map[string]string) {
			o.sql("UPDATE jobs SET state = 'running', lease_token = id, lease_until = now() - interval '1 hour' WHERE document_id = '%s' AND stage = 'archive'", id["letter"])
		}, "job.abandoned", ""},
		{"a document nobody works on", func(_ *testing.T, o *office, id map[string]string) {
			o.sql(free + "DELETE FROM jobs WHERE state = 'dead'; UPDATE documents SET state = 'received' WHERE state = 'quarantined'")
		}, "document.stuck", ""},
		{"a task that stayed open", func(_ *testing.T, o *office, id map[string]string) {
			o.sql("UPDATE tasks SET state = 'open' WHERE document_id = '%s'", id["letter"])
		}, "task.differs", ""},
		{"the amount of an entry in its column", func(_ *testing.T, o *office, id map[string]string) {
			o.sql(free+"UPDATE entries SET amount_minor = amount_minor + 1 WHERE id = '%s'", id["entry"])
		}, "entry.altered", "entry"},
		{"the amount of an entry in its body", func(_ *testing.T, o *office, id map[string]string) {
			o.sql(free+"UPDATE entries SET body = jsonb_set(body, '{amount_minor}', '1') WHERE id = '%s'", id["entry"])
		}, "entry.altered", "entry"},
		{"the amounts of two lines swapped", func(_ *testing.T, o *office, id map[string]string) {
			o.sql(free+"UPDATE entry_lines l SET debit_minor = CASE debit_minor WHEN 1000 THEN 2050 WHEN 2050 THEN 1000 ELSE debit_minor END, credit_minor = CASE credit_minor WHEN 1000 THEN 2050 WHEN 2050 THEN 1000 ELSE credit_minor END WHERE entry_id = '%s'", id["entry"])
		}, "entry.altered", "entry"},
		{"a line that is gone", func(_ *testing.T, o *office, id map[string]string) {
			o.sql(free+"DELETE FROM entry_lines WHERE entry_id = '%s' AND ordinal = 1", id["entry"])
		}, "entry.unbalanced", "entry"},
		{"an entry that is gone", func(_ *testing.T, o *office, id map[string]string) {
			o.sql(free+"DELETE FROM entry_lines; DELETE FROM entries WHERE id = '%s'", id["entry"])
		}, "record.missing", "entry"},
		{"an entry that is gone leaves its unit without", func(_ *testing.T, o *office, id map[string]string) {
			o.sql(free+"DELETE FROM entry_lines; DELETE FROM entries WHERE id = '%s'", id["entry"])
		}, "unit.entries", ""},
		{"a number given and not used", func(_ *testing.T, o *office, id map[string]string) {
			o.sql("UPDATE counters SET value = value + 1 WHERE name = 'entry_number'")
		}, "entry.gap", "entry_number"},
		{"an event edited", func(_ *testing.T, o *office, id map[string]string) {
			o.sql("UPDATE events SET actor = 'somebody' WHERE kind = 'document.archived' AND document_id = '%s'", id["letter"])
		}, "event.altered", ""},
		{"an event's values edited", func(_ *testing.T, o *office, id map[string]string) {
			o.sql("UPDATE event_values SET body = jsonb_set(body, '{by}', '\"nobody\"') WHERE event_id = (SELECT id FROM events WHERE kind = 'deposit.received' LIMIT 1)")
		}, "event.altered", ""},
		{"an event's values gone", func(_ *testing.T, o *office, id map[string]string) {
			o.sql("DELETE FROM event_values WHERE event_id = (SELECT id FROM events WHERE kind = 'deposit.received' LIMIT 1)")
		}, "event.stripped", ""},
		{"an event deleted", func(_ *testing.T, o *office, id map[string]string) {
			o.sql(free + "DELETE FROM events WHERE id = (SELECT event_id FROM leaves WHERE sequence = 3)")
		}, "event.missing", ""},
		{"an event deleted with its leaf", func(_ *testing.T, o *office, id map[string]string) {
			o.sql(free + "DELETE FROM event_values WHERE event_id = (SELECT event_id FROM leaves WHERE sequence = 3); DELETE FROM events WHERE id = (SELECT event_id FROM leaves WHERE sequence = 3); DELETE FROM leaves WHERE sequence = 3")
		}, "journal.gap", "journal"},
		{"the journal's tail cut off", func(_ *testing.T, o *office, id map[string]string) {
			o.sql(free + "CREATE TEMP TABLE x AS SELECT event_id FROM leaves ORDER BY sequence DESC LIMIT 3; DELETE FROM event_values WHERE event_id IN (SELECT * FROM x); DELETE FROM leaves WHERE event_id IN (SELECT * FROM x); DELETE FROM events WHERE id IN (SELECT * FROM x); DELETE FROM checkpoints")
		}, "journal.truncated", "journal"},
		{"two events in each other's place", func(_ *testing.T, o *office, id map[string]string) {
			o.sql("ALTER TABLE leaves DROP CONSTRAINT leaves_event_id_key; UPDATE leaves l SET event_id = x.event_id, leaf_hash = x.leaf_hash FROM leaves x WHERE (l.sequence, x.sequence) IN ((2, 3), (3, 2))")
		}, "journal.rewritten", "journal"},
		{"the whole journal written anew", func(t *testing.T, o *office, id map[string]string) {
			o.sql(free + "UPDATE events SET actor = 'somebody' WHERE id = (SELECT event_id FROM leaves WHERE sequence = 0); INSERT INTO unsequenced SELECT event_id FROM leaves; DELETE FROM leaves; DELETE FROM checkpoints")
			if _, err := o.SequenceJournal(t.Context()); err != nil {
				t.Fatal(err)
			}
		}, "journal.rewritten", "journal"},
		{"an event hidden from the leader", func(_ *testing.T, o *office, id map[string]string) {
			o.sql("INSERT INTO events SELECT gen_random_uuid(), at, kind, subject, document_id, actor, values_sha256 FROM events WHERE kind = 'deposit.received' LIMIT 1")
		}, "journal.unsequenced", ""},
		{"a head signed by somebody else", func(_ *testing.T, o *office, id map[string]string) {
			o.sql("UPDATE checkpoints SET signature = decode(repeat('00', 64), 'hex')")
		}, "head.forged", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var o *office
			ids := sharedIDs
			if strings.HasPrefix(c.kind, "object.") {
				o, ids = books(t) // its objects are damaged: it has its own
			} else {
				o = shared.copy(t)
			}
			c.damage(t, o, ids)
			r := o.fsck()
			want := c.subject
			if id, ok := ids[want]; ok {
				want = id
			}
			for _, f := range r.Findings {
				if f.Kind == c.kind && (want == "" || f.Subject == want) {
					return
				}
			}
			t.Errorf("no %s of %q among %+v", c.kind, want, r.Findings)
		})
	}
}

// What a crash between storing and committing leaves is listed, and is no damage.
// signing signs a head the moment the heads are listed.
type signing struct {
	desk.Objects
	sign func()
}

func (s *signing) List(ctx context.Context, prefix string) iter.Seq2[archive.ObjectInfo, error] {
	s.sign()
	return s.Objects.List(ctx, prefix)
}

// A desk at work signs heads while it is being verified.
func TestFsckBesideAHeadBeingSigned(t *testing.T) {
	t.Parallel()
	o, _ := books(t)
	must(t, o.store.InTx(t.Context(), func(ctx context.Context, tx desk.Tx) error {
		return tx.Record(ctx, journal.Event{Kind: "user.added", Subject: o.auditor.ID, Actor: o.auditor.ID})
	}))
	d := o.Desk
	d.Objects = &signing{o.Desk.Objects, func() {
		_, err := d.SequenceJournal(t.Context())
		must(t, err)
		must(t, d.SignJournal(t.Context(), true))
	}}
	o.mustBeClean()
}

func TestFsckListsOrphans(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	l, err := o.Begin(t.Context(), o.branch, "")
	must(t, err)
	must(t, l.AddFile(t.Context(), "a.png", bytes.NewReader(paperFile("never committed"))))
	l.Close()
	o.quiet()
	var out strings.Builder
	r, err := o.Fsck(t.Context(), &out)
	must(t, err)
	if !r.Clean() || len(r.Orphans) != 1 || !strings.HasPrefix(r.Orphans[0], "originals/") || out.Len() != 0 {
		t.Errorf("%+v %s", r, out.String())
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// flip changes one bit in the middle of a file.
func flip(t *testing.T, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	must(t, err)
	data[len(data)/2] ^= 1
	must(t, os.WriteFile(path, data, 0o600))
}
