// Package tip specifies the TIP SEPA: a slip that a debtor signs so that one bill is
// debited. Its optical line is kept as it is read: no norm of it is public.
package tip

import (
	"context"
	"slices"

	"bordereau"
	"bordereau/classify/spec"
)

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.SepaTIP, Name: "tip", Label: "TIP SEPA", Version: 2, Floor: 6,
	Cues: []spec.Cue{
		{Phrase: "TIP SEPA", Weight: 6, Title: true},
		{Phrase: "titre interbancaire de paiement", Weight: 5, Title: true},
		{Phrase: "titre interbancaire de paiement SEPA", Weight: 1},
		{Phrase: "date et signature", Weight: 1.5},
		{Phrase: "centre d'encaissement", Weight: 1.5},
		{Phrase: "référence unique du mandat", Weight: 1.5},
		{Phrase: "ICS", Weight: 0.5},
		{Phrase: "joindre un RIB", Weight: 1},
		{Phrase: "mandat ponctuel", Weight: 1},
		{Phrase: "mandat de prélèvement SEPA", Weight: -6, Title: true},
		{Phrase: "relevé d'identité bancaire", Weight: -5, Title: true},
		{Phrase: "payez contre ce chèque", Weight: -5},
		{Phrase: "madame, monsieur", Weight: -4},
		{Phrase: "salutations distinguées", Weight: -4},
	},
	Steps: []spec.Step{
		amount,
		spec.Take("creditor_id", spec.CreditorID, spec.Beside("identifiant créancier", "ICS"), spec.Everywhere),
		spec.Take("mandate_reference", spec.MandateReference, spec.Beside("référence unique du mandat", "RUM")),
		spec.Take("creditor", spec.Except(spec.Name, "TIP", "identifiant", "centre", "montant", "débiteur", "créancier", "ICS"), spec.Beside("créancier"), spec.Head),
		spec.Take("debtor", spec.Except(spec.Holder, "montant", "signature", "IBAN"), spec.Beside("débiteur", "titulaire du compte"), spec.Recipients),
		spec.AnyIBAN("debtor_iban"),
		spec.Take("due_date", spec.Date, spec.Right("à payer avant le", "date limite de paiement", "échéance", "avant le")),
		opticalLine,
		spec.Signed("date et signature", "signature"),
		hold,
	},
}

// amount takes what is to be paid, and holds its places against each other: the slip's
// and the notice's it was torn from.
func amount(_ context.Context, d *spec.Draft) error {
	var all []spec.Value
	for _, span := range spec.Beside("montant à payer", "montant du TIP", "montant", "somme à payer", "net à payer")(d.Sheet) {
		if v, ok := spec.Amount(d.Sheet, span); ok && !slices.ContainsFunc(all, v.SamePlace) {
			all = append(all, v)
		}
	}
	if len(all) == 0 {
		d.Check("tip_amount_agrees", bordereau.Inconclusive, "le montant n'a pas été lu")
		return nil
	}
	d.PutValue("amount", all[0])
	d.PutValue("currency", spec.Value{Text: "EUR", Words: all[0].Words})
	for _, v := range all[1:] {
		if v.Text != all[0].Text {
			d.Check("tip_amount_agrees", bordereau.Failed, "le montant est "+spec.SayAmount(all[0].Text, "EUR")+" à un endroit et "+spec.SayAmount(v.Text, "EUR")+" à un autre", "amount")
			return nil
		}
	}
	if len(all) == 1 {
		d.Check("tip_amount_agrees", bordereau.Inconclusive, "le montant n'a été lu qu'à un endroit")
		return nil
	}
	d.Prove("amount", bordereau.ProofAgreement, "est le même aux "+spec.SayCount(len(all), "endroit")+" du papier qui le disent")
	d.Check("tip_amount_agrees", bordereau.Passed, "le montant du TIP est celui de l'avis", "amount")
	return nil
}

// opticalLine keeps the long line of figures at the foot of the slip.
func opticalLine(_ context.Context, d *spec.Draft) error {
	for i := len(d.Rows) - 1; i >= 0; i-- {
		var words spec.Span
		digits := 0
		for _, g := range d.RowSpan(i).Groups() {
			if 2*g.Digits() > len(g.Text) {
				words, digits = append(words, g.Word), digits+g.Digits()
			}
		}
		if digits >= 24 && len(words)*2 > len(d.Rows[i].Words) {
			d.PutValue("optical_line", spec.Value{Text: words.Text(), Words: words})
			return nil
		}
	}
	return nil
}

func hold(_ context.Context, d *spec.Draft) error {
	d.CreditorKey()
	if d.Proves("creditor_id", bordereau.ProofCheckDigit) && d.Field("mandate_reference") != nil && d.Proves("amount", bordereau.ProofAgreement) {
		d.Proved = "identifiant créancier dont la clé convient, référence du mandat et montant dit deux fois"
	}
	return nil
}
