package engine

import (
	"fmt"
	"sort"
	"strings"

	"bordereau"
	"bordereau/ocr"
)

// glances are the ways in which a line of an MRZ is looked at; the readings are
// then put to the vote, character by character. On 19 specimens with 44 lines,
// boxes taken from the first reading of the page, exact lines and (whole MRZ):
//
//	fra, 22 pixels, no whitelist or with it    11 (2)
//	eng, 22 pixels, without whitelist          11 (1), with it 14 (3)
//	eng, block segmentation instead of line    15 (3), raw line 4 (0)
//	eng, 16 pixels 16 (4), 30 pixels 11 (1), 40 pixels 13 (1)
//	eng, 16 pixels, stretched 1.2: 22 (4), 1.4: 26 (5), 1.7: 25 (6)
//	eng without its dictionaries               the same as with them
//	eng, these five glances and a vote         30 (9)
//
// Which five hardly matters, two lines more or less; these read small pictures, of
// 7 pixels a letter, as well.
//
// Stretching helps because the network drops repeated fillers that stand too
// close. What is left are mostly 0 for O and the like, which the positions of
// ICAO 9303 tell apart, and pictures of less than 6 pixels a letter.
var glances = []glance{{19, 1.3, modeLine}, {14.5, 1.5, modeLine}, {13, 1.7, modeLine}, {16, 1.3, modeLine}, {14.5, 1.3, modeLine}}

// mrz looks for a machine readable zone among the words of a page, within the
// box unless it is empty, and reads its lines again. Each line is one word.
func (e *Engine) mrz(s *sheet, words []bordereau.Word, within bordereau.Box) ([]bordereau.Word, error) {
	r, err := e.code()
	if err != nil {
		return nil, err
	}
	var out []bordereau.Word
	for i, box := range mrzLines(words, within) {
		var readings []seen
		for _, g := range glances {
			w, err := e.look(r, s, box, ocr.MRZ, g)
			if err != nil {
				return nil, fmt.Errorf("read line %d of the MRZ: %w", i+1, err)
			}
			if l, ok := joined(w); ok {
				readings = append(readings, l)
			}
		}
		if line, ok := vote(readings); ok {
			line.block, line.line = 1, len(out)+1
			out = append(out, vocabulary([]seen{line})...)
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

// vote puts readings of one line together: those of the length most of them
// have that is one of ICAO 9303 decide each character by majority, the first
// breaking ties. Readings of no such length are only used when there is no
// other, and only if they carry fillers.
func vote(readings []seen) (seen, bool) {
	count, length := map[int]int{}, 0
	for _, r := range readings {
		if n := len(r.text); n == 30 || n == 36 || n == 44 {
			if count[n]++; count[n] > count[length] {
				length = n
			}
		}
	}
	if length == 0 {
		for _, r := range readings {
			if strings.Contains(r.text, "<<") {
				return r, true
			}
		}
		return seen{}, false
	}
	var out seen
	text, agreed := make([]byte, length), 0
	for i := range text {
		votes, best := map[byte]int{}, byte(0)
		for _, r := range readings {
			if len(r.text) != length {
				continue
			}
			if c := r.text[i]; best == 0 {
				best, votes[c] = c, votes[c]+1
			} else if votes[c]++; votes[c] > votes[best] {
				best = c
			}
		}
		text[i] = best
		agreed += votes[best]
	}
	for _, r := range readings {
		if len(r.text) == length {
			out.box = union(out.box, r.box)
			if out.conf == 0 {
				out.box = r.box
			}
			out.conf += r.conf / float64(count[length])
		}
	}
	out.text = string(text)
	out.conf = min(out.conf, float64(agreed)/float64(length*len(readings)))
	digits := strings.ContainsAny(out.text, "0123456789")
	return out, digits || strings.Contains(out.text, "<<")
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

// evenLines gives adjacent lines the same ends: where a line lost its fillers
// its neighbour knows how far it went.
func evenLines(boxes []bordereau.Box) []bordereau.Box {
	out := make([]bordereau.Box, len(boxes))
	for i, b := range boxes {
		x1, x2 := b.X, b.X+b.W
		for _, o := range boxes {
			if adjacent(b, o) {
				x1, x2 = min(x1, o.X), max(x2, o.X+o.W)
			}
		}
		pad := max(3, b.H/4)
		x1 = max(0, x1-2*pad)
		y1 := max(0, b.Y-pad)
		out[i] = bordereau.Box{X: x1, Y: y1, W: x2 + 2*pad - x1, H: b.Y + b.H + pad - y1}
	}
	return out
}

// inside says whether the middle of b lies in the box.
func inside(b, in bordereau.Box) bool {
	x, y := b.X+b.W/2, b.Y+b.H/2
	return x >= in.X && x < in.X+in.W && y >= in.Y && y < in.Y+in.H
}
