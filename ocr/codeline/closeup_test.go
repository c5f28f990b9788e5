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

// What a badly kept scanner leaves of some lines: crumbs that tell only beside their
// neighbours, bars that fall between pixels, the edge of a stamp that tilts the band.
func TestCrumbsAreReadExactly(t *testing.T) {
	r := codeline.New()
	for _, seed := range []uint64{100060, 100082, 100107, 100109, 100146, 100254, 100359, 300139, 300295} {
		defects := specimen.Graded(specimen.Medium, seed)
		defects.Bitonal = true
		d := draw(t, specimen.Spec{Kind: bordereau.Cheque, Seed: seed, DPI: 200, Defects: defects})
		line := one(t, r, d.Pages[0], 200)
		if want := d.Truth.Fields["code_line"]; line.Text() != want {
			t.Errorf("seed %d: read %s, printed %s", seed, line.Text(), want)
		}
	}
}
