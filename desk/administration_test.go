package desk_test

import (
	"strings"
	"testing"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/ids"
)

func TestLegalHoldsAreSetAndLiftedWithAReason(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	anna := h.adminNamed("anna")
	doc := h.bring(bordereau.Deposit{}, cheque("10.00", weak))[0]
	for name, c := range map[string]struct {
		by     bordereau.Principal
		id     string
		hold   bool
		reason string
		want   bordereau.Code
	}{
		"a clerk":      {h.alice, doc.ID, true, "litige", bordereau.Forbidden},
		"no reason":    {h.sophie, doc.ID, true, "  ", bordereau.Invalid},
		"nothing":      {h.sophie, ids.New(), true, "litige", bordereau.NotFound},
		"not held yet": {h.sophie, doc.ID, false, "fini", bordereau.Conflicting},
	} {
		if err := h.SetLegalHold(t.Context(), c.by, c.id, c.hold, c.reason); code(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := h.SetLegalHold(t.Context(), h.sophie, doc.ID, true, "Litige 2026-17"); err != nil {
		t.Fatal(err)
	}
	if err := h.SetLegalHold(t.Context(), anna, doc.ID, true, "encore"); code(err) != bordereau.Conflicting {
		t.Error(err)
	}
	list, err := h.LegalHolds(t.Context(), anna, desk.Cursor{})
	if err != nil || len(list.Items) != 1 || list.Items[0].DocumentID != doc.ID || list.Items[0].By != "sophie" || list.Items[0].Reason != "Litige 2026-17" || list.Items[0].Dossier != "D1" {
		t.Fatalf("%+v %v", list, err)
	}
	if err := h.SetLegalHold(t.Context(), anna, doc.ID, false, "Jugement définitif"); err != nil {
		t.Fatal(err)
	}
	if list, err = h.LegalHolds(t.Context(), h.sophie, desk.Cursor{}); err != nil || len(list.Items) != 0 {
		t.Error(list, err)
	}
	if n := h.sql("SELECT string_agg(kind, ' ' ORDER BY id) FROM events WHERE kind LIKE 'document.hold%%'"); n != "document.hold_set document.hold_lifted" {
		t.Error(n)
	}
	// What lies in a restricted dossier is no business of whoever does not read it.
	if _, err := h.CreateDossier(t.Context(), h.sophie, desk.DossierView{Ref: "SECRET", Kind: "cheque_remittance", Branch: "12", Customers: []string{"C1"}, Restricted: true, Readers: []string{"sophie"}}); err != nil {
		t.Fatal(err)
	}
	h.sql("UPDATE documents SET dossier_id = (SELECT id FROM dossiers WHERE ref = 'SECRET') WHERE id = '%s'", doc.ID)
	if err := h.SetLegalHold(t.Context(), anna, doc.ID, true, "litige"); code(err) != bordereau.NotFound {
		t.Error(err)
	}
	if err := h.SetLegalHold(t.Context(), h.sophie, doc.ID, true, "litige"); err != nil {
		t.Error(err)
	}
	if list, err = h.LegalHolds(t.Context(), anna, desk.Cursor{}); err != nil || len(list.Items) != 0 {
		t.Error(list, err)
	}
}

func TestWhoDidSomethingLastIsKnown(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	anna := h.adminNamed("anna")
	if l, err := h.LastChange(t.Context(), anna, "access.key_added", "access.key_revoked"); err != nil || l != nil {
		t.Error(l, err)
	}
	k, _, err := h.AddKey(t.Context(), anna, desk.Key{Label: "scanner", Role: bordereau.RoleBooking})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.RevokeKey(t.Context(), anna, k.ID); err != nil {
		t.Fatal(err)
	}
	if l, err := h.LastChange(t.Context(), anna, "access.key_added", "access.key_revoked"); err != nil || l == nil || l.Kind != "access.key_revoked" || l.Actor != "anna" || !l.At.Equal(monday) {
		t.Error(l, err)
	}
	if _, err := h.LastChange(t.Context(), h.alice, "access.key_added"); code(err) != bordereau.Forbidden {
		t.Error(err)
	}
	if err := h.NoteBackup(t.Context(), anna, "s3://b/x", 7); code(err) != bordereau.Forbidden {
		t.Error(err)
	}
	if err := h.NoteBackup(t.Context(), bordereau.System, "s3://b/x", 7); err != nil {
		t.Fatal(err)
	}
	if l, err := h.LastChange(t.Context(), anna, "backup.made"); err != nil || l == nil || l.Facts["where"] != "s3://b/x" {
		t.Error(l, err)
	}
}

func TestDeadLettersAreRedrivenByCause(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.deposit(bordereau.Deposit{}, 4)
	for i, doc := range docs {
		cause := []string{"crashed", "crashed", "busy", "crashed"}[i]
		h.sql("INSERT INTO jobs (id, document_id, stage, priority, state, run_at, created_at, finished_at, error_code, error_text) VALUES ('%s', '%s', 'read', 1, 'dead', now(), now(), now(), '%s', 'x')", ids.New(), doc.ID, cause)
	}
	h.sql("UPDATE documents SET state = 'rejected' WHERE id = '%s'", docs[3].ID) // by a person, meanwhile
	causes, err := h.DeadCauses(t.Context(), h.admin)
	if err != nil || len(causes) != 2 || causes[0].Code != bordereau.Crashed || causes[0].Jobs != 3 {
		t.Fatal(causes, err)
	}
	if _, _, err := h.RedriveCause(t.Context(), h.alice, "read", bordereau.Crashed); code(err) != bordereau.Forbidden {
		t.Error(err)
	}
	revived, gone, err := h.RedriveCause(t.Context(), h.admin, "read", bordereau.Crashed)
	if err != nil || revived != 2 || gone != 1 {
		t.Error(revived, gone, err)
	}
	if n := h.sql("SELECT count(*) FROM jobs WHERE state = 'waiting'"); n != "2" {
		t.Error(n)
	}
	if n := h.sql("SELECT count(*) FROM events WHERE kind = 'job.redriven'"); n != "2" {
		t.Error(n)
	}
}

// The days on which nobody works are those of the calendar, weekends left out.
func TestTheDeskSaysWhenItWorks(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.at(monday)
	got, err := h.BusinessDays(t.Context(), h.sophie)
	if err != nil || got.CutOff != "18:00" || got.Zone != "Europe/Paris" || got.TARGET {
		t.Fatal(got, err)
	}
	if want := "2026-12-25 2027-01-01 2027-03-29 2027-05-06 2027-05-17 2027-07-14 2027-11-01 2027-11-11"; strings.Join(got.Closed, " ") != want {
		t.Errorf("%v, want %s", got.Closed, want)
	}
	if _, err := h.BusinessDays(t.Context(), h.alice); code(err) != bordereau.Forbidden {
		t.Error(err)
	}
}
