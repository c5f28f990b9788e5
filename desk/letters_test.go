package desk_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/dossier"
	"bordereau/internal/pdf"
)

func (h *house) jean() {
	h.t.Helper()
	h.customer(dossier.Customer{Ref: "P1", Kind: dossier.Person, Surname: "DUPONT", GivenNames: "Jean", BirthDate: "1974-08-12", Address: "12 rue du Port, 44000 Nantes"})
}

func (h *house) openFor(kind, ref, customer string, facts map[string]bool) desk.DossierView {
	h.t.Helper()
	v, err := h.CreateDossier(h.t.Context(), h.sophie, desk.DossierView{Ref: ref, Kind: kind, Branch: "12", Customers: []string{customer}, Facts: facts})
	if err != nil {
		h.t.Fatal(err)
	}
	return v
}

func passport(expiry string) paper {
	return paper{kind: bordereau.Passport, fields: []bordereau.Field{field("surname", "DUPONT"), field("given_names", "JEAN"), field("birth_date", "1974-08-12"), field("expiry_date", expiry), field("mrz", "P<FRADUPONT<<JEAN", checkDigit)}}
}

func bill(issued string) paper {
	return paper{kind: bordereau.ProofOfAddress, fields: []bordereau.Field{field("account_holder", "M. Jean Dupont"), field("address", "12 rue du Port, 44000 Nantes"), field("issue_date", issued)}}
}

// settleAll has a clerk confirm what waits.
func (h *house) settleAll() {
	h.t.Helper()
	for range 20 {
		task, err := h.NextTask(h.t.Context(), h.alice, desk.TaskFilter{})
		if err != nil {
			h.t.Fatal(err)
		}
		if task == nil {
			return
		}
		fields := map[string]string{}
		u := h.values(bordereau.Document{ID: task.Document})
		for _, r := range task.Reasons {
			if r.Field != "" {
				fields[r.Field] = u.Value(r.Field)
			}
		}
		h.must(h.alice, *task, desk.Decision{Action: desk.Confirm, Fields: fields})
	}
	h.t.Fatal("the tasks do not end")
}

func (h *house) line(ref, piece string) dossier.Line {
	h.t.Helper()
	lines, err := h.Checklist(h.t.Context(), h.alice, ref)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, l := range lines {
		if l.Piece == piece {
			return l
		}
	}
	h.t.Fatalf("%s has no line %s: %+v", ref, piece, lines)
	return dossier.Line{}
}

// What is missing becomes a letter that a person previews and releases, and that says
// nothing false when it goes out.
func TestALetterAsksForWhatIsMissing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.jean()
	h.openFor("account_opening", "OUV", "P1", nil)
	h.bring(bordereau.Deposit{Dossier: "OUV"}, bill("2026-05-02"))
	for lang, wants := range map[string][]string{
		"fr": {"Madame, Monsieur,", "identité", "plus de 3 mois", "OUV", "23", "novembre", "Nantes"},
		"en": {"Dear", "Identity", "still valid", "Proof of address", "Signed account agreement", "OUV", "November", "Nantes"},
	} {
		l, err := h.DraftLetter(t.Context(), h.alice, "OUV", lang)
		if err != nil || l.State != "draft" || strings.Join(l.Content.Pieces, " ") != "identity address agreement tax_residence" || l.Content.To[0] != "Jean DUPONT" {
			t.Fatal(l, err)
		}
		data, err := h.LetterPDF(t.Context(), h.alice, l.ID)
		if err != nil || !bytes.HasPrefix(data, []byte("%PDF-")) {
			t.Fatal(err)
		}
		info, err := pdf.Inspect(data)
		if err != nil || len(info.Pages) != 1 {
			t.Fatal(info, err)
		}
		text := strings.Join(append(append(append(l.Content.To, l.Content.Date, l.Content.Subject), l.Content.Body...), l.Content.Items...), " ")
		for _, w := range wants {
			if !strings.Contains(text, w) {
				t.Errorf("%s: %q is not in %s", lang, w, text)
			}
		}
		if again, err := h.DrawLetter(l.Content); err != nil || !bytes.Equal(again, data) {
			t.Error("the same letter is drawn otherwise", err)
		}
	}
	list, err := h.Letters(t.Context(), h.alice, "OUV")
	if err != nil || len(list) != 2 {
		t.Fatal(list, err)
	}
	first, second := list[1], list[0]
	if got, err := h.ReleaseLetter(t.Context(), h.alice, first.ID); err != nil || got.State != "released" || got.ReleasedBy != h.alice.ID {
		t.Fatal(got, err)
	}
	if _, err := h.ReleaseLetter(t.Context(), h.alice, first.ID); code(err) != bordereau.Conflicting {
		t.Error(err)
	}
	if n := h.sql("SELECT count(*) FROM events WHERE kind = 'letter.released'"); n != "1" {
		t.Error(n)
	}
	// The passport came: the other letter would ask for it in vain.
	h.bring(bordereau.Deposit{Dossier: "OUV"}, passport("2031-01-01"))
	h.settleAll()
	if _, err := h.ReleaseLetter(t.Context(), h.alice, second.ID); code(err) != bordereau.Conflicting {
		t.Error(err)
	}
	h.bring(bordereau.Deposit{Dossier: "OUV"}, bill("2026-11-02"), paper{kind: bordereau.Letter, fields: []bordereau.Field{field("subject", "Convention de compte et auto-certification FATCA")}})
	h.settleAll()
	if _, err := h.DraftLetter(t.Context(), h.alice, "OUV", "fr"); code(err) != bordereau.Conflicting {
		t.Error("a letter that asks for nothing:", err)
	}
	for name, c := range map[string]struct {
		by   bordereau.Principal
		lang string
		want bordereau.Code
	}{"a branch": {h.branch, "fr", bordereau.Forbidden}, "klingon": {h.alice, "tlh", bordereau.Invalid}} {
		if _, err := h.DraftLetter(t.Context(), c.by, "OUV", c.lang); code(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A passport runs out: the daily look at the dossiers opens its line again, once.
func TestAPieceThatExpiresReopensItsLine(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.jean()
	h.openFor("account_opening", "OUV", "P1", nil)
	h.bring(bordereau.Deposit{Dossier: "OUV"}, passport("2026-12-01"), bill("2026-11-02"))
	h.settleAll()
	if l := h.line("OUV", "identity"); l.State != dossier.Satisfied {
		t.Fatal(l)
	}
	for day, want := range map[int]int{0: 0, 8: 0} { // the last day it is good
		if n, err := h.FollowUp(t.Context(), monday.AddDate(0, 0, day)); err != nil || n != want {
			t.Fatal(day, n, err)
		}
	}
	later := monday.AddDate(0, 0, 9)
	for _, want := range []int{1, 0} {
		if n, err := h.FollowUp(t.Context(), later); err != nil || n != want {
			t.Fatal(n, err)
		}
	}
	list, err := h.Reopened(t.Context(), h.alice)
	if err != nil || len(list) != 1 || list[0].Piece != "identity" || list[0].State != dossier.Expired || list[0].ReopenedAt == nil || !list[0].ReopenedAt.Equal(later.Truncate(time.Microsecond)) {
		t.Fatal(list, err)
	}
	if n := h.sql("SELECT count(*) FROM events WHERE kind = 'dossier.line_reopened'"); n != "1" {
		t.Error(n)
	}
	h.at(later)
	l, err := h.DraftLetter(t.Context(), h.alice, "OUV", "fr")
	if err != nil || !strings.Contains(l.Content.Items[0], "a expiré le 01/12/2026") {
		t.Error(l, err)
	}
	h.bring(bordereau.Deposit{Dossier: "OUV"}, passport("2036-12-01"))
	h.settleAll()
	if n, err := h.FollowUp(t.Context(), later); err != nil || n != 0 {
		t.Error(n, err)
	}
	if list, err := h.Reopened(t.Context(), h.alice); err != nil || len(list) != 0 {
		t.Error(list, err)
	}
}

// A question and its answer stay with the document, between the clerk and its branch.
func TestAQuestionIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	doc := h.bring(bordereau.Deposit{}, doubtful())[0]
	elsewhere := h.branch
	elsewhere.ID, elsewhere.Branch = "elsewhere", "99"
	q, err := h.Ask(t.Context(), h.alice, doc.ID, " Qui a signé ? ")
	if err != nil || q.Text != "Qui a signé ?" {
		t.Fatal(q, err)
	}
	for name, c := range map[string]struct {
		by   bordereau.Principal
		text string
		want bordereau.Code
	}{"another branch": {elsewhere, "Moi", bordereau.NotFound}, "nothing": {h.branch, " ", bordereau.Invalid}, "booking": {h.booking, "x", bordereau.Forbidden}} {
		if _, err := h.Answer(t.Context(), c.by, q.ID, c.text); code(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if l, err := h.OpenQuestions(t.Context(), elsewhere, desk.Cursor{}); err != nil || len(l.Items) != 0 {
		t.Error(l, err)
	}
	if l, err := h.OpenQuestions(t.Context(), h.branch, desk.Cursor{}); err != nil || len(l.Items) != 1 {
		t.Error(l, err)
	}
	if q, err = h.Answer(t.Context(), h.branch, q.ID, "Le gérant."); err != nil || q.AnsweredBy != "scan-12" {
		t.Fatal(q, err)
	}
	if _, err := h.Answer(t.Context(), h.branch, q.ID, "Non."); code(err) != bordereau.Conflicting {
		t.Error(err)
	}
	list, err := h.Questions(t.Context(), h.alice, doc.ID)
	if err != nil || len(list) != 1 || list[0].Answer != "Le gérant." {
		t.Error(list, err)
	}
	if _, err := h.Questions(t.Context(), elsewhere, doc.ID); code(err) != bordereau.NotFound {
		t.Error(err)
	}
	if _, err := h.Ask(t.Context(), h.branch, doc.ID, "?"); code(err) != bordereau.Forbidden {
		t.Error(err)
	}
}

// What stands on a paper tells which piece it is, where the kind asks its type for that.
func TestAPieceIsToldByWhatStandsOnIt(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.openFor("account_opening", "O1", "C1", nil)
	if l := h.line("O1", "agreement"); l.State != dossier.Missing {
		t.Fatalf("%+v", l)
	}
	docs := h.bring(bordereau.Deposit{Dossier: "O1"}, paper{kind: bordereau.OtherPiece, text: "Convention de compte de dépôt. Conditions particulières."}, paper{kind: bordereau.OtherPiece, text: "Notice"})
	h.settleAll()
	l := h.line("O1", "agreement")
	if l.State == dossier.Missing || len(l.Documents) != 1 || l.Documents[0] != docs[0].ID {
		t.Errorf("%+v", l)
	}
}
