package penman

import (
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"strings"
)

// Drawing is a box with an amount as a scanner sees it, and the truth about it.
type Drawing struct {
	Image  *image.Gray
	DPI    int
	Amount string // canonical, "1237.56"; empty where what is drawn is no amount
	Text   string // as it is written
	Glyphs []rune // what was written, one by one; 0 for a stroke that is no character
	// Labels says for each pixel of Image which of Glyphs, counted from 1, left its
	// ink there; 0 is paper, print and dirt.
	Labels []uint8
}

// mark is a character to write: raised are the centimes of some hands, small and high.
type mark struct {
	c      rune
	raised bool
	space  bool // a wider gap before it
}

// marks is an amount in one of the ways people write it on a cheque.
func marks(cents int64, r *rand.Rand) []mark {
	euros, rest := fmt.Sprint(cents/100), fmt.Sprintf("%02d", cents%100)
	var out []mark
	write := func(s string) {
		for _, c := range s {
			out = append(out, mark{c: c})
		}
	}
	around := ""
	switch r.IntN(7) {
	case 0:
		around = "#"
	case 1:
		around = "-"
	case 2:
		around = "="
	}
	lead := strings.ReplaceAll(around, "=", "-") // its two strokes are drawn apart
	write(lead)
	group := r.IntN(4)
	for i, c := range euros {
		third := i > 0 && (len(euros)-i)%3 == 0
		if third && group == 1 {
			out = append(out, mark{c: '.'})
		}
		out = append(out, mark{c: c, space: third && group != 1 && group != 0})
	}
	switch k := r.IntN(20); {
	case k < 10:
		sep := ","
		if group != 1 && r.IntN(4) == 0 {
			sep = "."
		}
		write(sep + rest)
	case k < 12:
		write("€" + rest)
	case k < 15: // raised centimes, with a comma or without
		if r.IntN(2) == 0 {
			write(",")
		}
		out = append(out, mark{rune(rest[0]), true, r.IntN(2) == 0}, mark{rune(rest[1]), true, false})
	case rest != "00":
		write("," + rest)
	case k < 18:
		write(",-")
	case k == 18:
		write("€")
	default:
		if around == "" {
			write(",00")
		}
	}
	if r.IntN(5) == 0 && out[len(out)-1].c != '€' && !out[len(out)-1].raised && !strings.ContainsRune(string(runes(out)), '€') {
		out = append(out, mark{c: '€', space: true})
	}
	write(lead)
	return out
}

func runes(ms []mark) (out []rune) {
	for _, m := range ms {
		out = append(out, m.c)
	}
	return out
}

// Cents is an amount as cheques have them.
func Cents(r *rand.Rand) int64 {
	cents := int64(500 * math.Exp(r.Float64()*math.Log(20_000))) // 5 to 100,000 euros
	if r.IntN(4) == 0 {
		cents -= cents % 100
	}
	return max(cents, 100)
}

// Draw writes an amount into a box. The damage is what the scanner does to it.
func Draw(hand Hand, cents int64, p Paper, r *rand.Rand) (*Drawing, error) {
	ms := marks(cents, r)
	d := &Drawing{DPI: p.DPI, Amount: fmt.Sprintf("%d.%02d", cents/100, cents%100), Text: string(runes(ms))}
	return d, d.write(hand, ms, p, r)
}

// Words writes letters or a scribble where an amount should stand.
func Words(hand Hand, p Paper, r *rand.Rand) (*Drawing, error) {
	d := &Drawing{DPI: p.DPI}
	hand.others = nil // who write figures only
	var ms []mark
	for range 3 + r.IntN(8) {
		ms = append(ms, mark{c: rune(letters[r.IntN(len(letters))])})
	}
	if hand.face == nil || !hand.face.Writes(letters) || r.IntN(3) == 0 {
		ms = nil
	}
	d.Text = string(runes(ms))
	return d, d.write(hand, ms, p, r)
}

// letters are those that are not written as figures are.
const letters = "aAeEmMnNrRtTuUkKhHdDfFpPxXyYwWvVcCL"

// write puts ink on paper; no marks are a scribble.
func (d *Drawing) write(h Hand, ms []mark, p Paper, r *rand.Rand) error {
	scale := float64(p.DPI) / 25.4
	boxW, boxH := p.Width*scale, p.Height*scale
	height := min(3+3*r.Float64(), p.Height*.62) * scale
	var inks []*mask
	for try := 0; ; try++ {
		var err error
		if len(ms) == 0 {
			inks, d.Glyphs = []*mask{scribble(h, boxW, boxH, scale, r)}, []rune{0}
			break
		}
		if inks, d.Glyphs, err = h.line(ms, height, boxH*(.72+.12*r.Float64()), scale, r); err != nil {
			return err
		}
		wide := width(inks)
		if wide < boxW-1.5*scale || try == 4 {
			break
		}
		height *= max(.55, .95*(boxW-2*scale)/wide)
	}
	left, free := scale, boxW-2*scale-width(inks)
	if p.Sign && free > 3*scale {
		left, free = left+3*scale, free-3*scale
	}
	at := int(left + max(free, 0)*r.Float64())
	for _, m := range inks {
		m.Rectangle = m.Add(image.Pt(at, 0))
	}
	if p.Sign {
		m, err := p.sign(scale, r)
		if err != nil {
			return err
		}
		inks, d.Glyphs = append(inks, m), append(d.Glyphs, '€')
	}
	d.Image, d.Labels = p.lay(inks, d.Glyphs, r)
	return nil
}

func width(inks []*mask) float64 {
	var b image.Rectangle
	for _, m := range inks {
		b = b.Union(m.Rectangle)
	}
	return float64(b.Dx())
}

// line writes marks one after the other with their feet at base, each as far from
// the ink before it as the hand leaves.
func (h *Hand) line(ms []mark, height, base, scale float64, r *rand.Rand) ([]*mask, []rune, error) {
	var inks []*mask
	var glyphs []rune
	edge := map[int]int{} // by row, the right edge of the ink so far
	lastLeft, lastRight := 0, 0
	put := func(m *mask, c rune) {
		inks, glyphs = append(inks, m), append(glyphs, c)
		for y := m.Min.Y; y < m.Max.Y; y++ {
			for x := m.Max.X - 1; x >= m.Min.X; x-- {
				if m.at(x, y) > 127 {
					edge[y] = max(edge[y], x)
					break
				}
			}
		}
		lastLeft, lastRight = m.Min.X, m.Max.X
	}
	first, last := -1, -1 // raised centimes
	drift := .02 * r.NormFloat64()
	for i, k := range ms {
		size, foot := height, base+drift*float64(lastRight)
		if k.raised {
			size *= .5 + .2*r.Float64()
			foot -= height * (.3 + .15*r.Float64())
			if first < 0 {
				first = len(inks)
			}
			last = len(inks)
		}
		m, err := h.character(k.c, 0, foot, size, scale, r)
		if err != nil {
			return nil, nil, err
		}
		gap := max(h.gap+h.gapSpan*r.NormFloat64(), -.07)
		if k.space {
			gap = max(gap, .1) + .1 + .25*r.Float64()
		}
		if k.raised || k.c == '-' || k.c == '#' || k.c == '€' {
			gap = max(gap, .03)
		}
		shift := -m.Min.X
		if i > 0 {
			shift = h.shift(m, edge, int(gap*height), int(.12*height))
			if shift == math.MinInt {
				shift = lastRight - m.Min.X + int(gap*height)
			}
			shift = max(shift, lastLeft+int(.2*height)-m.Min.X)
		}
		m.Rectangle = m.Add(image.Pt(shift, 0))
		put(m, k.c)
		if h.join && k.c == '0' && i > 0 && ms[i-1].c == '0' && !k.raised && !ms[i-1].raised {
			a := inks[len(inks)-2]
			top := float64(m.Min.Y) + .06*height
			bar := inked([]stroke{{{float64(a.Min.X+a.Max.X) / 2, top}, {float64(m.Min.X+m.Max.X) / 2, top}}}, func(float64) float64 { return max(h.nib*scale, .7) })
			inks, glyphs = append(inks, bar), append(glyphs, 0)
		}
	}
	if first >= 0 && r.IntN(2) == 0 { // raised centimes are often underlined
		a, b := inks[first], inks[last]
		y := float64(max(a.Max.Y, b.Max.Y)) + height*(.06+.1*r.Float64())
		inks = append(inks, inked([]stroke{{{float64(a.Min.X), y}, {float64(b.Max.X), y + height*.05*r.NormFloat64()}}}, func(float64) float64 { return max(.4*scale, .7) }))
		glyphs = append(glyphs, 0) // it is no part of the figures that it touches
	}
	return inks, glyphs, nil
}

// shift is how far a character goes to the right to stand a gap from what is
// written, row by row, the rows near by counting too.
func (h *Hand) shift(m *mask, edge map[int]int, gap, near int) int {
	shift := math.MinInt
	for y := m.Min.Y; y < m.Max.Y; y++ {
		left := m.Min.X
		for left < m.Max.X && m.at(left, y) <= 127 {
			left++
		}
		if left == m.Max.X {
			continue
		}
		for dy := -near; dy <= near; dy++ {
			if right, ok := edge[y+dy]; ok {
				shift = max(shift, right+1+gap-left)
			}
		}
	}
	return shift
}

// scribble is what a pen does that writes nothing.
func scribble(h Hand, w, high, scale float64, r *rand.Rand) *mask {
	s := make(stroke, 6+r.IntN(14))
	x := w * .1
	for i := range s {
		x += w * .7 * r.Float64() / float64(len(s)) * 1.6
		s[i] = point{min(x, w*.95), high * (.1 + .8*r.Float64())}
	}
	return inked([]stroke{s.smooth()}, func(float64) float64 { return max(.5*scale, .7) })
}
