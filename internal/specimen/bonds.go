package specimen

import (
	"fmt"
	"math/big"

	"bordereau/check"
)

// bond is a trade or a coupon in bonds of 1,000 euros; the rate is in hundredths of a
// percent, the price in ten-thousandths of a percent of the nominal.
type bond struct {
	deal
	unit, rate, percent, days, year int64
	basis                           string
}

func (w *work) bond() bond {
	d := w.deal()
	b := bond{deal: d, unit: 100_000, rate: 50 + w.r.Int64N(450), percent: 900_000 + 100*w.r.Int64N(2_000), days: 1 + w.r.Int64N(360), year: 365, basis: "exact/365"}
	if w.r.IntN(2) == 0 {
		b.year, b.basis = 360, "30/360"
	}
	return b
}

func (b bond) nominal() int64 { return b.quantity * b.unit }

// interest of so many days, in cents, rounded to the nearest.
func (b bond) interest(days, year int64) int64 {
	n, ok := check.Cents(new(big.Rat).Mul(big.NewRat(b.nominal(), 100), big.NewRat(b.rate*days, 10_000*year)))
	if !ok {
		panic("specimen: the interest of a bond")
	}
	return n
}

func (b bond) said() (rate, nominal, unit string) {
	return fmt.Sprintf("%d,%02d %%", b.rate/100, b.rate%100), figures(b.nominal()) + " €", figures(b.unit) + " €"
}

// confirmationBond is a trade in bonds: the price in percent of the nominal, and the
// interest that has accrued. Where a total shall be wrong the interest is, and the net with it.
func confirmationBond(w *work) {
	b := w.bond()
	gross, ok := check.Cents(new(big.Rat).Mul(big.NewRat(b.nominal(), 100), big.NewRat(b.percent, 1_000_000)))
	if !ok {
		panic("specimen: the price of a bond")
	}
	accrued := b.interest(b.days, b.year)
	if w.spec.Defects.WrongTotal {
		accrued += 1_000
		w.wrong("accrued_interest")
	}
	net := gross + accrued + b.fees
	if !b.buy {
		net = gross + accrued - b.fees
	}
	rate, nominal, unit := b.said()
	word, side := b.side()
	w.know(map[string]string{"side": side, "price": point(priced(b.percent)), "principal_amount": decimal(gross), "fees": decimal(b.fees), "net_amount": decimal(net), "currency": "EUR",
		"date": iso(b.traded), "settlement_date": iso(b.settled), "nominal": decimal(b.nominal()), "unit_nominal": decimal(b.unit), "coupon_rate": point(rate[:len(rate)-len(" %")]),
		"interest_days": fmt.Sprint(b.days), "day_basis": fmt.Sprint(b.year), "accrued_interest": decimal(accrued)})
	s := a4()
	s.put(18, 20, sansBold, 13, b.Accounts[0].Bank.Name)
	s.right(192, 20, sansBold, 14, "AVIS D'OPÉRÉ")
	s.lines(118, 44, sans, 11, 5.2, b.Title(), b.Street, b.Town())
	s.put(18, 46, sans, 10, "Compte-titres n° "+b.account)
	y := s.pairs(18, 80, 78, 7.5, sans, sansBold, 10.5, [2]string{"Sens :", word}, [2]string{"Valeur :", "Obligation " + b.issuer}, [2]string{"Code ISIN :", b.isin}, [2]string{"Quantité :", fmt.Sprint(b.quantity)},
		[2]string{"Nominal unitaire :", unit}, [2]string{"Montant nominal :", nominal}, [2]string{"Cours d'exécution :", priced(b.percent) + " %"}, [2]string{"Taux nominal :", rate},
		[2]string{"Jours courus :", fmt.Sprint(b.days)}, [2]string{"Base de calcul :", b.basis}, [2]string{"Date de négociation :", shortDate(b.traded)}, [2]string{"Date de règlement-livraison :", shortDate(b.settled)})
	s.sums(18, 190, y+8, 7.5, sans, 10.5, [2]string{"Montant brut", figures(gross) + " €"}, [2]string{"Intérêts courus", figures(accrued) + " €"}, [2]string{"Courtage", figures(b.fees) + " €"}, [2]string{"Montant net", figures(net) + " €"})
	w.page(s)
}

// actionCoupon is the yearly coupon of bonds. Where a total shall be wrong the rate is not
// that of the amounts.
func actionCoupon(w *work) {
	b := w.bond()
	b.rate -= b.rate % 10 // the coupon of one bond is in whole cents
	each := b.unit * b.rate / 10_000
	gross := b.quantity * each
	kept := gross * 30 / 100
	if w.spec.Defects.WrongTotal {
		b.rate += 10
		w.wrong("coupon_rate")
	}
	rate, nominal, unit := b.said()
	w.know(map[string]string{"event": "coupon", "unit_amount": point(priced(100 * each)), "principal_amount": decimal(gross), "withholding": decimal(kept), "net_amount": decimal(gross - kept), "currency": "EUR",
		"ex_date": iso(b.traded), "record_date": iso(b.traded.AddDate(0, 0, 1)), "payment_date": iso(b.settled), "nominal": decimal(b.nominal()), "unit_nominal": decimal(b.unit), "coupon_rate": point(rate[:len(rate)-len(" %")])})
	s := a4()
	s.put(18, 20, sansBold, 12, b.Accounts[0].Bank.Name)
	s.put(18, 34, sansBold, 14, "AVIS D'OPÉRATION SUR TITRES")
	s.put(18, 44, sans, 10, "Compte-titres n° "+b.account)
	s.put(18, 52, sans, 10, "Titulaire : "+b.Title())
	y := s.pairs(18, 80, 68, 8, sans, sansBold, 10.5, [2]string{"Valeur :", "Obligation " + b.issuer}, [2]string{"Code ISIN :", b.isin}, [2]string{"Nature :", "paiement de coupon"}, [2]string{"Nominal unitaire :", unit},
		[2]string{"Montant nominal :", nominal}, [2]string{"Taux nominal :", rate}, [2]string{"Date de détachement :", shortDate(b.traded)}, [2]string{"Date d'arrêté des positions :", shortDate(b.traded.AddDate(0, 0, 1))},
		[2]string{"Date de paiement :", shortDate(b.settled)}, [2]string{"Quantité détenue :", fmt.Sprint(b.quantity)}, [2]string{"Montant unitaire :", priced(100*each) + " €"})
	s.sums(18, 180, y+6, 8, sans, 10.5, [2]string{"Montant brut", figures(gross) + " €"}, [2]string{"Prélèvements", figures(kept) + " €"}, [2]string{"Montant net", figures(gross-kept) + " €"})
	w.page(s)
}
