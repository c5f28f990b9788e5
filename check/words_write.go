package check

import (
	"strconv"
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

// Spellings lists the ways that amounts are written here, the likeliest first.
var Spellings = []Spelling{
	{"fr", "some", "france", "words"}, {"fr", "all", "france", "words"}, {"fr", "none", "france", "words"},
	{"fr", "some", "france", "figures"}, {"fr", "some", "belgium", "words"}, {"fr", "some", "swiss", "words"}, {"en", "", "", "words"},
}

var unitNames = map[string]struct{ fr, frPlural, en, enPlural, frSub, frSubs, enSub, enSubs string }{
	"EUR": {"euro", "euros", "euro", "euros", "centime", "centimes", "cent", "cents"},
	"TND": {"dinar", "dinars", "dinar", "dinars", "millime", "millimes", "millime", "millimes"},
	"DZD": {"dinar", "dinars", "dinar", "dinars", "centime", "centimes", "centime", "centimes"},
	"MAD": {"dirham", "dirhams", "dirham", "dirhams", "centime", "centimes", "centime", "centimes"},
	"CHF": {"franc", "francs", "franc", "francs", "centime", "centimes", "centime", "centimes"},
	"USD": {"dollar", "dollars", "dollar", "dollars", "cent", "cents", "cent", "cents"},
	"CAD": {"dollar", "dollars", "dollar", "dollars", "cent", "cents", "cent", "cents"},
	"GBP": {"livre", "livres", "pound", "pounds", "penny", "pence", "penny", "pence"},
	"INR": {"roupie", "roupies", "rupee", "rupees", "paise", "paise", "paise", "paise"},
	"BRL": {"real", "reais", "real", "reais", "centavo", "centavos", "centavo", "centavos"},
}

// WriteWords writes an amount out: WriteWords({123756, EUR}, Spellings[0]) is "mille
// deux cent trente-sept euros et cinquante-six centimes". Negative amounts, amounts
// from 10^12 units and currencies without names here (EUR, TND, DZD, MAD, CHF, USD,
// CAD, GBP, INR, BRL have them) are an error.
func WriteWords(m bordereau.Money, s Spelling) (string, error) {
	exp, ok := bordereau.Exponent(m.Currency)
	name, named := unitNames[m.Currency]
	if !ok || !named {
		return "", bordereau.Errorf(bordereau.Invalid, "Les montants en %s ne s'écrivent pas en lettres ici", m.Currency)
	}
	in := power10(exp)
	whole, sub := m.Minor/in, m.Minor%in
	if m.Minor < 0 || whole >= 1e12 {
		return "", bordereau.Errorf(bordereau.Invalid, "Ce montant ne s'écrit pas en lettres")
	}
	w := writer{s, make([]byte, 0, 160)}
	if s.Language == "en" {
		w.english(whole)
		w.add(" ", numbered(whole != 1, name.en, name.enPlural))
	} else {
		w.french(whole)
		switch {
		case whole < 1e6 || whole%1e6 > 0:
			w.add(" ")
		case name.fr[0] == 'e':
			w.add(" d'")
		default:
			w.add(" de ")
		}
		w.add(numbered(whole >= 2, name.fr, name.frPlural))
	}
	switch {
	case sub == 0:
	case s.Language == "en" && s.Cents == "figures":
		w.add(" and ", padded(sub, exp), "/", strconv.FormatInt(in, 10))
	case s.Language == "en":
		w.add(" and ")
		w.english(sub)
		w.add(" ", numbered(sub != 1, name.enSub, name.enSubs))
	case s.Cents == "figures":
		w.add(" et ", padded(sub, exp), " ", numbered(sub >= 2, name.frSub, name.frSubs))
	default:
		w.add(" et ")
		w.french(sub)
		w.add(" ", numbered(sub >= 2, name.frSub, name.frSubs))
	}
	return string(w.out), nil
}

func numbered(many bool, one, more string) string {
	if many {
		return more
	}
	return one
}

func padded(n int64, digits int) string {
	s := strconv.FormatInt(n, 10)
	return strings.Repeat("0", max(0, digits-len(s))) + s
}

// writer writes words of one spelling behind each other.
type writer struct {
	Spelling
	out []byte
}

func (w *writer) add(parts ...string) {
	for _, p := range parts {
		w.out = append(w.out, p...)
	}
}

// join writes what stands between two words: a hyphen where the traditional spelling
// has one, a blank where it has none.
func (w *writer) join(hyphen bool) {
	if w.Hyphens == "all" || hyphen && w.Hyphens != "none" {
		w.out = append(w.out, '-')
	} else {
		w.out = append(w.out, ' ')
	}
}

var (
	frUnits    = strings.Fields("zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf")
	frTenNames = strings.Fields("_ _ vingt trente quarante cinquante soixante septante huitante nonante")
	frScales   = []struct {
		value     int64
		one, more string
	}{{1e9, "milliard", "milliards"}, {1e6, "million", "millions"}, {1e3, "mille", "mille"}}
)

func (w *writer) french(n int64) {
	if n == 0 {
		w.add(frUnits[0])
	}
	for _, g := range frScales {
		q := n / g.value
		if n %= g.value; q == 0 {
			continue
		}
		if q > 1 || g.value > 1e3 {
			w.frenchBelow1000(q, g.value > 1e3)
			w.join(false)
		}
		w.add(numbered(q > 1, g.one, g.more))
		if n > 0 {
			w.join(false)
		}
	}
	if n > 0 {
		w.frenchBelow1000(n, true)
	}
}

// frenchBelow1000: vingt and cent take an s when multiplied and last, mille not following.
func (w *writer) frenchBelow1000(n int64, last bool) {
	h, r := n/100, n%100
	if h > 1 {
		w.add(frUnits[h])
		w.join(false)
	}
	if h > 0 {
		w.add("cent")
		if r > 0 {
			w.join(false)
		} else if h > 1 && last {
			w.add("s")
		}
	}
	if r > 0 {
		w.frenchBelow100(r, last)
	}
}

func (w *writer) frenchBelow100(n int64, last bool) {
	tens, rest := n/10, n%10
	france := w.Tens != "belgium" && w.Tens != "swiss"
	switch {
	case n < 20:
		w.frenchUnits(n)
		return
	case france && (tens == 7 || tens == 9):
		tens, rest = tens-1, rest+10
	}
	eighty := tens == 8 && w.Tens != "swiss"
	if eighty {
		w.add(frUnits[4])
		w.join(true)
		w.add(frTenNames[2])
		if rest == 0 && last {
			w.add("s")
		}
	} else {
		w.add(frTenNames[tens])
	}
	switch {
	case rest == 0:
		return
	case !eighty && (rest == 1 || rest == 11):
		w.join(false)
		w.add("et")
		w.join(false)
	default:
		w.join(true)
	}
	w.frenchUnits(rest)
}

// frenchUnits writes 1 to 19.
func (w *writer) frenchUnits(n int64) {
	if n > 16 {
		w.add(frUnits[10])
		w.join(true)
		n -= 10
	}
	w.add(frUnits[n])
}

var (
	enUnits    = strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
	enTenNames = strings.Fields("_ _ twenty thirty forty fifty sixty seventy eighty ninety")
	enScales   = []struct {
		value int64
		name  string
	}{{1e9, "billion"}, {1e6, "million"}, {1e3, "thousand"}}
)

func (w *writer) english(n int64) {
	if n == 0 {
		w.add(enUnits[0])
	}
	for _, g := range enScales {
		q := n / g.value
		if n %= g.value; q == 0 {
			continue
		}
		w.englishBelow1000(q)
		w.add(" ", g.name)
		if n > 0 {
			w.add(" ")
		}
	}
	if n > 0 {
		w.englishBelow1000(n)
	}
}

func (w *writer) englishBelow1000(n int64) {
	if n >= 100 {
		w.add(enUnits[n/100], " hundred")
		if n %= 100; n == 0 {
			return
		}
		w.add(" ")
	}
	switch {
	case n < 20:
		w.add(enUnits[n])
	case n%10 == 0:
		w.add(enTenNames[n/10])
	default:
		w.add(enTenNames[n/10], "-", enUnits[n%10])
	}
}
