package check

import (
	"math"
	"slices"
	"strings"
)

// Inked is what a reader of handwriting made of a line: for each part of it, from left to
// right, which letters and figures may stand there and how likely each is, or none. It is
// written as text, so that names can be held against it when the picture is gone: parts
// set apart by blanks, each of pairs of a character and its cost; "_" is none. A cost is a
// negative logarithm of a share, in quarters: 0 to 9, a to z.
type Inked struct {
	parts []inkedPart
}

type inkedPart struct {
	none, least float64
	cost        [36]float64 // of a to z, then 0 to 9
}

// costUnlisted is the cost of a character that a part does not list.
const costUnlisted = 9.0

// mostInked bounds the parts of a line: a strip has 512 frames.
const mostInked = 600

// ParseInked reads what WriteInked wrote; false if it is none.
func ParseInked(text string) (Inked, bool) {
	var out Inked
	for _, field := range strings.Fields(text) {
		p := inkedPart{none: costUnlisted}
		for i := range p.cost {
			p.cost[i] = costUnlisted
		}
		if len(field)%2 != 0 || len(out.parts) == mostInked {
			return Inked{}, false
		}
		for i := 0; i < len(field); i += 2 {
			v := strings.IndexByte(inkedScale, field[i+1])
			c := inkedIndex(rune(field[i]))
			switch {
			case v < 0:
				return Inked{}, false
			case field[i] == '_':
				p.none = float64(v) / 4
			case c < 0:
				return Inked{}, false
			default:
				p.cost[c] = float64(v) / 4
			}
		}
		p.least = min(p.none, slices.Min(p.cost[:]))
		out.parts = append(out.parts, p)
	}
	return out, len(out.parts) > 0
}

const inkedScale = "0123456789abcdefghijklmnopqrstuvwxyz"

func inkedIndex(c rune) int {
	switch {
	case c >= 'a' && c <= 'z':
		return int(c - 'a')
	case c >= 'A' && c <= 'Z':
		return int(c - 'A')
	case c >= '0' && c <= '9':
		return int(c-'0') + 26
	}
	return -1
}

// InkedShare is a character with the cost of its being there.
type InkedShare struct {
	Char rune // a letter, a figure; any other one counts as none
	Cost float64
}

// WriteInked writes the parts of a line. Parts where surely nothing stands become one.
func WriteInked(parts [][]InkedShare) string {
	var b strings.Builder
	idle := false
	for _, shares := range parts {
		none := math.Inf(1)
		var listed []InkedShare
		for _, s := range shares {
			if inkedIndex(s.Char) < 0 {
				none = eitherCost(none, s.Cost)
			} else if s.Cost < costUnlisted-.2 {
				listed = append(listed, s)
			}
		}
		if none < .02 && idle {
			continue
		}
		idle = none < .02
		slices.SortStableFunc(listed, func(a, b InkedShare) int {
			if a.Cost < b.Cost {
				return -1
			}
			return 1
		})
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		put := func(c rune, cost float64) {
			b.WriteRune(c)
			b.WriteByte(inkedScale[min(int(cost*4+.5), len(inkedScale)-1)])
		}
		put('_', max(min(none, costUnlisted), 0))
		if !idle {
			for _, s := range listed[:min(len(listed), 8)] {
				put(s.Char, max(s.Cost, 0))
			}
		}
	}
	return b.String()
}

// eitherCost is the cost of one of two ways.
func eitherCost(a, b float64) float64 {
	if b < a {
		a, b = b, a
	}
	if math.IsInf(a, 1) || b-a > 30 {
		return a
	}
	return a - math.Log1p(math.Exp(a-b))
}

// lay lays words along the parts: the cost above the cheapest way, whatever that says; of
// each word too. What stands before the first word may be anything at no cost if before is
// true.
func (k Inked) lay(words []string, open bool) (all float64, each []float64) {
	var text, wordOf []int
	for n, w := range words {
		for _, c := range w {
			if at := inkedIndex(c); at >= 0 {
				text, wordOf = append(text, at), append(wordOf, n)
			}
		}
	}
	// State 2i is none behind i letters, 2i+1 the letter i itself (Graves et al., 2006).
	n := 2*len(text) + 1
	cost, next := make([]float64, n), make([]float64, n)
	came := make([]int8, n*len(k.parts))
	for s := range cost {
		cost[s] = math.Inf(1)
	}
	cost[0] = 0
	for t := range k.parts {
		for s := range n {
			best, from := cost[s], int8(0)
			if s > 0 && cost[s-1] < best {
				best, from = cost[s-1], 1
			}
			if s%2 == 1 && s > 1 && text[s/2] != text[s/2-1] && cost[s-2] < best {
				best, from = cost[s-2], 2
			}
			if s > 0 || !open {
				best += k.above(t, s, text)
			}
			next[s], came[t*n+s] = best, from
		}
		cost, next = next, cost
	}
	s := n - 1
	if n > 1 && cost[n-2] < cost[s] {
		s = n - 2
	}
	all, each = cost[s], make([]float64, len(words))
	for t := len(k.parts) - 1; t >= 0; t-- {
		if s > 0 {
			each[wordOf[(s-1)/2]] += k.above(t, s, text)
		}
		s -= int(came[t*n+s])
	}
	return all, each
}

// above is what a state costs in a part above the cheapest that may stand there.
func (k Inked) above(t, s int, text []int) float64 {
	p := &k.parts[t]
	if s%2 == 0 {
		return p.none - p.least
	}
	return p.cost[text[s/2]] - p.least
}

// Best is what the line says if nothing is known of it.
func (k Inked) Best() string {
	var out []byte
	last := byte(0)
	for _, p := range k.parts {
		c := byte(0)
		if p.none > p.least {
			at := slices.Index(p.cost[:], p.least)
			if c = byte('a' + at); at >= 26 {
				c = byte('0' + at - 26)
			}
		}
		if c != 0 && c != last {
			out = append(out, c)
		}
		last = c
	}
	return string(out)
}
