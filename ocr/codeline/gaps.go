package codeline

import (
	"image"
	"math"
	"slices"
)

const (
	profileDPMM = 24.0 // samples a millimetre along a character
	profileMM   = 3.1  // of the profile: the character and some paper
	shiftMM     = 0.30 // by which a character may lie beside where its shape was found
	profileLen  = 74   // samples: profileMM
)

// comb is what each letter looks like from above, for one width.
type comb struct {
	letters int
	look    [letters + 1][profileLen]float32
}

// combs are drawn once a page for the blur that its resolution brings.
func (f *font) combs(pixelMM float64) []*comb {
	// A mark's edges are softened by its own width and by the size of a pixel.
	sigma := math.Sqrt(0.05*0.05 + 0.09*pixelMM*pixelMM)
	var out []*comb
	for _, wide := range []float64{0.96, 0.98, 1, 1.02, 1.04} {
		c := &comb{letters: len(f.letters)}
		for l, letter := range f.letters {
			marks := f.marks(letter)
			look := &c.look[l]
			for i := range look {
				x := (float64(i)+0.5)/profileDPMM - profileMM/2
				sum := 0.0
				for _, m := range marks {
					d := (x - m.mid*wide) / sigma
					sum += m.weight * math.Exp(-d*d/2)
				}
				look[i] = float32(sum)
			}
			normalise(look[:])
		}
		out = append(out, c)
	}
	return out
}

// profile is how dark a character is from left to right, at the resolution of the
// page, averaged over a share of each column, its darkest. x and y are the character's
// middle on the page, in pixels; slope is the direction of the line, tall the column's
// height in pixels.
func profile(img *image.Gray, x, y, slope, mm, tall, share float64, turn bool) []float32 {
	const more = 7 // samples: shiftMM
	out := make([]float32, profileLen+2*more)
	rows := max(6, int(tall))
	column := make([]float32, rows)
	dir := 1.0
	if turn {
		dir = -1
	}
	for i := range out {
		along := dir * ((float64(i)+0.5)/profileDPMM - profileMM/2 - shiftMM) * mm
		for j := range rows {
			down := (float64(j)+0.5)/float64(rows)*tall - tall/2
			column[j] = grey(img, x+along-slope*down, y+slope*along+down)
		}
		slices.Sort(column)
		sum := float32(0)
		n := max(2, int(share*float64(rows)))
		for _, v := range column[:n] {
			sum += v
		}
		out[i] = 255 - sum/float32(n)
	}
	return out
}

func grey(img *image.Gray, x, y float64) float32 {
	x, y = x-0.5, y-0.5
	fx, fy := math.Floor(x), math.Floor(y)
	x0, y0 := int(fx), int(fy)
	if x0 < 0 || y0 < 0 || x0+1 >= img.Rect.Dx() || y0+1 >= img.Rect.Dy() {
		return 255
	}
	dx, dy := float32(x-fx), float32(y-fy)
	i := y0*img.Stride + x0
	a, b := float32(img.Pix[i]), float32(img.Pix[i+1])
	c, d := float32(img.Pix[i+img.Stride]), float32(img.Pix[i+img.Stride+1])
	return (a*(1-dx)+b*dx)*(1-dy) + (c*(1-dx)+d*dx)*dy
}

// combed compares a profile with the combs of all letters: the best correlation of
// each, wherever it fits best.
func combed(profile []float32, combs []*comb) (score [letters]float32) {
	for l := range score {
		score[l] = -1
	}
	var win [profileLen]float32
	for shift := range len(profile) - profileLen + 1 {
		copy(win[:], profile[shift:])
		normalise(win[:])
		for _, c := range combs {
			c.compare(&win, &score)
		}
	}
	return score
}

// compare raises the scores of letters that a profile is more like.
func (c *comb) compare(win *[profileLen]float32, score *[letters]float32) {
	for l := 0; l < c.letters; l += abreast {
		c0, c1, c2, c3 := &c.look[l], &c.look[l+1], &c.look[l+2], &c.look[l+3]
		var d0, d1, d2, d3 float32
		for i, v := range win {
			d0 += v * c0[i]
			d1 += v * c1[i]
			d2 += v * c2[i]
			d3 += v * c3[i]
		}
		d := [abreast]float32{d0, d1, d2, d3}
		for i := range min(abreast, c.letters-l) {
			score[l+i] = max(score[l+i], d[i])
		}
	}
}
