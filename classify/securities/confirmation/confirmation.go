// Package confirmation specifies the confirmation of a trade (avis d'opéré, regulation
// (EU) 2017/565, article 59).
package confirmation

import (
	"context"
	"time"

	"bordereau"
	"bordereau/check"
	"bordereau/check/law"
	"bordereau/classify/spec"
)

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.TradeConfirmation, Name: "confirmation", Label: "avis d'opéré", Version: 4, Floor: 6,
	Cues: []spec.Cue{
		{Phrase: "avis d'opéré", Weight: 6, Title: true},
		{Phrase: "avis d'exécution", Weight: 5, Title: true},
		{Phrase: "trade confirmation", Weight: 6, Title: true},
		{Phrase: "contract note", Weight: 5, Title: true},
		{Phrase: "trade date", Weight: 2},
		{Phrase: "settlement date", Weight: 2},
		{Phrase: "gross amount", Weight: 1},
		{Phrase: "brokerage", Weight: 2},
		{Phrase: "date de négociation", Weight: 2},
		{Phrase: "date de règlement", Weight: 2},
		{Phrase: "règlement-livraison", Weight: 1.5},
		{Phrase: "courtage", Weight: 2},
		{Phrase: "ISIN", Weight: 1},
		{Phrase: "montant brut", Weight: 1},
		{Phrase: "montant net", Weight: 1},
		{Phrase: "ordre de bourse", Weight: -5, Title: true},
		{Phrase: "dividende", Weight: -4},
		{Phrase: "opération sur titres", Weight: -5, Title: true},
		{Phrase: "relevé de compte", Weight: -4, Title: true},
		{Phrase: "facture", Weight: -5, Title: true},
		{Phrase: "madame, monsieur", Weight: -4},
		{Phrase: "salutations distinguées", Weight: -4},
	},
	Steps: []spec.Step{
		spec.Take("isin", spec.ISIN, spec.Beside("code ISIN", "ISIN"), spec.Everywhere),
		spec.Says("side", [2]string{"achat", "buy"}, [2]string{"vente", "sell"}, [2]string{"souscription", "buy"}, [2]string{"rachat", "sell"}, [2]string{"purchase", "buy"}, [2]string{"sale", "sell"}),
		spec.Take("quantity", spec.Decimal, spec.Beside("quantité", "nombre de titres", "quantity")),
		spec.Take("price", spec.Decimal, spec.Beside("cours d'exécution", "cours", "prix unitaire", "execution price", "price")),
		spec.Take("principal_amount", spec.Amount, spec.Beside("montant brut", "gross amount")),
		spec.Take("fees", spec.Amount, spec.Beside("courtage", "frais de courtage", "commission", "brokerage")),
		spec.Take("taxes", spec.Amount, spec.Beside("taxe sur les transactions financières", "TTF", "financial transaction tax")),
		spec.Take("net_amount", spec.Amount, spec.Beside("montant net", "net à votre débit", "net à votre crédit", "montant net débité", "montant net crédité", "net amount")),
		spec.Take("date", spec.Date, spec.Beside("date de négociation", "date d'exécution", "exécuté le", "trade date")),
		spec.Take("settlement_date", spec.Date, spec.Beside("date de règlement-livraison", "règlement-livraison", "date de règlement", "settlement date")),
		spec.Take("securities_account", spec.Reference, spec.Right("compte-titres n°", "compte-titres", "compte titres n°", "securities account no", "securities account")),
		spec.Take("account_holder", spec.Holder, spec.Right("titulaire", "account holder"), spec.Recipients),
		spec.LegalEntity,
		spec.InEuros("net_amount"),
		spec.Take("accrued_interest", spec.Amount, spec.Beside("intérêts courus", "coupon couru", "accrued interest")),
		spec.Bond,
		priced,
		net,
		spec.DatesFollow("trade_dates", spec.Term{Field: "date", Label: "la négociation"}, spec.Term{Field: "settlement_date", Label: "le règlement"}),
		settlement,
	},
}

// priced holds the gross amount: quantity by price, or for bonds the price in percent of
// their nominal, with the interest that has accrued.
func priced(ctx context.Context, d *spec.Draft) error {
	const rule = "quantity_by_price"
	gross, price := spec.Term{Field: "principal_amount", Label: "le montant brut"}, spec.Term{Field: "price", Label: "le cours"}
	if d.Field("nominal") == nil {
		return spec.Multiplies(rule, gross, spec.Term{Field: "quantity", Label: "la quantité"}, price)(ctx, d)
	}
	d.Percent(rule, gross, spec.Term{Field: "nominal", Label: "le nominal"}, price)
	d.Interest("accrued_interest_fits", spec.Term{Field: "accrued_interest", Label: "les intérêts courus"})
	return nil
}

// settlement holds the day of settlement against the cycle of the trade, by its day. Other places and
// deferred settlement have other days: a person sees what differs.
func settlement(_ context.Context, d *spec.Draft) error {
	const rule = "settlement_cycle"
	traded, err := time.Parse(time.DateOnly, d.Understanding.Value("date"))
	settled, err2 := time.Parse(time.DateOnly, d.Understanding.Value("settlement_date"))
	if err != nil || err2 != nil {
		d.Check(rule, bordereau.Inconclusive, "la date de négociation ou de règlement n'a pas été lue")
		return nil
	}
	cycle, ruled := law.ValueOn("settlement_cycle", traded)
	due, days := cycle.After(traded), cycle.Count()
	said := "négocié le " + spec.SayDay(traded) + ", réglé le " + spec.SayDay(settled)
	switch {
	case !ruled:
		d.Check(rule, bordereau.Inconclusive, said+" : le cycle de règlement de ce jour n'est pas connu")
	case !check.TargetDay(traded): // its cycle would be that of the days around it
		d.Check(rule, bordereau.Inconclusive, said+" : le jour de la négociation n'est pas un jour ouvré")
	case !settled.Equal(due):
		d.Check(rule, bordereau.Inconclusive, said+" au lieu du "+spec.SayDay(due)+" ("+spec.SayCount(days, "jour")+" de règlement)")
	default:
		d.Prove("settlement_date", bordereau.ProofAgreement, "suit la négociation de "+spec.SayCount(days, "jour")+" de règlement")
		d.Prove("date", bordereau.ProofAgreement, "précède le règlement de "+spec.SayCount(days, "jour")+" de règlement")
		d.Check(rule, bordereau.Passed, said+", "+spec.SayCount(days, "jour")+" de règlement plus tard", "settlement_date", "date")
	}
	return nil
}

// net does the last sum: costs come on top of a purchase and off a sale.
func net(ctx context.Context, d *spec.Draft) error {
	d.KeyOf("isin", "l'ISIN")
	side := d.Understanding.Value("side")
	if side == "" {
		d.Check("trade_net", bordereau.Inconclusive, "le sens de l'opération n'a pas été lu")
		return nil
	}
	sale := side == "sell"
	if err := spec.Adds("trade_net", spec.Term{Field: "net_amount", Label: "le montant net"}, spec.Term{Field: "principal_amount", Label: "le montant brut"},
		spec.Term{Field: "accrued_interest", Label: "les intérêts courus", Optional: true}, spec.Term{Field: "fees", Label: "les frais", Minus: sale}, spec.Term{Field: "taxes", Label: "la taxe", Minus: sale, Optional: true})(ctx, d); err != nil {
		return err
	}
	if d.Proves("net_amount", bordereau.ProofBalance) && d.Proves("quantity", bordereau.ProofBalance) && d.Proves("isin", bordereau.ProofCheckDigit) {
		d.Proved = "ISIN dont la clé convient, quantité, cours et frais qui font le montant net"
	}
	return nil
}
