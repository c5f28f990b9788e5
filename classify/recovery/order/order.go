// Package order specifies enforceable titles: decisions with the executory formula,
// orders to pay, attachments by a commissaire de justice (CPCE L111-3).
package order

import (
	"context"
	"strconv"

	"bordereau"
	"bordereau/classify/recovery/notice"
	"bordereau/classify/spec"
)

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.EnforcementOrder, Name: "order", Label: "titre exécutoire", Version: 2, Floor: 7,
	Cues: spec.NotALetter([]spec.Cue{
		{Phrase: "formule exécutoire", Weight: 3},
		{Phrase: "la république française mande et ordonne", Weight: 4},
		{Phrase: "au nom du peuple français", Weight: 3},
		{Phrase: "injonction de payer", Weight: 4, Title: true},
		{Phrase: "ordonnance portant injonction de payer", Weight: 3, Title: true},
		{Phrase: "jugement", Weight: 3, Title: true},
		{Phrase: "grosse", Weight: 2, Title: true},
		{Phrase: "par ces motifs", Weight: 2},
		{Phrase: "saisie-attribution", Weight: 5, Title: true},
		{Phrase: "procès-verbal de saisie-attribution", Weight: 3, Title: true},
		{Phrase: "en vertu d'un titre exécutoire", Weight: 3},
		{Phrase: "commissaires de justice", Weight: 1},
		{Phrase: "tribunal judiciaire", Weight: 1},
		{Phrase: "tribunal de commerce", Weight: 0.5},
		{Phrase: "tiers saisi", Weight: 2},
		{Phrase: "N° RG", Weight: 1},
		{Phrase: "mise en demeure", Weight: -4, Title: true},
		{Phrase: "extrait kbis", Weight: -6, Title: true},
		{Phrase: "facture", Weight: -4, Title: true},
		{Phrase: "je conteste", Weight: -4},
	}...),
	Steps: []spec.Step{
		spec.Take("document_number", roll, rolls),
		spec.Take("date", spec.AnyDate, spec.Sentence(`\b(?:JUGEMENT|ORDONNANCE) DU ([^,.;]{6,30})`, `\bFAIT A [^,.;]{2,40}?[,.]? LE ([^.;]{6,30})`, `(?:^|[.A-Z] )LE ([^,.;]{6,40}?)[,.]? ?EN VERTU\b`)),
		spec.Take("place", spec.Name, spec.Sentence(`\bTRIBUNAL (?:JUDICIAIRE|DE COMMERCE|DE PROXIMITE|DES ACTIVITES ECONOMIQUES) DE ([A-Z][A-Z' -]{2,40}?)(?:[,.]| No| N RG| RG\b| REPUBLIQUE)`)),
		spec.Take("creditor", party, spec.Right("créancier", "demandeur", "à la demande de", "requérant")),
		spec.Take("debtor", party, spec.Right("débiteur", "défendeur", "à l'encontre de")),
		spec.Agree("creditor", party, spec.SameName, "le même nom est dit dans le dispositif", spec.Sentence(`\bPAYER A ([A-Z][A-Z' -]{3,60}?) LA SOMME\b`)),
		spec.Agree("debtor", party, spec.SameName, "le même nom est dit dans le dispositif", spec.Sentence(`\b(?:CONDAMNE|ENJOIGNONS A) ([A-Z][A-Z' -]{3,60}?) (?:A|DE) PAYER\b`)),
		spec.Summed("amount", "total dû", "total"),
		notice.Owed,
		spec.Agree("amount", spec.Amount, nil, "la même somme est dite dans le dispositif", spec.Sentence(`\bSOMME (?:TOTALE )?DE ([\d][\d .,]{2,20} ?(?:EUROS?|EUR)\b)`)),
		entered,
	},
}

// party is a name, and not what follows "envers le débiteur" in a sentence.
var party = spec.Except(spec.Holder, "demandeur", "défendeur", "créancier", "débiteur", "tribunal", "pour avoir", "paiement", "articles")

var rolls = spec.Sentence(`\bR ?\.? ?G ?\.? ?(?:N.{0,2} ?)?:? ?(\d\d ?/ ?\d{3,6})`)

// roll reads the number in the general roll (répertoire général): year and number.
var roll = func(s *spec.Sheet, words spec.Span) (spec.Value, bool) {
	v, ok := spec.Reference(s, words)
	if ok {
		v.Proofs = []bordereau.Proof{{Kind: bordereau.ProofCorroboration, Detail: "a la forme d'un numéro de répertoire général"}}
	}
	return v, ok
}

// entered checks that a case was entered in the roll no later than it was decided.
func entered(_ context.Context, d *spec.Draft) error {
	const rule = "roll_year"
	number, date := d.Understanding.Value("document_number"), d.Understanding.Value("date")
	if len(number) < 4 || len(date) != 10 {
		d.Check(rule, bordereau.Inconclusive, "le numéro de répertoire général ou la date n'a pas été lu")
		return nil
	}
	year, err := strconv.Atoi(number[:2])
	decided, err2 := strconv.Atoi(date[2:4])
	if err != nil || err2 != nil {
		d.Check(rule, bordereau.Inconclusive, "le numéro de répertoire général ne commence pas par une année")
		return nil
	}
	if (decided-year+100)%100 > 30 {
		d.Check(rule, bordereau.Failed, "l'affaire "+number+" serait inscrite après sa décision du "+date, "document_number", "date")
		return nil
	}
	d.Check(rule, bordereau.Passed, "l'affaire "+number+" est inscrite avant sa décision", "document_number", "date")
	return nil
}
