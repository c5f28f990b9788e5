//go:build ui

package ui

import (
	"context"
	"slices"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/specimen"
)

func init() {
	scenes["bloques"] = (*theatre).blocked
	scenes["tableau"] = (*theatre).table
	scenes["feuillets"] = (*theatre).bundle
	scenes["types"] = (*theatre).unsure
	scenes["presses"] = (*theatre).urgent
	scenes["dates"] = (*theatre).dates
}

// of brings papers of one kind for the dossier, n (1) of them, each changed by how.
func (h *theatre) of(ctx context.Context, n int, spec specimen.Spec, how func(*prop)) (played, error) {
	var all played
	for range n {
		p, err := h.form(spec)
		if err != nil {
			return played{}, err
		}
		how(&p)
		one, err := h.bring(ctx, desk.Declaration{Dossier: "2026-004512"}, p)
		if err != nil {
			return played{}, err
		}
		all.Deposit, all.Documents = one.Deposit, append(all.Documents, one.Documents...)
	}
	return all, nil
}

// fails has a check fail on one field of a paper.
func fails(p *prop, name string) {
	p.values.Checks = append(slices.Clone(p.values.Checks), bordereau.Check{Rule: "stage", Verdict: bordereau.Failed, Detail: "les parties ne font pas la somme", Fields: []string{name}})
}

// blocked are n (1) tax notices on whose income a check failed.
func (h *theatre) blocked(ctx context.Context, ask func(string, int) int) (played, error) {
	return h.of(ctx, ask("n", 1), specimen.Spec{Kind: bordereau.TaxNotice, Seed: 11}, func(p *prop) { fails(p, "reference_income") })
}

// table is an invoice with a check that failed on the amount of its first line.
func (h *theatre) table(ctx context.Context, ask func(string, int) int) (played, error) {
	return h.of(ctx, ask("n", 1), specimen.Spec{Kind: bordereau.Invoice, Seed: 12}, func(p *prop) { fails(p, "lines[0].amount") })
}

// bundle is n (1) statements of address of 12 sheets, the last of which holds what is in doubt.
func (h *theatre) bundle(ctx context.Context, ask func(string, int) int) (played, error) {
	return h.of(ctx, ask("n", 1), specimen.Spec{Kind: bordereau.ProofOfAddress, Seed: 13}, func(p *prop) {
		p.doubt("address", "")
		p.sheets = slices.Repeat(p.sheets[:1], 12)
		p.values.Field("address").Page = 12
	})
}

// urgent are n (1) statements of address with a doubtful address, and a date that the policy
// wants looked at first.
func (h *theatre) urgent(ctx context.Context, ask func(string, int) int) (played, error) {
	return h.of(ctx, ask("n", 1), specimen.Spec{Kind: bordereau.ProofOfAddress, Seed: 13}, func(p *prop) {
		p.doubt("address", "")
		p.doubt("date", "")
	})
}

// unsure are n (1) tax notices that may as well be payslips.
func (h *theatre) unsure(ctx context.Context, ask func(string, int) int) (played, error) {
	return h.of(ctx, ask("n", 1), specimen.Spec{Kind: bordereau.TaxNotice, Seed: 14}, func(p *prop) {
		p.values.TypeProved, p.values.TypeConfidence = false, 0.31
		p.values.Candidates = []bordereau.Type{bordereau.TaxNotice, bordereau.Payslip}
	})
}

// dates are n (1) cheques on which the date alone is in doubt.
func (h *theatre) dates(ctx context.Context, ask func(string, int) int) (played, error) {
	var all played
	for range ask("n", 1) {
		p, err := h.drawer(4200)
		if err != nil {
			return played{}, err
		}
		p.doubt("date", "")
		one, err := h.bring(ctx, desk.Declaration{Dossier: "2026-004512"}, p)
		if err != nil {
			return played{}, err
		}
		all.Deposit, all.Documents = one.Deposit, append(all.Documents, one.Documents...)
	}
	return all, nil
}
