// Package transfer specifies a customer's order to transfer money.
package transfer

import (
	"context"

	"bordereau"
	"bordereau/classify/spec"
)

var (
	debtor   = []string{"donneur d'ordre", "compte à débiter", "débiteur", "émetteur", "ordering customer", "ordering party", "debtor"}
	creditor = []string{"bénéficiaire", "compte à créditer", "compte bénéficiaire", "créancier", "beneficiary", "creditor"}
	named    = []string{"nom et prénom", "nom ou raison sociale", "raison sociale", "titulaire du compte", "titulaire", "dénomination", "nom", "name"}
)

// name refuses what is a label and not a name.
var name = spec.Except(spec.Holder, "IBAN", "BIC", "nom", "bénéficiaire", "compte", "titulaire", "montant", "adresse", "banque", "débiter", "créditer", "donneur")

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.TransferOrder, Name: "transfer", Label: "ordre de virement", Version: 1, Floor: 5,
	Cues: []spec.Cue{
		{Phrase: "ordre de virement", Weight: 6, Title: true},
		{Phrase: "demande de virement", Weight: 6, Title: true},
		{Phrase: "credit transfer", Weight: 5, Title: true},
		{Phrase: "transfer order", Weight: 6, Title: true},
		{Phrase: "donneur d'ordre", Weight: 2.5},
		{Phrase: "compte à débiter", Weight: 2.5},
		{Phrase: "compte à créditer", Weight: 1},
		{Phrase: "bénéficiaire", Weight: 1.5},
		{Phrase: "motif du virement", Weight: 2},
		{Phrase: "motif", Weight: 0.5},
		{Phrase: "date d'exécution", Weight: 1.5},
		{Phrase: "virement SEPA", Weight: 1.5},
		{Phrase: "montant en lettres", Weight: 1},
		{Phrase: "veuillez virer", Weight: 2},
		{Phrase: "par le débit de mon compte", Weight: 2},
		{Phrase: "facture", Weight: -4, Title: true},
		{Phrase: "total TTC", Weight: -3},
		{Phrase: "relevé d'identité bancaire", Weight: -5, Title: true},
		{Phrase: "bordereau de remise", Weight: -6, Title: true},
		{Phrase: "nombre de chèques", Weight: -4},
		{Phrase: "payez contre ce chèque", Weight: -5},
		{Phrase: "mandat de prélèvement", Weight: -6, Title: true},
		{Phrase: "référence unique du mandat", Weight: -4},
		{Phrase: "avis de virement", Weight: -4, Title: true},
		{Phrase: "relevé de compte", Weight: -4, Title: true},
		{Phrase: "ordre de bourse", Weight: -5, Title: true},
		{Phrase: "réclamation", Weight: -3},
		{Phrase: "je conteste", Weight: -4},
	},
	Steps: []spec.Step{
		accounts,
		spec.Take("debtor", name,
			spec.Of(debtor, creditor, spec.Right(named...)), spec.Right(debtor...),
			spec.Of(debtor, creditor, spec.Below(named...)), spec.Below(debtor...), spec.Writer),
		spec.Take("creditor", name,
			spec.Of(creditor, debtor, spec.Right(named...)), spec.Right(creditor...),
			spec.Of(creditor, debtor, spec.Below(named...)), spec.Below(creditor...)),
		overIBAN("debtor"),
		overIBAN("creditor"),
		spec.Take("bic", spec.BIC, spec.Of(creditor, debtor, spec.Beside("BIC", "SWIFT")), spec.Beside("BIC", "SWIFT")),
		figures,
		spec.Take("amount_words", spec.InWords, spec.Written, spec.Right("montant en lettres", "en toutes lettres", "en lettres", "la somme de"),
			spec.Below("montant en lettres", "en toutes lettres", "en lettres")),
		spec.WordsAgainstFigures("le client doit être interrogé"),
		spec.Take("execution_date", spec.Date, spec.Right("date d'exécution", "exécution souhaitée", "à exécuter le", "exécution le", "execution date"),
			spec.Below("date d'exécution", "exécution souhaitée", "execution date")),
		spec.Take("remittance_information", spec.Except(spec.Text, "BIC", "IBAN", "montant", "signature"),
			spec.Right("motif du virement", "motif", "libellé", "référence du virement", "remittance information"), spec.Below("motif du virement", "motif", "libellé")),
		spec.Issue,
		spec.Take("date", spec.Date, spec.Dated),
		settled,
	},
}

// accounts gives each account number to the side whose label stands nearest; where
// the labels tell nothing, the first is debited, as forms have it.
func accounts(_ context.Context, d *spec.Draft) error {
	var loose []spec.Account
	for _, a := range spec.IBANs(d.Sheet) {
		switch d.Nearest(a.Words[0].Page, a.Words.Box(), debtor, creditor) {
		case 0:
			put(d, "debtor_iban", a)
		case 1:
			put(d, "creditor_iban", a)
		default:
			loose = append(loose, a)
		}
	}
	for _, a := range loose {
		if d.Field("debtor_iban") == nil {
			put(d, "debtor_iban", a)
		} else {
			put(d, "creditor_iban", a)
		}
	}
	from, to := d.Understanding.Value("debtor_iban"), d.Understanding.Value("creditor_iban")
	if from != "" && from == to {
		d.Check("two_accounts", bordereau.Failed, "le compte à débiter et le compte à créditer sont le même", "debtor_iban", "creditor_iban")
	}
	return nil
}

func put(d *spec.Draft, name string, a spec.Account) {
	if d.Field(name) == nil {
		d.PutIBAN(name, a)
	}
}

// overIBAN takes the name that is labelled right above a party's account, where
// the party's own heading was not read.
func overIBAN(party string) spec.Step {
	return func(ctx context.Context, d *spec.Draft) error {
		iban := d.Field(party + "_iban")
		if iban == nil {
			return nil
		}
		return spec.Take(party, name, func(s *spec.Sheet) []spec.Span {
			var best spec.Span
			for _, span := range spec.Right(named...)(s) {
				if b := span.Box(); len(span) > 0 && span[0].Page == iban.Page && b.Y < iban.Box.Y && b.Y > iban.Box.Y-12*s.LetterHeight(iban.Page) && (best == nil || b.Y > best.Box().Y) {
					best = span
				}
			}
			if best == nil {
				return nil
			}
			return []spec.Span{best}
		})(ctx, d)
	}
}

// figures takes the amount in figures and its currency.
func figures(_ context.Context, d *spec.Draft) error {
	for _, from := range []spec.Finder{spec.Right("montant en chiffres", "montant en euros", "montant", "amount"),
		spec.Below("montant en chiffres", "montant en euros", "montant", "amount"), spec.Everywhere} {
		for _, span := range from(d.Sheet) {
			if v, ok := spec.Amount(d.Sheet, span); ok {
				d.PutValue("amount_figures", v)
				d.PutValue("currency", spec.Value{Text: v.Currency, Words: v.Words})
				return nil
			}
		}
	}
	return nil
}

// settled proves the type: two accounts whose keys fit, and one amount told twice.
func settled(_ context.Context, d *spec.Draft) error {
	proved := func(name string, kind bordereau.ProofKind) bool {
		f := d.Field(name)
		if f == nil {
			return false
		}
		for _, p := range f.Proofs {
			if p.Kind == kind {
				return true
			}
		}
		return false
	}
	if proved("debtor_iban", bordereau.ProofCheckDigit) && proved("creditor_iban", bordereau.ProofCheckDigit) && proved("amount", bordereau.ProofAgreement) {
		d.Proved = "deux comptes dont la clé convient, et un montant que les lettres et les chiffres disent tous deux"
	}
	return nil
}
