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

// A trade that is dated of a Saturday would settle as one of the Friday before: its date is
// not proved by the settlement.
func TestNobodyTradesOnASaturday(t *testing.T) {
	n := 0
	for seed := uint64(0); seed < 60; seed++ {
		d, err := specimen.Draw(specimen.Spec{Kind: bordereau.TradeConfirmation, Seed: seed, Format: "pdf_text"})
		if err != nil {
			t.Fatal(err)
		}
		traded, err := time.Parse(time.DateOnly, d.Truth.Fields["date"])
		if err != nil || traded.Weekday() != time.Friday {
			continue
		}
		r := d.Reading()
		for i, w := range r.Pages[0].Words {
			if w.Text == traded.Format("02/01/2006") {
				r.Pages[0].Words[i].Text = traded.AddDate(0, 0, 1).Format("02/01/2006")
			}
		}
		if u := understandReading(t, r, nil); u.Value("date") == traded.AddDate(0, 0, 1).Format(time.DateOnly) {
			n++
			if proves(u, "date", bordereau.ProofAgreement) || verdict(u, "settlement_cycle") == bordereau.Passed {
				t.Errorf("%s %d: %v", d.Truth.Layout, seed, u.Checks)
			}
		}
	}
	if n == 0 {
		t.Error("no trade of a Friday was drawn")
	}
}
