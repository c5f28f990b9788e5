// Package extract specifies the extract of the register of commerce (Kbis), which proves
// that a company exists while it is less than three months old (CMF R561-5-1).
package extract

import (
	"context"

	"bordereau"
	"bordereau/classify/spec"
)

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.CompanyExtract, Name: "extract", Label: "extrait Kbis", Version: 4, Floor: 6,
	Cues: spec.NotALetter([]spec.Cue{
		{Phrase: "extrait kbis", Weight: 6, Title: true},
		{Phrase: "extrait k bis", Weight: 6, Title: true},
		{Phrase: "extrait d'immatriculation principale", Weight: 3},
		{Phrase: "registre du commerce et des sociétés", Weight: 2},
		{Phrase: "greffe du tribunal de commerce", Weight: 2},
		{Phrase: "identification de la personne morale", Weight: 2},
		{Phrase: "immatriculation", Weight: 1},
		{Phrase: "à jour au", Weight: 1.5},
		{Phrase: "dénomination", Weight: 0.5},
		{Phrase: "forme juridique", Weight: 1},
		{Phrase: "capital social", Weight: 0.5},
		{Phrase: "adresse du siège", Weight: 1},
		{Phrase: "établissement principal", Weight: 1},
		{Phrase: "le greffier", Weight: 1},
		{Phrase: "extract from the trade and companies register", Weight: 6, Title: true},
		{Phrase: "extract from the commercial register", Weight: 6, Title: true},
		{Phrase: "registration number", Weight: 1},
		{Phrase: "company name", Weight: 0.5},
		{Phrase: "legal form", Weight: 1},
		{Phrase: "share capital", Weight: 0.5},
		{Phrase: "registered office", Weight: 1},
		{Phrase: "registry of the commercial court", Weight: 2},
		{Phrase: "the registrar", Weight: 1},
		{Phrase: "up to date as at", Weight: 1.5},
		{Phrase: "annonce légale", Weight: -6, Title: true},
		{Phrase: "avis de constitution", Weight: -6},
		{Phrase: "statuts", Weight: -6, Title: true},
		{Phrase: "facture", Weight: -4, Title: true},
		{Phrase: "formule exécutoire", Weight: -5},
		{Phrase: "jugement", Weight: -4, Title: true},
	}...),
	Steps: []spec.Step{
		spec.Take("siren", spec.SIREN, siren),
		key,
		spec.Agree("siren", spec.SIREN, nil, "le même numéro est imprimé à deux endroits de l'extrait", siren),
		spec.Take("company", spec.Except(spec.Name, "forme", "sigle", "capital"), spec.Right("dénomination ou raison sociale", "dénomination sociale", "raison sociale", "dénomination", "company name")),
		capital,
		spec.LegalEntity,
		spec.Take("address", spec.Text, spec.Right("adresse du siège", "siège social", "siège", "registered office")),
		spec.Take("date", spec.AnyDate, spec.Right("à jour au", "up to date as at"), spec.Sentence(`\bA JOUR (?:AU|DU) ([^.;]{8,30})`)),
		spec.Take("place", spec.Name, spec.Right("greffe du tribunal de commerce de", "registry of the commercial court of"), spec.Sentence(`\bGREFFE DU TRIBUNAL(?: DE COMMERCE)? DE ([A-Z][A-Z' -]{2,40}?)(?:[,.]|$)`,
			`\bR ?\. ?C ?\. ?S ?\.? ([A-Z][A-Z' -]{2,40}?) (?:DATE|DENOMINATION|FORME|CAPITAL)\b`)),
		spec.Fresh("date", "company_extract_age"),
		registered,
	},
}

var siren = spec.Right("immatriculation au RCS, numéro", "numéro d'identification", "SIREN", "immatriculation", "registration number")

// key holds the SIREN against its own digit.
func key(_ context.Context, d *spec.Draft) error {
	if d.Field("siren") != nil {
		d.KeyOf("siren", "le SIREN")
	}
	return nil
}

// registered proves the type: a number of the register that is printed twice, with the
// company's name, its court and the day on which the extract was made.
func registered(_ context.Context, d *spec.Draft) error {
	if d.Proves("siren", bordereau.ProofCheckDigit) && d.Proves("siren", bordereau.ProofAgreement) &&
		d.Field("company") != nil && d.Field("date") != nil && d.Field("place") != nil {
		d.Proved = "SIREN dont la clé convient, imprimé deux fois, avec la dénomination, le greffe et la date de l'extrait"
	}
	return nil
}

// capital takes the share capital with its currency.
func capital(_ context.Context, d *spec.Draft) error {
	for _, span := range spec.Right("capital social", "au capital de", "capital", "share capital")(d.Sheet) {
		if v, ok := spec.Amount(d.Sheet, span); ok {
			d.PutValue("capital", v)
			d.PutValue("currency", spec.Value{Text: v.Currency, Words: v.Words})
			return nil
		}
	}
	return nil
}
