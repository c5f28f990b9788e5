package check

import (
	"strings"
	"unicode/utf8"
)

// class is what a word of an amount is.
type class uint8

const (
	unknown class = iota
	zero
	small   // 1 to 16 in French, to 19 in English
	ten     // 20 to 90
	hundred // behind the currency "cents" may be the subunit
	scale   // a thousand, a million, a thousand millions
	and
	comma
	unit    // a currency; value is its place in wordUnits
	nation  // whose currency; value is its place in nations
	subunit // its hundredth or thousandth
	figures
	none // "no" or "xx" where figures would stand: "no/100"
	slash
	of   // "un million d'euros"
	lead // what stands before an amount; value says whether right before it
	tail // and behind it
)

// closing is the value of a word that may stand right before an amount.
const closing = 1

// term is one word of an amount.
type term struct {
	class  class
	digits int8 // of figures, how many
	fault  bool // of spelling: it is not looked for in words that were run together
	value  int64
}

// wordUnits are the words for currencies. Where a word is shared by several currencies
// the first stands unless the caller's own is among them.
var wordUnits = []struct{ words, codes []string }{
	{[]string{"EURO", "EUROS", "EUR", "€"}, []string{"EUR"}},
	{[]string{"DINAR", "DINARS", "DT", "TND"}, []string{"TND", "DZD", "BHD", "KWD", "JOD"}},
	{[]string{"DOLLAR", "DOLLARS", "USD", "CAD"}, []string{"USD", "CAD", "AUD"}},
	{[]string{"FRANC", "FRANCS", "CHF"}, []string{"CHF", "XOF", "XAF", "XPF"}},
	{[]string{"POUND", "POUNDS", "LIVRE", "LIVRES", "GBP"}, []string{"GBP"}},
	{[]string{"DIRHAM", "DIRHAMS", "MAD"}, []string{"MAD"}},
	{[]string{"ROUPIE", "ROUPIES", "RUPEE", "RUPEES", "INR"}, []string{"INR"}},
	{[]string{"REAL", "REAIS", "REALS", "BRL"}, []string{"BRL"}},
}

// nations say whose currency it is; "" where the word for the currency says it.
var nations = []struct{ word, code string }{
	{"CFA", "XOF"}, {"SUISSE", "CHF"}, {"SUISSES", "CHF"}, {"CANADIEN", "CAD"}, {"CANADIENS", "CAD"}, {"CANADIAN", "CAD"},
	{"TUNISIEN", "TND"}, {"TUNISIENS", "TND"}, {"ALGERIEN", "DZD"}, {"ALGERIENS", "DZD"},
	{"AMERICAIN", "USD"}, {"AMERICAINS", "USD"}, {"STERLING", ""},
}

// pick is the currency that a word names: what its nation says, else the caller's own
// if it may be that, else the likeliest.
func pick(codes []string, currency string, following term) string {
	if following.class == nation && nations[following.value].code != "" {
		return nations[following.value].code
	}
	for _, c := range codes {
		if c == currency {
			return c
		}
	}
	return codes[0]
}

func wordSet(s string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(s) {
		set[w] = true
	}
	return set
}

// lexicon are the words of both languages with those of one.
func lexicon(own map[string]term) map[string]term {
	for i, u := range wordUnits {
		for _, w := range u.words {
			own[w] = term{class: unit, value: int64(i)}
		}
	}
	for i, n := range nations {
		own[n.word] = term{class: nation, value: int64(i)}
	}
	for c, words := range map[class]string{
		subunit: "CENTIME CENTIMES CTS CT CTMES CTIMES C MILLIME MILLIMES MMES PENNY PENCE PAISE CENTAVO CENTAVOS",
		of:      "DE D", none: "NO XX XXX",
		lead: "LE LA SOMME CONTRE CE PAYEZ EN TOUTES THE SUM",
		tail: "SEULEMENT EXACTEMENT ONLY NET NETS",
	} {
		for _, w := range strings.Fields(words) {
			own[w] = term{class: c}
		}
	}
	for _, w := range strings.Fields("MONTANT CHEQUE LETTRES LETTRE OF SOIT") {
		own[w] = term{class: lead, value: closing}
	}
	return own
}

// terms appends the words, figures and slashes of a text.
func (t tongue) terms(out []term, raw string) []term {
	for i := range len(raw) {
		if raw[i] >= utf8.RuneSelf {
			raw = Fold(raw)
			break
		}
	}
	var buffer [64]byte
	word := buffer[:0]
	for i := 0; i <= len(raw); i++ {
		c := byte(' ')
		if i < len(raw) {
			c = raw[i]
		}
		if c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		if n := len(word); n > 0 && (!isLetter(c) && !isDigit(c) || isDigit(c) != isDigit(word[0])) {
			out = t.look(out, word)
			word = word[:0]
		}
		switch {
		case isLetter(c), isDigit(c):
			word = append(word, c)
		case c == '/':
			out = append(out, term{class: slash})
		case strings.HasPrefix(raw[min(i, len(raw)):], "€"):
			out = append(out, t.words["€"])
		}
	}
	// A slash counts only between two numbers; elsewhere it fills the line.
	kept := out[:0]
	for i, w := range out {
		if w.class == slash && (i == 0 || i+1 == len(out) || out[i-1].class != figures && out[i-1].class != none || out[i+1].class != figures) {
			continue
		}
		kept = append(kept, w)
	}
	return kept
}

// look appends what a word or number means; words that were run together ("millecent")
// are cut where they can be cut in one way.
func (t tongue) look(out []term, word []byte) []term {
	if isDigit(word[0]) {
		if len(word) > 4 {
			return append(out, term{})
		}
		n := int64(0)
		for _, c := range word {
			n = n*10 + int64(c-'0')
		}
		return append(out, term{class: figures, digits: int8(len(word)), value: n})
	}
	if w, ok := t.words[string(word)]; ok {
		return append(out, w)
	}
	return append(out, t.cut(string(word))...)
}

const longestWord = 10 // SEPTANTE, CINQUANTES

// cut parts words that were run together.
func (t tongue) cut(w string) []term {
	if len(w) > 100 {
		return []term{{}}
	}
	ways, lengths := make([]int, len(w)+1), make([]int, len(w)+1)
	ways[0] = 1
	for i := 1; i <= len(w); i++ {
		for l := 2; l <= min(i, longestWord); l++ {
			if ways[i-l] > 0 && t.joins(w[i-l:i]) {
				ways[i], lengths[i] = min(2, ways[i]+ways[i-l]), l
			}
		}
	}
	if ways[len(w)] != 1 {
		return []term{{}}
	}
	var out []term
	for i := len(w); i > 0; i -= lengths[i] {
		out = append([]term{t.words[w[i-lengths[i]:i]]}, out...)
	}
	return out
}

// joins says whether a word is run together with others.
func (t tongue) joins(w string) bool {
	term := t.words[w]
	if term.fault {
		return false
	}
	switch term.class {
	case zero, small, ten, hundred, scale, and, comma:
		return true
	case unit, subunit:
		return len(w) > 3
	}
	return false
}
