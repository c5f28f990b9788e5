// Package offer specifies the offer of a loan (Code de la consommation L313-24 to
// L313-26 for homes, L312-18 and L312-28 for consumption). What its dates allow is for
// the dossier, which has the delays.
package offer

import (
	"context"
	"strings"

	"bordereau"
	"bordereau/classify/spec"
)

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.LoanOffer, Name: "offer", Label: "offre de prêt", Version: 2, Floor: 6,
	Cues: []spec.Cue{
		{Phrase: "offre de prêt", Weight: 6, Title: true},
		{Phrase: "offre de prêt immobilier", Weight: 1},
		{Phrase: "offre de crédit", Weight: 6, Title: true},
		{Phrase: "offre de contrat de crédit", Weight: 6, Title: true},
		{Phrase: "contrat de crédit", Weight: 2, Title: true},
		{Phrase: "TAEG", Weight: 2},
		{Phrase: "taux annuel effectif global", Weight: 1},
		{Phrase: "délai de réflexion", Weight: 2},
		{Phrase: "rétractation", Weight: 1.5},
		{Phrase: "emprunteur", Weight: 1},
		{Phrase: "coût total du crédit", Weight: 1.5},
		{Phrase: "montant total dû", Weight: 1.5},
		{Phrase: "FISE", Weight: 1},
		{Phrase: "tableau d'amortissement", Weight: -5, Title: true},
		{Phrase: "simulation", Weight: -6, Title: true},
		{Phrase: "demande de prêt", Weight: -6, Title: true},
		{Phrase: "facture", Weight: -5, Title: true},
		{Phrase: "pièces à fournir", Weight: -3},
		{Phrase: "madame, monsieur", Weight: -4},
		{Phrase: "salutations distinguées", Weight: -4},
	},
	Steps: []spec.Step{
		spec.Take("debtor", spec.BeforeComma(spec.Except(spec.Holder, "prêteur", "montant", "emprunteur", "caution")), spec.Beside("emprunteur", "emprunteurs")),
		spec.Take("creditor", spec.BeforeComma(spec.Except(spec.BankName, "offre", "contrat", "emprunteur", "montant", "coût", "TAEG", "total")), spec.Beside("prêteur"), spec.Bank),
		spec.Take("date", spec.Date, spec.Right("date de l'offre", "offre émise le", "émise le", "établie le"), spec.Below("date de l'offre")),
		spec.Take("received_date", spec.Date, spec.Right("offre reçue le", "reçue le", "date de réception")),
		spec.Take("acceptance_date", spec.Date, spec.Right("offre acceptée le", "acceptée le", "date d'acceptation")),
		spec.Take("validity_date", spec.Date, spec.Right("valable jusqu'au", "maintenue jusqu'au", "fin de validité")),
		spec.Take("loan_amount", spec.Amount, spec.Beside("montant du prêt", "montant total du crédit", "montant du crédit", "montant emprunté")),
		spec.Take("rate", spec.Rate, spec.Right("taux débiteur fixe", "taux débiteur", "taux nominal", "taux fixe")),
		spec.Take("annual_rate", spec.Rate, spec.Right("TAEG", "taux annuel effectif global"), spec.Below("TAEG")),
		spec.Take("duration", spec.In(spec.Match(`\b(\d{1,3}) +MOIS\b`), spec.Count), spec.Beside("durée"), spec.Everywhere),
		spec.Take("payment", spec.Amount, spec.Beside("mensualité", "montant des échéances", "échéance")),
		spec.Take("loan_cost", spec.Amount, spec.Beside("coût total du crédit", "coût total du prêt", "coût du crédit")),
		spec.Take("total_due", spec.Amount, spec.Beside("montant total dû", "total dû par l'emprunteur")),
		currency,
		spec.Adds("loan_total", spec.Term{Field: "total_due", Label: "le montant total dû"},
			spec.Term{Field: "loan_amount", Label: "le montant du prêt"}, spec.Term{Field: "loan_cost", Label: "le coût du crédit"}),
		rates,
		reflection,
		spec.Signed("signature de l'emprunteur", "signature"),
	},
}

func currency(_ context.Context, d *spec.Draft) error {
	if f := d.Field("loan_amount"); f != nil {
		g := *f
		g.Name, g.Value, g.Proofs = "currency", "EUR", nil
		d.Put(g)
	}
	return nil
}

// rates: the annual rate counts in what the nominal one leaves out, so it is no smaller
// (Code de la consommation L314-1).
func rates(_ context.Context, d *spec.Draft) error {
	nominal, annual := d.Rat("rate"), d.Rat("annual_rate")
	switch {
	case nominal == nil || annual == nil:
		d.Check("annual_rate_fits", bordereau.Inconclusive, "le taux débiteur ou le TAEG n'a pas été lu")
	case annual.Cmp(nominal) < 0:
		d.Check("annual_rate_fits", bordereau.Failed, "le TAEG est plus petit que le taux débiteur", "annual_rate", "rate")
	default:
		d.Prove("annual_rate", bordereau.ProofCorroboration, "n'est pas plus petit que le taux débiteur")
		d.Check("annual_rate_fits", bordereau.Passed, "le TAEG n'est pas plus petit que le taux débiteur", "annual_rate")
	}
	return nil
}

// reflection looks for what the offer says of the time to think it over or to withdraw,
// and of the two dates that it may carry.
func reflection(_ context.Context, d *spec.Draft) error {
	said := ""
	switch {
	case len(d.Find("délai de réflexion de dix jours"))+len(d.Find("délai de réflexion de 10 jours"))+len(d.Find("délai de réflexion")) > 0:
		said = "l'offre dit le délai de réflexion"
	case len(d.Find("rétractation"))+len(d.Find("se rétracter")) > 0:
		said = "l'offre dit le délai de rétractation"
	}
	if said == "" {
		d.Check("loan_reflection", bordereau.Inconclusive, "l'offre ne dit ni délai de réflexion ni délai de rétractation")
	} else {
		d.Check("loan_reflection", bordereau.Passed, said)
	}
	received, accepted := d.Understanding.Value("received_date"), d.Understanding.Value("acceptance_date")
	if received != "" && accepted != "" && strings.Compare(accepted, received) < 0 {
		d.Check("loan_dates", bordereau.Failed, "l'offre serait acceptée avant d'être reçue", "acceptance_date", "received_date")
	}
	if d.Proves("total_due", bordereau.ProofBalance) && d.Field("annual_rate") != nil {
		d.Proved = "montant du prêt et coût du crédit qui font le montant total dû, avec le TAEG"
	}
	return nil
}
