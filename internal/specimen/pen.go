package specimen

import (
	"fmt"
	"image"
	"math"
	"math/rand/v2"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"bordereau/internal/script"
)

// pen is a hand that fills in a paper: a handwriting face, and what a hand adds to a
// font. The same pen writes the whole of one paper.
type pen struct {
	face   script.Face
	slant  float64 // tangent; positive leans to the right
	slope  float64 // of the baseline, tangent; positive falls
	wobble float64 // how much letters differ in size, angle and height: a share of their height
	spread float64 // of the font's own advance; below 1 letters come to touch
	weight float64 // millimetres that pressure adds to a stroke
	grey   uint8   // ink: blue is lighter than black
	low    float64 // height of small letters in ems
	high   float64 // height of 0 in ems

	capital float64 // height of M in ems
}

// penOf chooses somebody's hand by chance: one of those kept for measuring above HeldOut.
func penOf(seed uint64, who string) (*pen, error) {
	all, err := script.Faces()
	if err != nil {
		return nil, err
	}
	var faces []script.Face
	for _, f := range all {
		if f.HeldOut == (seed > HeldOut) {
			faces = append(faces, f)
		}
	}
	r := stream(seed, "pen/"+who, 0)
	p := &pen{face: pick(r, faces), slant: 0.25 * (r.Float64() - 0.3), slope: 0.02 * (r.Float64() - 0.6), wobble: 0.02 + 0.06*r.Float64(),
		spread: 0.86 + 0.2*r.Float64(), weight: 0.22 * r.Float64() * r.Float64(), grey: uint8(pick(r, []int{25, 45, 75, 95}) + r.IntN(25))}
	p.low, p.high = p.height('x'), p.height('0')
	for _, small := range "aeno" { // the x of some hands is crossed far down
		p.low = min(p.low, p.height(small))
	}
	if p.capital = p.height('M'); p.low > 0.8*p.capital { // a face of capitals only
		p.low = 0.65 * p.capital
	}
	return p, nil
}

func (p *pen) height(r rune) float64 {
	var buf sfnt.Buffer
	g, err := p.face.Font.GlyphIndex(&buf, r)
	if err != nil {
		panic(fmt.Sprintf("specimen: %s: %v", p.face.Name, err))
	}
	b, _, err := p.face.Font.GlyphBounds(&buf, g, fixed.I(unitsPerEm), 0)
	if err != nil {
		panic(fmt.Sprintf("specimen: %s: glyph %q: %v", p.face.Name, r, err))
	}
	return float64(b.Max.Y-b.Min.Y) / 64 / unitsPerEm
}

// size is the size in points at which small letters are so many millimetres high, or
// less where capitals would tower over the line.
func (p *pen) size(mm float64) float64 { return min(mm/p.low, 1.75*mm/p.capital) / mmPerPoint }

// figureSize is the size in points at which digits are so many millimetres high.
func (p *pen) figureSize(mm float64) float64 { return mm / p.high / mmPerPoint }

// bare is a letter without its accent, and the C of a euro sign.
func bare(r rune) rune {
	if r == '€' {
		return 'C'
	}
	return []rune(plain(string(r)))[0]
}

// letter is a character as this face writes it: what it lacks is written as its plain
// letter, and the accent set over it by hand.
func (p *pen) letter(buf *sfnt.Buffer, r rune) (g sfnt.GlyphIndex, accent rune) {
	for _, try := range []rune{r, bare(r), '-'} {
		g, err := p.face.Font.GlyphIndex(buf, try)
		if err == nil && g != 0 && try != '€' { // that of some faces is not one
			if try != r {
				accent = r
			}
			return g, accent
		}
	}
	panic(fmt.Sprintf("specimen: %s writes no %q", p.face.Name, r))
}

func (p *pen) advance(buf *sfnt.Buffer, r rune) float64 {
	if r == ' ' || r == '\u00a0' {
		return 1.1 * p.low * p.spread
	}
	g, _ := p.letter(buf, r)
	a, err := p.face.Font.GlyphAdvance(buf, g, fixed.I(unitsPerEm), 0)
	if err != nil {
		panic(fmt.Sprintf("specimen: %s: glyph %q: %v", p.face.Name, r, err))
	}
	return float64(a) / 64 / unitsPerEm * p.spread
}

// width is the length of a run in millimetres.
func (p *pen) width(size float64, text string) float64 {
	var buf sfnt.Buffer
	w := 0.0
	for _, r := range text {
		w += p.advance(&buf, r)
	}
	return w * size * mmPerPoint
}

// handwrite puts a run of handwriting down. Each letter has a size, an angle, a height
// and a pressure of its own.
func (p *painter) handwrite(img *image.Gray, t print) {
	var buf sfnt.Buffer
	h := t.pen
	r := rand.New(rand.NewPCG(t.seed, 1))
	em := t.size * float64(p.dpi) / 72
	x := p.px(t.x)
	for _, c := range t.text {
		g, accent := sfnt.GlyphIndex(0), rune(0)
		if c != ' ' && c != '\u00a0' {
			g, accent = h.letter(&buf, c)
		}
		one := letterform{x: x, y: p.px(t.y) + (x-p.px(t.x))*h.slope + em*h.low*h.wobble*r.NormFloat64(),
			scale: 1 + h.wobble*0.7*r.NormFloat64(), slant: h.slant + h.wobble*r.NormFloat64(),
			turn: h.slope + 0.5*h.wobble*r.NormFloat64(), bold: p.px(h.weight) * (0.7 + 0.6*r.Float64())}
		grey := uint8(max(10, min(150, float64(h.grey)+12*r.NormFloat64())))
		if g != 0 {
			segs, err := h.face.Font.LoadGlyph(&buf, g, fixed.Int26_6(math.Round(em*64)), nil)
			if err != nil {
				panic(fmt.Sprintf("specimen: %s: glyph %q: %v", h.face.Name, c, err))
			}
			one.ink(img, segs, grey)
		}
		if accent != 0 {
			p.accent(img, h, accent, one.x+0.5*em*h.advance(&buf, c), one.y-em*h.height(bare(accent)), em, grey)
		}
		x += em * h.advance(&buf, c) * (1 + 0.4*h.wobble*r.NormFloat64())
	}
}

// letterform is how one letter of a hand differs from its font, in pixels.
type letterform struct {
	x, y, scale, slant, turn, bold float64
}

func (l letterform) at(q fixed.Point26_6) (x, y float64) {
	fx, fy := float64(q.X)/64*l.scale, float64(q.Y)/64*l.scale
	fx -= fy * l.slant
	return l.x + fx - fy*l.turn, l.y + fy + fx*l.turn
}

// ink fills the outline; a heavier stroke is the union of the outline and its shifted
// copies.
func (l letterform) ink(img *image.Gray, segs sfnt.Segments, grey uint8) {
	if len(segs) == 0 {
		return
	}
	b := segs.Bounds()
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, q := range []fixed.Point26_6{b.Min, {X: b.Min.X, Y: b.Max.Y}, {X: b.Max.X, Y: b.Min.Y}, b.Max} {
		x, y := l.at(q)
		x0, y0, x1, y1 = min(x0, x), min(y0, y), max(x1, x), max(y1, y)
	}
	x0, y0 = math.Floor(x0-l.bold-1), math.Floor(y0-l.bold-1)
	z := vector.NewRasterizer(int(x1+l.bold+2-x0), int(y1+l.bold+2-y0))
	shifts := [][2]float64{{0, 0}}
	if d := l.bold / 2; d > 0.1 {
		shifts = append(shifts, [2]float64{d, 0}, [2]float64{-d, 0}, [2]float64{0, d}, [2]float64{0, -d})
	}
	for _, d := range shifts {
		l.trace(z, segs, d[0]-x0, d[1]-y0)
	}
	blend(img, int(x0), int(y0), z.Bounds().Dx(), z.Bounds().Dy(), coverage(z), grey)
}

func (l letterform) trace(z *vector.Rasterizer, segs sfnt.Segments, dx, dy float64) {
	at := func(q fixed.Point26_6) (float32, float32) {
		x, y := l.at(q)
		return float32(x + dx), float32(y + dy)
	}
	for _, s := range segs {
		ax, ay := at(s.Args[0])
		bx, by := at(s.Args[1])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			z.ClosePath()
			z.MoveTo(ax, ay)
		case sfnt.SegmentOpLineTo:
			z.LineTo(ax, ay)
		case sfnt.SegmentOpQuadTo:
			z.QuadTo(ax, ay, bx, by)
		case sfnt.SegmentOpCubeTo:
			cx, cy := at(s.Args[2])
			z.CubeTo(ax, ay, bx, by, cx, cy)
		}
	}
	z.ClosePath()
}

// accent sets by hand what a face lacks, over a letter whose middle is at x and whose top
// is at y, in pixels.
func (p *painter) accent(img *image.Gray, h *pen, r rune, x, y, em float64, grey uint8) {
	u := em * h.low / p.scale // of small letters, in millimetres
	tall := em * h.height(bare(r)) / p.scale
	x, y = x/p.scale+h.slant*1.2*u, y/p.scale-0.15*u
	line := func(pts ...[2]float64) {
		p.shape(img, shape{kind: stroke, pts: pts, width: 0.25 + h.weight, grey: grey})
	}
	a := 0.25 * u
	switch r {
	case 'é', 'É':
		line([2]float64{x - a/2, y}, [2]float64{x + a, y - a})
	case 'è', 'à', 'ù', 'È', 'À':
		line([2]float64{x - a, y - a}, [2]float64{x + a/2, y})
	case 'ê', 'â', 'î', 'ô', 'û', 'Ê', 'Î', 'Ô':
		line([2]float64{x - a, y}, [2]float64{x, y - a})
		line([2]float64{x, y - a}, [2]float64{x + a, y})
	case 'ë', 'ï':
		line([2]float64{x - a, y - 0.05}, [2]float64{x - a, y - 0.35})
		line([2]float64{x + a, y - 0.05}, [2]float64{x + a, y - 0.35})
	case '€': // over a C
		for _, down := range []float64{0.42, 0.64} {
			line([2]float64{x - 0.5*tall, y + 0.15*u + down*tall}, [2]float64{x + 0.15*tall, y + 0.13*u + down*tall})
		}
	case 'ç', 'Ç':
		low := y + 0.15*u + tall
		line([2]float64{x, low}, [2]float64{x - a/2, low + a})
	}
}
