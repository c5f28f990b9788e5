package penman

import (
	"image"
	"math"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// mask is the ink of one character, at its place on the paper.
type mask struct {
	image.Rectangle
	alpha []uint8
}

func (m *mask) at(x, y int) uint8 {
	if !(image.Point{X: x, Y: y}).In(m.Rectangle) {
		return 0
	}
	return m.alpha[(y-m.Min.Y)*m.Dx()+x-m.Min.X]
}

// bounds is the least rectangle in which points lie, with room around.
func bounds(lines []stroke, room float64) image.Rectangle {
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, s := range lines {
		for _, p := range s {
			x0, y0, x1, y1 = min(x0, p.x), min(y0, p.y), max(x1, p.x), max(y1, p.y)
		}
	}
	if x0 > x1 {
		return image.Rectangle{}
	}
	return image.Rect(int(x0-room), int(y0-room), int(x1+room)+2, int(y1+room)+2)
}

// inked draws lines with a round nib; the width changes along each as pressure does.
func inked(lines []stroke, width func(t float64) float64) *mask {
	most := max(width(0), width(.5), width(1))
	m := &mask{Rectangle: bounds(lines, most+1)}
	m.alpha = make([]uint8, m.Dx()*m.Dy())
	for _, s := range lines {
		for i := range len(s) - 1 {
			m.segment(s[i], s[i+1], width(float64(i)/float64(len(s)))/2)
		}
	}
	return m
}

// segment covers what is nearer to it than half, softly at its edge.
func (m *mask) segment(a, b point, half float64) {
	x0, x1 := int(min(a.x, b.x)-half-1), int(max(a.x, b.x)+half+2)
	y0, y1 := int(min(a.y, b.y)-half-1), int(max(a.y, b.y)+half+2)
	dx, dy := b.x-a.x, b.y-a.y
	long := dx*dx + dy*dy
	for y := max(y0, m.Min.Y); y < min(y1, m.Max.Y); y++ {
		for x := max(x0, m.Min.X); x < min(x1, m.Max.X); x++ {
			px, py := float64(x)+.5-a.x, float64(y)+.5-a.y
			t := 0.0
			if long > 0 {
				t = min(1, max(0, (px*dx+py*dy)/long))
			}
			cover := half + .5 - math.Hypot(px-t*dx, py-t*dy)
			if cover > 0 {
				at := (y-m.Min.Y)*m.Dx() + x - m.Min.X
				m.alpha[at] = max(m.alpha[at], uint8(min(cover, 1)*255))
			}
		}
	}
}

// filled covers closed outlines.
func filled(outlines []stroke) *mask {
	m := &mask{Rectangle: bounds(outlines, 1)}
	if m.Empty() {
		return m
	}
	z := vector.NewRasterizer(m.Dx(), m.Dy())
	for _, s := range outlines {
		for i, p := range s {
			x, y := float32(p.x-float64(m.Min.X)), float32(p.y-float64(m.Min.Y))
			if i == 0 {
				z.MoveTo(x, y)
			} else {
				z.LineTo(x, y)
			}
		}
		z.ClosePath()
	}
	img := image.NewAlpha(image.Rect(0, 0, m.Dx(), m.Dy()))
	z.Draw(img, img.Rect, image.Opaque, image.Point{})
	m.alpha = img.Pix
	return m
}

// outlined is a font's character with figures one unit high on the line, as lines,
// and how far the pen moves on.
func outlined(f *sfnt.Font, c rune) ([]stroke, float64, error) {
	const em = 1000
	var buf sfnt.Buffer
	high, err := figureHeight(f, &buf)
	if err != nil {
		return nil, 0, err
	}
	g, err := f.GlyphIndex(&buf, c)
	if err != nil {
		return nil, 0, err
	}
	segs, err := f.LoadGlyph(&buf, g, fixed.I(em), nil)
	if err != nil {
		return nil, 0, err
	}
	at := func(p fixed.Point26_6) point {
		return point{float64(p.X) / 64 / high, 1 + float64(p.Y)/64/high}
	}
	var out []stroke
	for _, s := range segs {
		last := len(out) - 1
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			out = append(out, stroke{at(s.Args[0])})
		case sfnt.SegmentOpLineTo:
			a, b := out[last][len(out[last])-1], at(s.Args[0])
			for k := 1; k <= 4; k++ {
				t := float64(k) / 4
				out[last] = append(out[last], point{a.x + t*(b.x-a.x), a.y + t*(b.y-a.y)})
			}
		case sfnt.SegmentOpQuadTo:
			a, b, c := out[last][len(out[last])-1], at(s.Args[0]), at(s.Args[1])
			for k := 1; k <= 4; k++ {
				t := float64(k) / 4
				u := 1 - t
				out[last] = append(out[last], point{u*u*a.x + 2*u*t*b.x + t*t*c.x, u*u*a.y + 2*u*t*b.y + t*t*c.y})
			}
		case sfnt.SegmentOpCubeTo:
			a, b, c, d := out[last][len(out[last])-1], at(s.Args[0]), at(s.Args[1]), at(s.Args[2])
			for k := 1; k <= 5; k++ {
				t := float64(k) / 5
				u := 1 - t
				out[last] = append(out[last], point{u*u*u*a.x + 3*u*u*t*b.x + 3*u*t*t*c.x + t*t*t*d.x, u*u*u*a.y + 3*u*u*t*b.y + 3*u*t*t*c.y + t*t*t*d.y})
			}
		}
	}
	adv, err := f.GlyphAdvance(&buf, g, fixed.I(em), 0)
	return out, float64(adv) / 64 / high, err
}

// figureHeight is that of most figures of a font of 1000 units.
func figureHeight(f *sfnt.Font, buf *sfnt.Buffer) (float64, error) {
	sum := 0.0
	for _, c := range "1238" {
		g, err := f.GlyphIndex(buf, c)
		if err != nil {
			return 0, err
		}
		b, _, err := f.GlyphBounds(buf, g, fixed.I(1000), 0)
		if err != nil {
			return 0, err
		}
		sum += float64(b.Max.Y-b.Min.Y) / 64
	}
	return max(sum/4, 1), nil
}
