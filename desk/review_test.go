package desk_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/dossier"
	"bordereau/internal/ids"
)

// doubtful is a cheque that a clerk has to look at; without a slip it is filed
// and not booked.
func doubtful() paper { return cheque("10.00", weak) }

func TestATaskIsLeasedToOnePersonAtATime(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.bring(bordereau.Deposit{}, doubtful())
	if h.one(docs[0]).State != bordereau.ToReview {
		t.Fatal(h.states(docs))
	}
	task := h.take(h.alice, desk.TaskFilter{})
	if task.LeaseID == "" || task.Version != h.one(docs[0]).Version || h.one(docs[0]).State != bordereau.InReview || len(task.Reasons) == 0 {
		t.Errorf("%+v", task)
	}
	if again := h.take(h.alice, desk.TaskFilter{}); again.LeaseID != task.LeaseID || again.Version != task.Version {
		t.Error("the same person is given another lease")
	}
	if next, err := h.NextTask(t.Context(), h.bob, desk.TaskFilter{}); next != nil || err != nil {
		t.Error("a leased task was given away", next, err)
	}
	if seen, err := h.Task(t.Context(), h.bob, task.ID); err != nil || seen.LeaseID != "" {
		t.Error("another's lease is shown", seen, err)
	}
	if _, err := h.decide(h.bob, task, desk.Decision{Action: desk.Confirm}); code(err) != bordereau.Conflicting {
		t.Error(err)
	}
	// The lease runs out by the database's clock, and the next one takes over.
	h.sql("UPDATE tasks SET lease_until = now() - interval '1 second'")
	if _, err := h.decide(h.alice, task, desk.Decision{Action: desk.Confirm}); code(err) != bordereau.Conflicting {
		t.Error("a lease that ran out was good for a decision:", err)
	}
	bobs := h.take(h.bob, desk.TaskFilter{})
	if bobs.ID != task.ID || bobs.LeaseID == task.LeaseID || bobs.Version <= task.Version {
		t.Errorf("%+v", bobs)
	}
	// A late word of a lease that is over changes nothing and is no error.
	if err := h.ReleaseTask(t.Context(), h.alice, task.ID, task.LeaseID); err != nil || h.one(docs[0]).State != bordereau.InReview {
		t.Error(err)
	}
	if err := h.ReleaseTask(t.Context(), h.bob, bobs.ID, bobs.LeaseID); err != nil || h.one(docs[0]).State != bordereau.ToReview {
		t.Error(err)
	}
}

func TestNobodyReviewsWhatTheyDeposited(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.bring(bordereau.Deposit{By: h.alice}, doubtful())
	if task, err := h.NextTask(t.Context(), h.alice, desk.TaskFilter{}); task != nil || err != nil {
		t.Error(task, err)
	}
	if task, err := h.NextTask(t.Context(), h.bob, desk.TaskFilter{}); task == nil || err != nil {
		t.Error(err)
	}
}

func TestOnlyPeopleWhoMayReview(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	machine := bordereau.Principal{ID: ids.New(), Role: bordereau.RoleClerk}
	for _, p := range []bordereau.Principal{h.branch, h.admin, h.booking, machine} {
		if _, err := h.NextTask(t.Context(), p, desk.TaskFilter{}); code(err) != bordereau.Forbidden {
			t.Errorf("%+v: %v", p, err)
		}
		if _, err := h.Decide(t.Context(), p, ids.New(), desk.Decision{Action: desk.Confirm, LeaseID: ids.New()}); code(err) != bordereau.Forbidden {
			t.Errorf("%+v: %v", p, err)
		}
	}
}

func TestUrgentComesFirst(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.bring(bordereau.Deposit{}, doubtful())
	h.at(monday.Add(time.Minute))
	late := h.bring(bordereau.Deposit{}, doubtful())
	h.sql("UPDATE tasks SET priority = 0 WHERE document_id = '%s'", late[0].ID)
	if task := h.take(h.alice, desk.TaskFilter{}); task.Document != late[0].ID {
		t.Error("the urgent one waits")
	}
	first, err := h.Tasks(t.Context(), h.bob, desk.TaskFilter{}, desk.Cursor{Limit: 1})
	if err != nil || len(first.Items) != 1 || first.Next == "" || first.Items[0].Document != late[0].ID {
		t.Fatal(first, err)
	}
	second, err := h.Tasks(t.Context(), h.bob, desk.TaskFilter{}, desk.Cursor{Limit: 1, After: first.Next})
	if err != nil || len(second.Items) != 1 || second.Next != "" || second.Items[0].ID == first.Items[0].ID {
		t.Fatal(second, err)
	}
}

func TestOneDepositAtATime(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.bring(bordereau.Deposit{}, doubtful())
	h.at(monday.Add(time.Minute))
	mine := h.bring(bordereau.Deposit{}, doubtful())[0]
	listed, err := h.Tasks(t.Context(), h.bob, desk.TaskFilter{Deposit: mine.DepositID}, desk.Cursor{})
	if err != nil || len(listed.Items) != 1 || listed.Items[0].Document != mine.ID {
		t.Fatal(listed, err)
	}
	if task := h.take(h.alice, desk.TaskFilter{Deposit: mine.DepositID}); task.Document != mine.ID {
		t.Error("another deposit's paper came")
	}
	if task, err := h.NextTask(t.Context(), h.bob, desk.TaskFilter{Deposit: mine.DepositID}); task != nil || err != nil {
		t.Errorf("the deposit has no other paper: %+v %v", task, err)
	}
}

func TestARetryHasTheSameAnswerAndNoFurtherEffect(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.bring(bordereau.Deposit{}, doubtful())
	task := h.take(h.alice, desk.TaskFilter{})
	dec := desk.Decision{Action: desk.Confirm, Fields: map[string]string{"amount": "10,00"}}
	a := h.must(h.alice, task, dec)
	b := h.must(h.alice, task, dec)
	if a.State != bordereau.Decided || a.Version != b.Version || a.State != b.State {
		t.Error(a, b)
	}
	if n := h.sql("SELECT count(*) FROM decisions"); n != "1" {
		t.Error("decisions:", n)
	}
	if n := h.sql("SELECT count(*) FROM events WHERE kind = 'document.decided' AND document_id = '%s'", docs[0].ID); n != "1" {
		t.Error("events:", n)
	}
	if _, err := h.decide(h.bob, task, dec); code(err) != bordereau.Conflicting {
		t.Error("another's retry:", err)
	}
	if n := h.sql("SELECT round(extract(epoch FROM run_at - created_at)) FROM jobs WHERE stage = 'archive'"); n != "600" {
		t.Error("the undo delay is", n)
	}
}

func TestOneOfTwoClerksWinsEveryTime(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.bring(bordereau.Deposit{}, doubtful())
	task := h.take(h.alice, desk.TaskFilter{})
	const tries = 200
	type answer struct {
		doc bordereau.Document
		err error
	}
	answers := make(chan answer, 2*tries)
	var wg sync.WaitGroup
	for i := range 2 * tries {
		wg.Add(1)
		go func() {
			defer wg.Done()
			// Every try has another content: they are no retries of each other's.
			who, dec := h.alice, desk.Decision{Action: desk.Confirm, Fields: map[string]string{"amount": "10"}}
			if i%2 == 1 {
				who, dec = h.bob, desk.Decision{Action: desk.Reject, Reason: "irregular"}
			}
			doc, err := h.decide(who, task, dec)
			answers <- answer{doc, err}
		}()
	}
	wg.Wait()
	close(answers)
	for a := range answers {
		if a.err != nil && code(a.err) != bordereau.Conflicting || a.err == nil && a.doc.State != bordereau.Decided {
			t.Fatal(a.doc.State, a.err)
		}
	}
	if n := h.sql("SELECT count(*) || ' ' || max(action) FROM decisions"); n != "1 confirm" {
		t.Error("decisions:", n)
	}
	if got := h.states(docs); got != "decided" {
		t.Error(got)
	}
}

func TestTwoLeasesOnOneTaskOneDecision(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for range 20 {
		docs := h.bring(bordereau.Deposit{}, doubtful())
		var wg sync.WaitGroup
		var mu sync.Mutex
		wins, tasks := 0, 0
		for _, who := range []bordereau.Principal{h.alice, h.bob} {
			wg.Add(1)
			go func() {
				defer wg.Done()
				task, err := h.NextTask(t.Context(), who, desk.TaskFilter{})
				if err != nil {
					t.Error(err)
				}
				if task == nil {
					return
				}
				_, err = h.decide(who, *task, desk.Decision{Action: desk.Confirm, Fields: map[string]string{"amount": "10"}})
				mu.Lock()
				defer mu.Unlock()
				tasks++
				if err == nil {
					wins++
				}
			}()
		}
		wg.Wait()
		if wins != 1 || tasks != 1 || h.one(docs[0]).State != bordereau.Decided {
			t.Fatal(wins, tasks, h.states(docs))
		}
	}
}

func TestAWrongValueIsRefusedWithItsField(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.bring(bordereau.Deposit{}, transfer("100.00", other))
	task := h.take(h.alice, desk.TaskFilter{})
	for field, value := range map[string]string{"creditor_iban": "DE89370400440532013001", "amount": "cent", "execution_date": "31/02/2026"} {
		_, err := h.decide(h.alice, task, desk.Decision{Action: desk.Confirm, Fields: map[string]string{field: value}})
		e, ok := errors.AsType[*bordereau.Error](err)
		if !ok || e.Code != bordereau.Invalid || e.Pointer != "/fields/"+field {
			t.Errorf("%s: %v", field, err)
		}
	}
	if _, err := h.decide(h.alice, task, desk.Decision{Action: desk.Confirm, Fields: map[string]string{"amount": ""}}); code(err) != bordereau.Invalid {
		t.Error("an order without an amount:", err)
	}
	if h.one(docs[0]).Version != task.Version {
		t.Error("a refused decision changed the document")
	}
}

func TestWhatIsDoubtfulHasToBeConfirmed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.bring(bordereau.Deposit{}, doubtful())
	task := h.take(h.alice, desk.TaskFilter{})
	_, err := h.decide(h.alice, task, desk.Decision{Action: desk.Confirm})
	if e, ok := errors.AsType[*bordereau.Error](err); !ok || e.Pointer != "/fields/amount" || e.Message != "Le montant : saisissez la valeur lue sur l'image." {
		t.Error(err)
	}
}

func TestAboveTheCeilingTwoPeopleAgreeOnTheValues(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.bring(bordereau.Deposit{}, transfer("9000.00", other))
	if doc := h.must(h.alice, h.take(h.alice, desk.TaskFilter{}), desk.Decision{Action: desk.Confirm}); doc.State != bordereau.SecondReview {
		t.Fatal(doc.State)
	}
	if task, err := h.NextTask(t.Context(), h.alice, desk.TaskFilter{}); task != nil || err != nil {
		t.Fatal("the second look was given to the first pair of eyes", err)
	}
	task := h.take(h.bob, desk.TaskFilter{})
	if task.Kind != "second" {
		t.Fatal(task.Kind)
	}
	good := map[string]string{"amount": "9 000,00", "debtor_iban": iban, "creditor_iban": other}
	if _, err := h.decide(h.bob, task, desk.Decision{Action: desk.Confirm}); code(err) != bordereau.Invalid {
		t.Error("a nod is no second entry:", err)
	}
	// The second reader is asked to key again before the two readings count as different.
	differs := desk.Decision{Action: desk.Confirm, Fields: map[string]string{"amount": "9000,10", "debtor_iban": iban, "creditor_iban": other}}
	if _, err := h.decide(h.bob, task, differs); !keysAgain(err) {
		t.Fatal(err)
	}
	if doc, err := h.decide(h.bob, task, differs); err != nil || doc.State != bordereau.ToReview {
		t.Fatal(doc.State, err)
	}
	// The third is neither of the two, by the record itself.
	for _, who := range []bordereau.Principal{h.alice, h.bob} {
		if task, err := h.NextTask(t.Context(), who, desk.TaskFilter{}); task != nil || err != nil {
			t.Errorf("%s decides between himself and another: %v", who.Name, err)
		}
	}
	third := h.take(h.carol, desk.TaskFilter{})
	if third.Kind != "third" || third.Reasons[0].Sentence != "Les deux lectures diffèrent : le montant. Une troisième personne départage." {
		t.Errorf("%+v", third.Reasons)
	}
	for _, who := range []bordereau.Principal{h.alice, h.bob} {
		err := h.store.InTx(t.Context(), func(ctx context.Context, tx desk.Tx) error {
			return tx.AddDecision(ctx, desk.Made{ID: ids.New(), DocumentID: third.Document, TaskID: third.ID, By: who,
				Decision: desk.Decision{Action: desk.Confirm, LeaseID: third.LeaseID, Version: third.Version}, Outcome: bordereau.Decided, At: monday})
		})
		if code(err) != bordereau.Forbidden {
			t.Errorf("%s: %v", who.Name, err)
		}
	}
	if _, err := h.decide(h.carol, third, desk.Decision{Action: desk.Confirm}); code(err) != bordereau.Invalid {
		t.Error("an arbiter nodded:", err)
	}
	if doc := h.must(h.carol, third, desk.Decision{Action: desk.Confirm, Fields: good}); doc.State != bordereau.Decided {
		t.Fatal(doc.State)
	}
	u := h.unitOf(docs[0])
	record, err := h.Entry(t.Context(), h.sophie, u.EntryID)
	if err != nil || !strings.Contains(string(record), `"decided_by":["alice","carol"]`) {
		t.Error(string(record), err)
	}
}

func TestASecondLookOfTheFirstPersonIsRefusedByTheRecordItself(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.bring(bordereau.Deposit{}, transfer("9000.00", other))
	h.must(h.alice, h.take(h.alice, desk.TaskFilter{}), desk.Decision{Action: desk.Confirm})
	second := h.take(h.bob, desk.TaskFilter{})
	// Even with the lease in her name, whatever put it there.
	h.sql("UPDATE tasks SET leased_by = '%s' WHERE id = '%s'", h.alice.ID, second.ID)
	if _, err := h.decide(h.alice, second, desk.Decision{Action: desk.Confirm, Fields: map[string]string{"amount": "9000", "debtor_iban": iban, "creditor_iban": other}}); code(err) != bordereau.Conflicting {
		t.Error(err)
	}
	err := h.store.InTx(t.Context(), func(ctx context.Context, tx desk.Tx) error {
		return tx.AddDecision(ctx, desk.Made{ID: ids.New(), DocumentID: second.Document, TaskID: second.ID, By: h.alice,
			Decision: desk.Decision{Action: desk.Confirm, LeaseID: second.LeaseID, Version: second.Version}, Outcome: bordereau.Decided, At: monday})
	})
	if code(err) != bordereau.Forbidden {
		t.Error(err)
	}
}

func TestAChangedIBANWantsASecondPerson(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.bring(bordereau.Deposit{}, transfer("100.00", other))
	doc := h.must(h.alice, h.take(h.alice, desk.TaskFilter{}), desk.Decision{Action: desk.Confirm, Fields: map[string]string{"creditor_iban": "GB82 WEST 1234 5698 7654 32"}})
	if doc.State != bordereau.SecondReview {
		t.Fatal(doc.State)
	}
	f := h.values(docs[0]).Field("creditor_iban")
	if f.Value != "GB82WEST12345698765432" || len(f.Proofs) != 1 || f.Proofs[0].Kind != bordereau.ProofPerson {
		t.Errorf("%+v", f)
	}
	if task := h.take(h.bob, desk.TaskFilter{}); task.Reasons[0].Rule != "iban_changed" {
		t.Errorf("%+v", task.Reasons)
	}
}

func TestTheOtherDecisions(t *testing.T) {
	t.Parallel()
	page := func(d bordereau.Document) string {
		sum := sha256.Sum256([]byte(d.ID + "page"))
		return hex.EncodeToString(sum[:])
	}
	for name, c := range map[string]struct {
		dec   desk.Decision
		state bordereau.State
		fails bordereau.Code
	}{
		"illegible":       {desk.Decision{Action: desk.Illegible}, bordereau.Returned, ""},
		"return":          {desk.Decision{Action: desk.Return, Reason: "incomplete"}, bordereau.Returned, ""},
		"reject":          {desk.Decision{Action: desk.Reject, Reason: "expired", Note: "depuis 2020"}, bordereau.Rejected, ""},
		"no reason":       {desk.Decision{Action: desk.Reject}, bordereau.InReview, bordereau.Invalid},
		"made-up reason":  {desk.Decision{Action: desk.Reject, Reason: "mood"}, bordereau.InReview, bordereau.Invalid},
		"other, mute":     {desk.Decision{Action: desk.Reject, Reason: "other"}, bordereau.InReview, bordereau.Invalid},
		"escalate":        {desk.Decision{Action: desk.Escalate, Note: "étrange"}, bordereau.ToReview, ""},
		"wait":            {desk.Decision{Action: desk.Wait}, bordereau.ToReview, ""},
		"unknown dossier": {desk.Decision{Action: desk.Refile, Dossier: "D9"}, bordereau.InReview, bordereau.Invalid},
		"refile":          {desk.Decision{Action: desk.Refile, Dossier: "D2"}, bordereau.InReview, ""},
		"type":            {desk.Decision{Action: desk.SetType, Type: bordereau.Letter}, bordereau.Decided, ""},
		"no such type":    {desk.Decision{Action: desk.SetType, Type: "poem"}, bordereau.InReview, bordereau.Invalid},
		"unknown action":  {desk.Decision{Action: "burn"}, bordereau.InReview, bordereau.Invalid},
		"page not shown":  {desk.Decision{Action: desk.Illegible, Seen: []string{"ab"}}, bordereau.InReview, bordereau.Invalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			if _, err := h.CreateDossier(t.Context(), h.branch, desk.DossierView{Ref: "D2", Kind: "cheque_remittance", Customers: []string{"C1"}}); err != nil {
				t.Fatal(err)
			}
			docs := h.bring(bordereau.Deposit{}, doubtful())
			task := h.take(h.alice, desk.TaskFilter{})
			if c.dec.Seen == nil {
				c.dec.Seen = []string{page(docs[0])}
			}
			doc, err := h.decide(h.alice, task, c.dec)
			if code(err) != c.fails || h.one(docs[0]).State != c.state {
				t.Fatal(err, h.one(docs[0]).State)
			}
			if err != nil {
				return
			}
			if got := h.sql("SELECT outcome || ' ' || (seen->>0) FROM decisions"); got != string(c.state)+" "+page(docs[0]) {
				t.Error(got)
			}
			switch c.dec.Action {
			case desk.Reject:
				if doc.ReasonText != "Document périmé : depuis 2020" || doc.Reason != "expired" {
					t.Error(doc.Reason, doc.ReasonText)
				}
			case desk.Escalate:
				if task, err := h.NextTask(t.Context(), h.bob, desk.TaskFilter{}); task != nil || err != nil {
					t.Error("a clerk was given what went to a supervisor", err)
				}
				if task := h.take(h.sophie, desk.TaskFilter{}); !strings.Contains(task.Reasons[len(task.Reasons)-1].Sentence, "étrange") {
					t.Error(task.Reasons)
				}
			case desk.Wait:
				if task, err := h.NextTask(t.Context(), h.bob, desk.TaskFilter{}); task != nil || err != nil {
					t.Error("what waits came back at once", err)
				}
			case desk.Refile:
				if doc.Dossier != "D2" || doc.Version != task.Version+1 {
					t.Error(doc.Dossier, doc.Version)
				}
				task.Version = doc.Version
				h.must(h.alice, task, desk.Decision{Action: desk.Confirm, Fields: map[string]string{"amount": "10"}})
			case desk.SetType:
				if u := h.values(doc); u.Type != bordereau.Letter || doc.Type != bordereau.Letter || len(u.Fields) != 0 {
					t.Error(u)
				}
			}
		})
	}
}

func TestAnUnknownPaperBecomesTheSlipOfItsCheques(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.bring(bordereau.Deposit{}, paper{kind: bordereau.Unknown}, cheque("10.00", agreement))
	task := h.take(h.alice, desk.TaskFilter{Type: bordereau.Unknown})
	doc := h.must(h.alice, task, desk.Decision{Action: desk.SetType, Type: bordereau.RemittanceSlip,
		Fields: map[string]string{"slip_count": "1", "slip_total": "10", "iban": iban}})
	// The account was typed, not read: a second person looks at it.
	if doc.State != bordereau.SecondReview || doc.UnitID == "" || h.one(docs[1]).UnitID != doc.UnitID {
		t.Fatalf("%+v", doc)
	}
	h.must(h.bob, h.take(h.bob, desk.TaskFilter{Kind: "second"}), desk.Decision{Action: desk.Confirm, Fields: map[string]string{"slip_count": "1", "slip_total": "10", "iban": iban}})
	h.must(h.bob, h.take(h.bob, desk.TaskFilter{}), desk.Decision{Action: desk.Confirm})
	if u := h.unitOf(doc); u.State != "final" {
		t.Errorf("%+v", u)
	}
}

func TestWhatTheMachineGaveUpOnIsRefusedByAPerson(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	doc := h.deposit(bordereau.Deposit{}, 1)[0]
	h.tx(func(ctx context.Context, tx desk.Tx) error { return h.GaveUp(ctx, tx, &doc, "crashed", "…") })
	if _, err := h.Refuse(t.Context(), h.alice, doc.ID, desk.Decision{Action: desk.Reject, Version: doc.Version}); code(err) != bordereau.Invalid {
		t.Error(err)
	}
	got, err := h.Refuse(t.Context(), h.alice, doc.ID, desk.Decision{Action: desk.Illegible, Version: doc.Version})
	if err != nil || got.State != bordereau.Returned || got.ReasonText != "Document illisible" {
		t.Error(got, err)
	}
	if _, err := h.Refuse(t.Context(), h.alice, doc.ID, desk.Decision{Action: desk.Illegible, Version: got.Version}); code(err) != bordereau.Conflicting {
		t.Error(err)
	}
}

func TestWhatIsArchivedIsRefiledByAnEvent(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.bring(bordereau.Deposit{}, slip(1, "10.00"), cheque("10.00", weak))
	h.archive(docs...)
	h.customer(dossier.Customer{Ref: "C2", Kind: dossier.Company, CompanyName: "GARAGE DES ALPES SAS"})
	if _, err := h.CreateDossier(t.Context(), h.branch, desk.DossierView{Ref: "D2", Kind: "cheque_remittance", Customers: []string{"C2"}}); err != nil {
		t.Fatal(err)
	}
	doc := h.one(docs[1])
	said := func() (out []string) {
		for _, k := range h.values(doc).Checks {
			if k.Rule == dossier.RuleName {
				out = append(out, string(k.Verdict))
			}
		}
		return out
	}
	if got := said(); len(got) != 1 || got[0] != "passed" {
		t.Fatal(got)
	}
	sealed := h.sql("SELECT count(*) FROM archive_objects")
	got, err := h.Refile(t.Context(), h.alice, doc.ID, doc.Version, "D2")
	if err != nil || got.State != bordereau.Booked || got.Dossier != "D2" {
		t.Fatal(got, err)
	}
	// Its values are held against the new customers; nothing is sealed anew.
	if got := said(); len(got) != 1 || got[0] == "passed" || h.sql("SELECT count(*) FROM archive_objects") != sealed {
		t.Error("what the old dossier said stands:", got)
	}
	if _, err := h.Refile(t.Context(), h.alice, doc.ID, got.Version, "D9"); code(err) != bordereau.Invalid {
		t.Error(err)
	}
	if n := h.sql("SELECT body->>'from_dossier' FROM events e JOIN event_values v ON v.event_id = e.id WHERE kind = 'document.refiled'"); n != "D1" {
		t.Error(n)
	}
}
