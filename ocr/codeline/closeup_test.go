package codeline_test

import (
	"testing"

	"bordereau"
	"bordereau/internal/specimen"
	"bordereau/ocr/codeline"
)

// A threshold leaves of thin bars what falls on a pixel and not between two: at 200 dpi
// a badly kept scanner tears most of these lines, some of them to crumbs.
func TestTornLinesAreReadExactly(t *testing.T) {
	r := codeline.New()
	for seed := uint64(600); seed < 608; seed++ {
		defects := specimen.Graded(specimen.Medium, seed)
		defects.Bitonal = true
		d := draw(t, specimen.Spec{Kind: bordereau.Cheque, Seed: seed, DPI: 200, Defects: defects})
		line := one(t, r, d.Pages[0], 200)
		if want := d.Truth.Fields["code_line"]; line.Text() != want {
			t.Errorf("seed %d: read %s, printed %s", seed, line.Text(), want)
		}
	}
}
