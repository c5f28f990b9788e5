package specimen

import (
	"fmt"
	"strings"
	"time"

	"bordereau/check"
)

// isinOf puts the digit of ISO 6166 behind eleven characters: Luhn over the digits that
// letters expand to.
func isinOf(body string) string {
	var digits strings.Builder
	for _, c := range body {
		if c >= 'A' {
			fmt.Fprint(&digits, int(c-'A')+10)
		} else {
			digits.WriteRune(c)
		}
	}
	whole := luhn(digits.String())
	return body + whole[len(whole)-1:]
}

// deal is one in securities; prices are in ten-thousandths of a euro.
type deal struct {
	*Customer
	isin, issuer, account    string
	buy                      bool
	quantity, price          int64
	fees, tax                int64
	traded, settled, expires time.Time
}

func (w *work) deal() deal {
	d := deal{Customer: w.person(), issuer: strings.ToUpper(pick(w.r, firms)), buy: w.r.IntN(2) == 0, quantity: 1 + w.r.Int64N(900), price: 100 * (500 + w.r.Int64N(20_000))}
	d.isin = isinOf(fmt.Sprintf("FR99%07d", w.r.IntN(10_000_000)))
	d.account = fmt.Sprintf("T%08d", w.r.IntN(100_000_000))
	d.fees = 490 + w.r.Int64N(3_000)
	if d.buy {
		d.tax = d.gross() * 4 / 1000
	}
	d.traded = w.date("date", w.daysAgo(3, 60))
	for d.traded.Weekday() == time.Saturday || d.traded.Weekday() == time.Sunday {
		d.traded = d.traded.AddDate(0, 0, -1)
	}
	d.settled = check.AfterTargetDays(d.traded, 2)
	d.expires = d.traded.AddDate(0, 1, 0)
	if w.spec.Defects.WrongKey {
		d.isin = spoil(d.isin, 6)
		w.wrong("isin")
	}
	w.know(map[string]string{"isin": d.isin, "quantity": fmt.Sprint(d.quantity), "securities_account": d.account, "account_holder": d.Name()})
	return d
}

func (d deal) gross() int64 { return (d.quantity*d.price + 50) / 100 }

// priced writes a price with four decimals.
func priced(p int64) string { return fmt.Sprintf("%d,%04d", p/10_000, p%10_000) }

func (d deal) side() (word, value string) {
	if d.buy {
		return "Achat", "buy"
	}
	return "Vente", "sell"
}

func (w *work) executed() (d deal, net int64) {
	d = w.deal()
	net = d.gross() + d.fees + d.tax
	if !d.buy {
		net = d.gross() - d.fees
	}
	if w.spec.Defects.WrongTotal {
		net += 1_000
		w.wrong("net_amount")
	}
	_, side := d.side()
	w.know(map[string]string{"side": side, "price": point(priced(d.price)), "principal_amount": decimal(d.gross()), "fees": decimal(d.fees), "net_amount": decimal(net),
		"currency": "EUR", "date": iso(d.traded), "settlement_date": iso(d.settled)})
	if d.buy {
		w.field("taxes", decimal(d.tax))
	}
	return d, net
}

func (d deal) costs(net int64) [][2]string {
	rows := [][2]string{{"Montant brut", figures(d.gross()) + " €"}, {"Courtage", figures(d.fees) + " €"}}
	if d.buy {
		rows = append(rows, [2]string{"Taxe sur les transactions financières", figures(d.tax) + " €"})
	}
	return append(rows, [2]string{"Montant net", figures(net) + " €"})
}

func confirmationLines(w *work) {
	d, net := w.executed()
	word, _ := d.side()
	s := a4()
	s.put(18, 20, sansBold, 13, d.Accounts[0].Bank.Name)
	s.right(192, 20, sansBold, 14, "AVIS D'OPÉRÉ")
	s.lines(118, 44, sans, 11, 5.2, d.Title(), d.Street, d.Town())
	s.put(18, 46, sans, 10, "Compte-titres n° "+d.account)
	y := s.pairs(18, 80, 78, 7.5, sans, sansBold, 10.5, [2]string{"Sens :", word}, [2]string{"Valeur :", d.issuer}, [2]string{"Code ISIN :", d.isin}, [2]string{"Quantité :", fmt.Sprint(d.quantity)},
		[2]string{"Cours d'exécution :", priced(d.price) + " €"}, [2]string{"Date de négociation :", shortDate(d.traded)}, [2]string{"Date de règlement-livraison :", shortDate(d.settled)})
	s.sums(18, 190, y+8, 7.5, sans, 10.5, d.costs(net)...)
	w.page(s)
}

func confirmationTable(w *work) {
	d, net := w.executed()
	word, _ := d.side()
	s := a4()
	s.put(20, 22, serifBold, 15, "Avis d'opéré")
	s.put(20, 29, serif, 10.5, d.Accounts[0].Bank.Name)
	s.put(20, 42, serif, 11, "Titulaire : "+d.Title())
	s.put(20, 49, serif, 11, "Compte-titres : "+d.account)
	s.put(20, 60, serifBold, 11, word+" de titres "+d.issuer)
	s.grid(72, 8, serif, serifBold, 10.5, []column{{"ISIN", 20, false}, {"Quantité", 84, true}, {"Cours", 114, true}, {"Montant brut", 150, true}}, [][]string{{d.isin, fmt.Sprint(d.quantity), priced(d.price), figures(d.gross()) + " €"}})
	s.put(20, 94, serif, 11, "Exécuté le "+longDate(d.traded)+", règlement-livraison le "+longDate(d.settled))
	s.sums(20, 150, 108, 8, serif, 11, d.costs(net)[1:]...)
	w.page(s)
}

func confirmationBand(w *work) {
	d, net := w.executed()
	word, _ := d.side()
	s := a4()
	s.block(14, 12, 182, 12, 226)
	s.put(18, 20, gopherBold, 13, "AVIS D'OPÉRÉ")
	s.right(192, 20, gopherBold, 11, word)
	s.put(18, 36, gopher, 10, "Titulaire : "+d.Title())
	s.put(118, 36, gopher, 10, "Compte-titres n° "+d.account)
	s.grid(50, 7, gopherBold, gopher, 10, []column{{"Valeur", 18, false}, {"Code ISIN", 80, false}, {"Quantité", 150, true}, {"Cours", 190, true}}, [][]string{{d.issuer, d.isin, fmt.Sprint(d.quantity), priced(d.price)}})
	s.grid(70, 7, gopherBold, gopher, 10, []column{{"Date de négociation", 18, false}, {"Date de règlement", 80, false}}, [][]string{{shortDate(d.traded), shortDate(d.settled)}})
	s.sums(18, 190, 94, 7.5, gopher, 10.5, d.costs(net)...)
	w.page(s)
}

func (w *work) ordered() (d deal, limited bool) {
	d = w.deal()
	_, side := d.side()
	limited = w.r.IntN(3) > 0
	kind := "market"
	if limited {
		kind = "limit"
		w.field("limit_price", point(priced(d.price)))
	}
	w.know(map[string]string{"side": side, "order_type": kind, "validity_date": iso(d.expires), "date": iso(d.traded), "place": d.City})
	return d, limited
}

func (d deal) terms(limited bool) [][2]string {
	word, _ := d.side()
	rows := [][2]string{{"Titulaire :", d.Title()}, {"Compte-titres n° :", d.account}, {"Sens :", word}, {"Valeur :", d.issuer}, {"Code ISIN :", d.isin}, {"Quantité :", fmt.Sprint(d.quantity)}}
	if limited {
		rows = append(rows, [2]string{"Cours limite :", priced(d.price) + " €"})
	} else {
		rows = append(rows, [2]string{"Type d'ordre :", "au marché"})
	}
	return append(rows, [2]string{"Validité :", shortDate(d.expires)})
}

func (d deal) signs(w *work, s *sheet, y float64, f face) {
	s.put(18, y, f, 10.5, "Fait à "+d.City+", le "+shortDate(d.traded))
	s.put(118, y, f, 10.5, "Signature du titulaire")
	s.signature(w.r, 120, y+4, 48, 16)
	w.page(s)
}

func orderForm(w *work) {
	d, limited := w.ordered()
	s := a4()
	s.put(18, 20, sansBold, 13, d.Accounts[0].Bank.Name)
	s.centre(105, 38, sansBold, 16, "ORDRE DE BOURSE")
	y := s.pairs(20, 80, 56, 9, sans, sansBold, 11, d.terms(limited)...)
	d.signs(w, s, y+10, sans)
}

func orderLines(w *work) {
	d, limited := w.ordered()
	s := a4()
	s.put(20, 24, serifBold, 15, "Ordre sur titres")
	y := 44.0
	for _, r := range d.terms(limited) {
		s.put(20, y, serif, 11.5, r[0]+" "+r[1])
		y += 8
	}
	d.signs(w, s, y+8, serif)
}

func orderGrid(w *work) {
	d, limited := w.ordered()
	s := a4()
	s.put(18, 22, gopherBold, 15, "Ordre de bourse")
	y := 34.0
	for _, r := range d.terms(limited) {
		s.frame(18, y, 60, 10, 0.2, 100)
		s.frame(78, y, 112, 10, 0.2, 100)
		s.put(21, y+6.8, gopherBold, 10, strings.TrimSuffix(r[0], " :"))
		s.put(82, y+6.8, gopher, 10.5, r[1])
		y += 10
	}
	d.signs(w, s, y+14, gopher)
}

// paid is a dividend on what is held.
func (w *work) paid() (d deal, unit, gross, kept, net int64) {
	d = w.deal()
	unit = 100 * (10 + w.r.Int64N(400))
	gross = (d.quantity*unit + 50) / 100
	kept = gross * 30 / 100
	net = gross - kept
	if w.spec.Defects.WrongTotal {
		net += 1_000
		w.wrong("net_amount")
	}
	w.know(map[string]string{"event": "dividend", "unit_amount": point(priced(unit)), "principal_amount": decimal(gross), "withholding": decimal(kept), "net_amount": decimal(net), "currency": "EUR",
		"ex_date": iso(d.traded), "record_date": iso(d.traded.AddDate(0, 0, 1)), "payment_date": iso(d.settled)})
	return d, unit, gross, kept, net
}

func (w *work) actionPaper(title string, f, bold face, between bool) {
	d, unit, gross, kept, net := w.paid()
	s := a4()
	s.put(18, 20, bold, 12, d.Accounts[0].Bank.Name)
	s.put(18, 34, bold, 14, title)
	s.put(18, 44, f, 10, "Compte-titres n° "+d.account)
	s.put(18, 52, f, 10, "Titulaire : "+d.Title())
	edge := 80.0
	if between {
		edge = 110
	}
	y := s.pairs(18, edge, 68, 8, f, bold, 10.5, [2]string{"Valeur :", d.issuer}, [2]string{"Code ISIN :", d.isin}, [2]string{"Nature :", "dividende en espèces"}, [2]string{"Date de détachement :", shortDate(d.traded)},
		[2]string{"Date d'arrêté des positions :", shortDate(d.traded.AddDate(0, 0, 1))}, [2]string{"Date de paiement :", shortDate(d.settled)}, [2]string{"Quantité détenue :", fmt.Sprint(d.quantity)}, [2]string{"Montant unitaire :", priced(unit) + " €"})
	s.sums(18, 180, y+6, 8, f, 10.5, [2]string{"Montant brut", figures(gross) + " €"}, [2]string{"Prélèvements", figures(kept) + " €"}, [2]string{"Montant net", figures(net) + " €"})
	w.page(s)
}

func actionNotice(w *work) { w.actionPaper("AVIS D'OPÉRATION SUR TITRES", sans, sansBold, false) }

func actionDividend(w *work) { w.actionPaper("Avis de paiement de dividende", serif, serifBold, true) }

func actionGrid(w *work) {
	d, unit, gross, kept, net := w.paid()
	s := a4()
	s.right(192, 20, gopherBold, 13, "AVIS D'OPÉRATION SUR TITRES")
	s.lines(118, 36, gopher, 10.5, 5, d.Title(), d.Street, d.Town())
	s.put(18, 36, gopher, 10, "Compte-titres n° "+d.account)
	s.put(18, 60, gopherBold, 11, "Dividende "+d.issuer)
	s.grid(72, 7, gopherBold, gopher, 9.5, []column{{"Code ISIN", 18, false}, {"Quantité", 90, true}, {"Montant unitaire", 130, true}}, [][]string{{d.isin, fmt.Sprint(d.quantity), priced(unit)}})
	s.grid(92, 7, gopherBold, gopher, 9.5, []column{{"Date de détachement", 18, false}, {"Date d'arrêté des positions", 70, false}, {"Date de paiement", 140, false}}, [][]string{{shortDate(d.traded), shortDate(d.traded.AddDate(0, 0, 1)), shortDate(d.settled)}})
	s.sums(18, 190, 116, 7.5, gopher, 10.5, [2]string{"Montant brut", figures(gross) + " €"}, [2]string{"Prélèvements", figures(kept) + " €"}, [2]string{"Montant net", figures(net) + " €"})
	w.page(s)
}
