package codeline_test

import (
	"fmt"
	"image"
	"math/rand/v2"
	"testing"

	"bordereau"
	"bordereau/internal/specimen"
	"bordereau/ocr/codeline"
)

func draw(t testing.TB, s specimen.Spec) specimen.Drawing {
	t.Helper()
	d, err := specimen.Draw(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func one(t *testing.T, r *codeline.Reader, img *image.Gray, dpi float64) codeline.Line {
	t.Helper()
	lines := r.Read(img, dpi/25.4)
	if len(lines) != 1 {
		t.Fatalf("%d lines were found, not 1", len(lines))
	}
	return lines[0]
}

func TestLinesAreReadExactly(t *testing.T) {
	r := codeline.New()
	for _, dpi := range []int{200, 300} {
		for _, grade := range []specimen.Grade{specimen.Clean, specimen.Light} {
			for _, bitonal := range []bool{false, true} {
				for i := range uint64(4) {
					defects := specimen.Graded(grade, 100+i)
					defects.Bitonal = bitonal
					d := draw(t, specimen.Spec{Kind: bordereau.Cheque, Seed: 500 + i, DPI: dpi, Defects: defects})
					t.Run(fmt.Sprintf("%d dpi, grade %d, bitonal %v, %s", dpi, grade, bitonal, d.Truth.Layout), func(t *testing.T) {
						line := one(t, r, d.Pages[0], float64(dpi))
						if want := d.Truth.Fields["code_line"]; line.Text() != want {
							t.Fatalf("read %s, printed %s", line.Text(), want)
						}
						for i, c := range line.Chars {
							if !bitonal && (!c.Agreed || c.Confidence < 0.9) {
								t.Errorf("character %d (%c): agreed %v, confidence %.3f", i+1, c.Letter, c.Agreed, c.Confidence)
							}
						}
						if !line.Box.In(d.Pages[0].Rect) {
							t.Errorf("the line lies at %v, outside the page %v", line.Box, d.Pages[0].Rect)
						}
					})
				}
			}
		}
	}
}

// Without the gaps, which melt at 100 dpi, the shapes alone still say what is there;
// and nobody claims that two readers agree.
func TestLowResolutionIsReadByShapeAlone(t *testing.T) {
	d := draw(t, specimen.Spec{Kind: bordereau.Cheque, Seed: 510, DPI: 200})
	line := one(t, codeline.New(), halved(d.Pages[0]), 100)
	if want := d.Truth.Fields["code_line"]; line.Text() != want {
		t.Fatalf("read %s, printed %s", line.Text(), want)
	}
	agreed := 0
	for _, c := range line.Chars {
		if c.Agreed {
			agreed++
		}
	}
	if agreed == len(line.Chars) {
		t.Error("all characters are said to be read twice")
	}
}

func TestUpsideDown(t *testing.T) {
	d := draw(t, specimen.Spec{Kind: bordereau.Cheque, Seed: 511, Defects: specimen.Defects{Rotation: 180, Noise: 4}})
	line := one(t, codeline.New(), d.Pages[0], 300)
	if !line.Inverted || line.Text() != d.Truth.Fields["code_line"] {
		t.Errorf("inverted %v, read %s, printed %s", line.Inverted, line.Text(), d.Truth.Fields["code_line"])
	}
}

func TestTwoChequesOnOneSheet(t *testing.T) {
	a := draw(t, specimen.Spec{Kind: bordereau.Cheque, Seed: 520, DPI: 200})
	b := draw(t, specimen.Spec{Kind: bordereau.Cheque, Seed: 521, DPI: 200})
	w := max(a.Pages[0].Rect.Dx(), b.Pages[0].Rect.Dx())
	sheet := image.NewGray(image.Rect(0, 0, w, a.Pages[0].Rect.Dy()+b.Pages[0].Rect.Dy()))
	copy(sheet.Pix, white(len(sheet.Pix)))
	below := a.Pages[0].Rect.Dy()
	for part, at := range map[*image.Gray]int{a.Pages[0]: 0, b.Pages[0]: below} {
		for y := range part.Rect.Dy() {
			copy(sheet.Pix[(at+y)*sheet.Stride:], part.Pix[y*part.Stride:y*part.Stride+part.Rect.Dx()])
		}
	}
	found := map[string]bool{}
	for _, l := range codeline.New().Read(sheet, 200/25.4) {
		found[l.Text()] = true
	}
	if len(found) != 2 || !found[a.Truth.Fields["code_line"]] || !found[b.Truth.Fields["code_line"]] {
		t.Errorf("found %v", found)
	}
}

func white(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = 255
	}
	return b
}

func TestOtherPapersHaveNoLine(t *testing.T) {
	r := codeline.New()
	for _, kind := range specimen.Kinds() {
		if kind == bordereau.Cheque {
			continue
		}
		for i := range uint64(2) {
			defects := specimen.Graded(specimen.Grade(2*i), i)
			defects.Bitonal = i == 1 // torn: where crumbs are looked for
			d := draw(t, specimen.Spec{Kind: kind, Seed: 530 + i, DPI: 200, Defects: defects})
			for n, page := range d.Pages {
				for _, l := range r.Read(page, 200/25.4) {
					t.Errorf("%s %s, page %d: a line %q that is not there", kind, d.Truth.Layout, n+1, l.Text())
				}
			}
		}
	}
}

// A stamp across a character may cost it, but what was guessed is never called sure.
func TestWhatAStampHidIsDoubtful(t *testing.T) {
	r := codeline.New()
	for i := range uint64(6) {
		d := draw(t, specimen.Spec{Kind: bordereau.Cheque, Seed: 540 + i, Defects: specimen.Defects{Noise: 3}})
		line := one(t, r, d.Pages[0], 300)
		hit := line.Chars[12].Box
		for y := hit.Min.Y - 4; y < hit.Max.Y+4; y++ {
			for x := hit.Min.X; x < hit.Max.X; x++ {
				d.Pages[0].Pix[y*d.Pages[0].Stride+x] = 40
			}
		}
		want := d.Truth.Fields["code_line"]
		for _, l := range r.Read(d.Pages[0], 300/25.4) {
			if l.Text() == want {
				continue
			}
			sure := true
			for _, c := range l.Chars {
				sure = sure && c.Agreed
			}
			if sure && len(l.Chars) == 35 {
				t.Errorf("read %s for %s, and sure of it", l.Text(), want)
			}
		}
	}
}

func halved(img *image.Gray) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, img.Rect.Dx()/2, img.Rect.Dy()/2))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			i := 2*y*img.Stride + 2*x
			out.Pix[y*out.Stride+x] = uint8((int(img.Pix[i]) + int(img.Pix[i+1]) + int(img.Pix[i+img.Stride]) + int(img.Pix[i+img.Stride+1])) / 4)
		}
	}
	return out
}

func FuzzRead(f *testing.F) {
	f.Add(uint64(1), 100, 40, 3.0)
	f.Add(uint64(2), 1, 1, 8.0)
	f.Add(uint64(3), 600, 90, 12.0)
	f.Add(uint64(4), 0, 190, 2.0)
	r := codeline.New()
	f.Fuzz(func(t *testing.T, seed uint64, w, h int, mm float64) {
		if w < 0 || h < 0 || w > 800 || h > 400 || !(mm > 0.1 && mm < 50) {
			return
		}
		img := image.NewGray(image.Rect(0, 0, w, h))
		rng := rand.New(rand.NewPCG(seed, 7))
		for i := range img.Pix { // stripes of a random period: what looks most like bars
			img.Pix[i] = uint8(rng.IntN(64)) + 190*uint8((i/int(1+seed%7))%2)
		}
		for _, l := range r.Read(img, mm) {
			if len(l.Chars) < 8 || len(l.Text()) < len(l.Chars) {
				t.Errorf("%+v", l)
			}
		}
	})
}
