package codeline

import (
	"math"
	"sync"
)

// stencil is what each letter looks like at the resolution of the page: how much of
// the ink's darkness reaches each point, after the blur of paper, lens and pixel.
type stencil struct {
	cover [][]uint8 // a letter each, in coverSteps, row by row
}

const (
	stencilMM  = 0.025 // from one point of a stencil to the next
	stencilW   = 152   // points: 3.8 mm
	stencilH   = 192   // 4.8 mm
	coverSteps = 32
)

// patch is a printed rectangle: right of the middle of a letter's cell, up from the
// middle of a digit, in millimetres.
type patch struct{ left, right, low, high float64 }

// stencils are drawn once for each blur that is met, in steps of a fifth.
type stencils struct {
	mu    sync.Mutex
	drawn map[int]*stencil
}

// stencil shows the letters under a blur, whose sigma is in millimetres.
func (f *font) stencil(sigma float64) *stencil {
	step := int(math.Round(math.Log(min(max(sigma, 0.02), 0.4)) / math.Log(1.2)))
	f.stencils.mu.Lock()
	defer f.stencils.mu.Unlock()
	s := f.stencils.drawn[step]
	if s == nil {
		s = f.drawStencil(math.Pow(1.2, float64(step)))
		f.stencils.drawn[step] = s
	}
	return s
}

func (f *font) drawStencil(sigma float64) *stencil {
	s := &stencil{}
	across, down := make([]float64, stencilW), make([]float64, stencilH)
	for _, letter := range f.letters {
		sum := make([]float64, stencilW*stencilH)
		for _, p := range f.patches(letter) {
			shadow(across, p.left, p.right, sigma)
			shadow(down, -p.high, -p.low, sigma)
			for y, v := range down {
				if v < 1e-3 {
					continue
				}
				for x, u := range across {
					sum[y*stencilW+x] += u * v
				}
			}
		}
		cover := make([]uint8, len(sum))
		for i, v := range sum {
			cover[i] = uint8(min(v, 0.999) * coverSteps)
		}
		s.cover = append(s.cover, cover)
	}
	return s
}

// shadow is how much of a stripe reaches each point along an axis.
func shadow(out []float64, from, to, sigma float64) {
	for i := range out {
		x := (float64(i) + 0.5 - float64(len(out))/2) * stencilMM
		out[i] = (math.Erf((to-x)/(sigma*math.Sqrt2)) - math.Erf((from-x)/(sigma*math.Sqrt2))) / 2
	}
}
