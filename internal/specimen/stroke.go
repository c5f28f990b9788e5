package specimen

import (
	"math"
	"math/rand/v2"
)

// sign lays a signature in a box of w by h millimetres, unless the Spec wants none.
func (l *leaf) sign(x, y, w, h float64) {
	l.area("signature", x, y, w, h)
	if l.w.spec.Defects.Unsigned {
		return
	}
	r := stream(l.w.spec.Seed, "signature", 0)
	l.autograph(r, l.w.spec.Seed > HeldOut, x, y, w, h)
}

// autograph draws a signature: strokes whose weight follows the speed of the pen. Some
// ways of signing are kept for measuring.
func (s *sheet) autograph(r *rand.Rand, heldOut bool, x, y, w, h float64) {
	ink := uint8(25 + r.IntN(70))
	ways := []func(*rand.Rand) [][2]float64{scrawl, loops, zigzag}
	if heldOut {
		ways = []func(*rand.Rand) [][2]float64{coil, hooks}
	}
	pts := pick(r, ways)(r)
	lean := 0.3 * (r.Float64() - 0.3)
	for i, q := range pts {
		pts[i] = [2]float64{x + w*(0.06+0.86*q[0]) + lean*h*(0.5-q[1])*0.5, y + h*(0.05+0.9*q[1])}
	}
	s.penStroke(r, 0.25+0.35*r.Float64(), ink, pts)
	if r.IntN(2) == 0 {
		rise := h * 0.3 * r.Float64()
		s.penStroke(r, 0.35, ink, smooth([][2]float64{{x + w*0.08, y + h*0.86}, {x + w*0.5, y + h*0.8 - rise/3}, {x + w*0.93, y + h*0.88 - rise}}))
	}
}

// penStroke is thin where the pen is fast.
func (s *sheet) penStroke(r *rand.Rand, weight float64, ink uint8, pts [][2]float64) {
	phase := r.Float64() * 6
	s.polygon(ink, ribbon(pts, func(i int) float64 {
		a, b := pts[max(i-1, 0)], pts[i]
		speed := math.Hypot(b[0]-a[0], b[1]-a[1])
		return weight * (1.25 - min(0.7, speed*0.6) + 0.2*math.Sin(phase+float64(i)/9))
	})...)
	s.shapes[len(s.shapes)-1].over = true
}

// smooth runs a curve of Catmull and Rom through knots.
func smooth(knots [][2]float64) [][2]float64 {
	var pts [][2]float64
	n := len(knots) - 1
	for i := range n {
		p0, p1, p2, p3 := knots[max(i-1, 0)], knots[i], knots[i+1], knots[min(i+2, n)]
		for k := range 12 {
			t := float64(k) / 12
			var q [2]float64
			for d := range q {
				q[d] = 0.5 * (2*p1[d] + (p2[d]-p0[d])*t + (2*p0[d]-5*p1[d]+4*p2[d]-p3[d])*t*t + (3*p1[d]-p0[d]-3*p2[d]+p3[d])*t*t*t)
			}
			pts = append(pts, q)
		}
	}
	return append(pts, knots[n])
}

// The ways to sign give a curve in the unit square.

func scrawl(r *rand.Rand) [][2]float64 {
	n := 7 + r.IntN(6)
	knots := make([][2]float64, n+1)
	for i := range knots {
		knots[i] = [2]float64{(float64(i) + 0.8*r.Float64()) / (float64(n) + 0.8), 0.1 + 0.8*r.Float64()}
	}
	return smooth(knots)
}

func loops(r *rand.Rand) [][2]float64 {
	n := 3 + r.IntN(4)
	var pts [][2]float64
	for i := range 36 * n {
		a := float64(i) * math.Pi / 18
		t := float64(i) / float64(36*n)
		size := 0.45 * (1 - 0.75*t) * (0.75 + 0.25*math.Sin(3*a+float64(n)))
		pts = append(pts, [2]float64{clamp(0.08 + 0.8*t - 0.1*math.Sin(a)), clamp(0.5 - size*math.Cos(a))})
	}
	return pts
}

func zigzag(r *rand.Rand) [][2]float64 {
	knots := [][2]float64{{0.02, 0.9}, {0.14, 0.05}, {0.2, 0.85}}
	for x := 0.26; x < 0.95; x += 0.05 + 0.04*r.Float64() {
		y := 0.62
		if len(knots)%2 == 0 {
			y = 0.35 + 0.2*r.Float64()
		}
		knots = append(knots, [2]float64{x, y + 0.06*r.Float64()})
	}
	return smooth(append(knots, [2]float64{0.99, 0.3}))
}

func coil(r *rand.Rand) [][2]float64 {
	turns := 5 + r.IntN(5)
	var pts [][2]float64
	for i := range 30 * turns {
		a := float64(i) * math.Pi / 15
		t := float64(i) / float64(30*turns)
		pts = append(pts, [2]float64{clamp(0.1 + 0.8*t + 0.09*math.Cos(a)), clamp(0.5 + (0.42-0.25*t)*math.Sin(a))})
	}
	return pts
}

func hooks(r *rand.Rand) [][2]float64 {
	knots := [][2]float64{{0.3, 0.1}, {0.05, 0.4}, {0.25, 0.95}, {0.5, 0.2}, {0.4, 0.05}, {0.35, 0.6}}
	for x := 0.5; x < 1; x += 0.12 {
		knots = append(knots, [2]float64{x, 0.7 + 0.2*r.Float64()}, [2]float64{x + 0.05, 0.25 + 0.3*r.Float64()})
	}
	return smooth(knots)
}

func clamp(v float64) float64 { return max(0, min(1, v)) }

// bars is a printed crossing (CMF L131-44): two parallel slanted bars between x and x+w.
func (l *leaf) bars(x, y, w, h float64) {
	l.w.truth.Crossed = true
	for _, dx := range []float64{0, 4} {
		l.rule(x+dx, y+h, x+dx+w-4, y, 0.35, 90)
	}
}

// perhapsBars is a crossing that the holder draws, or none: the form has none in print.
func (l *leaf) perhapsBars(x, y, w, h float64) {
	if l.r.IntN(3) == 0 {
		return
	}
	l.w.truth.Crossed = true
	grey := uint8(40 + l.r.IntN(50))
	for k := range 2 {
		dx := 4.5*float64(k) + 1.2*l.r.Float64()
		bend := 1.5 * (l.r.Float64() - 0.5)
		l.penStroke(l.r, 0.5, grey, smooth([][2]float64{{x + dx, y + h*(0.9+0.1*l.r.Float64())}, {x + dx + w*0.4 + bend, y + h/2}, {x + dx + w - 6, y + h*0.1*l.r.Float64()}}))
	}
}
