package handwriting

import (
	"slices"
	"strconv"
	"strings"
)

// The classes of the network: the ten figures, then these.
const (
	Separator = 10 // comma or point
	Euro      = 11
	Hash      = 12
	Dash      = 13
	Nothing   = 14 // a part of a character, several, or dirt
	Classes   = 15
)

// symbol is one character of a way through the pieces.
type symbol struct {
	class     int
	p         float64 // of the class
	candidate *Candidate
}

// Parts of what stands in a box: what fills the line before, the amount, what fills
// it behind.
const (
	before = iota
	within
	behind
)

// next is the part in which a symbol stands after another; false where it cannot.
func next(part, class int) (int, bool) {
	switch {
	case class < 10:
		return within, part != behind
	case class == Separator:
		return within, part == within
	case class == Euro:
		return part, true
	case part == before:
		return before, true
	}
	return behind, true
}

// whole is how an amount without centimes ends.
type whole int

const (
	hasCents whole = iota // centimes are there, or said to be none: "1237,-"
	signed                // "1237€"
	filled                // "#1237#"
	bare                  // "1237": its centimes may not have been seen
)

// amountOf is what the symbols of a way say in cents.
func amountOf(way []symbol, high float64) (cents int64, end whole, ok bool) {
	for len(way) > 0 && way[0].class >= 10 && way[0].class != Separator { // what fills the line, and a printed €
		way = way[1:]
	}
	body := way
	for i, s := range way {
		if s.class == Dash || s.class == Hash {
			body = way[:i]
			break
		}
	}
	end = bare
	if len(body) < len(way) {
		end = filled
	}
	if n := len(body); n > 0 && body[n-1].class == Euro {
		body, end = body[:n-1], signed
	}
	if n := len(body); n > 0 && body[n-1].class == Separator {
		if end == bare {
			return 0, end, false // "1237," goes on
		}
		body, end = body[:n-1], hasCents // "1237,-"
	}
	if len(body) == 0 || body[0].class >= 10 {
		return 0, end, false
	}
	groups, marks := split(body)
	last := len(groups) - 1
	euros, rest := groups, "00"
	switch {
	case last > 0 && len(groups[last]) == 2:
		euros, rest, end = groups[:last], figures(groups[last]), hasCents
	case raised(groups, high):
		g := groups[last]
		euros = append(slices.Clone(groups[:last]), g[:len(g)-2])
		rest, end = figures(g[len(g)-2:]), hasCents
	}
	if slices.Contains(marks[:len(euros)-1], Euro) {
		return 0, end, false // nothing but centimes follows the sign
	}
	cents, ok = value(euros, rest)
	return cents, end, ok
}

// split parts figures where a separator or the sign of the currency stands.
func split(body []symbol) (groups [][]symbol, marks []int) {
	for i, s := range body {
		if s.class >= 10 {
			marks = append(marks, s.class)
			groups = append(groups, nil)
			continue
		}
		if i == 0 {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], s)
	}
	return groups, marks
}

// value is the amount of groups of thousands and two figures of centimes.
func value(groups [][]symbol, cents string) (int64, bool) {
	var b strings.Builder
	for i, g := range groups {
		if i > 0 && len(g) != 3 || i == 0 && (len(g) == 0 || len(groups) > 1 && len(g) > 3) {
			return 0, false
		}
		b.WriteString(figures(g))
	}
	text := b.String()
	if len(text) > 1 && text[0] == '0' || len(text) > 7 {
		return 0, false
	}
	n, err := strconv.ParseInt(text+cents, 10, 64)
	return n, err == nil && n > 0
}

func figures(g []symbol) string {
	var b strings.Builder
	for _, s := range g {
		b.WriteByte(byte('0' + s.class))
	}
	return b.String()
}

// raised says whether the last two figures are small and stand high, as centimes are
// written without a comma.
func raised(groups [][]symbol, high float64) bool {
	last := groups[len(groups)-1]
	n := len(last) - 2
	if n < 1 {
		return false
	}
	var feet, heights []int
	for i, g := range groups {
		if i == len(groups)-1 {
			g = g[:n]
		}
		for _, s := range g {
			feet, heights = append(feet, s.candidate.Box.Max.Y), append(heights, s.candidate.Box.Dy())
		}
	}
	slices.Sort(feet)
	slices.Sort(heights)
	foot, tall := float64(feet[len(feet)/2]), float64(heights[len(heights)/2])
	for _, s := range last[n:] {
		if float64(s.candidate.Box.Max.Y) > foot-.17*high || float64(s.candidate.Box.Dy()) > .88*tall {
			return false
		}
	}
	return true
}
