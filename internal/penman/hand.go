package penman

import (
	"image"
	"math"
	"math/rand/v2"

	"bordereau/internal/script"
)

// Hand is one person's way of writing figures.
type Hand struct {
	face     *script.Face // nil writes with strokes of a pen
	variants map[rune]int // which shape of each character
	fickle   float64      // how often another shape is taken
	slant    float64      // to the right, a height
	turn     float64      // of single figures, radians
	nib      float64      // mm; what it adds to a font's strokes is less
	press    float64      // how much the width changes along a stroke
	style    style        // of its strokes
	warp     float64      // of the paper under the hand, in heights
	wide     float64      // of the figures, 1 as they are; each is a little other
	gap      float64      // between figures, in heights; below 0 they run into each other
	gapSpan  float64
	bob      float64 // up and down of figures, in heights
	grow     float64 // of the sizes of figures
	join     bool    // noughts are joined at the top
	figure   func(c rune) *image.Gray
	others   []Hand // who write some of the figures
}

// Kind of hands.
type Kind int

const (
	Pen    Kind = iota // strokes
	Seen               // fonts that training may see
	Held               // fonts kept for measuring
	AnyOld             // strokes or seen fonts: what training sees
)

// NewHand makes up a person.
func NewHand(kind Kind, faces []script.Face, r *rand.Rand) Hand {
	between := func(lo, hi float64) float64 { return lo + (hi-lo)*r.Float64() }
	h := Hand{
		variants: map[rune]int{}, fickle: between(0, .2), slant: .16 * r.NormFloat64(), turn: between(0, .11),
		nib: between(.3, .85), press: between(0, .35), style: style{loose: .005 + .045*square(r)}, warp: .005 + .055*square(r), wide: between(.7, 1.35),
		gap: between(.05, .24), gapSpan: between(.01, .05), bob: between(0, .07), grow: between(0, .1), join: r.IntN(8) == 0,
	}
	if r.IntN(4) == 0 {
		h.gap, h.gapSpan = between(-.03, .05), between(.01, .03) // a hand whose figures touch
	}
	if r.IntN(3) == 0 {
		h.slant += .25 * r.Float64()
	}
	h.slant = min(max(h.slant, -.35), .6)
	for _, c := range "0123456789,.-€#" {
		h.variants[c] = r.IntN(12)
	}
	if kind == AnyOld {
		return taught(h, faces, r)
	}
	if kind == Pen {
		return h
	}
	h.take(faces, kind == Held, r)
	return h
}

// taught makes a hand stranger than people's are: what is learned on these is hoped to
// hold for hands that are like none of them.
func taught(h Hand, faces []script.Face, r *rand.Rand) Hand {
	between := func(lo, hi float64) float64 { return lo + (hi-lo)*r.Float64() }
	h.style.seed = r.Uint64()
	h.nib = between(.2, 1)
	h.press = between(-.3, .5)
	h.wide = math.Exp(.25 * r.NormFloat64())
	h.turn = between(0, .16)
	h.slant = min(max(h.slant*1.3, -.36), .7)
	h.warp = .01 + .08*square(r)
	if r.IntN(5) < 2 {
		h.take(faces, false, r)
		h.nib = between(0, .6) * r.Float64()
		h.warp = .01 + .1*square(r)
		h.wide = math.Exp(.2 * r.NormFloat64())
	} else {
		h.style = style{seed: h.style.seed, bend: .07 * r.Float64(), loose: .005 + .05*square(r), round: float64(r.IntN(3)) / 2, hook: .25 * square(r), short: .12 * square(r)}
	}
	if r.IntN(7) == 0 { // figures of several people
		for range 2 + r.IntN(4) {
			h.others = append(h.others, NewHand(AnyOld, faces, r))
		}
	}
	return h
}

// take chooses a face.
func (h *Hand) take(faces []script.Face, held bool, r *rand.Rand) {
	var fit []*script.Face
	for i := range faces {
		if faces[i].HeldOut == held {
			fit = append(fit, &faces[i])
		}
	}
	h.face = fit[r.IntN(len(fit))]
	h.slant *= .6 // on top of the font's own
	h.warp *= 1.3
	h.nib = .35 * r.Float64()
}

// character draws one character with its line at y and its left edge near x.
func (h *Hand) character(c rune, x, y, height, scale float64, r *rand.Rand) (*mask, error) {
	if len(h.others) > 0 {
		h = &h.others[r.IntN(len(h.others))]
	}
	height *= 1 + h.grow*r.NormFloat64()
	y += h.bob * height * r.NormFloat64()
	sin, cos := math.Sincos(h.turn * r.NormFloat64())
	wave, wide := h.waves(r), h.wide*(.92+.16*r.Float64())
	place := func(p point) point {
		qx, qy := p.x*wide+(1-p.y)*h.slant, p.y
		dx, dy := wave(qx, qy)
		qx, qy = qx+dx-.3, qy+dy-.5
		qx, qy = qx*cos-qy*sin+.3, qx*sin+qy*cos+.5
		return point{x + qx*height, y + (qy-1)*height}
	}
	moved := func(lines []stroke) []stroke {
		out := make([]stroke, len(lines))
		for i, s := range lines {
			out[i] = make(stroke, len(s))
			for j, p := range s {
				out[i][j] = place(p)
			}
		}
		return out
	}
	if h.figure != nil {
		if img := h.figure(c); img != nil {
			return pictured(img, x, y, height), nil
		}
	}
	nib := max(h.nib*scale, .7)
	if h.face != nil && h.face.Writes(string(c)) {
		lines, _, err := outlined(h.face.Font, c)
		if err != nil {
			return nil, err
		}
		lines = moved(lines)
		m := filled(lines)
		if extra := h.nib * scale; extra > .4 && !m.Empty() {
			closed := make([]stroke, len(lines))
			for i, s := range lines {
				closed[i] = append(append(stroke{}, s...), s[0])
			}
			m = joined(m, inked(closed, func(float64) float64 { return extra }))
		}
		return m, nil
	}
	variant := h.variants[c]
	if r.Float64() < h.fickle {
		variant = r.IntN(12)
	}
	if h.face != nil {
		nib = max(.5*scale, .7)
	}
	lines := moved(h.style.written(c, variant, r))
	return inked(lines, func(t float64) float64 { return nib * (1 - h.press*t) }), nil
}

// waves bends the plane a little, differently for each figure.
func (h *Hand) waves(r *rand.Rand) func(x, y float64) (dx, dy float64) {
	type wave struct{ kx, ky, phase, ax, ay float64 }
	var all [3]wave
	for i := range all {
		all[i] = wave{(2 + 5*r.Float64()) * sign(r), (2 + 5*r.Float64()) * sign(r), 2 * math.Pi * r.Float64(), h.warp * r.NormFloat64(), h.warp * r.NormFloat64()}
	}
	return func(x, y float64) (dx, dy float64) {
		for _, w := range all {
			s := math.Sin(w.kx*x + w.ky*y + w.phase)
			dx, dy = dx+w.ax*s, dy+w.ay*s
		}
		return dx, dy
	}
}

// square is between 0 and 1, more often small.
func square(r *rand.Rand) float64 { return r.Float64() * r.Float64() }

func sign(r *rand.Rand) float64 { return float64(2*r.IntN(2) - 1) }

// joined is the ink of both.
func joined(a, b *mask) *mask {
	m := &mask{Rectangle: a.Union(b.Rectangle)}
	m.alpha = make([]uint8, m.Dx()*m.Dy())
	for _, part := range []*mask{a, b} {
		for y := part.Min.Y; y < part.Max.Y; y++ {
			for x := part.Min.X; x < part.Max.X; x++ {
				at := (y-m.Min.Y)*m.Dx() + x - m.Min.X
				m.alpha[at] = max(m.alpha[at], part.at(x, y))
			}
		}
	}
	return m
}
