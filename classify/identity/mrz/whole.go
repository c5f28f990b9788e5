package mrz

import (
	"context"
	"strings"

	"bordereau"
	"bordereau/check"
	"bordereau/classify/spec"
)

// open is a part of the zone that holds characters which no check digit tells from others,
// and that nothing outside the zone confirms.
type open struct {
	part  string
	twins []string // as of check.MRZ.Twins
}

// Whole proves the zone itself, once the print outside it was read. Its digits and that
// print cover all but the document's code, the State, the nationality, the sex and what a
// visa has in its optional part: those must be codes of the norm, read alike each time. The
// digit of the card of 1995 covers it whole, and needs no print. A character that weighs
// what another weighs which it is taken for is proved by no digit: it must be printed
// outside.
func Whole(ctx context.Context, d *spec.Draft) error {
	z := Find(ctx, d.Sheet)
	if !z.Sound() {
		return nil
	}
	left := z.open(d)
	numbered := d.Proves("document_number", bordereau.ProofCheckDigit) || d.Proves("document_number", bordereau.ProofAgreement)
	named := z.Surname != "" && len(z.unprinted(d.Sheet)) == 0
	switch {
	case !z.Proved() || len(left) > 0 || !z.coded() || !numbered:
	case z.Format == check.CNI1995 && check.MRZState(z.State):
		d.Prove("mrz", bordereau.ProofCheckDigit, z.detail())
	case named && z.known() && len(z.Unsure) == 0 && z.Format != check.MRVA && z.Format != check.MRVB:
		d.Prove("mrz", bordereau.ProofCheckDigit, z.detail()+" et les noms sont imprimés aussi en dehors")
	}
	if len(left) > 0 {
		d.Check("mrz_twins", bordereau.Inconclusive, "les clés de la MRZ ne distinguent pas "+sayOpen(left)+
			" (ICAO 9303-3 §4.9), et rien ne le confirme en dehors d'elle", fieldsOf(d, left)...)
	}
	return nil
}

// coded says that the zone begins as the norm has it for its layout: a P, a V, or the A, C
// or I of cards (ICAO 9303-4 to 9303-7, §4.2.2), which no digit covers.
func (z *Zone) coded() bool {
	if z.Code == "" {
		return false
	}
	switch z.Format {
	case check.TD3:
		return z.Code[0] == 'P'
	case check.MRVA, check.MRVB:
		return z.Code[0] == 'V'
	}
	return strings.IndexByte("AIC", z.Code[0]) >= 0
}

// fieldsOf are the fields of the open parts, and the zone.
func fieldsOf(d *spec.Draft, left []open) (names []string) {
	for _, o := range left {
		if d.Field(o.part) != nil {
			names = append(names, o.part)
		}
	}
	return append(names, "mrz")
}

// sayOpen tells clerks what stays open: "6 de G dans le numéro".
func sayOpen(left []open) string {
	said := make([]string, len(left))
	for i, o := range left {
		said[i] = say(o.twins) + " dans " + theParts[o.part]
	}
	return strings.Join(said, ", ")
}

// theParts are the parts of a zone for clerks, with their article.
var theParts = map[string]string{"document_number": "le numéro", "surname": "le nom", "given_names": "les prénoms",
	"optional": "les données facultatives", "office": "le service de délivrance"}

// open lists the parts that stay open.
func (z *Zone) open(d *spec.Draft) (left []open) {
	missing := strings.Join(z.unprinted(d.Sheet), " ")
	for _, part := range []string{"document_number", "surname", "given_names", "office", "optional"} {
		twins := z.Twins(part)
		confirmed := false
		switch part {
		case "document_number":
			confirmed = d.Proves(part, bordereau.ProofAgreement)
		case "surname", "given_names":
			confirmed = !strings.Contains(missing, part)
		case "optional":
			confirmed = z.apart(d.Sheet, strings.FieldsFunc(z.Optional, func(r rune) bool { return r == '<' || r == ' ' }))
		}
		if len(twins) > 0 && !confirmed {
			left = append(left, open{part, twins})
		}
	}
	return left
}

// apart says that each of these stands outside the zone as a word of its own.
func (z *Zone) apart(s *spec.Sheet, words []string) bool {
	for _, word := range words {
		alone := false
		for _, w := range s.Words {
			alone = alone || w.Text == word && z.outside(w.Page, w.Box)
		}
		if !alone {
			return false
		}
	}
	return true
}

// say names twins to clerks: "6 de G, 8 de S".
func say(twins []string) string {
	said := make([]string, len(twins))
	for i, pair := range twins {
		said[i] = strings.Replace(pair, "/", " de ", 1)
	}
	return strings.Join(said, ", ")
}
