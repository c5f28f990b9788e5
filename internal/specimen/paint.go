package specimen

import (
	"image"
	"math"

	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// painter puts sheets down in pixels at one resolution.
type painter struct {
	dpi   int
	scale float64 // pixels a millimetre
}

func newPainter(dpi int) *painter { return &painter{dpi, float64(dpi) / 25.4} }

func (p *painter) px(mm float64) float64 { return mm * p.scale }

func (p *painter) paint(s *sheet) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, int(math.Round(p.px(s.w))), int(math.Round(p.px(s.h)))))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	for _, sh := range s.shapes {
		if !sh.over {
			p.shape(img, sh)
		}
	}
	fd := theFoundry()
	fd.mu.Lock()
	for _, t := range s.prints {
		if t.pen == nil {
			p.print(img, fd, t)
		}
	}
	fd.mu.Unlock()
	for _, t := range s.prints {
		if t.pen != nil {
			p.handwrite(img, t)
		}
	}
	for _, sh := range s.shapes {
		if sh.over {
			p.shape(img, sh)
		}
	}
	for _, m := range s.stamps {
		p.press(img, m)
	}
	return img
}

func (p *painter) print(img *image.Gray, fd *foundry, t print) {
	ppem := fixed.Int26_6(math.Round(t.size * float64(p.dpi) / 72 * 64))
	pen, base := p.px(t.x), int(math.Round(p.px(t.y)))
	for _, r := range t.text {
		if r != ' ' && r != '\u00a0' {
			whole := math.Floor(pen)
			k := fd.cast(t.face, r, ppem, int((pen-whole)*4))
			blend(img, int(whole)+k.x, base+k.y, k.w, k.h, k.alpha, t.grey)
		}
		if t.spacing > 0 {
			pen += p.px(t.spacing)
		} else {
			pen += fd.advance(t.face, r) * t.size * float64(p.dpi) / 72
		}
	}
}

// blend lays ink of a grey on the picture by its coverage.
func blend(img *image.Gray, x, y, w, h int, alpha []uint8, grey uint8) {
	x0, x1 := max(0, -x), min(w, img.Rect.Dx()-x)
	for j := max(0, -y); j < min(h, img.Rect.Dy()-y); j++ {
		row := img.Pix[(y+j)*img.Stride+x:]
		for i := x0; i < x1; i++ {
			if a := int(alpha[j*w+i]); a != 0 {
				v := int(row[i])
				row[i] = uint8(v + (int(grey)-v)*a/255)
			}
		}
	}
}

func (p *painter) shape(img *image.Gray, s shape) {
	if s.kind == fill {
		p.fill(img, s.pts, s.grey)
		return
	}
	half := s.width / 2
	for i := 1; i < len(s.pts); i++ {
		a, b := s.pts[i-1], s.pts[i]
		dx, dy := b[0]-a[0], b[1]-a[1]
		l := math.Hypot(dx, dy)
		if l == 0 {
			continue
		}
		// Each piece is lengthened a little so that a bent line has no gaps.
		ux, uy := dx/l*half, dy/l*half
		e := 0.0
		if len(s.pts) > 2 {
			e = 0.6
		}
		p.fill(img, [][2]float64{
			{a[0] - uy - ux*e, a[1] + ux - uy*e}, {b[0] - uy + ux*e, b[1] + ux + uy*e},
			{b[0] + uy + ux*e, b[1] - ux + uy*e}, {a[0] + uy - ux*e, a[1] - ux - uy*e},
		}, s.grey)
	}
}

func (p *painter) fill(img *image.Gray, pts [][2]float64, grey uint8) {
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, q := range pts {
		x0, x1 = min(x0, p.px(q[0])), max(x1, p.px(q[0]))
		y0, y1 = min(y0, p.px(q[1])), max(y1, p.px(q[1]))
	}
	x0, y0 = math.Floor(max(x0, 0)), math.Floor(max(y0, 0))
	x1, y1 = math.Ceil(min(x1, float64(img.Rect.Dx()))), math.Ceil(min(y1, float64(img.Rect.Dy())))
	w, h := int(x1-x0), int(y1-y0)
	if w <= 0 || h <= 0 {
		return
	}
	z := vector.NewRasterizer(w, h)
	for i, q := range pts {
		x, y := float32(p.px(q[0])-x0), float32(p.px(q[1])-y0)
		if i == 0 {
			z.MoveTo(x, y)
		} else {
			z.LineTo(x, y)
		}
	}
	z.ClosePath()
	blend(img, int(x0), int(y0), w, h, coverage(z), grey)
}

func coverage(z *vector.Rasterizer) []uint8 {
	b := z.Bounds()
	dst := image.NewAlpha(b)
	z.Draw(dst, b, image.Opaque, image.Point{})
	return dst.Pix
}
