package engine

import (
	"strings"
	"testing"

	"bordereau"
	"bordereau/internal/specimen"
)

// Worn pages that anybody can read are read: one strewn with more specks than letters, whose
// layout was analysed without end, and grey paper between the white corners of a page that
// was straightened, of which nothing was read.
func TestWornPagesAreRead(t *testing.T) {
	e := started(t)
	for _, c := range []struct {
		kind bordereau.Type
		seed uint64
		want []string
	}{
		{bordereau.TradeConfirmation, 1_800_001, []string{"AVIS", "VALMORIN", "FR9915333887", "25/09/2026", "915,85"}},
		{bordereau.TradeConfirmation, 1_800_000, []string{"FR9936345043", "06/10/2026", "681,95"}},
		{bordereau.Complaint, 50_013, []string{"Rosalie", "RÉCLAMATION", "médiateur."}},
	} {
		d, err := specimen.Draw(specimen.Spec{Kind: c.kind, Seed: c.seed, DPI: 300, Defects: specimen.Graded(specimen.Heavy, c.seed)})
		if err != nil {
			t.Fatal(err)
		}
		var text []string
		for _, w := range read(t, e, laid(t, d.Pages[0], 300)).Words {
			text = append(text, w.Text)
		}
		all := strings.Join(text, " ")
		for _, want := range c.want {
			if !strings.Contains(all, want) {
				t.Errorf("%s %d: no %q in %q", c.kind, c.seed, want, all)
			}
		}
	}
}
