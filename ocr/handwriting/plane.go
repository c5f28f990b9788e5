package handwriting

import "bordereau/ocr/handwriting/net"

// plane is ink drawn smaller or larger, net.Side pixels high: what is at left and top
// of the ink comes to its corner.
type plane struct {
	width            int
	left, top, scale float64
	pixels           []float32
}

func newPlane(width int) *plane {
	return &plane{width: width, pixels: make([]float32, width*net.Side)}
}

// splat covers what a pixel of the ink comes to by its share of each pixel.
func (p *plane) splat(x, y int, dark uint8) {
	left, top := (float64(x)-p.left)*p.scale, (float64(y)-p.top)*p.scale
	for py := max(int(top), 0); py < net.Side && float64(py) < top+p.scale; py++ {
		sy := min(top+p.scale, float64(py+1)) - max(top, float64(py))
		for px := max(int(left), 0); px < p.width && float64(px) < left+p.scale; px++ {
			sx := min(left+p.scale, float64(px+1)) - max(left, float64(px))
			if sx > 0 && sy > 0 {
				p.pixels[py*p.width+px] += float32(dark) / 255 * float32(sx*sy)
			}
		}
	}
}

func grey(v float32) uint8 { return uint8(max(0, min(1, v))*255 + .5) }

// shown is how much of the line is seen around a candidate, in heights of its figures.
const shown = 1.8

// surroundings is the whole line at the size at which candidates are seen among what
// stands around them.
func (k *ink) surroundings(pieces []piece, high, mid float64) *plane {
	scale := net.Side / (shown * high)
	p := newPlane(int(float64(k.w)*scale) + 1)
	p.scale, p.top = scale, mid-shown*high/2
	for _, q := range pieces {
		for _, i := range q.at {
			p.splat(int(i)%k.w, int(i)/k.w, k.dark[i])
		}
	}
	return p
}

// show draws the candidate in its place and size on the line, and the other ink there.
func (p *plane) show(c *Candidate, k *ink, at []int32) {
	from := int(float64(c.Box.Min.X+c.Box.Max.X)/2*p.scale) - net.Side/2
	own := newPlane(net.Side)
	own.scale, own.top, own.left = p.scale, p.top, float64(from)/p.scale
	for _, i := range at {
		own.splat(int(i)%k.w, int(i)/k.w, k.dark[i])
	}
	const size = net.Side * net.Side
	for y := range net.Side {
		for x := range net.Side {
			v := own.pixels[y*net.Side+x]
			c.Pixels[size+y*net.Side+x] = grey(v)
			if px := from + x; px >= 0 && px < p.width {
				c.Pixels[2*size+y*net.Side+x] = grey(p.pixels[y*p.width+px] - v)
			}
		}
	}
}
