package codeline

import (
	"image"
	"math"
)

// plane is how dark each pixel is against the paper around it, 0 to 1, at a known
// number of pixels a millimetre.
type plane struct {
	w, h int
	mm   float64 // pixels a millimetre
	v    []float32
}

// reduced averages the page down to a number of pixels a millimetre (or takes it as
// it is, where it has fewer) and takes the paper away.
func reduced(img *image.Gray, mm, want float64) *plane {
	f := min(1, want/mm)
	w, h := max(1, int(float64(img.Rect.Dx())*f)), max(1, int(float64(img.Rect.Dy())*f))
	p := &plane{w: w, h: h, mm: mm * f, v: make([]float32, w*h)}
	if f == 1 {
		for y := range h {
			row := img.Pix[y*img.Stride : y*img.Stride+w]
			for x, v := range row {
				p.v[y*w+x] = float32(v)
			}
		}
	} else {
		p.average(img, f)
	}
	p.withoutPaper()
	return p
}

// average is an area map: every source pixel counts by the part of it that lies in
// the target.
func (p *plane) average(img *image.Gray, f float64) {
	sw := img.Rect.Dx()
	type span struct {
		from, to    int
		first, last float32
	}
	spans := func(n, limit int) []span {
		out := make([]span, n)
		for i := range out {
			a, b := float64(i)/f, min(float64(i+1)/f, float64(limit))
			s := span{from: int(a), to: min(int(math.Ceil(b)), limit)}
			s.first = float32(float64(s.from+1) - a)
			s.last = float32(b - float64(s.to-1))
			out[i] = s
		}
		return out
	}
	xs, ys := spans(p.w, sw), spans(p.h, img.Rect.Dy())
	row := make([]float32, sw)
	for y, s := range ys {
		clear(row)
		var weight float32
		for sy := s.from; sy < s.to; sy++ {
			k := float32(1)
			if sy == s.from {
				k = s.first
			} else if sy == s.to-1 {
				k = s.last
			}
			weight += k
			var weighed [256]float32
			for v := range weighed {
				weighed[v] = k * float32(v)
			}
			for x, v := range img.Pix[sy*img.Stride:][:len(row)] {
				row[x] += weighed[v]
			}
		}
		out := p.v[y*p.w:][:len(xs)]
		for x, t := range xs {
			sum, n := t.first*row[t.from], t.first
			for _, v := range row[t.from+1 : max(t.from+1, t.to-1)] {
				sum += v
				n++
			}
			if t.to-1 > t.from {
				sum += t.last * row[t.to-1]
				n += t.last
			}
			out[x] = sum / (n * weight)
		}
	}
}

const tileMM = 6.0 // wider than a character, narrower than a shadow

// withoutPaper turns grey into darkness: the paper is the brightest fifth of each
// tile, and between the middles of tiles it changes evenly.
func (p *plane) withoutPaper() {
	tile := max(8, int(tileMM*p.mm))
	tw, th := (p.w+tile-1)/tile, (p.h+tile-1)/tile
	paper := make([]float32, tw*th)
	var hist [256]int
	for ty := range th {
		for tx := range tw {
			clear(hist[:])
			n := 0
			for y := ty * tile; y < min((ty+1)*tile, p.h); y++ {
				for x := tx * tile; x < min((tx+1)*tile, p.w); x++ {
					hist[int(p.v[y*p.w+x])]++
					n++
				}
			}
			left, level := n/5, 255
			for level > 0 && left >= hist[level] {
				left -= hist[level]
				level--
			}
			paper[ty*tw+tx] = float32(max(level, 40))
		}
	}
	at := func(i, n int) (int, int, float32) {
		f := (float32(i)+0.5)/float32(tile) - 0.5
		a := min(max(int(math.Floor(float64(f))), 0), n-1)
		b := min(a+1, n-1)
		return a, b, min(max(f-float32(a), 0), 1)
	}
	type mix struct {
		from, to int
		share    float32
	}
	across := make([]mix, p.w)
	for x := range across {
		across[x].from, across[x].to, across[x].share = at(x, tw)
	}
	level := make([]float32, tw) // of the paper, along a row of pixels
	for y := range p.h {
		y0, y1, fy := at(y, th)
		for t := range level {
			level[t] = paper[y0*tw+t]*(1-fy) + paper[y1*tw+t]*fy
		}
		row := p.v[y*p.w : (y+1)*p.w]
		for x, m := range across {
			row[x] = min(max(1-row[x]/(level[m.from]*(1-m.share)+level[m.to]*m.share), 0), 1)
		}
	}
}

// at is the darkness between pixels; outside it is paper.
func (p *plane) at(x, y float64) float32 {
	x, y = x-0.5, y-0.5
	if x < 0 || y < 0 {
		return 0
	}
	x0, y0 := int(x), int(y)
	if x0+1 >= p.w || y0+1 >= p.h {
		return 0
	}
	dx, dy := float32(x-float64(x0)), float32(y-float64(y0))
	i := y0*p.w + x0
	up, low := p.v[i:i+2], p.v[i+p.w:i+p.w+2]
	return (up[0]*(1-dx)+up[1]*dx)*(1-dy) + (low[0]*(1-dx)+low[1]*dx)*dy
}
