package check

import "bordereau"

// ParseWords reads an amount written out in French, or failing that in English, as
// people really write it: with or without hyphens and plural s, "et onze" behind
// quatre-vingt, septante, huitante, octante, nonante, centimes in words, in figures
// ("et 50 cts") or as a fraction ("56/100"), the currency before or after "et", strokes
// that fill the line, lines broken anywhere. currency is taken where none is written.
// The whole units must be in words: figures there would be no second place. What can be
// read as two amounts ("vingt et un centimes": 0,21 or 20,01) is an error.
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

// WordsCurrency is the currency that an amount in words names, "" where it names none or
// two. What several countries call alike is the given one if it may be.
func WordsCurrency(raw, currency string) string {
	if len(raw) > 1000 {
		return ""
	}
	a := amountWords{currency: currency, words: french.terms(nil, raw)}
	if !a.takeCurrency() || !a.named {
		return ""
	}
	return a.currency
}

// tongue is how one language spells whole numbers below 10^12. number gives the one
// that all the words are, if they are one.
type tongue struct {
	words  map[string]term
	number func(words []term) (n int64, ok bool)
}

var (
	errNoWords       = bordereau.Errorf(bordereau.Invalid, "Ce n'est pas un montant en lettres")
	errTwoCurrencies = bordereau.Errorf(bordereau.Invalid, "Le montant en lettres nomme deux devises")
)

func parseWords(t tongue, raw, currency string) (bordereau.Money, error) {
	var room [32]term
	a := amountWords{tongue: t, currency: currency, words: trimNoise(t.terms(room[:0], raw))}
	if !a.takeCurrency() {
		return bordereau.Money{}, errTwoCurrencies
	}
	exp, known := bordereau.Exponent(a.currency)
	if !known {
		return bordereau.Money{}, bordereau.Errorf(bordereau.Invalid, "La devise %s n'est pas connue", a.currency)
	}
	a.scale, a.decimals = power10(exp), exp
	a.read()
	if a.found != 1 {
		return bordereau.Money{}, errNoWords
	}
	return bordereau.Money{Minor: a.minor, Currency: a.currency}, nil
}

func power10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}

// trimNoise takes away what may stand around an amount. "De" and "ce" by themselves do not:
// they may be what is left of "deux" and "cent".
func trimNoise(words []term) []term {
	n := 0
	for n < len(words) && (words[n].class == lead || words[n].class == of) {
		n++
	}
	if n > 0 && (words[n-1].value == closing || words[n-1].class == of && n > 1) {
		words = words[n:]
	}
	for len(words) > 0 && words[len(words)-1].class == tail {
		words = words[:len(words)-1]
	}
	return words
}

// amountWords are the words of one amount, and what was read of them so far.
type amountWords struct {
	tongue
	words    []term
	currency string
	scale    int64 // minor units in a unit
	decimals int

	unit  int // where the currency parts units and fraction; -1 where it does not
	named bool
	minor int64 // of the readings that differ, found many, the last one
	found int
}

// takeCurrency finds out which currency is written, and where. What stands before or
// behind everything parts nothing and is taken away. False: there are two.
func (a *amountWords) takeCurrency() bool {
	a.unit = -1
	code, kept := "", a.words[:0]
	for i := 0; i < len(a.words); i++ {
		w := a.words[i]
		if w.class != unit {
			kept = append(kept, w)
			continue
		}
		following := term{}
		for i+1 < len(a.words) && a.words[i+1].class == nation {
			following, i = a.words[i+1], i+1
		}
		this := pick(wordUnits[w.value].codes, a.currency, following)
		if code != "" && code != this {
			return false
		}
		code = this
		for len(kept) > 0 && kept[len(kept)-1].class == of { // "un million d'euros"
			kept = kept[:len(kept)-1]
		}
		if len(kept) > 0 && a.unit < 0 {
			a.unit = len(kept)
		}
	}
	if a.unit == len(kept) {
		a.unit = -1
	}
	a.words, a.named = kept, code != ""
	if a.named {
		a.currency = code
	}
	return true
}

// read finds every amount that the words may be.
func (a *amountWords) read() {
	w := a.words
	if a.unit > 0 {
		if whole, ok := a.number(w[:a.unit]); ok {
			if fraction, ok := a.behindUnit(w[a.unit:]); ok {
				a.reading(whole, fraction)
			}
		}
		return
	}
	if whole, ok := a.number(w); ok {
		a.reading(whole, 0)
	}
	for i := 0; i < len(w); i++ { // the fraction has a name, or a comma before it
		switch w[i].class {
		case and, comma:
			a.parted(w[:i], w[i+1:], w[i].class == comma)
		case figures, none:
			if i > 0 && w[i-1].class != and && w[i-1].class != comma && w[i-1].class != slash {
				a.parted(w[:i], w[i:], false)
			}
		}
	}
	if n := len(w) - 1; n > 0 && w[n].class == subunit { // "cinquante centimes"
		if fraction, ok := a.number(w[:n]); ok && fraction < a.scale {
			a.reading(0, fraction)
		}
	}
}

func (a *amountWords) parted(before, behind []term, byComma bool) {
	whole, ok := a.number(before)
	if !ok {
		return
	}
	if fraction, named, ok := a.fraction(behind, false); ok && (named || byComma) {
		a.reading(whole, fraction)
	}
}

func (a *amountWords) reading(whole, fraction int64) {
	if minor := whole*a.scale + fraction; a.found == 0 || minor != a.minor {
		a.minor = minor
		a.found++
	}
}

// behindUnit takes the fraction behind the currency, nothing being none.
func (a *amountWords) behindUnit(w []term) (n int64, ok bool) {
	if len(w) == 0 {
		return 0, true
	}
	if w[0].class == and || w[0].class == comma {
		w = w[1:]
	}
	n, _, ok = a.fraction(w, true)
	return n, ok
}

// fraction takes words or figures, then perhaps the name of the subunit or "/100"; named
// says that one of them was there. Behind the currency a bare "cents" is the subunit.
// Without a name there must be as many digits as the currency has: "douze euros cinq" may
// be 12,50.
func (a *amountWords) fraction(w []term, behindUnit bool) (n int64, named, ok bool) {
	last := len(w) - 1
	if last < 0 || a.scale == 1 {
		return 0, false, false
	}
	if last == 2 && w[1].class == slash {
		return w[0].value, true, (w[0].class == figures || w[0].class == none) && w[0].value < a.scale && w[2].class == figures && w[2].value == a.scale
	}
	named = last > 0 && (w[last].class == subunit || behindUnit && a.scale == 100 && w[last].class == hundred)
	if named {
		w = w[:last]
	}
	switch {
	case len(w) == 1 && w[0].class == figures:
		n, ok = w[0].value, named || int(w[0].digits) == a.decimals
	default:
		if len(w) == 2 && w[0].class == zero && w[1].class == small { // "virgule zéro cinq"
			return w[1].value, named, w[1].value < 10 && a.scale == 100
		}
		n, ok = a.number(w)
		ok = ok && (named || n >= a.scale/10)
	}
	return n, named, ok && n < a.scale
}
