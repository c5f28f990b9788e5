package spec

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"bordereau"
	"bordereau/check"
)

// numerals are the words of amounts that are written out in French.
var numerals = strings.Fields(`ZERO UN UNE DEUX TROIS QUATRE CINQ SIX SEPT HUIT NEUF DIX ONZE DOUZE TREIZE QUATORZE QUINZE SEIZE
	VINGT VINGTS TRENTE QUARANTE CINQUANTE SOIXANTE SEPTANTE HUITANTE OCTANTE NONANTE CENT CENTS MILLE MILLION MILLIONS
	MILLIARD ET EURO EUROS CENTIME CENTIMES DINAR DINARS MILLIMES`)

// InWords reads an amount written out in words, letter for letter or misread; the figures
// are never asked.
func InWords(in *Sheet, s Span) (Value, bool) {
	s = trim(s)
	if len(s) == 0 || len(s) > 40 {
		return Value{}, false
	}
	words := fold(s.Text())
	if len(words) == 0 || words[len(words)-1] == "ET" {
		return Value{}, false // it goes on elsewhere
	}
	if slices.ContainsFunc(words, func(w string) bool { return len(w) == 1 && w[0] >= '0' && w[0] <= '9' }) {
		return Value{}, false // centimes of which a figure was lost
	}
	for _, text := range []string{s.Text(), spaced(s.Text())} {
		if m, err := check.ParseWords(text, in.currency()); err == nil {
			return Value{Text: m.Decimal(), Currency: m.Currency, Words: s,
				Proofs: []bordereau.Proof{{Kind: bordereau.ProofCorroboration, Detail: "est un montant écrit en toutes lettres"}}}, true
		}
	}
	read, like := lettersLike(s, in.currency())
	if len(like) == 0 || in.laid == mostLaid {
		return Value{}, false
	}
	in.laid++
	minor, ok := nearest(read, like)
	return misspelt(s, bordereau.Money{Minor: minor, Currency: in.currency()}), ok
}

// mostLaid bounds how many misread amounts in words are looked at on a sheet: it takes
// milliseconds, and a hostile page may be full of them.
const mostLaid = 40

// Numerals counts the words of a span that are numerals, exactly or misread.
func Numerals(s Span) (n int) {
	for _, w := range fold(s.Text()) {
		if _, ok := numeral(w); ok {
			n++
		}
	}
	return n
}

// spaced takes letters together that stand apart: "D EUX M I L L E".
func spaced(text string) string {
	return lettersFor.Replace(strings.Join(fold(text), ""))
}

var lettersFor = strings.NewReplacer("0", "O", "1", "I")

func correct(text string) string {
	words := fold(text)
	for i, w := range words {
		if n, ok := numeral(w); ok {
			words[i] = n
		}
	}
	return strings.Join(words, " ")
}

func numeral(w string) (string, bool) {
	best, cost, tie := "", 99, false
	for _, n := range numerals {
		limit := budget(len(n))
		if len(n) > 2 && len(n) <= 5 {
			limit = 1
		}
		switch c := apart(n, w, limit); {
		case c > limit:
		case c < cost:
			best, cost, tie = n, c, false
		case c == cost:
			tie = true
		}
	}
	return best, best != "" && !tie
}

// WordsAgainstFigures holds an amount in words against the one in figures and
// settles the amount: equal, each proves the other; different, the words stand
// (CMF L131-10 for cheques) and the check fails with both values, so that a
// person decides. The same number of another currency is another amount.
func WordsAgainstFigures(law string) Step {
	return func(_ context.Context, d *Draft) error {
		words, figures := d.Field("amount_words"), d.Field("amount_figures")
		currency := cmp.Or(d.Understanding.Value("currency"), d.currency())
		inWords := currency
		if words != nil {
			inWords = cmp.Or(check.WordsCurrency(correct(words.Raw), currency), currency)
		}
		const rule = "words_against_figures"
		switch {
		case words == nil && figures == nil:
			d.Check(rule, bordereau.Inconclusive, "aucun montant n'a été lu")
		case words == nil:
			d.Check(rule, bordereau.Inconclusive, "seul le montant en chiffres a été lu", figures.Name)
			settle(d, *figures)
		case figures == nil:
			d.Check(rule, bordereau.Inconclusive, "seul le montant en lettres a été lu", words.Name)
			settle(d, *words)
			f := *words
			f.Name, f.Value, f.Proofs = "currency", inWords, nil
			d.Put(f)
		case words.Value == figures.Value && inWords == currency:
			words.Prove(bordereau.ProofAgreement, "égal au montant en chiffres")
			figures.Prove(bordereau.ProofAgreement, "égal au montant en lettres")
			d.Check(rule, bordereau.Passed, "les lettres et les chiffres disent tous deux "+SayAmount(words.Value, currency), "amount_words", "amount_figures")
			f := *figures
			f.Proofs = []bordereau.Proof{{Kind: bordereau.ProofAgreement, Detail: "les lettres et les chiffres disent le même montant"}}
			settle(d, f)
		default:
			d.Check(rule, bordereau.Failed, "les lettres disent "+SayAmount(words.Value, inWords)+", les chiffres "+SayAmount(figures.Value, currency)+" ; "+law,
				"amount_words", "amount_figures", "amount")
			f := *words
			f.Proofs = nil
			settle(d, f)
		}
		return nil
	}
}

func settle(d *Draft, f bordereau.Field) {
	f.Name = "amount"
	d.Put(f)
}
