package desk_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/review"
)

// Clerks who take and reserve at the same time are never given one task.
func TestNoTwoClerksOnOneTask(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for range 6 {
		h.bring(bordereau.Deposit{}, slip(2, "40.00"), cheque("10.00"), cheque("20.00"))
	}
	h.bring(bordereau.Deposit{}, doubtful(), doubtful(), doubtful())
	var mu sync.Mutex
	holder, decided := map[string]string{}, map[string]int{}
	had := func(who bordereau.Principal, tasks ...desk.Task) {
		mu.Lock()
		defer mu.Unlock()
		for _, task := range tasks {
			if was := holder[task.ID]; was != "" && was != who.Name {
				t.Errorf("%s is given %s, which %s holds", who.Name, task.ID, was)
			}
			holder[task.ID] = who.Name
		}
	}
	var clerks sync.WaitGroup
	for _, who := range []bordereau.Principal{h.alice, h.bob, h.carol, h.sophie} {
		clerks.Go(func() {
			for {
				ahead, err := h.Prefetch(t.Context(), who, desk.TaskFilter{Kind: "first"}, 2)
				if err != nil {
					t.Error(err)
				}
				had(who, ahead...)
				task, err := h.NextTask(t.Context(), who, desk.TaskFilter{Kind: "first"})
				if err != nil || task == nil {
					if err != nil {
						t.Error(err)
					}
					return
				}
				had(who, *task)
				if _, err := h.decide(who, *task, desk.Decision{Action: desk.Reject, Reason: "irregular"}); err != nil {
					t.Error(err)
				}
				mu.Lock()
				decided[task.ID]++
				mu.Unlock()
			}
		})
	}
	clerks.Wait()
	if n := h.sql("SELECT count(*), count(DISTINCT task_id) FROM decisions"); n == "0|0" {
		t.Error("nobody did anything")
	}
	for id, n := range decided {
		if n != 1 {
			t.Errorf("%s was decided %d times", id, n)
		}
	}
}

func TestATaskReservedAheadStandsUntilItIsOpened(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.bring(bordereau.Deposit{}, doubtful(), doubtful(), doubtful())
	ahead, err := h.Prefetch(t.Context(), h.alice, desk.TaskFilter{}, 5)
	if err != nil || len(ahead) != 2 || !ahead[0].Ahead || ahead[0].LeaseID == "" {
		t.Fatalf("%+v %v", ahead, err)
	}
	if got := h.states(docs); got != "to_review to_review to_review" {
		t.Error("a document moved before it was opened:", got)
	}
	if again, err := h.Prefetch(t.Context(), h.alice, desk.TaskFilter{}, 2); err != nil || len(again) != 2 || again[0].LeaseID != ahead[0].LeaseID || again[1].ID != ahead[1].ID {
		t.Errorf("%+v %v", again, err)
	}
	if n := h.sql("SELECT bool_and(lease_until BETWEEN now() + interval '2 minutes' AND now() + interval '3 minutes') FROM tasks WHERE ahead"); n != "t" {
		t.Error("they are not reserved for three minutes")
	}
	if bobs := h.take(h.bob, desk.TaskFilter{}); bobs.ID == ahead[0].ID || bobs.ID == ahead[1].ID {
		t.Error("another was given what is reserved")
	}
	// What is not opened is not decided, and not taken by others.
	confirm := desk.Decision{Action: desk.Confirm, Fields: map[string]string{"amount": "10"}}
	if _, err := h.decide(h.alice, ahead[1], confirm); code(err) != bordereau.Conflicting {
		t.Error(err)
	}
	if _, err := h.Take(t.Context(), h.sophie, ahead[1].ID); code(err) != bordereau.Conflicting {
		t.Error(err)
	}
	// The second of them first; the lease stays the same, so that a retry is known by it.
	task, err := h.Take(t.Context(), h.alice, ahead[1].ID)
	if err != nil || task.LeaseID != ahead[1].LeaseID || task.Ahead || task.Version != ahead[1].Version+1 {
		t.Fatalf("%+v %v", task, err)
	}
	if again, err := h.Take(t.Context(), h.alice, task.ID); err != nil || again.Version != task.Version || again.LeaseID != task.LeaseID {
		t.Errorf("%+v %v", again, err)
	}
	a := h.must(h.alice, task, confirm)
	if b := h.must(h.alice, task, confirm); a.Version != b.Version || a.State != bordereau.Decided {
		t.Error(a, b)
	}
	if next := h.take(h.alice, desk.TaskFilter{}); next.ID != ahead[0].ID || next.LeaseID != ahead[0].LeaseID {
		t.Error("what is reserved is not what comes next")
	}
	// A reservation that ran out is anybody's.
	h.bring(bordereau.Deposit{}, doubtful())
	late, err := h.Prefetch(t.Context(), h.carol, desk.TaskFilter{}, 1)
	if err != nil || len(late) != 1 {
		t.Fatal(late, err)
	}
	h.sql("UPDATE tasks SET lease_until = now() - interval '1 second' WHERE id = '%s'", late[0].ID)
	if _, err := h.Take(t.Context(), h.sophie, late[0].ID); err != nil {
		t.Error(err)
	}
	if _, err := h.Take(t.Context(), h.carol, late[0].ID); code(err) != bordereau.Conflicting {
		t.Error(err)
	}
}

func TestOnlyASupervisorChooses(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.bring(bordereau.Deposit{}, doubtful(), doubtful())
	id := h.sql("SELECT id FROM tasks WHERE document_id = '%s'", docs[1].ID)
	if _, err := h.Take(t.Context(), h.alice, id); code(err) != bordereau.Forbidden {
		t.Error(err)
	}
	for _, bad := range []error{h.Reassign(t.Context(), h.alice, id, h.alice.ID), h.SetPriority(t.Context(), h.alice, id, bordereau.Urgent), h.TakeBack(t.Context(), h.alice, id, "vu")} {
		if code(bad) != bordereau.Forbidden {
			t.Error("a clerk shares out work:", bad)
		}
	}
	if err := h.Reassign(t.Context(), h.sophie, id, h.booking.ID); code(err) != bordereau.Invalid {
		t.Error(err)
	}
	if err := h.Reassign(t.Context(), h.sophie, id, h.alice.ID); err != nil {
		t.Fatal(err)
	}
	mine, err := h.Tasks(t.Context(), h.alice, desk.TaskFilter{Mine: true}, desk.Cursor{})
	if err != nil || len(mine.Items) != 1 || mine.Items[0].ID != id || mine.Items[0].Assignee != "alice" {
		t.Errorf("%+v %v", mine, err)
	}
	if bobs := h.take(h.bob, desk.TaskFilter{}); bobs.ID == id {
		t.Error("another was given it")
	}
	if task, err := h.Take(t.Context(), h.alice, id); err != nil || task.LeaseID == "" {
		t.Error(err)
	}
	// It is taken from who holds it, with a reason, and the journal knows.
	if err := h.TakeBack(t.Context(), h.sophie, id, " "); code(err) != bordereau.Invalid {
		t.Error(err)
	}
	if err := h.TakeBack(t.Context(), h.sophie, id, "pause"); err != nil || h.one(docs[1]).State != bordereau.ToReview {
		t.Error(err, h.one(docs[1]).State)
	}
	if err := h.TakeBack(t.Context(), h.sophie, id, "encore"); code(err) != bordereau.Conflicting {
		t.Error(err)
	}
	if got := h.sql("SELECT body->>'holder' || ' ' || (body->>'reason') FROM events e JOIN event_values v ON v.event_id = e.id WHERE kind = 'task.taken_back'"); got != "alice pause" {
		t.Error(got)
	}
	if err := h.SetPriority(t.Context(), h.sophie, id, bordereau.Urgent); err != nil {
		t.Error(err)
	}
	urgent := bordereau.Urgent
	if list, err := h.Tasks(t.Context(), h.bob, desk.TaskFilter{Priority: &urgent}, desk.Cursor{}); err != nil || len(list.Items) != 1 || list.Items[0].ID != id {
		t.Errorf("%+v %v", list, err)
	}
}

// Nobody is given by a supervisor what he may not do.
func TestATaskIsNotGivenToItsDepositor(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	doc := h.bring(bordereau.Deposit{By: h.alice}, doubtful())[0]
	id := h.sql("SELECT id FROM tasks WHERE document_id = '%s'", doc.ID)
	if err := h.Reassign(t.Context(), h.sophie, id, h.alice.ID); code(err) != bordereau.Forbidden {
		t.Error(err)
	}
	if got := h.sql("SELECT assigned_to IS NULL FROM tasks WHERE id = '%s'", id); got != "t" {
		t.Error("it was given all the same")
	}
}

func TestALeaseIsRenewedByWork(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.bring(bordereau.Deposit{}, doubtful())
	task := h.take(h.alice, desk.TaskFilter{})
	h.sql("UPDATE tasks SET lease_until = now() + interval '1 minute'")
	until, err := h.Renew(t.Context(), h.alice, task.ID, task.LeaseID)
	if err != nil || !until.After(time.Now().Add(9*time.Minute)) {
		t.Error(until, err)
	}
	if _, err := h.Renew(t.Context(), h.bob, task.ID, task.LeaseID); code(err) != bordereau.Conflicting {
		t.Error(err)
	}
	h.sql("UPDATE tasks SET lease_until = now() - interval '1 second'")
	if _, err := h.Renew(t.Context(), h.alice, task.ID, task.LeaseID); code(err) != bordereau.Conflicting {
		t.Error("a lease that ran out was renewed:", err)
	}
}

// A page that closes leaves its task to its person for a moment, who has it again when the
// page was only loaded anew, be it that the one is told before the other or behind it.
func TestAPageThatIsLoadedAgainKeepsItsTask(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	doc := h.bring(bordereau.Deposit{}, doubtful())[0]
	task := h.take(h.alice, desk.TaskFilter{})
	leave := func(task desk.Task) {
		t.Helper()
		if err := h.LeaveTask(t.Context(), h.alice, task.ID, task.LeaseID, *task.LeaseUntil); err != nil {
			t.Fatal(err)
		}
	}
	left := func(least, most time.Duration) {
		t.Helper()
		now, err := h.Task(t.Context(), h.alice, task.ID)
		if err != nil || now.LeaseUntil == nil || time.Until(*now.LeaseUntil) < least || time.Until(*now.LeaseUntil) > most {
			t.Errorf("%v %v", now.LeaseUntil, err)
		}
	}
	// Left, then loaded: it is held for a moment, and taken up.
	leave(task)
	left(5*time.Second, 20*time.Second)
	if other, err := h.NextTask(t.Context(), h.bob, desk.TaskFilter{}); err != nil || other != nil {
		t.Errorf("another has it at once: %v %v", other, err)
	}
	again, err := h.Take(t.Context(), h.alice, task.ID)
	if err != nil || again.LeaseID != task.LeaseID {
		t.Fatalf("%+v %v", again, err)
	}
	left(9*time.Minute, 11*time.Minute)
	// Loaded, and told behind it that it was left: nothing of it holds any more.
	leave(task)
	left(9*time.Minute, 11*time.Minute)
	h.must(h.alice, again, desk.Decision{Action: desk.Wait})
	// Left for good, somebody else has it once the moment is over.
	h.sql("UPDATE tasks SET not_before = NULL")
	task = h.take(h.alice, desk.TaskFilter{})
	leave(task)
	h.sql("UPDATE tasks SET lease_until = now() - interval '1 second'")
	if bobs := h.take(h.bob, desk.TaskFilter{}); bobs.Document != doc.ID {
		t.Error(bobs)
	}
	leave(task) // late, of what another holds
	// Whoever asks for the next one gives back what he left.
	h.sql("UPDATE tasks SET lease_until = now() - interval '1 second'")
	task = h.take(h.alice, desk.TaskFilter{})
	leave(task)
	if next, err := h.NextTask(t.Context(), h.alice, desk.TaskFilter{Type: bordereau.Letter}); err != nil || next != nil {
		t.Errorf("%v %v", next, err)
	}
	if bobs := h.take(h.bob, desk.TaskFilter{}); bobs.Document != doc.ID {
		t.Error(bobs)
	}
}

func TestADraftComesBackToItsAuthorAlone(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	doc := h.bring(bordereau.Deposit{}, written("120.00", "120.00", ""))[0]
	task := h.take(h.alice, desk.TaskFilter{})
	if k, err := h.key(h.alice, task, "amount", "4711", 1); err != nil || k.Outcome != review.Again {
		t.Fatal(k, err)
	}
	values := map[string]string{"amount": "4711,00", "date": "20/11/2026"}
	if err := h.SaveDraft(t.Context(), h.alice, task.ID, task.LeaseID, values, "à revoir"); err != nil {
		t.Fatal(err)
	}
	if err := h.SaveDraft(t.Context(), h.bob, task.ID, task.LeaseID, values, ""); code(err) != bordereau.Conflicting {
		t.Error(err)
	}
	// The lease runs out; another takes the task and sees nothing of it.
	h.sql("UPDATE tasks SET lease_until = now() - interval '1 second'")
	bobs := h.take(h.bob, desk.TaskFilter{})
	v, err := h.Document(t.Context(), h.bob, doc.ID)
	if err != nil || bobs.Draft != nil || len(v.Blind) != 1 || len(v.Blind[0].Keyed) != 0 {
		t.Errorf("%+v %+v %v", bobs.Draft, v.Blind, err)
	}
	if err := h.ReleaseTask(t.Context(), h.bob, bobs.ID, bobs.LeaseID); err != nil {
		t.Fatal(err)
	}
	task = h.take(h.alice, desk.TaskFilter{})
	if task.Draft == nil || task.Draft.Values["amount"] != "4711,00" || task.Draft.Note != "à revoir" {
		t.Fatalf("%+v", task.Draft)
	}
	if v, err := h.Document(t.Context(), h.alice, doc.ID); err != nil || len(v.Blind[0].Keyed) != 1 || v.Blind[0].Keyed[0].Outcome != review.Again {
		t.Errorf("%+v %v", v.Blind, err)
	}
	h.must(h.alice, task, desk.Decision{Action: desk.Confirm, Fields: map[string]string{"amount": "120"}})
	if n := h.sql("SELECT count(*) FROM drafts"); n != "0" {
		t.Error("a draft outlives its task")
	}
	// A beacon that comes late is no error and changes nothing.
	if err := h.ReleaseTask(t.Context(), h.alice, task.ID, task.LeaseID); err != nil || h.one(doc).State != bordereau.Decided {
		t.Error(err)
	}
}

// The papers of a slip go to one clerk, in the order of the paper, whatever came between.
func TestASlipIsWorkedInOneGo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.bring(bordereau.Deposit{}, slip(3, "90.00"), cheque("10.00"), cheque("20.00"), cheque("30.00"))
	other := h.bring(bordereau.Deposit{}, slip(1, "9.00"), cheque("8.00"))
	h.sql("UPDATE tasks SET priority = 0 WHERE document_id IN ('%s', '%s')", docs[0].ID, other[1].ID)
	first := h.take(h.alice, desk.TaskFilter{})
	if first.Document != docs[0].ID {
		t.Fatal("the urgent one waits")
	}
	if bobs := h.take(h.bob, desk.TaskFilter{}); bobs.Document != other[1].ID {
		t.Error("another was given a paper of the slip, or not the urgent one")
	}
	reject := desk.Decision{Action: desk.Reject, Reason: "irregular"}
	h.must(h.alice, first, desk.Decision{Action: desk.Wait})
	for i := 1; i < len(docs); i++ {
		task := h.take(h.alice, desk.TaskFilter{})
		if task.Document != docs[i].ID || task.Ordinal != i || task.Cheques != 3 {
			t.Fatalf("%d: %+v", i, task)
		}
		h.must(h.alice, task, reject)
	}
	// A clerk who leaves, leaves the slip.
	if task, err := h.NextTask(t.Context(), h.carol, desk.TaskFilter{}); task != nil || err != nil {
		t.Errorf("%+v %v", task, err)
	}
}

// What the clerk of a slip could not read is another's at once, though the rest of the
// slip stays with him.
func TestASlipsIllegibleChequeGoesToAnotherAtOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.bring(bordereau.Deposit{}, slip(2, "271.00"), written("120.00", "120.00", ""), written("150.00", "150.00", ""))
	task := h.taskOf(h.alice, docs[1])
	h.must(h.alice, task, desk.Decision{Action: desk.Confirm, Fields: map[string]string{"amount": "*"}})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	got, err := h.NextTask(ctx, h.bob, desk.TaskFilter{})
	if err != nil || got == nil || got.Document != docs[1].ID {
		t.Fatalf("%+v %v", got, err)
	}
}
