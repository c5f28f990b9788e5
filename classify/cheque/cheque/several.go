package cheque

import (
	"context"
	"fmt"
	"strings"

	"bordereau"
	"bordereau/classify/spec"
)

const (
	ruleSeveralAmounts = "several_amounts"
	sureAmount         = 0.85 // confidence of a second amount: a speck makes another of the first
	otherPlace         = 6.0  // mm between amounts that are two
)

// severalAmounts looks for a second amount in figures on the cheque that says another sum:
// of several, written in the same way, the least is meant (CMF L131-10), and which of them
// that is a person sees.
func severalAmounts(ctx context.Context, d *spec.Draft) error {
	f, p := d.Field("amount_figures"), paperOf(ctx, d.Sheet)
	if f == nil || p == nil || f.Confidence < sureAmount {
		return ctx.Err()
	}
	first, err := bordereau.ParseMoney(f.Value, d.Understanding.Value("currency"))
	if err != nil {
		return nil // it was read as no amount: nothing to compare with
	}
	body := columnsOf(ctx, d.Sheet).body
	for i := range body.Rows {
		for _, v := range spec.Amounts(body, body.RowSpan(i)) {
			b := v.Words.Box()
			m, err := bordereau.ParseMoney(v.Text, first.Currency)
			if err != nil || m.Minor == first.Minor || !strings.ContainsAny(v.Words.Text(), ",.") || v.Words.Confidence() < sureAmount ||
				overlap(grown(b, p.at(otherPlace)), f.Box) > 0 || len(closeBy(body.RowSpan(i), v.Words)) != len(v.Words) {
				continue
			}
			d.Check(ruleSeveralAmounts, bordereau.Failed, fmt.Sprintf("Deux montants en chiffres, %s et %s : le chèque ne vaut que pour la moindre somme (CMF L131-10)",
				spec.SayAmount(f.Value, first.Currency), spec.SayAmount(v.Text, first.Currency)), "amount", "amount_figures")
			return nil
		}
	}
	return ctx.Err()
}
