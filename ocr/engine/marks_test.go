package engine

import (
	"image"
	"slices"
	"testing"

	"bordereau"
)

// What stands in a box is seen, however pale; ruled lines, grounds and dust are none of it,
// and where a picture cannot tell nothing is said.
func TestMarks(t *testing.T) {
	place := bordereau.Box{X: 550, Y: 200, W: 400, H: 150}
	for _, c := range []struct {
		name  string
		draws func(*image.Gray)
		dpi   int
		want  []string
	}{
		{"nothing", func(*image.Gray) {}, 150, []string{"paper"}},
		{"a pale thin stroke", func(m *image.Gray) { pen(m, 1.5, 150, wave(600, 280, 200, 30, 40)...) }, 150, []string{"paper", "mark"}},
		{"a letter", func(m *image.Gray) { pen(m, 2, 60, wave(600, 280, 12, 6, 12)...) }, 150, []string{"paper", "mark"}},
		{"what begins elsewhere", func(m *image.Gray) { pen(m, 3, 60, wave(300, 280, 300, 30, 40)...) }, 150, []string{"paper", "mark"}},
		{"what stands elsewhere", func(m *image.Gray) { pen(m, 3, 60, wave(100, 280, 300, 30, 40)...) }, 150, []string{"paper"}},
		{"a ruled line", func(m *image.Gray) { pen(m, 2, 90, [2]float64{500, 300}, [2]float64{1000, 300}) }, 150, []string{"paper"}},
		{"a faint pattern", func(m *image.Gray) { pen(m, 2, 236, wave(500, 300, 400, 12, 20)...) }, 150, []string{"paper"}},
		{"a speck", func(m *image.Gray) { pen(m, 3, 60, [2]float64{600, 300}, [2]float64{602, 300}) }, 150, []string{"paper"}},
		{"grain", func(m *image.Gray) {
			for y := 200; y < 350; y += 5 {
				for x := 550; x < 950; x += 5 {
					m.Pix[y*m.Stride+x] = 60
				}
			}
		}, 150, []string{"paper", "mark"}},
		{"few dots an inch", func(*image.Gray) {}, 100, nil},
		{"black and white", func(m *image.Gray) {
			for i, v := range m.Pix {
				m.Pix[i] = uint8(int8(v) >> 7)
			}
		}, 150, nil},
		{"a pale stroke beside faint print", func(m *image.Gray) {
			pen(m, 2, 60, wave(600, 280, 200, 30, 40)...)
			for i, v := range m.Pix {
				m.Pix[i] = 190 + v/4
			}
		}, 150, []string{"paper", "mark"}},
	} {
		img := image.NewGray(image.Rect(0, 0, 1033, 472)) // 175 by 80 mm at 150 dpi
		for i := range img.Pix {
			img.Pix[i] = 250
		}
		for y := 20; y < 60; y++ { // print, by which the darkness of ink is known
			for x := 20; x < 300; x++ {
				img.Pix[y*img.Stride+x] = []uint8{20, 140, 250, 250, 250, 250, 250}[x%7]
			}
		}
		c.draws(img)
		s := laid(t, img, c.dpi)
		s.quarter, s.skew = 0, 0 // too little on it is print to tell how it lies
		words, err := s.marks(place)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, w := range words {
			got = append(got, w.Text)
			if !inside(w.Box, place) {
				t.Errorf("%s: %s at %v, outside %v", c.name, w.Text, w.Box, place)
			}
		}
		if got = slices.Compact(got); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, not %v", c.name, words, c.want)
		}
	}
}
