package desk_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"bordereau"
	"bordereau/desk"
	"bordereau/dossier"
	"bordereau/internal/ids"
)

// clerk is a person of the back office.
func (o *office) clerk(name string, role bordereau.Role) bordereau.Principal {
	o.t.Helper()
	p := bordereau.Principal{ID: ids.New(), Name: name, Role: role, Person: true}
	must(o.t, o.store.InTx(o.t.Context(), func(ctx context.Context, tx desk.Tx) error {
		return tx.AddUser(ctx, desk.User{ID: p.ID, Login: p.Name, Name: p.Name, Role: p.Role}, "x", o.Now())
	}))
	return p
}

// take leases the task of a document for a supervisor, who may pick.
func (o *office) take(by bordereau.Principal, documentID string) desk.Task {
	o.t.Helper()
	task, err := o.Take(o.t.Context(), by, o.sql("SELECT id FROM tasks WHERE document_id = '%s' AND state = 'open'", documentID))
	must(o.t, err)
	return task
}

// merge joins pages of its file to the document of a task.
func (o *office) merge(by bordereau.Principal, task desk.Task, pages ...int) error {
	_, err := o.Decide(o.t.Context(), by, task.ID, desk.Decision{Action: desk.Merge, LeaseID: task.LeaseID, Version: task.Version, Pages: pages})
	return err
}

func (o *office) split(by bordereau.Principal, task desk.Task, parts ...[]int) error {
	_, err := o.Decide(o.t.Context(), by, task.ID, desk.Decision{Action: desk.Separate, LeaseID: task.LeaseID, Version: task.Version, Parts: parts})
	return err
}

// confirmOnly confirms one document as it was read.
func (o *office) confirmOnly(by bordereau.Principal, documentID string) {
	o.t.Helper()
	task := o.take(by, documentID)
	_, err := o.Decide(o.t.Context(), by, task.ID, desk.Decision{Action: desk.Confirm, LeaseID: task.LeaseID, Version: task.Version})
	must(o.t, err)
}

// What the machine divided wrongly a clerk joins, empty pages that it set apart too; and
// takes apart again where it was wrong to.
func TestAClerkJoinsThePagesOfADocument(t *testing.T) {
	t.Parallel()
	o := newOffice(t, dividing)
	sophie := o.clerk("sophie", bordereau.RoleSupervisor)
	file := o.mustSend(sheets("letter first", "letter second", "letter third", "", "letter fourth")).Documents[0]
	o.work(desk.StageRead)
	parts := o.became(file.ID)
	task := o.take(sophie, parts[1].ID)
	o.take(sophie, parts[0].ID) // the same person may hold what is joined
	var inFile []string
	for _, p := range o.doc(parts[1].ID).FileParts {
		inFile = append(inFile, fmt.Sprint(p.Type, p.Pages))
	}
	if s := strings.Join(inFile, " "); s != "letter[1] letter[2] letter[3] letter[5]" {
		t.Error(s)
	}
	must(t, o.merge(sophie, task, 3, 1, 4, 2))
	must(t, o.merge(sophie, task, 3, 1, 4, 2)) // a retry
	if s := told(o.became(file.ID)); s != " received [1 2 3 4], letter to_review [5]" {
		t.Fatal(s)
	}
	o.mustBeClean()
	for _, p := range parts[:3] {
		v := o.doc(p.ID)
		if v.State != bordereau.Split || v.Type != "" || v.ForBranch() != "Repris dans un autre document du fichier" || len(v.Parts) != 1 || len(v.Parts[0].PartPages) != 4 ||
			v.History[len(v.History)-1].Kind != "document.merged" || v.History[len(v.History)-1].Actor != "sophie" {
			t.Errorf("%+v", v)
		}
	}
	if n := o.sql("SELECT count(*) FROM tasks WHERE state = 'open'"); n != "1" {
		t.Error("open tasks:", n)
	}
	o.work(desk.StageRead)
	joined := o.became(file.ID)[0]
	if joined.State != bordereau.ToReview || joined.Pages != 4 || joined.Type != bordereau.Letter {
		t.Errorf("%+v", joined)
	}
	if text, err := o.Text(t.Context(), o.branch, joined.ID); err != nil || text != "letter first\fletter second\fletter third\f" {
		t.Errorf("%q %v", text, err)
	}
	if hits, err := o.Search(t.Context(), o.auditor, desk.Query{Words: "second"}); err != nil || len(hits.Items) != 1 || hits.Items[0].ID != joined.ID {
		t.Errorf("%+v %v", hits.Items, err)
	}
	o.mustBeClean()

	// Its pages are numbered as people see them: from 1.
	must(t, o.split(sophie, o.take(sophie, joined.ID), []int{1, 2}, []int{3}))
	if s := told(o.became(file.ID)); s != " received [1 2],  received [3], letter to_review [5]" {
		t.Fatal(s)
	}
	if v := o.doc(joined.ID); len(v.Parts) != 2 {
		t.Errorf("%+v", v.Parts)
	}
	o.mustBeClean()
	o.work(desk.StageRead)
	last := o.became(file.ID)[1]
	must(t, o.merge(sophie, o.take(sophie, last.ID), 5))
	o.work(desk.StageRead)
	if s := told(o.became(file.ID)); s != "letter to_review [1 2], letter to_review [3 5]" {
		t.Error(s)
	}
	o.mustBeClean()
	o.confirm(nil)
	o.sql("UPDATE jobs SET run_at = now() WHERE state = 'waiting'")
	o.work()
	if s := told(o.became(file.ID)); s != "letter archived [1 2], letter archived [3 5]" {
		t.Error(s)
	}
	if m := o.manifest(o.became(file.ID)[1].ID); !slices.Equal(m.PartPages, []int{3, 5}) || m.PartOf != file.ID {
		t.Errorf("%+v", m)
	}
	o.mustBeClean()
}

// A back that was taken for a paper of its own goes back to its cheque, and the cheque to
// its place in the remittance; decided papers are taken in too, until they are final.
func TestAChequeOfARemittanceGetsItsBack(t *testing.T) {
	t.Parallel()
	o := newOffice(t, dividing)
	sophie := o.clerk("sophie", bordereau.RoleSupervisor)
	cheque := func(n int, amount string) string {
		return fmt.Sprintf("cheque amount=%s code_line=C%07dC075000004908D241410518989A payee=Boulangerie_Martin date=2026-11-20 signature_present=true"+instrumentParts, amount, n, n)
	}
	slip := "remittance_slip slip_count=2 slip_total=30.00 iban=" + iban + " account_holder=Boulangerie_Martin"
	file := o.mustSend(sheets(slip, cheque(1, "10.00"), "letter endossement", cheque(2, "20.00"))).Documents[0]
	o.work(desk.StageRead)
	parts := o.became(file.ID)
	if s := told(parts); s != "remittance_slip to_review [1], cheque to_review [2], letter to_review [3], cheque to_review [4]" {
		t.Fatal(s)
	}
	o.confirmOnly(sophie, parts[2].ID)
	if v := o.doc(parts[2].ID); v.State != bordereau.Decided {
		t.Fatal(v.State)
	}
	must(t, o.merge(sophie, o.take(sophie, parts[1].ID), 3))
	o.mustBeClean()
	o.work(desk.StageRead)
	now := o.became(file.ID)
	if s := told(now); s != "remittance_slip to_review [1], cheque to_review [2 3], cheque to_review [4]" {
		t.Fatal(s)
	}
	if n := o.sql("SELECT count(DISTINCT unit_id) || ' ' || count(unit_id) FROM documents"); n != "1 3" {
		t.Error("units:", n)
	}
	o.sql("DELETE FROM unit_clerks") // sophie leaves the slip to others
	o.confirm(nil)
	o.sql("UPDATE jobs SET run_at = now() WHERE state = 'waiting'")
	o.work()
	if s := told(o.became(file.ID)); s != "remittance_slip booked [1], cheque booked [2 3], cheque booked [4]" {
		t.Error(s)
	}
	o.mustBeClean()
}

// A slip that is joined to a page leaves its remittance, and takes it up again.
func TestASlipIsJoinedToItsSecondPage(t *testing.T) {
	t.Parallel()
	o := newOffice(t, dividing)
	sophie := o.clerk("sophie", bordereau.RoleSupervisor)
	file := o.mustSend(sheets("remittance_slip slip_count=1 slip_total=10.00 iban="+iban, "letter suite", "cheque amount=10.00")).Documents[0]
	o.work(desk.StageRead)
	must(t, o.merge(sophie, o.take(sophie, o.became(file.ID)[0].ID), 2))
	o.mustBeClean()
	o.work(desk.StageRead)
	if s := told(o.became(file.ID)); s != "remittance_slip to_review [1 2], cheque to_review [3]" {
		t.Error(s)
	}
	if n := o.sql("SELECT string_agg(u.state || ' ' || (SELECT count(*) FROM documents d WHERE d.unit_id = u.id), ', ' ORDER BY u.id) FROM units u"); n != "void 0, open 2" {
		t.Error("units:", n)
	}
	o.mustBeClean()
}

func TestPagesThatCannotBeJoined(t *testing.T) {
	t.Parallel()
	o := newOffice(t, dividing)
	sophie, paul := o.clerk("sophie", bordereau.RoleSupervisor), o.clerk("paul", bordereau.RoleSupervisor)
	alone := o.mustSend(sheets("letter alone", "suite")).Documents[0]
	file := o.mustSend(sheets("letter one", "letter two", "suite", "letter three", "letter four", "letter five")).Documents[0]
	o.work(desk.StageRead)
	parts := o.became(file.ID)
	if err := o.merge(sophie, o.take(sophie, alone.ID), 1); code(err) != bordereau.Invalid || !strings.Contains(err.Error(), "Toutes les pages de ce fichier") {
		t.Error(err)
	}
	task := o.take(sophie, parts[0].ID)
	for what, pages := range map[string][]int{"nothing": nil, "its own": {1}, "page 0": {0}, "a page beyond": {7}, "half a document": {2}} {
		if err := o.merge(sophie, task, pages...); code(err) != bordereau.Invalid {
			t.Errorf("%s: %v", what, err)
		}
	}
	// What another holds, what is final, what is filed elsewhere, what is hidden.
	o.take(paul, parts[2].ID)
	if err := o.merge(sophie, task, 4); code(err) != bordereau.Conflicting || !strings.Contains(err.Error(), "paul") {
		t.Error(err)
	}
	o.confirmOnly(sophie, parts[3].ID)
	o.sql("UPDATE jobs SET run_at = now() WHERE state = 'waiting'")
	o.work()
	if err := o.merge(sophie, task, 5); code(err) != bordereau.Conflicting {
		t.Error(err)
	}
	admin := bordereau.Principal{ID: ids.New(), Name: "root", Role: bordereau.RoleAdmin, Person: true}
	must(t, o.PutCustomer(t.Context(), admin, dossier.Customer{Ref: "C9", Kind: dossier.Company, CompanyName: "NEUF"}))
	for _, ref := range []string{"D8", "D9"} {
		if _, err := o.CreateDossier(t.Context(), o.branch, desk.DossierView{Ref: ref, Kind: "cheque_remittance", Customers: []string{"C9"}}); err != nil {
			t.Fatal(err)
		}
	}
	file8, file9 := "UPDATE documents SET dossier_id = (SELECT id FROM dossiers WHERE ref = 'D8') WHERE id = '%s'", "UPDATE documents SET dossier_id = (SELECT id FROM dossiers WHERE ref = 'D9') WHERE id = '%s'"
	o.sql(file8, parts[0].ID)
	o.sql(file9, parts[4].ID)
	if err := o.merge(sophie, task, 6); code(err) != bordereau.Conflicting || !strings.Contains(err.Error(), "D9") {
		t.Error(err)
	}
	o.sql("UPDATE dossiers SET restricted = true WHERE ref = 'D9'")
	if err := o.merge(sophie, task, 6); code(err) != bordereau.Conflicting || strings.Contains(err.Error(), "D9") {
		t.Error(err)
	}
	if n := len(o.doc(parts[0].ID).FileParts); n != 4 {
		t.Error("a hidden document is shown among those of the file:", n)
	}
	o.sql("UPDATE dossiers SET restricted = false")
	if s := told(o.became(file.ID)); strings.Contains(s, "received") {
		t.Error(s)
	}
	// What is filed somewhere draws what is not.
	o.sql(file8, parts[1].ID)
	must(t, o.merge(sophie, task, 2, 3))
	if d := o.became(file.ID)[0]; d.Dossier != "D8" {
		t.Errorf("%+v", d)
	}
}

func TestFsckFindsWhatIsWrongWithJoinedPages(t *testing.T) {
	t.Parallel()
	o := newOffice(t, dividing)
	sophie := o.clerk("sophie", bordereau.RoleSupervisor)
	file := o.mustSend(sheets("letter", "cheque", "cheque", "letter")).Documents[0]
	o.work(desk.StageRead)
	parts := o.became(file.ID)
	must(t, o.merge(sophie, o.take(sophie, parts[1].ID), 1))
	o.work(desk.StageRead)
	o.mustBeClean()
	for damage, mend := range map[string]string{
		"UPDATE documents SET part_pages = '{1,3}' WHERE taken_from IS NOT NULL":            "UPDATE documents SET part_pages = '{1,2}' WHERE taken_from IS NOT NULL",
		"UPDATE documents SET part_pages = '{1}', pages = 1 WHERE taken_from IS NOT NULL":   "UPDATE documents SET part_pages = '{1,2}', pages = 2 WHERE taken_from IS NOT NULL",
		"UPDATE documents SET taken_from = '{}' WHERE taken_from IS NOT NULL":               fmt.Sprintf("UPDATE documents SET taken_from = '{%s,%s}' WHERE taken_from IS NOT NULL", parts[0].ID, parts[1].ID),
		"UPDATE documents SET part_pages = '{2}' WHERE part = 3000":                         "UPDATE documents SET part_pages = '{3}' WHERE part = 3000",
		"UPDATE documents SET state = 'to_review' WHERE taken_from IS NULL AND part = 2000": "UPDATE documents SET state = 'split' WHERE taken_from IS NULL AND part = 2000",
		"UPDATE documents SET part_pages = '{4,1}', pages = 2 WHERE part = 4000":            "UPDATE documents SET part_pages = '{4}', pages = 1 WHERE part = 4000",
	} {
		o.sql("%s", damage)
		if found := o.fsck().Findings; !slices.ContainsFunc(found, func(f desk.Finding) bool { return f.Kind == "split.differs" }) {
			t.Errorf("%s: %+v", damage, found)
		}
		o.sql("%s", mend)
		o.mustBeClean()
	}
}
