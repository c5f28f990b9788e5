package codeline

import (
	"math"
	"slices"
)

// blob is a dark patch that could be a magnetic character, in pixels of the plane.
type blob struct{ x, y, w, h float64 }

func (b blob) cx() float64 { return b.x + b.w/2 }
func (b blob) cy() float64 { return b.y + b.h/2 }

// row is a straight line along which characters may stand: y = at + slope*x through
// their middles.
type row struct {
	at, slope   float64
	first, last float64 // middles of the outermost blobs
	blobs       []blob
}

func (r row) y(x float64) float64 { return r.at + r.slope*x }

// Limits of a blob, in millimetres. Bars melt into one patch that is a little larger
// than the character (2.5 by 2.6 to 3.5).
const (
	blobLeast, blobMost   = 2.0, 4.4
	blobNarrow, blobBroad = 1.2, 3.5
	pitchLeast, pitchMost = 2.75, 3.7
	fewestBlobs           = 6
	steepest              = 0.12 // rise of a line that is still looked for; pages come straightened
	offLine               = 0.7  // mm that a character's middle may lie off its row
	mostRows              = 40
	mergedMost            = 40.0 // mm of characters that touch
	charsGapMM            = 0.66
	jumpMM                = 30.0 // between zones of a line
)

// melt is how bars are run together: over so many millimetres, and what share of it
// has to be dark.
type melt struct{ x, y, ink float64 }

// melts are tried one after the other: the first keeps neighbours apart, the second
// holds together what a threshold tore.
var melts = []melt{{0.5, 0.6, 0.14}, {0.6, 1.1, 0.12}}

// rows finds where code lines could stand, the likeliest first.
func rows(p *plane, m melt) []row {
	blobs := p.blobs(m)
	slices.SortFunc(blobs, func(a, b blob) int { return int(math.Copysign(1, a.cx()-b.cx())) })
	// Neighbours at the pitch of magnetic characters belong together.
	group := make([]int, len(blobs))
	for i := range group {
		group[i] = i
	}
	var find func(int) int
	find = func(i int) int {
		if group[i] != i {
			group[i] = find(group[i])
		}
		return group[i]
	}
	for i, a := range blobs {
		for j := i + 1; j < len(blobs); j++ {
			dx := blobs[j].cx() - a.cx()
			if dx > pitchMost*p.mm {
				break
			}
			if dx >= pitchLeast*p.mm && math.Abs(blobs[j].cy()-a.cy()) < 0.5*p.mm {
				group[find(j)] = find(i)
			}
		}
	}
	runs := map[int][]blob{}
	for i, b := range blobs {
		runs[find(i)] = append(runs[find(i)], b)
	}
	var long [][]blob
	for _, r := range runs {
		if len(r) >= 3 {
			long = append(long, r)
		}
	}
	slices.SortFunc(long, func(a, b []blob) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return int(math.Copysign(1, a[0].y-b[0].y+(a[0].x-b[0].x)/1e4))
	})
	var out []row
	used := make([]bool, len(long))
	for i, r := range long {
		if used[i] || len(out) >= mostRows {
			continue
		}
		used[i] = true
		line := fit(r, p.mm)
		if math.Abs(line.slope) > steepest {
			continue
		}
		for grown := true; grown; { // zones of one line stand apart
			grown = false
			for j, other := range long {
				if used[j] || !line.holds(other, p.mm) {
					continue
				}
				used[j], grown = true, true
				line = fit(append(line.blobs, other...), p.mm)
			}
		}
		if len(line.blobs) >= fewestBlobs {
			out = append(out, line)
		}
	}
	slices.SortStableFunc(out, func(a, b row) int { return len(b.blobs) - len(a.blobs) })
	return out
}

func (r row) holds(run []blob, mm float64) bool {
	if run[0].cx() > r.last+jumpMM*mm || run[len(run)-1].cx() < r.first-jumpMM*mm {
		return false
	}
	for _, b := range run {
		beyond := max(r.first-b.cx(), b.cx()-r.last, 0)
		if math.Abs(b.cy()-r.y(b.cx())) > offLine*mm+0.02*beyond {
			return false
		}
	}
	return true
}

// fit lays a line through the middles, twice: the second time without those that lie
// off it.
func fit(blobs []blob, mm float64) row {
	r := row{blobs: blobs}
	r.first, r.last = math.Inf(1), math.Inf(-1)
	for _, b := range blobs {
		r.first, r.last = min(r.first, b.cx()), max(r.last, b.cx())
	}
	for pass := range 2 {
		var n, sx, sy, sxx, sxy float64
		for _, b := range blobs {
			if pass == 1 && math.Abs(b.cy()-r.y(b.cx())) > 0.4*mm {
				continue
			}
			x, y := b.cx(), b.cy()
			n, sx, sy, sxx, sxy = n+1, sx+x, sy+y, sxx+x*x, sxy+x*y
		}
		if n < 2 {
			break
		}
		if d := n*sxx - sx*sx; d > 1e-9 {
			r.slope = (n*sxy - sx*sy) / d
		}
		r.at = (sy - r.slope*sx) / n
	}
	return r
}

// blobs finds the dark patches of the size of a character.
func (p *plane) blobs(m melt) []blob {
	ink := p.melted(m)
	var out []blob
	stack := make([]int32, 0, 1024)
	for start := range ink {
		if !ink[start] {
			continue
		}
		x0, y0, x1, y1 := p.w, p.h, 0, 0
		stack = append(stack[:0], int32(start))
		ink[start] = false
		for len(stack) > 0 {
			i := int(stack[len(stack)-1])
			stack = stack[:len(stack)-1]
			x, y := i%p.w, i/p.w
			x0, x1, y0, y1 = min(x0, x), max(x1, x), min(y0, y), max(y1, y)
			if x > 0 && ink[i-1] {
				ink[i-1] = false
				stack = append(stack, int32(i-1))
			}
			if x+1 < p.w && ink[i+1] {
				ink[i+1] = false
				stack = append(stack, int32(i+1))
			}
			if y > 0 && ink[i-p.w] {
				ink[i-p.w] = false
				stack = append(stack, int32(i-p.w))
			}
			if y+1 < p.h && ink[i+p.w] {
				ink[i+p.w] = false
				stack = append(stack, int32(i+p.w))
			}
		}
		b := blob{float64(x0), float64(y0), float64(x1 - x0 + 1), float64(y1 - y0 + 1)}
		h, w := b.h/p.mm-(m.y-melts[0].y)/2, b.w/p.mm
		switch {
		case h < blobLeast || h > blobMost || w < blobNarrow || w > mergedMost:
		case w <= blobBroad:
			out = append(out, b)
		default: // characters that touch
			n := math.Round((w + charsGapMM) / 3.2)
			for i := range int(n) {
				out = append(out, blob{b.x + float64(i)*b.w/n, b.y, b.w / n, b.h})
			}
		}
	}
	return out
}

// melted is where there is ink after the bars of a character have run together.
func (p *plane) melted(m melt) []bool {
	nx, ny := max(1, int(math.Round(m.x*p.mm))), max(1, int(math.Round(m.y*p.mm)))
	across := make([]float32, len(p.v))
	for y := range p.h {
		window(across[y*p.w:(y+1)*p.w], p.v[y*p.w:(y+1)*p.w], nx)
	}
	ink := make([]bool, len(p.v))
	sums := make([]float32, p.w)
	left, right := ny/2, ny-1-ny/2
	least := float32(m.ink) * float32(nx*ny)
	for y := -right; y < p.h; y++ {
		if in := y + right; in < p.h && in >= 0 {
			for x, v := range across[in*p.w:][:len(sums)] {
				sums[x] += v
			}
		}
		if y < 0 {
			continue
		}
		at := ink[y*p.w:][:len(sums)]
		for x, v := range sums {
			at[x] = v > least
		}
		if out := y - left; out >= 0 {
			for x, v := range across[out*p.w:][:len(sums)] {
				sums[x] -= v
			}
		}
	}
	return ink
}

// window sums n values around each.
func window(out, in []float32, n int) {
	left, right := n/2, n-1-n/2
	sum := float32(0)
	for _, v := range in[:min(right, len(in))] {
		sum += v
	}
	for i := range out {
		if i+right < len(in) {
			sum += in[i+right]
		}
		out[i] = sum
		if i >= left {
			sum -= in[i-left]
		}
	}
}
