package invoice

import (
	"context"
	"fmt"
	"slices"

	"bordereau"
	"bordereau/check"
	"bordereau/classify/spec"
)

// taxed is the tax at one rate, as the page breaks it down.
type taxed struct {
	rate, base, vat spec.Value
	based           bool // the page says the base
}

var taxColumns = []spec.Column{
	{Name: "rate", Headings: []string{"taux de TVA", "taux TVA", "taux"}},
	{Name: "base", Headings: []string{"base HT", "base imposable", "base"}},
	{Name: "vat", Headings: []string{"montant TVA", "montant de la TVA", "TVA"}},
}

// rates takes the tax by rate, vat[0] the first (CGI annexe II, article 242 nonies A, 12°),
// from a table of its own or from the lines that name a rate, and does its sums.
func rates(_ context.Context, d *spec.Draft) error {
	list := broken(d)
	for i, t := range list {
		at := fmt.Sprintf("vat[%d].", i)
		d.PutValue(at+"vat_rate", t.rate)
		d.PutValue(at+"vat_amount", t.vat)
		if t.based {
			d.PutValue(at+"net_amount", t.base)
		}
	}
	holdRates(d, list)
	return nil
}

// broken looks for the breakdown.
func broken(d *spec.Draft) []taxed {
	whole := func(s *spec.Sheet, row spec.TableRow) bool {
		_, rate := spec.Rate(s, row["rate"])
		_, base := spec.Amount(s, row["base"])
		_, vat := spec.Amount(s, row["vat"])
		return rate && base && vat
	}
	var out []taxed
	for _, row := range d.Listing(taxColumns, 3, whole, "total TTC", "net à payer") {
		t := taxed{based: true}
		t.rate, _ = spec.Rate(d.Sheet, row["rate"])
		t.base, _ = spec.Amount(d.Sheet, row["base"])
		t.vat, _ = spec.Amount(d.Sheet, row["vat"])
		out = append(out, t)
	}
	if len(out) > 0 {
		return out[:min(len(out), mostRates)]
	}
	var rows []int
	for _, label := range []string{"TVA", "VAT"} {
		for _, p := range d.Find(label) {
			row := d.RowOf(p)
			if slices.Contains(rows, row) {
				continue
			}
			span := d.RowSpan(row)
			rate, ok := spec.Rate(d.Sheet, span)
			vat, ok2 := spec.LastAmount(d.Sheet, span)
			if ok && ok2 && len(rows) < mostRates {
				rows = append(rows, row)
				t := taxed{rate: rate, vat: vat}
				if all := spec.Amounts(d.Sheet, span); len(all) == 2 {
					t.base, t.based = all[0], true
				}
				out = append(out, t)
			}
		}
	}
	return out
}

// mostRates bounds the breakdown: France has five rates, and none.
const mostRates = 8

// holdRates does the sums: at each rate its base makes its tax, and together they make the
// totals.
func holdRates(d *spec.Draft, list []taxed) {
	const rule = "vat_by_rate"
	net, hasNet := d.Minor("net_amount")
	vat, hasVAT := d.Minor("vat_amount")
	if len(list) == 0 || !hasNet || !hasVAT {
		d.Check(rule, bordereau.Inconclusive, "la TVA par taux ou les totaux n'ont pas été lus")
		return
	}
	slack := int64(0)
	for ; d.Field(fmt.Sprintf("lines[%d].amount", slack)) != nil; slack++ {
	}
	var bases, taxes int64
	based := true
	fields := []string{"vat_amount"}
	for i, t := range list {
		at := fmt.Sprintf("vat[%d].", i)
		base, ok := d.Minor(at + "net_amount")
		if !ok && len(list) == 1 {
			base, ok = net, true // one rate for all
		}
		tax, read := d.Minor(at + "vat_amount")
		based = based && ok
		if !read {
			d.Check(rule, bordereau.Inconclusive, "la TVA d'un taux n'a pas été lue")
			return
		}
		if ok && !check.VATFits(base, d.Rat(at+"vat_rate"), tax, slack) {
			d.Check(rule, bordereau.Failed, spec.SayAmount(t.vat.Text, "EUR")+" n'est pas la TVA à "+t.rate.Text+" % de sa base", at+"vat_amount", at+"vat_rate")
			return
		}
		bases, taxes = bases+base, taxes+tax
		fields = append(fields, at+"vat_rate", at+"vat_amount", at+"net_amount")
	}
	switch {
	case taxes != vat || based && bases != net:
		d.Check(rule, bordereau.Failed, "la TVA par taux ne fait pas le total de la TVA, ou ses bases le total hors taxe", fields...)
	case !based:
		d.Check(rule, bordereau.Inconclusive, "la TVA par taux fait le total, mais ses bases n'ont pas été lues")
	default:
		for _, f := range fields {
			d.Prove(f, bordereau.ProofBalance, "à chaque taux la base fait la TVA, et ensemble elles font les totaux")
		}
		d.Check(rule, bordereau.Passed, "à chaque taux la base fait la TVA, et ensemble elles font les totaux", fields...)
	}
}
