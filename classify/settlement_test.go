package classify_test

import (
	"testing"
	"time"

	"bordereau"
	"bordereau/internal/specimen"
	"bordereau/policy"
)

// A trade settles two settlement days later; one that says another day goes to a person.
func TestTradesSettleInTheirCycle(t *testing.T) {
	for _, from := range []uint64{0, specimen.HeldOut + 1} {
		for seed := from; seed < from+6; seed++ {
			s := specimen.Spec{Kind: bordereau.TradeConfirmation, Seed: seed}
			u, truth := asPrinted(t, s)
			if verdict(u, "settlement_cycle") != bordereau.Passed || !proves(u, "settlement_date", bordereau.ProofAgreement) {
				t.Errorf("%s %d, %s to %s: %v", truth.Layout, seed, truth.Fields["date"], truth.Fields["settlement_date"], u.Checks)
			}
		}
	}
	d, err := specimen.Draw(specimen.Spec{Kind: bordereau.TradeConfirmation, Seed: 2, Layout: "lines", Format: "pdf_text"})
	if err != nil {
		t.Fatal(err)
	}
	settled, err := time.Parse(time.DateOnly, d.Truth.Fields["settlement_date"])
	if err != nil {
		t.Fatal(err)
	}
	r, changed := d.Reading(), 0
	for i, w := range r.Pages[0].Words {
		if w.Text == settled.Format("02/01/2006") {
			r.Pages[0].Words[i].Text, changed = settled.AddDate(0, 0, 1).Format("02/01/2006"), changed+1
		}
	}
	u := understandReading(t, r, nil)
	if changed == 0 || verdict(u, "settlement_cycle") != bordereau.Inconclusive || proves(u, "settlement_date", bordereau.ProofAgreement) {
		t.Errorf("%d places: %v", changed, u.Checks)
	}
	if d := policy.Default().Decide(u, policy.Circumstances{Now: day(), DossierKnown: true}); d.Passes() {
		t.Errorf("%+v", d)
	}
}
