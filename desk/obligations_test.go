package desk_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/ids"
)

func (h *house) open(kind, ref string, facts map[string]bool) desk.DossierView {
	h.t.Helper()
	v, err := h.CreateDossier(h.t.Context(), h.sophie, desk.DossierView{Ref: ref, Kind: kind, Branch: "12", Customers: []string{"C1"}, Facts: facts})
	if err != nil {
		h.t.Fatal(err)
	}
	return v
}

// due tells the obligations of a dossier: name, days, state.
func (h *house) due(ref string) string {
	h.t.Helper()
	list, err := h.Obligations(h.t.Context(), h.alice, desk.ObligationFilter{Dossier: ref}, desk.Cursor{})
	if err != nil {
		h.t.Fatal(err)
	}
	var out []string
	for _, o := range list.Items {
		out = append(out, strings.TrimSpace(o.Name+" "+o.NotBefore+" "+o.Due)+" "+o.State)
	}
	return strings.Join(out, "; ")
}

func complaint(subject string) paper {
	return paper{kind: bordereau.Complaint, fields: []bordereau.Field{field("subject", subject)}}
}

// A dossier's events open its obligations in their own transaction, and what turns
// out not to have happened makes them void.
func TestAnEventOpensAnObligation(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.open("account_opening", "OUV", nil)
	if got := h.due("OUV"); got != "" {
		t.Fatal("the dossier is opened, no account is:", got)
	}
	tell := func(event, day, account string) error {
		return h.TellDossier(t.Context(), h.alice, "OUV", desk.Told{Event: event, Day: day, Account: account})
	}
	if err := tell("account_opened", "2026-11-23", "FR7630001007941234567890186"); code(err) != bordereau.Invalid {
		t.Fatal("an IBAN whose key is wrong:", err)
	}
	if err := tell("account_opened", "2026-11-23", ""); err != nil || h.due("OUV") != "ficoba_opening  2026-11-30 open" {
		t.Fatal(err, h.due("OUV"))
	}
	// Two accounts on one day are two declarations.
	if err := tell("account_opened", "2026-11-23", "FR14 2004 1010 0505 0001 3M02 606"); err != nil || h.due("OUV") != "ficoba_opening  2026-11-30 open; ficoba_opening  2026-11-30 open" {
		t.Fatal(err, h.due("OUV"))
	}
	// What the answers of the dossier no longer set off is void.
	v := h.open("sepa_mandate", "MDT", nil)
	if err := h.TellDossier(t.Context(), h.alice, "MDT", desk.Told{Event: "debited", Day: "2026-11-20"}); err != nil || !strings.Contains(h.due("MDT"), "refund_right  2027-01-15 open") {
		t.Fatal(err, h.due("MDT"))
	}
	v.Facts = map[string]bool{"business": true}
	if _, err := h.ChangeDossier(t.Context(), h.alice, v); err != nil || !strings.Contains(h.due("MDT"), "refund_right  2027-01-15 void") {
		t.Fatal(err, h.due("MDT"))
	}
	// What was owed before the type of dossier changed stays owed.
	h.sql("UPDATE obligations SET event = 'opened' WHERE name = 'lapse'; UPDATE dossier_events SET event = 'notified' WHERE event = 'debited'")
	if _, err := h.ChangeDossier(t.Context(), h.alice, func() desk.DossierView { v.Version++; return v }()); err != nil || !strings.Contains(h.due("MDT"), "lapse  2029-11-20 open") {
		t.Fatal(err, h.due("MDT"))
	}
	// A transaction that does not end leaves none.
	if _, err := h.CreateDossier(t.Context(), h.sophie, desk.DossierView{Ref: "LOST", Kind: "account_opening", Branch: "12", Customers: []string{"NOBODY"}}); err == nil || h.due("LOST") != "" {
		t.Error(err, h.due("LOST"))
	}
	if n := h.sql("SELECT count(*) FROM events WHERE kind = 'obligation.opened'"); n != "6" {
		t.Error(n)
	}
}

// The heirs are paid: the list is due within fifteen days, once, however often and by
// however many it is told.
func TestWhatPeopleTellIsOneEvent(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.open("succession", "SUC", nil)
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			if err := h.TellDossier(t.Context(), h.alice, "SUC", desk.Told{Event: "payment", Day: "2026-11-20"}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := h.due("SUC"); got != "estate_list  2026-12-05 open" {
		t.Error(got)
	}
	for name, c := range map[string]struct {
		by         bordereau.Principal
		event, day string
		want       bordereau.Code
	}{
		"tomorrow": {h.alice, "payment", "2026-11-24", bordereau.Invalid}, "no day": {h.alice, "payment", "20/11/2026", bordereau.Invalid},
		"unheard": {h.alice, "feast", "2026-11-20", bordereau.Invalid}, "a branch": {h.branch, "payment", "2026-11-20", bordereau.Forbidden},
	} {
		if err := h.TellDossier(t.Context(), c.by, "SUC", desk.Told{Event: c.event, Day: c.day}); code(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A complaint counts from its receipt; refused, refiled or read otherwise, its
// obligations follow.
func TestADocumentOpensAnObligation(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.open("complaint", "REC", map[string]bool{"payment_service": true})
	h.open("complaint", "REC2", nil)
	h.at(time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC))
	doc := h.bring(bordereau.Deposit{Dossier: "REC"}, complaint("Prélèvement contesté"))[0]
	if got := h.due("REC"); got != "answer  2026-11-20 open" {
		t.Fatal(got)
	}
	// A holding reply is nothing without its reason; with it the final answer is owed.
	hold := desk.Told{Event: "holding_reply", Day: "2026-11-02"}
	if err := h.TellDossier(t.Context(), h.alice, "REC", hold); code(err) != bordereau.Invalid {
		t.Fatal(err)
	}
	hold.Reason = "La banque du bénéficiaire n'a pas répondu"
	if err := h.TellDossier(t.Context(), h.alice, "REC", hold); err != nil || h.due("REC") != "answer  2026-11-20 open; final_answer  2026-12-14 open" {
		t.Fatal(err, h.due("REC"))
	}
	if n := h.sql("SELECT note FROM dossier_events WHERE event = 'holding_reply'"); n != hold.Reason {
		t.Error(n)
	}
	task := h.take(h.alice, desk.TaskFilter{})
	h.must(h.alice, task, desk.Decision{Action: desk.Refile, Dossier: "REC2"})
	if got := h.due("REC"); strings.Contains(got, "open") {
		t.Error("what left the dossier stays owed:", got)
	}
	if got := h.due("REC2"); got != "acknowledgement  2026-11-14 open; reply  2027-01-02 open" {
		t.Error(got)
	}
	task, err := h.Task(t.Context(), h.alice, task.ID)
	if err != nil {
		t.Fatal(err)
	}
	h.must(h.alice, task, desk.Decision{Action: desk.Reject, Reason: "duplicate"})
	if got := h.due("REC2"); strings.Contains(got, "open") {
		t.Error("what was refused stays owed:", got)
	}
	if h.one(doc).State != bordereau.Rejected {
		t.Error(h.one(doc).State)
	}
	// The facts of the dossier change what is owed.
	h.bring(bordereau.Deposit{Dossier: "REC2"}, complaint("Autre"))
	v, err := h.Dossier(t.Context(), h.alice, "REC2")
	if err != nil {
		t.Fatal(err)
	}
	v.Facts = map[string]bool{"payment_service": true}
	if _, err := h.ChangeDossier(t.Context(), h.alice, v); err != nil || !strings.Contains(h.due("REC2"), "answer  2026-11-20 open") || strings.Contains(h.due("REC2"), "reply  2027-01-02 open") {
		t.Error(err, h.due("REC2"))
	}
}

func offer(received string) paper {
	return paper{kind: bordereau.LoanOffer, fields: []bordereau.Field{field("received_date", received, agreement)}}
}

// An obligation is closed with its proof and with nothing less, and none that must
// wait before its day.
func TestAnObligationIsClosedByItsProof(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.open("mortgage", "IMMO", nil)
	h.open("account_opening", "OUV", nil)
	if err := h.TellDossier(t.Context(), h.alice, "OUV", desk.Told{Event: "account_opened", Day: "2026-11-23"}); err != nil {
		t.Fatal(err)
	}
	docs := h.bring(bordereau.Deposit{Dossier: "IMMO"}, offer("2026-11-02"), offer("2026-11-20"))
	list, err := h.Obligations(t.Context(), h.alice, desk.ObligationFilter{State: "open", Dossier: "IMMO"}, desk.Cursor{})
	if err != nil || len(list.Items) != 4 {
		t.Fatal(list, err)
	}
	for i, want := range []string{"2026-11-13", "2026-12-01", "2026-12-02", "2026-12-20"} {
		if o := list.Items[i]; o.Due+o.NotBefore != want {
			t.Errorf("%d: %+v, want %s", i, o, want)
		}
	}
	first := list.Items[0] // acceptance of the first offer, not before the 13th
	for name, c := range map[string]struct {
		by   bordereau.Principal
		p    desk.ObligationProof
		want bordereau.Code
	}{
		"no proof":         {h.alice, desk.ObligationProof{DoneOn: "2026-11-16"}, bordereau.Invalid},
		"no day":           {h.alice, desk.ObligationProof{Reference: "AR 1"}, bordereau.Invalid},
		"the tenth day":    {h.alice, desk.ObligationProof{DoneOn: "2026-11-12", Reference: "AR 1"}, bordereau.Invalid},
		"tomorrow":         {h.alice, desk.ObligationProof{DoneOn: "2026-11-24", Reference: "AR 1"}, bordereau.Invalid},
		"unknown document": {h.alice, desk.ObligationProof{DoneOn: "2026-11-13", DocumentID: ids.New()}, bordereau.Invalid},
		"no document":      {h.alice, desk.ObligationProof{DoneOn: "2026-11-13", DocumentID: "x"}, bordereau.Invalid},
		"a branch":         {h.branch, desk.ObligationProof{DoneOn: "2026-11-13", Reference: "AR 1"}, bordereau.Forbidden},
	} {
		if _, err := h.Prove(t.Context(), c.by, first.ID, c.p); code(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	done, err := h.Prove(t.Context(), h.alice, first.ID, desk.ObligationProof{DoneOn: "2026-11-13", Reference: "AR 2C 123", DocumentID: docs[0].ID})
	if err != nil || done.State != "done" || done.Late {
		t.Fatal(done, err)
	}
	if _, err := h.Prove(t.Context(), h.alice, first.ID, desk.ObligationProof{DoneOn: "2026-11-13", Reference: "AR 2"}); code(err) != bordereau.Conflicting {
		t.Error(err)
	}
	// Late is what was done after its day, and what is open after it.
	h.at(monday.AddDate(0, 0, 8))
	all, err := h.Obligations(t.Context(), h.alice, desk.ObligationFilter{Dossier: "OUV"}, desk.Cursor{})
	if err != nil || len(all.Items) != 1 || !all.Items[0].Late {
		t.Fatal(all, err)
	}
	if late, err := h.Prove(t.Context(), h.alice, all.Items[0].ID, desk.ObligationProof{DoneOn: "2026-12-01", Reference: "FICOBA 77"}); err != nil || !late.Late {
		t.Error(late, err)
	}
	// Pages follow each other without gap or repetition.
	seen := map[string]bool{}
	for c := (desk.Cursor{Limit: 1}); ; {
		one, err := h.Obligations(t.Context(), h.alice, desk.ObligationFilter{}, c)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range one.Items {
			if seen[o.ID] {
				t.Error("twice", o.ID)
			}
			seen[o.ID] = true
		}
		if c.After = one.Next; c.After == "" {
			break
		}
	}
	if len(seen) != 5 {
		t.Error(len(seen))
	}
	var csv, js bytes.Buffer
	if err := h.ExportObligations(t.Context(), h.alice, desk.ObligationFilter{}, "csv", &csv); err != nil || strings.Count(csv.String(), "\r\n") != 6 || !strings.Contains(csv.String(), `"AR 2C 123"`) {
		t.Error(err, csv.String())
	}
	var rows []desk.Obligation
	if err := h.ExportObligations(t.Context(), h.alice, desk.ObligationFilter{State: "done"}, "json", &js); err != nil || json.Unmarshal(js.Bytes(), &rows) != nil || len(rows) != 2 {
		t.Error(err, js.String())
	}
	if err := h.ExportObligations(t.Context(), h.alice, desk.ObligationFilter{}, "xml", &js); code(err) != bordereau.Invalid {
		t.Error(err)
	}
}

// What a spreadsheet would take for a formula is text, and a restricted dossier owes
// nothing that others see.
func TestWhatIsOwedIsKeptFromOthers(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	if _, err := h.CreateDossier(t.Context(), h.sophie, desk.DossierView{Ref: "SECRET", Kind: "account_opening", Branch: "12", Customers: []string{"C1"}, Restricted: true, Readers: []string{"carol"}}); err != nil {
		t.Fatal(err)
	}
	if err := h.TellDossier(t.Context(), h.carol, "SECRET", desk.Told{Event: "account_opened", Day: "2026-11-23"}); err != nil {
		t.Fatal(err)
	}
	if h.due("SECRET") != "" {
		t.Error(h.due("SECRET"))
	}
	list, err := h.Obligations(t.Context(), h.carol, desk.ObligationFilter{}, desk.Cursor{})
	if err != nil || len(list.Items) != 1 {
		t.Fatal(list, err)
	}
	p := desk.ObligationProof{DoneOn: "2026-11-23", Reference: `=HYPERLINK("x")`}
	if _, err := h.Prove(t.Context(), h.alice, list.Items[0].ID, p); code(err) != bordereau.NotFound {
		t.Error(err)
	}
	if _, err := h.Prove(t.Context(), h.carol, list.Items[0].ID, p); err != nil {
		t.Fatal(err)
	}
	var csv bytes.Buffer
	if err := h.ExportObligations(t.Context(), h.carol, desk.ObligationFilter{}, "csv", &csv); err != nil || !strings.Contains(csv.String(), `"'=HYPERLINK(""x"")"`) {
		t.Error(err, csv.String())
	}
	if _, err := h.Obligations(t.Context(), h.branch, desk.ObligationFilter{}, desk.Cursor{}); code(err) != bordereau.Forbidden {
		t.Error(err)
	}
}
