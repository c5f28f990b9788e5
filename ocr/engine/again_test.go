package engine

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"testing"

	"bordereau"
	"bordereau/ocr/raster"
	"bordereau/ocr/testpage"
)

// TestLookAgain: of pages on which a dot, an accent or a letter is lost at 150
// dpi, however they lie, none is lost at the second look.
func TestLookAgain(t *testing.T) {
	e := started(t)
	scan := testpage.Degradation{SkewMin: 0.1, SkewMax: 0.8, Paper: 246, Ink: 12, Shade: 0.03, Noise: 5}
	for _, c := range []struct {
		page, quarter int
		spoil         testpage.Degradation
	}{
		{117, 0, testpage.Degradation{Paper: 255}},
		{119, 0, testpage.Degradation{Paper: 255}},
		{105, 0, scan},
		{125, 0, scan},
	} {
		t.Run(fmt.Sprint(c.page), func(t *testing.T) {
			page := testpage.Spoil(drawn(t, c.page), c.spoil, c.page)
			data, err := testpage.JPEG(testpage.Page{Image: testpage.Quarter(page.Image, c.quarter), DPI: 300}, 85)
			if err != nil {
				t.Fatal(err)
			}
			s, err := lay(raster.Image{Data: data, DPI: 300})
			if err != nil {
				t.Fatal(err)
			}
			defer s.free()
			first, err := e.readBest(s)
			if err != nil {
				t.Fatal(err)
			}
			before := (bordereau.Page{Words: vocabulary(first)}).Text()
			if err := e.lookAgain(s, first); err != nil {
				t.Fatal(err)
			}
			after := (bordereau.Page{Words: vocabulary(first)}).Text()
			was, is := testpage.CERUnordered(page.Text(), before), testpage.CERUnordered(page.Text(), after)
			t.Logf("%.3f %% before, %.3f %% after", 100*was, 100*is)
			if is > 0 {
				t.Errorf("%.3f %% of the characters are wrong, %.3f %% before the second look", 100*is, 100*was)
			}
		})
	}
}

// TestPart: a zone that is turned by itself is the zone of the turned page.
func TestPart(t *testing.T) {
	page := drawn(t, 1)
	for _, c := range []struct {
		quarter int
		skew    float64
	}{{0, 0}, {1, 0}, {0, 3}, {1, -2}, {2, 0.5}, {3, 5}} {
		s := laid(t, testpage.Quarter(testpage.Turn(page.Image, c.skew), c.quarter), 300)
		at := rect{700, 900, 400, 120}
		alone, err := s.part(at)
		if err != nil {
			t.Fatal(err)
		}
		whole, err := s.display()
		if err != nil {
			t.Fatal(err)
		}
		same, err := s.part(at) // now out of the page
		if err != nil {
			t.Fatal(err)
		}
		at.x += 4
		shifted, err := s.part(at)
		if err != nil {
			t.Fatal(err)
		}
		if d, far := apartBy(t, alone, same), apartBy(t, alone, shifted); 2*d > far {
			t.Errorf("quarter %d, skew %v: the zone is %.1f greys from that of the page, %.1f from what lies 4 pixels aside", c.quarter, c.skew, d, far)
		}
		alone.free()
		shifted.free()
		same.free()
		whole.free()
	}
}

// apartBy is the mean difference of two pictures in levels of grey.
func apartBy(t *testing.T, a, b pix) float64 {
	t.Helper()
	if a.width() != b.width() || a.height() != b.height() {
		t.Fatalf("%d x %d beside %d x %d", a.width(), a.height(), b.width(), b.height())
	}
	x, y := greys(t, a), greys(t, b)
	sum := 0.0
	for i := range x {
		d := float64(x[i]) - float64(y[i])
		sum += max(d, -d)
	}
	return sum / float64(len(x))
}

func greys(t *testing.T, x pix) []uint8 {
	t.Helper()
	data, err := x.jpeg(100)
	if err != nil {
		t.Fatal(err)
	}
	img, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return img.(*image.Gray).Pix
}
