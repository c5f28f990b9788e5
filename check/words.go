package check

import (
	"strings"

	"bordereau"
)

// ParseWords reads an amount written out in French, or failing that in English, as
// people really write it: with or without hyphens and plural s, "et onze" behind
// quatre-vingt, septante, huitante, octante, nonante, centimes in words, in figures
// ("et 50 cts") or as a fraction ("56/100"), the currency before or after "et", strokes
// that fill the line, lines broken anywhere. currency is taken where none is written.
// The whole units must be in words: figures there would be no second place.
func ParseWords(raw, currency string) (bordereau.Money, error) {
	if len(raw) > 1000 {
		return bordereau.Money{}, bordereau.Errorf(bordereau.Invalid, "Le montant en lettres est trop long")
	}
	m, err := parseWords(french, raw, currency)
	if err == nil {
		return m, nil
	}
	if m, other := parseWords(english, raw, currency); other == nil {
		return m, nil
	}
	return bordereau.Money{}, err
}

// wordUnits are the words for currencies and their hundredths or thousandths.
// Where a word is shared by several currencies the first stands unless the
// caller's own is among them.
var wordUnits = []struct {
	words []string
	codes []string
}{
	{[]string{"EURO", "EUROS", "EUR", "€"}, []string{"EUR"}},
	{[]string{"DINAR", "DINARS"}, []string{"TND", "DZD", "BHD", "KWD", "JOD"}},
	{[]string{"DOLLAR", "DOLLARS", "USD"}, []string{"USD", "CAD", "AUD"}},
	{[]string{"FRANC", "FRANCS", "CHF"}, []string{"CHF", "XOF", "XAF", "XPF"}},
	{[]string{"POUND", "POUNDS", "GBP"}, []string{"GBP"}},
	{[]string{"DIRHAM", "DIRHAMS", "MAD"}, []string{"MAD"}},
}

var (
	subunits   = wordSet("CENTIME CENTIMES CTS CT CENT CENTS MILLIME MILLIMES PENNY PENCE C")
	unitNoise  = wordSet("TUNISIENS TUNISIEN SUISSES SUISSE STERLING CFA CANADIENS AMERICAINS")
	leadNoise  = wordSet("LA SOMME DE MONTANT CONTRE CE CHEQUE PAYEZ EN LETTRES LETTRE THE SUM OF SOIT")
	tailNoise  = wordSet("DE D EURO EUROS SEULEMENT ONLY NET NETS")
	conjuncts  = wordSet("ET AND VIRGULE")
	pureNumber = func(s string) bool { return allDigits(s) && len(s) <= 3 }
)

func wordSet(s string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(s) {
		set[w] = true
	}
	return set
}

// tongue is how one language spells whole numbers. parse takes as many words as
// belong to one number below 10^12 from the front.
type tongue struct {
	vocabulary map[string]bool
	parse      func(words []string) (n int64, used int)
}

func parseWords(t tongue, raw, currency string) (bordereau.Money, error) {
	bad := func() (bordereau.Money, error) {
		return bordereau.Money{}, bordereau.Errorf(bordereau.Invalid, "Ce n'est pas un montant en lettres")
	}
	words := amountTokens(t, raw)
	for len(words) > 0 && leadNoise[words[0]] {
		words = words[1:]
	}
	takeUnit := func() bool {
		if len(words) == 0 {
			return false
		}
		for _, u := range wordUnits {
			for _, w := range u.words {
				if w != words[0] {
					continue
				}
				words = words[1:]
				if code := pick(u.codes, currency, words); code != "" {
					currency = code
				}
				for len(words) > 0 && unitNoise[words[0]] {
					words = words[1:]
				}
				return true
			}
		}
		return false
	}
	unit := takeUnit() // "Euros : mille deux cents"
	whole, used := t.parse(words)
	words = words[used:]
	onlySub := used > 0 && len(words) > 0 && subunits[words[0]] && !unit // "cinquante centimes"
	if used == 0 {
		return bad()
	}
	for len(words) > 0 && (words[0] == "DE" || words[0] == "D") { // "un million d'euros"
		words = words[1:]
	}
	unit = takeUnit() || unit
	exp, known := bordereau.Exponent(currency)
	if !known {
		return bordereau.Money{}, bordereau.Errorf(bordereau.Invalid, "La devise %s n'est pas connue", currency)
	}
	scale := int64(1)
	for range exp {
		scale *= 10
	}
	var fraction int64
	if onlySub {
		words = words[1:]
		whole, fraction = 0, whole
	} else {
		for len(words) > 0 && conjuncts[words[0]] {
			words = words[1:]
		}
		before := len(words)
		var named, ok bool
		if fraction, words, named, ok = fractionOf(t, words, scale); !ok || !unit && !named && len(words) < before {
			return bad() // "deux trois euros": two numbers, and nothing says which is what
		}
		takeUnit() // "mille et cinquante centimes euros"
	}
	for len(words) > 0 && tailNoise[words[0]] {
		words = words[1:]
	}
	if len(words) > 0 || fraction >= scale || fraction > 0 && exp == 0 || whole > 1e12 {
		return bad()
	}
	return bordereau.Money{Minor: whole*scale + fraction, Currency: currency}, nil
}

// fractionOf takes what follows the currency: words or figures, then perhaps the
// name of the subunit or "/100"; named says that one of them was there. Behind the
// currency a bare "cents" is the subunit.
func fractionOf(t tongue, words []string, scale int64) (n int64, rest []string, named, ok bool) {
	if len(words) == 0 || tailNoise[words[0]] {
		return 0, words, false, true
	}
	if pureNumber(words[0]) {
		for _, c := range words[0] {
			n = n*10 + int64(c-'0')
		}
		words = words[1:]
		if len(words) > 1 && words[0] == "/" {
			return n, words[2:], true, len(words[1]) == 1+decimals(scale)
		}
	} else {
		end := len(words)
		for i, w := range words {
			if subunits[w] && i > 0 && (w != "CENT" && w != "CENTS" || scale == 100) {
				end = i
				break
			}
		}
		v, used := t.parse(words[:end])
		if used == 0 || used != end && !tailNoise[words[used]] {
			return 0, nil, false, false
		}
		n, words = v, words[used:]
	}
	if len(words) > 0 && subunits[words[0]] {
		return n, words[1:], true, true
	}
	return n, words, false, true
}

func decimals(scale int64) int {
	n := 0
	for ; scale > 1; scale /= 10 {
		n++
	}
	return n
}

func pick(codes []string, currency string, following []string) string {
	if len(following) > 0 {
		switch following[0] {
		case "CFA":
			return "XOF"
		case "SUISSES", "SUISSE":
			return "CHF"
		case "CANADIENS":
			return "CAD"
		case "TUNISIENS", "TUNISIEN":
			return "TND"
		}
	}
	for _, c := range codes {
		if c == currency {
			return c
		}
	}
	return codes[0]
}

// amountTokens cuts folded text into words, numbers and slashes, and words that
// were run together ("millecent") into those of the vocabulary.
func amountTokens(t tongue, raw string) []string {
	var out []string
	var word strings.Builder
	flush := func() {
		if w := word.String(); w != "" {
			out = append(out, cutWord(t, w)...)
		}
		word.Reset()
	}
	kind := 0
	for _, r := range Fold(raw) {
		k := 0
		switch {
		case r >= 'A' && r <= 'Z':
			k = 1
		case r >= '0' && r <= '9':
			k = 2
		}
		if k != kind {
			flush()
		}
		kind = k
		switch {
		case k > 0:
			word.WriteRune(r)
		case r == '€':
			out = append(out, "€")
		case r == '/':
			out = append(out, "/")
		}
	}
	flush()
	// A slash counts only between two numbers; elsewhere it fills the line.
	kept := out[:0]
	for i, w := range out {
		if w == "/" && (i == 0 || i+1 == len(out) || !allDigits(out[i-1]) || !allDigits(out[i+1])) {
			continue
		}
		kept = append(kept, w)
	}
	return kept
}

func cutWord(t tongue, w string) []string {
	if len(w) > 100 || t.vocabulary[w] {
		return []string{w}
	}
	// cuts[i] is the length of the word that ends the best cut of w[:i], longest first.
	cuts := make([]int, len(w)+1)
	for i := 1; i <= len(w); i++ {
		for l := min(i, 12); l > 0; l-- {
			if (i == l || cuts[i-l] > 0) && t.vocabulary[w[i-l:i]] {
				cuts[i] = l
				break
			}
		}
	}
	if cuts[len(w)] == 0 {
		return []string{w}
	}
	var out []string
	for i := len(w); i > 0; i -= cuts[i] {
		out = append([]string{w[i-cuts[i] : i]}, out...)
	}
	return out
}
