package check

import (
	"math"
	"slices"
	"strings"
)

// What a name may cost on ink above the likeliest that stands there, a letter: whole, in each
// of its words and in each of its short words. How much more what it may be mistaken for must
// cost: the name of the other sex, another given name, another legal form. That a letter less
// at a word's end costs less happens to the right name where its last letter is misread; it
// has to cost clearly less to speak for another name. Set on drawn payees in faces that the
// network does not know; `go run ./test/bench payees` measures it on whole cheques.
const (
	inkedMost      = 1.1
	inkedMostWord  = 1.5
	inkedMostShort = 1.1 // of up to shortName letters
	shortName      = 5
	inkedLead      = 0.2
	inkedLeadGiven = 1.0
	inkedLess      = 2.0
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
		var with []string
		var each []float64
		least := math.Inf(1)
		for _, civility := range civilities {
			titled := append([]string{civility}, turned...)
			if all, parts := ink.lay(titled, false); all < least {
				with, each, least = titled, parts, all
			}
		}
		if with != nil && nearEnough(turned, least-each[0], each[1:]) && !ink.endsElse(with, least) && !ink.named(with, least) {
			return true
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
		most := inkedMostWord
		if len(words[i]) <= shortName {
			most = inkedMostShort
		}
		if cost > most*float64(len(words[i])) {
			return false
		}
	}
	return true
}

// instead is what words cost with another in the place of one of them.
func (k Inked) instead(words []string, i int, other string) float64 {
	changed := slices.Clone(words)
	changed[i] = other
	all, _ := k.lay(changed, false)
	return all
}

// endsElse says whether a word that ends otherwise costs hardly more where both are names
// (Louis, Louise; Jean, Jeanne), or clearly less where a letter more or less makes it.
func (k Inked) endsElse(words []string, cost float64) bool {
	for i, w := range words {
		if len(w) < 2 || i == 0 {
			continue
		}
		with, feminine := strings.CutSuffix(w, "E")
		switch {
		case feminine && (k.instead(words, i, with) < cost+inkedLead || strings.HasSuffix(with, "NN") && k.instead(words, i, with[:len(with)-1]) < cost+inkedLead):
			return true
		case !feminine && (k.instead(words, i, w+"E") < cost+inkedLead || k.instead(words, i, w+"NE") < cost+inkedLead):
			return true
		case k.instead(words, i, w[:len(w)-1]) < cost-inkedLess:
			return true
		}
	}
	return false
}

// named says whether a common given name in the place of one of the words costs hardly more:
// the payee is a relative.
func (k Inked) named(words []string, cost float64) bool {
	for i, w := range words {
		if i > 0 && slices.ContainsFunc(givenNames, func(other string) bool {
			return other != w && k.instead(words, i, other) < cost+inkedLeadGiven
		}) {
			return true
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
