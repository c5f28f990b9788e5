package engine

import (
	"testing"

	"bordereau"
	"bordereau/check"
	"bordereau/internal/specimen"
)

// The payee's line and the lines of the amount in words are read of a drawn cheque, each
// with what its parts may say; a zone that is none is refused.
func TestLinesOfACheque(t *testing.T) {
	e := started(t)
	const dpi, mm = 200, 200 / 25.4
	lines, rows := 0, 0
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
		if len(line) == 2 {
			ink, ok := check.ParseInked(line[1].Text)
			if !ok || ink.Best() != line[0].Text {
				t.Errorf("the line %q says %q", line[1].Text, line[0].Text)
			}
			lines++
		}
		words, err := e.handWords(s, nil, zone("amount_words"))
		if err != nil {
			t.Fatal(err)
		}
		for i, w := range words {
			if _, ok := check.ParseInked(w.Text); ok != (w.Block == 2) || w.Line != i/2+1 {
				t.Errorf("word %d is %+v", i, w)
			}
		}
		rows += len(words) / 2
		for _, box := range []bordereau.Box{{}, {X: -4, Y: 10, W: 100, H: 50}} {
			if _, err := e.handLine(s, box); bordereau.CodeOf(err) != bordereau.Invalid {
				t.Errorf("the zone %v is a line: %v", box, err)
			}
			if _, err := e.handWords(s, nil, box); bordereau.CodeOf(err) != bordereau.Invalid {
				t.Errorf("the zone %v is of words: %v", box, err)
			}
		}
	}
	if lines < 4 || rows < 5 || rows > 10 {
		t.Errorf("%d lines, %d rows of words", lines, rows)
	}
}
