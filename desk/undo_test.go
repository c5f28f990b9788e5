package desk_test

import (
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"
)

func TestADecisionIsUndoneWhileItIsNotFinal(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.bring(bordereau.Deposit{}, doubtful(), doubtful())
	fields := map[string]string{"amount": "10"}
	for range docs {
		h.must(h.alice, h.take(h.alice, desk.TaskFilter{}), desk.Decision{Action: desk.Confirm, Fields: fields})
	}
	docs = h.again(docs)
	if err := h.Reopen(t.Context(), h.bob, docs[0].ID, docs[0].Version-1); code(err) != bordereau.Conflicting {
		t.Error(err)
	}
	if err := h.Reopen(t.Context(), h.bob, docs[0].ID, docs[0].Version); err != nil {
		t.Fatal(err)
	}
	if d := h.one(docs[0]); d.State != bordereau.ToReview || d.DecidedAt != nil {
		t.Error(d)
	}
	if n := h.sql("SELECT state FROM jobs WHERE stage = 'archive' AND document_id = '%s'", docs[0].ID); n != "cancelled" {
		t.Error(n)
	}
	// Who took it back takes it anew.
	if task, err := h.NextTask(t.Context(), h.carol, desk.TaskFilter{}); task != nil || err != nil {
		t.Error("it went to another:", err)
	}
	h.must(h.bob, h.take(h.bob, desk.TaskFilter{}), desk.Decision{Action: desk.Confirm, Fields: fields})
	// Once the archiving has begun it is too late.
	h.sql("UPDATE jobs SET state = 'running', lease_token = gen_random_uuid(), lease_until = now() + interval '1 minute' WHERE document_id = '%s'", docs[1].ID)
	if err := h.Reopen(t.Context(), h.bob, docs[1].ID, docs[1].Version); code(err) != bordereau.Conflicting {
		t.Error(err)
	}
	if err := h.Reopen(t.Context(), h.admin, docs[1].ID, docs[1].Version); code(err) != bordereau.Forbidden {
		t.Error(err)
	}
}

func TestARejectionIsUndoneLikeAValidation(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.bring(bordereau.Deposit{}, slip(2, "31.00"), cheque("10.00"), cheque("20.00", agreement))
	alone := h.bring(bordereau.Deposit{}, doubtful(), doubtful())
	reject := func(d bordereau.Document) bordereau.Document {
		t.Helper()
		return h.must(h.alice, h.taskOf(h.alice, d), desk.Decision{Action: desk.Reject, Reason: "irregular", Note: "raturé"})
	}
	last := func() desk.MyDecision {
		t.Helper()
		made, err := h.MyDecisions(t.Context(), h.alice, 1)
		if err != nil || len(made) != 1 {
			t.Fatal(made, err)
		}
		return made[0]
	}
	// One of a slip until the slip is closed, one alone for a while.
	for _, d := range []bordereau.Document{docs[1], alone[0]} {
		reject(d)
		m := last()
		if m.DocumentID != d.ID || !m.Reopens {
			t.Fatalf("%+v", m)
		}
		if err := h.Reopen(t.Context(), h.alice, m.DocumentID, m.Version); err != nil {
			t.Fatal(err)
		}
		if got := h.one(d); got.State != bordereau.ToReview || got.Reason != "" || got.ReasonText != "" {
			t.Errorf("%+v", got)
		}
		h.must(h.alice, h.taskOf(h.alice, d), desk.Decision{Action: desk.Reject, Reason: "irregular"})
	}
	reject(alone[1])
	h.at(monday.Add(time.Hour))
	if m := last(); m.Reopens {
		t.Errorf("%+v", m)
	}
	gone := h.one(alone[1])
	if err := h.Reopen(t.Context(), h.alice, gone.ID, gone.Version); code(err) != bordereau.Conflicting {
		t.Error(err)
	}
}

// The rejection of a slip is undone with what it did to its cheques: what nobody touched
// is decided as before, what somebody did stays.
func TestTheRejectionOfASlipIsUndone(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.bring(bordereau.Deposit{}, slip(5, "70.00"), cheque("10.00"), cheque("20.00", agreement), cheque("12.00", agreement), cheque("13.00"), cheque("14.00", agreement))
	h.must(h.alice, h.taskOf(h.alice, docs[1]), desk.Decision{Action: desk.Confirm, Fields: map[string]string{"amount": "10"}})
	reject := desk.Decision{Action: desk.Reject, Reason: "irregular"}
	h.must(h.alice, h.taskOf(h.alice, docs[0]), reject)
	if got := h.states(docs); got != "rejected to_review to_review to_review to_review to_review" {
		t.Fatal(got)
	}
	h.sql("DELETE FROM unit_clerks") // time has passed
	h.must(h.bob, h.taskOf(h.bob, docs[3]), desk.Decision{Action: desk.Confirm})
	h.must(h.bob, h.taskOf(h.bob, docs[4]), reject)
	held := h.taskOf(h.bob, docs[5])
	made, err := h.MyDecisions(t.Context(), h.alice, 1)
	if err != nil || len(made) != 1 || made[0].DocumentID != docs[0].ID || !made[0].Reopens {
		t.Fatalf("%+v %v", made, err)
	}
	h.at(monday.Add(9 * time.Minute))
	if err := h.Reopen(t.Context(), h.alice, docs[0].ID, made[0].Version); err != nil {
		t.Fatal(err)
	}
	// The cheque that was decided, and the one that had passed, are so again.
	if got := h.states(docs); got != "to_review decided decided decided rejected in_review" {
		t.Error(got)
	}
	u := h.unitOf(docs[0])
	if u.State != "open" || len(u.Documents) != 6 {
		t.Errorf("%+v", u)
	}
	if d := h.one(docs[1]); d.DecidedAt == nil || !d.DecidedAt.Equal(monday) || d.UnitID != u.ID {
		t.Errorf("%+v", d)
	}
	if n := h.sql("SELECT count(*) FROM tasks WHERE state = 'open' AND document_id IN ('%s', '%s')", docs[1].ID, docs[2].ID); n != "0" {
		t.Error("what is decided still waits:", n)
	}
	if n := h.sql("SELECT state FROM jobs WHERE stage = 'archive' AND document_id = '%s'", docs[3].ID); n != "cancelled" {
		t.Error("a cheque of the slip is archived alone:", n)
	}
	// It goes on to its entry, with whoever decided what.
	task, err := h.Task(t.Context(), h.bob, held.ID)
	if err != nil {
		t.Fatal(err)
	}
	h.must(h.bob, task, desk.Decision{Action: desk.Confirm})
	h.must(h.alice, h.taskOf(h.alice, docs[0]), desk.Decision{Action: desk.Confirm, Fields: map[string]string{"slip_total": "70", "slip_count": "5", "iban": iban}})
	if u = h.unitOf(docs[0]); u.State != "held" {
		t.Fatalf("%+v", u)
	}
	if u, err = h.ReleaseUnit(t.Context(), h.sophie, u.ID, u.Version, "un chèque rejeté"); err != nil {
		t.Fatal(err)
	}
	if record, err := h.Entry(t.Context(), h.sophie, u.EntryID); err != nil || !strings.Contains(string(record), `"decided_by":["alice","bob","sophie"]`) || !strings.Contains(string(record), `"amount_minor":5600`) {
		t.Error(string(record), err)
	}
	h.count()
	if got, want := h.sql(added), h.sql(recounted); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

// After the delay the rejection of a slip is final, and so it is when one of its cheques
// is being archived.
func TestTheRejectionOfASlipBecomesFinal(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	reject := desk.Decision{Action: desk.Reject, Reason: "irregular"}
	late := h.bring(bordereau.Deposit{}, slip(2, "31.00"), cheque("10.00"), cheque("20.00", agreement))
	h.must(h.alice, h.taskOf(h.alice, late[1]), reject)
	h.must(h.alice, h.taskOf(h.alice, late[0]), reject)
	if err := h.Reopen(t.Context(), h.alice, late[1].ID, h.one(late[1]).Version); code(err) != bordereau.Conflicting {
		t.Error("a cheque comes back without its slip:", err)
	}
	h.at(monday.Add(11 * time.Minute))
	if made, err := h.MyDecisions(t.Context(), h.alice, 1); err != nil || made[0].Reopens {
		t.Errorf("%+v %v", made, err)
	}
	if err := h.Reopen(t.Context(), h.alice, late[0].ID, h.one(late[0]).Version); code(err) != bordereau.Conflicting {
		t.Error(err)
	}
	sealed := h.bring(bordereau.Deposit{}, slip(1, "31.00"), cheque("20.00", agreement))
	h.must(h.bob, h.taskOf(h.bob, sealed[0]), reject)
	h.must(h.bob, h.taskOf(h.bob, sealed[1]), desk.Decision{Action: desk.Confirm})
	h.sql("UPDATE jobs SET state = 'running', lease_token = gen_random_uuid(), lease_until = now() + interval '1 minute' WHERE document_id = '%s'", sealed[1].ID)
	if err := h.Reopen(t.Context(), h.bob, sealed[0].ID, h.one(sealed[0]).Version); code(err) != bordereau.Conflicting {
		t.Error(err)
	}
	if got := h.states(sealed); got != "rejected decided" {
		t.Error(got)
	}
}

func TestADecisionThatWasUndoneIsNobodysAnyMore(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.bring(bordereau.Deposit{}, slip(2, "40.00"), cheque("10.00", agreement), cheque("21.00", agreement))
	confirm := desk.Decision{Action: desk.Confirm, Fields: map[string]string{"slip_total": "40", "slip_count": "2", "iban": iban}}
	h.must(h.alice, h.take(h.alice, desk.TaskFilter{}), confirm)
	if err := h.Reopen(t.Context(), h.alice, docs[0].ID, h.one(docs[0]).Version); err != nil {
		t.Fatal(err)
	}
	if u := h.unitOf(docs[0]); u.State != "open" || u.HeldFor != "" {
		t.Errorf("%+v", u)
	}
	if err := h.Reassign(t.Context(), h.sophie, h.sql("SELECT id FROM tasks WHERE state = 'open'"), h.sophie.ID); err != nil {
		t.Fatal(err)
	}
	h.sql("DELETE FROM unit_clerks") // time has passed
	h.must(h.sophie, h.take(h.sophie, desk.TaskFilter{}), confirm)
	u := h.unitOf(docs[0])
	if _, err := h.ReleaseUnit(t.Context(), h.sophie, u.ID, u.Version, "je décide de tout"); code(err) != bordereau.Forbidden {
		t.Error("one person decided and released:", err)
	}
	theo := h.person("theo", bordereau.RoleSupervisor)
	u, err := h.ReleaseUnit(t.Context(), theo, u.ID, u.Version, "vu")
	if err != nil {
		t.Fatal(err)
	}
	if record, err := h.Entry(t.Context(), theo, u.EntryID); err != nil || !strings.Contains(string(record), `"decided_by":["sophie","theo"]`) {
		t.Error(string(record), err)
	}
}
