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

// Names and dates are hidden as amounts are, and each once.
func TestEveryRuleOfAHandHides(t *testing.T) {
	u := &bordereau.Understanding{
		Fields: []bordereau.Field{{Name: "date", Status: bordereau.Corroborated}, {Name: "payee", Status: bordereau.Proved}, {Name: "bank"}},
		Checks: []bordereau.Check{{Rule: "handwritten_date", Fields: []string{"date"}}, {Rule: "handwritten_names", Fields: []string{"payee", "date"}}, {Rule: "bank", Fields: []string{"bank"}}},
	}
	if got := review.Handwritten(u); !slices.Equal(got, []string{"date"}) {
		t.Errorf("hidden are %v", got)
	}
}
