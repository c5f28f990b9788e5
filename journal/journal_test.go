package journal_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"testing"
	"time"

	"bordereau/journal"

	"pgregory.net/rapid"
)

// The tree against the definition of RFC 6962 §2.1, written down a second time.
func root(leaves [][]byte) []byte {
	switch len(leaves) {
	case 0:
		h := sha256.Sum256(nil)
		return h[:]
	case 1:
		return leaves[0]
	}
	k := 1
	for k*2 < len(leaves) {
		k *= 2
	}
	h := sha256.Sum256(append(append([]byte{1}, root(leaves[:k])...), root(leaves[k:])...))
	return h[:]
}

func TestTheTreeIsThatOfRFC6962(t *testing.T) {
	tree := journal.NewTree()
	var leaves [][]byte
	for i := range 70 {
		got, err := tree.Root()
		if err != nil || !bytes.Equal(got, root(leaves)) || tree.Size() != int64(i) {
			t.Fatalf("at %d: %x %v", i, got, err)
		}
		leaf := sha256.Sum256([]byte{0, byte(i)})
		leaves = append(leaves, leaf[:])
		if err := tree.Add(leaf[:]); err != nil {
			t.Fatal(err)
		}
	}
}

func TestALeafIsFixedByItsForm(t *testing.T) {
	e := journal.Event{ID: "0193a1b2-0000-7000-8000-000000000000", At: time.Date(2026, 11, 23, 10, 0, 0, 1000, time.FixedZone("", 3600)),
		Kind: "document.decided", Subject: "s", DocumentID: "s", Actor: "alice"}
	data, err := journal.LeafData(e, []byte{1, 2})
	want := `{"actor":"alice","at":"2026-11-23T09:00:00.000001Z","document_id":"s","id":"0193a1b2-0000-7000-8000-000000000000","kind":"document.decided","subject":"s","values_sha256":"0102"}`
	if err != nil || string(data) != want {
		t.Errorf("%s %v", data, err)
	}
	hash, err := journal.LeafHash(e, []byte{1, 2})
	sum := sha256.Sum256(append([]byte{0}, want...))
	if err != nil || !bytes.Equal(hash, sum[:]) {
		t.Error(hex.EncodeToString(hash), err)
	}
}

// Values verify in whatever form JSON gives them back, and nothing else does.
func TestSealedValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.MapOf(rapid.StringMatching(`[a-zé€]{1,8}`), rapid.OneOf(rapid.String().AsAny(), rapid.IntRange(-1<<50, 1<<50).AsAny(), rapid.Bool().AsAny())).Draw(t, "values")
		s, err := journal.Seal(journal.Event{Kind: "k", Values: values})
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(s.Body, []byte(`\u0000`)) && !bytes.Contains(s.Body, []byte(`\\u0000`)) {
			t.Fatalf("NUL in %s", s.Body)
		}
		var back any
		if err := json.Unmarshal(s.Body, &back); err != nil {
			t.Fatal(err)
		}
		spaced, _ := json.MarshalIndent(back, " ", "   ")
		if !journal.ValuesMatch(s.Salt, spaced, s.ValuesSHA256) {
			t.Fatalf("%s does not verify", spaced)
		}
		if journal.ValuesMatch(s.Salt, []byte(`{"other":1}`), s.ValuesSHA256) || journal.ValuesMatch(append([]byte{1}, s.Salt...), s.Body, s.ValuesSHA256) ||
			journal.ValuesMatch(s.Salt, []byte(`not JSON`), s.ValuesSHA256) {
			t.Fatal("other values verify")
		}
	})
	a, _ := journal.Seal(journal.Event{Values: map[string]any{"a": 1}})
	b, _ := journal.Seal(journal.Event{Values: map[string]any{"a": 1}})
	if bytes.Equal(a.ValuesSHA256, b.ValuesSHA256) {
		t.Error("a digest without salt tells what was destroyed")
	}
}

func TestNULIsTakenOut(t *testing.T) {
	for in, want := range map[string]string{
		`"a\u0000b"`: `"ab"`, `"\\u0000"`: `"\\u0000"`, `"\\\u0000"`: `"\\"`, `"\u00001"`: `"1"`, `"x"`: `"x"`, `"\"\u0000"`: `"\""`,
	} {
		if got := string(journal.WithoutNUL([]byte(in))); got != want {
			t.Errorf("%s becomes %s, not %s", in, got, want)
		}
	}
}

func TestHeads(t *testing.T) {
	public, key, _ := ed25519.GenerateKey(nil)
	h := journal.SignHead(key, 12, []byte{1, 2, 3}, time.Now())
	body, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	var back journal.Head
	if err := json.Unmarshal(body, &back); err != nil || !back.Verify(public) {
		t.Error("a head does not survive its JSON", err)
	}
	for _, change := range []func(*journal.Head){
		func(h *journal.Head) { h.Size++ }, func(h *journal.Head) { h.Root = []byte{9} },
		func(h *journal.Head) { h.MadeAt = h.MadeAt.Add(time.Second) }, func(h *journal.Head) { h.Signature = nil },
	} {
		other := h
		change(&other)
		if other.Verify(public) {
			t.Errorf("%+v verifies", other)
		}
	}
}
