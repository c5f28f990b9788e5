package cheque

import (
	"testing"
	"time"

	"bordereau"
	"bordereau/check"
	"bordereau/classify/spec"
	"bordereau/entry"
)

// Words that nobody read may differ from the figures, and they prevail (CMF L131-10): no
// balance proves an amount of which they were not seen.
func TestNoBalanceProvesFiguresWhoseWordsNobodyRead(t *testing.T) {
	for name, c := range map[string]struct {
		fields   []string
		provable bool
	}{
		"figures and words": {[]string{"amount_figures", "amount_words"}, true},
		"figures alone":     {[]string{"amount_figures"}, false},
		"words alone":       {[]string{"amount_words"}, true},
	} {
		d := &spec.Draft{Sheet: spec.NewSheet(bordereau.Reading{}, time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC))}
		for _, f := range c.fields {
			d.Put(bordereau.Field{Name: f, Value: "10.00"})
		}
		for range 2 { // it is said once
			if err := wordsUnseen(t.Context(), d); err != nil {
				t.Fatal(err)
			}
		}
		n := 0
		for _, k := range d.Understanding.Checks {
			n += map[bool]int{true: 1}[k.Rule == entry.RuleWordsSeen]
		}
		if got := entry.Provable(&d.Understanding); got != c.provable || n != map[bool]int{false: 1}[c.provable] {
			t.Errorf("%s: provable %v, %d checks", name, got, n)
		}
	}
}

// What the ink of the figures and that of the words say together comes first; what the words
// speak against is no reading that a slip may choose.
func TestFiguresAreWeighedWithTheirWords(t *testing.T) {
	var parts [][]check.InkedShare
	for _, c := range "deuxcentseuros" {
		parts = append(parts, []check.InkedShare{{Char: '_', Cost: 5}, {Char: c, Cost: .05}}, []check.InkedShare{{Char: '_', Cost: .3}, {Char: c, Cost: 1.4}})
	}
	ink, ok := check.ParseInked(check.WriteInked(parts))
	words, said := check.InkedAmount([]check.Inked{ink}, nil)
	if !ok || !said {
		t.Fatal("the words are not read")
	}
	for name, c := range map[string]struct {
		values []string
		shares []float64
		first  string
		may    bool
	}{
		"another reading is said":        {[]string{"700.00", "200.00", "100.00"}, []float64{.6, .3, .1}, "200.00", true},
		"the first is said":              {[]string{"200.00", "700.00"}, []float64{.6, .4}, "200.00", true},
		"none is said":                   {[]string{"300.00", "800.00"}, []float64{.6, .4}, "300.00", false},
		"what is said is unlikely":       {[]string{"700.00", "200.00"}, []float64{.99, .001}, "700.00", false},
		"the beginning was not seen":     {[]string{"1200.00"}, []float64{.9}, "1200.00", false},
		"how likely others are is open":  {[]string{"200.00", "700.00"}, []float64{.9}, "200.00", false},
		"one reading alone, and is said": {[]string{"200.00"}, []float64{.9}, "200.00", true},
	} {
		f := &bordereau.Field{Value: c.values[0], Raw: "raw", Confidence: c.shares[0], Alternatives: c.values[1:], AlternativeConfidences: c.shares[1:]}
		may := weigh(f, words)
		if f.Value != c.first || may != c.may {
			t.Errorf("%s: %s, %v", name, f.Value, may)
		}
		if got, want := persuaded(c.values[0], f, words), c.first != c.values[0]; got != want {
			t.Errorf("%s: persuaded %v", name, got)
		}
		for i := range f.AlternativeConfidences {
			if may && f.AlternativeConfidences[i] >= leastShare*f.Confidence {
				t.Errorf("%s: %s may still be chosen, %.4f beside %.4f", name, f.Alternatives[i], f.AlternativeConfidences[i], f.Confidence)
			}
		}
	}
}

// Centimes in figures in both places, of a hand or read without being sure, prove each other
// nothing: what looks like another figure does so twice.
func TestCentimesInFiguresProveEachOtherOnlyInSurePrint(t *testing.T) {
	agree := []bordereau.Proof{{Kind: bordereau.ProofAgreement}}
	for name, c := range map[string]struct {
		raw            string
		words, figures float64
		hand, proved   bool
	}{
		"sure print":             {"six cents euros 39", .95, .9, false, true},
		"words read unsurely":    {"six cents euros 39", .37, .9, false, true},
		"neither read surely":    {"six cents euros 39", .37, .6, false, false},
		"a hand's":               {"six cents euros 39", .95, .95, true, false},
		"a hand's, all in words": {"six cents euros trente-neuf", .95, .95, true, true},
	} {
		d := &spec.Draft{}
		d.Put(bordereau.Field{Name: "amount_words", Raw: c.raw, Confidence: c.words, Proofs: agree})
		d.Put(bordereau.Field{Name: "amount_figures", Confidence: c.figures, Proofs: agree})
		d.Put(bordereau.Field{Name: "amount", Proofs: agree})
		if c.hand {
			d.Check(ruleHandwritten, bordereau.Inconclusive, "", "amount")
		}
		if err := sameHand(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		for _, f := range d.Understanding.Fields {
			if got := len(f.Proofs) == 1; got != c.proved {
				t.Errorf("%s: %s is proved: %v", name, f.Name, got)
			}
		}
	}
}
