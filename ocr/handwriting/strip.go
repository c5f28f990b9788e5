package handwriting

import (
	"image"
	"math"
)

// Strip is a line of writing as the reader of lines sees it: StripHeight high, the middle
// of its ink along the middle, its letters of one size, upright, 0 for paper. Column by
// column, so that a letter's columns lie together.
type Strip struct {
	Width  int
	Pixels []uint8 // Width columns of StripHeight
	left   float64 // of the crop, and pixels of it to a column
	pitch  float64
}

// The strip. Letters are drawn wider than they are, so that thin ones have columns enough.
const (
	StripHeight = 32
	MostStrip   = 2048 // columns; what is longer is no line
	widened     = 1.5
	spread      = 6.6 // heights of the strip in mean distances of the ink from its middle
)

// StripOf takes the line of writing of a crop, dark on light, mm pixels to a millimetre
// (0 if that is not known). Nil where nothing is written, or what is no line.
func StripOf(img *image.Gray, mm float64) *Strip {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	if h < leastHeight || w < leastHeight || w*h > mostPixels || w > 60*h {
		return nil
	}
	scaled, by := img, 1.0
	if h > mostHeight {
		by = float64(mostHeight) / float64(h)
		scaled = reduced(img, by)
	}
	k := inkOf(scaled)
	if k == nil {
		return nil
	}
	if mm *= by; mm > 2 {
		k.unrule(mm)
	} else {
		k.withoutRules()
	}
	k.withoutStrangers()
	up := k.upright()
	b, ok := up.middle()
	if !ok {
		return nil
	}
	s := up.strip(b)
	if s == nil {
		return nil
	}
	s.left, s.pitch = (s.left-float64(up.w-k.w)/2)/by, s.pitch/by
	return s
}

// At is the place of a column in the crop.
func (s *Strip) At(column float64) int { return int(s.left + column*s.pitch) }

// withoutStrangers takes away what is too small to be a dot, and what the crop's edge cuts
// off that is of the lines above or below.
func (k *ink) withoutStrangers() {
	dark := make([]uint8, len(k.dark))
	for _, p := range k.components() {
		if p.box.Min.Y <= 0 && p.box.Max.Y < k.h*3/8 || p.box.Max.Y >= k.h && p.box.Min.Y > k.h*3/4 {
			continue
		}
		for _, i := range p.at {
			dark[i] = k.dark[i]
		}
	}
	k.dark = dark
}

// band is the middle line of a line's ink and how far the ink is from it on the average.
type band struct {
	at, slope float64 // at column 0, and a column
	mean      float64
	x0, x1    int
}

// middle finds the line: what is far from it, of the lines above and below, counts less
// and less.
func (k *ink) middle() (b band, ok bool) {
	reach := math.Inf(1)
	for try := range 5 {
		var n, x, y, xx, xy float64
		for j := range k.h {
			for i, d := range k.dark[j*k.w : (j+1)*k.w] {
				if d == 0 || math.Abs(float64(j)-b.at-b.slope*float64(i)) > reach {
					continue
				}
				w, px, py := float64(d), float64(i), float64(j)
				n, x, y, xx, xy = n+w, x+w*px, y+w*py, xx+w*px*px, xy+w*px*py
			}
		}
		if n == 0 {
			return b, false
		}
		x, y = x/n, y/n
		if v := xx/n - x*x; v > 1 && try > 0 {
			b.slope = min(max((xy/n-x*y)/v, -.08), .08)
		}
		b.at = y - b.slope*x
		b.mean = 0
		for j := range k.h {
			for i, d := range k.dark[j*k.w : (j+1)*k.w] {
				off := math.Abs(float64(j) - b.at - b.slope*float64(i))
				if d == 0 || off > reach {
					continue
				}
				b.mean += float64(d) * off / n
			}
		}
		reach = 3.2 * max(b.mean, 1)
	}
	b.x0, b.x1 = k.stretch(b)
	return b, b.mean > .8
}

// farApart is a gap beyond which writing is another line's, in mean distances of the ink
// from the middle.
const farApart = 12

// stretch is where the line begins and ends: of what far gaps part, that with the most ink.
func (k *ink) stretch(b band) (x0, x1 int) {
	reach := 3.2 * b.mean
	most, sum, from, last := 0, 0, -1, -1
	end := func() {
		if sum > most {
			most, x0, x1 = sum, from, last
		}
	}
	for i := range k.w {
		n := 0
		mid := b.at + b.slope*float64(i)
		for j := max(int(mid-reach), 0); j < min(int(mid+reach)+1, k.h); j++ {
			if k.dark[j*k.w+i] > 0 {
				n++
			}
		}
		if n == 0 {
			continue
		}
		if from < 0 || float64(i-last) > farApart*b.mean {
			end()
			from, sum = i, 0
		}
		sum, last = sum+n, i
	}
	end()
	return x0, x1
}

// strip draws the line anew at its size: each pixel the mean of what it stands for.
func (k *ink) strip(b band) *Strip {
	pitch := spread * b.mean / StripHeight // pixels to a row
	step := pitch / widened                // and to a column
	const margin = 6
	width := int(float64(b.x1-b.x0+1)/step) + 2*margin
	if width > MostStrip || width < 2*margin+4 {
		return nil
	}
	s := &Strip{Width: width, Pixels: make([]uint8, width*StripHeight), left: float64(b.x0) - margin*step, pitch: step}
	const parts = 3
	for i := range width {
		for j := range StripHeight {
			sum := 0.0
			for u := range parts {
				x := s.left + (float64(i)+(float64(u)+.5)/parts)*step
				mid := b.at + b.slope*x
				for v := range parts {
					sum += k.level(x, mid+(float64(j)+(float64(v)+.5)/parts-StripHeight/2)*pitch)
				}
			}
			s.Pixels[i*StripHeight+j] = uint8(sum / (parts * parts))
		}
	}
	return s
}

// level is how dark it is between pixels.
func (k *ink) level(x, y float64) float64 {
	x, y = x-.5, y-.5
	i, j := int(math.Floor(x)), int(math.Floor(y))
	tx, ty := x-float64(i), y-float64(j)
	at := func(i, j int) float64 {
		if i < 0 || j < 0 || i >= k.w || j >= k.h {
			return 0
		}
		return float64(k.dark[j*k.w+i])
	}
	return (at(i, j)*(1-tx)+at(i+1, j)*tx)*(1-ty) + (at(i, j+1)*(1-tx)+at(i+1, j+1)*tx)*ty
}
