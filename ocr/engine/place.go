package engine

import (
	"math"

	"bordereau"
)

// place maps the page as displayed to a picture of it.
type place struct{ scale, dx, dy float64 }

// placeIn is the place of a picture of the whole page as displayed, at a scale of raw.
func (s *sheet) placeIn(x pix, scale float64) place {
	w, h := s.size()
	f := scale * s.scale
	return place{scale: f, dx: float64(x.width())/2 - float64(w)/2*f, dy: float64(x.height())/2 - float64(h)/2*f}
}

// box is where a box of the page as displayed lies in the picture.
func (p place) box(b bordereau.Box) rect {
	return rect{int(float64(b.X)*p.scale + p.dx), int(float64(b.Y)*p.scale + p.dy), int(float64(b.W) * p.scale), int(float64(b.H) * p.scale)}
}

// home is where a part of the picture lies on the page as displayed, which is w by h.
func (p place) home(r rect, w, h int) bordereau.Box {
	at := func(v int, d float64, most int) int {
		return min(max(int(math.Round((float64(v)-d)/p.scale)), 0), most)
	}
	x1, y1 := at(r.x, p.dx, w), at(r.y, p.dy, h)
	return bordereau.Box{X: x1, Y: y1, W: at(r.x+r.w, p.dx, w) - x1, H: at(r.y+r.h, p.dy, h) - y1}
}
