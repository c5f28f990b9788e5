package desk_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"bordereau"
	"bordereau/desk"
	"bordereau/review"
)

// handFilled is a cheque that a hand filled in: what the machine reads of it proves nothing.
func handFilled(amount string, others ...string) paper {
	p := cheque(amount, weak)
	for i := range p.fields {
		if p.fields[i].Name == "amount" {
			p.fields[i].Alternatives = others
		}
	}
	p.checks = append(p.checks, bordereau.Check{Rule: review.RuleHandwritten, Verdict: bordereau.Inconclusive, Detail: "le montant est écrit à la main", Fields: []string{"amount_figures", "amount"}},
		bordereau.Check{Rule: "words_against_figures", Verdict: bordereau.Failed, Detail: "les lettres disent autre chose que " + strings.Replace(amount, ".", ",", 1), Fields: []string{"amount"}})
	return p
}

// Nobody who may type an amount that a hand wrote sees what the machine read of it,
// wherever he looks; who does not type it does.
func TestWhatAHandWroteIsShownNowhere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.bring(bordereau.Deposit{}, slip(2, "71.37"), handFilled("17.31", "11.37"), cheque("60.00", agreement))
	shows := func(v any) bool {
		body, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(string(body), ",", ".")
		for _, secret := range []string{"17.31", "11.37", "77.31"} { // the reading, another one, the sum
			if strings.Contains(text, secret) {
				return true
			}
		}
		return false
	}
	auditor := h.person("armand", bordereau.RoleAuditor)
	see := func(by bordereau.Principal) (seen []string) {
		for i, name := range []string{"slip", "cheque"} {
			v, err := h.Document(t.Context(), by, docs[i].ID)
			if err != nil {
				t.Fatal(err)
			}
			v.History = nil
			if shows(v) {
				seen = append(seen, name)
			}
		}
		u, err := h.Unit(t.Context(), by, h.one(docs[0]).UnitID)
		if err != nil {
			t.Fatal(err)
		}
		u.Declared = nil
		if shows(u) {
			seen = append(seen, "unit")
		}
		tasks, err := h.Tasks(t.Context(), by, desk.TaskFilter{}, desk.Cursor{})
		if err != nil || len(tasks.Items) != 2 {
			t.Fatal(tasks, err)
		}
		for _, task := range tasks.Items {
			one, err := h.Task(t.Context(), by, task.ID)
			if err != nil {
				t.Fatal(err)
			}
			if shows(task) || shows(one) {
				seen = append(seen, "task")
			}
		}
		return seen
	}
	for _, by := range []bordereau.Principal{h.alice, h.sophie} {
		if seen := see(by); len(seen) > 0 {
			t.Errorf("%s sees it: %v", by.Name, seen)
		}
	}
	if seen := see(auditor); !slices.Contains(seen, "cheque") || !slices.Contains(seen, "slip") || !slices.Contains(seen, "unit") || !slices.Contains(seen, "task") {
		t.Errorf("an auditor sees it only on %v", seen)
	}
	// It is told which cheque to look at again, and a lease tells no more.
	v, err := h.Document(t.Context(), h.alice, docs[1].ID)
	if err != nil || !slices.ContainsFunc(v.Explanations, func(e desk.Explanation) bool {
		return e.DocumentID == docs[1].ID && e.Field == "amount" && e.Value == ""
	}) {
		t.Errorf("%+v, %v", v.Explanations, err)
	}
	if shows(h.take(h.alice, desk.TaskFilter{})) {
		t.Error("a lease shows it")
	}
	if h.values(docs[1]).Value("amount") != "17.31" {
		t.Error("it is hidden from the record itself")
	}
}

// Once something proves it there is nothing to hide.
func TestAHandsAmountThatIsProvedIsShown(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := handFilled("11.37")
	p.checks = p.checks[:1]
	docs := h.bring(bordereau.Deposit{}, slip(2, "71.37"), p, cheque("60.00", agreement))
	if got := h.states(docs); got != "decided decided decided" {
		t.Fatal(got)
	}
	v, err := h.Document(t.Context(), h.alice, docs[1].ID)
	if err != nil || v.Understanding.Value("amount") != "11.37" {
		t.Errorf("%+v, %v", v.Understanding, err)
	}
}
