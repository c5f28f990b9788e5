// Package invoice specifies invoices (CGI annexe II, article 242 nonies A).
package invoice

import (
	"context"
	"strings"

	"bordereau"
	"bordereau/check"
	"bordereau/classify/spec"
)

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.Invoice, Name: "invoice", Label: "facture", Version: 4, Floor: 5,
	Cues: []spec.Cue{
		{Phrase: "facture", Weight: 4, Title: true},
		{Phrase: "facture n°", Weight: 0.5},
		{Phrase: "invoice", Weight: 4, Title: true},
		{Phrase: "invoice no", Weight: 0.5},
		{Phrase: "subtotal", Weight: 1},
		{Phrase: "amount due", Weight: 1.5},
		{Phrase: "unit price", Weight: 1},
		{Phrase: "payment terms", Weight: 1},
		{Phrase: "handelsrechnung", Weight: 4},
		{Phrase: "rechnung", Weight: 3, Title: true},
		{Phrase: "nettobetrag", Weight: 1.5},
		{Phrase: "rechnungsstandard", Weight: 1.5},
		{Phrase: "total HT", Weight: 1.5},
		{Phrase: "total TTC", Weight: 2},
		{Phrase: "montant HT", Weight: 1},
		{Phrase: "montant TVA", Weight: 1},
		{Phrase: "TVA", Weight: 1},
		{Phrase: "VAT", Weight: 1},
		{Phrase: "net à payer", Weight: 1.5},
		{Phrase: "SIRET", Weight: 0.5},
		{Phrase: "TVA intracommunautaire", Weight: 1.5},
		{Phrase: "date d'échéance", Weight: 0.5},
		{Phrase: "conditions de règlement", Weight: 1},
		{Phrase: "pénalités de retard", Weight: 1.5},
		{Phrase: "indemnité forfaitaire", Weight: 1.5},
		{Phrase: "désignation", Weight: 1},
		{Phrase: "quantité", Weight: 0.5},
		{Phrase: "prix unitaire", Weight: 1},
		{Phrase: "bon de commande", Weight: 0.5},
		{Phrase: "devis", Weight: -4, Title: true},
		{Phrase: "adresse de consommation", Weight: -4},
		{Phrase: "lieu de consommation", Weight: -4},
		{Phrase: "point de livraison", Weight: -3},
		{Phrase: "kwh", Weight: -2},
		{Phrase: "adresse d'installation", Weight: -4},
		{Phrase: "titulaire du contrat", Weight: -3},
		{Phrase: "abonnement", Weight: -1},
		{Phrase: "quittance de loyer", Weight: -5, Title: true},
		{Phrase: "justificatif de domicile", Weight: -4, Title: true},
		{Phrase: "relevé d'identité bancaire", Weight: -5, Title: true},
		{Phrase: "ordre de virement", Weight: -5, Title: true},
		{Phrase: "donneur d'ordre", Weight: -3},
		{Phrase: "bordereau de remise", Weight: -6, Title: true},
		{Phrase: "payez contre ce chèque", Weight: -6},
		{Phrase: "bulletin de paie", Weight: -6, Title: true},
		{Phrase: "salutations distinguées", Weight: -2},
		{Phrase: "madame, monsieur", Weight: -2},
		{Phrase: "je conteste", Weight: -3},
		{Phrase: "réclamation", Weight: -2},
	},
	Steps: []spec.Step{
		spec.Take("invoice_number", spec.Reference, spec.Right("facture n°", "facture numéro", "numéro de facture", "n° de facture", "n° facture", "invoice number", "invoice no", "invoice", "handelsrechnung", "facture"),
			spec.Below("numéro de facture", "n° de facture", "invoice number", "facture n°")),
		spec.Take("date", spec.Date, spec.Right("date de facture", "date de facturation", "date de la facture", "date d'émission", "invoice date", "date", "du", "vom"),
			spec.Below("date de facture", "date d'émission", "invoice date", "date"), spec.Everywhere),
		totals,
		items,
		rates,
		spec.Take("siret", spec.SIRET, spec.Right("SIRET"), spec.Below("SIRET")),
		spec.Take("siren", spec.SIREN, spec.Right("SIREN", "RCS"), spec.Below("SIREN")),
		company,
		vatNumber,
		spec.AnyIBAN("iban"),
		spec.Take("bic", spec.BIC, spec.Beside("BIC")),
		spec.Take("creditor", named, spec.Head),
		seller,
		keys,
	},
}

var (
	net   = []string{"total HT", "montant total HT", "total hors taxes", "montant hors taxes", "montant HT", "sous-total", "total net", "subtotal", "net amount"}
	vat   = []string{"total TVA", "montant TVA", "montant de la TVA", "TVA", "VAT"}
	gross = []string{"total TTC", "montant total TTC", "montant TTC", "net à payer", "total à payer", "total due", "amount due", "gross amount"}
)

// totals looks for three amounts under or beside their labels of which the first
// two make the third: then each proves the others. Failing that, the likeliest of
// each is taken.
func totals(_ context.Context, d *spec.Draft) error {
	nets, vats, grosses := candidates(d.Sheet, net), candidates(d.Sheet, vat), candidates(d.Sheet, gross)
	for _, g := range grosses {
		for _, n := range nets {
			for _, v := range vats {
				if a, b, c, ok := minor(n, v, g); ok && c > 0 && b >= 0 && a+b == c && (b > 0 || a == c) && !overlap(n, v) && !overlap(n, g) {
					putTotals(d, n, v, g)
					return nil
				}
			}
		}
	}
	for _, p := range []struct {
		name string
		list []spec.Value
	}{{"net_amount", nets}, {"vat_amount", vats}, {"gross_amount", grosses}} {
		if len(p.list) > 0 {
			d.PutValue(p.name, p.list[0])
		}
	}
	f := []*bordereau.Field{d.Field("net_amount"), d.Field("vat_amount"), d.Field("gross_amount")}
	if f[0] == nil || f[1] == nil || f[2] == nil {
		d.Check("net_vat_gross", bordereau.Inconclusive, "le hors taxe, la TVA et le total n'ont pas tous été lus")
	} else {
		d.Check("net_vat_gross", bordereau.Failed, f[0].Value+" de hors taxe et "+f[1].Value+" de TVA ne font pas "+f[2].Value, "net_amount", "vat_amount", "gross_amount")
	}
	currency(d)
	return nil
}

func putTotals(d *spec.Draft, n, v, g spec.Value) {
	d.PutValue("net_amount", n)
	d.PutValue("vat_amount", v)
	d.PutValue("gross_amount", g)
	d.Prove("net_amount", bordereau.ProofAgreement, "avec la TVA, fait le total TTC")
	d.Prove("vat_amount", bordereau.ProofAgreement, "avec le hors taxe, fait le total TTC")
	d.Prove("gross_amount", bordereau.ProofAgreement, "est la somme du hors taxe et de la TVA")
	d.Check("net_vat_gross", bordereau.Passed, spec.SayAmount(n.Text, n.Currency)+" de hors taxe et "+spec.SayAmount(v.Text, v.Currency)+" de TVA font "+spec.SayAmount(g.Text, g.Currency), "net_amount", "vat_amount", "gross_amount")
	currency(d)
	if d.Field("invoice_number") != nil {
		d.Proved = "papier numéroté dont le hors taxe et la TVA font le total"
	}
}

func currency(d *spec.Draft) {
	for i := range d.Rows {
		for _, w := range d.RowSpan(i) {
			switch t := spec.Fold(w.Text); {
			case w.Text == "€", t == "EUR", t == "EUROS":
				d.PutValue("currency", spec.Value{Text: "EUR", Words: spec.Span{w}})
				return
			}
		}
	}
}

func candidates(s *spec.Sheet, labels []string) []spec.Value {
	var out []spec.Value
	for _, label := range labels {
		for _, span := range spec.Right(label)(s) {
			out = append(out, spec.Amounts(s, span)...)
		}
		for _, span := range spec.Deep(6, label)(s) {
			out = append(out, spec.Amounts(s, span)...)
		}
		if len(out) > 24 {
			return out[:24]
		}
	}
	return out
}

func minor(vs ...spec.Value) (a, b, c int64, ok bool) {
	var m [3]int64
	for i, v := range vs {
		x, err := bordereau.ParseMoney(v.Text, v.Currency)
		if err != nil {
			return 0, 0, 0, false
		}
		m[i] = x.Minor
	}
	return m[0], m[1], m[2], true
}

// overlap says that two values are the same print.
func overlap(a, b spec.Value) bool {
	return len(a.Words) > 0 && len(b.Words) > 0 && a.Words[0].Page == b.Words[0].Page && a.Words.Box() == b.Words.Box()
}

// named reads who sends the invoice: an address begins with its number, a name does not.
func named(in *spec.Sheet, s spec.Span) (spec.Value, bool) {
	v, ok := spec.Except(spec.Name, "facture", "invoice", "logo", "page", "date", "client", "adresse")(in, s)
	return v, ok && !strings.ContainsAny(v.Text[:1], "0123456789")
}

// seller puts the name at the head a second time, under the name of what invoices are
// searched by.
func seller(_ context.Context, d *spec.Draft) error {
	if f := d.Field("creditor"); f != nil {
		g := *f
		g.Name = "company"
		d.Put(g)
	}
	return nil
}

// company takes the SIREN out of a SIRET whose key fits, if none is printed apart:
// the first nine digits have a key of their own.
func company(_ context.Context, d *spec.Draft) error {
	f := d.Field("siret")
	if f == nil || d.Field("siren") != nil || len(f.Value) != 14 || len(f.Proofs) == 0 {
		return nil
	}
	g := *f
	g.Name, g.Value, g.Proofs = "siren", f.Value[:9], nil
	if _, err := check.ParseSIREN(g.Value); err == nil {
		g.Prove(bordereau.ProofCheckDigit, "la clé du SIREN, pris dans le SIRET, convient (Luhn)")
	}
	d.Put(g)
	return nil
}

// keys holds the keys of the company's numbers against them.
func keys(_ context.Context, d *spec.Draft) error {
	for _, name := range []string{"siret", "siren"} {
		if d.Field(name) != nil {
			d.KeyOf(name, "le "+strings.ToUpper(name))
		}
	}
	return nil
}
