package engine

import (
	"testing"

	"bordereau"
	"bordereau/internal/specimen"
)

// The lines that a hand writes along are found, a little askew or not, and lines of print
// are none: a letter has the two rules of its table and its foot.
func TestRuledLines(t *testing.T) {
	for name, c := range map[string]struct {
		spec specimen.Spec
		want int // longer than 60 mm, at least
	}{
		"a cheque":       {specimen.Spec{Kind: bordereau.Cheque, Seed: 3, DPI: 200, Layout: "personal", Hand: true}, 2},
		"a cheque askew": {specimen.Spec{Kind: bordereau.Cheque, Seed: 3, DPI: 300, Layout: "personal", Hand: true, Defects: specimen.Defects{Skew: 1}}, 2},
	} {
		c.spec.Format = "jpeg"
		s, err := deskOf(t, c.spec).fetch(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		rules, err := s.rules(bordereau.Box{})
		if err != nil {
			t.Fatal(err)
		}
		long := 0
		for _, r := range rules {
			if float64(r.Box.W) > 60*float64(c.spec.DPI)/25.4 {
				long++
			}
		}
		if long < c.want {
			t.Errorf("%s: %d long lines of %v", name, long, rules)
		}
	}
	s := laid(t, drawn(t, 2).Image, 300)
	if rules, err := s.rules(bordereau.Box{}); err != nil || len(rules) != 2 {
		t.Errorf("a letter has the lines %v: %v", rules, err)
	}
}
