package desk

import (
	"context"
	"maps"
	"slices"
	"strings"

	"bordereau"
	"bordereau/entry"
	"bordereau/review"
)

// What a hand wrote and nothing proves yet is typed by a clerk from the picture: whoever
// is shown what the machine read agrees with it. So those who may type it see it
// nowhere: not in the fields, not in the text of a check or a reason, and not in what
// would restore the balance of the slip.
const (
	blindCheck   = "Ce contrôle porte sur une valeur écrite à la main, que vous lisez sur l'image."
	blindBalance = "Les chèques et le bordereau ne s'équilibrent pas. Un montant écrit à la main n'est pas encore prouvé : lisez-le sur l'image."
	blindAmount  = "Si le montant de ce chèque se lisait autrement, la remise s'équilibrerait : lisez-le sur l'image."
	blindTotal   = "Si le total du bordereau se lisait autrement, la remise s'équilibrerait : lisez-le sur l'image."
	blindCount   = "La remise s'équilibrerait avec un chèque de plus ou de moins."
)

// typesByHand says whether a principal is one of those who type what a hand wrote.
func typesByHand(by bordereau.Principal) bool { return slices.Contains(reviewers, by.Role) }

// blindDocument hides in a document what a hand wrote.
func blindDocument(ctx context.Context, tx Tx, by bordereau.Principal, v *DocumentView) error {
	if !typesByHand(by) || v.Understanding == nil {
		return nil
	}
	hidden := review.Handwritten(v.Understanding)
	v.Understanding = blindValues(v.Understanding, hidden)
	v.Reasons = blindReasons(v.Reasons, v.Understanding, hidden)
	if v.UnitID == "" {
		return nil
	}
	byHand, err := unprovedAmounts(ctx, tx, v.UnitID)
	if err != nil || len(byHand) == 0 {
		return err
	}
	v.Explanations = blindExplanations(v.Explanations)
	if v.Type == bordereau.RemittanceSlip {
		for i := range v.Understanding.Checks {
			if c := &v.Understanding.Checks[i]; c.Rule == ruleBalance && c.Verdict != bordereau.Passed {
				c.Detail = blindBalance
			}
		}
		v.Reasons = blindBalances(v.Reasons)
	}
	return nil
}

// blindValues is an understanding without the values of some fields, and without what
// the checks say of them.
func blindValues(u *bordereau.Understanding, hidden []string) *bordereau.Understanding {
	out := *u
	out.Fields, out.Checks = slices.Clone(u.Fields), slices.Clone(u.Checks)
	for i := range out.Fields {
		if f := &out.Fields[i]; slices.Contains(hidden, f.Name) {
			f.Value, f.Raw, f.Alternatives, f.AlternativeConfidences = "", "", nil, nil
		}
	}
	for i := range out.Checks {
		if tells(out.Checks[i], hidden) {
			out.Checks[i].Detail = blindCheck
		}
	}
	return &out
}

// tells says whether the text of a check may quote one of the fields.
func tells(c bordereau.Check, hidden []string) bool {
	return !review.RuleOfHand(c.Rule) && slices.ContainsFunc(c.Fields, func(name string) bool { return slices.Contains(hidden, name) })
}

// blindReasons are reasons without the text of checks on some fields.
func blindReasons(reasons Reasons, u *bordereau.Understanding, hidden []string) Reasons {
	out := slices.Clone(reasons)
	for i := range out {
		rule, failed := strings.CutPrefix(out[i].Rule, "check_failed:")
		if failed && slices.ContainsFunc(u.Checks, func(c bordereau.Check) bool { return c.Rule == rule && tells(c, hidden) }) {
			out[i].Sentence = blindCheck
		}
	}
	return out
}

// blindBalances are the reasons of a slip without sums and explanations.
func blindBalances(reasons Reasons) Reasons {
	out := slices.Clone(reasons)
	for i := range out {
		if out[i].Rule == "check_failed:"+ruleBalance {
			out[i].Sentence = blindBalance
		}
	}
	return out
}

// blindExplanations leaves of what would restore a balance where to look again. What is
// to be read there follows from the amounts, and with it the one that a hand wrote.
func blindExplanations(all []Explanation) []Explanation {
	out := slices.Clone(all)
	for i := range out {
		x := &out[i]
		sentence := blindCount
		switch x.Field {
		case "amount":
			sentence = blindAmount
		case "slip_total":
			sentence = blindTotal
		}
		x.Explanation = entry.Explanation{Cause: x.Cause, Ordinal: x.Ordinal, Number: x.Number, Field: x.Field, Sentence: sentence}
	}
	return out
}

// unprovedAmounts are the documents of a unit whose amount a hand wrote and nothing proves.
func unprovedAmounts(ctx context.Context, tx Tx, unitID string) ([]string, error) {
	values, err := tx.UnitValues(ctx, unitID)
	if err != nil {
		return nil, err
	}
	maps.DeleteFunc(values, func(_ string, u *bordereau.Understanding) bool {
		return u == nil || !slices.Contains(review.Handwritten(u), "amount")
	})
	return slices.Sorted(maps.Keys(values)), nil
}

// blindUnit hides what a hand wrote in what a unit waits for and in its explanations.
func blindUnit(ctx context.Context, tx Tx, by bordereau.Principal, u *Unit) error {
	if !typesByHand(by) || u.State != unitOpen && u.State != unitHeld {
		return nil
	}
	byHand, err := unprovedAmounts(ctx, tx, u.ID)
	if err != nil || len(byHand) == 0 {
		return err
	}
	u.Explanations = blindExplanations(u.Explanations)
	if u.HeldFor != "" {
		u.HeldFor = blindBalance
	}
	return nil
}

// blindTask hides in the reasons of a task what a hand wrote.
func blindTask(ctx context.Context, tx Tx, by bordereau.Principal, t *Task) error {
	if !typesByHand(by) || !slices.ContainsFunc(t.Reasons, func(r Reason) bool { return strings.HasPrefix(r.Rule, "check_failed:") }) {
		return nil
	}
	u, err := tx.Understanding(ctx, t.Document)
	if err != nil || u == nil {
		return err
	}
	t.Reasons = blindReasons(t.Reasons, u, review.Handwritten(u))
	if u.Type != bordereau.RemittanceSlip {
		return nil
	}
	doc, err := tx.Document(ctx, t.Document)
	if err != nil || doc.UnitID == "" {
		return err
	}
	byHand, err := unprovedAmounts(ctx, tx, doc.UnitID)
	if len(byHand) > 0 {
		t.Reasons = blindBalances(t.Reasons)
	}
	return err
}
