package check

import (
	"fmt"
	"strings"

	"bordereau"
)

// Spelling is one way of writing an amount out.
type Spelling struct {
	Language string // "fr" or "en"
	Hyphens  string // fr: "some" (traditional: below a hundred), "all" (1990), "none"
	Tens     string // fr: "france" (soixante-dix, quatre-vingt-dix), "belgium" (septante, nonante), "swiss" (and huitante)
	Cents    string // "words" or "figures"
}

// Spellings lists the ways that amounts are written here, the likeliest first:
// candidates to hold a reading against.
var Spellings = []Spelling{
	{"fr", "some", "france", "words"}, {"fr", "all", "france", "words"}, {"fr", "none", "france", "words"},
	{"fr", "some", "france", "figures"}, {"fr", "some", "belgium", "words"}, {"fr", "some", "swiss", "words"}, {"en", "", "", "words"},
}

var unitNames = map[string]struct{ fr, enSingular, enPlural, frSub, enSub string }{
	"EUR": {"euro", "euro", "euros", "centime", "cent"}, "TND": {"dinar", "dinar", "dinars", "millime", "millime"},
	"USD": {"dollar", "dollar", "dollars", "cent", "cent"}, "CHF": {"franc", "franc", "francs", "centime", "centime"},
}

// WriteWords writes an amount out: WriteWords({123756, EUR}, Spellings[0]) is "mille
// deux cent trente-sept euros et cinquante-six centimes". Negative amounts, amounts
// from 10^12 units and currencies without French names (EUR, TND, USD, CHF have them)
// are an error.
func WriteWords(m bordereau.Money, s Spelling) (string, error) {
	exp, ok := bordereau.Exponent(m.Currency)
	names, named := unitNames[m.Currency]
	if !ok || !named {
		return "", bordereau.Errorf(bordereau.Invalid, "Les montants en %s ne s'écrivent pas en lettres ici", m.Currency)
	}
	scale := int64(1)
	for range exp {
		scale *= 10
	}
	whole, sub := m.Minor/scale, m.Minor%scale
	if m.Minor < 0 || whole >= 1e12 {
		return "", bordereau.Errorf(bordereau.Invalid, "Ce montant ne s'écrit pas en lettres")
	}
	plural := func(word string, n int64, from int64) string {
		if n >= from {
			return word + "s"
		}
		return word
	}
	if s.Language == "en" {
		out := writeEnglish(whole) + " " + names.enPlural
		if whole == 1 {
			out = writeEnglish(whole) + " " + names.enSingular
		}
		if sub > 0 && s.Cents == "figures" {
			out += fmt.Sprintf(" and %0*d/%d", exp, sub, scale)
		} else if sub > 0 {
			out += " and " + writeEnglish(sub) + " " + plural(names.enSub, sub, 2)
		}
		return out, nil
	}
	link := " "
	if whole >= 1e6 && whole%1e6 == 0 {
		link = " d'"
		if names.fr[0] != 'e' {
			link = " de "
		}
	}
	out := writeFrench(whole, s) + link + plural(names.fr, whole, 2)
	if sub > 0 && s.Cents == "figures" {
		out += fmt.Sprintf(" et %0*d %s", exp, sub, plural(names.frSub, sub, 2))
	} else if sub > 0 {
		out += " et " + writeFrench(sub, s) + " " + plural(names.frSub, sub, 2)
	}
	return out, nil
}

var frUnits = strings.Fields("zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf")
var frTenNames = map[int64]string{20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 70: "septante", 80: "huitante", 90: "nonante"}

func writeFrench(n int64, s Spelling) string {
	if n == 0 {
		return "zéro"
	}
	var parts []string
	for _, g := range []struct {
		value int64
		name  string
	}{{1e9, "milliard"}, {1e6, "million"}, {1e3, "mille"}} {
		q := n / g.value
		n %= g.value
		switch {
		case q == 0:
		case g.value == 1e3 && q == 1:
			parts = append(parts, g.name)
		case g.value == 1e3:
			parts = append(parts, frBelow1000(q, s, false), g.name)
		case q == 1:
			parts = append(parts, "un", g.name)
		default:
			parts = append(parts, frBelow1000(q, s, true), g.name+"s")
		}
	}
	if n > 0 {
		parts = append(parts, frBelow1000(n, s, true))
	}
	out := strings.Join(parts, " ")
	switch s.Hyphens {
	case "all":
		return strings.ReplaceAll(out, " ", "-")
	case "none":
		return strings.ReplaceAll(out, "-", " ")
	}
	return out
}

// frBelow1000: vingt and cent take an s when multiplied and last, mille not following.
func frBelow1000(n int64, s Spelling, last bool) string {
	h, r := n/100, n%100
	switch {
	case h == 0:
		return frBelow100(r, s, last)
	case h == 1 && r == 0:
		return "cent"
	case h == 1:
		return "cent " + frBelow100(r, s, last)
	case r == 0 && last:
		return frUnits[h] + " cents"
	case r == 0:
		return frUnits[h] + " cent"
	}
	return frUnits[h] + " cent " + frBelow100(r, s, last)
}

func frBelow100(n int64, s Spelling, last bool) string {
	ten, unit := n/10*10, n%10
	france := s.Tens != "belgium" && s.Tens != "swiss"
	switch {
	case n < 20:
		return frUnits[n]
	case france && (ten == 70 || ten == 90):
		ten, unit = ten-10, unit+10
	}
	name := frTenNames[ten]
	if ten == 80 && s.Tens != "swiss" {
		name = "quatre-vingt"
		if unit == 0 {
			if last {
				return name + "s"
			}
			return name
		}
		return name + "-" + frUnits[unit]
	}
	switch unit {
	case 0:
		return name
	case 1, 11:
		return name + " et " + frUnits[unit]
	}
	return name + "-" + frUnits[unit]
}

var enUnits = strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
var enTenNames = strings.Fields("_ _ twenty thirty forty fifty sixty seventy eighty ninety")

func writeEnglish(n int64) string {
	if n == 0 {
		return "zero"
	}
	var parts []string
	for _, g := range enScale {
		if q := n / g.value; q > 0 {
			parts = append(parts, enBelow1000(q), strings.ToLower(g.word))
		}
		n %= g.value
	}
	if n > 0 {
		parts = append(parts, enBelow1000(n))
	}
	return strings.Join(parts, " ")
}

func enBelow1000(n int64) string {
	var parts []string
	if n >= 100 {
		parts = append(parts, enUnits[n/100], "hundred")
		n %= 100
	}
	switch {
	case n == 0:
	case n < 20:
		parts = append(parts, enUnits[n])
	case n%10 == 0:
		parts = append(parts, enTenNames[n/10])
	default:
		parts = append(parts, enTenNames[n/10]+"-"+enUnits[n%10])
	}
	return strings.Join(parts, " ")
}

// WordsResemble says how well a badly read amount in words fits a candidate amount: 1
// when some spelling of it is the text, letter for letter, less by its distance. It sorts
// candidates; it proves nothing.
func WordsResemble(read string, m bordereau.Money) float64 {
	letters := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, Fold(s))
	}
	r := letters(read)
	if len(r) > 400 {
		r = r[:400]
	}
	best := 0.0
	for _, s := range Spellings {
		w, err := WriteWords(m, s)
		if err != nil {
			return 0
		}
		c := letters(w)
		if n := max(len(c), len(r)); n > 0 {
			best = max(best, 1-float64(distance(r, c))/float64(n))
		}
	}
	return best
}

// distance is Levenshtein's, in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
