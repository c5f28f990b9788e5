package engine

import (
	"testing"

	"bordereau"
	"bordereau/internal/specimen"
)

// The bars of a code line are not read as letters, however the cheque lies, and are
// read as bars all the same.
func TestCodeLineIsNoText(t *testing.T) {
	e := started(t)
	for _, defects := range []specimen.Defects{{Noise: 3}, {Noise: 3, Skew: 2}, {Noise: 3, Rotation: 180}} {
		d, err := specimen.Draw(specimen.Spec{Kind: bordereau.Cheque, Seed: 11, Layout: "personal", DPI: 200, Defects: defects})
		if err != nil {
			t.Fatal(err)
		}
		for _, told := range []bool{false, true} {
			s := laid(t, d.Pages[0], 200)
			s.told = told
			p := read(t, e, s)
			line, err := e.linesOf(s)
			if err != nil {
				t.Fatal(err)
			}
			var band bordereau.Box
			text := ""
			for _, c := range line {
				band, text = band.Union(c.Box), text+c.Text
			}
			if want := d.Truth.Fields["code_line"]; text != want {
				t.Errorf("%+v: the line says %s, not %s", defects, text, want)
			}
			n := 0
			for _, w := range p.Words {
				if y := w.Box.Y + w.Box.H/2; y > band.Y && y < band.Y+band.H {
					n++
				}
			}
			if (n == 0) == told { // a page that brings its own text is read as it is
				t.Errorf("%+v, told %v: %d words stand on the code line", defects, told, n)
			}
		}
	}
}
