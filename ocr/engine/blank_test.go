package engine

import (
	"image"
	"image/color"
	"math/rand/v2"
	"slices"
	"testing"

	"bordereau"
	"bordereau/internal/specimen"
	"bordereau/ocr/raster"
	"bordereau/ocr/testpage"
)

// TestBareSheets: an empty sheet is blank, whatever the scanner and the paper add;
// a sheet with one faint thing on it never is. A blank page is thrown away: of
// those that are not, none may be lost. One empty sheet in twenty may go to a person.
func TestBareSheets(t *testing.T) {
	e := started(t)
	const sheets = 60
	unsure := 0
	for seed := 1; seed <= sheets; seed++ {
		dpi := 150
		if seed%10 == 0 {
			dpi = 200
		}
		empty, said, err := testpage.Bare(seed, dpi)
		if err != nil {
			t.Fatal(err)
		}
		if !blank(t, e, empty.Image, dpi) {
			unsure++
			t.Logf("sheet %d is not blank: %s", seed, said)
		}
		nearly, said, err := testpage.Nearly(seed, dpi)
		if err != nil {
			t.Fatal(err)
		}
		s, err := lay(raster.Image{Data: testpage.PGM(nearly.Image), DPI: dpi})
		if err != nil {
			t.Fatal(err)
		}
		bare, err := s.bare() // what read asks before it reads
		s.free()
		if err != nil || bare {
			t.Errorf("sheet %d is bare (%v): %s", seed, err, said)
		}
	}
	if unsure > sheets/20 {
		t.Errorf("%d of %d empty sheets are not blank", unsure, sheets)
	}
}

// TestBlankSpecimens: the drawn blanks of a good and of a bad scanner.
func TestBlankSpecimens(t *testing.T) {
	e := started(t)
	for _, grade := range []specimen.Grade{specimen.Clean, specimen.Light, specimen.Medium} {
		for seed := uint64(1); seed <= 6; seed++ {
			defects := specimen.Graded(grade, seed)
			defects.Stamp = false // somebody stamped it: it is not blank
			d, err := specimen.Draw(specimen.Spec{Kind: bordereau.Blank, Seed: seed, DPI: 200, Defects: defects})
			if err != nil {
				t.Fatal(err)
			}
			if !blank(t, e, d.Pages[0], d.DPI) {
				t.Errorf("blank %d of grade %d is not blank: %+v", seed, grade, defects)
			}
		}
	}
}

// TestNearlyBlankIsRead: the sheets that are not blank go the whole way, and what
// is printed on most of them is read, though the grain of some would keep
// Tesseract busy for minutes.
func TestNearlyBlankIsRead(t *testing.T) {
	e := started(t)
	readable := 0
	for seed := 2; seed < 42; seed += 4 { // pale stamps
		p, said, err := testpage.Nearly(seed, 150)
		if err != nil {
			t.Fatal(err)
		}
		got := read(t, e, laid(t, p.Image, 150))
		if got.Blank {
			t.Errorf("sheet %d is blank: %s", seed, said)
		}
		for _, w := range got.Words {
			if w.Text == "MARS" || w.Text == "2026" {
				readable++
				break
			}
		}
	}
	if readable < 5 {
		t.Errorf("of 10 stamps only %d are read", readable)
	}
}

func TestMarked(t *testing.T) {
	const w, h, mm = 1240, 1754, 5.9
	at := func(x, y, w, h int, fill float64) part {
		return part{rect: rect{x, y, w, h}, area: fill * float64(w*h), girth: float64(min(w, h)) / 3.5}
	}
	bar := at(60, 60, 70, 5, 0.9)
	bar.girth = 1.5
	for _, c := range []struct {
		name  string
		parts []part
		want  bool
	}{
		{"nothing", nil, false},
		{"a speck", []part{at(600, 800, 3, 4, 0.8)}, false},
		{"two specks together", []part{at(600, 800, 3, 4, 0.8), at(606, 800, 3, 4, 0.8)}, false},
		{"three specks together", []part{at(600, 800, 3, 4, 0.8), at(606, 800, 3, 4, 0.8), at(600, 807, 3, 3, 1)}, true},
		{"a figure", []part{at(600, 800, 6, 10, 0.4)}, true},
		{"a punch hole", []part{at(50, 640, 34, 34, 0.78)}, false},
		{"a ring in the margin", []part{at(50, 640, 34, 34, 0.3)}, true},
		{"a disc in the middle", []part{at(600, 640, 34, 34, 0.78)}, true},
		{"a staple", []part{bar}, false},
		{"a bar in the middle", []part{{rect: rect{600, 800, 70, 5}, area: 300, girth: 1.5}}, true},
	} {
		if got := marked(c.parts, w, h, mm); got != c.want {
			t.Errorf("%s is marked: %v", c.name, got)
		}
	}
}

func blank(t *testing.T, e *Engine, img *image.Gray, dpi int) bool {
	t.Helper()
	s, err := lay(raster.Image{Data: testpage.PGM(img), DPI: dpi})
	if err != nil {
		t.Fatal(err)
	}
	defer s.free()
	return read(t, e, s).Blank
}

// What a picture out of focus has of grain is lower than letters that can be read.
func TestGrainIsNoLetters(t *testing.T) {
	for blur, letters := range map[float64]bool{0: true, 9: false} {
		d := deskOf(t, specimen.Spec{Kind: bordereau.Letter, Seed: 3, DPI: 300, Format: "jpeg", Defects: specimen.Defects{Blur: blur, Noise: 12, Shade: 0.2}})
		s, err := d.fetch(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		if h, err := s.lettersAt(1); err != nil || h >= grainy != letters {
			t.Errorf("blurred by %.0f pixels, letters are %.0f high: %v", blur, h, err)
		}
	}
}

// A sheet strewn with grain that is lower than any print, with a line on it, is read at the
// size at which pages are: to enlarge the grain until it looked like letters took minutes.
func TestGrainIsNotEnlarged(t *testing.T) {
	e, r := started(t), rand.New(rand.NewPCG(5, 6))
	sheet, err := testpage.New(200)
	if err != nil {
		t.Fatal(err)
	}
	face, err := sheet.Face(false, 9)
	if err != nil {
		t.Fatal(err)
	}
	sheet.Set(face, 60, 120, "Endos du bénéficiaire - date et signature")
	img := sheet.Page().Image
	for range 900 {
		x, y := 20+r.IntN(img.Rect.Dx()-40), 20+r.IntN(img.Rect.Dy()-40)
		for i := range 6 { // 0.8 mm high
			img.SetGray(x+i/2, y+i, color.Gray{})
			img.SetGray(x+i/2+1, y+i, color.Gray{})
			img.SetGray(x+i/2+2, y+i, color.Gray{})
		}
	}
	s := laid(t, img, 200)
	if s.look.parts < fewLines || s.look.letter < 3 {
		t.Fatalf("%d parts, %.1f high: no grain", s.look.parts, s.look.letter)
	}
	if got := s.readScale(); got != s.look.scale {
		t.Errorf("read at %.2f, pages at %.2f", got, s.look.scale)
	}
	if words := read(t, e, s).Words; !slices.ContainsFunc(words, func(w bordereau.Word) bool { return w.Text == "bénéficiaire" }) {
		t.Errorf("the line was not read among %d words", len(words))
	}
}
