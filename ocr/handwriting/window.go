package handwriting

import (
	"image"
	"sort"
)

// Window is the inside of the ruled box that lies in a crop; the whole crop where no
// box is seen. A box has a rule above and one below, wide and near each other.
func Window(img *image.Gray) image.Rectangle {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	whole := image.Rect(0, 0, w, h)
	if h < leastHeight || w < leastHeight || w*h > mostPixels {
		return whole
	}
	k := inkOf(img)
	if k == nil {
		return whole
	}
	rules := k.rules(w * 3 / 10)
	best, score := whole, 0
	for i, top := range rules {
		for _, foot := range rules[i+1:] {
			x0, x1 := max(top.Min.X, foot.Min.X), min(top.Max.X, foot.Max.X)
			both := max(top.Max.X, foot.Max.X) - min(top.Min.X, foot.Min.X)
			r := image.Rect(x0, top.Max.Y, x1, foot.Min.Y)
			if r.Dy() < leastHeight || r.Dx() < 2*r.Dy() || r.Dx() > 9*r.Dy() || 10*(x1-x0) < 8*both {
				continue
			}
			if k.side(r, x0) && k.side(r, x1) && x1-x0 > score {
				best, score = r, x1-x0
			}
		}
	}
	return best
}

// rules are the straight lines that are at least so long, from the top. A line that
// leans lies in several rows, which are one.
func (k *ink) rules(long int) []image.Rectangle {
	var out []image.Rectangle
	for y := range k.h {
		first, last := -1, -1
		k.runs(k.w, long, func(i int) int { return y*k.w + i }, func(i int) {
			if first < 0 {
				first = i
			}
			last = i
		})
		if first < 0 {
			continue
		}
		r := image.Rect(first, y, last+1, y+1)
		if n := len(out); n > 0 && y-out[n-1].Max.Y <= 2 {
			out[n-1] = out[n-1].Union(r)
		} else {
			out = append(out, r)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Min.Y < out[j].Min.Y })
	return out
}

// side says whether a rule closes a box near x: ink on most of its rows.
func (k *ink) side(r image.Rectangle, x int) bool {
	near, rows := max(2, k.w/100), 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for i := max(x-near, 0); i < min(x+near+1, k.w); i++ {
			if k.dark[y*k.w+i] > 0 {
				rows++
				break
			}
		}
	}
	return 10*rows > 7*r.Dy()
}
