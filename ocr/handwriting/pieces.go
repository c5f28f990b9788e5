package handwriting

import (
	"image"
	"math"
	"slices"
	"sort"
)

// piece is ink that hangs together, or a part of it.
type piece struct {
	at  []int32 // places in the ink
	box image.Rectangle
	// How much ink was cut through to part it from what hangs on it at either side, in
	// pixels; 0 where it ends by itself.
	left, right int
}

func (k *ink) piece(at []int32) piece {
	p := piece{at: at}
	x0, y0, x1, y1 := k.w, k.h, 0, 0
	for _, i := range at {
		x, y := int(i)%k.w, int(i)/k.w
		x0, y0, x1, y1 = min(x0, x), min(y0, y), max(x1, x+1), max(y1, y+1)
	}
	p.box = image.Rect(x0, y0, x1, y1)
	return p
}

// components are the pieces of ink that hang together, corners too, without specks.
func (k *ink) components() []piece {
	seen := make([]bool, len(k.dark))
	least := max(3, k.h*k.h/2000)
	var out []piece
	var stack []int32
	for i := range k.dark {
		if k.dark[i] == 0 || seen[i] {
			continue
		}
		var at []int32
		seen[i] = true
		stack = append(stack[:0], int32(i))
		for len(stack) > 0 {
			j := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			at = append(at, j)
			x, y := int(j)%k.w, int(j)/k.w
			for ny := max(y-1, 0); ny <= min(y+1, k.h-1); ny++ {
				for nx := max(x-1, 0); nx <= min(x+1, k.w-1); nx++ {
					if n := ny*k.w + nx; k.dark[n] > 0 && !seen[n] {
						seen[n] = true
						stack = append(stack, int32(n))
					}
				}
			}
		}
		if len(at) >= least {
			out = append(out, k.piece(at))
		}
	}
	return out
}

// measure is the height of the figures and the middle of their line: of what is tall
// enough to be a figure, the third quarter by height.
func measure(parts []piece, h int) (high, mid float64) {
	var heights, middles []int
	for _, p := range parts {
		if p.box.Dy() > h/5 && p.box.Dx() < 8*p.box.Dy() {
			heights = append(heights, p.box.Dy())
			middles = append(middles, p.box.Min.Y+p.box.Max.Y)
		}
	}
	if len(heights) == 0 {
		return 0, 0
	}
	slices.Sort(heights)
	slices.Sort(middles)
	return float64(heights[len(heights)*7/10]), float64(middles[len(middles)/2]) / 2
}

// withoutCrumbs takes away what is small and far above or below the line: the corners
// of the box, dust.
func withoutCrumbs(parts []piece, high, mid float64) []piece {
	return slices.DeleteFunc(slices.Clone(parts), func(p piece) bool {
		at := float64(p.box.Min.Y+p.box.Max.Y) / 2
		return float64(max(p.box.Dx(), p.box.Dy())) < .3*high && (at < mid-.7*high || at > mid+.95*high)
	})
}

// withoutUnderlines takes away what is flat and lies below something tall: the line
// under raised centimes.
func withoutUnderlines(parts []piece, high float64) []piece {
	flat := func(p piece) bool {
		return float64(p.box.Dy()) < .25*high && p.box.Dx() > 2*p.box.Dy() && float64(p.box.Dx()) > .3*high
	}
	return slices.DeleteFunc(slices.Clone(parts), func(p piece) bool {
		if !flat(p) {
			return false
		}
		over := 0
		for _, q := range parts {
			if !flat(q) && float64(q.box.Dy()) > .3*high && float64(q.box.Max.Y) < float64(p.box.Min.Y)+.12*high {
				over += max(0, min(q.box.Max.X, p.box.Max.X)-max(q.box.Min.X, p.box.Min.X))
			}
		}
		return 2*over > p.box.Dx()
	})
}

// pieces cuts wide components where they may be several figures, and orders all by
// their middles.
func (k *ink) pieces(parts []piece, high float64) []piece {
	var out []piece
	for _, p := range parts {
		out = append(out, k.cut(p, high)...)
	}
	sort.SliceStable(out, func(i, j int) bool {
		return out[i].box.Min.X+out[i].box.Max.X < out[j].box.Min.X+out[j].box.Max.X
	})
	return k.separatorsPlaced(out, high)
}

// cut divides a component along ways from its top to its foot that pass through little
// ink, the best that keep their distance.
func (k *ink) cut(p piece, high float64) []piece {
	w := p.box.Dx()
	if float64(w) < .38*high || float64(p.box.Dy()) < .3*high {
		return []piece{p}
	}
	seams := k.seams(p, high)
	out := make([][]int32, len(seams)+1)
	for _, i := range p.at {
		x, y := int(i)%k.w, int(i)/k.w-p.box.Min.Y
		n := 0
		for n < len(seams) && x >= seams[n].way[y] {
			n++
		}
		out[n] = append(out[n], i)
	}
	var pieces []piece
	for n, at := range out {
		if len(at) == 0 {
			continue
		}
		q := k.piece(at)
		if n > 0 {
			q.left = seams[n-1].ink
		}
		if n < len(seams) {
			q.right = seams[n].ink
		}
		pieces = append(pieces, q)
	}
	return pieces
}

// seam is a way from the top of a piece to its foot.
type seam struct {
	way []int // by row, the x that it passes
	mid float64
	ink int // pixels that it passes through
}

// seams are where a component may be cut, from left to right.
func (k *ink) seams(p piece, high float64) []seam {
	w := p.box.Dx()
	edge, apart := max(2, int(.08*high)), .1*high
	most := 3*k.stroke(p) + 1
	var all []seam
	for _, reach := range []float64{.06, .14, .25} { // nearly straight, and around what overhangs
		for x := edge; x < w-edge; x += max(1, int(high/40)) {
			s := seam{way: k.seam(p, p.box.Min.X+x, max(1, int(reach*high)))}
			for _, at := range s.way {
				s.mid += float64(at) / float64(len(s.way))
			}
			if s.ink = k.through(p, s.way); float64(s.ink) <= most {
				all = append(all, s)
			}
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].ink < all[j].ink })
	var out []seam
	for _, s := range all {
		if len(out) >= min(16, 1+int(4*float64(w)/high)) {
			break
		}
		if !slices.ContainsFunc(out, func(o seam) bool { return math.Abs(o.mid-s.mid) < apart }) {
			out = append(out, s)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].mid < out[j].mid })
	for i := 1; i < len(out); i++ { // ways may join but do not cross
		for y, x := range out[i-1].way {
			out[i].way[y] = max(out[i].way[y], x)
		}
	}
	return out
}

// through counts the ink on a seam of a piece.
func (k *ink) through(p piece, seam []int) (n int) {
	for y, x := range seam {
		if x >= 0 && x < k.w && k.dark[(p.box.Min.Y+y)*k.w+x] > 0 {
			n++
		}
	}
	return n
}

// stroke is how thick a component's strokes are: the middle of the lengths of its
// runs along rows.
func (k *ink) stroke(p piece) float64 {
	var lengths []int
	for y := p.box.Min.Y; y < p.box.Max.Y; y++ {
		n := 0
		for x := p.box.Min.X; x <= p.box.Max.X; x++ {
			if x < p.box.Max.X && k.dark[y*k.w+x] > 0 {
				n++
			} else if n > 0 {
				lengths = append(lengths, n)
				n = 0
			}
		}
	}
	if len(lengths) == 0 {
		return 1
	}
	slices.Sort(lengths)
	return float64(max(lengths[len(lengths)/2], 1))
}

// seam is a way from the top of a piece to its foot near a column: by row, the x that
// it passes. Ink costs most, a step aside a little.
func (k *ink) seam(p piece, x, reach int) []int {
	h, n := p.box.Dy(), 2*reach+1
	cost := make([]int, h*n)
	for y := range h {
		for i := range n {
			c := max(i-reach, reach-i) / 2
			if at := x + i - reach; at >= 0 && at < k.w && k.dark[(p.box.Min.Y+y)*k.w+at] > 0 {
				c += 40
			}
			if y > 0 {
				before := cost[(y-1)*n+i]
				if i > 0 {
					before = min(before, cost[(y-1)*n+i-1]+3)
				}
				if i+1 < n {
					before = min(before, cost[(y-1)*n+i+1]+3)
				}
				c += before
			}
			cost[y*n+i] = c
		}
	}
	i := 0
	for j := range n {
		if cost[(h-1)*n+j] < cost[(h-1)*n+i] {
			i = j
		}
	}
	way := make([]int, h)
	for y := h - 1; y >= 0; y-- {
		way[y] = x + i - reach
		if y == 0 {
			break
		}
		best := i
		for _, j := range []int{i - 1, i + 1} {
			if j >= 0 && j < n && cost[(y-1)*n+j]+3 < cost[(y-1)*n+best] {
				best = j
			}
		}
		i = best
	}
	return way
}
