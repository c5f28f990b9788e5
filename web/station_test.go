package web

import (
	"slices"
	"testing"

	"bordereau"
	"bordereau/desk"
	"bordereau/policy"
	"bordereau/review"
)

// What a hand wrote and nothing proves is typed by the clerk from the picture: the
// page shows where it stands, and not what the machine read.
func TestAHandsUnprovedAmountIsNotShown(t *testing.T) {
	s := &Server{deps: Deps{Policy: policy.Default}}
	u := &bordereau.Understanding{Type: bordereau.Cheque, Fields: []bordereau.Field{
		{Name: "amount_figures", Value: "1237.56", Status: bordereau.Doubtful, Page: 1, Box: bordereau.Box{X: 1, Y: 2, W: 3, H: 4}},
		{Name: "amount", Value: "1237.56", Status: bordereau.Doubtful},
		{Name: "payee", Value: "Garage", Status: bordereau.Doubtful},
	}, Checks: []bordereau.Check{{Rule: review.RuleHandwritten, Verdict: bordereau.Inconclusive, Fields: []string{"amount_figures", "amount"}}}}
	v := &stationView{Type: bordereau.Cheque, Task: desk.Task{Kind: "first", Reasons: []desk.Reason{{Field: "amount", Sentence: "Le montant : rien ne prouve cette valeur."}}}}
	v.Doc.Understanding = u
	find := func(name string) row {
		rows := s.rows(v)
		i := slices.IndexFunc(rows, func(r row) bool { return r.Name == name })
		if i < 0 {
			t.Fatalf("no row of %s", name)
		}
		return rows[i]
	}
	for _, name := range []string{"amount", "amount_figures"} {
		if r := find(name); r.Shown != "" || r.Typed != "" || !r.Hand {
			t.Errorf("%s: the page shows %q", name, r.Shown)
		}
	}
	if r := find("amount"); !r.Doubt || r.Why == "" {
		t.Errorf("the clerk is not asked for the amount: %+v", r)
	}
	if r := find("amount_figures"); r.Doubt || r.Box.Empty() {
		t.Errorf("the place of the figures: %+v", r)
	}
	if r := find("payee"); r.Shown != "Garage" || r.Hand {
		t.Errorf("the payee is hidden: %+v", r)
	}
	u.Fields[1].Status = bordereau.Proved // the slip balances
	if r := find("amount"); r.Shown == "" || r.Hand {
		t.Errorf("what is proved is hidden: %+v", r)
	}
}
