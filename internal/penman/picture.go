package penman

import "image"

// With writes with the figures of somebody else: figure gives a picture of a digit,
// ink light on dark, or nil for what this hand writes itself.
func (h Hand) With(figure func(c rune) *image.Gray) Hand {
	h.figure = figure
	return h
}

// pictured is the ink of a picture, its figure so high with its foot at y and its
// left edge at x.
func pictured(img *image.Gray, x, y, height float64) *mask {
	ink := image.Rectangle{}
	for py := img.Rect.Min.Y; py < img.Rect.Max.Y; py++ {
		for px := img.Rect.Min.X; px < img.Rect.Max.X; px++ {
			if img.GrayAt(px, py).Y > 100 {
				ink = ink.Union(image.Rect(px, py, px+1, py+1))
			}
		}
	}
	if ink.Empty() {
		return &mask{}
	}
	scale := height / float64(ink.Dy())
	w, h := int(float64(ink.Dx())*scale)+3, int(height)+3
	left, top := int(x)-1, int(y-height)-1
	m := &mask{Rectangle: image.Rect(left, top, left+w, top+h), alpha: make([]uint8, w*h)}
	for j := range h {
		for i := range w {
			v := between(img, (float64(i)-.5)/scale+float64(ink.Min.X)-.5, (float64(j)-.5)/scale+float64(ink.Min.Y)-.5)
			m.alpha[j*w+i] = uint8(min(255, max(0, (v-90)*2.2))) // an edge as sharp as the paper's
		}
	}
	return m
}

// between is the grey of a picture between its pixels.
func between(img *image.Gray, x, y float64) float64 {
	x0, y0 := int(x+1000)-1000, int(y+1000)-1000
	fx, fy := x-float64(x0), y-float64(y0)
	at := func(x, y int) float64 { return float64(img.GrayAt(x, y).Y) } // 0 outside
	return (at(x0, y0)*(1-fx)+at(x0+1, y0)*fx)*(1-fy) + (at(x0, y0+1)*(1-fx)+at(x0+1, y0+1)*fx)*fy
}
