package bordereau_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"testing"

	"pgregory.net/rapid"

	"bordereau"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what the code says any more; run go test -run %s . -update and look at the difference", path, t.Name())
	}
}

// Every state meets every event: what leads where, and that the rest is refused.
func TestStateMachineCrossProduct(t *testing.T) {
	var b bytes.Buffer
	for _, s := range bordereau.States {
		for _, e := range bordereau.Events {
			to, err := bordereau.Next(s, e)
			if err != nil {
				if bordereau.CodeOf(err) != bordereau.Conflicting {
					t.Errorf("%s + %s: code %q", s, e, bordereau.CodeOf(err))
				}
				to = "-"
			}
			fmt.Fprintf(&b, "%-14s %-16s %s\n", s, e, to)
		}
	}
	golden(t, "testdata/state_machine.txt", b.Bytes())
}

// From every state that is no end, an end can be reached; from an end, only
// refiling, booking and destruction lead on.
func TestEveryDocumentCanComeToAnEnd(t *testing.T) {
	reach := func(s bordereau.State) map[bordereau.State]bool {
		seen, todo := map[bordereau.State]bool{s: true}, []bordereau.State{s}
		for len(todo) > 0 {
			at := todo[0]
			todo = todo[1:]
			for _, e := range bordereau.Events {
				if to, err := bordereau.Next(at, e); err == nil && !seen[to] {
					seen[to] = true
					todo = append(todo, to)
				}
			}
		}
		return seen
	}
	for _, s := range bordereau.States {
		if s.ForBranch() == string(s) {
			t.Errorf("%s has no words for a branch", s)
		}
		if s == bordereau.Destroyed {
			continue
		}
		if !reach(s)[bordereau.Destroyed] {
			t.Errorf("a document that is %s can never leave", s)
		}
		for to := range reach(s) {
			if s.End() && to.Machine() && s != bordereau.Rejected { // a person undoes a rejection in time
				t.Errorf("%s is an end, yet %s can follow", s, to)
			}
		}
	}
}

func TestLifecycleDocumentIsCurrent(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "run", "./test/lifecycle").Output()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "docs/lifecycle.md", out)
}

func TestMoneyRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := bordereau.Money{
			Minor:    rapid.Int64Range(math.MinInt64+1, math.MaxInt64).Draw(t, "minor"),
			Currency: rapid.SampledFrom([]string{"EUR", "TND", "JPY"}).Draw(t, "currency"),
		}
		back, err := bordereau.ParseMoney(m.Decimal(), m.Currency)
		if err != nil || back != m {
			t.Fatalf("%v became %q became %v (%v)", m, m.Decimal(), back, err)
		}
	})
}

func TestParseMoneyRefuses(t *testing.T) {
	for _, c := range []struct{ decimal, currency string }{
		{"", "EUR"}, {"12", "EUR"}, {"12.5", "EUR"}, {"12.500", "EUR"}, {"1 2.50", "EUR"}, {"12,50", "EUR"}, {".50", "EUR"},
		{"+1.00", "EUR"}, {"--1.00", "EUR"}, {"1.-0", "EUR"}, {"99999999999999999999.00", "EUR"}, {"1.00", "JPY"}, {"1.00", "XXX"}, {"１.00", "EUR"},
	} {
		if m, err := bordereau.ParseMoney(c.decimal, c.currency); err == nil {
			t.Errorf("%q %s was read as %v", c.decimal, c.currency, m)
		}
	}
}

func FuzzParseMoney(f *testing.F) {
	f.Add("1237.56", "EUR")
	f.Add("-0.01", "EUR")
	f.Fuzz(func(t *testing.T, decimal, currency string) {
		m, err := bordereau.ParseMoney(decimal, currency)
		if err != nil {
			return
		}
		if back, err := bordereau.ParseMoney(m.Decimal(), currency); err != nil || back != m {
			t.Fatalf("%q: %v, then %v (%v)", decimal, m, back, err)
		}
	})
}

func TestBoxIsFourNumbers(t *testing.T) {
	b := bordereau.Box{X: 1, Y: 2, W: 3, H: 4}
	out, err := json.Marshal(b)
	if err != nil || string(out) != "[1,2,3,4]" {
		t.Fatalf("%s, %v", out, err)
	}
	var back bordereau.Box
	if err := json.Unmarshal(out, &back); err != nil || back != b {
		t.Fatalf("%v, %v", back, err)
	}
	if err := json.Unmarshal([]byte(`{"x":1}`), &back); err == nil {
		t.Fatal("an object was taken for a box")
	}
	if u := b.Union(bordereau.Box{}); u != b {
		t.Fatalf("an empty box added %v", u)
	}
	if u := b.Union(bordereau.Box{X: 10, Y: 0, W: 1, H: 1}); u != (bordereau.Box{X: 1, Y: 0, W: 10, H: 6}) {
		t.Fatalf("union is %v", u)
	}
}

func TestConfidenceIsNoProof(t *testing.T) {
	f := bordereau.Field{Name: "amount", Confidence: 1}
	f.Prove(bordereau.ProofCorroboration, "two readers agree")
	f.Prove(bordereau.ProofCorroboration, "two readers agree")
	if len(f.Proofs) != 1 {
		t.Fatalf("the same proof stands %d times", len(f.Proofs))
	}
	if f.Proofs[0].Kind.Strong() {
		t.Fatal("corroboration counts as strong")
	}
}

func TestErrorsSpeakToPeopleOnlyInOurWords(t *testing.T) {
	inner := fmt.Errorf("dial tcp 10.0.0.7: password of M. Durand refused")
	err := fmt.Errorf("claiming: %w", bordereau.Wrap(bordereau.Busy, inner, "The desk is busy."))
	if got := bordereau.MessageOf(err); got != "The desk is busy." {
		t.Errorf("people are told %q", got)
	}
	if bordereau.CodeOf(err) != bordereau.Busy || bordereau.ClassOf(err) != bordereau.Transient {
		t.Errorf("code %q class %q", bordereau.CodeOf(err), bordereau.ClassOf(err))
	}
	if got := bordereau.MessageOf(inner); got == inner.Error() {
		t.Error("a stranger's error was shown to people")
	}
	if bordereau.ClassOf(inner) != bordereau.Bug || bordereau.CodeOf(nil) != "" {
		t.Error("an unknown error is a bug of ours; no error has no code")
	}
}

func TestPageTextKeepsLinesAndBlocks(t *testing.T) {
	p := bordereau.Page{Words: []bordereau.Word{
		{Text: "Payez", Block: 0, Line: 0}, {Text: "contre", Block: 0, Line: 0}, {Text: "ce", Block: 0, Line: 1}, {Text: "Fin", Block: 1, Line: 0},
	}}
	if got := p.Text(); got != "Payez contre\nce\n\nFin" {
		t.Fatalf("%q", got)
	}
}
