package engine

import (
	"fmt"
	"testing"

	"bordereau"
	"bordereau/internal/specimen"
)

// However a cheque lies, its line is read, and stands at the foot of the page as displayed.
func TestCodeLineOfAPage(t *testing.T) {
	e := started(t)
	for _, defects := range []specimen.Defects{
		{Noise: 3}, {Noise: 3, Rotation: 180}, {Noise: 3, Rotation: 90}, {Noise: 3, Skew: 2.5}, {Bitonal: true, Skew: -1},
	} {
		t.Run(fmt.Sprintf("turned %d skew %v bitonal %v", defects.Rotation, defects.Skew, defects.Bitonal), func(t *testing.T) {
			d, err := specimen.Draw(specimen.Spec{Kind: bordereau.Cheque, Seed: 1, DPI: 200, Defects: defects,
				Set: map[string]string{"cheque_number": "0048541"}})
			if err != nil {
				t.Fatal(err)
			}
			resolutions := []int{200}
			if defects == (specimen.Defects{Noise: 3}) {
				resolutions = []int{200, 0, 72} // what the file says is not always true
			}
			for _, dpi := range resolutions {
				s := laid(t, d.Pages[0], dpi)
				p := read(t, e, s)
				words, err := e.codeLines(s)
				if err != nil {
					t.Fatal(err)
				}
				var text string
				for i, w := range words {
					text += w.Text
					if w.Confidence < sureChar && !defects.Bitonal {
						t.Errorf("character %d has confidence %.2f", i+1, w.Confidence)
					}
					if w.Box.X < 0 || w.Box.Y < p.Height*4/5 || w.Box.X+w.Box.W > p.Width || w.Box.Y+w.Box.H > p.Height {
						t.Errorf("character %d stands at %v on a page of %d by %d", i+1, w.Box, p.Width, p.Height)
					}
				}
				if want := d.Truth.Fields["code_line"]; text != want {
					t.Errorf("at %d dpi: read %s, printed %s", dpi, text, want)
				}
			}
		})
	}
}
