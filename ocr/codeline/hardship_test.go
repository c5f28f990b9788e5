package codeline_test

import (
	"fmt"
	"image"
	"math"
	"testing"

	"bordereau"
	"bordereau/internal/specimen"
	"bordereau/ocr/codeline"
)

// What befalls a cheque on its way to the scanner, and in it.
func TestLinesOutlastHardship(t *testing.T) {
	r := codeline.New()
	for name, c := range map[string]struct {
		dpi     int
		defects specimen.Defects
	}{
		"100 dpi":             {100, specimen.Defects{Noise: 4, Skew: 0.5}},
		"600 dpi":             {600, specimen.Defects{Noise: 4, Skew: -0.5}},
		"skewed to the right": {200, specimen.Defects{Noise: 4, Skew: 3}},
		"skewed to the left":  {200, specimen.Defects{Noise: 4, Skew: -3, Bitonal: true}},
		"upside down":         {200, specimen.Defects{Noise: 4, Skew: 1, Rotation: 180, Bitonal: true}},
		"cut at the foot":     {200, specimen.Defects{Noise: 4, CutBottom: 3}},
		"cut at the left":     {200, specimen.Defects{Noise: 4, CutLeft: 12}},
		"on the glass":        {200, specimen.Defects{Noise: 4, Skew: 1, Glass: 8}},
		"in bad light":        {200, specimen.Defects{Noise: 6, Shade: 0.5, Contrast: 0.3}},
		"own threshold":       {200, specimen.Defects{Noise: 6, Shade: 0.4, Adaptive: true, Bitonal: true}},
	} {
		t.Run(name, func(t *testing.T) {
			d := draw(t, specimen.Spec{Kind: bordereau.Cheque, Seed: 700, DPI: c.dpi, Defects: c.defects})
			line := one(t, r, d.Pages[0], float64(c.dpi))
			if want := d.Truth.Fields["code_line"]; line.Text() != want {
				t.Errorf("read %s, printed %s", line.Text(), want)
			}
			if line.Inverted != (c.defects.Rotation == 180) {
				t.Errorf("inverted %v", line.Inverted)
			}
		})
	}
}

// A stamp or a pen over the line may cost characters; none of those is called sure.
func TestWhatLiesOverALineIsDoubtful(t *testing.T) {
	r := codeline.New()
	for seed := uint64(710); seed < 716; seed++ {
		for _, defects := range []specimen.Defects{{Noise: 4, LineStamp: true}, {Noise: 4, LineStroke: true}, {Noise: 4, LineStamp: true, Bitonal: true}} {
			d := draw(t, specimen.Spec{Kind: bordereau.Cheque, Seed: seed, DPI: 200, Defects: defects})
			for _, l := range r.Read(d.Pages[0], 200/25.4) {
				if l.Text() == d.Truth.Fields["code_line"] {
					continue
				}
				sure := len(l.Chars) == 35
				for _, c := range l.Chars {
					sure = sure && c.Agreed
				}
				if sure {
					t.Errorf("seed %d, %+v: read %s for %s, and sure of it", seed, defects, l.Text(), d.Truth.Fields["code_line"])
				}
			}
		}
	}
}

// A telephone held not quite level, under a lamp at one side.
func TestAPhotographIsRead(t *testing.T) {
	r := codeline.New()
	for seed := uint64(720); seed < 723; seed++ {
		d := draw(t, specimen.Spec{Kind: bordereau.Cheque, Seed: seed, DPI: 300, Defects: specimen.Defects{Blur: 0.8, Noise: 4}})
		for _, tilt := range []float64{0.03, -0.03} {
			t.Run(fmt.Sprintf("%d tilted by %v", seed, tilt), func(t *testing.T) {
				line := one(t, r, photographed(d.Pages[0], tilt), 300)
				if want := d.Truth.Fields["code_line"]; line.Text() != want {
					t.Errorf("read %s, printed %s", line.Text(), want)
				}
			})
		}
	}
}

// photographed sees a page with one side and the foot nearer, darker towards a corner.
func photographed(src *image.Gray, tilt float64) *image.Gray {
	w, h := float64(src.Rect.Dx()), float64(src.Rect.Dy())
	out := image.NewGray(src.Rect)
	for y := range src.Rect.Dy() {
		for x := range src.Rect.Dx() {
			u, v := float64(x)/w-0.5, float64(y)/h-0.5
			far := 1 + tilt*u + tilt*v/2
			sx, sy := (u/far+0.5)*w-0.5, (v/far+0.5)*h-0.5
			light := 0.75 - 0.35*u - 0.15*v
			out.Pix[y*out.Stride+x] = uint8(min(255, light*between(src, sx, sy)))
		}
	}
	return out
}

// between is the grey between four pixels; outside there is a dark table.
func between(img *image.Gray, x, y float64) float64 {
	fx, fy := math.Floor(x), math.Floor(y)
	if fx < 0 || fy < 0 || int(fx)+1 >= img.Rect.Dx() || int(fy)+1 >= img.Rect.Dy() {
		return 70
	}
	i := int(fy)*img.Stride + int(fx)
	a, b, c, d := float64(img.Pix[i]), float64(img.Pix[i+1]), float64(img.Pix[i+img.Stride]), float64(img.Pix[i+img.Stride+1])
	return (a*(1-x+fx)+b*(x-fx))*(1-y+fy) + (c*(1-x+fx)+d*(x-fx))*(y-fy)
}

// Cheques lie on a larger sheet wherever they were laid.
func TestChequesOnAPage(t *testing.T) {
	page := image.NewGray(image.Rect(0, 0, 1654, 2339)) // A4 at 200 dpi
	copy(page.Pix, white(len(page.Pix)))
	want := map[string]bool{}
	for i, top := range []int{120, 880, 1600} {
		d := draw(t, specimen.Spec{Kind: bordereau.Cheque, Seed: 730 + 2*uint64(i), DPI: 200, Defects: specimen.Defects{Noise: 4}})
		part := d.Pages[0]
		for y := range min(part.Rect.Dy(), 2339-top) {
			copy(page.Pix[(top+y)*page.Stride+60:(top+y+1)*page.Stride], part.Pix[y*part.Stride:(y+1)*part.Stride])
		}
		want[d.Truth.Fields["code_line"]] = true
	}
	for _, l := range codeline.New().Read(page, 200/25.4) {
		if !want[l.Text()] {
			t.Errorf("%s is on no cheque", l.Text())
		}
		delete(want, l.Text())
	}
	if len(want) > 0 {
		t.Errorf("not found: %v", want)
	}
}

// At a steep angle the few characters that are found first may all stand in one zone and
// tell the line's direction badly: it is laid anew until it holds them all.
func TestSteepLinesAreFollowedToTheirEnds(t *testing.T) {
	r := codeline.New()
	for _, seed := range []uint64{800800, 800801, 800802} {
		defects := specimen.Graded(specimen.Medium, seed)
		defects.Skew, defects.Rotation, defects.ShiftX, defects.ShiftY, defects.Glass = 3, 180, 0, 0, 5
		d := draw(t, specimen.Spec{Kind: bordereau.Cheque, Seed: seed, DPI: 100, Defects: defects})
		line := one(t, r, d.Pages[0], 100)
		if want := d.Truth.Fields["code_line"]; line.Text() != want {
			t.Errorf("seed %d: read %s, printed %s", seed, line.Text(), want)
		}
	}
}
