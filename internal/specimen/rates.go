package specimen

import (
	"fmt"
	"strings"
)

// share is the tax of a sale at one rate, in tenths of a percent.
type share struct {
	rate      int64
	base, vat int64
}

func (s share) percent() string {
	return strings.TrimSuffix(fmt.Sprintf("%d.%d", s.rate/10, s.rate%10), ".0")
}

// printed is the rate as it is printed in France.
func (s share) printed() string { return strings.ReplaceAll(s.percent(), ".", ",") + " %" }

// byRate taxes the items of a sale at two or three rates in turn, and makes its totals anew.
func (w *work) byRate(v *sale) (shares []share, of []int) {
	rates := [][]int64{{200, 55}, {200, 100, 55}, {100, 200}}[w.r.IntN(3)]
	shares = make([]share, min(len(rates), len(v.items)))
	for i := range shares {
		shares[i].rate = rates[i]
	}
	for i, it := range v.items {
		k := i % len(shares)
		of = append(of, k)
		shares[k].base += it.count * it.unit
	}
	v.vat = 0
	for i := range shares {
		s := &shares[i]
		s.vat = (s.base*s.rate + 500) / 1000
		v.vat += s.vat
		at := fmt.Sprintf("vat[%d].", i)
		w.field(at+"vat_rate", s.percent())
		w.field(at+"net_amount", decimal(s.base))
		w.field(at+"vat_amount", decimal(s.vat))
	}
	w.field("vat_amount", decimal(v.vat))
	w.field("gross_amount", decimal(v.net+v.vat))
	return shares, of
}

func invoiceRates(w *work) {
	w.rated(sans, sansBold, 10, "FACTURE", "Taux de TVA", "Base HT", "Montant TVA")
}

func invoiceRatesTyped(w *work) {
	w.rated(serif, serifBold, 11, "Facture", "Taux TVA", "Base imposable", "Montant de la TVA")
}

// rated is an invoice with its tax by rate in a table.
func (w *work) rated(f, bold face, size float64, title string, heads ...string) {
	v := w.sale()
	shares, of := w.byRate(&v)
	w.field("vat_number", vatNumber(v.seller.SIREN))
	s := a4()
	s.put(18, 22, bold, 15, v.seller.Company)
	s.lines(18, 28, f, 9, 4.2, v.seller.Address(), "SIRET "+v.seller.SIRET(), "TVA "+vatNumber(v.seller.SIREN))
	s.right(192, 22, bold, 18, title)
	s.put(18, 56, f, size, "Facture n° "+v.number)
	s.put(18, 62, f, size, "Date d'émission : "+v.date.Format("02/01/2006"))
	s.addressed(115, 56, f, 11, v.buyer)
	y := 88.0
	for i, h := range []string{"Désignation", "Quantité", "Prix unitaire HT", "TVA", "Montant HT"} {
		if x := []float64{20, 112, 145, 164, 190}[i]; i == 0 {
			s.put(x, y, bold, 9, h)
		} else {
			s.right(x, y, bold, 9, h)
		}
	}
	s.rule(18, y+2.5, 192, y+2.5, 0.3, 60)
	for i, it := range v.items {
		y += 8
		s.put(20, y, f, size, it.name)
		for k, t := range []string{fmt.Sprint(it.count), figures(it.unit), shares[of[i]].printed(), figures(it.count * it.unit)} {
			s.right([]float64{112, 145, 164, 190}[k], y, f, size, t)
		}
		w.field(fmt.Sprintf("lines[%d].vat_rate", i), shares[of[i]].percent())
	}
	y += 16
	for k, h := range heads {
		s.right([]float64{45, 78, 112}[k], y, bold, 9, h)
	}
	for i, t := range shares {
		at := y + 7*float64(i+1)
		for k, x := range []string{t.printed(), figures(t.base), figures(t.vat)} {
			s.right([]float64{45, 78, 112}[k], at, f, size, x)
		}
	}
	y += 7 * float64(len(shares)+2)
	for _, t := range []struct {
		label string
		cents int64
	}{{"Total HT", v.net}, {"Total TVA", v.vat}, {"Total TTC", v.net + v.vat}} {
		s.put(130, y, bold, size, t.label)
		s.right(190, y, f, size, figures(t.cents)+" €")
		y += 7
	}
	s.put(18, y+8, f, size, "IBAN : "+groups(v.seller.IBAN(), 4))
	s.put(18, y+14, f, size, "BIC : "+v.seller.Accounts[0].Bank.BIC)
	w.page(s)
}
