package codeline

import (
	"math"
	"slices"
)

const (
	shapeDPMM = 120 / 25.4 // at which shapes are compared
	winW      = 15         // of a window, in pixels of a strip: 3.2 mm
	winH      = 19         // 4 mm
	sideMM    = 1.0        // of the strip above and below a window
)

// strip is a row cut out of the page and laid level, at shapeDPMM.
type strip struct {
	w, h int
	v    []float32
	from float64 // of the row's own length, in pixels of the plane: where the strip begins
	row  row
	turn bool // cut out upside down
}

// cut takes the strip along a row; with turn it is rotated by half a turn.
func (p *plane) cut(r row, turn bool) strip {
	k := p.mm / shapeDPMM // plane pixels a strip pixel
	margin := 14 * p.mm
	s := strip{from: r.first - margin, row: r, turn: turn}
	s.w = int((r.last - r.first + 2*margin) / k)
	s.h = winH + 2*int(math.Ceil(sideMM*shapeDPMM))
	s.v = make([]float32, s.w*s.h)
	for y := range s.h {
		x0, y0 := s.plane(0.5, float64(y)+0.5, p)
		x1, y1 := s.plane(1.5, float64(y)+0.5, p)
		for x := range s.v[y*s.w : (y+1)*s.w] {
			s.v[y*s.w+x] = p.at(x0+float64(x)*(x1-x0), y0+float64(x)*(y1-y0))
		}
	}
	return s
}

// turned is the strip cut out the other way up.
func (s *strip) turned() strip {
	out := *s
	out.turn, out.v = !s.turn, slices.Clone(s.v)
	slices.Reverse(out.v)
	return out
}

// plane maps a point of the strip to the plane.
func (s *strip) plane(x, y float64, p *plane) (px, py float64) {
	k := p.mm / shapeDPMM
	if s.turn {
		x, y = float64(s.w)-x, float64(s.h)-y
	}
	along, down := s.from+x*k, (y-float64(s.h)/2)*k
	return along - s.row.slope*down, s.row.y(along) + down
}

// template is the look of each letter of a font in a window, without its mean, of
// length 1.
type template struct {
	letters int
	look    [letters + 1][winW * winH]float32
}

// abreast is how many letters are compared at a time: sums that do not wait for each
// other cost a third.
const abreast = 4

// draw shows the letters as they look at shapeDPMM; tall is their height in relation
// to the nominal one.
func (f *font) draw(tall float64) *template {
	t := &template{letters: len(f.letters)}
	for i, letter := range f.letters {
		t.look[i] = f.melted(letter, tall)
		normalise(t.look[i][:])
	}
	return t
}

// melted is how much of each pixel of a window a letter covers, as a scanner sees it.
func (f *font) melted(letter rune, tall float64) (out [winW * winH]float32) {
	const fine = 6 // samples a pixel and direction
	ink := f.ink(letter)
	for y := range winH {
		for x := range winW {
			sum := 0
			for fy := range fine {
				up := (float64(winH)/2 - (float64(y) + (float64(fy)+0.5)/fine)) / shapeDPMM
				for fx := range fine {
					right := (float64(x) + (float64(fx)+0.5)/fine - float64(winW)/2) / shapeDPMM
					if ink(right, up/tall) {
						sum++
					}
				}
			}
			out[y*winW+x] = float32(sum) / (fine * fine)
		}
	}
	soften(&out)
	return out
}

// soften is the blur that a scanner adds, about half a pixel each way.
func soften(v *[winW * winH]float32) {
	const side = 0.15
	spread := func(step, n int) {
		src := *v
		for i := range v {
			at := i / step % n
			sum := (1 - 2*side) * src[i]
			if at > 0 {
				sum += side * src[i-step]
			}
			if at+1 < n {
				sum += side * src[i+step]
			}
			v[i] = sum
		}
	}
	spread(1, winW)
	spread(winW, winH)
}

func normalise(v []float32) {
	var mean, norm float64
	for _, x := range v {
		mean += float64(x)
	}
	mean /= float64(len(v))
	for i := range v {
		v[i] -= float32(mean)
		norm += float64(v[i]) * float64(v[i])
	}
	if norm = math.Sqrt(norm); norm > 0 {
		for i := range v {
			v[i] /= float32(norm)
		}
	}
}

// alike compares a window with all letters: the correlation with each, -1 to 1.
// What has hardly any ink is like nothing.
func (s *strip) alike(t *template, x, y int) (score [letters]float32, ok bool) {
	var win [winW * winH]float32
	var sum, sq float32
	for dy := range winH {
		row := s.v[(y+dy)*s.w+x:][:winW]
		for dx, v := range row {
			win[dy*winW+dx] = v
			sum += v
			sq += v * v
		}
	}
	const n = winW * winH
	variance := sq - sum*sum/n
	if sum < leastInk*n || variance < 1e-6 {
		return score, false
	}
	inv := 1 / float32(math.Sqrt(float64(variance)))
	var dot [len(t.look)]float32
	for l := 0; l < t.letters; l += abreast {
		t0, t1, t2, t3 := &t.look[l], &t.look[l+1], &t.look[l+2], &t.look[l+3]
		var d0, d1, d2, d3 float32
		for i, v := range &win {
			d0 += v * t0[i]
			d1 += v * t1[i]
			d2 += v * t2[i]
			d3 += v * t3[i]
		}
		dot[l], dot[l+1], dot[l+2], dot[l+3] = d0, d1, d2, d3
	}
	for l := range score {
		score[l] = -1
		if l < t.letters {
			score[l] = dot[l] * inv
		}
	}
	return score, true
}

// ink is the mean darkness of a window.
func (s *strip) ink(x, y int) float32 {
	sum := float32(0)
	for dy := range winH {
		for _, v := range s.v[(y+dy)*s.w+x:][:winW] {
			sum += v
		}
	}
	return sum / (winW * winH)
}

// leastInk is the mean darkness of a window below which nothing is printed in it.
const leastInk = 0.02

func best(score *[letters]float32) (first, second int) {
	first, second = 0, 1
	if score[1] > score[0] {
		first, second = 1, 0
	}
	for i := 2; i < letters; i++ {
		switch {
		case score[i] > score[first]:
			first, second = i, first
		case score[i] > score[second]:
			second = i
		}
	}
	return first, second
}
