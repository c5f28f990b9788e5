// Package action specifies the notice of a corporate action: a dividend or a coupon that
// is paid on what a customer holds.
package action

import (
	"context"

	"bordereau"
	"bordereau/classify/spec"
)

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.CorporateActionNotice, Name: "action", Label: "avis d'opération sur titres", Version: 3, Floor: 6,
	Cues: []spec.Cue{
		{Phrase: "avis d'opération sur titres", Weight: 6, Title: true},
		{Phrase: "opération sur titres", Weight: 3, Title: true},
		{Phrase: "avis de paiement de dividende", Weight: 6, Title: true},
		{Phrase: "paiement de coupon", Weight: 5, Title: true},
		{Phrase: "dividend notice", Weight: 6, Title: true},
		{Phrase: "corporate action notice", Weight: 6, Title: true},
		{Phrase: "ex-date", Weight: 2},
		{Phrase: "record date", Weight: 2},
		{Phrase: "payment date", Weight: 1},
		{Phrase: "dividende", Weight: 2},
		{Phrase: "coupon", Weight: 1},
		{Phrase: "date de détachement", Weight: 2},
		{Phrase: "date d'arrêté des positions", Weight: 2},
		{Phrase: "date de paiement", Weight: 1},
		{Phrase: "ISIN", Weight: 1},
		{Phrase: "avis d'opéré", Weight: -6, Title: true},
		{Phrase: "ordre de bourse", Weight: -6, Title: true},
		{Phrase: "courtage", Weight: -3},
		{Phrase: "assemblée générale", Weight: -4, Title: true},
		{Phrase: "madame, monsieur", Weight: -4},
		{Phrase: "salutations distinguées", Weight: -4},
	},
	Steps: []spec.Step{
		spec.Take("isin", spec.ISIN, spec.Beside("code ISIN", "ISIN"), spec.Everywhere),
		spec.Says("event", [2]string{"dividende", "dividend"}, [2]string{"dividend", "dividend"}, [2]string{"coupon", "coupon"}),
		spec.Take("quantity", spec.Decimal, spec.Beside("quantité détenue", "quantité", "nombre de titres", "quantity held", "quantity")),
		spec.Take("unit_amount", spec.Decimal, spec.Beside("montant unitaire", "dividende unitaire", "montant par titre", "amount per share", "amount per unit")),
		spec.Take("principal_amount", spec.Amount, spec.Beside("montant brut", "gross amount")),
		spec.Take("withholding", spec.Amount, spec.Beside("prélèvements", "retenue à la source", "prélèvement forfaitaire", "withholding tax")),
		spec.Take("net_amount", spec.Amount, spec.Beside("montant net", "net crédité", "net amount")),
		spec.Take("ex_date", spec.Date, spec.Beside("date de détachement", "ex-date")),
		spec.Take("record_date", spec.Date, spec.Beside("date d'arrêté des positions", "record date")),
		spec.Take("payment_date", spec.Date, spec.Beside("date de paiement", "mise en paiement", "payment date")),
		spec.Take("securities_account", spec.Reference, spec.Right("compte-titres n°", "compte-titres", "securities account no", "securities account")),
		spec.Take("account_holder", spec.Holder, spec.Right("titulaire", "account holder"), spec.Recipients),
		spec.InEuros("net_amount"),
		spec.Bond,
		coupon,
		spec.Multiplies("quantity_by_unit", spec.Term{Field: "principal_amount", Label: "le montant brut"},
			spec.Term{Field: "quantity", Label: "la quantité"}, spec.Term{Field: "unit_amount", Label: "le montant unitaire"}),
		spec.Adds("action_net", spec.Term{Field: "net_amount", Label: "le montant net"},
			spec.Term{Field: "principal_amount", Label: "le montant brut"}, spec.Term{Field: "withholding", Label: "les prélèvements", Minus: true}),
		spec.DatesFollow("action_dates", spec.Term{Field: "ex_date", Label: "le détachement"}, spec.Term{Field: "record_date", Label: "l'arrêté des positions"},
			spec.Term{Field: "payment_date", Label: "le paiement"}),
		settled,
	},
}

// coupon holds a coupon against the nominal and the rate, where the page says them.
func coupon(_ context.Context, d *spec.Draft) error {
	if d.Understanding.Value("event") == "coupon" && d.Field("nominal") != nil {
		d.Interest("coupon_fits", spec.Term{Field: "principal_amount", Label: "le montant brut"})
	}
	return nil
}

func settled(_ context.Context, d *spec.Draft) error {
	d.KeyOf("isin", "l'ISIN")
	if d.Proves("net_amount", bordereau.ProofBalance) && d.Proves("quantity", bordereau.ProofBalance) && d.Proves("isin", bordereau.ProofCheckDigit) {
		d.Proved = "ISIN dont la clé convient, quantité, montant unitaire et prélèvements qui font le montant net"
	}
	return nil
}
