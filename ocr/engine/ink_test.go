package engine

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"testing"

	"bordereau"
	"bordereau/internal/specimen"
)

// pen draws a curve with a round pen of so many pixels.
func pen(img *image.Gray, broad float64, grey uint8, pts ...[2]float64) {
	for i := 1; i < len(pts); i++ {
		a, b := pts[i-1], pts[i]
		for t := 0.0; t <= 1; t += 0.25 / math.Hypot(b[0]-a[0], b[1]-a[1]) {
			cx, cy := a[0]+t*(b[0]-a[0]), a[1]+t*(b[1]-a[1])
			for y := int(cy - broad); y <= int(cy+broad); y++ {
				for x := int(cx - broad); x <= int(cx+broad); x++ {
					if math.Hypot(float64(x)-cx, float64(y)-cy) <= broad/2 {
						img.SetGray(x, y, color.Gray{Y: grey})
					}
				}
			}
		}
	}
}

func wave(x, y, length, height, period float64) (pts [][2]float64) {
	for t := 0.0; t <= length; t++ {
		pts = append(pts, [2]float64{x + t, y + height*math.Sin(t/period)})
	}
	return pts
}

// What bends is a stroke, what is long, straight and slanted a bar; ruled lines, the
// frames of stamps, spots and faint patterns are nothing.
func TestKindsOfInk(t *testing.T) {
	e := started(t)
	frame := [][2]float64{{100, 300}, {400, 320}, {392, 440}, {92, 420}, {100, 300}}
	for _, c := range []struct {
		name  string
		draws func(*image.Gray)
		want  []string
	}{
		{"nothing", func(*image.Gray) {}, nil},
		{"a pen", func(m *image.Gray) { pen(m, 3, 60, wave(500, 300, 150, 25, 14)...) }, []string{"stroke"}},
		{"a pale pen", func(m *image.Gray) { pen(m, 3, 120, wave(500, 300, 150, 25, 14)...) }, []string{"stroke"}},
		{"a pen over a ruled line", func(m *image.Gray) {
			pen(m, 2, 80, [2]float64{50, 300}, [2]float64{900, 300})
			pen(m, 3, 60, wave(500, 300, 150, 25, 14)...)
		}, []string{"stroke"}},
		{"two bars", func(m *image.Gray) {
			pen(m, 3, 60, [2]float64{500, 200}, [2]float64{580, 110})
			pen(m, 3, 60, [2]float64{530, 200}, [2]float64{610, 110})
		}, []string{"bar", "bar"}},
		{"a ruled line", func(m *image.Gray) { pen(m, 3, 60, [2]float64{50, 300}, [2]float64{900, 300}) }, nil},
		{"the frame of a stamp", func(m *image.Gray) { pen(m, 4, 100, frame...) }, nil},
		{"a spot", func(m *image.Gray) { pen(m, 40, 60, [2]float64{500, 300}, [2]float64{501, 301}) }, nil},
		{"a faint pattern", func(m *image.Gray) { pen(m, 2, 215, wave(100, 300, 400, 12, 20)...) }, nil},
		{"letters", func(m *image.Gray) {
			for x := 500.0; x < 700; x += 20 {
				pen(m, 3, 60, wave(x, 300, 12, 6, 2)...)
			}
		}, nil},
	} {
		img := image.NewGray(image.Rect(0, 0, 1033, 472)) // 175 by 80 mm at 150 dpi
		for i := range img.Pix {
			img.Pix[i] = 250
		}
		for y := 20; y < 60; y++ { // print, by which the darkness of ink is known
			for x := 20; x < 300; x++ {
				if x/6%2 == 0 {
					img.Pix[y*img.Stride+x] = 20
				}
			}
		}
		c.draws(img)
		s := laid(t, img, 150)
		words, err := e.ink(s, []bordereau.Word{{Text: "print", Confidence: 0.95, Box: bordereau.Box{X: 18, Y: 18, W: 284, H: 44}}}, bordereau.Box{})
		if err != nil {
			t.Fatal(err)
		}
		w, h := s.size() // it may lie turned: little on it is print
		page := bordereau.Box{W: w, H: h}
		var got []string
		for _, w := range words {
			got = append(got, w.Text)
			if w.Confidence <= 0 || w.Confidence > 1 || !inside(w.Box, page) {
				t.Errorf("%s: %+v", c.name, w)
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: seen %v", c.name, words)
		}
	}
}

// A drawn cheque has ink where its holder signed, and none where nobody did.
func TestInkOfSignatures(t *testing.T) {
	e := started(t)
	for i, layout := range []string{"personal", "band", "left-date", "payee-first"} {
		for _, unsigned := range []bool{false, true} {
			d, err := specimen.Draw(specimen.Spec{Kind: bordereau.Cheque, Seed: uint64(60 + i), Layout: layout, DPI: 200, Hand: i%2 == 1,
				Defects: specimen.Defects{Unsigned: unsigned, Noise: 5}})
			if err != nil {
				t.Fatal(err)
			}
			s := laid(t, d.Pages[0], 200)
			a, mm := d.Truth.Areas["signature"], 200/25.4
			box := bordereau.Box{X: int(a.X * mm), Y: int(a.Y * mm), W: int(a.W * mm), H: int(a.H * mm)}
			words, err := e.ink(s, read(t, e, s).Words, box)
			if err != nil {
				t.Fatal(err)
			}
			sum := 0.0
			for _, w := range words {
				sum += w.Confidence
			}
			if signed := sum >= 0.3; signed == unsigned {
				t.Errorf("%s, unsigned %v: ink %v", layout, unsigned, words)
			}
		}
	}
}

// Boxes that lie nowhere hold nothing, and pages of any size are looked at.
func TestInkOfOddZones(t *testing.T) {
	e := started(t)
	for _, size := range []image.Point{{40, 40}, {3000, 30}, {30, 3000}, {500, 400}} {
		img := image.NewGray(image.Rectangle{Max: size})
		for i := range img.Pix {
			img.Pix[i] = uint8(i * 37)
		}
		s := laid(t, img, 0)
		for _, box := range []bordereau.Box{{}, {X: -50, Y: -50, W: 10, H: 10}, {X: 1 << 40, Y: 1 << 40, W: 1 << 40, H: 1 << 40}, {X: 1, Y: 1, W: -1, H: -1}} {
			if _, err := e.ink(s, nil, box); err != nil {
				t.Errorf("%v of %v: %v", box, size, err)
			}
		}
	}
}
