package cheque

import (
	"testing"
	"time"

	"bordereau"
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
