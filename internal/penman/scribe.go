package penman

import (
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"strings"
	"sync"

	"bordereau/internal/script"
)

// Scribe is one person's way of writing a line: letters and figures. The shapes are those
// of a face or of two, each bent in a way of this person's own.
type Scribe struct {
	sources []source
	of      map[rune]int // which source writes a character
	seed    uint64
	own     float64 // how far shapes are bent, in heights of a figure, always alike
	warp    float64 // and anew each time
	slant   float64
	wide    float64
	spread  float64 // of the advance
	jitter  float64 // of the advance
	grow    float64
	bob     float64
	turn    float64
	slope   float64
	nib     float64 // mm
	press   float64
	join    float64 // how often the strokes of neighbours are joined
	lower   float64 // size of small letters
}

// source gives the shapes of one face.
type source struct {
	face     *script.Face
	skeleton *script.Skeleton
	pen      bool // penman's own strokes, for figures
}

// School knows the faces that scribes are made of.
type School struct {
	Faces     []script.Face
	Skeletons []script.Skeleton

	mu     sync.Mutex
	shapes map[shapeKey]shape
}

type shapeKey struct {
	name string
	c    rune
}

// shape is a character with figures one unit high, its foot at y 1.
type shape struct {
	lines   []stroke
	advance float64
	closed  bool
	ok      bool
}

// NewScribe makes up a person.
func (s *School) NewScribe(r *rand.Rand) *Scribe {
	between := func(lo, hi float64) float64 { return lo + (hi-lo)*r.Float64() }
	p := &Scribe{of: map[rune]int{}, seed: r.Uint64(), own: .07 * r.Float64(), warp: .005 + .035*square(r), slant: .18 * r.NormFloat64(),
		wide: math.Exp(.2 * r.NormFloat64()), spread: between(.84, 1.12), jitter: .06 * r.Float64(), grow: .08 * r.Float64(), bob: .06 * r.Float64(),
		turn: .07 * r.Float64(), slope: .018 * r.NormFloat64(), nib: between(.22, .8), press: between(-.2, .4), lower: math.Exp(.1 * r.NormFloat64())}
	if r.IntN(4) == 0 {
		p.own, p.warp = .15*p.own, .3*p.warp
	}
	if r.IntN(4) == 0 {
		p.join = r.Float64()
	}
	n := 1
	if r.IntN(3) == 0 {
		n = 2 + r.IntN(2)
	}
	for range n {
		p.sources = append(p.sources, s.source(r))
	}
	p.sources = append(p.sources, source{pen: true})
	return p
}

func (s *School) source(r *rand.Rand) source {
	if len(s.Skeletons) > 0 && r.IntN(3) == 0 {
		return source{skeleton: &s.Skeletons[r.IntN(len(s.Skeletons))]}
	}
	return source{face: &s.Faces[r.IntN(len(s.Faces))]}
}

// choose says which source writes a character, always the same.
func (p *Scribe) choose(c rune, r *rand.Rand) int {
	n, known := p.of[c]
	if !known {
		n = 0
		if len(p.sources) > 2 && r.IntN(2) == 0 {
			n = r.IntN(len(p.sources) - 1)
		}
		if _, drawn := shapes[c]; (drawn || c == '0') && r.IntN(4) == 0 {
			n = len(p.sources) - 1
		}
		p.of[c] = n
	}
	return n
}

// shape is a character of a source.
func (s *School) shape(src source, c rune) shape {
	key := shapeKey{c: c}
	if src.face != nil {
		key.name = src.face.Name
	} else {
		key.name = src.skeleton.Name
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if sh, known := s.shapes[key]; known {
		return sh
	}
	sh := src.load(c)
	if s.shapes == nil {
		s.shapes = map[shapeKey]shape{}
	}
	s.shapes[key] = sh
	return sh
}

func (src source) load(c rune) shape {
	if src.face != nil {
		if !src.face.Writes(string(c)) {
			return shape{}
		}
		lines, advance, err := outlined(src.face.Font, c)
		return shape{lines, advance, true, err == nil && len(lines) > 0}
	}
	g, ok := src.skeleton.Glyphs[c]
	if !ok || len(g.Lines) == 0 {
		return shape{}
	}
	high, low := 0.0, math.Inf(1)
	for _, f := range "1238" {
		for _, l := range src.skeleton.Glyphs[f].Lines {
			for _, q := range l {
				high, low = max(high, q[1]), min(low, q[1])
			}
		}
	}
	sh := shape{advance: g.Advance / (high - low), ok: true}
	for _, l := range g.Lines {
		var st stroke
		for _, q := range l {
			st = append(st, point{q[0] / (high - low), 1 - q[1]/(high-low)})
		}
		sh.lines = append(sh.lines, st.dense(.12))
	}
	return sh
}

// dense is a stroke with points nowhere further apart than this, so that it can be bent.
func (s stroke) dense(most float64) stroke {
	out := stroke{s[0]}
	for _, b := range s[1:] {
		a := out[len(out)-1]
		n := int(math.Hypot(b.x-a.x, b.y-a.y)/most) + 1
		for k := 1; k <= n; k++ {
			t := float64(k) / float64(n)
			out = append(out, point{a.x + t*(b.x-a.x), a.y + t*(b.y-a.y)})
		}
	}
	return out
}

// written is a character as this person writes it this time.
func (p *Scribe) written(s *School, c rune, r *rand.Rand) (shape, error) {
	n := p.choose(c, r)
	for try := range len(p.sources) {
		src := p.sources[(n+try)%len(p.sources)]
		if src.pen {
			if _, drawn := shapes[c]; !drawn && c != '0' {
				continue
			}
			own := rand.New(rand.NewPCG(p.seed, uint64(c)))
			st := style{seed: p.seed, bend: p.own * .8, loose: .02}
			sh := shape{lines: st.written(c, own.IntN(12), r), ok: true}
			right := 0.0
			for _, l := range sh.lines {
				for _, q := range l {
					right = max(right, q.x)
				}
			}
			sh.advance = right + .12
			return sh, nil
		}
		if sh := s.shape(src, c); sh.ok {
			return sh, nil
		}
	}
	for i := range s.Faces {
		if sh := s.shape(source{face: &s.Faces[i]}, c); sh.ok {
			return sh, nil
		}
	}
	return shape{}, fmt.Errorf("nobody writes %q", c)
}

// bent are two ways of bending the plane: one of this person for this character, one of
// this time.
func (p *Scribe) bent(c rune, r *rand.Rand) func(x, y float64) (float64, float64) {
	own := Hand{warp: p.own}
	now := Hand{warp: p.warp}
	a, b := own.waves(rand.New(rand.NewPCG(p.seed, uint64(c)^0x5eed))), now.waves(r)
	return func(x, y float64) (float64, float64) {
		ax, ay := a(x, y)
		bx, by := b(x, y)
		return ax + bx, ay + by
	}
}

// Accents that are set over the plain letter where a face lacks them.
var plainOf = map[rune]rune{'é': 'e', 'è': 'e', 'ê': 'e', 'ë': 'e', 'à': 'a', 'â': 'a', 'î': 'i', 'ï': 'i', 'ô': 'o', 'ù': 'u', 'û': 'u', 'ç': 'c',
	'É': 'E', 'È': 'E', 'Ê': 'E', 'Ë': 'E', 'À': 'A', 'Â': 'A', 'Î': 'I', 'Ï': 'I', 'Ô': 'O', 'Ù': 'U', 'Û': 'U', 'Ç': 'C', '’': '\''}

func accents(c rune, x, y float64) []stroke {
	a := .14
	switch {
	case strings.ContainsRune("éÉ", c):
		return []stroke{{{x - a/2, y}, {x + a, y - a}}}
	case strings.ContainsRune("èàùÈÀÙ", c):
		return []stroke{{{x - a, y - a}, {x + a/2, y}}}
	case strings.ContainsRune("êâîôûÊÂÎÔÛ", c):
		return []stroke{{{x - a, y}, {x, y - a}, {x + a, y}}}
	case strings.ContainsRune("ëïËÏ", c):
		return []stroke{{{x - a, y}, {x - a, y - .05}}, {{x + a, y}, {x + a, y - .05}}}
	case strings.ContainsRune("çÇ", c):
		return []stroke{{{x, 1.02}, {x - a/2, 1.2}}}
	}
	return nil
}

// line writes marks from x 0 on, the line at y 0, figures so many pixels high.
func (p *Scribe) line(s *School, ms []mark, height, scale float64, r *rand.Rand) (inks []*mask, err error) {
	x := 0.0
	var last point // where the pen was lifted
	joined := false
	drift := p.slope
	first := -1.0
	raisedTo := 0.0
	for _, m := range ms {
		if m.c == ' ' || m.space {
			x += height * (.22 + .3*r.Float64()) * p.spread
			joined = false
		}
		if m.c == ' ' {
			continue
		}
		c, accent := m.c, rune(0)
		sh, err := p.written(s, c, r)
		if plain, has := plainOf[c]; has {
			if err != nil || r.IntN(3) == 0 {
				c, accent = plain, m.c
				if sh, err = p.written(s, c, r); err != nil {
					return nil, err
				}
			}
		} else if err != nil {
			return nil, err
		}
		size := height * (1 + p.grow*r.NormFloat64())
		if c >= 'a' && c <= 'z' {
			size *= p.lower
		}
		foot := drift*x + p.bob*height*r.NormFloat64()
		if m.raised {
			size *= .5 + .2*r.Float64()
			foot -= height * (.3 + .15*r.Float64())
			if first < 0 {
				first = x
			}
		}
		bend := p.bent(c, r)
		sin, cos := math.Sincos(p.turn * r.NormFloat64())
		wide := p.wide * (.95 + .1*r.Float64())
		place := func(q point) point {
			dx, dy := bend(q.x, q.y)
			qx, qy := (q.x+dx)*wide+(1-q.y)*p.slant, q.y+dy-1
			qx, qy = qx*cos-qy*sin, qx*sin+qy*cos
			return point{x + qx*size, foot + qy*size}
		}
		lines := make([]stroke, len(sh.lines))
		for i, l := range sh.lines {
			for _, q := range l {
				lines[i] = append(lines[i], place(q))
			}
		}
		nib := max(p.nib*scale, .7)
		width := func(t float64) float64 { return nib * (1 - p.press*t) }
		var ink *mask
		if sh.closed {
			if ink = filled(lines); p.nib > .5 && !ink.Empty() {
				extra := (p.nib - .5) * scale
				closed := make([]stroke, len(lines))
				for i, l := range lines {
					closed[i] = append(append(stroke{}, l...), l[0])
				}
				ink = joinedMasks(ink, inked(closed, func(float64) float64 { return extra }))
			}
		} else {
			if joined && r.Float64() < p.join {
				lines = append(lines, stroke{last, lines[0][0]})
			}
			end := lines[len(sh.lines)-1]
			last = end[len(end)-1]
			ink = inked(lines, width)
		}
		joined = !sh.closed
		inks = append(inks, ink)
		if accent != 0 {
			if lines := accents(accent, sh.advance/2+.1*r.NormFloat64(), top(sh)-.1); lines != nil {
				for i := range lines {
					for j := range lines[i] {
						lines[i][j] = place(lines[i][j])
					}
				}
				inks = append(inks, inked(lines, width))
			}
		}
		gap := 0.0
		if m.c >= '0' && m.c <= '9' {
			gap = .04
		}
		x += size * (sh.advance*wide*p.spread + gap) * (1 + p.jitter*r.NormFloat64())
		if m.raised {
			raisedTo = x
		}
	}
	if first >= 0 && r.IntN(2) == 0 {
		y := -height * (.1 + .15*r.Float64())
		inks = append(inks, inked([]stroke{{{first, y}, {raisedTo, y + .05*height*r.NormFloat64()}}}, func(float64) float64 { return max(.4*scale, .7) }))
	}
	return inks, nil
}

func top(sh shape) float64 {
	y := 1.0
	for _, l := range sh.lines {
		for _, q := range l {
			y = min(y, q.y)
		}
	}
	return y
}

func joinedMasks(a, b *mask) *mask {
	if b.Empty() {
		return a
	}
	return joined(a, b)
}

func extent(inks []*mask) (b image.Rectangle) {
	for _, m := range inks {
		if !m.Empty() {
			b = b.Union(m.Rectangle)
		}
	}
	return b
}
