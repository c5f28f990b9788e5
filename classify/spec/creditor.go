package spec

import (
	"regexp"
	"strings"

	"bordereau"
	"bordereau/check"
)

var frenchCreditor = regexp.MustCompile(`^FR\d\d[A-Z0-9]{3}[A-Z0-9]{6}$`)

const frenchCreditorLength = 13

// noBusinessCode stands in an identifier whose creditor has no business codes: nearly all.
const noBusinessCode = "ZZZ"

// CreditorID reads a SEPA creditor identifier (ICS). Its proof is its key, which leaves
// out the business code (EPC AT-02): it proves an identifier that has none, since a code
// that was misread would look like one. A French one whose key does not fit is taken
// without, or as its key says where letters and digits were taken for each other.
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
				proof := bordereau.Proof{Kind: bordereau.ProofCheckDigit, Detail: "la clé de l'identifiant créancier convient (ISO 7064, mod 97)"}
				if v[4:7] != noBusinessCode {
					proof = bordereau.Proof{Kind: bordereau.ProofCorroboration, Detail: "la clé de l'identifiant créancier convient, mais elle ne couvre pas le code d'activité " + v[4:7]}
				}
				return Value{Text: v, Words: s[i : i+n], Proofs: []bordereau.Proof{proof}}, true
			}
			if plain.Text != "" || len(text) != frenchCreditorLength || text[:2] != "FR" {
				continue
			}
			if v, ok := misread("creditor_id", text, "la clé de l'identifiant créancier convient (ISO 7064, mod 97)"); ok && v.Text[4:7] == noBusinessCode {
				plain = v
				plain.Words = s[i : i+n]
			} else if frenchCreditor.MatchString(text) {
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

// CreditorKey holds the key of a creditor identifier, and says so where its business code
// is to be read on the image.
func (d *Draft) CreditorKey() {
	f := d.Field("creditor_id")
	if f != nil && len(f.Value) > 7 && f.Value[4:7] != noBusinessCode {
		if _, err := check.ParseCreditorID(f.Value); err == nil {
			d.Check("creditor_id_key", bordereau.Inconclusive, "la clé de l'identifiant créancier convient, mais elle ne couvre pas le code d'activité "+f.Value[4:7]+" : comparez-le à l'image", "creditor_id")
			return
		}
	}
	d.KeyOf("creditor_id", "l'identifiant créancier")
}
