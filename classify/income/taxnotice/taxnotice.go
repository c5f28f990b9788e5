// Package taxnotice specifies the notice of income tax and the notice of what was
// declared (avis d'impôt, avis de situation déclarative).
package taxnotice

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"bordereau"
	"bordereau/check"
	"bordereau/classify/spec"
)

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.TaxNotice, Name: "taxnotice", Label: "avis d'impôt", Version: 2, Floor: 6,
	Cues: []spec.Cue{
		{Phrase: "avis d'impôt", Weight: 6, Title: true},
		{Phrase: "avis d'imposition", Weight: 6, Title: true},
		{Phrase: "avis de situation déclarative", Weight: 6, Title: true},
		{Phrase: "revenu fiscal de référence", Weight: 2.5},
		{Phrase: "numéro fiscal", Weight: 2.5},
		{Phrase: "référence de l'avis", Weight: 2.5},
		{Phrase: "nombre de parts", Weight: 1.5},
		{Phrase: "date de mise en recouvrement", Weight: 1.5},
		{Phrase: "finances publiques", Weight: 1},
		{Phrase: "taxe foncière", Weight: -6, Title: true},
		{Phrase: "taxe d'habitation", Weight: -6, Title: true},
		{Phrase: "déclaration des revenus", Weight: -5, Title: true},
		{Phrase: "bulletin de paie", Weight: -5, Title: true},
		{Phrase: "pièces à fournir", Weight: -5},
		{Phrase: "madame, monsieur", Weight: -4},
		{Phrase: "salutations distinguées", Weight: -4},
	},
	Steps: []spec.Step{
		spec.Take("tax_number", number, spec.Beside("numéro fiscal", "n° fiscal"), spec.Everywhere),
		spec.Take("tax_notice_reference", reference, spec.Beside("référence de l'avis", "référence avis"), spec.Everywhere),
		income,
		spec.Take("tax_shares", shares, spec.Beside("nombre de parts")),
		spec.Take("tax_year", spec.Match(`REVENUS? +DE +L *ANNEE +(20\d\d)`), spec.Everywhere),
		spec.Take("date", spec.Date, spec.Beside("date de mise en recouvrement", "établi le", "date d'établissement")),
		spec.Take("account_holder", spec.Except(spec.Holder, "finances publiques", "impôt", "service"), addressee),
		address,
		currency,
		keys,
	},
}

// number reads a tax number. A notice's reference may have a letter where such a number has
// none: it is no misread one, whatever key would fit.
func number(in *spec.Sheet, s spec.Span) (spec.Value, bool) {
	v, ok := spec.Number("tax_number", 13, check.ParseSPI, "la clé du numéro fiscal convient (modulo 511)")(in, s)
	if text := check.Compact(v.Words.Text()); ok && text != v.Text && shape.MatchString(text) {
		return spec.Value{}, false
	}
	return v, ok
}

var shape = regexp.MustCompile(`^\d{4}[0-9A-Z]\d{8}$`)

// reference reads the thirteen characters of a notice's reference.
func reference(_ *spec.Sheet, s spec.Span) (spec.Value, bool) {
	for i := range s {
		for n := 1; n <= 5 && i+n <= len(s); n++ {
			text := check.Compact(s[i : i+n].Text())
			if len(text) > 13 {
				break
			}
			if _, err := check.ParseSPI(text); shape.MatchString(text) && err != nil {
				return spec.Value{Text: text, Words: s[i : i+n],
					Proofs: []bordereau.Proof{{Kind: bordereau.ProofCorroboration, Detail: "a la forme d'une référence d'avis"}}}, true
			}
		}
	}
	return spec.Value{}, false
}

// shares reads a count of shares, in quarters, up to twenty.
func shares(in *spec.Sheet, s spec.Span) (spec.Value, bool) {
	v, ok := spec.Decimal(in, s)
	if !ok {
		return v, false
	}
	n, err := check.ParseDecimal(v.Text)
	if err != nil {
		return v, false
	}
	hundredths, fits := check.Cents(n)
	if !fits || hundredths < 100 || hundredths > 2000 || hundredths%25 != 0 {
		return v, false
	}
	v.Proofs = []bordereau.Proof{{Kind: bordereau.ProofCorroboration, Detail: "est un nombre de parts possible"}}
	return v, true
}

// income takes the reference income, and holds its places on the notice against each
// other: it is printed in the summary and under the computation.
func income(_ context.Context, d *spec.Draft) error {
	var all []spec.Value
	for _, find := range []spec.Finder{spec.Right("revenu fiscal de référence"), spec.Below("revenu fiscal de référence")} {
		for _, span := range find(d.Sheet) {
			if v, ok := spec.Euros(d.Sheet, span); ok && !slices.ContainsFunc(all, v.SamePlace) {
				all = append(all, v)
			}
		}
		if len(all) > 0 {
			break
		}
	}
	if len(all) == 0 {
		d.Check("reference_income_agrees", bordereau.Inconclusive, "le revenu fiscal de référence n'a pas été lu")
		return nil
	}
	d.PutValue("reference_income", all[0])
	for _, v := range all[1:] {
		if v.Text != all[0].Text {
			d.Check("reference_income_agrees", bordereau.Failed, "le revenu fiscal de référence est "+spec.SayAmount(all[0].Text, "EUR")+" à un endroit et "+spec.SayAmount(v.Text, "EUR")+" à un autre", "reference_income")
			return nil
		}
	}
	if len(all) == 1 {
		d.Check("reference_income_agrees", bordereau.Inconclusive, "le revenu fiscal de référence n'a été lu qu'à un endroit")
		return nil
	}
	d.Prove("reference_income", bordereau.ProofAgreement, "est le même aux "+spec.SayCount(len(all), "endroit")+" de l'avis qui le disent")
	d.Check("reference_income_agrees", bordereau.Passed, "le revenu fiscal de référence est le même partout sur l'avis", "reference_income")
	return nil
}

// addressee offers the names over the addresses of the notice.
func addressee(s *spec.Sheet) []spec.Span {
	var out []spec.Span
	for _, a := range spec.Addresses(s) {
		out = append(out, a.Name())
	}
	return out
}

// address takes the lines under the name of whom the notice is sent to.
func address(_ context.Context, d *spec.Draft) error {
	holder := d.Field("account_holder")
	for _, a := range spec.Addresses(d.Sheet) {
		if holder == nil || a.Page != holder.Page || a.Name().Box().Y != holder.Box.Y {
			continue
		}
		lines := make([]string, 0, len(a.Lines))
		for _, l := range a.Lines[1:] {
			lines = append(lines, l.Text())
		}
		d.PutValue("address", spec.Value{Text: strings.Join(lines, ", "), Words: a.Rest()})
		return nil
	}
	return nil
}

// currency: the tax administration counts in euros.
func currency(_ context.Context, d *spec.Draft) error {
	if f := d.Field("reference_income"); f != nil {
		g := *f
		g.Name, g.Value, g.Proofs = "currency", "EUR", nil
		d.Put(g)
	}
	return nil
}

// keys holds the tax number's key, and proves the type by it beside a reference.
func keys(_ context.Context, d *spec.Draft) error {
	d.KeyOf("tax_number", "le numéro fiscal")
	if d.Proves("tax_number", bordereau.ProofCheckDigit) && d.Field("tax_notice_reference") != nil && d.Field("reference_income") != nil {
		d.Proved = "numéro fiscal dont la clé convient, avec la référence de l'avis et le revenu fiscal de référence"
	}
	return nil
}
