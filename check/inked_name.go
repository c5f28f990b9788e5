package check

import (
	"math"
	"slices"
	"strings"
)

// How far a name has to stand out of what names of others cost on the same ink, in
// standard deviations: whole, and in each of its words. They are set, as those of
// GarbledName are, so that of drawn names of others less than one in 10,000 agrees with a
// line (`go run ./test/bench payees`).
const (
	standsOut     = 5.5
	standsOutWord = 2.5
	inkedLead     = 0.7 // by how much a name with another end, or another legal form, costs more
	inkedMost     = 1.2 // a letter: more is no reading of a name at all
)

// InkedName says whether a line of handwriting is this name and hardly another one: on this
// ink it, and each of its words, surname or given names first, costs far less than names of
// others do. It is for a name that is expected; nobody is to be found by it.
func InkedName(ink Inked, name string) bool {
	words := nameWords(name)
	words = slices.DeleteFunc(words, func(w string) bool { return w == "&" })
	for len(words) > 1 && (titles[words[0]] || words[0] == "M") {
		words = words[1:]
	}
	if len(words) < 2 {
		return false
	}
	others := ink.others()
	if at := slices.IndexFunc(words, func(w string) bool { return forms[w] }); at >= 0 {
		return ink.company(slices.Delete(slices.Clone(words), at, at+1), words[at], others)
	}
	for turn := range words {
		turned := append(slices.Clone(words[turn:]), words[:turn]...)
		if all, _ := ink.lay(turned, true); !others.exceeds(turned, all, nil) {
			continue // whatever stands before it
		}
		for _, civility := range civilities {
			with := append([]string{civility}, turned...)
			all, each := ink.lay(with, false)
			if others.exceeds(turned, all, each[1:]) && !ink.endsElse(with, all) {
				return true
			}
		}
	}
	return false
}

func letters(words []string) float64 { return float64(len(strings.Join(words, ""))) }

// others is what names of others cost a letter on some ink.
type others struct {
	mean, dev         float64 // of names
	wordMean, wordDev float64 // and of their words
}

// others lays some names along the ink.
func (k Inked) others() (o others) {
	if k.cohort == nil {
		return others{}
	}
	k.cohort.once.Do(func() {
		var names, words []float64
		for i, surname := range cohortSurnames {
			for j := range 3 {
				name := []string{cohortGiven[(5*i+7*j)%len(cohortGiven)], surname}
				all, each := k.lay(name, false)
				if turned, other := k.lay([]string{name[1], name[0]}, false); turned < all {
					all, each = turned, []float64{other[1], other[0]}
				}
				names = append(names, all/letters(name))
				for n := range each {
					words = append(words, each[n]/float64(len(name[n])))
				}
			}
		}
		k.cohort.mean, k.cohort.dev = spreadOf(names)
		k.cohort.wordMean, k.cohort.wordDev = spreadOf(words)
	})
	return k.cohort.others
}

func spreadOf(v []float64) (mean, dev float64) {
	for _, x := range v {
		mean += x / float64(len(v))
	}
	for _, x := range v {
		dev += (x - mean) * (x - mean) / float64(len(v))
	}
	return mean, max(math.Sqrt(dev), .02)
}

// exceeds says whether words stand out of the others.
func (o others) exceeds(words []string, all float64, each []float64) bool {
	a := all / letters(words)
	if a > inkedMost || (o.mean-a)/o.dev < standsOut {
		return false
	}
	for i, cost := range each {
		if (o.wordMean-cost/float64(len(words[i])))/o.wordDev < standsOutWord {
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
func (k Inked) company(words []string, form string, o others) bool {
	cost := func(form string) (float64, bool) {
		behind, before := append(slices.Clone(words), form), append([]string{form}, words...)
		a, each := k.lay(behind, false)
		b, other := k.lay(before, false)
		if b < a {
			return b, o.exceeds(words, b-other[0], other[1:])
		}
		return a, o.exceeds(words, a-each[len(words)], each[:len(words)])
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

// Names of others, to which a name is held: frequent ones of the country.
var (
	cohortGiven    = strings.Fields("MARIE JEAN PIERRE MICHEL ANDRE PHILIPPE CATHERINE ALAIN ISABELLE NATHALIE SYLVIE LAURENT CLAUDE CHRISTINE SANDRINE NICOLAS DAVID OLIVIER VALERIE JULIEN CELINE THOMAS CAMILLE LUCAS MANON ENZO CHLOE GABRIEL EMMA ADAM JADE RAPHAEL HUGO ANNE PAUL LEO")
	cohortSurnames = strings.Fields("MARTIN BERNARD THOMAS PETIT ROBERT RICHARD DURAND DUBOIS MOREAU LAURENT SIMON MICHEL LEFEBVRE LEROY ROUX DAVID BERTRAND MOREL FOURNIER GIRARD BONNET DUPONT LAMBERT FONTAINE ROUSSEAU VINCENT MULLER LEFEVRE FAURE ANDRE MERCIER BLANC GUERIN BOYER GARNIER CHEVALIER FRANCOIS LEGRAND GAUTHIER GARCIA PERRIN ROBIN CLEMENT MORIN NICOLAS HENRY ROUSSEL MATHIEU GAUTIER MASSON MARCHAND DUVAL DENIS DUMONT MARIE LEMAIRE NOEL MEYER DUFOUR MEUNIER")
)
