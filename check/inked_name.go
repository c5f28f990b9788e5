package check

import (
	"fmt"
	"slices"
	"strings"
)

// How much costlier than what the ink says best a name may be, in natural logarithms.
// They are set, as those of GarbledName are, so that of drawn names of others less than one
// in 10,000 agrees with a line (`go run ./test/bench payees`).
const (
	inkedName   = 0.45 // a letter of the whole name
	inkedWord   = 0.9  // a letter of each of its words
	inkedLead   = 1.0  // by how much a name with another end, or another legal form, costs more
	inkedBefore = 2.0  // of what stands before a name that is no civility
)

// InkedName says whether a line of handwriting is this name and hardly another one: each
// of its words, surname or given names first, is nearly as likely as anything that the ink
// may say in its place. It is for a name that is expected; nobody is to be found by it.
func InkedName(ink Inked, name string) bool {
	words := nameWords(name)
	words = slices.DeleteFunc(words, func(w string) bool { return w == "&" })
	for len(words) > 1 && (titles[words[0]] || words[0] == "M") {
		words = words[1:]
	}
	if len(words) < 2 {
		return false
	}
	if at := slices.IndexFunc(words, func(w string) bool { return forms[w] }); at >= 0 {
		return ink.company(slices.Delete(slices.Clone(words), at, at+1), words[at])
	}
	for turn := range words {
		turned := append(slices.Clone(words[turn:]), words[:turn]...)
		if all, each := ink.lay(turned, true); !within(turned, all, each) {
			continue
		}
		for _, civility := range civilities {
			with := append([]string{civility}, turned...)
			if all, each := ink.lay(with, false); all-each[0] <= inkedName*letters(turned) && each[0] <= inkedBefore && within(turned, all-each[0], each[1:]) && !ink.endsElse(with, all) {
				return true
			}
		}
	}
	return false
}

// within says whether words cost no more than they may.
func within(words []string, all float64, each []float64) bool {
	for i, w := range words {
		if each[i] > inkedWord*float64(len(w)) {
			return false
		}
	}
	return all <= inkedName*letters(words)
}

func letters(words []string) float64 { return float64(len(strings.Join(words, ""))) }

// endsElse says whether a word that ends otherwise (Louis, Louise) costs hardly more.
func (k Inked) endsElse(words []string, cost float64) bool {
	for i, w := range words {
		if len(w) < 2 || i == 0 {
			continue
		}
		for _, other := range []string{w[:len(w)-1], w + "E", w + "S", w + "T"} {
			changed := slices.Clone(words)
			changed[i] = other
			if all, _ := k.lay(changed, false); all < cost+inkedLead {
				return true
			}
		}
	}
	return false
}

// company holds a name without its legal form, and the form behind or before it.
func (k Inked) company(words []string, form string) bool {
	if all, each := k.lay(words, true); !within(words, all, each) {
		return false
	}
	cost := func(form string) (float64, bool) {
		behind, before := append(slices.Clone(words), form), append([]string{form}, words...)
		a, each := k.lay(behind, false)
		b, other := k.lay(before, false)
		if b < a {
			return b, within(before, b, other)
		}
		return a, within(behind, a, each)
	}
	own, ok := cost(form)
	if !ok {
		return false
	}
	for other := range forms {
		if c, _ := cost(other); other != form && c < own+inkedLead {
			return false
		}
	}
	return true
}

func Excess(ink Inked, name string) string {
	words := nameWords(name)
	best, at := 1e9, ""
	for turn := range words {
		turned := append(slices.Clone(words[turn:]), words[:turn]...)
		if all, each := ink.lay(turned, true); all < best {
			best, at = all, fmt.Sprintf("%.1f %.1f %.2f", all, each, all/letters(turned))
		}
	}
	return at
}
