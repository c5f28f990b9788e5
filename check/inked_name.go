package check

import (
	"slices"
	"strings"
)

// What a name may cost on ink above the likeliest that stands there, a letter: whole, and
// in each of its words. Of 240 drawn payees 81 % cost no more, of names of others 17 of
// 360,000, nearly all but for a letter or two the same (`go run ./test/bench payees` measures both
// where they are read from whole cheques).
const (
	inkedMost     = 0.8
	inkedMostWord = 1.2
	inkedLead     = 0.7 // by how much the whole name with another end, or another legal form, costs more
)

// InkedName says whether a line of handwriting is this name and hardly another one: on this
// ink it, and each of its words, surname or given names first, costs little above anything
// that may stand there. It is for a name that is expected; nobody is to be found by it.
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
		if all, _ := ink.lay(turned, true); all > inkedMost*letters(turned) {
			continue // whatever stands before it
		}
		for _, civility := range civilities {
			with := append([]string{civility}, turned...)
			all, each := ink.lay(with, false)
			if nearEnough(turned, all-each[0], each[1:]) && !ink.endsElse(with, all) {
				return true
			}
		}
	}
	return false
}

func letters(words []string) float64 { return float64(len(strings.Join(words, ""))) }

// nearEnough says whether words cost little, whole and each.
func nearEnough(words []string, all float64, each []float64) bool {
	if all > inkedMost*letters(words) {
		return false
	}
	for i, cost := range each {
		if cost > inkedMostWord*float64(len(words[i])) {
			return false
		}
	}
	return true
}

// endsElse says whether a word that ends otherwise (Louis, Louise) costs hardly more.
func (k Inked) endsElse(words []string, cost float64) bool {
	for i, w := range words {
		if len(w) < 2 || i == 0 {
			continue
		}
		others := []string{w[:len(w)-1]}
		for c := 'A'; c <= 'Z'; c++ {
			others = append(others, w+string(c))
		}
		for _, other := range others {
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
	cost := func(form string) (with []string, all float64, ok bool) {
		behind, before := append(slices.Clone(words), form), append([]string{form}, words...)
		a, each := k.lay(behind, false)
		b, other := k.lay(before, false)
		if b < a {
			return before, b, nearEnough(words, b-other[0], other[1:])
		}
		return behind, a, nearEnough(words, a-each[len(words)], each[:len(words)])
	}
	with, own, ok := cost(form)
	if !ok {
		return false
	}
	for other := range forms {
		if _, c, _ := cost(other); other != form && c < own+inkedLead {
			return false
		}
	}
	return !k.endsElse(append([]string{""}, with...), own)
}
