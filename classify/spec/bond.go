package spec

import (
	"context"
	"math/big"
	"strings"

	"bordereau"
	"bordereau/check"
)

// dayBasis reads how a year is counted ("exact/365", "ACT/360", "30/360") as its days.
func dayBasis(in *Sheet, s Span) (Value, bool) {
	v, ok := basis(in, s)
	if !ok {
		return v, false
	}
	text := strings.TrimSpace(Fold(v.Text))
	v.Text = text[len(text)-3:]
	return v, true
}

var basis = Match(`\b(?:EXACT|ACT|ACTUAL|NJ|30E?) +(36[05])\b`)

// Bond takes what a paper about bonds says of them: their nominal, whole and of one, the
// yearly rate, and the days of interest with how a year is counted.
func Bond(ctx context.Context, d *Draft) error {
	for _, step := range []Step{
		Take("unit_nominal", Amount, Beside("nominal unitaire", "valeur nominale unitaire", "unit nominal")),
		Take("nominal", Amount, Beside("montant nominal", "nominal total", "nominal amount", "nominal")),
		Take("coupon_rate", Decimal, Beside("taux nominal", "taux d'intérêt nominal", "taux facial", "taux du coupon", "coupon rate")),
		Take("interest_days", Decimal, Beside("nombre de jours courus", "jours courus", "nombre de jours", "days accrued", "accrued days")),
		Take("day_basis", dayBasis, Beside("base de calcul", "base", "day count", "basis"), Everywhere),
	} {
		if err := step(ctx, d); err != nil {
			return err
		}
	}
	if d.Field("nominal") != nil && d.Field("unit_nominal") != nil {
		return Multiplies("nominal_by_quantity", Term{Field: "nominal", Label: "le nominal"}, Term{Field: "quantity", Label: "la quantité"}, Term{Field: "unit_nominal", Label: "le nominal unitaire"})(ctx, d)
	}
	return nil
}

// Percent holds an amount that is a share of another in percent: a bond's price of its
// nominal. Where it is right the three prove each other.
func (d *Draft) Percent(rule string, amount, whole, share Term) {
	w, p := d.Rat(whole.Field), d.Rat(share.Field)
	want, ok := d.Minor(amount.Field)
	if w == nil || p == nil || !ok {
		d.Check(rule, bordereau.Inconclusive, whole.Label+", "+share.Label+" ou "+amount.Label+" n'a pas été lu : le calcul ne peut pas être refait")
		return
	}
	said := share.Label + " (" + comma(p) + " %) " + of(whole.Label) + " (" + comma(w) + ")"
	got, fits := check.Product(w, p, big.NewRat(1, 100))
	d.balances(rule, said, amount, fits && got == want, whole.Field, share.Field)
}

// Interest holds interest on the nominal: rate by days by the year that the page counts
// with; a whole year's where it names no days. Nothing is said where no interest was read.
func (d *Draft) Interest(rule string, amount Term) {
	want, ok := d.Minor(amount.Field)
	nominal, rate, days, year := d.Rat("nominal"), d.Rat("coupon_rate"), d.Rat("interest_days"), d.Rat("day_basis")
	switch {
	case !ok:
		return
	case nominal == nil || rate == nil || (days == nil) != (year == nil):
		d.Check(rule, bordereau.Inconclusive, "le nominal, le taux, les jours ou leur base n'ont pas été lus : le calcul ne peut pas être refait")
		return
	}
	factors, fields := []*big.Rat{nominal, rate, big.NewRat(1, 100)}, []string{"nominal", "coupon_rate"}
	said := "le nominal (" + comma(nominal) + ") au taux de " + comma(rate) + " %"
	if days != nil {
		factors = append(factors, days, new(big.Rat).Inv(year))
		fields = append(fields, "interest_days", "day_basis")
		said += " pendant " + comma(days) + " jours sur " + comma(year)
	}
	got, fits := check.Product(factors...)
	d.balances(rule, said, amount, fits && got == want, fields...)
}

// balances records whether what was said makes an amount: then all of it is proved.
func (d *Draft) balances(rule, said string, amount Term, right bool, fields ...string) {
	fields = append([]string{amount.Field}, fields...)
	amountSaid := amount.Label + " (" + SayAmount(d.Field(amount.Field).Value, d.currency()) + ")"
	if !right {
		d.Check(rule, bordereau.Failed, said+" ne fait pas "+amountSaid, fields...)
		return
	}
	for _, name := range fields {
		d.Prove(name, bordereau.ProofBalance, said+" fait "+amount.Label)
	}
	d.Check(rule, bordereau.Passed, said+" fait "+amountSaid, fields...)
}
