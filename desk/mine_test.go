package desk_test

import (
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/review"
)

func TestTheInboxIsFilteredAndCounted(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.bring(bordereau.Deposit{Reference: "Remise 0098213"}, slip(2, "71.00"), cheque("12.00", agreement), cheque("50.00", agreement))
	h.bring(bordereau.Deposit{}, transfer("100.00", other))
	h.at(monday.Add(6 * time.Hour)) // 17:00 in Paris
	list := func(f desk.TaskFilter) []desk.Task {
		t.Helper()
		l, err := h.Tasks(t.Context(), h.alice, f, desk.Cursor{})
		if err != nil {
			t.Fatal(err)
		}
		n, err := h.TaskTotals(t.Context(), h.alice, f)
		if err != nil || n.Tasks != len(l.Items) {
			t.Errorf("%+v counts %+v, not %d: %v", f, n, len(l.Items), err)
		}
		return l.Items
	}
	all := list(desk.TaskFilter{})
	// The order is due at 16:30, the slip at 17:30.
	if len(all) != 2 || all[0].Type != bordereau.TransferOrder || !all[0].Late || all[0].Left >= 0 || all[1].Late || all[1].Left <= 0 || all[1].Left > 0.1 {
		t.Fatalf("%+v", all)
	}
	if s := all[1]; s.Cheques != 2 || s.Reference != "Remise 0098213" || s.Customer != "BOULANGERIE MARTIN SARL" || s.Dossier != "D1" || len(s.ToCheck) == 0 || s.AmountMinor != nil || s.UnitID != h.one(docs[0]).UnitID {
		t.Errorf("%+v", s)
	}
	if o := all[0]; o.AmountMinor == nil || *o.AmountMinor != 10000 || o.Currency != "EUR" {
		t.Errorf("%+v", o)
	}
	if late := list(desk.TaskFilter{Late: true}); len(late) != 1 || late[0].ID != all[0].ID {
		t.Errorf("%+v", late)
	}
	if n, err := h.TaskTotals(t.Context(), h.bob, desk.TaskFilter{}); err != nil || n != (desk.TaskTotals{Tasks: 2, Late: 1}) {
		t.Error(n, err)
	}
	least := int64(10000)
	if big := list(desk.TaskFilter{AmountMin: &least}); len(big) != 1 || big[0].ID != all[0].ID {
		t.Errorf("%+v", big)
	}
	if list(desk.TaskFilter{Mine: true}) != nil && len(list(desk.TaskFilter{Mine: true})) > 0 {
		t.Error("something is mine")
	}
	for _, sort := range []desk.TaskSort{desk.ByDue, desk.ByPriority, desk.ByAge, desk.ByAmount} {
		var seen []string
		for c := (desk.Cursor{Limit: 1}); ; {
			l, err := h.Tasks(t.Context(), h.alice, desk.TaskFilter{Sort: sort}, c)
			if err != nil {
				t.Fatal(sort, err)
			}
			seen = append(seen, l.Items[0].ID)
			if c.After = l.Next; c.After == "" {
				break
			}
		}
		if len(seen) != 2 || seen[0] == seen[1] {
			t.Errorf("%s: %v", sort, seen)
		}
	}
	if _, err := h.Tasks(t.Context(), h.alice, desk.TaskFilter{Sort: "mood"}, desk.Cursor{}); code(err) != bordereau.Invalid {
		t.Error(err)
	}
}

func TestAClerkSeesHisOwnDay(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.bring(bordereau.Deposit{}, doubtful(), doubtful(), doubtful())
	confirm := desk.Decision{Action: desk.Confirm, Fields: map[string]string{"amount": "10"}}
	var last bordereau.Document
	for range 2 {
		task := h.take(h.alice, desk.TaskFilter{})
		h.sql("UPDATE tasks SET leased_at = now() - interval '30 seconds' WHERE id = '%s'", task.ID)
		last = h.must(h.alice, task, confirm)
	}
	day, err := h.MyDay(t.Context(), h.alice)
	if err != nil || day.Day != "2026-11-23" || day.Decisions != 2 || day.MedianSeconds < 29 || day.MedianSeconds > 90 {
		t.Errorf("%+v %v", day, err)
	}
	if len(day.Queues) != 1 || day.Queues[0].Type != bordereau.Cheque || day.Queues[0].Tasks != 1 {
		t.Errorf("%+v", day.Queues)
	}
	if bobs, err := h.MyDay(t.Context(), h.bob); err != nil || bobs.Decisions != 0 {
		t.Errorf("%+v %v", bobs, err)
	}
	made, err := h.MyDecisions(t.Context(), h.alice, 20)
	if err != nil || len(made) != 2 || made[0].DocumentID != last.ID || !made[0].Reopens || made[0].Version != last.Version {
		t.Fatalf("%+v %v", made, err)
	}
	if err := h.Reopen(t.Context(), h.alice, made[0].DocumentID, made[0].Version); err != nil {
		t.Fatal(err)
	}
	// What is undone, or being archived, cannot be undone.
	h.sql("UPDATE jobs SET state = 'running', lease_token = gen_random_uuid(), lease_until = now() + interval '1 minute' WHERE state = 'waiting' AND stage = 'archive'")
	if made, err = h.MyDecisions(t.Context(), h.alice, 20); err != nil || len(made) != 2 || made[0].Reopens || made[1].Reopens {
		t.Errorf("%+v %v", made, err)
	}
	if _, err := h.MyDay(t.Context(), h.branch); code(err) != bordereau.Forbidden {
		t.Error(err)
	}
}

func TestPreferencesAreAPersonsOwn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	want := desk.Preferences{Language: "en", Keys: map[string]string{"reject": "F9"}, AddingMachine: true, SoundOff: true}
	if err := h.SetPreferences(t.Context(), h.alice, want); err != nil {
		t.Fatal(err)
	}
	got, err := h.Preferences(t.Context(), h.alice)
	if err != nil || got.Language != "en" || got.Keys["reject"] != "F9" || !got.AddingMachine || !got.SoundOff {
		t.Errorf("%+v %v", got, err)
	}
	if got, err := h.Preferences(t.Context(), h.bob); err != nil || got.Language != "" || got.AddingMachine {
		t.Errorf("%+v %v", got, err)
	}
	for _, bad := range []desk.Preferences{{Language: "de"}, {Keys: map[string]string{"x": strings.Repeat("y", 9000)}}} {
		if err := h.SetPreferences(t.Context(), h.alice, bad); code(err) != bordereau.Invalid {
			t.Error(err)
		}
	}
	if err := h.SetPreferences(t.Context(), h.branch, want); code(err) != bordereau.Forbidden {
		t.Error(err)
	}
}

func TestARemittanceAtTheStation(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.bring(bordereau.Deposit{}, slip(3, "90.00"), cheque("10.00", agreement), written("20.00", "20.00", ""), written("51.00", "51.00", ""))
	unit := h.one(docs[0]).UnitID
	see := func() desk.UnitDesk {
		t.Helper()
		v, err := h.UnitDesk(t.Context(), h.alice, unit)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	minor := func(p *int64) int64 {
		if p == nil {
			return -1
		}
		return *p
	}
	v := see()
	if len(v.Cheques) != 3 || *v.Count != 3 || v.TotalMinor != nil || v.RestMinor != nil || v.Validated != 1 || v.ValidatedMinor != 1000 ||
		minor(v.Cheques[0].AmountMinor) != 1000 || !v.Cheques[1].Blind || v.Cheques[1].AmountMinor != nil {
		t.Fatalf("%+v", v)
	}
	task := h.take(h.alice, desk.TaskFilter{})
	h.must(h.alice, task, desk.Decision{Action: desk.Confirm, Fields: map[string]string{"slip_total": "90", "slip_count": "3", "iban": iban}})
	if v = see(); minor(v.TotalMinor) != 9000 || minor(v.RestMinor) != 8000 || v.WithThisMinor != nil || v.DifferenceMinor != nil {
		t.Errorf("%+v", v)
	}
	task = h.take(h.alice, desk.TaskFilter{})
	if v = see(); !v.Cheques[1].Open || v.WithThisMinor != nil {
		t.Errorf("%+v", v)
	}
	if k, err := h.key(h.alice, task, "amount", "20", 1); err != nil || k.Outcome != review.Agrees {
		t.Fatal(k, err)
	}
	if v = see(); minor(v.WithThisMinor) != 3000 || minor(v.RestMinor) != 6000 {
		t.Errorf("%+v", v)
	}
	h.must(h.alice, task, desk.Decision{Action: desk.Confirm})
	// The rest is what the last cheque has to be: not before it is keyed.
	task = h.take(h.alice, desk.TaskFilter{})
	if v = see(); v.RestMinor != nil || v.ValidatedMinor != 3000 {
		t.Errorf("%+v", v)
	}
	h.must(h.alice, task, desk.Decision{Action: desk.Confirm, Fields: map[string]string{"amount": "51"}})
	if v = see(); minor(v.DifferenceMinor) != -900 || v.State != "held" || v.Validated != 3 || len(v.Explanations) == 0 || minor(v.RestMinor) != 900 {
		t.Errorf("%+v", v)
	}
	if _, err := h.UnitDesk(t.Context(), h.branch, unit); code(err) != bordereau.Forbidden {
		t.Error(err)
	}
}

func TestReasonsOfARejection(t *testing.T) {
	for _, kind := range append(bordereau.Types, bordereau.Unknown) {
		list := desk.RejectReasonsOf(kind)
		seen := map[string]bool{}
		for i, r := range list {
			if r.Number != i+1 || r.Code == "" || r.French == "" || r.English == "" || seen[r.Code] {
				t.Errorf("%s: %+v", kind, r)
			}
			seen[r.Code] = true
		}
		if len(list) == 0 || len(list) > 9 || list[len(list)-1].Code != "other" {
			t.Errorf("%s: %+v", kind, list)
		}
	}
	t.Parallel()
	h := newHouse(t)
	h.bring(bordereau.Deposit{}, doubtful(), transfer("100.00", other))
	task := h.take(h.alice, desk.TaskFilter{Type: bordereau.TransferOrder})
	if _, err := h.decide(h.alice, task, desk.Decision{Action: desk.Reject, Reason: "not_endorsed"}); code(err) != bordereau.Invalid {
		t.Error("an order is refused for a cheque's reason:", err)
	}
	if made := h.must(h.alice, task, desk.Decision{Action: desk.Reject, Reason: "signature_differs"}); made.ReasonText != "Signature non conforme au spécimen" {
		t.Error(made.ReasonText)
	}
	task = h.take(h.alice, desk.TaskFilter{})
	if made := h.must(h.alice, task, desk.Decision{Action: desk.Reject, Reason: "not_endorsed"}); made.State != bordereau.Rejected {
		t.Error(made.State)
	}
}
