package cheque

import (
	"context"

	"bordereau"
	"bordereau/check"
	"bordereau/classify/spec"
)

// ownCurrency gives the amounts that do not say their currency that of the country whose
// line the cheque bears. It comes before the amounts are read.
func ownCurrency(ctx context.Context, d *spec.Draft) error {
	if m := codeLineOf(ctx, d.Sheet); m != nil {
		if f, ok := check.ParseForeignLine(m.raw); ok {
			d.Currency = f.Currency
		}
	}
	return nil
}

// foreign takes a line that is not French with what it says, and holds its keys.
func foreign(d *spec.Draft, m *magnetic, f check.ForeignLine) {
	all := len(m.chars)
	m.put(d, "code_line", m.raw, 0, all)
	m.put(d, "code_line_font", f.Font, 0, all)
	m.number(d, f.Number, 0, all)
	m.put(d, "currency", f.Currency, 0, all)
	if f.Proved {
		d.Prove("code_line", bordereau.ProofCheckDigit, f.Keys.Detail)
	}
	d.Check(f.Keys.Rule, f.Keys.Verdict, f.Keys.Detail, f.Keys.Fields...)
}
