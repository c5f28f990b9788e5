package desk_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"bordereau"
	"bordereau/desk"
	"bordereau/entry"
	"bordereau/policy"
	"bordereau/review"
)

func TestABalancedSlipPassesStraightThroughToItsEntry(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	// The amounts are doubtful alone; only the balance proves them. The slip comes last.
	docs := h.bring(bordereau.Deposit{}, cheque("10.00", weak), cheque("20.50", weak), slip(2, "30.50"))
	if got := h.states(docs); got != "decided decided decided" {
		t.Fatal(got)
	}
	u := h.unitOf(docs[0])
	if u.State != "final" || u.EntryNumber != 1 || u.Declared.Minor != 3050 || *u.DeclaredCount != 2 || len(u.Documents) != 3 {
		t.Fatalf("%+v", u)
	}
	f := h.values(docs[0]).Field("amount")
	if f.Status != bordereau.Proved || f.Proofs[len(f.Proofs)-1].Kind != bordereau.ProofBalance {
		t.Errorf("%+v", f)
	}
	feed, err := h.Feed(t.Context(), h.booking, 0, 0)
	if err != nil || len(feed) != 0 {
		t.Fatal("an entry is visible before its papers are archived", err)
	}
	if _, err := h.Entry(t.Context(), h.booking, u.EntryID); code(err) != bordereau.NotFound {
		t.Error(err)
	}
	h.archive(docs[:2]...)
	if feed, _ := h.Feed(t.Context(), h.booking, 0, 0); len(feed) != 0 {
		t.Fatal("visible too early")
	}
	h.archive(docs[2])
	if got := h.states(docs); got != "booked booked booked" {
		t.Fatal(got)
	}
	if feed, err = h.Feed(t.Context(), h.booking, 0, 0); err != nil || len(feed) != 1 || feed[0].Sequence != 1 {
		t.Fatal(feed, err)
	}
	var r entry.Record
	if err := json.Unmarshal(feed[0].Record, &r); err != nil {
		t.Fatal(err)
	}
	if err := r.Check(); err != nil {
		t.Error(err)
	}
	if r.Dossier != "D1" || r.Customer != "C1" || r.AmountMinor != 3050 || len(r.Lines) != 3 || len(r.Pieces) != 3 || r.BusinessDay != "2026-11-23" ||
		r.References["iban"] != iban || len(r.DecidedBy) != 1 || r.DecidedBy[0] != "system" || len(r.Proofs) == 0 {
		t.Errorf("%s", feed[0].Record)
	}
	if n := h.sql("SELECT count(*) FROM jobs WHERE stage = 'archive'"); n != "3" {
		t.Error("archive jobs:", n)
	}
}

func TestChequesWaitUntilTheirDepositIsClassified(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.deposit(bordereau.Deposit{Dossier: "D1"}, 3)
	if err := h.read(t.Context(), docs[1], cheque("10.00", weak)); err != nil {
		t.Fatal(err)
	}
	if err := h.read(t.Context(), docs[0], slip(2, "30.00")); err != nil {
		t.Fatal(err)
	}
	if got := h.states(docs); got != "classified classified received" {
		t.Fatal(got)
	}
	// The third is given up: the others do not wait for ever.
	h.tx(func(ctx context.Context, tx desk.Tx) error {
		d, err := tx.LockDocument(ctx, docs[2].ID)
		if err != nil {
			return err
		}
		return h.GaveUp(ctx, tx, &d, "crashed", "…")
	})
	if got := h.states(docs); got != "to_review to_review quarantined" {
		t.Fatal(got)
	}
	u := h.unitOf(docs[0])
	if u.State != "open" || len(u.Documents) != 2 {
		t.Errorf("%+v", u)
	}
}

func TestTheLastTwoReadAtOnceLeaveNobodyWaiting(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for range 10 {
		docs := h.deposit(bordereau.Deposit{Dossier: "D1"}, 4)
		papers := []paper{slip(3, "30.00"), cheque("10.00", weak), cheque("10.00", weak), cheque("10.00", weak)}
		errs := make(chan error)
		for i := range docs {
			go func() { errs <- h.read(t.Context(), docs[i], papers[i]) }()
		}
		for range docs {
			if err := <-errs; err != nil {
				t.Fatal(err)
			}
		}
		if got := h.states(docs); got != "decided decided decided decided" {
			t.Fatal(got)
		}
		if u := h.unitOf(docs[0]); u.State != "final" {
			t.Fatalf("%+v", u)
		}
	}
}

func TestAnUnbalancedSlipIsHeldAndReleasedByASupervisor(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.bring(bordereau.Deposit{}, slip(2, "71.00"), cheque("12.00", agreement), cheque("50.00", agreement))
	if got := h.states(docs); got != "to_review decided decided" {
		t.Fatal(got)
	}
	task := h.take(h.alice, desk.TaskFilter{})
	// What would make it even is told once the total is keyed from the paper.
	if task.Document != docs[0].ID || strings.Contains(task.Reasons[0].Sentence, "62,00") {
		t.Errorf("%+v", task.Reasons)
	}
	key := desk.Keying{LeaseID: task.LeaseID, Version: task.Version, Field: "slip_total", Typed: "71"}
	if k, err := h.Key(t.Context(), h.alice, task.ID, key); err != nil || k.Outcome != review.Agrees {
		t.Fatal(k, err)
	}
	if seen, err := h.Task(t.Context(), h.alice, task.ID); err != nil || !strings.Contains(seen.Reasons[0].Sentence, "écart de 9,00\u00a0€. Explication la plus probable : Le total serait 62,00\u00a0€.") {
		t.Errorf("%+v %v", seen.Reasons, err)
	}
	if doc := h.must(h.alice, task, desk.Decision{Action: desk.Confirm, Fields: map[string]string{"slip_total": "71,00", "slip_count": "2", "iban": iban}}); doc.State != bordereau.Decided {
		t.Fatal(doc.State)
	}
	u := h.unitOf(docs[0])
	if u.State != "held" || !strings.Contains(u.HeldFor, "écart de 9,00") {
		t.Fatalf("%+v", u)
	}
	first, swapped := u.Explanations[0], slices.IndexFunc(u.Explanations, func(e desk.Explanation) bool { return e.Cause == entry.CauseSwapped })
	if first.Field != "slip_total" || first.Value != "62.00" || swapped < 0 || u.Explanations[swapped].DocumentID != docs[1].ID || u.Explanations[swapped].Value != "21.00" {
		t.Errorf("%+v", u.Explanations)
	}
	if v, err := h.Document(t.Context(), h.alice, docs[1].ID); err != nil || len(v.Explanations) != 1 || v.Explanations[0].DocumentID != docs[1].ID {
		t.Errorf("the cheque is explained by %+v %v", v.Explanations, err)
	}
	if v, err := h.Document(t.Context(), h.sophie, docs[0].ID); err != nil || len(v.Explanations) != len(u.Explanations) {
		t.Errorf("the slip is explained by %+v %v", v.Explanations, err)
	}
	if _, err := h.ReleaseUnit(t.Context(), h.bob, u.ID, u.Version, "vu avec le client"); code(err) != bordereau.Forbidden {
		t.Error("a clerk released a slip:", err)
	}
	if _, err := h.ReleaseUnit(t.Context(), h.sophie, u.ID, u.Version, " "); code(err) != bordereau.Invalid {
		t.Error(err)
	}
	if _, err := h.ReleaseUnit(t.Context(), h.sophie, u.ID, u.Version-1, "vu"); code(err) != bordereau.Conflicting {
		t.Error(err)
	}
	u, err := h.ReleaseUnit(t.Context(), h.sophie, u.ID, u.Version, "vu avec le client")
	if err != nil || u.State != "final" || u.EntryNumber != 1 || u.ReleasedBy != "sophie" || len(u.Explanations) > 0 {
		t.Fatalf("%+v %v", u, err)
	}
	record, err := h.Entry(t.Context(), h.alice, u.EntryID)
	if err != nil || !strings.Contains(string(record), `"amount_minor":6200`) || !strings.Contains(string(record), `"decided_by":["alice","sophie"]`) {
		t.Error(string(record), err)
	}
	if _, err := h.ReleaseUnit(t.Context(), h.sophie, u.ID, u.Version, "encore"); code(err) != bordereau.Conflicting {
		t.Error(err)
	}
}

func TestTheBranchsOwnCountMustAgree(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	three := 3
	docs := h.bring(bordereau.Deposit{SlipCount: &three}, slip(1, "12.00"), cheque("12.00", agreement))
	if got := h.states(docs); got != "to_review decided" {
		t.Fatal(got)
	}
	u := h.values(docs[0])
	if c := u.Checks[len(u.Checks)-1]; c.Verdict != bordereau.Failed || !strings.Contains(c.Detail, "Le dépôt de l'agence annonce 3 chèques") {
		t.Errorf("%+v", c)
	}
}

func TestARejectedChequeLeavesTheSlip(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.bring(bordereau.Deposit{}, slip(2, "30.00"), cheque("10.00"), cheque("21.00", agreement))
	for range 2 {
		task := h.take(h.alice, desk.TaskFilter{})
		if task.Document == docs[1].ID {
			h.must(h.alice, task, desk.Decision{Action: desk.Reject, Reason: "not_signed"})
			continue
		}
		h.must(h.alice, task, desk.Decision{Action: desk.Confirm, Fields: map[string]string{"slip_total": "30", "slip_count": "2", "iban": iban}})
	}
	if got := h.states(docs); got != "decided rejected decided" {
		t.Fatal(got)
	}
	u := h.unitOf(docs[0])
	if u.State != "held" || !strings.HasPrefix(u.HeldFor, "1 chèque de ce bordereau a été rejeté ou renvoyé à l'agence : n° 1, 10,00\u00a0€ (Signature manquante).") {
		t.Fatalf("%+v", u)
	}
	u, err := h.ReleaseUnit(t.Context(), h.sophie, u.ID, u.Version, "un chèque rendu")
	if err != nil {
		t.Fatal(err)
	}
	record, err := h.Entry(t.Context(), h.sophie, u.EntryID)
	if err != nil || !strings.Contains(string(record), `"amount_minor":2100`) {
		t.Error(string(record), err)
	}
	// The rejected one is not waited for.
	h.archive(docs[0], docs[2])
	if feed, err := h.Feed(t.Context(), h.booking, 0, 10); err != nil || len(feed) != 1 {
		t.Error(feed, err)
	}
}

// What the slip's own lines and other readings say is weighed.
func TestTheListingNamesTheCulprit(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	s := slip(3, "96.60")
	for i, amount := range []string{"10.00", "25.60", "61.00"} {
		s.fields = append(s.fields, field(fmt.Sprintf("lines[%d].amount", i), amount), field(fmt.Sprintf("lines[%d].cheque_number", i), fmt.Sprintf("000471%d", i)))
	}
	misread := cheque("61.60", weak) // the second by the slip, the third that came
	misread.fields = append(misread.fields, field("cheque_number", "0004711"))
	docs := h.bring(bordereau.Deposit{}, s, cheque("10.00", agreement), cheque("61.00", agreement), misread)
	h.sophie = h.person("armand", bordereau.RoleAuditor) // who keys no amount may see them all
	u := h.unitOf(docs[0])
	if len(u.Explanations) == 0 {
		t.Fatal("nothing is offered")
	}
	if e := u.Explanations[0]; e.Cause != entry.CauseListed || e.Ordinal != 3 || e.Value != "25.60" || e.DocumentID != docs[3].ID {
		t.Errorf("%+v", u.Explanations)
	}
	// Another reading of the amount does as well where the slip lists nothing.
	misread = cheque("61.60", weak)
	misread.fields[0].Alternatives = []string{"61,60", "25.60"}
	docs = h.bring(bordereau.Deposit{}, slip(2, "35.60"), cheque("10.00", agreement), misread)
	if u := h.unitOf(docs[0]); len(u.Explanations) == 0 || u.Explanations[0].Cause != entry.CauseReading || u.Explanations[0].DocumentID != docs[2].ID {
		t.Errorf("%+v", u.Explanations)
	}
}

// A rejected cheque leaves its slip; the rest is booked without a supervisor only
// where the policy says so, and only where all that came with the slip balances.
func TestTheRemainderOfASlip(t *testing.T) {
	t.Parallel()
	reject, sendBack := desk.Decision{Action: desk.Reject, Reason: "not_signed"}, desk.Decision{Action: desk.Return, Reason: "not_signed"}
	for name, c := range map[string]struct {
		rule, total, state string
		out                desk.Decision
	}{
		"held":                  {"hold", "30.00", "held", reject},
		"booked":                {"remainder", "30.00", "final", reject},
		"remainder out of true": {"remainder", "31.00", "held", reject},
		"it will come back":     {"remainder", "30.00", "held", sendBack},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			rules := *policy.Default()
			rules.Remittances.RejectedCheque = c.rule
			h.SetRules(&rules)
			unsigned := cheque("10.00", weak)
			unsigned.fields[len(unsigned.fields)-1].Value = "false"
			docs := h.bring(bordereau.Deposit{}, slip(2, c.total), unsigned, cheque("20.00", agreement))
			for {
				task, err := h.NextTask(t.Context(), h.alice, desk.TaskFilter{})
				if err != nil {
					t.Fatal(err)
				}
				if task == nil {
					break
				}
				d := desk.Decision{Action: desk.Confirm, Fields: map[string]string{"slip_total": c.total, "slip_count": "2", "iban": iban}}
				if task.Document == docs[1].ID {
					d = c.out
				}
				h.must(h.alice, *task, d)
			}
			u := h.unitOf(docs[0])
			if u.State != c.state {
				t.Fatalf("the unit is %s: %s", u.State, u.HeldFor)
			}
			if c.state == "held" {
				if !strings.Contains(u.HeldFor, "n° 1, 10,00\u00a0€ (Signature manquante)") {
					t.Error(u.HeldFor)
				}
				return
			}
			r := h.recordOf(u)
			if r.AmountMinor != 2000 || len(r.Lines) != 2 || r.References["taken_out.1.document"] != docs[1].ID || r.References["taken_out.1.amount"] != "10.00" ||
				r.References["taken_out.1.reason"] != "not_signed" || r.References["taken_out.1.reason_text"] != "Signature manquante" {
				t.Errorf("%+v", r)
			}
		})
	}
}

// One entry a slip: the depositor credited once, and a line for each cheque that
// names its paper, of which the entry quotes proofs.
func TestTheLinesOfARemittance(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.bring(bordereau.Deposit{}, slip(3, "60.50"), cheque("10.00", weak), cheque("20.50", weak), cheque("30.00", agreement))
	r := h.recordOf(h.unitOf(docs[0]))
	if len(r.Lines) != 4 || r.Kind != entry.ChequeRemittance || r.Check() != nil {
		t.Fatalf("%+v", r)
	}
	proved := map[string]bool{}
	for _, p := range r.Proofs {
		if p.Kind.Strong() && (p.Field == "amount" || p.Field == "slip_total") {
			proved[p.DocumentID] = true
		}
	}
	for i, minor := range []int64{1000, 2050, 3000, 6050} {
		l, doc := r.Lines[i], docs[(i+1)%4]
		debit, credit := minor, int64(0)
		if i == 3 {
			debit, credit = 0, minor
		}
		if l.Debit != debit || l.Credit != credit || l.DocumentID != doc.ID || strings.HasSuffix(l.Account, iban) != (i == 3) {
			t.Errorf("line %d: %+v", i+1, l)
		}
		if !proved[doc.ID] {
			t.Errorf("no proof of line %d is quoted", i+1)
		}
	}
}

func (h *house) recordOf(u desk.Unit) (r entry.Record) {
	h.t.Helper()
	body, err := h.Entry(h.t.Context(), h.sophie, u.EntryID)
	if err == nil {
		err = json.Unmarshal(body, &r)
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return r
}

func TestARejectedSlipGivesItsChequesBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.bring(bordereau.Deposit{}, slip(2, "30.00"), cheque("12.00", agreement))
	h.must(h.alice, h.take(h.alice, desk.TaskFilter{Type: bordereau.RemittanceSlip}), desk.Decision{Action: desk.Reject, Reason: "other", Note: "barré"})
	if got := h.states(docs); got != "rejected to_review" {
		t.Fatal(got)
	}
	if d := h.one(docs[1]); d.UnitID != "" {
		t.Error(d.UnitID)
	}
	if s := h.unitOf(docs[0]).State; s != "void" {
		t.Error(s)
	}
}

func TestACorrectionThatBalancesClosesTheSlip(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.bring(bordereau.Deposit{}, slip(2, "30.00"), cheque("1.00", weak), cheque("20.00", agreement))
	task := h.take(h.alice, desk.TaskFilter{Type: bordereau.Cheque})
	if task.Document != docs[1].ID {
		t.Fatal("the wrong cheque")
	}
	h.must(h.alice, task, desk.Decision{Action: desk.Confirm, Fields: map[string]string{"amount": "10,00 €"}})
	// The slip now balances: what it waited for is proved, and nobody need nod.
	if waiting, err := h.NextTask(t.Context(), h.alice, desk.TaskFilter{}); err != nil || waiting != nil {
		t.Fatalf("still waiting: %+v, %v", waiting, err)
	}
	if u := h.unitOf(docs[0]); u.State != "final" {
		t.Fatalf("%+v", u)
	}
	if got := h.states(docs); got != "decided decided decided" {
		t.Error(got)
	}
	if err := h.Reopen(t.Context(), h.alice, docs[1].ID, h.one(docs[1]).Version); code(err) != bordereau.Conflicting {
		t.Error("a booked paper was reopened:", err)
	}
}

func TestAChequeWithoutSlipGoesToAPerson(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.bring(bordereau.Deposit{}, cheque("12.00", agreement))
	task := h.take(h.alice, desk.TaskFilter{})
	if task.Document != docs[0].ID || task.Reasons[0].Rule != "no_slip" {
		t.Errorf("%+v", task)
	}
}

func TestTwoSlipsShareTheChequesByOrder(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.bring(bordereau.Deposit{}, slip(1, "10.00"), cheque("10.00", weak), slip(2, "5.00"), cheque("2.00", weak), cheque("3.00", weak))
	if got := h.states(docs); got != "decided decided decided decided decided" {
		t.Fatal(got)
	}
	if a, b := h.unitOf(docs[1]), h.unitOf(docs[4]); a.ID == b.ID || a.EntryNumber == b.EntryNumber || a.State != "final" || b.State != "final" {
		t.Errorf("%+v %+v", a, b)
	}
}

func TestATransferIsBookedOnceAPersonAgreed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.bring(bordereau.Deposit{}, transfer("100.00", other))
	if got := h.states(docs); got != "to_review" {
		t.Fatal(got)
	}
	doc := h.must(h.alice, h.take(h.alice, desk.TaskFilter{}), desk.Decision{Action: desk.Confirm})
	if doc.State != bordereau.Decided {
		t.Fatal(doc.State)
	}
	u := h.unitOf(doc)
	record, err := h.Entry(t.Context(), h.sophie, u.EntryID)
	if err != nil || u.State != "final" || !strings.Contains(string(record), `"kind":"transfer"`) || !strings.Contains(string(record), `"account":"251/`+iban) {
		t.Errorf("%+v %s %v", u, record, err)
	}
}

func TestABranchSeesItsOwnUnits(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.bring(bordereau.Deposit{}, transfer("100.00", other))
	id := docs[0].UnitID
	if _, err := h.Unit(t.Context(), h.branch, id); err != nil {
		t.Error(err)
	}
	for _, stranger := range []bordereau.Principal{{ID: "k", Role: bordereau.RoleBranch, Branch: "99"}, {ID: "k", Role: bordereau.RoleBranch}} {
		if _, err := h.Unit(t.Context(), stranger, id); code(err) != bordereau.NotFound {
			t.Error(err)
		}
		if l, err := h.Units(t.Context(), stranger, "", desk.Cursor{}); err != nil || len(l.Items) != 0 {
			t.Error(l, err)
		}
	}
	if l, err := h.Units(t.Context(), h.sophie, "open", desk.Cursor{Limit: 1}); err != nil || len(l.Items) != 1 || l.Next != "" {
		t.Error(l, err)
	}
}
