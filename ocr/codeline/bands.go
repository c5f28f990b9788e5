package codeline

import (
	"image"
	"math"
	"slices"
)

// texture is how much thin upright ink stands in each cell of a page, column by column.
type texture struct {
	w, h int
	v    []float32
}

const (
	cellMM, cellTallMM  = 0.8, 0.4
	thinMM              = 0.2 // from the middle of a bar to the paper beside it
	thinRows            = 5.5 // pixels a millimetre of which more rows tell nothing more
	thinMost            = 0.1 // of a cell that counts: what is bold is no bar
	bandCells           = 8   // a character's height
	clearCells          = 4   // above and below a line, where nothing should be
	bandSlope           = 0.1 // steepest
	slopeStep           = 0.004
	fewBands, mostBands = 8, 16 // of a cheque, of a larger page
	chequeMM            = 100.0
	bandsApart          = 3.0       // mm
	bandDPMM            = 60 / 25.4 // below which bars are not seen
)

// bands finds where lines of upright bars could stand, the likeliest first: where there
// is much thin ink over the height of a character and the length of a line, and none
// above and below. It sees lines of which a threshold has left only crumbs.
func bands(img *image.Gray, mm float64, p *plane) []row {
	if mm < bandDPMM {
		return nil
	}
	type band struct {
		score     float32
		slope, at float64 // at the middle of the page, in millimetres
	}
	t := thin(img, mm)
	var all []band
	for s := -bandSlope; s <= bandSlope; s += slopeStep {
		sums := t.sums(s)
		for y := 0; y+bandCells < t.h; y++ {
			in := sums[y+bandCells] - sums[y]
			out := sums[y] - sums[max(0, y-clearCells)] + sums[min(t.h, y+bandCells+clearCells)] - sums[y+bandCells]
			if score := in - max(out, 0); score > leastThin {
				all = append(all, band{score, s, (float64(y) + bandCells/2) * cellTallMM})
			}
		}
	}
	slices.SortFunc(all, func(a, b band) int { return int(math.Copysign(1, float64(b.score-a.score))) })
	var out []row
	mid, most := float64(p.w)/2, fewBands
	if float64(img.Rect.Dy()) > chequeMM*mm {
		most = mostBands
	}
	for _, b := range all {
		near := func(r row) bool { return math.Abs(r.y(mid)-b.at*p.mm) < bandsApart*p.mm }
		if len(out) < most && !slices.ContainsFunc(out, near) {
			out = append(out, row{at: b.at*p.mm - b.slope*mid, slope: b.slope, last: float64(p.w)})
		}
	}
	return out
}

// thin sums what is darker than the paper to its left and right, and half less what is
// darker than that above and below.
func thin(img *image.Gray, mm float64) texture {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	step := max(1, int(math.Round(mm*thinMM)))
	t := texture{w: int(float64(w)/mm/cellMM) + 1, h: int(float64(h)/mm/cellTallMM) + 1}
	t.v = make([]float32, t.w*t.h)
	ends := make([]int, t.w) // of the cells, in pixels
	for x := step; x+step < w; x++ {
		ends[int(float64(x)/mm/cellMM)] = x + 1
	}
	every := max(1, int(mm/thinRows))
	for y := step; y+step < h; y += every {
		cell := int(float64(y) / mm / cellTallMM)
		at := img.Pix[y*img.Stride:][:w]
		up, down := img.Pix[(y-step)*img.Stride:][:w], img.Pix[(y+step)*img.Stride:][:w]
		x := step
		for c, end := range ends {
			sum := 0
			for ; x < end; x++ {
				v := int(at[x])
				across := min(int(at[x-step]), int(at[x+step])) - v
				if across <= 0 {
					continue
				}
				along := max(0, min(int(up[x]), int(down[x]))-v)
				sum += max(0, 2*across-along)
			}
			t.v[c*t.h+cell] += float32(sum)
		}
	}
	whole := 2 * 255 * float32(cellMM*cellTallMM*mm*mm) / float32(every)
	for i := range t.v {
		t.v[i] = min(t.v[i]/whole, thinMost)
	}
	return t
}

// sums are those of all cells above each line of a slope.
func (t *texture) sums(slope float64) []float32 {
	out := make([]float32, t.h+1)
	for x := range t.w {
		off := int(math.Round((float64(x) - float64(t.w)/2) * cellMM * slope / cellTallMM))
		from, to := max(0, -off), min(t.h, t.h-off)
		if from >= to {
			continue
		}
		column, into := t.v[x*t.h+from+off:][:to-from], out[from+1:][:to-from]
		for y, v := range column {
			into[y] += v
		}
	}
	for y := range t.h {
		out[y+1] += out[y]
	}
	return out
}
