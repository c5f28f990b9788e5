// Package statement specifies the statement of an account (CMF L312-1-5, D312-5).
package statement

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"bordereau"
	"bordereau/check"
	"bordereau/classify/spec"
)

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.AccountStatement, Name: "statement", Label: "relevé de compte", Version: 1, Floor: 6,
	Cues: []spec.Cue{
		{Phrase: "relevé de compte", Weight: 6, Title: true},
		{Phrase: "extrait de compte", Weight: 6, Title: true},
		{Phrase: "relevé de vos comptes", Weight: 5, Title: true},
		{Phrase: "account statement", Weight: 6, Title: true},
		{Phrase: "bank statement", Weight: 6, Title: true},
		{Phrase: "statement of account", Weight: 6, Title: true},
		{Phrase: "opening balance", Weight: 2.5},
		{Phrase: "closing balance", Weight: 2.5},
		{Phrase: "value date", Weight: 1},
		{Phrase: "ancien solde", Weight: 2.5},
		{Phrase: "solde précédent", Weight: 2.5},
		{Phrase: "nouveau solde", Weight: 2.5},
		{Phrase: "solde créditeur", Weight: 1.5},
		{Phrase: "date de valeur", Weight: 1},
		{Phrase: "débit", Weight: 1},
		{Phrase: "crédit", Weight: 0.5},
		{Phrase: "total des mouvements", Weight: 1.5},
		{Phrase: "relevé d'identité bancaire", Weight: -5, Title: true},
		{Phrase: "tableau d'amortissement", Weight: -6},
		{Phrase: "bordereau de remise", Weight: -6, Title: true},
		{Phrase: "ordre de virement", Weight: -4, Title: true},
		{Phrase: "grand livre", Weight: -6, Title: true},
		{Phrase: "facture", Weight: -5, Title: true},
		{Phrase: "avis d'opéré", Weight: -6, Title: true},
		{Phrase: "pièces à fournir", Weight: -5},
		{Phrase: "madame, monsieur", Weight: -4},
		{Phrase: "salutations distinguées", Weight: -4},
	},
	Steps: []spec.Step{
		spec.AnyIBAN("iban"),
		spec.Take("bic", spec.BIC, spec.Beside("BIC")),
		spec.Take("bank", spec.BankName, spec.Bank),
		spec.Take("account_holder", spec.Except(spec.Holder, "compte", "IBAN", "relevé", "statement"), spec.Right("titulaire du compte", "titulaire", "account holder"), spec.Recipients),
		spec.Take("statement_date", spec.Date, spec.Right("relevé de compte au", "arrêté au", "date d'arrêté", "édité le", "nouveau solde au", "nouveau solde", "account statement as at", "statement date", "as at", "closing balance"), spec.Everywhere),
		balances,
		currency,
		movements,
		hold,
	},
}

var columns = []spec.Column{
	{Name: "date", Headings: []string{"date opération", "date d'opération", "date", "transaction date"}},
	{Name: "value", Headings: []string{"date de valeur", "valeur", "value date", "value"}},
	{Name: "description", Headings: []string{"libellé", "nature de l'opération", "nature des opérations", "désignation", "opération", "opérations", "description", "details"}},
	{Name: "debit", Headings: []string{"débit", "débits", "débit (EUR)", "debit", "paid out"}},
	{Name: "credit", Headings: []string{"crédit", "crédits", "crédit (EUR)", "credit", "paid in"}},
	{Name: "amount", Headings: []string{"montant", "amount"}},
}

const least = 3

// balances takes the old and the new balance with their signs.
func balances(_ context.Context, d *spec.Draft) error {
	for _, b := range []struct {
		field   string
		phrases []string
	}{{"opening_balance", []string{"ancien solde", "solde précédent", "solde initial", "solde de départ", "opening balance", "balance brought forward"}},
		{"closing_balance", []string{"nouveau solde", "solde final", "solde en fin de période", "closing balance", "balance carried forward"}}} {
		for _, span := range spec.Right(b.phrases...)(d.Sheet) {
			if v, ok := spec.LastAmount(d.Sheet, span); ok {
				d.PutValue(b.field, signed(d.Sheet, v))
				break
			}
		}
	}
	return nil
}

// signed gives a balance its sign: a debit stands in the column of debits, or says so.
func signed(s *spec.Sheet, v spec.Value) spec.Value {
	column := s.ColumnOf(columns, least, v.Words[0].Page, v.Words.Box())
	row := " " + spec.Fold(s.RowSpan(s.RowAt(v.Words[0])).Text()) + " "
	if !strings.HasPrefix(v.Text, "-") && v.Text != "0.00" && (column == "debit" || strings.Contains(row, "DEBITEUR")) {
		v.Text = "-" + v.Text
	}
	return v
}

func currency(_ context.Context, d *spec.Draft) error {
	for _, name := range []string{"closing_balance", "opening_balance"} {
		if f := d.Field(name); f != nil {
			g := *f
			g.Name, g.Value, g.Proofs = "currency", "EUR", nil
			d.Put(g)
		}
	}
	return nil
}

// movements takes the operations, lines[0] the first, over all pages; debits are negative.
func movements(_ context.Context, d *spec.Draft) error {
	keep := func(s *spec.Sheet, row spec.TableRow) bool {
		_, dated := day(row["date"])
		_, moved := moves(s, row)
		return dated && moved && !balance(row)
	}
	for i, row := range d.Listing(columns, least, keep, "nouveau solde", "total des mouvements", "total des opérations", "closing balance") {
		v, _ := moves(d.Sheet, row)
		d.PutValue(line(i, "amount"), v)
		for column, name := range map[string]string{"date": "date", "value": "value_date"} {
			if v, ok := dated(d, row[column]); ok {
				d.PutValue(line(i, name), v)
			}
		}
		if v, ok := spec.Text(d.Sheet, row["description"]); ok {
			d.PutValue(line(i, "description"), v)
		}
	}
	return nil
}

func line(i int, name string) string { return fmt.Sprintf("lines[%d].%s", i, name) }

// moves is the amount of a row: in one of two columns, or signed in one.
func moves(s *spec.Sheet, row spec.TableRow) (spec.Value, bool) {
	debit, isDebit := spec.Amount(s, row["debit"])
	credit, isCredit := spec.Amount(s, row["credit"])
	switch {
	case isDebit && isCredit:
		return spec.Value{}, false
	case isDebit:
		if !strings.HasPrefix(debit.Text, "-") {
			debit.Text = "-" + debit.Text
		}
		return debit, true
	case isCredit:
		return credit, true
	}
	return spec.Amount(s, row["amount"])
}

func balance(row spec.TableRow) bool {
	for _, cell := range row {
		if text := " " + spec.Fold(cell.Text()); strings.Contains(text, " SOLDE") || strings.Contains(text, " BALANCE ") || strings.Contains(text, " TOTAL") || strings.Contains(text, " REPORT ") {
			return true
		}
	}
	return false
}

var dayMonth = regexp.MustCompile(`^(\d\d)[/.\-](\d\d)(?:[/.\-](\d{2}|\d{4}))?$`)

func day(cell spec.Span) ([]string, bool) {
	if len(cell) == 0 {
		return nil, false
	}
	m := dayMonth.FindStringSubmatch(strings.Trim(cell[0].Text, "|.,;: "))
	return m, m != nil
}

// dated reads a day that may leave out its year: that of the statement, or the one before
// where the day would come after it.
func dated(d *spec.Draft, cell spec.Span) (spec.Value, bool) {
	m, ok := day(cell)
	if !ok {
		return spec.Value{}, false
	}
	year, at := m[3], d.Understanding.Value("statement_date")
	if year == "" && at == "" {
		return spec.Value{}, false
	}
	if year == "" {
		year = at[:4]
		if m[2]+"-"+m[1] > at[5:] {
			year = fmt.Sprintf("%04d", atoi(year)-1)
		}
	}
	t, err := check.ParseDate(m[1]+"/"+m[2]+"/"+year, d.Now)
	if err != nil {
		return spec.Value{}, false
	}
	return spec.Value{Text: t, Words: cell[:1], Proofs: []bordereau.Proof{{Kind: bordereau.ProofCorroboration, Detail: "est une date du calendrier"}}}, true
}

func atoi(s string) (n int) {
	for _, c := range s {
		n = 10*n + int(c-'0')
	}
	return n
}

// hold does the statement's sum again: the old balance and the movements make the new one.
func hold(_ context.Context, d *spec.Draft) error {
	const rule = "statement_balance"
	old, hasOld := d.Minor("opening_balance")
	closing, hasNew := d.Minor("closing_balance")
	if !hasOld || !hasNew {
		d.Check(rule, bordereau.Inconclusive, "l'ancien solde ou le nouveau n'a pas été lu")
		return nil
	}
	sum, n := old, 0
	for ; d.Field(line(n, "amount")) != nil; n++ {
		m, ok := d.Minor(line(n, "amount"))
		if !ok {
			d.Check(rule, bordereau.Inconclusive, "une opération n'est pas en euros", line(n, "amount"))
			return nil
		}
		sum += m
	}
	say := func(minor int64) string {
		return spec.SayAmount(bordereau.Money{Minor: minor, Currency: "EUR"}.Decimal(), "EUR")
	}
	if n == 0 {
		d.Check(rule, bordereau.Inconclusive, "les opérations n'ont pas été lues")
		return nil
	}
	said := fmt.Sprintf("l'ancien solde (%s) et %s font %s", say(old), spec.SayCount(n, "opération"), say(sum))
	if sum != closing {
		d.Check(rule, bordereau.Failed, said+", le relevé annonce "+say(closing), "opening_balance", "closing_balance")
		return nil
	}
	d.Prove("opening_balance", bordereau.ProofBalance, "avec les opérations, fait le nouveau solde")
	d.Prove("closing_balance", bordereau.ProofBalance, "est l'ancien solde et les opérations")
	for i := range n {
		d.Prove(line(i, "amount"), bordereau.ProofBalance, "les opérations font passer de l'ancien solde au nouveau")
	}
	d.Check(rule, bordereau.Passed, said+", comme annoncé", "opening_balance", "closing_balance")
	d.Proved = said
	return nil
}
