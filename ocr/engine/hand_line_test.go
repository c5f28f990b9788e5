package engine

import (
	"testing"

	"bordereau"
	"bordereau/check"
	"bordereau/internal/specimen"
)

// The payee's line is read of a drawn cheque, with what its parts may say; a zone that is
// none is refused.
func TestLinesOfACheque(t *testing.T) {
	e := started(t)
	const dpi, mm = 200, 200 / 25.4
	lines := 0
	for seed := range uint64(4) {
		d, err := specimen.Draw(specimen.Spec{Kind: bordereau.Cheque, Seed: 470_000 + seed, DPI: dpi, Layout: "personal", Hand: true})
		if err != nil {
			t.Fatal(err)
		}
		s := laid(t, d.Pages[0], dpi)
		zone := func(name string) bordereau.Box {
			a := d.Truth.Areas[name]
			return bordereau.Box{X: int(a.X * mm), Y: int(a.Y * mm), W: int(a.W * mm), H: int(a.H * mm)}
		}
		line, err := e.handLine(s, zone("payee"))
		if err != nil {
			t.Fatal(err)
		}
		if len(line) == 3 {
			ink, ok := check.ParseInked(line[1].Text)
			if !ok || ink.Best() != line[0].Text {
				t.Errorf("the line %q says %q", line[1].Text, line[0].Text)
			}
			lines++
		}
		for _, box := range []bordereau.Box{{}, {X: -4, Y: 10, W: 100, H: 50}} {
			if _, err := e.handLine(s, box); bordereau.CodeOf(err) != bordereau.Invalid {
				t.Errorf("the zone %v is a line: %v", box, err)
			}
		}
	}
	if lines < 4 {
		t.Errorf("%d lines", lines)
	}
}
