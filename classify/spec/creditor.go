package spec

import (
	"regexp"
	"strings"

	"bordereau"
	"bordereau/check"
)

var frenchCreditor = regexp.MustCompile(`^FR\d\d[A-Z0-9]{3}[A-Z0-9]{6}$`)

// CreditorID reads a SEPA creditor identifier (ICS). Its proof is its key; a French one
// whose key does not fit is taken without.
func CreditorID(_ *Sheet, s Span) (Value, bool) {
	var plain Value
	for i := range s {
		for n := 1; n <= 5 && i+n <= len(s); n++ {
			text := strings.Join(fold(s[i:i+n].Text()), "")
			if len(text) > 35 {
				break
			}
			if len(text) < 8 || !strings.ContainsAny(text, "0123456789") {
				continue
			}
			if v, err := check.ParseCreditorID(text); err == nil {
				return Value{Text: v, Words: s[i : i+n],
					Proofs: []bordereau.Proof{{Kind: bordereau.ProofCheckDigit, Detail: "la clé de l'identifiant créancier convient (ISO 7064, mod 97)"}}}, true
			}
			if plain.Text == "" && frenchCreditor.MatchString(text) {
				plain = Value{Text: text, Words: s[i : i+n]}
			}
		}
	}
	return plain, plain.Text != ""
}

// MandateReference reads a unique mandate reference (RUM): up to 35 characters of the
// SEPA set, at least one of them a digit.
func MandateReference(in *Sheet, s Span) (Value, bool) {
	if len(s) > 0 {
		t := strings.Trim(s[0].Text, ":;,|[]")
		if rum.MatchString(t) && strings.ContainsAny(t, "0123456789") {
			return Value{Text: strings.ToUpper(t), Words: s[:1],
				Proofs: []bordereau.Proof{{Kind: bordereau.ProofCorroboration, Detail: "a la forme d'une référence de mandat"}}}, true
		}
	}
	return Reference(in, s)
}

var rum = regexp.MustCompile(`^[A-Za-z0-9+?:().,'\-][A-Za-z0-9+?/:().,'\-]{1,33}[A-Za-z0-9+?:().,'\-]$`)

// KeyOf holds the key of a field that has one: passed where it fits, failed where it does
// not, inconclusive where the field was not read. label has an elided article: "l'ISIN".
func (d *Draft) KeyOf(field, label string) {
	switch f := d.Field(field); {
	case f == nil:
		d.Check(field+"_key", bordereau.Inconclusive, label+" n'a pas été lu")
	case d.Proves(field, bordereau.ProofCheckDigit):
		d.Check(field+"_key", bordereau.Passed, "la clé de "+label+" convient", field)
	default:
		d.Check(field+"_key", bordereau.Failed, "la clé de "+label+" "+f.Value+" ne convient pas", field)
	}
}
