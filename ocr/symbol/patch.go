package symbol

import (
	"image"
)

// Patch codes (Kodak A-61599): four bars along an edge of the sheet, with three narrow
// spaces between them; narrow is 0.08 inch, wide 0.20, all together 0.80, and the bars are
// 2 inches long at least. Patch T read from the other side is patch 3, so both stand for
// the same: a sheet between two documents, as patch 2 does.
const (
	narrow     = 2.03 // millimetres
	wide       = 5.08
	patchOff   = 0.7 // of a bar or a space, for scanners and threshold
	patchLong  = 45.0
	patchEdge  = 60.0 // how far from the edge it ends
	patchEvery = 2.5  // millimetres between two looks
)

// patches are the bars from the edge inwards, true for wide.
var patches = map[[4]bool]string{{true, false, false, true}: "2", {true, false, true, false}: "3", {false, true, false, true}: "T"}

// patch looks for patch codes along the four edges of a page: their bars are crossed at
// right angles every few millimetres, and the same code has to be met again and again.
func patch(img *image.Gray, scale float64) []Symbol {
	if scale <= 0 {
		scale = float64(max(img.Rect.Dx(), img.Rect.Dy())) / a4
	}
	limit := threshold(img)
	step, deep := max(1, int(patchEvery*scale)), int(patchEdge*scale)
	w, h := img.Rect.Dx(), img.Rect.Dy()
	dark := func(x, y int) bool { return img.Pix[y*img.Stride+x] < limit }
	type edge struct {
		along, across int
		at            func(i, k int) image.Point // i along the edge, k inwards
	}
	var out []Symbol
	for _, e := range []edge{
		{w, h, image.Pt}, {w, h, func(i, k int) image.Point { return image.Pt(i, h-1-k) }},
		{h, w, func(i, k int) image.Point { return image.Pt(k, i) }}, {h, w, func(i, k int) image.Point { return image.Pt(w-1-k, i) }},
	} {
		var run struct {
			name           string
			first, last    int
			from, to, seen int
		}
		end := func() {
			if run.seen > 0 && float64(run.last-run.first) >= patchLong*scale {
				a, b := e.at(run.first, run.from), e.at(run.last, run.to)
				out = append(out, Symbol{Kind: Patch, Text: []byte(run.name),
					Box: image.Rect(min(a.X, b.X), min(a.Y, b.Y), max(a.X, b.X)+1, max(a.Y, b.Y)+1).Add(img.Rect.Min)})
			}
			run.seen = 0
		}
		for i := 0; i < e.along; i += step {
			name, from, to := crossed(min(deep, e.across), scale, func(k int) bool { p := e.at(i, k); return dark(p.X, p.Y) })
			if name == "" || run.seen > 0 && (name != run.name || from-run.from > step || run.from-from > step) {
				end()
			}
			if name == "" {
				continue
			}
			if run.seen++; run.seen == 1 {
				run.name, run.first = name, i
			}
			run.last, run.from, run.to = i, from, to
		}
		end()
		if len(out) > 0 {
			return out[:1]
		}
	}
	return nil
}

// crossed looks for the seven bars and spaces of a patch in a line of pixels.
func crossed(n int, scale float64, dark func(k int) bool) (name string, from, to int) {
	var starts []int // of every run, the first of them white
	was := false
	starts = append(starts, 0)
	for k := range n {
		if d := dark(k); d != was {
			starts, was = append(starts, k), d
		}
	}
	starts = append(starts, n)
	is := func(run int, size float64) bool {
		mm := float64(starts[run+1]-starts[run]) / scale
		return mm >= size-patchOff && mm <= size+patchOff
	}
	for r := 1; r+7 < len(starts); r += 2 { // odd runs are dark
		var bars [4]bool
		fits := true
		for b := range bars {
			bars[b] = is(r+2*b, wide)
			fits = fits && (bars[b] || is(r+2*b, narrow)) && (b == 3 || is(r+2*b+1, narrow))
		}
		if p := patches[bars]; fits && p != "" {
			return p, starts[r], starts[r+7]
		}
	}
	return "", 0, 0
}
