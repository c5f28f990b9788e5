package invoice

import (
	"context"
	"slices"

	"bordereau"
	"bordereau/classify/spec"
)

var vatLabels = []string{"numéro de TVA intracommunautaire", "n° TVA intracommunautaire", "TVA intracommunautaire", "numéro de TVA", "n° de TVA", "n° TVA", "TVA intra", "VAT number", "VAT no", "VAT registration number", "TVA", "VAT"}

// vatNumber reads the VAT number of the seller (CGI annexe II, article 242 nonies A, 3°).
// A buyer's may stand on the invoice as well: the one that holds the SIREN of the page is
// the seller's, else the first.
func vatNumber(_ context.Context, d *spec.Draft) error {
	siren := d.Understanding.Value("siren")
	var found *spec.Value
	holds := func(v spec.Value) bool { return siren != "" && v.Text[4:] == siren }
	for _, span := range slices.Concat(spec.Beside(vatLabels...)(d.Sheet), spec.Everywhere(d.Sheet)) {
		v, ok := spec.VATNumber(d.Sheet, span)
		if ok && (found == nil || holds(v) && !holds(*found)) {
			found = &v
		}
	}
	if found == nil || d.PutValue("vat_number", *found) == nil {
		return nil
	}
	d.KeyOf("vat_number", "le numéro de TVA")
	const rule = "vat_number_siren"
	f := d.Field("vat_number")
	switch {
	case siren == "" || f.Value[4:7] == "000": // a Monegasque number holds none
		d.Check(rule, bordereau.Inconclusive, "aucun SIREN n'est imprimé à comparer au numéro de TVA")
	case f.Value[4:] != siren:
		d.Check(rule, bordereau.Failed, "le numéro de TVA "+f.Value+" contient un autre SIREN que celui de la facture ("+siren+")", "vat_number", "siren")
	default:
		d.Prove("vat_number", bordereau.ProofAgreement, "contient le SIREN de la facture")
		d.Prove("siren", bordereau.ProofAgreement, "le numéro de TVA contient ce SIREN")
		d.Check(rule, bordereau.Passed, "le numéro de TVA contient le SIREN de la facture", "vat_number", "siren")
	}
	return nil
}
