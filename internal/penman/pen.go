package penman

import (
	"math"
	"math/rand/v2"
)

// point is a place in letter heights: y 0 at the top of a figure, 1 on the line.
type point struct{ x, y float64 }

// stroke is the way of the pen from where it is put down; a smooth curve through its
// points, sharp where two strokes meet.
type stroke []point

// zero goes round once, and a little more or less.
func zero(r *rand.Rand) []stroke {
	rx, from := .2+.14*r.Float64(), -2.6+2*r.Float64()
	turn := 2*math.Pi + (-.35 + .9*r.Float64())
	if r.IntN(2) == 0 {
		from, turn = math.Pi-from, -turn
	}
	drift := .1 * (r.Float64() - .4)
	var s stroke
	for i := range 15 {
		t := float64(i) / 14
		sin, cos := math.Sincos(from + turn*t)
		s = append(s, point{.3 + (rx-drift*t)*cos, .5 + (.5-drift*t)*sin})
	}
	return []stroke{s}
}

// smooth is the curve of Catmull and Rom through the points.
func (s stroke) smooth() stroke {
	if len(s) < 2 {
		return s
	}
	const parts = 7
	at := func(i int) point { return s[min(max(i, 0), len(s)-1)] }
	var out stroke
	for i := range len(s) - 1 {
		a, b, c, d := at(i-1), at(i), at(i+1), at(i+2)
		for k := range parts {
			t := float64(k) / parts
			out = append(out, point{spline(a.x, b.x, c.x, d.x, t), spline(a.y, b.y, c.y, d.y, t)})
		}
	}
	return append(out, s[len(s)-1])
}

func spline(a, b, c, d, t float64) float64 {
	return b + .5*t*(c-a+t*(2*a-5*b+4*c-d+t*(3*(b-c)+d-a)))
}
