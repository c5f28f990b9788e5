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
	Type: bordereau.AmortisationTable, Name: "schedule", Label: "tableau d'amortissement", Version: 2, Floor: 6,
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

var parts = []check.Part{check.PartPayment, check.PartPrincipal, check.PartInterest, check.PartInsurance, check.PartRemaining}

func currency(_ context.Context, d *spec.Draft) error {
	if f := d.Field("loan_amount"); f != nil {
		g := *f
		g.Name, g.Value, g.Proofs = "currency", "EUR", nil
		d.Put(g)
	}
	return nil
}

// rows takes the instalments over all pages, lines[0] the first of the schedule, and holds
// them against each other.
func rows(ctx context.Context, d *spec.Draft) error {
	list := d.Listing(columns, 4, instalment, "total des intérêts", "coût total", "total général", "total")
	names := make([]string, len(parts))
	for i, p := range parts {
		names[i] = string(p)
	}
	if err := d.Refill(ctx, list, spec.Amount, names...); err != nil {
		return err
	}
	told := make([]told, len(list))
	for i, row := range list {
		told[i] = says(d.Sheet, row)
	}
	var held []check.Instalment
	period := place(told)
	for i, row := range list {
		if told[i].at < 0 {
			continue
		}
		r := check.Instalment{At: told[i].at, Told: told[i].sure, Read: map[check.Part]int64{}}
		for _, part := range parts {
			if v, ok := spec.Amount(d.Sheet, row[string(part)]); ok {
				d.PutValue(line(r.At, part), v)
				if m, ok := d.Minor(line(r.At, part)); ok {
					r.Read[part] = m
				}
			}
		}
		if told[i].date.Text != "" {
			d.PutValue(line(r.At, "date"), told[i].date)
		}
		held = append(held, r)
	}
	hold(d, held, period)
	return nil
}

// instalment says that a row of the table is one: it has what is paid back of the capital
// and what remains, or a number or a date and two amounts.
func instalment(s *spec.Sheet, row spec.TableRow) bool {
	n := 0
	for _, part := range parts {
		if _, ok := spec.Amount(s, row[string(part)]); ok {
			n++
		}
	}
	_, paid := spec.Amount(s, row[string(check.PartPrincipal)])
	_, left := spec.Amount(s, row[string(check.PartRemaining)])
	t := says(s, row)
	return paid && left || n > 1 && (t.number > 0 || t.date.Text != "")
}

func line[N ~string](i int, name N) string { return fmt.Sprintf("lines[%d].%s", i, name) }

// hold does the schedule's sums again. What is right, at a place that is told, is proved;
// the first row that is wrong or was not read is told.
func hold(d *spec.Draft, list []check.Instalment, period int) {
	const rule = "schedule_adds_up"
	capital, _ := d.Minor("loan_amount")
	rate := d.Rat("rate")
	found := check.Schedule(capital, rate, int64(12/period), list)
	for i, r := range list {
		for part := range found.Proved[i] {
			if found.Proved[i][part] {
				d.Prove(line(r.At, part), bordereau.ProofBalance, "la ligne du tableau tombe juste, et est à sa place")
			}
		}
	}
	switch {
	case capital == 0 || len(list) == 0:
		d.Check(rule, bordereau.Inconclusive, "le montant du prêt ou le tableau n'a pas été lu")
	case len(found.Faults) > 0:
		first := found.Faults[0]
		names := make([]string, len(parts))
		for i, p := range parts {
			names[i] = line(first.At, p)
		}
		d.Check(rule, bordereau.Failed, fmt.Sprintf("ligne %d du tableau : %s", first.At+1, first.Detail), names...)
	case !found.Whole():
		d.Check(rule, bordereau.Inconclusive, fmt.Sprintf("ligne %d du tableau : %s", found.Unread[0].At+1, found.Unread[0].Detail))
	default:
		whole(d, rule, len(list), rate, found.Capital)
	}
}

// whole says what a schedule without any fault proves of the loan.
func whole(d *spec.Draft, rule string, n int, rate *big.Rat, capital bool) {
	if capital {
		d.Prove("loan_amount", bordereau.ProofBalance, "les "+spec.SayCount(n, "ligne")+" du tableau l'amortissent en entier")
	}
	said := "les " + spec.SayCount(n, "ligne") + " du tableau tombent juste, et le dernier capital restant dû est nul"
	if rate != nil && rate.Sign() > 0 {
		d.Prove("rate", bordereau.ProofAgreement, "les intérêts de chaque ligne sont au taux du prêt")
	} else {
		said += " ; le taux n'a pas été lu, les intérêts ne sont pas vérifiés"
	}
	d.Check(rule, bordereau.Passed, said, "loan_amount")
	d.Proved = said
}
