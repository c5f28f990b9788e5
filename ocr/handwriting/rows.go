package handwriting

import (
	"image"
	"slices"
)

// The lines that a hand writes along rules, in millimetres.
const (
	rowApart = 4.5 // from line to line at least
	rowReach = 4.2 // of letters above and below the middle of their line
	mostRows = 4
)

// Rows are the lines of writing in a zone, from top to foot: the places where ink gathers,
// when long straight rules and what is printed there are left out. mm pixels are a
// millimetre. Each is a picture of its own, without what is printed.
func Rows(img *image.Gray, mm float64, printed []image.Rectangle) (out []*image.Gray) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	if float64(h) < 3*mm || w < leastHeight || w*h > mostPixels || mm < 2 {
		return nil
	}
	clean := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		copy(clean.Pix[y*clean.Stride:][:w], img.Pix[y*img.Stride:][:w])
	}
	paper := paperOf(clean)
	for _, r := range printed {
		r = r.Intersect(clean.Rect)
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for x := r.Min.X; x < r.Max.X; x++ {
				clean.Pix[y*clean.Stride+x] = uint8(paper[x])
			}
		}
	}
	k := inkOf(clean)
	if k == nil {
		return nil
	}
	k.unrule(mm)
	k.withoutSpecks()
	for _, y := range k.peaks(mm) {
		reach := int(rowReach * mm)
		r := image.Rect(0, y-reach, w, y+reach).Intersect(clean.Rect)
		row := image.NewGray(image.Rect(0, 0, r.Dx(), r.Dy()))
		for j := range r.Dy() {
			copy(row.Pix[j*row.Stride:][:r.Dx()], clean.Pix[(r.Min.Y+j)*clean.Stride:])
		}
		out = append(out, row)
	}
	return out
}

// peaks are the rows about which ink gathers, from top to foot.
func (k *ink) peaks(mm float64) (out []int) {
	sums := make([]float64, k.h+1)
	for y := range k.h {
		n := 0.0
		for _, d := range k.dark[y*k.w : (y+1)*k.w] {
			if d > 0 {
				n++
			}
		}
		sums[y+1] = sums[y] + n
	}
	half := max(int(.9*mm), 1)
	about := func(y int) float64 { return sums[min(y+half, k.h)] - sums[max(y-half, 0)] }
	for len(out) < mostRows {
		best, at := 0.0, -1
		for y := range k.h {
			near := slices.ContainsFunc(out, func(o int) bool { return float64(max(o-y, y-o)) < rowApart*mm })
			if v := about(y); !near && v > best {
				best, at = v, y
			}
		}
		if at < 0 || len(out) > 0 && best < .2*about(out[0]) || best < 2*mm*mm {
			break
		}
		out = append(out, at)
	}
	slices.Sort(out)
	return out
}
