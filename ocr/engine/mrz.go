package engine

import (
	"fmt"
	"sort"

	"bordereau"
	"bordereau/ocr"
)

// glances are the ways in which a line of an MRZ is looked at. Which character stands
// at each position is for check.ReadMRZ to say, which knows the norm. On 19 specimens
// with 44 lines, boxes taken from the first reading of the page, exact lines and (whole
// zones):
//
//	fra, 22 pixels, no whitelist or with it    11 (2)
//	eng, 22 pixels, without whitelist          11 (1), with it 14 (3)
//	eng, block segmentation instead of line    15 (3), raw line 4 (0)
//	eng, 16 pixels 16 (4), 30 pixels 11 (1), 40 pixels 13 (1)
//	eng, 16 pixels, stretched 1.2: 22 (4), 1.4: 26 (5), 1.7: 25 (6)
//	eng, five glances, the majority of those of the right length   30 (9)
//	eng, nine glances, each laid along the positions of the norm   43 (18)
//
// Stretching helps because the network drops repeated fillers that stand too close, and
// large letters do because it takes small zeros for O; those are doubled now and then.
var glances = []glance{{19, 1.3, modeLine}, {14.5, 1.5, modeLine}, {13, 1.7, modeLine}, {16, 1.3, modeLine}, {14.5, 1.3, modeLine},
	{11, 1.5, modeLine}, {18, 1.5, modeLine}, {22, 1.2, modeLine}, {22, 1.5, modeLine}}

// mrz looks for a machine readable zone among the words of a page, within the
// box unless it is empty, and reads its lines again. Each line is one word for each
// glance that saw something: Line counts the lines, Block the glances.
func (e *Engine) mrz(s *sheet, words []bordereau.Word, within bordereau.Box) ([]bordereau.Word, error) {
	r, err := e.code()
	if err != nil {
		return nil, err
	}
	var out []bordereau.Word
	for i, box := range mrzLines(words, within) {
		ways, err := e.mrzLine(r, s, box)
		if err != nil {
			return nil, fmt.Errorf("read line %d of the MRZ: %w", i+1, err)
		}
		if l, ok := first(words, box); ok { // the reading of the page is one more
			ways = append(ways, l)
		}
		for n := range ways {
			ways[n].block, ways[n].line = n+1, i+1
		}
		out = append(out, vocabulary(ways)...)
	}
	return out, nil
}

// first is what the reading of the page has in a line's box.
func first(words []bordereau.Word, box bordereau.Box) (seen, bool) {
	var on []seen
	for _, w := range words {
		if inside(w.Box, box) && w.Box.H < 2*box.H {
			on = append(on, seen{text: w.Text, conf: w.Confidence, box: rect{w.Box.X, w.Box.Y, w.Box.W, w.Box.H}})
		}
	}
	sort.SliceStable(on, func(i, j int) bool { return on[i].box.x < on[j].box.x })
	return joined(on)
}

// mrzLine looks at one line in every way.
func (e *Engine) mrzLine(r *recogniser, s *sheet, box bordereau.Box) ([]seen, error) {
	part, at, err := s.cut(box)
	if err != nil {
		return nil, err
	}
	defer part.free()
	level, err := part.levelled()
	if err != nil {
		return nil, err
	}
	defer level.free()
	var out []seen
	for n, g := range glances {
		from := part // in turn as it is and with its contrast levelled
		if n%2 == 1 {
			from = level
		}
		w, err := e.lookAt(r, s, from, at, ocr.MRZ, g)
		if err != nil {
			return nil, err
		}
		if l, ok := joined(w); ok {
			out = append(out, l)
		}
	}
	return out, nil
}

// joined makes one word of a line: an MRZ has no spaces.
func joined(words []seen) (seen, bool) {
	if len(words) == 0 {
		return seen{}, false
	}
	o := words[0]
	for _, w := range words[1:] {
		a, b := float64(len(o.text)), float64(len(w.text))
		o.conf = (o.conf*a + w.conf*b) / (a + b)
		o.text += w.text
		o.box = union(o.box, w.box)
	}
	return o, true
}

// mrzLines are the boxes of the lines on a page that could be of an MRZ (ICAO
// 9303: two lines of 36 or 44 characters, or three of 30), a little enlarged,
// from the top down. A general model reads the fillers badly, but it does see
// a line of two dozen capitals, digits and what it takes fillers for.
func mrzLines(words []bordereau.Word, within bordereau.Box) []bordereau.Box {
	type line struct {
		box    bordereau.Box
		text   string
		likely bool
	}
	byLine := map[[2]int]*line{}
	var lines []*line
	for _, w := range words {
		if !within.Empty() && !inside(w.Box, within) {
			continue
		}
		key := [2]int{w.Block, w.Line}
		if byLine[key] == nil {
			byLine[key] = &line{}
			lines = append(lines, byLine[key])
		}
		l := byLine[key]
		l.box, l.text = l.box.Union(w.Box), l.text+w.Text
	}
	var found []*line
	for _, l := range lines {
		n, capital, filler := 0, 0, 0
		for _, r := range l.text {
			n++
			switch {
			case r >= 'A' && r <= 'Z' || r >= '0' && r <= '9':
				capital++
			case r == '<' || r == '«' || r == '‹' || r == '£' || r == '(':
				filler++
			}
		}
		if n < 18 || float64(capital+filler) < 0.85*float64(n) {
			continue
		}
		l.likely = filler >= 2
		found = append(found, l)
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].box.Y < found[j].box.Y })
	var boxes []bordereau.Box
	for i, l := range found {
		near := func(j int) bool { return j >= 0 && j < len(found) && found[j].likely && adjacent(l.box, found[j].box) }
		if !l.likely && !near(i-1) && !near(i+1) {
			continue
		}
		boxes = append(boxes, l.box)
	}
	return evenLines(boxes)
}

// adjacent lines of an MRZ begin at the same edge or nearly and follow each other.
func adjacent(a, b bordereau.Box) bool {
	h := max(a.H, b.H)
	dy := a.Y - b.Y
	return max(dy, -dy) < 4*h && min(a.X+a.W, b.X+b.W) > max(a.X, b.X)
}

// evenLines gives adjacent lines the same ends: where a line lost its fillers its
// neighbour knows how far it went. A line ends where the next begins: the boxes of
// lines that stand close reach into each other.
func evenLines(boxes []bordereau.Box) []bordereau.Box {
	out := make([]bordereau.Box, len(boxes))
	for i, b := range boxes {
		x1, x2 := b.X, b.X+b.W
		pad := max(3, b.H/4)
		y1, y2 := max(0, b.Y-pad), b.Y+b.H+pad
		middle := b.Y + b.H/2
		for _, o := range boxes {
			if !adjacent(b, o) {
				continue
			}
			x1, x2 = min(x1, o.X), max(x2, o.X+o.W)
			switch apart := o.Y + o.H/2 - middle; {
			case apart > 0:
				y2 = min(y2, middle+max(apart/2, b.H/3))
			case apart < 0:
				y1 = max(y1, middle+min(apart/2, -b.H/3))
			}
		}
		x1 = max(0, x1-2*pad)
		out[i] = bordereau.Box{X: x1, Y: y1, W: x2 + 2*pad - x1, H: y2 - y1}
	}
	return out
}

// inside says whether the middle of b lies in the box.
func inside(b, in bordereau.Box) bool {
	x, y := b.X+b.W/2, b.Y+b.H/2
	return x >= in.X && x < in.X+in.W && y >= in.Y && y < in.Y+in.H
}

// upended says whether most of what was read in words of some length runs up or down
// the page: Tesseract reads text that lies on its side as it finds it, but nothing
// else here does.
func upended(words []seen) bool {
	along, across := 0, 0
	for _, w := range words {
		if n := len(w.text); n >= 6 && w.box.h > 2*w.box.w {
			across += n
		} else if n >= 6 {
			along += n
		}
	}
	return across > along
}

// rightUp reads a page that lies on its side once more either way up, and keeps the
// better reading, or the one it has.
func (e *Engine) rightUp(s *sheet, words []seen, scale float64) ([]seen, error) {
	was, best := s.quarter, s.quarter
	value := 0.0 // of words that nobody can be shown in their place
	for _, turn := range []int{1, 3} {
		s.quarter = (was + turn) % 4
		again, err := e.readAt(s, scale, modePage)
		if err != nil {
			return nil, err
		}
		if v := stands(again); !upended(again) && v > value {
			words, value, best = again, v, s.quarter
		}
	}
	s.quarter = best
	return words, nil
}
