package crash

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bordereau/internal/testkit"
	"bordereau/test/ledger"
)

// The checker is worth something if it finds what is planted: each defect is put
// in alone, found under its promise, and taken out again.
func TestCheckerFindsWhatIsPlanted(t *testing.T) {
	t.Parallel()
	post, err := ledger.Draw(72, ledger.Mix{Slips: 1, Transfers: 1, RIBs: 2, Duplicates: 1})
	must(t, err)
	s := openFor(t, post)
	s.send()
	s.settle()

	plant := func(promise, defect, put, undo string) {
		t.Helper()
		testkit.SQL(t, s.Set.OwnerURL(), "SET session_replication_role = replica; "+put)
		found(t, s, promise, defect)
		testkit.SQL(t, s.Set.OwnerURL(), "SET session_replication_role = replica; "+undo)
	}
	aside := func(promise, defect, table, where string) {
		t.Helper()
		plant(promise, defect, "CREATE TABLE aside AS SELECT * FROM "+table+" WHERE "+where+"; DELETE FROM "+table+" WHERE "+where,
			"INSERT INTO "+table+" SELECT * FROM aside; DROP TABLE aside")
	}
	swapped := "UPDATE entries e SET amount_minor = o.amount_minor FROM entries o WHERE o.id <> e.id"
	aside("I1", "a row that is missing", "documents", "id = (SELECT id FROM documents WHERE type = 'bank_details' AND state = 'archived' LIMIT 1)")
	aside("I3", "a key that is missing", "idempotency_keys", "key LIKE 'again-%'")
	plant("I2", "a document left in the machine's hands", "UPDATE documents SET state = 'read' WHERE state = 'duplicate'",
		"UPDATE documents SET state = 'duplicate' WHERE state = 'read'")
	plant("I4", "a document read twice", "UPDATE documents SET generation = 2 WHERE state = 'booked'", "UPDATE documents SET generation = 1 WHERE state = 'booked'")
	plant("I5", "two amounts that changed places", swapped, swapped)
	aside("I5", "an entry that is missing", "entries", "number = 1")
	plant("I5", "one entry twice", `INSERT INTO entries SELECT gen_random_uuid(), 99, business_day, kind, NULL, id, currency, amount_minor, body, content_sha256, created_at, 99, visible_at
		FROM entries WHERE number = 1`, "DELETE FROM entries WHERE number = 99")
	plant("I6", "an entry that left the feed", "UPDATE entries SET feed_sequence = NULL WHERE feed_sequence = 2", "UPDATE entries SET feed_sequence = 2 WHERE feed_sequence IS NULL")
	plant("I7", "a lock that is too short", "UPDATE archive_objects SET retain_until = retain_until + interval '1 day'", "UPDATE archive_objects SET retain_until = retain_until - interval '1 day'")
	aside("I7", "a seal that is missing", "archive_objects", "role = 'manifest'")
	aside("I8", "the end of the log", "leaves", "sequence >= (SELECT max(sequence) - 2 FROM leaves)")
	plant("I8", "an event that reads otherwise", "UPDATE events SET actor = 'nobody' || actor WHERE kind = 'deposit.received'",
		"UPDATE events SET actor = substr(actor, 7) WHERE kind = 'deposit.received'")
	plant("I9", "one who is both pairs of eyes", "CREATE TABLE aside AS SELECT id, user_id FROM decisions; UPDATE decisions SET user_id = (SELECT min(user_id::text)::uuid FROM decisions)",
		"UPDATE decisions d SET user_id = a.user_id FROM aside a WHERE a.id = d.id; DROP TABLE aside")
	plant("I10", "a lease that is left", "UPDATE jobs SET state = 'running' WHERE id = (SELECT min(id::text)::uuid FROM jobs)", "UPDATE jobs SET state = 'done' WHERE state = 'running'")

	// Bytes, in the store and in the two ledgers outside.
	original := testkit.SQL(t, s.Set.OwnerURL(), "SELECT key FROM objects WHERE size > 10000 LIMIT 1")
	picture := testkit.SQL(t, s.Set.OwnerURL(), "SELECT key FROM page_images i JOIN documents d ON d.id = i.document_id WHERE d.state = 'booked' LIMIT 1")
	for _, c := range []struct {
		promise, defect, path string
		change                func([]byte) []byte
	}{
		{"I1", "a byte that changed", filepath.Join(s.Set.ObjectsDir(), "objects", s.Bucket, original), func(b []byte) []byte { b[len(b)/2] ^= 1; return b }},
		{"I1", "an original without its end", filepath.Join(s.Set.ObjectsDir(), "objects", s.Bucket, original), func(b []byte) []byte { return b[:len(b)-1] }},
		{"I13", "a picture that changed", filepath.Join(s.Set.ObjectsDir(), "objects", s.Bucket, picture), func(b []byte) []byte { b[len(b)/2] ^= 1; return b }},
		{"I6", "booking that missed an entry", s.ledger(), func(b []byte) []byte { return b[:bytes.IndexByte(b, '\n')+1] }},
		{"I6", "booking that took an entry twice", s.ledger(), func(b []byte) []byte { return append(b, b...) }},
		{"I1", "a 202 without a deposit", s.journal(), func(b []byte) []byte {
			return append(b, []byte(`{"answer":{"key":"ghost","status":202,"deposit":"01a20a74-0000-7000-8000-000000000000"}}`+"\n")...)
		}},
	} {
		was, err := os.ReadFile(c.path)
		must(t, err)
		overwrite(t, c.path, c.change(slices.Clone(was)))
		found(t, s, c.promise, c.defect)
		overwrite(t, c.path, was)
	}
	if v := s.check(""); len(v.Breaches) > 0 {
		t.Errorf("with all defects taken out again: %v", v.Breaches)
	}
}

func found(t *testing.T, s *scene, promise, defect string) {
	t.Helper()
	v := s.check(promise)
	if !slices.ContainsFunc(v.Breaches, func(b string) bool { return strings.HasPrefix(b, promise+":") }) {
		t.Errorf("%s is not found under %s: %v", defect, promise, v.Breaches)
	}
}

// overwrite changes a file in place: the store keeps its knowledge beside the bytes.
func overwrite(t *testing.T, path string, b []byte) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_TRUNC, 0)
	must(t, err)
	_, err = f.Write(b)
	check(t, err)
	must(t, f.Close())
}
