package penman

import (
	"math"
	"math/rand/v2"
)

// style is what one person makes of the shapes that all were taught.
type style struct {
	seed  uint64
	bend  float64 // how far points are from where they were taught, in heights
	loose float64 // and from there each time
	round float64 // how often strokes that meet are written as one, their corner round
	hook  float64 // how often a stroke begins or ends in a hook
	short float64 // how much of a stroke's ends may be missing or too long, of its length
}

// written is a character as this hand writes it this time: its strokes as lines.
func (st *style) written(c rune, variant int, r *rand.Rand) []stroke {
	var form []stroke
	if c == '0' {
		form = zero(r)
	} else {
		all := shapes[c]
		form = all[variant%len(all)]
	}
	own := rand.New(rand.NewPCG(st.seed, uint64(c)<<8+uint64(variant)))
	wide := (.8 + .4*own.Float64()) * (.93 + .14*r.Float64())
	joints := map[point]point{} // strokes that meet still meet
	var out []stroke
	for _, s := range form {
		moved := make(stroke, len(s))
		bend, loose := st.bend, st.loose
		if n := float64(len(s)); n > 5 { // points that are near each other go less far
			bend, loose = bend*5/n, loose*5/n
		}
		for i, p := range s {
			q, met := joints[p]
			if !met {
				q = point{(p.x + bend*own.NormFloat64() + loose*r.NormFloat64()) * wide, p.y + bend*own.NormFloat64() + loose*r.NormFloat64()}
				joints[p] = q
			}
			moved[i] = q
		}
		out = append(out, moved)
	}
	if r.Float64() < st.round {
		out = runOn(out)
	}
	for i, s := range out {
		s = s.smooth()
		if c != ',' && c != '.' {
			s = s.ended(st.short, r)
			if r.Float64() < st.hook {
				s = s.hooked(r)
			}
		}
		out[i] = s
	}
	return out
}

// runOn makes one stroke of those where one begins at the end of the other.
func runOn(strokes []stroke) []stroke {
	out := []stroke{strokes[0]}
	for _, s := range strokes[1:] {
		last := &out[len(out)-1]
		if (*last)[len(*last)-1] == s[0] {
			*last = append(append(stroke{}, *last...), s[1:]...)
		} else {
			out = append(out, s)
		}
	}
	return out
}

// ended is a stroke that is put down and lifted a little early or late.
func (s stroke) ended(share float64, r *rand.Rand) stroke {
	n := len(s)
	if n < 12 || share == 0 {
		return s
	}
	cut := func() int { return int(share * float64(n) * r.NormFloat64()) }
	from, to := min(max(cut(), 0), n/4), n-min(max(cut(), 0), n/4)
	out := append(stroke{}, s[from:to]...)
	if d := cut(); d > 0 {
		out = append(out, beyond(out[len(out)-3], out[len(out)-1], share*r.Float64()))
	}
	return out
}

// beyond is the point on the way from a to b a little further on.
func beyond(a, b point, by float64) point {
	long := max(math.Hypot(b.x-a.x, b.y-a.y), 1e-6)
	return point{b.x + (b.x-a.x)/long*by, b.y + (b.y-a.y)/long*by}
}

// hooked is a stroke with a small hook at one of its ends.
func (s stroke) hooked(r *rand.Rand) stroke {
	sin, cos := math.Sincos(2 * math.Pi * r.Float64())
	by := .04 + .1*r.Float64()
	if r.IntN(2) == 0 {
		p := s[0]
		return append(stroke{{p.x + by*cos, p.y + by*sin}}, s...)
	}
	p := s[len(s)-1]
	return append(append(stroke{}, s...), point{p.x + by*cos, p.y + by*sin})
}
