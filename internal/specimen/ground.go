package specimen

import (
	"math"
	"math/rand/v2"
)

// ribbon is a curve of a width that may change along it, drawn in one piece.
func ribbon(pts [][2]float64, width func(i int) float64) [][2]float64 {
	n := len(pts)
	out := make([][2]float64, 2*n)
	for i, q := range pts {
		a, b := pts[max(i-1, 0)], pts[min(i+1, n-1)]
		dx, dy := b[0]-a[0], b[1]-a[1]
		l := math.Hypot(dx, dy)
		if l == 0 {
			dx, l = 1, 1
		}
		half := width(i) / 2 / l
		out[i] = [2]float64{q[0] - dy*half, q[1] + dx*half}
		out[2*n-1-i] = [2]float64{q[0] + dy*half, q[1] - dx*half}
	}
	return out
}

func (s *sheet) thread(width float64, grey uint8, pts [][2]float64) {
	s.polygon(grey, ribbon(pts, func(int) float64 { return width })...)
}

// The grounds are the faint prints of security paper, each of another bank; h is how
// far down they reach, above the white band of the code line.

// crossedWaves are two sets of waves through each other.
func (s *sheet) crossedWaves(h, step, length float64, grey uint8) {
	for k := 1; float64(k)*step < h-1.5; k++ {
		for _, sign := range []float64{1, -1} {
			var pts [][2]float64
			for x := 1.0; x <= s.w-1; x += 1.5 {
				pts = append(pts, [2]float64{x, float64(k)*step + sign*1.1*math.Sin(x/length+0.35*float64(k))})
			}
			s.thread(0.12, grey, pts)
		}
	}
}

// rosette is a guilloche around a point.
func (s *sheet) rosette(cx, cy, radius float64, petals int, grey uint8) {
	for k := range 6 {
		var pts [][2]float64
		for i := range 241 {
			a := float64(i) * math.Pi / 120
			d := radius * (0.62 + 0.3*math.Sin(float64(petals)*a+float64(k)*math.Pi/6)*(0.4+0.1*float64(k)))
			sin, cos := math.Sincos(a)
			pts = append(pts, [2]float64{cx + 1.6*d*cos, cy + d*sin})
		}
		s.curve(0.11, grey, false, pts...)
	}
}

// slanted are fine parallel lines.
func (s *sheet) slanted(h, step, lean float64, grey uint8) {
	for x := -h * lean; x < s.w; x += step {
		from, to := x, x+h*lean
		y0, y1 := 1.0, h-1
		if from < 1 {
			y0, from = y0+(1-from)/lean, 1
		}
		if to > s.w-1 {
			y1, to = y1-(to-s.w+1)/lean, s.w-1
		}
		if y0 < y1 && from < to {
			s.curve(0.1, grey, false, pieces([2]float64{from, y0}, [2]float64{to, y1}, 12)...)
		}
	}
}

// pieces parts a straight line: a slanted one is drawn faster in short pieces.
func pieces(a, b [2]float64, n int) [][2]float64 {
	pts := make([][2]float64, n+1)
	for i := range pts {
		t := float64(i) / float64(n)
		pts[i] = [2]float64{a[0] + (b[0]-a[0])*t, a[1] + (b[1]-a[1])*t}
	}
	return pts
}

// tinted is a flat colour with the name of the bank in fine print all over.
func (s *sheet) tinted(r *rand.Rand, h float64, grey uint8) {
	s.block(1, 1, s.w-2, h-1, grey)
	for k := range 5 {
		s.curve(0.25, grey-12, false, arc(s.w*(0.1+0.8*r.Float64()), h*1.2, 18+9*float64(k), h)...)
	}
}

// arc is an arch over a point that stands below the floor, cut at the floor.
func arc(cx, cy, radius, floor float64) [][2]float64 {
	var pts [][2]float64
	for i := range 61 {
		sin, cos := math.Sincos(math.Pi + math.Pi*float64(i)/60)
		if q := [2]float64{cx + radius*cos*1.4, cy + radius*sin}; q[1] < floor && q[1] > 1 && q[0] > 1 && q[0] < chequeWidth-1 {
			pts = append(pts, q)
		}
	}
	if len(pts) < 2 {
		pts = [][2]float64{{1, 1}, {1.1, 1}}
	}
	return pts
}
