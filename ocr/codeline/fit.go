package codeline

import "math"

// fit holds the characters of a zone to an even pitch and a straight line through
// their neighbours, those most that are most surely what they are.
func (c *closeup) fit() {
	type point struct{ u, v, weight float64 }
	at := make([]point, len(c.spots))
	for i := range c.spots {
		s := &c.spots[i]
		at[i] = point{(s.x*c.cos + s.y*c.sin) / c.p.mm, (s.y*c.cos - s.x*c.sin) / c.p.mm, max(0.1, float64(s.score[s.letter]))}
	}
	for i := range c.spots {
		from, to := i, i+1
		for from > 0 && i-from < fitted && at[from].u-at[from-1].u < sameZone {
			from--
		}
		for to < len(at) && to-i <= fitted && at[to].u-at[to-1].u < sameZone {
			to++
		}
		var w, wn, wnn, u, nu, v, nv float64
		for j := from; j < to; j++ {
			p, n := at[j], float64(j-i)
			w, wn, wnn = w+p.weight, wn+p.weight*n, wnn+p.weight*n*n
			u, nu, v, nv = u+p.weight*p.u, nu+p.weight*n*p.u, v+p.weight*p.v, nv+p.weight*n*p.v
		}
		mu, mv := u/w, v/w
		if det := w*wnn - wn*wn; det > 1e-6*w*w {
			mu, mv = (wnn*u-wn*nu)/det, (wnn*v-wn*nv)/det
		}
		s := &c.spots[i]
		s.x, s.y = (mu*c.cos-mv*c.sin)*c.p.mm, (mu*c.sin+mv*c.cos)*c.p.mm
	}
	c.refresh()
}

// level turns the direction of the line to that in which its characters stand: the
// row that they were found by may run a degree beside them, which at their heads and
// feet is half the width of a bar.
func (c *closeup) level() {
	var w, wu, wuu, wv, wuv float64
	for i := range c.spots {
		s := &c.spots[i]
		u, v, k := s.x*c.cos+s.y*c.sin, s.y*c.cos-s.x*c.sin, max(0.1, float64(s.score[s.letter]))
		w, wu, wuu, wv, wuv = w+k, wu+k*u, wuu+k*u*u, wv+k*v, wuv+k*u*v
	}
	if det := w*wuu - wu*wu; det > 1e-6*w*w {
		sin, cos := math.Sincos(math.Atan((w*wuv - wu*wv) / det))
		c.sin, c.cos = c.sin*cos+c.cos*sin, c.cos*cos-c.sin*sin
	}
}

// measure finds the size of the characters and the blur under which the line is most
// like what it seems to be.
func (c *closeup) measure() {
	try := func(tall, wide, blur float64) float32 {
		c.tall, c.wide, c.stencil = tall, wide, c.blurred(blur)
		c.refresh()
		return c.told()
	}
	tall, wide, blur := c.tall, c.wide, blurs[0]
	top := try(tall, wide, blur)
	for _, b := range blurs[1:] {
		if v := try(tall, wide, b); v > top {
			top, blur = v, b
		}
	}
	for _, t := range []float64{0.86, 0.93, 1.07} {
		if v := try(t, wide, blur); v > top {
			top, tall = v, t
		}
	}
	for _, w := range []float64{0.96, 1.04} {
		if v := try(tall, w, blur); v > top {
			top, wide = v, w
		}
	}
	try(tall, wide, blur)
}

// told is how much the line's letters tell of its pixels, on average of a pixel.
func (c *closeup) told() float32 {
	sum, n := float32(0), 1
	for i := range c.spots {
		s := &c.spots[i]
		sum += c.likelihood(s, s.letter, 0, 0)
		n += len(s.at)
	}
	return sum / float32(n)
}
