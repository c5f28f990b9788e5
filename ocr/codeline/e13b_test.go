package codeline_test

import (
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"testing"

	"bordereau/internal/e13b"
	"bordereau/ocr/codeline"
)

// printed is a cheque of 6 by 2.75 inches with nothing but a code line on it, 15 mm
// from its left edge and 7 mm above its lower one.
type printed struct {
	line    string
	dpi     float64
	skew    float64 // degrees
	noise   float64 // grey levels
	bitonal bool
}

func (p printed) draw(seed uint64) *image.Gray {
	const fine = 4 // samples a pixel and direction
	px := p.dpi / 25.4
	img := image.NewGray(image.Rect(0, 0, int(152.4*px), int(70*px)))
	rng := rand.New(rand.NewPCG(seed, 13))
	sin, cos := math.Sincos(p.skew * math.Pi / 180)
	for i := range img.Pix {
		ink := 0.0
		for s := range fine * fine {
			x := (float64(i%img.Stride) + (float64(s%fine)+0.5)/fine) / px
			y := (float64(i/img.Stride) + (float64(s/fine)+0.5)/fine) / px
			x, y = x-76.2, y-35
			if p.inked(x*cos+y*sin+76.2, y*cos-x*sin+35) {
				ink++
			}
		}
		v := 240 - 215*ink/(fine*fine) + p.noise*rng.NormFloat64()
		if p.bitonal {
			v = math.Round(v/255) * 255
		}
		img.Pix[i] = uint8(min(max(v, 0), 255))
	}
	return img
}

// inked says whether a point of the cheque, in millimetres, is printed.
func (p printed) inked(x, y float64) bool {
	x, y = x-15, y-60
	row := int(math.Floor(y / e13b.Unit))
	place := int(math.Floor(x / e13b.Pitch))
	if row < 0 || row >= e13b.Rows || place < 0 || place >= len(p.line) {
		return false
	}
	column := int((x - float64(place)*e13b.Pitch) / e13b.Unit)
	return column < e13b.Columns && p.line[place] != ' ' && e13b.Glyphs[rune(p.line[place])][row][column] == '#'
}

func TestE13BLinesAreReadExactly(t *testing.T) {
	r := codeline.New()
	for i, line := range []string{
		"A122000661A 1234567890C 0101",
		"C005073C A011000015A 98D7654C B0000123456B",
		"C243C A00005D123A 123D456D7C",
	} {
		for _, dpi := range []float64{200, 300} {
			for _, skew := range []float64{0, 1, 180} {
				for _, bitonal := range []bool{false, true} {
					t.Run(fmt.Sprintf("%s at %.0f dpi, skew %.0f, bitonal %v", line, dpi, skew, bitonal), func(t *testing.T) {
						p := printed{line: line, dpi: dpi, skew: skew, noise: 10, bitonal: bitonal}
						got := one(t, r, p.draw(uint64(i)), dpi)
						if got.Text() != line || got.Font != codeline.FontE13B || got.Inverted != (skew == 180) {
							t.Fatalf("read %s in %s, inverted %v", got.Text(), got.Font, got.Inverted)
						}
						for i, c := range got.Chars {
							if !c.Agreed || c.Confidence < 0.9 {
								t.Errorf("character %d (%c): agreed %v, confidence %.3f", i+1, c.Letter, c.Agreed, c.Confidence)
							}
						}
					})
				}
			}
		}
	}
}

// No grammar tells that a character is missing: where one may be hidden, the line is
// not sure of itself.
func TestWhatAStampHidOfE13BIsDoubtful(t *testing.T) {
	r := codeline.New()
	p := printed{line: "A122000661A 1234567890C 0101", dpi: 200, noise: 6}
	for _, place := range []int{5, 13, 14, 20} {
		img := p.draw(uint64(place))
		for y := int(58 * p.dpi / 25.4); y < int(65*p.dpi/25.4); y++ {
			from := (15 + float64(place)*e13b.Pitch) * p.dpi / 25.4
			for x := int(from); x < int(from+e13b.Pitch*p.dpi/25.4); x++ {
				img.Pix[y*img.Stride+x] = 60
			}
		}
		line := one(t, r, img, p.dpi)
		sure := true
		for _, c := range line.Chars {
			sure = sure && c.Agreed
		}
		if sure {
			t.Errorf("place %d: read %s, and sure of it", place, line.Text())
		}
	}
}
