// Package complaint specifies complaints: a customer's letter that disputes or
// demands. When it came in starts the deadlines of an answer.
package complaint

import (
	"context"

	"bordereau"
	"bordereau/classify/mail/letter"
	"bordereau/classify/spec"
)

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.Complaint, Name: "complaint", Label: "réclamation", Version: 2, Floor: 6,
	Cues: append([]spec.Cue{
		{Phrase: "réclamation", Weight: 4},
		{Phrase: "je conteste", Weight: 4},
		{Phrase: "contestation", Weight: 3},
		{Phrase: "contester", Weight: 2.5},
		{Phrase: "mécontentement", Weight: 3},
		{Phrase: "rembourser", Weight: 2},
		{Phrase: "remboursement", Weight: 1.5},
		{Phrase: "médiateur", Weight: 2},
		{Phrase: "préjudice", Weight: 2},
		{Phrase: "litige", Weight: 1.5},
		{Phrase: "débité à tort", Weight: 3},
		{Phrase: "opération non autorisée", Weight: 3},
		{Phrase: "prélèvement non autorisé", Weight: 3},
		{Phrase: "inadmissible", Weight: 1.5},
		{Phrase: "complaint", Weight: 4},
		{Phrase: "votre réclamation", Weight: -4}, // the bank's answer
		{Phrase: "ne conteste plus", Weight: -5},
		{Phrase: "remerciements", Weight: -5},
		{Phrase: "remercier", Weight: -3},
		{Phrase: "félicitations", Weight: -4},
		{Phrase: "facture", Weight: -1, Title: true},
		{Phrase: "total TTC", Weight: -3},
		{Phrase: "pénalités de retard", Weight: -3},
		{Phrase: "conditions générales", Weight: -3},
		{Phrase: "titre exécutoire", Weight: -4},
	}, half(letter.Cues)...),
	Steps: []spec.Step{
		letter.Subject,
		spec.AnyIBAN("iban"),
		disputed,
		spec.Take("received_date", spec.Date, spec.Right("reçu le", "courrier reçu le", "arrivé le", "courrier arrivé le", "received"), spec.Below("reçu le", "arrivé le", "courrier arrivé")),
		letter.Date,
		spec.InOrder("received_after_written", "la lettre et sa réception", "date", "received_date"),
		spec.Take("account_holder", spec.Except(spec.Holder, "objet", "madame", "monsieur le", "directeur", "banque", "agence", "date"),
			spec.Right("titulaire du compte", "je soussigné", "je soussignée", "nom du client"), spec.Sender),
	},
}

// disputed takes the amount that the letter is about: the first of its sentences.
func disputed(ctx context.Context, d *spec.Draft) error {
	if err := spec.Take("amount", spec.Amount, spec.Sentence(`\b(?:FRAIS|PAIEMENT|PRELEVEMENT|VIREMENT|SOMME|MONTANT|OPERATION|DEBIT|CHEQUE|RETRAIT)\b[^;:]{0,60}? DE ([\d][\d .,]{1,20} ?(?:EUROS?|EUR)\b)`), spec.Everywhere)(ctx, d); err != nil {
		return err
	}
	if f := d.Field("amount"); f != nil {
		g := *f
		g.Name, g.Value, g.Proofs = "currency", "EUR", nil
		d.Put(g)
	}
	return nil
}

// half keeps the cues of a letter at half their weight: a complaint is one too.
func half(cues []spec.Cue) []spec.Cue {
	out := make([]spec.Cue, len(cues))
	for i, c := range cues {
		out[i] = c
		out[i].Weight = c.Weight / 2
	}
	return out
}
