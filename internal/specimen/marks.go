package specimen

import (
	"math"
	"math/rand/v2"
)

// signature scribbles with a pen in a box of w by h millimetres.
func (s *sheet) signature(r *rand.Rand, x, y, w, h float64) {
	n := 5 + r.IntN(5)
	knots := make([][2]float64, n+1)
	for i := range knots {
		knots[i] = [2]float64{x + w*(float64(i)+0.6*r.Float64())/float64(n+1), y + h*r.Float64()}
	}
	var pts [][2]float64
	for i := 0; i+1 < len(knots); i++ { // Catmull-Rom through the knots
		p0, p1, p2, p3 := knots[max(i-1, 0)], knots[i], knots[i+1], knots[min(i+2, n)]
		for t := 0.0; t < 1; t += 1.0 / 12 {
			var q [2]float64
			for k := range q {
				q[k] = 0.5 * (2*p1[k] + (p2[k]-p0[k])*t + (2*p0[k]-5*p1[k]+4*p2[k]-p3[k])*t*t + (3*p1[k]-p0[k]-3*p2[k]+p3[k])*t*t*t)
			}
			pts = append(pts, q)
		}
	}
	s.curve(0.4, 40, true, pts...)
	s.curve(0.4, 40, true, [2]float64{x + w*0.1, y + h*0.8}, [2]float64{x + w*0.9, y + h*(0.6+0.2*r.Float64())})
}

// waves is the light ground of a security paper.
func (s *sheet) waves(x, y, w, h, step float64, grey uint8) {
	for k := 0; float64(k)*step < h; k++ {
		var pts [][2]float64
		for t := 0.0; t <= w; t += 2 {
			pts = append(pts, [2]float64{x + t, y + float64(k)*step + 0.8*math.Sin(t/4+float64(k))})
		}
		s.curve(0.12, grey, false, pts...)
	}
}

// portrait is nobody: a head and shoulders in greys.
func (s *sheet) portrait(r *rand.Rand, x, y, w, h float64) {
	s.block(x, y, w, h, 215)
	s.oval(x+w/2, y+h*1.02, w*0.46, h*0.34, uint8(90+r.IntN(60)), y+h)
	s.oval(x+w/2, y+h*0.40, w*0.27, h*0.27, uint8(60+r.IntN(60)), y+h) // hair
	s.oval(x+w/2, y+h*0.45, w*0.22, h*0.23, uint8(165+r.IntN(30)), y+h)
	s.frame(x, y, w, h, 0.2, 120)
}

// oval is cut off below the floor.
func (s *sheet) oval(cx, cy, rx, ry float64, grey uint8, floor float64) {
	pts := make([][2]float64, 36)
	for i := range pts {
		sin, cos := math.Sincos(float64(i) * math.Pi / 18)
		pts[i] = [2]float64{cx + rx*cos, min(cy+ry*sin, floor)}
	}
	s.polygon(grey, pts...)
}

// logo is a bank's or firm's mark, of the given height.
func (s *sheet) logo(r *rand.Rand, x, y, h float64) {
	g := uint8(40 + r.IntN(60))
	switch r.IntN(3) {
	case 0:
		s.oval(x+h/2, y+h/2, h/2, h/2, g, y+h)
		s.oval(x+h/2, y+h/2, h/4, h/4, 255, y+h)
	case 1:
		s.polygon(g, [2]float64{x, y + h}, [2]float64{x + h/2, y}, [2]float64{x + h, y + h})
	default:
		s.block(x, y, h*0.45, h, g)
		s.block(x+h*0.55, y+h*0.4, h*0.45, h*0.6, g+40)
	}
}

// addressed puts a name and address as in a letter's window.
func (s *sheet) addressed(x, y float64, f face, size float64, c *Customer) float64 {
	return s.lines(x, y, f, size, size*0.48, c.Title(), c.Street, c.Town())
}
