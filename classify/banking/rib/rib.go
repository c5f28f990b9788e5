// Package rib specifies bank details: the relevé d'identité bancaire, on which a
// French bank prints an account twice, as RIB and as IBAN.
package rib

import (
	"context"

	"bordereau"
	"bordereau/check"
	"bordereau/classify/spec"
)

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.BankDetails, Name: "rib", Label: "RIB", Version: 1, Floor: 5,
	Cues: []spec.Cue{
		{Phrase: "relevé d'identité bancaire", Weight: 6, Title: true},
		{Phrase: "identifiant national de compte bancaire", Weight: 2},
		{Phrase: "coordonnées bancaires", Weight: 3, Title: true},
		{Phrase: "bank account details", Weight: 4, Title: true},
		{Phrase: "partie réservée au destinataire du relevé", Weight: 3},
		{Phrase: "ce relevé est destiné", Weight: 2},
		{Phrase: "code banque", Weight: 2},
		{Phrase: "code guichet", Weight: 2},
		{Phrase: "clé RIB", Weight: 1.5},
		{Phrase: "numéro de compte", Weight: 0.5},
		{Phrase: "domiciliation", Weight: 1},
		{Phrase: "titulaire du compte", Weight: 1.5},
		{Phrase: "account holder", Weight: 1},
		{Phrase: "international bank account number", Weight: 1},
		{Phrase: "bank identifier code", Weight: 0.5},
		{Phrase: "facture", Weight: -4, Title: true},
		{Phrase: "net à payer", Weight: -3},
		{Phrase: "total TTC", Weight: -3},
		{Phrase: "ordre de virement", Weight: -6, Title: true},
		{Phrase: "donneur d'ordre", Weight: -3},
		{Phrase: "bénéficiaire", Weight: -1.5},
		{Phrase: "mandat de prélèvement", Weight: -6, Title: true},
		{Phrase: "référence unique du mandat", Weight: -4},
		{Phrase: "bordereau de remise", Weight: -6, Title: true},
		{Phrase: "remise de chèques", Weight: -5},
		{Phrase: "payez contre ce chèque", Weight: -6},
		{Phrase: "relevé de compte", Weight: -4, Title: true},
		{Phrase: "nouveau solde", Weight: -3},
		{Phrase: "madame, monsieur", Weight: -2},
		{Phrase: "salutations distinguées", Weight: -3},
		{Phrase: "je vous prie", Weight: -3},
		{Phrase: "pièces à fournir", Weight: -3},
	},
	Look: look,
	Steps: []spec.Step{
		numbers,
		spec.Take("bic", spec.BIC, spec.Beside("code BIC", "BIC", "bank identifier code", "SWIFT")),
		homeBIC,
		spec.Take("account_holder", holder,
			spec.Beside("titulaire du compte account holder", "titulaire du compte", "account holder", "account owner", "intitulé du compte", "titulaire")),
		spec.Take("bank", spec.BankName, spec.Bank),
		spec.Take("bank", spec.Except(spec.Name, "titulaire", "IBAN", "BIC", "code", "clé", "compte"),
			spec.Right("domiciliation", "paying bank"), spec.Below("domiciliation", "paying bank"), spec.Right("banque", "établissement")),
		spec.Take("rib_key", twoDigits, spec.Right("clé RIB"), spec.Below("clé RIB", "clé")),
	},
}

var holder = spec.Except(spec.Holder, "code", "clé", "domiciliation", "account", "holder", "IBAN", "BIC", "compte", "destinataire", "adresse")

// homeBIC takes a BIC that stands away from its label, if it is of the IBAN's country.
func homeBIC(ctx context.Context, d *spec.Draft) error {
	iban := d.Understanding.Value("iban")
	if len(iban) < 2 {
		return nil
	}
	return spec.Take("bic", func(in *spec.Sheet, s spec.Span) (spec.Value, bool) {
		for _, w := range s {
			if v, ok := spec.BIC(in, spec.Span{w}); ok && v.Text[4:6] == iban[:2] {
				return v, true
			}
		}
		return spec.Value{}, false
	}, spec.Everywhere)(ctx, d)
}

// twoDigits reads a key without the number that it belongs to: no proof.
func twoDigits(_ *spec.Sheet, s spec.Span) (spec.Value, bool) {
	for _, g := range s.Groups() {
		if len(g.Text) == 2 && g.Digits() == 2 {
			return spec.Value{Text: g.Text, Words: spec.Span{g.Word}}, true
		}
	}
	return spec.Value{}, false
}

// domestic is a RIB that stands on the sheet by itself, not inside an IBAN.
type domestic struct {
	check.RIB
	words spec.Span
}

// find gives the domestic number: four groups side by side, or the values of four labels.
func find(s *spec.Sheet) *domestic {
	return spec.Once(s, "rib", func() *domestic {
		for i := range s.Rows {
			if s.Rows[i].Digits < 12 {
				continue
			}
			if d := inRow(s.RowSpan(i)); d != nil {
				return d
			}
		}
		return labelled(s)
	})
}

func inRow(row spec.Span) *domestic {
	groups := row.Groups()
	for i := range groups {
		text := ""
		for n := i; n < len(groups) && len(text) < 23; n++ {
			text += groups[n].Text
			if len(text) != 23 || len(groups[i].Text) < 5 {
				continue
			}
			if r, err := check.ParseRIB(text); err == nil {
				var words spec.Span
				for _, g := range groups[i : n+1] {
					words = append(words, g.Word)
				}
				return &domestic{r, words}
			}
		}
	}
	return nil
}

func labelled(s *spec.Sheet) *domestic {
	var d domestic
	for _, part := range []struct {
		labels []string
		size   int
		to     *string
	}{
		{[]string{"code banque", "code établissement", "banque"}, 5, &d.Bank},
		{[]string{"code guichet", "guichet", "indicatif"}, 5, &d.Branch},
		{[]string{"numéro de compte", "n° de compte", "n° compte", "compte"}, 11, &d.Account},
		{[]string{"clé RIB", "clé"}, 2, &d.Key},
	} {
		*part.to, d.words = value(s, part.labels, part.size, d.words)
		if *part.to == "" {
			return nil
		}
	}
	if !d.Valid() {
		return nil
	}
	return &d
}

func value(s *spec.Sheet, labels []string, size int, words spec.Span) (string, spec.Span) {
	for _, from := range []spec.Finder{spec.Right(labels...), spec.Below(labels...)} {
		for _, span := range from(s) {
			for _, g := range span.Groups() {
				if len(g.Text) == size && g.Digits() >= size-2 {
					return g.Text, append(words, g.Word)
				}
			}
		}
	}
	return "", words
}

func look(_ context.Context, s *spec.Sheet) []bordereau.Cue {
	d := find(s)
	if d == nil {
		return nil
	}
	cue := bordereau.Cue{Phrase: "RIB whose key fits", Page: d.words[0].Page, Box: d.words.Box(), Weight: 3}
	for _, a := range spec.IBANs(s) {
		if agrees(a, d.RIB) {
			cue.Phrase, cue.Weight = "RIB and IBAN that name the same account", 5
			break
		}
	}
	return []bordereau.Cue{cue}
}

func agrees(a spec.Account, r check.RIB) bool {
	i, err := check.ParseIBAN(a.Value)
	return err == nil && check.IBANAgreesWithRIB(i, r)
}

// numbers puts IBAN and RIB key and holds them against each other.
func numbers(_ context.Context, d *spec.Draft) error {
	rib, accounts := find(d.Sheet), spec.IBANs(d.Sheet)
	if len(accounts) > 0 {
		d.PutIBAN("iban", accounts[0])
		for _, a := range accounts[1:] {
			if a.Fits && accounts[0].Fits && a.Value != accounts[0].Value {
				d.Check("one_account", bordereau.Failed, "deux comptes sont imprimés : "+accounts[0].Value+" et "+a.Value, "iban")
				break
			}
		}
	}
	if rib != nil {
		key := rib.words[len(rib.words)-1:]
		if f := d.PutValue("rib_key", spec.Value{Text: rib.Key, Words: key}); f != nil {
			f.Prove(bordereau.ProofCheckDigit, "la clé du RIB "+rib.Bank+" "+rib.Branch+" "+rib.Account+" convient")
		}
	}
	const rule = "iban_agrees_with_rib"
	switch {
	case rib == nil || len(accounts) == 0:
		d.Check(rule, bordereau.Inconclusive, "le compte n'a pas été lu deux fois, en RIB et en IBAN")
	case agrees(accounts[0], rib.RIB):
		d.Prove("iban", bordereau.ProofAgreement, "égal au RIB imprimé ailleurs sur la page")
		d.Prove("rib_key", bordereau.ProofAgreement, "le RIB et l'IBAN désignent le même compte")
		d.Check(rule, bordereau.Passed, "le RIB et l'IBAN désignent tous deux le compte "+rib.String(), "iban", "rib_key")
		d.Proved = "le RIB et l'IBAN, imprimés séparément, désignent le même compte"
	default:
		d.Check(rule, bordereau.Failed, "l'IBAN "+accounts[0].Value+" n'est pas celui du compte "+rib.String(), "iban", "rib_key")
	}
	return nil
}
