package desk_test

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"bordereau"
	"bordereau/archive"
	"bordereau/desk"
	"bordereau/dossier"
	"bordereau/internal/ids"
)

// divideScript makes a document of each page that begins with a type, with the pages
// behind it that do not. "undivided" on a page leaves the file whole.
func divideScript(_ context.Context, r bordereau.Reading, _ desk.Zones) (bordereau.Division, error) {
	var d bordereau.Division
	for _, p := range r.Pages {
		switch {
		case strings.Contains(p.Text(), "undivided"):
			return bordereau.Division{Check: &bordereau.Check{Rule: "division", Verdict: bordereau.Failed, Detail: "Cette page peut être de l'un ou de l'autre"}}, nil
		case len(p.Words) == 0:
			d.Apart = append(d.Apart, p.Number)
		case bordereau.Type(p.Words[0].Text).Known():
			d.Parts = append(d.Parts, bordereau.Part{Pages: []bordereau.PartPage{{Number: p.Number, Role: bordereau.Front}}})
		default:
			last := &d.Parts[len(d.Parts)-1]
			last.Pages = append(last.Pages, bordereau.PartPage{Number: p.Number, Role: bordereau.Back})
		}
	}
	if len(d.Parts) < 2 {
		return bordereau.Division{}, nil
	}
	d.Check = &bordereau.Check{Rule: "division", Verdict: bordereau.Passed, Detail: fmt.Sprintf("%d documents", len(d.Parts))}
	return d, nil
}

func dividing(_ *desk.Config, d *desk.Deps) { d.Divide = divideScript }

// sheets is one file of several pages.
func sheets(pages ...string) []byte { return paperFile(strings.Join(pages, "\f")) }

const instrumentParts = " interbank_zone=075000004908 internal_zone=241410518989 cheque_number=%07d"

// remittance is a slip and three cheques, the second and the third with their back.
func remittance() []byte {
	cheque := func(n int, amount string) string {
		return fmt.Sprintf("cheque amount=%s code_line=C%07dC075000004908D241410518989A payee=Boulangerie_Martin date=2026-11-20 signature_present=true"+instrumentParts, amount, n, n)
	}
	return sheets("", "remittance_slip slip_count=3 slip_total=60.00 iban="+iban+" account_holder=Boulangerie_Martin",
		cheque(1, "10.00"), cheque(2, "20.00"), "endossement deux", cheque(3, "30.00"), "endossement trois")
}

// became are the documents that a file became.
func (o *office) became(id string) []bordereau.Document {
	o.t.Helper()
	v := o.doc(id)
	if v.State != bordereau.Split {
		o.t.Fatalf("%s is %s", id, v.State)
	}
	return v.Parts
}

// sealedPDF is the PDF that was sealed with a document.
func (o *office) sealedPDF(id string) string {
	o.t.Helper()
	r, _, err := o.ArchivePDF(o.t.Context(), o.branch, id)
	must(o.t, err)
	defer r.Close()
	pdf, err := io.ReadAll(r)
	must(o.t, err)
	return string(pdf)
}

// manifest is what was sealed with a document.
func (o *office) manifest(id string) archive.Manifest {
	o.t.Helper()
	var objects []archive.Sealed
	must(o.t, o.store.InTx(o.t.Context(), func(ctx context.Context, tx desk.Tx) (err error) {
		objects, err = tx.Archived(ctx, id)
		return err
	}))
	for _, s := range objects {
		if s.Role == archive.RoleManifest {
			r, _, err := o.objects.Get(o.t.Context(), s.Key, s.VersionID)
			must(o.t, err)
			defer r.Close()
			body, err := io.ReadAll(r)
			must(o.t, err)
			m, err := archive.ParseManifest(body)
			must(o.t, err)
			return m
		}
	}
	o.t.Fatalf("%s has no manifest", id)
	return archive.Manifest{}
}

func told(docs []bordereau.Document) string {
	var out []string
	for _, d := range docs {
		out = append(out, fmt.Sprintf("%s %s %v", d.Type, d.State, d.PartPages))
	}
	return strings.Join(out, ", ")
}

func TestAFileBecomesItsDocumentsAndThoseBalance(t *testing.T) {
	t.Parallel()
	o := newOffice(t, dividing)
	// Another file stands before and behind it: its documents come between.
	got := o.mustSend(paperFile("letter"), remittance(), paperFile("letter again"))
	file := got.Documents[1]
	o.work(desk.StageRead)
	parts := o.became(file.ID)
	if s := told(parts); s != "remittance_slip to_review [2], cheque to_review [3], cheque to_review [4 5], cheque to_review [6 7]" {
		t.Fatal(s)
	}
	_, all, err := o.Deposit(t.Context(), o.branch, got.Deposit.ID)
	must(t, err)
	var order []string
	for _, d := range all {
		order = append(order, d.ID)
	}
	if want := []string{got.Documents[0].ID, file.ID, parts[0].ID, parts[1].ID, parts[2].ID, parts[3].ID, got.Documents[2].ID}; !slices.Equal(order, want) {
		t.Errorf("%v, not %v", order, want)
	}
	for _, p := range parts {
		if p.PartOf != file.ID || p.SHA256 != file.SHA256 || p.VersionID != file.VersionID || p.Size != file.Size || p.Format != file.Format ||
			p.Branch != file.Branch || p.DepositID != file.DepositID || !p.ReceivedAt.Equal(file.ReceivedAt) || p.Pages != len(p.PartPages) || p.Generation != 1 {
			t.Errorf("%+v", p)
		}
		v := o.doc(p.ID)
		var kinds []string
		for _, h := range v.History {
			kinds = append(kinds, strings.TrimPrefix(h.Kind, "document."))
		}
		if s := strings.Join(kinds, " "); !strings.HasPrefix(s, "received screened read classified") {
			t.Error(s)
		}
	}
	second := o.doc(parts[2].ID)
	if second.PageViews[1].Number != 2 || len(second.PageViews) != 2 || second.Understanding.Value("amount") != "20.00" || second.Understanding.Field("amount").Page != 1 {
		t.Errorf("%+v", second)
	}
	if img, err := o.PageImage(t.Context(), o.branch, parts[2].ID, 2); err != nil || !strings.HasSuffix(string(img), "endossement deux") {
		t.Errorf("%q %v", img, err)
	}
	if text, err := o.Text(t.Context(), o.branch, parts[2].ID); err != nil || strings.Count(text, "\f") != 1 || !strings.Contains(text, "endossement deux") || strings.Contains(text, "trois") {
		t.Errorf("%q %v", text, err)
	}
	v := o.doc(file.ID)
	if v.Type != "" || len(v.PageViews) != 7 || v.Understanding.Checks[0].Detail != "4 documents" || v.State.ForBranch() != "Séparé en plusieurs documents" {
		t.Errorf("%+v", v)
	}
	if n := o.sql("SELECT count(DISTINCT unit_id) || ' ' || count(unit_id) FROM documents"); n != "1 4" {
		t.Error("units:", n)
	}
	if hits, err := o.Search(t.Context(), o.auditor, desk.Query{Words: "endossement"}); err != nil || len(hits.Items) != 2 {
		t.Error("the file is found beside its documents", err)
	}
	o.mustBeClean()
}

func TestPartsAreSealedEachWithItsPages(t *testing.T) {
	t.Parallel()
	o := newOffice(t, dividing)
	file := o.mustSend(remittance()).Documents[0]
	o.work(desk.StageRead)
	parts := o.became(file.ID)
	if len(parts) != 4 {
		t.Fatal(told(parts))
	}
	o.confirm(nil)
	o.sql("UPDATE jobs SET run_at = now() WHERE state = 'waiting'")
	o.work()
	for i, p := range o.became(file.ID) {
		if p.State != bordereau.Booked || p.RetainUntil == nil {
			t.Fatalf("%+v: %+v", p, o.doc(p.ID).Reasons)
		}
		pdf := o.sealedPDF(p.ID)
		if n := strings.Count(pdf, "\n"); n != len(p.PartPages) || strings.Contains(pdf, "endossement deux") != (i == 2) {
			t.Errorf("the PDF of part %d: %q", i+1, pdf)
		}
		m := o.manifest(p.ID)
		if m.PartOf != file.ID || !slices.Equal(m.PartPages, p.PartPages) || m.Objects[0].Role != archive.RoleOriginal || m.Objects[0].SHA256 != file.SHA256 {
			t.Errorf("%+v", m)
		}
	}
	var pieces []string
	feed, err := o.Feed(t.Context(), bordereau.Principal{ID: "b", Role: bordereau.RoleBooking}, 0, 0)
	if err != nil || len(feed) != 1 {
		t.Fatal(len(feed), err)
	}
	for _, page := range []string{`"page":2`, `"page":3`, `"page":4`, `"page":6`} { // of the original, which the piece names by digest
		if !strings.Contains(string(feed[0].Record), page) {
			pieces = append(pieces, page)
		}
	}
	if len(pieces) > 0 || !strings.Contains(string(feed[0].Record), `"amount_minor":6000`) {
		t.Errorf("%v in %s", pieces, feed[0].Record)
	}
	info, err := o.objects.Head(t.Context(), desk.OriginalKey(file.SHA256), file.VersionID)
	if err != nil || info.RetainUntil.Before(o.became(file.ID)[0].RetainUntil.UTC()) {
		t.Error("the original is not locked as long as its documents", info, err)
	}
	if n := o.sql("SELECT count(*) FROM archive_objects WHERE document_id = '%s'", file.ID); n != "0" {
		t.Error("the file itself was sealed")
	}
	o.mustBeClean()
}

// The file is the original of all its parts: none is due before the last of them.
func TestPartsAreDueTogether(t *testing.T) {
	t.Parallel()
	o := newOffice(t, dividing)
	file := o.mustSend(sheets("letter one", "letter two")).Documents[0]
	alone := o.mustSend(paperFile("letter three")).Documents[0]
	o.work()
	o.confirm(nil)
	o.sql("UPDATE jobs SET run_at = now() WHERE state = 'waiting'")
	o.work()
	parts := o.became(file.ID)
	due := func() (ids []string) {
		must(t, o.store.InTx(t.Context(), func(ctx context.Context, tx desk.Tx) error {
			docs, err := tx.Lapsed(ctx, o.Now(), "", 10)
			for _, d := range docs {
				ids = append(ids, d.ID)
			}
			return err
		}))
		return ids
	}
	past := func(id string) {
		o.sql("UPDATE documents SET retain_until = now() - interval '1 day' WHERE id = '%s'", id)
	}
	past(alone.ID)
	past(parts[1].ID)
	if got := due(); !slices.Equal(got, []string{alone.ID}) {
		t.Errorf("%v, not %s", got, alone.ID)
	}
	past(parts[0].ID)
	if got := due(); len(got) != 3 {
		t.Error(got)
	}
	o.sql("UPDATE documents SET legal_hold = true WHERE id = '%s'", parts[0].ID)
	if got := due(); !slices.Equal(got, []string{alone.ID}) {
		t.Error("a legal hold on one part does not keep the file of the other:", got)
	}
}

// What cannot be told apart stays one document, and a clerk is told why.
func TestAFileThatCannotBeDividedIsSeenByAPerson(t *testing.T) {
	t.Parallel()
	o := newOffice(t, dividing)
	file := o.mustSend(sheets("letter", "cheque undivided", "cheque")).Documents[0]
	alone := o.mustSend(sheets("cheque", "endossement")).Documents[0]
	o.work(desk.StageRead)
	v := o.doc(file.ID)
	if v.State != bordereau.ToReview || v.Pages != 3 || len(v.Parts) != 0 ||
		!slices.ContainsFunc(v.Reasons, func(r desk.Reason) bool { return r.Sentence == "Cette page peut être de l'un ou de l'autre." }) {
		t.Errorf("%s: %+v", v.State, v.Reasons)
	}
	if v := o.doc(alone.ID); v.Type != bordereau.Cheque || v.Pages != 2 || v.PartOf != "" || v.Understanding.Spec != "script@1" {
		t.Errorf("%+v", v)
	}
	o.mustBeClean()
}

// The pages of a part need not follow each other in the file, and what is doubtful of them
// is said with the part.
func TestPartsOfAPile(t *testing.T) {
	t.Parallel()
	doubt := &bordereau.Check{Rule: "back_order", Verdict: bordereau.Inconclusive, Detail: "rien ne le prouve"}
	pile := func(context.Context, bordereau.Reading, desk.Zones) (bordereau.Division, error) {
		return bordereau.Division{Check: &bordereau.Check{Rule: "division", Verdict: bordereau.Passed}, Parts: []bordereau.Part{
			{Pages: []bordereau.PartPage{{Number: 1, Role: bordereau.Front}, {Number: 4, Role: bordereau.Back}}, Check: doubt},
			{Pages: []bordereau.PartPage{{Number: 2, Role: bordereau.Front}, {Number: 3, Role: bordereau.Back}}},
		}}, nil
	}
	o := newOffice(t, func(_ *desk.Config, d *desk.Deps) { d.Divide = pile })
	file := o.mustSend(sheets("cheque one", "cheque two", "verso two", "verso one")).Documents[0]
	o.work(desk.StageRead)
	parts := o.became(file.ID)
	for i, want := range []string{"cheque one\fverso one", "cheque two\fverso two"} {
		v := o.doc(parts[i].ID)
		if text, err := o.Text(t.Context(), o.branch, v.ID); err != nil || text != want {
			t.Errorf("%q, not %q: %v", text, want, err)
		}
		if img, err := o.PageImage(t.Context(), o.branch, v.ID, 2); err != nil || !strings.HasSuffix(string(img), want[11:]) {
			t.Errorf("part %d: the picture of its back: %v", i+1, err)
		}
		if said := slices.ContainsFunc(v.Understanding.Checks, func(k bordereau.Check) bool { return k.Rule == doubt.Rule && k.Detail == doubt.Detail }); said != (i == 0) {
			t.Errorf("part %d: %+v", i+1, v.Understanding.Checks)
		}
	}
	o.mustBeClean()
}

// A file of more documents than one transaction writes stays whole.
func TestAFileOfVeryManyDocumentsStaysWhole(t *testing.T) {
	t.Parallel()
	o := newOffice(t, dividing)
	file := o.mustSend(sheets(slices.Repeat([]string{"cheque"}, 201)...)).Documents[0]
	o.work(desk.StageRead)
	if v := o.doc(file.ID); v.State != bordereau.ToReview || !strings.Contains(fmt.Sprint(v.Reasons), "201 documents") {
		t.Errorf("%s: %+v", v.State, v.Reasons)
	}
	most := o.mustSend(sheets(slices.Repeat([]string{"cheque"}, 200)...)).Documents[0]
	o.work(desk.StageRead)
	if n := len(o.became(most.ID)); n != 200 {
		t.Error(n)
	}
	o.mustBeClean()
}

// A clerk takes apart what the machine left whole: each document is read by its own
// pages, and settled where the file stood.
func TestAClerkTakesAFileApart(t *testing.T) {
	t.Parallel()
	o := newOffice(t, dividing)
	pages := strings.Split(strings.TrimPrefix(string(remittance()), string(paperFile(""))), "\f")[1:]
	pages[0] += " undivided"
	sent := o.mustSend(sheets(pages...), paperFile("letter"))
	file := sent.Documents[0]
	o.work(desk.StageRead)
	if v := o.doc(file.ID); v.State != bordereau.ToReview || v.Pages != 6 || v.UnitID == "" {
		t.Fatal(v.State)
	}
	clerk := bordereau.Principal{ID: ids.New(), Name: "clara", Role: bordereau.RoleClerk, Person: true}
	must(t, o.store.InTx(t.Context(), func(ctx context.Context, tx desk.Tx) error {
		return tx.AddUser(ctx, desk.User{ID: clerk.ID, Login: clerk.Name, Name: clerk.Name, Role: clerk.Role}, "x", o.Now())
	}))
	var task *desk.Task
	for task == nil || task.Document != file.ID {
		var err error
		if task, err = o.NextTask(t.Context(), clerk, desk.TaskFilter{}); err != nil || task == nil {
			t.Fatal(task, err)
		}
	}
	split := func(parts ...[]int) error {
		_, err := o.Decide(t.Context(), clerk, task.ID, desk.Decision{Action: desk.Separate, LeaseID: task.LeaseID, Version: task.Version, Parts: parts})
		return err
	}
	for what, parts := range map[string][][]int{
		"nothing": nil, "one": {{1, 2}}, "no page": {{1}, {}}, "a page beyond": {{1}, {7}}, "page 0": {{0}, {1}}, "a page twice": {{1, 2}, {2}},
		"pages backwards": {{2, 1}, {3}}, "documents backwards": {{3}, {2}}, "too many": slices.Repeat([][]int{{1}}, 201),
	} {
		if err := split(parts...); code(err) != bordereau.Invalid {
			t.Errorf("%s: %v", what, err)
		}
	}
	must(t, split([]int{1}, []int{2}, []int{3, 4}, []int{5, 6}))
	must(t, split([]int{1}, []int{2}, []int{3, 4}, []int{5, 6})) // a retry
	if s := told(o.became(file.ID)); s != " received [1],  received [2],  received [3 4],  received [5 6]" {
		t.Error(s)
	}
	o.mustBeClean()
	o.work(desk.StageRead)
	parts := o.became(file.ID)
	if s := told(parts); s != "remittance_slip to_review [1], cheque to_review [2], cheque to_review [3 4], cheque to_review [5 6]" {
		t.Error(s)
	}
	if n := o.sql("SELECT count(DISTINCT unit_id) || ' ' || count(unit_id) FROM documents WHERE part > 0"); n != "1 4" {
		t.Error("units:", n)
	}
	if n := o.sql("SELECT string_agg(state, ' ') FROM units WHERE id NOT IN (SELECT unit_id FROM documents WHERE unit_id IS NOT NULL)"); n != "void" {
		t.Error("the unit of the file is", n)
	}
	if hits, err := o.Search(t.Context(), o.auditor, desk.Query{Words: "endossement"}); err != nil || len(hits.Items) != 2 {
		t.Error("the file is found beside its documents", err)
	}
	if v := o.doc(file.ID); v.Type != "" || v.UnitID != "" || v.History[len(v.History)-1].Actor != "clara" {
		t.Errorf("%+v", v.History[len(v.History)-1])
	}
}

// A worker that lost its lease divides nothing, and the one that took over divides once.
func TestAFileIsDividedOnce(t *testing.T) {
	t.Parallel()
	o := newOffice(t, dividing)
	file := o.mustSend(sheets("cheque gate:slow", "cheque")).Documents[0]
	zombie := o.claim()
	done := make(chan error, 1)
	go func() { done <- o.Work(context.WithoutCancel(t.Context()), zombie) }()
	<-o.script.entered
	o.sql("UPDATE jobs SET lease_until = now() - interval '1 s'")
	if n, err := o.Reap(t.Context()); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	o.sql("UPDATE jobs SET run_at = now()")
	close(o.script.gate("slow"))
	heir := o.claim()
	must(t, o.Work(t.Context(), heir))
	if err := <-done; err == nil {
		t.Error("the worker without a lease wrote")
	}
	if n := len(o.became(file.ID)); n != 2 {
		t.Error(n)
	}
	// The job that runs once more finds nothing to do.
	if l, err := o.Claim(t.Context(), heir.ID, "w"); l != nil || err != nil {
		t.Error(l, err)
	}
	if n := o.sql("SELECT count(*) FROM documents"); n != "3" {
		t.Error(n)
	}
	o.mustBeClean()
}

// What fails in the middle of the transaction leaves the file as it was.
func TestADivisionIsWrittenWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	o := newOffice(t, dividing)
	file := o.mustSend(remittance()).Documents[0]
	o.sql(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
		CREATE TRIGGER refuse BEFORE UPDATE ON documents FOR EACH ROW WHEN (NEW.part = 4000 AND NEW.state = 'classified') EXECUTE FUNCTION refuse()`)
	l := o.claim()
	must(t, o.Work(t.Context(), l)) // which writes down that it failed
	if v := o.doc(file.ID); v.State != bordereau.Received || o.sql("SELECT count(*) FROM documents") != "1" {
		t.Fatal(v.State)
	}
	o.mustBeClean()
	o.sql("DROP TRIGGER refuse ON documents; UPDATE jobs SET run_at = now()")
	o.work(desk.StageRead)
	if n := len(o.became(file.ID)); n != 4 {
		t.Error(n)
	}
	o.mustBeClean()
}

func TestADividedFileComesAgain(t *testing.T) {
	t.Parallel()
	o := newOffice(t, dividing)
	first, err := o.send(t.Context(), o.branch, "k1", desk.Declaration{}, remittance())
	must(t, err)
	o.work(desk.StageRead)
	o.became(first.Documents[0].ID)
	// A repeated request has the answer that it had, for its files.
	again, err := o.send(t.Context(), o.branch, "k1", desk.Declaration{}, remittance())
	if err != nil || !again.Replayed || len(again.Documents) != 1 || again.Documents[0].ID != first.Documents[0].ID {
		t.Fatalf("%+v %v", again, err)
	}
	// The same bytes are a duplicate of the file, while one of its documents stands.
	if twice := o.mustSend(remittance()).Documents[0]; twice.State != bordereau.Duplicate || twice.DuplicateOf != first.Documents[0].ID {
		t.Errorf("%+v", twice)
	}
	o.sql("UPDATE documents SET state = 'returned', reason = 'illegible' WHERE part IN (2000, 3000, 4000)")
	if twice := o.mustSend(remittance()).Documents[0]; twice.State != bordereau.Duplicate {
		t.Errorf("%+v", twice)
	}
	o.sql("UPDATE documents SET state = 'returned', reason = 'illegible' WHERE part > 0")
	if anew := o.mustSend(remittance()).Documents[0]; anew.State != bordereau.Received {
		t.Errorf("%+v", anew)
	}
}

// A part that is read again is read from its own pages.
func TestAPartIsReadAgainByItsOwnPages(t *testing.T) {
	t.Parallel()
	o := newOffice(t, dividing)
	file := o.mustSend(sheets("letter one", "cheque two", "verso deux", "cheque three")).Documents[0]
	o.work(desk.StageRead)
	part := o.became(file.ID)[1]
	o.sql("UPDATE tasks SET state = 'cancelled' WHERE document_id = '%s'", part.ID)
	o.sql("UPDATE documents SET state = 'received', unit_id = NULL WHERE id = '%s'", part.ID)
	must(t, o.store.InTx(t.Context(), func(ctx context.Context, tx desk.Tx) error {
		return tx.InsertJob(ctx, desk.NewJob{ID: ids.New(), DocumentID: part.ID, Stage: desk.StageRead})
	}))
	o.work(desk.StageRead)
	v := o.doc(part.ID)
	if v.Generation != 2 || v.Pages != 2 || len(v.PageViews) != 2 || v.PageViews[1].Number != 2 || !slices.Equal(v.PartPages, []int{2, 3}) || v.Type != bordereau.Cheque {
		t.Errorf("%+v", v)
	}
	if text, err := o.Text(t.Context(), o.branch, part.ID); err != nil || text != "cheque two\fverso deux" {
		t.Errorf("%q %v", text, err)
	}
	if n := len(o.became(file.ID)); n != 3 {
		t.Error("it was divided again:", n)
	}
}

// Whoever may not know of one of its documents does not see the file that shows it.
func TestAFileIsHiddenWithWhatItBecame(t *testing.T) {
	t.Parallel()
	o := newOffice(t, dividing)
	file := o.mustSend(sheets("letter", "cheque")).Documents[0]
	o.work(desk.StageRead)
	parts := o.became(file.ID)
	admin := bordereau.Principal{ID: ids.New(), Name: "root", Role: bordereau.RoleAdmin, Person: true}
	must(t, o.PutCustomer(t.Context(), admin, dossier.Customer{Ref: "C9", Kind: dossier.Company, CompanyName: "NEUF"}))
	if _, err := o.CreateDossier(t.Context(), o.branch, desk.DossierView{Ref: "D9", Kind: "cheque_remittance", Customers: []string{"C9"}}); err != nil {
		t.Fatal(err)
	}
	o.sql("UPDATE dossiers SET restricted = true; UPDATE documents SET dossier_id = (SELECT id FROM dossiers) WHERE part = 1000")
	for _, id := range []string{file.ID, parts[0].ID} {
		if _, err := o.Document(t.Context(), o.auditor, id); code(err) != bordereau.NotFound {
			t.Error(err)
		}
	}
	if _, err := o.Document(t.Context(), o.auditor, parts[1].ID); err != nil {
		t.Error(err)
	}
	if _, _, err := o.Original(t.Context(), o.auditor, parts[1].ID); code(err) != bordereau.NotFound {
		t.Error("the file is seen through its other document:", err)
	}
	if r, _, err := o.Original(t.Context(), o.branch, parts[1].ID); err != nil {
		t.Error(err)
	} else {
		r.Close()
	}
}

func TestFsckFindsWhatIsWrongWithParts(t *testing.T) {
	t.Parallel()
	for damage, want := range map[string]string{
		"UPDATE documents SET part_pages = '{2,3}' WHERE part = 1000":                                   "split.differs",
		"UPDATE documents SET part_pages = '{2,3}', pages = 2 WHERE part = 1000":                        "split.differs",
		"UPDATE documents SET pages = 7 WHERE part = 1000":                                              "part.differs",
		"UPDATE documents SET state = 'rejected' WHERE part = 0":                                        "split.differs",
		"UPDATE documents SET version_id = 'another' WHERE part = 2000":                                 "part.differs",
		"UPDATE documents SET part_of = NULL, part_pages = NULL, ordinal = 7 WHERE part = 2000":         "split.differs",
		"UPDATE documents SET part_of = (SELECT id FROM documents WHERE part = 1000) WHERE part = 2000": "split.differs",
	} {
		o := newOffice(t, dividing)
		o.mustSend(sheets("letter", "cheque", "cheque"))
		o.work(desk.StageRead)
		o.mustBeClean()
		o.sql("%s", damage)
		if found := o.fsck().Findings; !slices.ContainsFunc(found, func(f desk.Finding) bool { return f.Kind == want }) {
			t.Errorf("%s: %+v", damage, found)
		}
	}
}

// A number that nobody keeps is kept neither with the part nor with the file.
func TestPartsAreMaskedAsFilesAre(t *testing.T) {
	t.Parallel()
	o := newOffice(t, dividing)
	file := o.mustSend(sheets("letter NIR 184127645108946", "letter two")).Documents[0]
	o.work(desk.StageRead)
	for _, id := range []string{file.ID, o.became(file.ID)[0].ID} {
		text, err := o.Text(t.Context(), o.branch, id)
		alto, failed := o.ALTO(t.Context(), o.branch, id)
		if err != nil || failed != nil || !strings.Contains(text, "184***") || strings.Contains(text, "127645") || strings.Contains(string(alto), "127645") {
			t.Errorf("%q %v %v", text, err, failed)
		}
	}
}

// Two files that hold the same cheques the other way round are read at once: nobody
// waits in a ring, and of each cheque one paper stands.
func TestTwoFilesOfTheSameChequesDoNotWaitInARing(t *testing.T) {
	t.Parallel()
	o := newOffice(t, dividing)
	cheque := func(n int, note string) string {
		return fmt.Sprintf("cheque amount=5.00 code_line=C%07dC075000004908D241410518989A note=%s"+instrumentParts, n, note, n)
	}
	for round := range 8 {
		a, b := 10+2*round, 11+2*round
		one := o.mustSend(sheets(cheque(a, "one"), cheque(b, "one"))).Documents[0]
		two := o.mustSend(sheets(cheque(b, "two"), cheque(a, "two"))).Documents[0]
		errs := make(chan error)
		for _, l := range []desk.Lease{o.claim(), o.claim()} {
			go func() { errs <- o.Work(t.Context(), l) }()
		}
		for range 2 {
			must(t, <-errs)
		}
		if len(o.became(one.ID)) != 2 || len(o.became(two.ID)) != 2 {
			t.Fatal("not divided")
		}
	}
	if n := o.sql(`SELECT count(*) FROM documents WHERE understanding @> '{"checks": [{"rule": "duplicate_instrument", "verdict": "failed"}]}'`); n != "16" {
		t.Errorf("%s papers of 32 are one too many, not 16", n)
	}
	if n := o.sql("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"); n != "0" {
		t.Error(n, "deadlocks")
	}
	o.mustBeClean()
}
