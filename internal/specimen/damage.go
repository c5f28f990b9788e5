package specimen

import (
	"image"
	"math"
	"math/rand/v2"
)

// blur is three box filters one after the other, which is close to a Gaussian;
// below one pixel a binomial kernel of three.
func blur(img *image.Gray, sigma float64) {
	if sigma < 1 {
		side := int(sigma * sigma / 2 * 256) // variance of [s, 1-2s, s] is 2s
		passes := 1 + side/86
		for range passes {
			kernel3(img, side/passes)
		}
		return
	}
	n := int(math.Round((math.Sqrt(4*sigma*sigma+1) - 1) / 2))
	for range 3 {
		boxes(img, max(n, 1))
	}
}

func kernel3(img *image.Gray, side int) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	mid := 256 - 2*side
	prev, cur := make([]uint8, w), make([]uint8, w)
	for y := range h {
		row := img.Pix[y*img.Stride : y*img.Stride+w]
		left := int(row[0])
		for x := range w - 1 {
			v := int(row[x])
			row[x] = uint8((left*side + v*mid + int(row[x+1])*side) >> 8)
			left = v
		}
	}
	copy(prev, img.Pix[:w])
	for y := range h - 1 {
		row := img.Pix[y*img.Stride : y*img.Stride+w]
		next := img.Pix[(y+1)*img.Stride : (y+1)*img.Stride+w]
		copy(cur, row)
		for x := range row {
			row[x] = uint8((int(prev[x])*side + int(cur[x])*mid + int(next[x])*side) >> 8)
		}
		prev, cur = cur, prev
	}
}

// boxes averages 2n+1 pixels along rows, then along columns.
func boxes(img *image.Gray, n int) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	if w <= 2*n+1 || h <= 2*n+1 {
		return
	}
	part := uint32(1<<20/(2*n+1) + 1) // a division by 2n+1
	line := make([]uint8, w)
	for y := range h {
		row := img.Pix[y*img.Stride : y*img.Stride+w]
		copy(line, row)
		sum := uint32(line[0]) * uint32(n)
		for i := range n {
			sum += uint32(line[i])
		}
		for x := range row {
			sum += uint32(line[min(x+n, w-1)])
			row[x] = uint8(sum * part >> 20)
			sum -= uint32(line[max(x-n, 0)])
		}
	}
	ring := make([][]uint8, n+1)
	sums := make([]uint32, w)
	for x := range w {
		sums[x] = uint32(img.Pix[x]) * uint32(n)
	}
	for i := range n {
		for x, v := range img.Pix[i*img.Stride : i*img.Stride+w] {
			sums[x] += uint32(v)
		}
	}
	first := append([]uint8(nil), img.Pix[:w]...)
	for y := range h {
		row := img.Pix[y*img.Stride : y*img.Stride+w]
		in := img.Pix[min(y+n, h-1)*img.Stride:]
		out := first
		ring[y%(n+1)] = append(ring[y%(n+1)][:0], row...) // as it was, for the row n below
		if y-n >= 0 {
			out = ring[(y-n)%(n+1)]
		}
		in, out = in[:w], out[:w]
		for x := range row {
			sum := sums[x] + uint32(in[x])
			row[x] = uint8(sum * part >> 20)
			sums[x] = sum - uint32(out[x])
		}
	}
}

// shade takes contrast away and darkens towards one corner, as a lid that is
// not closed does.
func shade(img *image.Gray, lost, depth float64, r *rand.Rand) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	ax, ay := r.Float64(), r.Float64()
	fx, fy := 1-2*float64(r.IntN(2)), 1-2*float64(r.IntN(2))
	across := make([]int32, w)
	for x := range across {
		t := (fx*(float64(x)/float64(w)-0.5) + 0.5) * (0.4 + 0.6*ax)
		across[x] = int32(t * t * 65536 / 2)
	}
	dark := int32(min(depth*1.2, 1) * 65536)
	var ramp [256]int32
	for v := range ramp {
		ramp[v] = int32(float64(v)*(1-lost) + 215*lost)
	}
	for y := range h {
		t := (fy*(float64(y)/float64(h)-0.5) + 0.5) * (0.4 + 0.6*ay)
		down := int32(t * t * 65536 / 2)
		row := img.Pix[y*img.Stride : y*img.Stride+w]
		for x, v := range row {
			light := 65536 - (across[x]+down)>>8*dark>>8
			row[x] = uint8(ramp[v] * light >> 16)
		}
	}
}

// noise adds Gaussian noise from a table that is entered anywhere at each row.
func noise(img *image.Gray, sigma float64, r *rand.Rand) {
	const n = 1 << 15
	table := make([]int16, n+img.Rect.Dx())
	for i := range table {
		table[i] = int16(math.Round(r.NormFloat64() * sigma))
	}
	w := img.Rect.Dx()
	for y := range img.Rect.Dy() {
		grain := table[r.IntN(n):]
		row := img.Pix[y*img.Stride : y*img.Stride+w]
		for x, v := range row {
			row[x] = uint8(min(255, max(0, int16(v)+grain[x])))
		}
	}
}

// stamp lays a turned office stamp over the page: grey, as red ink scans.
func (p *painter) stamp(img *image.Gray, r *rand.Rand) {
	s := newSheet(60, 28)
	s.frame(2, 2, 56, 24, 0.7, 120)
	s.frame(3.4, 3.4, 53.2, 21.2, 0.3, 120)
	for i, t := range []string{"REÇU LE", "COURRIER ARRIVÉ", "AGENCE"} {
		s.grey(30-width(sansBold, 11, t)/2, 9.5+6.5*float64(i), sansBold, 11, 120, t)
	}
	mark := turned(p.paint(s), -6+12*r.Float64(), 0, 0, 255)
	x0 := r.IntN(max(1, img.Rect.Dx()-mark.Rect.Dx()))
	darken(img, mark, x0, img.Rect.Dy()/2+r.IntN(max(1, img.Rect.Dy()/2-mark.Rect.Dy())))
}

// ring is what a cup of coffee leaves.
func (p *painter) ring(img *image.Gray, r *rand.Rand) {
	mx, my := float64(img.Rect.Dx())/p.scale, float64(img.Rect.Dy())/p.scale
	cx, cy := mx*(0.2+0.6*r.Float64()), my*(0.2+0.6*r.Float64())
	in, out := p.px(33), p.px(37)
	for y := max(0, int(p.px(cy)-out)); y < min(img.Rect.Dy(), int(p.px(cy)+out)); y++ {
		for x := max(0, int(p.px(cx)-out)); x < min(img.Rect.Dx(), int(p.px(cx)+out)); x++ {
			d := math.Hypot(float64(x)-p.px(cx), float64(y)-p.px(cy))
			light := 1.0
			switch {
			case d >= in && d < out:
				light = 0.72 + 0.1*math.Abs(d-(in+out)/2)/(out-in)
			case d < in:
				light = 0.94
			}
			img.Pix[y*img.Stride+x] = uint8(float64(img.Pix[y*img.Stride+x]) * light)
		}
	}
}

// holes are those of a punch, 80 mm apart at the left edge.
func (p *painter) holes(img *image.Gray) {
	mid := float64(img.Rect.Dy()) / p.scale / 2
	if mid < 70 {
		return // nobody punches a cheque
	}
	for _, y := range []float64{mid - 40, mid + 40} {
		p.disc(img, 11, y, 3, 70)
	}
}

func (p *painter) disc(img *image.Gray, x, y, radius float64, grey uint8) {
	pts := make([][2]float64, 40)
	for i := range pts {
		sin, cos := math.Sincos(float64(i) * math.Pi / 20)
		pts[i] = [2]float64{x + radius*cos, y + radius*sin}
	}
	p.fill(img, pts, grey)
}
