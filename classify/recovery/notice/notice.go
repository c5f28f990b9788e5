// Package notice specifies the formal notice to pay (mise en demeure, C. civ. 1344).
package notice

import (
	"context"

	"bordereau"
	"bordereau/classify/mail/letter"
	"bordereau/classify/spec"
)

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.FormalNotice, Name: "notice", Label: "mise en demeure", Version: 1, Floor: 7,
	Cues: append([]spec.Cue{
		{Phrase: "mise en demeure", Weight: 5, Title: true},
		{Phrase: "mise en demeure de payer", Weight: 2},
		{Phrase: "dernière mise en demeure", Weight: 3},
		{Phrase: "vous mettons en demeure", Weight: 4},
		{Phrase: "vous mets en demeure de", Weight: 2},
		{Phrase: "vous mettre en demeure", Weight: 4},
		{Phrase: "à défaut de paiement", Weight: 3},
		{Phrase: "faute de règlement", Weight: 3},
		{Phrase: "sous huitaine", Weight: 1.5},
		{Phrase: "malgré nos relances", Weight: 1.5},
		{Phrase: "reste impayée", Weight: 1.5},
		{Phrase: "taux légal", Weight: 1},
		{Phrase: "déchéance du terme", Weight: 1.5},
		{Phrase: "saisirons le tribunal", Weight: 1.5},
		{Phrase: "vous assigner", Weight: 1.5},
		{Phrase: "commissaire de justice", Weight: 0.5},
		{Phrase: "je conteste", Weight: -4},
		{Phrase: "réclamation", Weight: -4},
		{Phrase: "conditions générales", Weight: -6},
		{Phrase: "formule exécutoire", Weight: -6},
		{Phrase: "peuple français", Weight: -6},
		{Phrase: "saisie-attribution", Weight: -5, Title: true},
		{Phrase: "facture", Weight: -3, Title: true},
	}, halved(letter.Cues)...),
	Steps: []spec.Step{
		letter.Subject,
		spec.Take("creditor", party, spec.Right("créancier"), spec.Sender),
		spec.Take("debtor", party, spec.Right("débiteur"), addressee),
		spec.Take("date", spec.AnyDate, spec.Right("date"), spec.Dated),
		spec.Summed("amount", "total dû", "total à payer", "montant total", "total"),
		Owed,
		sum,
	},
}

var party = spec.Except(spec.Holder, "service", "date", "objet", "lettre", "mise en demeure", "envoi", "cabinet", "avocat")

// halved keeps the cues of a letter at half their weight: a notice is sent as one.
func halved(cues []spec.Cue) []spec.Cue {
	out := make([]spec.Cue, len(cues))
	for i, c := range cues {
		out[i] = c
		out[i].Weight = c.Weight / 2
	}
	return out
}

// addressee offers the name over the first address at the right of the first page.
func addressee(s *spec.Sheet) []spec.Span {
	for _, a := range spec.Addresses(s) {
		if page := s.Page(a.Page); a.Page == s.FirstPage() && page != nil && 2*a.Box.X > page.Width*9/10 {
			return []spec.Span{a.Name()}
		}
	}
	return nil
}

// Owed takes the sum that a sentence asks for: "la somme de 1 237,56 EUR".
var Owed = owed("amount", spec.Sentence(`\bSOMME (?:TOTALE )?DE ([\d][\d .,]{2,20} ?(?:EUROS?|EUR)\b)`, `\bSOMME (?:TOTALE )?DE ([^;]{3,40})`))

// owed takes the amount, and its currency.
func owed(name string, from spec.Finder) spec.Step {
	return func(ctx context.Context, d *spec.Draft) error {
		if err := spec.Take(name, spec.Amount, from)(ctx, d); err != nil {
			return err
		}
		if f := d.Field(name); f != nil && d.Field("currency") == nil {
			g := *f
			g.Name, g.Value, g.Proofs = "currency", "EUR", nil
			d.Put(g)
		}
		return nil
	}
}

// sum proves the total by the sum that the letter itself names.
var sum = spec.Agree("amount", spec.Amount, nil, "la même somme est dite dans le texte", spec.Sentence(`\bSOMME (?:TOTALE )?DE ([\d][\d .,]{2,20} ?(?:EUROS?|EUR)\b)`))
