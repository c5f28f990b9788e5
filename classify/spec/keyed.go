package spec

import (
	"context"
	"strings"

	"bordereau"
	"bordereau/check"
)

// VATNumber reads a French VAT number (FR, two characters of key, a SIREN), LEI a legal
// entity identifier (ISO 17442). Their proof is their key; one whose key does not fit is
// taken without, or as its key says where letters and digits were taken for each other.
var (
	VATNumber = keyed("vat_fr", 13, likeVAT, check.ParseVATFR, "la clé du numéro de TVA convient")
	LEI       = keyed("lei", 20, likeLEI, check.ParseLEI, "la clé du LEI convient (ISO 7064, mod 97)")
)

const mostGroups = 6 // FR 12 345 678 901; an LEI in groups of four

// keyed reads so many letters and digits, in a word or in groups of their own, that are
// like those of a kind of check.ReadReference.
func keyed(kind string, length int, like func(string) bool, parse func(string) (string, error), proof string) Reader {
	return func(_ *Sheet, s Span) (Value, bool) {
		var plain Value
		for i := range s {
			for n := 1; n <= mostGroups && i+n <= len(s); n++ {
				text := strings.Join(fold(s[i:i+n].Text()), "")
				if len(text) > length || !grouped(s[i:i+n]) {
					break
				}
				if len(text) != length || !like(text) {
					continue
				}
				if v, err := parse(text); err == nil {
					return Value{Text: v, Words: s[i : i+n], Proofs: []bordereau.Proof{{Kind: bordereau.ProofCheckDigit, Detail: proof}}}, true
				}
				if plain.Text != "" {
					continue
				}
				var ok bool
				if plain, ok = misread(kind, text, proof); !ok {
					plain.Text = text
				}
				plain.Words = s[i : i+n]
			}
		}
		return plain, plain.Text != ""
	}
}

func likeVAT(s string) bool {
	return s[:2] == "FR" && count(s[4:], looksLikeDigit) == 9 && count(s[4:], "0123456789") >= 6
}

func likeLEI(s string) bool {
	return count(s[18:], looksLikeDigit) == 2 && count(s, "0123456789") >= 6
}

// LegalEntity puts the LEI that a label announces, and holds its key.
func LegalEntity(ctx context.Context, d *Draft) error {
	if err := Take("lei", LEI, Beside("code LEI", "numéro LEI", "identifiant d'entité juridique", "legal entity identifier", "LEI"))(ctx, d); err != nil {
		return err
	}
	if d.Field("lei") != nil {
		d.KeyOf("lei", "le LEI")
	}
	return nil
}
