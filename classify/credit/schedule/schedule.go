// Package schedule specifies the schedule of a loan's repayment (tableau
// d'amortissement, Code de la consommation L313-25 and L312-28).
package schedule

import (
	"context"
	"fmt"
	"math/big"

	"bordereau"
	"bordereau/check"
	"bordereau/classify/spec"
)

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.AmortisationTable, Name: "schedule", Label: "tableau d'amortissement", Version: 1, Floor: 6,
	Cues: []spec.Cue{
		{Phrase: "tableau d'amortissement", Weight: 6, Title: true},
		{Phrase: "plan de remboursement", Weight: 5, Title: true},
		{Phrase: "échéancier de prêt", Weight: 5, Title: true},
		{Phrase: "capital restant dû", Weight: 3},
		{Phrase: "capital amorti", Weight: 2},
		{Phrase: "intérêts", Weight: 1},
		{Phrase: "assurance", Weight: 0.5},
		{Phrase: "mensualité", Weight: 1},
		{Phrase: "échéance", Weight: 0.5},
		{Phrase: "taux nominal", Weight: 1},
		{Phrase: "offre de prêt", Weight: -5, Title: true},
		{Phrase: "offre de contrat de crédit", Weight: -5, Title: true},
		{Phrase: "relevé de compte", Weight: -5, Title: true},
		{Phrase: "immobilisations", Weight: -5},
		{Phrase: "valeur nette comptable", Weight: -5},
		{Phrase: "facture", Weight: -4, Title: true},
		{Phrase: "madame, monsieur", Weight: -4},
		{Phrase: "salutations distinguées", Weight: -4},
	},
	Steps: []spec.Step{
		spec.Take("debtor", spec.BeforeComma(spec.Holder), spec.Right("emprunteur", "emprunteurs", "titulaire du prêt"), spec.Below("emprunteur")),
		spec.Take("loan_amount", spec.Amount, spec.Beside("montant du prêt", "capital emprunté", "montant emprunté", "montant du crédit")),
		spec.Take("rate", spec.Rate, spec.Right("taux nominal", "taux débiteur", "taux annuel", "taux fixe", "taux")),
		spec.Take("loan_reference", spec.Reference, spec.Right("prêt n°", "référence du prêt", "n° de prêt", "dossier n°")),
		currency,
		rows,
		hold,
	},
}

var columns = []spec.Column{
	{Name: "date", Headings: []string{"date d'échéance", "date"}},
	{Name: "payment", Headings: []string{"montant de l'échéance", "mensualité", "échéance", "à payer"}},
	{Name: "principal", Headings: []string{"capital amorti", "capital remboursé", "part de capital", "amortissement", "dont capital", "capital"}},
	{Name: "interest", Headings: []string{"intérêts", "dont intérêts"}},
	{Name: "insurance", Headings: []string{"assurance"}},
	{Name: "remaining", Headings: []string{"capital restant dû", "restant dû", "solde du capital"}},
	{Name: "rank", Headings: []string{"rang", "n°"}},
}

var parts = []string{"payment", "principal", "interest", "insurance", "remaining"}

func currency(_ context.Context, d *spec.Draft) error {
	if f := d.Field("loan_amount"); f != nil {
		g := *f
		g.Name, g.Value, g.Proofs = "currency", "EUR", nil
		d.Put(g)
	}
	return nil
}

// rows takes the instalments, lines[0] the first, over all pages.
func rows(ctx context.Context, d *spec.Draft) error {
	whole := func(s *spec.Sheet, row spec.TableRow) bool {
		for _, name := range []string{"principal", "remaining"} {
			if _, ok := spec.Amount(s, row[name]); !ok {
				return false
			}
		}
		return true
	}
	list := d.Listing(columns, 4, whole, "total des intérêts", "coût total", "total général", "total")
	if err := d.Refill(ctx, list, spec.Amount, parts...); err != nil {
		return err
	}
	for i, row := range list {
		for _, name := range parts {
			if v, ok := spec.Amount(d.Sheet, row[name]); ok {
				d.PutValue(line(i, name), v)
			}
		}
		if v, ok := spec.Date(d.Sheet, row["date"]); ok {
			d.PutValue(line(i, "date"), v)
		}
	}
	return nil
}

func line(i int, name string) string { return fmt.Sprintf("lines[%d].%s", i, name) }

// hold does every row's sum again. What is right proves its row; the first row that is
// not is told.
func hold(_ context.Context, d *spec.Draft) error {
	const rule = "schedule_adds_up"
	capital, ok := d.Minor("loan_amount")
	var list []check.Instalment
	for ; d.Field(line(len(list), "remaining")) != nil; list = append(list, instalment(d, len(list))) {
		if d.Field(line(len(list), "interest")) == nil {
			d.Check(rule, bordereau.Inconclusive, fmt.Sprintf("ligne %d du tableau : les intérêts n'ont pas été lus", len(list)+1))
			return nil
		}
	}
	if !ok || len(list) == 0 {
		d.Check(rule, bordereau.Inconclusive, "le montant du prêt ou le tableau n'a pas été lu")
		return nil
	}
	wrong := check.Schedule(capital, d.Rat("rate"), 12, list)
	faulty := map[int]bool{}
	for _, f := range wrong {
		faulty[f.Row] = true
	}
	for i := range list {
		if faulty[i] || i > 0 && faulty[i-1] {
			continue // the row before is where this one begins
		}
		for _, name := range parts {
			d.Prove(line(i, name), bordereau.ProofBalance, "la ligne du tableau tombe juste")
		}
	}
	if len(wrong) > 0 {
		first := wrong[0]
		names := make([]string, len(parts))
		for i, p := range parts {
			names[i] = line(first.Row, p)
		}
		d.Check(rule, bordereau.Failed, fmt.Sprintf("ligne %d du tableau : %s", first.Row+1, first.Detail), names...)
		return nil
	}
	d.Prove("loan_amount", bordereau.ProofBalance, "les "+spec.SayCount(len(list), "ligne")+" du tableau l'amortissent en entier")
	said := "les " + spec.SayCount(len(list), "ligne") + " du tableau tombent juste, et le dernier capital restant dû est nul"
	if rate := d.Rat("rate"); rate != nil && rate.Cmp(new(big.Rat)) > 0 {
		d.Prove("rate", bordereau.ProofAgreement, "les intérêts de chaque ligne sont au taux du prêt")
	} else {
		said += " ; le taux n'a pas été lu, les intérêts ne sont pas vérifiés"
	}
	d.Check(rule, bordereau.Passed, said, "loan_amount")
	d.Proved = said
	return nil
}

func instalment(d *spec.Draft, i int) check.Instalment {
	get := func(name string) int64 { m, _ := d.Minor(line(i, name)); return m }
	r := check.Instalment{Payment: get("payment"), Principal: get("principal"), Interest: get("interest"), Insurance: get("insurance"), Remaining: get("remaining")}
	if d.Field(line(i, "payment")) == nil {
		r.Payment = r.Principal + r.Interest // the table does not say it
	}
	return r
}
