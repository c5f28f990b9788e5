package engine

import (
	"fmt"
	"image"
	"testing"

	"bordereau"
	"bordereau/internal/specimen"
)

// A cheque that was photographed on a table: its line is read, however it was held,
// and what stands on it is read as well.
func TestAPhotographOfAChequeIsRead(t *testing.T) {
	e := started(t)
	photos := map[string]specimen.Photo{
		"dark table":            {Megapixels: 3, Fill: 0.8, Turn: 2, TiltX: 0.05, TiltY: -0.05, Light: 0.2},
		"far, held upright":     {Megapixels: 5, Fill: 0.6, Turn: -2, TiltX: -0.06, Quarter: 1},
		"upside down":           {Megapixels: 3, Fill: 0.9, Quarter: 2, Light: -0.2},
		"light table":           {Megapixels: 3, Fill: 0.75, Turn: 1, LightTable: true},
		"light table, sideways": {Megapixels: 3, Fill: 0.9, Turn: -1, TiltY: 0.06, LightTable: true, Quarter: 3},
	}
	for name, photo := range photos {
		t.Run(name, func(t *testing.T) {
			d, err := specimen.Draw(specimen.Spec{Kind: bordereau.Cheque, Seed: 910, DPI: 300})
			if err != nil {
				t.Fatal(err)
			}
			s := laid(t, photo.Take(d.Pages[0], 910), 0)
			p := read(t, e, s)
			words, err := e.codeLines(s)
			if err != nil {
				t.Fatal(err)
			}
			line := ""
			for _, w := range words {
				line += w.Text
			}
			if want := d.Truth.Fields["code_line"]; line != want {
				t.Errorf("read %q, printed %q", line, want)
			}
			if len(p.Words) < 40 {
				t.Errorf("%d words", len(p.Words))
			}
		})
	}
}

// Nothing is taken for a table where a scan shows nothing but paper, or its lid.
func TestScansLieOnNoTable(t *testing.T) {
	white := image.NewGray(image.Rect(0, 0, 1200, 1600))
	for i := range white.Pix {
		white.Pix[i] = 250
	}
	half := image.NewGray(white.Rect)
	copy(half.Pix, white.Pix)
	for i := len(half.Pix) / 2; i < len(half.Pix); i++ {
		half.Pix[i] = 40 // a form with a dark half
	}
	round := image.NewGray(white.Rect)
	for y := range 1600 {
		for x := range 1200 {
			if (x-600)*(x-600)+(y-800)*(y-800) < 500*500 {
				round.Pix[y*round.Stride+x] = 240 // a plate is no paper
			}
		}
	}
	strip := image.NewGray(white.Rect)
	for y := range 1600 {
		for x := range 1200 {
			strip.Pix[y*strip.Stride+x] = 120 // a dark card with a light zone for machines
			if x > 60 && x < 1140 && y > 1100 && y < 1400 {
				strip.Pix[y*strip.Stride+x] = 235
			}
		}
	}
	for name, img := range map[string]*image.Gray{"white": white, "half dark": half, "round": round, "strip": strip} {
		s := laid(t, img, 0)
		if s.paper != nil {
			t.Errorf("%s: a paper at %v", name, s.paper)
		}
	}
}

// The outline is that of the paper, within a hundredth of the picture.
func TestPaperIsMeasured(t *testing.T) {
	for _, turn := range []float64{0, 5, 40} {
		t.Run(fmt.Sprint(turn), func(t *testing.T) {
			page := image.NewGray(image.Rect(0, 0, 1050, 480)) // 175 by 80 mm
			for i := range page.Pix {
				page.Pix[i] = 240
			}
			s := laid(t, specimen.Photo{Megapixels: 2, Fill: 0.6, Turn: turn}.Take(page, 1), 0)
			if s.paper == nil {
				t.Fatal("no paper was found")
			}
			long, ratio := s.paper.long(s.raw.width(), s.raw.height())
			if want := 0.6 * float64(s.raw.width()); long < 0.96*want || long > 1.01*want {
				t.Errorf("%.0f pixels long, it is %.0f", long, want)
			}
			if ratio < 2.1 || ratio > 2.3 {
				t.Errorf("%.2f times as long as high, it is 2.19", ratio)
			}
		})
	}
}
