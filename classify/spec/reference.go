package spec

import (
	"strings"

	"bordereau"
	"bordereau/check"
)

// misread reads a reference of which a letter was taken for a digit or a digit for a
// letter, by its key: where only one of the two can stand the key still proves it (proof
// says so in French), where the key had to choose it is repaired and nothing proves it. A
// digit is never exchanged for another: a number that is printed with a wrong key keeps it,
// and the alarm that it gives.
func misread(kind, text, proof string) (v Value, ok bool) {
	value, repaired, ok := check.ReadReference(kind, text)
	if !ok || len(value) != len(text) {
		return Value{}, false
	}
	for i := range len(text) {
		if value[i] != text[i] && digit(value[i]) == digit(text[i]) {
			return Value{}, false
		}
	}
	v = Value{Text: value, Repaired: repaired}
	if !repaired {
		v.Proofs = []bordereau.Proof{{Kind: bordereau.ProofCheckDigit, Detail: proof}}
	}
	return v, true
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// KeyOf holds the key of a field that has one: passed where it fits, failed where it does
// not, inconclusive where the field was not read or its key has chosen a character. label
// has its article: "l'ISIN", "le SIRET".
func (d *Draft) KeyOf(field, label string) {
	rule := field + "_key"
	switch f := d.Field(field); {
	case f == nil:
		d.Check(rule, bordereau.Inconclusive, label+" n'a pas été lu")
	case f.Repaired:
		d.Check(rule, bordereau.Inconclusive, "un caractère "+of(label)+" a été choisi pour que sa clé convienne", field)
	case d.Proves(field, bordereau.ProofCheckDigit):
		d.Check(rule, bordereau.Passed, "la clé "+of(label)+" convient", field)
	default:
		d.Check(rule, bordereau.Failed, "la clé "+of(label)+" "+f.Value+" ne convient pas", field)
	}
}

// of puts "de" before a label with its article.
func of(label string) string {
	if rest, masculine := strings.CutPrefix(label, "le "); masculine {
		return "du " + rest
	}
	return "de " + label
}
