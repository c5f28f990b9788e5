package handwriting

import (
	"image"
	"math"
	"slices"
	"sort"
)

// Place is where an amount may stand.
type Place struct {
	image.Rectangle
	Ruled bool // it is a ruled box; others are lines of large figures
}

// Places are where an amount may stand in a crop of the right part of a cheque, the
// likeliest first; mm pixels are a millimetre. A ruled box is the one place. Without one
// these are a box whose rules are dotted, and the lines of large figures.
func Places(img *image.Gray, mm float64) []Place {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	if h < leastHeight || w < leastHeight || w*h > mostPixels || mm < 2 {
		return nil
	}
	if box := Window(img); box != image.Rect(0, 0, w, h) {
		return []Place{{box, true}}
	}
	k := inkOf(img)
	if k == nil {
		return nil
	}
	if box, ok := k.dottedBox(mm); ok {
		return []Place{{box, true}}
	}
	k.unrule(mm)
	return k.lines(mm)
}

// The box of an amount and the figures in it, in millimetres: boxes are 7 to 14 high,
// figures that a hand writes there larger than print.
const (
	lowBox, highBox       = 6.0, 16.0
	lowFigure, highFigure = 2.8, 10.0
	dotGap                = 1.6 // between the dots of a rule
	mostPlaces            = 3
)

// dottedBox is what lies between two rules of dots or dashes, one over the other: rows
// with ink all along them, and hardly any straight above and below.
func (k *ink) dottedBox(mm float64) (image.Rectangle, bool) {
	var rules []image.Rectangle
	long, thin := int(20*mm), max(2, int(0.5*mm))
	for y := range k.h {
		begin, last, inked := -1, -1, 0
		end := func() {
			if begin >= 0 && last-begin >= long && 4*inked > last-begin && k.alone(begin, last, y, thin) {
				r := image.Rect(begin, y, last+1, y+1)
				if n := len(rules); n > 0 && y-rules[n-1].Max.Y <= thin && rules[n-1].Overlaps(r.Inset(-thin-1)) {
					rules[n-1] = rules[n-1].Union(r)
				} else {
					rules = append(rules, r)
				}
			}
		}
		for x := range k.w {
			if k.dark[y*k.w+x] == 0 {
				continue
			}
			if last < 0 || float64(x-last) > dotGap*mm {
				end()
				begin, inked = x, 0
			}
			last = x
			inked++
		}
		end()
	}
	for i, top := range rules {
		for _, foot := range rules[i+1:] {
			r := image.Rect(max(top.Min.X, foot.Min.X), top.Max.Y, min(top.Max.X, foot.Max.X), foot.Min.Y)
			both := max(top.Max.X, foot.Max.X) - min(top.Min.X, foot.Min.X)
			if high := float64(r.Dy()); high >= lowBox*mm && high <= highBox*mm && 10*r.Dx() >= 8*both {
				return r, true
			}
		}
	}
	return image.Rectangle{}, false
}

// alone says whether the rows beside a rule are nearly free: at most a fifth of what is
// above and below it is ink.
func (k *ink) alone(x0, x1, y, thin int) bool {
	for _, row := range []int{y - 2*thin, y + 2*thin} {
		n := 0
		if row < 0 || row >= k.h {
			continue
		}
		for x := x0; x <= x1; x++ {
			if k.dark[row*k.w+x] > 0 {
				n++
			}
		}
		if 5*n > x1-x0 {
			return false
		}
	}
	return true
}

// unrule takes straight lines away that are longer than a figure's stroke.
func (k *ink) unrule(mm float64) {
	thick := max(3, int(0.9*mm))
	var gone []int
	for y := range k.h {
		k.runs(k.w, int(9*mm), func(i int) int { return y*k.w + i }, func(i int) { gone = append(gone, k.column(i, y, thick)...) })
	}
	for x := range k.w {
		k.runs(k.h, int(11*mm), func(i int) int { return i*k.w + x }, func(i int) { gone = append(gone, k.row(x, i, thick)...) })
	}
	for _, at := range gone {
		k.dark[at] = 0
	}
}

// lines are rows of figures as a hand writes them large, the tallest first, with room
// for a comma below and for what is small beside them.
func (k *ink) lines(mm float64) []Place {
	parts := slices.DeleteFunc(k.components(), func(p piece) bool {
		return float64(p.box.Dy()) < lowFigure*mm || float64(p.box.Dy()) > highFigure*mm
	})
	sort.SliceStable(parts, func(i, j int) bool { return parts[i].box.Min.X < parts[j].box.Min.X })
	type line struct {
		box  image.Rectangle
		tall float64
		n    int
	}
	var lines []line
	for _, p := range parts {
		middle, found := (p.box.Min.Y+p.box.Max.Y)/2, false
		for i := range lines {
			l := &lines[i]
			high := l.tall / float64(l.n)
			at := float64(l.box.Min.Y+l.box.Max.Y) / 2
			if math.Abs(float64(middle)-at) < .5*high && float64(p.box.Min.X-l.box.Max.X) < 2.5*high {
				l.box, l.tall, l.n, found = l.box.Union(p.box), l.tall+float64(p.box.Dy()), l.n+1, true
				break
			}
		}
		if !found {
			lines = append(lines, line{p.box, float64(p.box.Dy()), 1})
		}
	}
	sort.SliceStable(lines, func(i, j int) bool {
		return lines[i].tall*lines[i].tall/float64(lines[i].n) > lines[j].tall*lines[j].tall/float64(lines[j].n)
	})
	var out []Place
	for _, l := range lines[:min(len(lines), mostPlaces)] {
		if float64(l.box.Dx()) < 3*mm {
			continue
		}
		room := int(l.tall / float64(l.n) / 4)
		side := int(3.5 * mm) // a figure that is low, a mark that fills the line
		r := image.Rect(l.box.Min.X-side, l.box.Min.Y-room, l.box.Max.X+side, l.box.Max.Y+room)
		out = append(out, Place{r.Intersect(image.Rect(0, 0, k.w, k.h)), false})
	}
	return out
}
