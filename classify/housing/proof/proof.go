// Package proof specifies proofs of address: bills of energy, water and telephone,
// rent receipts, statements of a contract's holder.
package proof

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"bordereau"
	"bordereau/classify/spec"
)

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.ProofOfAddress, Name: "proof_of_address", Label: "justificatif de domicile", Version: 2, Floor: 5,
	Cues: []spec.Cue{
		{Phrase: "justificatif de domicile", Weight: 6, Title: true},
		{Phrase: "quittance de loyer", Weight: 6, Title: true},
		{Phrase: "attestation de titulaire de contrat", Weight: 6, Title: true},
		{Phrase: "attestation d'hébergement", Weight: 5, Title: true},
		{Phrase: "avis d'échéance", Weight: 3, Title: true},
		{Phrase: "facture d'électricité", Weight: 4, Title: true},
		{Phrase: "facture de gaz", Weight: 4, Title: true},
		{Phrase: "facture d'eau", Weight: 4, Title: true},
		{Phrase: "adresse de consommation", Weight: 4},
		{Phrase: "lieu de consommation", Weight: 4},
		{Phrase: "point de livraison", Weight: 3},
		{Phrase: "adresse d'installation", Weight: 4},
		{Phrase: "adresse du logement", Weight: 3},
		{Phrase: "ligne fixe", Weight: 1.5},
		{Phrase: "internet", Weight: 1},
		{Phrase: "votre facture", Weight: 1},
		{Phrase: "titulaire du contrat", Weight: 2},
		{Phrase: "votre contrat", Weight: 1.5},
		{Phrase: "échéancier", Weight: 1},
		{Phrase: "kwh", Weight: 2},
		{Phrase: "électricité", Weight: 1},
		{Phrase: "consommation", Weight: 1},
		{Phrase: "abonnement", Weight: 1},
		{Phrase: "bailleur", Weight: 2},
		{Phrase: "locataire", Weight: 1.5},
		{Phrase: "loyer", Weight: 1.5},
		{Phrase: "référence client", Weight: 0.5},
		{Phrase: "proof of address", Weight: 5, Title: true},
		{Phrase: "taxe foncière", Weight: 3},
		{Phrase: "taxe d'habitation", Weight: 3},
		{Phrase: "bon de commande", Weight: -3},
		{Phrase: "pièces à fournir", Weight: -5},
		{Phrase: "relevé d'identité bancaire", Weight: -4, Title: true},
		{Phrase: "ordre de virement", Weight: -5, Title: true},
		{Phrase: "attestation de vigilance", Weight: -5},
		{Phrase: "salutations distinguées", Weight: -2},
		{Phrase: "réclamation", Weight: -2},
		{Phrase: "je conteste", Weight: -3},
	},
	Steps: []spec.Step{
		address,
		spec.Take("account_holder", holder, spec.Right("titulaire du contrat", "titulaire", "locataire", "nom du client", "client"), spec.Below("titulaire du contrat", "locataire", "titulaire")),
		spec.Take("issue_date", spec.Date, spec.Right("date d'émission", "date de la facture", "date de facture", "facture du", "émise le", "établie le", "éditée le", "fait le", "date"),
			spec.Below("date d'émission", "date de la facture", "date de facture"), spec.Dated, spec.Everywhere),
		same("date", "issue_date"),
		issuer,
		spec.Fresh("issue_date", "address_age"),
		served,
	},
}

// titles are those that no other paper has for its own.
var titles = []string{"justificatif de domicile", "quittance de loyer", "attestation de titulaire de contrat", "facture d'électricité", "facture de gaz", "facture d'eau",
	"votre facture", "point de livraison"}

// served proves the type: such a title, and the place that the paper speaks of, with its
// post code, under a label of its own.
func served(_ context.Context, d *spec.Draft) error {
	i := slices.IndexFunc(titles, func(t string) bool { return slices.ContainsFunc(d.Find(t), d.Title) })
	if i < 0 || d.Field("issue_date") == nil {
		return nil
	}
	for _, label := range append([]string{"titulaire du contrat", "locataire"}, premises...) {
		if address := d.Field("address"); address != nil && hasPostcode(address.Value) && len(d.Find(label)) > 0 {
			d.Proved = "« " + titles[i] + " » en titre, et le lieu desservi sous son libellé"
			return nil
		}
	}
	return nil
}

var holder = spec.Except(spec.Holder, "contrat", "client", "adresse", "référence", "date", "n", "numéro", "facture", "bailleur")

// address takes the customer's: the one under a label of consumption, else the
// one furthest right in the upper half, where a window envelope shows it; its name
// is the holder's where no label says otherwise.
func address(ctx context.Context, d *spec.Draft) error {
	for _, from := range []spec.Finder{spec.Right(premises...), spec.Below(premises...)} {
		for _, span := range from(d.Sheet) {
			if v, ok := premisesLine(d.Sheet, span); ok {
				d.PutValue("address", v)
				break
			}
		}
	}
	var best *spec.Address
	for _, a := range spec.Addresses(d.Sheet) {
		page := d.Page(a.Page)
		switch {
		case page == nil || 2*a.Box.Y > page.Height || a.Page != d.FirstPage():
		case d.Near(a.Page, a.Box, 4, "siège social", "bailleur"):
		case best == nil || a.Box.X > best.Box.X:
			best = &a
		}
	}
	if best != nil {
		return put(d, best)
	}
	return spec.Take("address", spec.Text, spec.Right("adresse"))(ctx, d)
}

// premises are the labels of the place itself, which counts more than where the
// bill is sent.
var premises = []string{"adresse de consommation", "lieu de consommation", "adresse d'installation", "adresse du logement", "adresse du bien loué", "logement loué"}

// premisesLine reads an address that ends with a post code and a town, over one
// line or two.
func premisesLine(in *spec.Sheet, s spec.Span) (spec.Value, bool) {
	v, ok := spec.Text(in, s)
	if !ok || len(s) < 2 {
		return v, false
	}
	if hasPostcode(v.Text) {
		return v, true
	}
	if next := in.Paragraph(s[0].Page, s[0].Box, in.RowAt(s[0]), 1); len(next) > 0 && hasPostcode(next[0].Text()) {
		v.Text, v.Words = v.Text+", "+next[0].Text(), append(append(spec.Span{}, v.Words...), next[0]...)
		return v, true
	}
	// The second line may begin under the label.
	for _, c := range in.Cells(in.RowSpan(min(in.RowAt(s[0])+1, len(in.Rows)-1))) {
		if hasPostcode(c.Text()) && c[0].Box.X <= s[0].Box.X {
			v.Text, v.Words = v.Text+", "+c.Text(), append(append(spec.Span{}, v.Words...), c...)
			return v, true
		}
	}
	return v, false
}

var postcode = regexp.MustCompile(`\b\d{5} +\pL`)

func hasPostcode(text string) bool { return postcode.MatchString(text) }

func put(d *spec.Draft, a *spec.Address) error {
	lines, name := a.Lines, a.Name()
	if v, ok := holder(d.Sheet, name); ok && len(lines) > 1 {
		if d.Field("account_holder") == nil && !labelled(d) {
			d.PutValue("account_holder", v)
		}
		lines = lines[1:]
	}
	var words spec.Span
	var texts []string
	for _, l := range lines {
		words = append(words, l...)
		texts = append(texts, strings.Trim(l.Text(), " :,;|"))
	}
	d.PutValue("address", spec.Value{Text: strings.Join(texts, ", "), Words: words})
	return nil
}

// labelled says that the holder's name has a label of its own.
func labelled(d *spec.Draft) bool {
	return len(d.Find("titulaire du contrat")) > 0 || len(d.Find("locataire")) > 0
}

// same puts a second name for a value: "date" is what every paper is searched by.
func same(name, as string) spec.Step {
	return func(_ context.Context, d *spec.Draft) error {
		if f := d.Field(as); f != nil {
			g := *f
			g.Name, g.Proofs = name, append([]bordereau.Proof(nil), f.Proofs...)
			d.Put(g)
		}
		return nil
	}
}

// issuer takes what stands at the top left: the name of who sends it.
func issuer(ctx context.Context, d *spec.Draft) error {
	return spec.Take("creditor", spec.Except(spec.Name, "facture", "justificatif", "attestation", "quittance", "page", "date", "avis"),
		spec.Right("bailleur", "fournisseur"), spec.Below("bailleur"), spec.Head)(ctx, d)
}
