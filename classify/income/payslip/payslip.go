// Package payslip specifies the payslip (Code du travail, articles L3243-2 and R3243-1).
package payslip

import (
	"context"
	"strings"

	"bordereau"
	"bordereau/check"
	"bordereau/classify/spec"
)

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.Payslip, Name: "payslip", Label: "bulletin de paie", Version: 3, Floor: 6,
	Cues: []spec.Cue{
		{Phrase: "bulletin de paie", Weight: 6, Title: true},
		{Phrase: "bulletin de salaire", Weight: 6, Title: true},
		{Phrase: "salaire brut", Weight: 1.5},
		{Phrase: "salaire de base", Weight: 1.5},
		{Phrase: "net à payer avant impôt", Weight: 3},
		{Phrase: "cotisations salariales", Weight: 2},
		{Phrase: "convention collective", Weight: 1},
		{Phrase: "sécurité sociale", Weight: 1},
		{Phrase: "URSSAF", Weight: 0.5},
		{Phrase: "CSG", Weight: 1},
		{Phrase: "prélevé à la source", Weight: 1},
		{Phrase: "net payé", Weight: 1},
		{Phrase: "cumul brut", Weight: 1},
		{Phrase: "payslip", Weight: 6, Title: true},
		{Phrase: "pay statement", Weight: 6, Title: true},
		{Phrase: "gross salary", Weight: 2},
		{Phrase: "net pay before income tax", Weight: 3},
		{Phrase: "employee contributions", Weight: 2},
		{Phrase: "income tax withheld", Weight: 1},
		{Phrase: "net pay", Weight: 1},
		{Phrase: "avis d'impôt", Weight: -5, Title: true},
		{Phrase: "contrat de travail", Weight: -5, Title: true},
		{Phrase: "attestation", Weight: -4, Title: true},
		{Phrase: "certificat de travail", Weight: -6, Title: true},
		{Phrase: "facture", Weight: -5, Title: true},
		{Phrase: "pièces à fournir", Weight: -5},
		{Phrase: "madame, monsieur", Weight: -4},
		{Phrase: "salutations distinguées", Weight: -4},
	},
	Steps: []spec.Step{
		socialSecurity,
		spec.Take("siret", spec.SIRET, spec.Right("SIRET"), spec.Below("SIRET")),
		spec.Take("employer", spec.Except(spec.Name, "bulletin", "payslip", "période", "SIRET", "salarié", "mois"), spec.Right("employeur", "employer"), spec.Head),
		spec.Take("account_holder", spec.Except(spec.Holder, "employeur", "bulletin", "SIRET"), spec.Right("salarié", "salariée"), employee, spec.Recipients),
		spec.Take("period", month, spec.Right("période", "mois de", "période de paie", "pay period"), spec.Everywhere),
		spec.Take("gross_pay", spec.LastAmount, spec.Right("salaire brut", "total brut", "rémunération brute", "gross salary", "gross pay")),
		spec.Take("contributions", spec.LastAmount, spec.Right("total des cotisations salariales", "total des cotisations et contributions", "total des cotisations", "total des retenues", "total employee contributions", "total deductions")),
		spec.Take("net_before_tax", spec.LastAmount, spec.Right("net à payer avant impôt sur le revenu", "net à payer avant impôt", "net avant impôt", "net pay before income tax")),
		spec.Take("income_tax", spec.LastAmount, spec.Right("impôt sur le revenu prélevé à la source", "prélèvement à la source", "prélevé à la source", "income tax withheld")),
		spec.Take("net_pay", spec.LastAmount, spec.Right("net payé", "net à payer au salarié", "net pay to the employee", "net paid"), paid),
		spec.Take("cumulative_gross", spec.Amount, spec.Beside("cumul brut", "cumul du brut", "brut cumulé", "gross year to date", "cumulative gross")),
		currency,
		spec.Adds("gross_to_net", spec.Term{Field: "net_before_tax", Label: "le net avant impôt"},
			spec.Term{Field: "gross_pay", Label: "le brut"}, spec.Term{Field: "contributions", Label: "les cotisations salariales", Minus: true}),
		spec.Adds("net_after_tax", spec.Term{Field: "net_pay", Label: "le net payé"},
			spec.Term{Field: "net_before_tax", Label: "le net avant impôt"}, spec.Term{Field: "income_tax", Label: "l'impôt prélevé à la source", Minus: true}),
		cumulated,
		key,
	},
}

// month reads a period as "2026-10": the month of the first date, or a month in letters.
func month(in *spec.Sheet, s spec.Span) (spec.Value, bool) {
	if v, ok := named(in, s); ok {
		if d, err := check.ParseDate("1 "+v.Text, in.Now); err == nil {
			v.Text = d[:7]
			return v, true
		}
	}
	if v, ok := spec.Date(in, s); ok {
		v.Text, v.Proofs = v.Text[:7], nil
		return v, true
	}
	return spec.Value{}, false
}

var named = spec.Match(`\b((?:JANVIER|FEVRIER|MARS|AVRIL|MAI|JUIN|JUILLET|AOUT|SEPTEMBRE|OCTOBRE|NOVEMBRE|DECEMBRE|JANUARY|FEBRUARY|MARCH|APRIL|MAY|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER) +20\d\d)\b`)

// employee offers what stands beside that very word, which a letter makes "employer".
func employee(s *spec.Sheet) []spec.Span {
	var out []spec.Span
	for _, span := range spec.Right("employee")(s) {
		if len(span) > 0 && strings.Contains(" "+spec.Fold(s.RowSpan(s.RowAt(span[0])).Text())+" ", " EMPLOYEE ") {
			out = append(out, span)
		}
	}
	return out
}

// paid offers what stands beside "net à payer" where no tax is still to come.
func paid(s *spec.Sheet) []spec.Span {
	var out []spec.Span
	for _, span := range spec.Right("net à payer")(s) {
		if len(span) > 0 && !s.Near(span[0].Page, s.Rows[s.RowAt(span[0])].Box, 0, "avant impôt") {
			out = append(out, span)
		}
	}
	return out
}

func currency(_ context.Context, d *spec.Draft) error {
	if f := d.Field("gross_pay"); f != nil {
		g := *f
		g.Name, g.Value, g.Proofs = "currency", "EUR", nil
		d.Put(g)
	}
	return nil
}

// cumulated holds the gross since January against the month's: no smaller, and the same
// in January.
func cumulated(_ context.Context, d *spec.Draft) error {
	sum, ok := d.Minor("cumulative_gross")
	gross, read := d.Minor("gross_pay")
	period := d.Understanding.Value("period")
	switch {
	case !ok || !read || period == "":
		d.Check("cumulative_gross_fits", bordereau.Inconclusive, "le cumul, le brut ou la période n'a pas été lu")
	case sum < gross:
		d.Check("cumulative_gross_fits", bordereau.Failed, "le brut cumulé depuis janvier est plus petit que le brut du mois", "cumulative_gross", "gross_pay")
	case period[5:] == "01" && sum != gross:
		d.Check("cumulative_gross_fits", bordereau.Inconclusive, "en janvier, le cumul devrait être le brut du mois", "cumulative_gross")
	default:
		d.Prove("cumulative_gross", bordereau.ProofCorroboration, "n'est pas plus petit que le brut du mois")
		d.Check("cumulative_gross_fits", bordereau.Passed, "le brut cumulé depuis janvier n'est pas plus petit que le brut du mois", "cumulative_gross")
	}
	return nil
}

// key holds the employer's number, and proves the type by it beside a sum.
func key(_ context.Context, d *spec.Draft) error {
	d.KeyOf("siret", "le SIRET")
	if d.Proves("siret", bordereau.ProofCheckDigit) && d.Proves("net_before_tax", bordereau.ProofBalance) {
		d.Proved = "employeur dont la clé du SIRET convient, et un brut dont les cotisations font le net"
	}
	return nil
}
