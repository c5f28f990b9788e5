package codeline

import "math"

const (
	// leastThin is the thin ink of a band, in cells, below which not even crumbs of a
	// line are there: those that can be read begin at 10.
	leastThin = 5
	// leastSketch is what the columns of a strip must tell: torn lines begin at 0.044,
	// nine of ten bands of other papers end at 0.04.
	leastSketch = 0.03
	// leastOnCheque is that on a page of a cheque's height, where fewer bands are looked
	// at and a line is likelier: lines with a stamp's edge beside them begin at 0.011.
	leastOnCheque = 0.01
	leastOver     = 0    // and what those of a line tell that stands on its head
	sketchFloor   = 0.01 // of ink that stands between the characters
)

// columns are the logs of how much more of a character's ink stands in each column of
// a window than if it stood anywhere, whichever letter it is.
type columns [winW]float32

func (f *font) drawColumns() *columns {
	out := &columns{}
	sum := float32(0)
	for _, letter := range f.letters {
		for i, v := range f.melted(letter, 1) {
			out[i%winW] += v
			sum += v
		}
	}
	for i, v := range out {
		out[i] = float32(math.Log(float64((v/sum*winW + sketchFloor) / (1 + sketchFloor))))
	}
	return out
}

// path is the best way through the characters so far: what it tells, and on how much ink.
type path struct{ gain, dark float32 }

// sketch is what a bit of a strip's ink tells, in nats, of the likeliest French line by
// its columns alone: characters at the pitch, white between them, blanks where zones
// end.
func (m *match) sketch() float32 {
	s, f := &m.strip, m.font
	n := s.w - winW + 1
	if n <= 0 {
		return 0
	}
	ink := s.inkTo()
	here := make([]path, n) // what a character at x adds
	for x := range here {
		for dx, w := range f.columns {
			here[x].gain += (ink[x+dx+1] - ink[x+dx]) * w
		}
		here[x].dark = ink[x+winW] - ink[x]
	}
	before, total := make([]path, n), make([]path, n)
	for i := range french {
		switch {
		case i == 0:
			for x := range total {
				total[x] = path{ink[max(0, x-winW)] - ink[x], 0}
			}
		case opens(i):
			f.leap(before, total, ink)
		default:
			f.step(before, total)
		}
		for x := range total {
			total[x].gain += here[x].gain
			total[x].dark += here[x].dark
		}
		before, total = total, before
	}
	end, top := 0, float32(math.Inf(-1))
	for x := range before {
		if v := before[x].gain - ink[min(s.w, x+2*winW)] + ink[x+winW]; v > top {
			end, top = x, v
		}
	}
	return top / max(before[end].dark, 1)
}

// step goes on to the next character of a zone.
func (f *font) step(before, total []path) {
	least, most := f.neighbours()
	for x := range total {
		top := path{gain: float32(math.Inf(-1))}
		for d := least; d <= most && d <= x; d++ {
			if v := before[x-d].gain - float32(offShare*math.Abs(float64(d)-f.pitch)); v > top.gain {
				top = path{v, before[x-d].dark}
			}
		}
		total[x] = top
	}
}

// neighbours are the least and the most pixels to the next character of a zone.
func (f *font) neighbours() (least, most int) {
	return int(math.Ceil(f.pitch - f.off)), int(f.pitch + f.off)
}

// leap goes on to the next zone. Ink in the blank is a character left out.
func (f *font) leap(before, total []path, ink []float32) {
	least, most := int(blankLeast*f.pitch), int(blankMost*f.pitch)
	worth := func(x int) float32 { return before[x].gain + ink[x+winW] }
	var best []int // places in reach, the best one first, each worse than those before it
	for x := range total {
		if from := x - least; from >= 0 {
			for len(best) > 0 && worth(best[len(best)-1]) <= worth(from) {
				best = best[:len(best)-1]
			}
			best = append(best, from)
		}
		if len(best) > 0 && best[0] < x-most {
			best = best[1:]
		}
		total[x] = path{gain: float32(math.Inf(-1))}
		if len(best) > 0 {
			total[x] = path{worth(best[0]) - ink[x], before[best[0]].dark}
		}
	}
}
