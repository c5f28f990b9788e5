package review_test

import (
	"slices"
	"testing"

	"bordereau"
	"bordereau/review"
)

func TestWhatAHandWroteIsHiddenUntilItIsProved(t *testing.T) {
	u := &bordereau.Understanding{
		Fields: []bordereau.Field{{Name: "amount_figures", Value: "12.00", Status: bordereau.Doubtful}, {Name: "amount", Value: "12.00", Status: bordereau.Doubtful}, {Name: "payee", Value: "X"}},
		Checks: []bordereau.Check{{Rule: review.RuleHandwritten, Verdict: bordereau.Inconclusive, Fields: []string{"amount_figures", "amount"}}},
	}
	if got := review.Handwritten(u); !slices.Equal(got, []string{"amount_figures", "amount"}) {
		t.Errorf("hidden: %v", got)
	}
	u.Fields[1].Status = bordereau.Proved
	if got := review.Handwritten(u); !slices.Equal(got, []string{"amount_figures"}) {
		t.Errorf("once the balance proves the amount, hidden: %v", got)
	}
	u.Checks = nil
	if got := review.Handwritten(u); got != nil {
		t.Errorf("typed, hidden: %v", got)
	}
}
