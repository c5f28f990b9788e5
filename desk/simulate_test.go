package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"
)

const amountProved = `{"names": ["amount"], "level": "proved", "needed": true}`

func simulated(s desk.Simulation, t bordereau.Type) desk.SimulatedType {
	for _, x := range s.Types {
		if x.Type == t {
			return x
		}
	}
	return desk.SimulatedType{}
}

// A laxer policy would have let a value pass that a clerk corrected; a stricter one
// would have asked for people. Nothing is changed by asking.
func TestASimulationCountsWhatAPolicyWouldHaveDone(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.bring(bordereau.Deposit{}, cheque("10.00", weak), cheque("20.50", weak), slip(2, "30.50")) // passes
	docs := h.bring(bordereau.Deposit{}, cheque("70.00", weak), slip(1, "10.00"))                // the amount is misread
	alone := h.bring(bordereau.Deposit{}, cheque("5.00", agreement))[0]                          // has no slip
	for range 3 {
		task := h.take(h.alice, desk.TaskFilter{Type: bordereau.Cheque})
		if task.Document == docs[0].ID {
			h.must(h.alice, task, desk.Decision{Action: desk.Confirm, Fields: map[string]string{"amount": "10.00"}})
			break
		}
		if err := h.ReleaseTask(t.Context(), h.alice, task.ID, task.LeaseID); err != nil {
			t.Fatal(err)
		}
		h.sql("UPDATE tasks SET not_before = now() + interval '1 day' WHERE id = '%s'", task.ID)
	}
	if got := h.values(docs[0]).Value("amount"); got != "10.00" {
		t.Fatal(got)
	}
	before := h.sql("SELECT md5(string_agg(d::text, '' ORDER BY id)) FROM documents d") + h.sql("SELECT count(*) FROM events")

	lax, err := h.Simulate(t.Context(), h.admin, stricter("lax", amountProved, strings.Replace(amountProved, "proved", "corroborated", 1)))
	if err != nil {
		t.Fatal(err)
	}
	c := simulated(lax, bordereau.Cheque)
	if lax.Documents != 6 || lax.Of != 6 || lax.Version != "lax" || c.Documents != 4 || c.Now != [3]int{2, 2, 0} || c.Then != [3]int{3, 1, 0} || c.Fewer != 1 || c.More != 0 {
		t.Errorf("%+v", lax)
	}
	if c.WrongNow != 0 || c.WrongThen != 1 || len(c.Fields) != 1 || c.Fields[0] != (desk.SimulatedField{Name: "amount", Then: 1}) || !slices.Equal(c.Examples, []string{docs[0].ID}) {
		t.Errorf("%+v", c)
	}
	// The corrected amount balances the slip today; the machine's own did not.
	if s := simulated(lax, bordereau.RemittanceSlip); s.Now != [3]int{1, 1, 0} || s.Then != s.Now {
		t.Errorf("%+v", s)
	}

	low, err := h.Simulate(t.Context(), h.sophie, stricter("low", ceiling, `"ceilings": {"EUR": 1500,`))
	if err != nil {
		t.Fatal(err)
	}
	if c = simulated(low, bordereau.Cheque); c.Now != [3]int{2, 2, 0} || c.Then != [3]int{1, 1, 2} || c.More != 2 || c.WrongThen != 0 {
		t.Errorf("%+v", c)
	}
	same, err := h.Simulate(t.Context(), h.admin, stricter("same", "", ""))
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range same.Types {
		if x.Now != x.Then || x.Fewer+x.More != 0 {
			t.Errorf("%+v", x)
		}
	}
	if after := h.sql("SELECT md5(string_agg(d::text, '' ORDER BY id)) FROM documents d") + h.sql("SELECT count(*) FROM events"); after != before {
		t.Error("a simulation changed something")
	}
	if h.one(alone).State != bordereau.ToReview {
		t.Error(h.one(alone).State)
	}
	h.at(time.Now().AddDate(0, 0, 31)) // ids are made by the machine's own clock
	if old, err := h.Simulate(t.Context(), h.admin, stricter("old", "", "")); err != nil || old.Of != 0 || len(old.Types) != 0 {
		t.Error(old, err)
	}
	for name, by := range map[string]bordereau.Principal{"a clerk": h.alice, "a branch": h.branch} {
		if _, err := h.Simulate(t.Context(), by, stricter("x", "", "")); code(err) != bordereau.Forbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := h.Simulate(t.Context(), h.admin, []byte("{}")); code(err) != bordereau.Invalid {
		t.Error(err)
	}
}
