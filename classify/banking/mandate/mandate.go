// Package mandate specifies the SEPA direct debit mandate (EPC016-06 and EPC222-07,
// annexes; CMF L133-7 and L133-25).
package mandate

import (
	"context"
	"strings"

	"bordereau"
	"bordereau/classify/spec"
)

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.SepaMandate, Name: "mandate", Label: "mandat de prélèvement", Version: 3, Floor: 6,
	Cues: []spec.Cue{
		{Phrase: "mandat de prélèvement SEPA", Weight: 6, Title: true},
		{Phrase: "mandat de prélèvement", Weight: 2, Title: true},
		{Phrase: "SEPA direct debit mandate", Weight: 6, Title: true},
		{Phrase: "référence unique du mandat", Weight: 2.5},
		{Phrase: "RUM", Weight: 0.5},
		{Phrase: "identifiant créancier SEPA", Weight: 2},
		{Phrase: "ICS", Weight: 0.5},
		{Phrase: "paiement récurrent", Weight: 1.5},
		{Phrase: "paiement ponctuel", Weight: 1},
		{Phrase: "vous autorisez", Weight: 1.5},
		{Phrase: "envoyer des instructions à votre banque", Weight: 1.5},
		{Phrase: "TIP SEPA", Weight: -6, Title: true},
		{Phrase: "relevé d'identité bancaire", Weight: -5, Title: true},
		{Phrase: "facture", Weight: -5, Title: true},
		{Phrase: "ordre de virement", Weight: -5, Title: true},
		{Phrase: "révocation", Weight: -5, Title: true},
		{Phrase: "pièces à fournir", Weight: -5},
		{Phrase: "madame, monsieur", Weight: -4},
		{Phrase: "salutations distinguées", Weight: -4},
	},
	Steps: []spec.Step{
		spec.Take("mandate_reference", spec.MandateReference, spec.Beside("référence unique du mandat", "RUM", "mandate reference")),
		spec.Take("creditor_id", spec.CreditorID, spec.Beside("identifiant créancier SEPA", "identifiant du créancier", "ICS", "creditor identifier"), spec.Everywhere),
		spec.AnyIBAN("debtor_iban"),
		spec.Take("bic", spec.BIC, spec.Beside("BIC")),
		spec.Take("creditor", name, spec.Beside("nom du créancier", "créancier", "creditor's name")),
		spec.Take("debtor", name, spec.Beside("nom du débiteur", "débiteur", "vos nom et prénom", "votre nom", "debtor's name", "nom / prénoms")),
		recurrence,
		spec.Issue,
		spec.Take("date", spec.Date, spec.Beside("date"), spec.Dated),
		spec.Signed("signature du débiteur", "signature"),
		mentions,
	},
}

var name = spec.BeforeComma(spec.Except(spec.Holder, "SEPA", "identifiant", "IBAN", "BIC", "adresse", "débiteur", "créancier", "nom", "compte", "signature", "ICS"))

// recurrence says whether the mandate is for several payments or for one: the kind that
// is named alone, or before which a box is ticked.
func recurrence(ctx context.Context, d *spec.Draft) error {
	type kind struct {
		value string
		at    []spec.Phrase
	}
	kinds := []kind{{"recurrent", phrases(d, "récurrent", "répétitif")}, {"one_off", phrases(d, "ponctuel", "unique paiement")}}
	var found []spec.Value
	for _, k := range kinds {
		for _, p := range k.at {
			if len(kinds[0].at) == 0 || len(kinds[1].at) == 0 || ticked(ctx, d.Sheet, p) {
				found = append(found, spec.Value{Text: k.value, Words: spec.Span{d.Words[p.Words[0]]}})
				break
			}
		}
	}
	if len(found) == 1 {
		d.PutValue("recurrence", found[0])
	}
	return nil
}

func phrases(d *spec.Draft, words ...string) []spec.Phrase {
	var out []spec.Phrase
	for _, w := range words {
		out = append(out, d.Find(w)...)
	}
	return out
}

// ticked says whether a cross stands right before a choice, or before the word "paiement"
// that begins it. A box is read with its cross as anything: what is in it is read again.
func ticked(ctx context.Context, s *spec.Sheet, p spec.Phrase) bool {
	row := s.RowSpan(s.RowOf(p))
	for i := len(row) - 1; i >= 0; i-- {
		if row[i].Box.X >= p.Box.X || strings.TrimSpace(spec.Fold(row[i].Text)) == "PAIEMENT" {
			continue
		}
		if cross(row[i].Text) {
			return true
		}
		b := row[i].Box
		if s.Zones == nil || len([]rune(row[i].Text)) > 3 || b.W > 3*b.H {
			return false
		}
		edge := b.H / 5
		inside, err := s.Zones.Read(ctx, p.Page, bordereau.Box{X: b.X + edge, Y: b.Y + edge, W: b.W - 2*edge, H: b.H - 2*edge}, "text")
		return err == nil && len(inside) == 1 && cross(inside[0].Text)
	}
	return false
}

func cross(text string) bool {
	return strings.TrimSpace(spec.Fold(text)) == "X" || strings.ContainsAny(text, "☒☑✓✗✘")
}

// mentions holds what a mandate has to say against the page. A mandate between companies
// has no right of refund.
func mentions(_ context.Context, d *spec.Draft) error {
	d.CreditorKey()
	var missing []string
	want := func(ok bool, what string) {
		if !ok {
			missing = append(missing, what)
		}
	}
	want(len(d.Find("mandat de prélèvement SEPA"))+len(d.Find("SEPA direct debit mandate")) > 0, "le titre")
	for _, f := range [][2]string{{"mandate_reference", "la référence unique"}, {"creditor_id", "l'identifiant créancier"}, {"creditor", "le nom du créancier"}, {"debtor", "le nom du débiteur"},
		{"debtor_iban", "l'IBAN du débiteur"}, {"recurrence", "le type de paiement"}, {"date", "la date"}} {
		want(d.Field(f[0]) != nil, f[1])
	}
	business := len(d.Find("interentreprises"))+len(d.Find("business-to-business")) > 0
	if business {
		d.Check("mandate_scheme", bordereau.Inconclusive, "un mandat interentreprises est confirmé par le débiteur à sa banque avant le premier prélèvement (EPC222-07)")
	} else {
		d.Check("mandate_scheme", bordereau.Passed, "le mandat est du service de base")
	}
	want(business || len(d.Find("être remboursé"))+len(d.Find("remboursement"))+len(d.Find("refund")) > 0, "le droit au remboursement")
	if len(missing) > 0 {
		d.Check("mandate_mentions", bordereau.Inconclusive, "n'a pas été lu sur le mandat : "+strings.Join(missing, ", "))
		return nil
	}
	d.Check("mandate_mentions", bordereau.Passed, "le mandat porte les mentions que le règlement SEPA demande")
	if d.Proves("creditor_id", bordereau.ProofCheckDigit) && d.Proves("debtor_iban", bordereau.ProofCheckDigit) {
		d.Proved = "identifiant créancier et IBAN du débiteur dont les clés conviennent, avec la référence unique du mandat"
	}
	return nil
}
