package symbol

import (
	"cmp"
	"image"
	"slices"
)

const (
	cell     = 0.25 // mm: a third to a whole module
	gap      = 1.5  // mm of white that a symbol has inside, and lines of text have not between them
	smallest = 5.0  // mm
	largest  = 75.0 // mm
	crooked  = 1.6  // length over width, with the mark "2D-DOC" beside
	full     = 0.55 // of its box that a square fills, turned by 20 degrees
	a4       = 297.0
)

// find gives the places of a picture where something square and closely patterned stands,
// the squarest first: white gaps shorter than gap are run over along the rows and along
// the columns (run length smoothing, Wong, Casey and Wahl 1982), and what is joined then
// is taken together. The whole of a small picture is the first of them.
func find(img *image.Gray, scale float64) []image.Rectangle {
	long := max(img.Rect.Dx(), img.Rect.Dy())
	var out []image.Rectangle
	if long <= 1200 {
		out = append(out, img.Rect)
	}
	if scale <= 0 {
		scale = float64(long) / a4
	}
	side := max(1, int(cell*scale+0.5))
	g := reduce(img, side)
	mm := scale / float64(side) // cells a millimetre
	for _, b := range g.smoothed(max(1, int(gap*mm+0.5))).parts() {
		w, h := float64(b.box.Dx()), float64(b.box.Dy())
		if min(w, h) < smallest*mm || max(w, h) > largest*mm || max(w, h) > crooked*min(w, h) || float64(b.area) < full*w*h {
			continue
		}
		pad := max(b.box.Dx(), b.box.Dy())/10 + 2
		r := b.box.Inset(-pad)
		out = append(out, image.Rect(r.Min.X*side, r.Min.Y*side, r.Max.X*side, r.Max.Y*side).Add(img.Rect.Min).Intersect(img.Rect))
		if len(out) > 20*squares {
			break // a page of specks: hostile, and slow
		}
	}
	first := min(len(out), 1)
	if long > 1200 {
		first = 0
	}
	slices.SortStableFunc(out[first:], func(a, b image.Rectangle) int { return cmp.Compare(crookedness(a), crookedness(b)) })
	return out[:min(len(out), squares)]
}

func crookedness(r image.Rectangle) float64 {
	return float64(max(r.Dx(), r.Dy())) / float64(max(1, min(r.Dx(), r.Dy())))
}

// grid is a picture in cells that are dark or not.
type grid struct {
	w, h int
	dark []bool
}

// reduce makes cells of so many pixels; one is dark where a fifth of it is.
func reduce(img *image.Gray, side int) grid {
	g := grid{w: img.Rect.Dx() / side, h: img.Rect.Dy() / side}
	g.dark = make([]bool, g.w*g.h)
	limit := threshold(img)
	enough := max(1, side*side/5)
	for y := range g.h {
		for x := range g.w {
			n := 0
			for j := range side {
				o := (y*side+j)*img.Stride + x*side
				for _, p := range img.Pix[o : o+side] {
					if p < limit {
						n++
					}
				}
			}
			g.dark[y*g.w+x] = n >= enough
		}
	}
	return g
}

// threshold is below what a pixel is dark: three fifths of the paper's grey, which is
// that of nine pixels in ten or less.
func threshold(img *image.Gray) uint8 {
	var count [256]int
	for y := range img.Rect.Dy() {
		for _, p := range img.Pix[y*img.Stride : y*img.Stride+img.Rect.Dx()] {
			count[p]++
		}
	}
	n, all := 0, img.Rect.Dx()*img.Rect.Dy()
	for v, c := range count {
		if n += c; 10*n >= 7*all {
			return uint8(v * 3 / 5)
		}
	}
	return 128
}

// smoothed closes gaps of white along the rows and along the columns; dark is what both
// closed.
func (g grid) smoothed(most int) grid {
	rows, out := make([]bool, len(g.dark)), make([]bool, len(g.dark))
	for y := range g.h {
		closeGaps(g.dark, rows, y*g.w, 1, g.w, most)
	}
	for x := range g.w {
		closeGaps(g.dark, out, x, g.w, g.h, most)
	}
	for i := range out {
		out[i] = out[i] && rows[i]
	}
	return grid{g.w, g.h, out}
}

func closeGaps(from, to []bool, start, step, n, most int) {
	last := -1 - most
	for i := range n {
		if !from[start+i*step] {
			continue
		}
		to[start+i*step] = true
		if last >= 0 && i-last <= most+1 {
			for k := last + 1; k < i; k++ {
				to[start+k*step] = true
			}
		}
		last = i
	}
}

// part is cells that hang together.
type part struct {
	box  image.Rectangle
	area int
}

func (g grid) parts() []part {
	var out []part
	var stack []int
	for i, d := range g.dark {
		if !d {
			continue
		}
		p := part{}
		stack = append(stack[:0], i)
		g.dark[i] = false
		for len(stack) > 0 {
			k := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			x, y := k%g.w, k/g.w
			p.area++
			p.box = p.box.Union(image.Rect(x, y, x+1, y+1))
			for _, n := range [4]struct {
				at int
				ok bool
			}{{k - 1, x > 0}, {k + 1, x < g.w-1}, {k - g.w, y > 0}, {k + g.w, y < g.h-1}} {
				if n.ok && g.dark[n.at] {
					g.dark[n.at] = false
					stack = append(stack, n.at)
				}
			}
		}
		out = append(out, p)
	}
	return out
}
