package classify_test

import (
	"strings"
	"testing"

	"bordereau"
	"bordereau/internal/specimen"
	"bordereau/policy"
)

// Bonds: the price in percent of the nominal, the accrued interest by the page's own
// count of days, a coupon by its rate. What balances is proved, and nothing else is.
func TestBonds(t *testing.T) {
	for _, c := range []struct {
		kind   bordereau.Type
		layout string
		rules  []string
		failed string // where the paper is wrong
	}{
		{bordereau.TradeConfirmation, "bond", []string{"nominal_by_quantity", "quantity_by_price", "accrued_interest_fits", "trade_net"}, "accrued_interest_fits"},
		{bordereau.CorporateActionNotice, "coupon", []string{"nominal_by_quantity", "quantity_by_unit", "coupon_fits", "action_net"}, "coupon_fits"},
	} {
		for seed := range uint64(8) {
			s := specimen.Spec{Kind: c.kind, Layout: c.layout, Seed: seed}
			u, truth := asPrinted(t, s)
			if u.Type != c.kind || !u.TypeProved {
				t.Fatalf("%s %d: %s, proved %v: %+v", c.layout, seed, u.Type, u.TypeProved, u.Checks)
			}
			for name, want := range truth.Fields {
				if got := u.Value(name); got != want && name != "account_holder" && name != "securities_account" {
					t.Errorf("%s %d: %s is %q, not %q", c.layout, seed, name, got, want)
				}
			}
			for _, rule := range c.rules {
				if verdict(u, rule) != bordereau.Passed {
					t.Errorf("%s %d: %s is %q: %+v", c.layout, seed, rule, verdict(u, rule), u.Checks)
				}
			}
			if !proves(u, "nominal", bordereau.ProofBalance) || !proves(u, "coupon_rate", bordereau.ProofBalance) {
				t.Errorf("%s %d: %+v", c.layout, seed, u.Fields)
			}
			s.Defects.WrongTotal = true
			u, _ = asPrinted(t, s)
			if verdict(u, c.failed) != bordereau.Failed || proves(u, "coupon_rate", bordereau.ProofBalance) {
				t.Errorf("%s %d, wrong: %s is %q", c.layout, seed, c.failed, verdict(u, c.failed))
			}
			if d := policy.Default().Decide(u, policy.Circumstances{Now: day(), DossierKnown: true}); d.Passes() {
				t.Errorf("%s %d, wrong, passes", c.layout, seed)
			}
		}
	}
	// Without its days the interest cannot be worked out, and is not held to be wrong.
	d, err := specimen.Draw(specimen.Spec{Kind: bordereau.TradeConfirmation, Layout: "bond", Seed: 2, DPI: 200})
	if err != nil {
		t.Fatal(err)
	}
	u := understand(t, strings.Replace(d.Truth.Text, "Jours courus", "Durée", 1))
	if got := verdict(u, "accrued_interest_fits"); got != bordereau.Inconclusive {
		t.Errorf("%q: %+v", got, u.Checks)
	}
}
