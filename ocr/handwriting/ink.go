package handwriting

import (
	"image"
	"math"
	"slices"
)

// ink is the writing of a crop: how dark each pixel is, 0 where there is none.
type ink struct {
	w, h int
	dark []uint8
	from []int32 // of each pixel, its place in the picture that was given; -1 none
}

// inkOf tells ink from paper and print. The paper may be shaded from left to right;
// waves printed behind are much paler than ink. Nil if nothing is written.
func inkOf(img *image.Gray) *ink {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	k := &ink{w: w, h: h, dark: make([]uint8, w*h), from: make([]int32, w*h)}
	paper := paperOf(img)
	var counts [256]int
	for y := range h {
		row := img.Pix[y*img.Stride : y*img.Stride+w]
		for x, v := range row {
			d := uint8(max(paper[x]-int(v), 0))
			k.dark[y*w+x] = d
			counts[d]++
		}
	}
	split := otsu(counts[:])
	level := percentile(counts[split:], 0.8) + split // of the ink
	if level < leastContrast {
		return nil
	}
	least := max(int(0.42*float64(level)), leastContrast/2)
	for i, d := range k.dark {
		k.from[i] = int32(i)
		if int(d) < least {
			k.dark[i] = 0
		} else {
			k.dark[i] = uint8(min(255, int(d)*255/level))
		}
	}
	return k
}

// leastContrast is fewer greys than ink and paper are apart.
const leastContrast = 40

// paperOf is the grey of the paper in each column: that of the lightest quarter of
// some stripes, and between them in proportion.
func paperOf(img *image.Gray) []int {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	stripes := max(1, min(8, w/16))
	levels := make([]int, stripes)
	for s := range stripes {
		var counts [256]int
		for y := range h {
			for _, v := range img.Pix[y*img.Stride+s*w/stripes : y*img.Stride+(s+1)*w/stripes] {
				counts[v]++
			}
		}
		levels[s] = percentile(counts[:], 0.7)
	}
	out := make([]int, w)
	for x := range out {
		at := (float64(x)+0.5)*float64(stripes)/float64(w) - 0.5
		s := min(max(int(at), 0), max(stripes-2, 0))
		t := min(max(at-float64(s), 0), 1)
		out[x] = int(float64(levels[s])*(1-t) + float64(levels[min(s+1, stripes-1)])*t)
	}
	return out
}

func percentile(counts []int, share float64) int {
	all := 0
	for _, n := range counts {
		all += n
	}
	left := int(share * float64(all))
	for v, n := range counts {
		if left -= n; left < 0 {
			return v
		}
	}
	return len(counts) - 1
}

// otsu is the split of a histogram whose sides differ most (Otsu, 1979).
func otsu(counts []int) int {
	all, sum := 0.0, 0.0
	for v, n := range counts {
		all += float64(n)
		sum += float64(v * n)
	}
	best, split := -1.0, 1
	below, part := 0.0, 0.0
	for v, n := range counts {
		below += float64(n)
		part += float64(v * n)
		if below == 0 || below == all {
			continue
		}
		apart := part/below - (sum-part)/(all-below)
		if s := below * (all - below) * apart * apart; s > best {
			best, split = s, v+1
		}
	}
	return split
}

// withoutRules takes long straight lines away, as the box has them, and leaves what
// crosses them: where ink goes on above and below, a stroke passes.
func (k *ink) withoutRules() {
	thick := max(3, k.h/9)
	long := max(k.w*28/100, k.h*9/10)
	var gone []int
	for y := range k.h {
		k.runs(k.w, long, func(i int) int { return y*k.w + i }, func(i int) {
			if at := k.column(i, y, thick); at != nil {
				gone = append(gone, at...)
			}
		})
	}
	for x := range k.w {
		k.runs(k.h, k.h*78/100, func(i int) int { return i*k.w + x }, func(i int) {
			if at := k.row(x, i, thick); at != nil {
				gone = append(gone, at...)
			}
		})
	}
	for _, at := range gone {
		k.dark[at] = 0
	}
}

// runs calls use for every place of every run of ink that is so long; a gap of two
// pixels does not end a run.
func (k *ink) runs(n, long int, at func(i int) int, use func(i int)) {
	begin, last := -1, -9
	end := func() {
		if begin >= 0 && last-begin+1 >= long {
			for i := begin; i <= last; i++ {
				use(i)
			}
		}
	}
	for i := range n {
		if k.dark[at(i)] == 0 {
			continue
		}
		if i-last > 3 {
			end()
			begin = i
		}
		last = i
	}
	end()
}

// column is the ink straight above and below a place, nil if it is more than thick.
func (k *ink) column(x, y, thick int) []int {
	lo, hi := y, y
	for lo > 0 && k.dark[(lo-1)*k.w+x] > 0 {
		lo--
	}
	for hi+1 < k.h && k.dark[(hi+1)*k.w+x] > 0 {
		hi++
	}
	if hi-lo+1 > thick {
		return nil
	}
	var out []int
	for ; lo <= hi; lo++ {
		out = append(out, lo*k.w+x)
	}
	return out
}

func (k *ink) row(x, y, thick int) []int {
	lo, hi := x, x
	for lo > 0 && k.dark[y*k.w+lo-1] > 0 {
		lo--
	}
	for hi+1 < k.w && k.dark[y*k.w+hi+1] > 0 {
		hi++
	}
	if hi-lo+1 > thick {
		return nil
	}
	var out []int
	for ; lo <= hi; lo++ {
		out = append(out, y*k.w+lo)
	}
	return out
}

// upright pushes the rows sideways so that slanted figures stand: of some slants, the
// one under which ink gathers in the fewest columns.
func (k *ink) upright() *ink {
	best, slant := -1.0, 0.0
	reach := k.h
	columns := make([]int, k.w+2*reach)
	for t := -0.4; t < 0.75; t += 0.05 {
		clear(columns)
		for y := range k.h {
			push := int(math.Floor(t*float64(y-k.h/2))) + reach
			for x, d := range k.dark[y*k.w : (y+1)*k.w] {
				if d > 0 {
					columns[x+push]++
				}
			}
		}
		sum := 0.0
		for _, n := range columns {
			sum += float64(n * n)
		}
		if t > -0.03 && t < 0.03 {
			sum *= 1.03
		}
		if sum > best {
			best, slant = sum, t
		}
	}
	pad := int(max(slant, -slant)*float64(k.h)/2) + 2
	out := &ink{w: k.w + 2*pad, h: k.h}
	out.dark, out.from = make([]uint8, out.w*out.h), slices.Repeat([]int32{-1}, out.w*out.h)
	for y := range k.h {
		at := y*out.w + pad + int(math.Floor(slant*float64(y-k.h/2)))
		copy(out.dark[at:at+k.w], k.dark[y*k.w:(y+1)*k.w])
		copy(out.from[at:at+k.w], k.from[y*k.w:(y+1)*k.w])
	}
	return out
}
