package penman

import "bordereau/ocr/handwriting"

// Unclear is the truth of a candidate that is neither one character nor clearly none.
const Unclear = -1

// Truths are the classes of a line's candidates: of each the character of which it
// holds nearly all the ink and hardly anything else, or Nothing. Between the two lies
// what is Unclear: neither is taught or measured.
func (d *Drawing) Truths(l *handwriting.Line) []int {
	left := make([]int, len(d.Glyphs)+1) // ink of each glyph that was found
	for _, c := range l.Candidates {
		if c.To == c.From+1 {
			for _, at := range c.Ink {
				left[d.Labels[at]]++
			}
		}
	}
	drawn := make([]int, len(left))
	for _, label := range d.Labels {
		drawn[label]++
	}
	out := make([]int, len(l.Candidates))
	for i := range l.Candidates {
		out[i] = d.truth(&l.Candidates[i], left, drawn)
	}
	return out
}

func (d *Drawing) truth(c *handwriting.Candidate, left, drawn []int) int {
	counts := make([]int, len(left))
	for _, at := range c.Ink {
		counts[d.Labels[at]]++
	}
	best, labelled, held := 0, 0, 0
	for g := 1; g < len(counts); g++ {
		if d.Glyphs[g-1] == 0 { // a stroke between two figures belongs to neither
			continue
		}
		labelled += counts[g]
		if best == 0 || counts[g] > counts[best] {
			best = g
		}
		if counts[g] > 0 && 2*counts[g] > left[g] {
			held++
		}
	}
	if labelled == 0 || held > 1 { // dirt, or a figure and its comma
		return handwriting.Nothing
	}
	pure := float64(counts[best]) / (float64(labelled) + .5*float64(len(c.Ink)-labelled)) // what is not labelled may be a soft edge
	whole := float64(counts[best]) / float64(left[best])
	switch {
	case pure >= .78 && whole >= .75 && 2*left[best] > drawn[best]:
		return classOf(d.Glyphs[best-1])
	case pure < .68 || whole < .6:
		return handwriting.Nothing
	}
	return Unclear
}

func classOf(c rune) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c == ',' || c == '.':
		return handwriting.Separator
	case c == '€':
		return handwriting.Euro
	case c == '#':
		return handwriting.Hash
	case c == '-':
		return handwriting.Dash
	}
	return handwriting.Nothing
}
