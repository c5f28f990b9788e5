package pdf

import (
	"math"
	"strconv"
	"unicode"
	"unicode/utf8"
)

// Of the invisible font, in thousandths of its size.
const (
	advance = 500
	ascent  = 800
	descent = -200
)

// content shows the image upright and lays the words over it.
func (w *Writer) content(p Page) []byte {
	width, height := p.points()
	m := [4]float64{width, 0, 0, height}
	e, f := 0.0, 0.0
	switch p.Rotate {
	case 90:
		m, f = [4]float64{0, -height, width, 0}, height
	case 180:
		m, e, f = [4]float64{-width, 0, 0, -height}, width, height
	case 270:
		m, e = [4]float64{0, height, -width, 0}, width
	}
	b := []byte("q ")
	for _, v := range m {
		b = append(append(b, num(v)...), ' ')
	}
	b = append(append(append(append(b, num(e)...), ' '), num(f)...), " cm /Im Do Q\n"...)
	return w.text(b, p)
}

// text appends one text object in rendering mode 3, which shows nothing. Each word
// has its box's height as size and is stretched to its width.
func (w *Writer) text(b []byte, p Page) []byte {
	if len(p.Words) == 0 {
		return b
	}
	scale := 72 / float64(p.DPI)
	pw, ph := p.upright()
	sin, cos := math.Sincos(p.Skew * math.Pi / 180)
	number := func(v float64) { b = append(append(b, num(v)...), ' ') }
	b = append(b, "BT 3 Tr\n"...)
	for i, word := range p.Words {
		codes := w.font.encode(word.Text)
		if len(codes) == 0 || word.Box.Empty() {
			continue
		}
		size, length := float64(word.Box.H)*scale, float64(word.Box.W)*scale
		// The baseline's start about the page's centre, upwards; turned back by what was straightened.
		x, y := float64(word.Box.X)-pw/2, ph/2-float64(word.Box.Y+word.Box.H)-float64(word.Box.H)*descent/1000
		x, y = x*cos-y*sin+pw/2, x*sin+y*cos+ph/2
		b = append(b, "/F "...)
		number(size)
		b = append(b, "Tf "...)
		number(100 * length / (float64(len(codes)) * size * advance / 1000))
		b = append(b, "Tz "...)
		for _, v := range [4]float64{cos, sin, -sin, cos} {
			b = append(strconv.AppendFloat(b, math.Round(v*1e6)/1e6+0, 'f', -1, 64), ' ')
		}
		number(x * scale)
		number(y * scale)
		if i+1 < len(p.Words) && p.Words[i+1].Line == word.Line && p.Words[i+1].Block == word.Block {
			codes = append(codes, w.font.encode(" ")...)
		}
		b = append(b, "Tm <"...)
		for _, c := range codes {
			b = append(b, hex[c>>12], hex[c>>8&15], hex[c>>4&15], hex[c&15])
		}
		b = append(b, "> Tj\n"...)
	}
	return append(b, "ET\n"...)
}

const hex = "0123456789ABCDEF"

// glyphless gives every character that occurs a code of its own, all of which
// show the one empty glyph of the font; the ToUnicode map tells them apart.
type glyphless struct {
	codes map[rune]uint16
	runes []rune // by code; code 0 is not used
}

func newGlyphless() *glyphless {
	return &glyphless{codes: map[rune]uint16{}, runes: []rune{0}}
}

// encode leaves out what has no place in text: controls, U+FEFF, U+FFFE
// (ISO 19005-2 §6.2.11.7.2), and what would be the 65,536th different character.
func (g *glyphless) encode(s string) []uint16 {
	codes := make([]uint16, 0, len(s))
	for _, r := range s {
		if unicode.IsControl(r) || r == 0xFEFF || r == 0xFFFE || r == 0xFFFF || !utf8.ValidRune(r) {
			continue
		}
		c, ok := g.codes[r]
		if !ok {
			if len(g.runes) > math.MaxUint16 {
				continue
			}
			c = uint16(len(g.runes))
			g.codes[r], g.runes = c, append(g.runes, r)
		}
		codes = append(codes, c)
	}
	return codes
}
