package classify

import (
	"fmt"
	"strings"

	"bordereau"
	"bordereau/classify/spec"
)

// The rules that the XML of an invoice is held against (Factur-X 1.0; CGI article 289 VII).
const (
	ruleXMLDiffers = "facturx_differs" // does the page print what the XML says
	ruleXMLTotals  = "facturx_totals"  // do its own totals add up
)

// einvoice holds the page of an invoice against the XML in its file: what is booked is the
// XML's, what people see is the page, and a difference between them is loud. What the page
// was not read to say is taken from the XML, with nothing that proves it.
func einvoice(d *spec.Draft) {
	e := d.Reading.EInvoice
	if e == nil {
		return
	}
	if d.Understanding.Type != bordereau.Invoice {
		d.Check(ruleXMLDiffers, bordereau.Inconclusive, "le fichier contient la facture électronique "+e.Number+", et sa page n'est pas celle d'une facture")
		return
	}
	d.PutValue("facturx_profile", spec.Value{Text: e.Profile})
	totals(d, e)
	id := "siren"
	if len(e.SellerID) == 14 {
		id = "siret"
	}
	amounts := printedAmounts(d)
	var same []string
	var differs []string
	for _, f := range [][2]string{{"invoice_number", e.Number}, {"date", e.Date}, {"currency", e.Currency}, {"net_amount", e.Net}, {"vat_amount", e.VAT},
		{"gross_amount", e.Gross}, {"iban", e.IBAN}, {id, e.SellerID}} {
		name, says := f[0], f[1]
		if says == "" {
			continue
		}
		on := d.Field(name)
		switch {
		case on == nil:
			d.Put(bordereau.Field{Name: name, Value: says, Raw: says, Page: d.FirstPage(), Confidence: 1,
				Proofs: []bordereau.Proof{{Kind: bordereau.ProofCorroboration, Detail: "dit par le XML de la facture, et non lu sur la page"}}})
		case bare(on.Value) == bare(says):
			same = append(same, name)
			on.Prove(bordereau.ProofAgreement, "le XML de la facture dit la même chose que sa page")
		case amounts[says], !strings.HasSuffix(name, "_amount") && len(bare(says)) >= 5 && strings.Contains(bare(d.Reading.Text()), bare(says)):
			same = append(same, name) // it is printed, elsewhere than where it was looked for
		default:
			differs = append(differs, name)
		}
	}
	if len(differs) > 0 {
		var said []string
		for _, name := range differs {
			said = append(said, fmt.Sprintf("la page dit %q, le XML %q", d.Understanding.Value(name), valueOf(e, name)))
		}
		d.Check(ruleXMLDiffers, bordereau.Failed, "la page de la facture ne dit pas ce que dit son XML : "+strings.Join(said, " ; "), differs...)
		return
	}
	d.Check(ruleXMLDiffers, bordereau.Passed, fmt.Sprintf("la page de la facture dit ce que dit son XML : %d valeurs comparées", len(same)), same...)
	if d.Proves("invoice_number", bordereau.ProofAgreement) && d.Proves("gross_amount", bordereau.ProofAgreement) && d.Proved == "" {
		d.Proved = "facture électronique dont le XML dit le même numéro et le même total"
	}
}

func valueOf(e *bordereau.EInvoice, name string) string {
	return map[string]string{"invoice_number": e.Number, "date": e.Date, "currency": e.Currency, "net_amount": e.Net, "vat_amount": e.VAT,
		"gross_amount": e.Gross, "iban": e.IBAN, "siren": e.SellerID, "siret": e.SellerID}[name]
}

// printedAmounts are all the amounts on the pages.
func printedAmounts(d *spec.Draft) map[string]bool {
	out := map[string]bool{}
	for i := range d.Rows {
		for _, v := range spec.Amounts(d.Sheet, d.RowSpan(i)) {
			out[v.Text] = true
		}
	}
	return out
}

// totals does the sums of the XML itself.
func totals(d *spec.Draft, e *bordereau.EInvoice) {
	minor := func(s string) int64 {
		m, err := bordereau.ParseMoney(s, e.Currency)
		if err != nil {
			return 0 // a tax of nothing that is left out
		}
		return m.Minor
	}
	var base, vat int64
	for _, r := range e.Rates {
		base, vat = base+minor(r.Base), vat+minor(r.VAT)
	}
	if minor(e.Net)+minor(e.VAT) != minor(e.Gross) || len(e.Rates) > 0 && (base != minor(e.Net) || vat != minor(e.VAT)) {
		d.Check(ruleXMLTotals, bordereau.Failed, "les totaux du XML de la facture ne s'additionnent pas")
		return
	}
	d.Check(ruleXMLTotals, bordereau.Passed, "les totaux du XML de la facture s'additionnent")
}
