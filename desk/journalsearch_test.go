package desk_test

import (
	"bytes"
	"crypto/ed25519"
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"
)

func (h *house) auditor() bordereau.Principal { return h.person("alain", bordereau.RoleAuditor) }

func kinds(rows []desk.JournalRow) string {
	var out []string
	for _, r := range rows {
		out = append(out, r.Kind)
	}
	return strings.Join(out, " ")
}

// The log is found by who, what, which and when, latest first, and a page does not move
// when something happens.
func TestTheLogIsSearched(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	alain := h.auditor()
	docs := h.bring(bordereau.Deposit{}, paper{kind: bordereau.Letter, fields: []bordereau.Field{field("subject", "un")}})
	h.must(h.alice, h.take(h.alice, desk.TaskFilter{}), desk.Decision{Action: desk.Return, Reason: "incomplete"})
	h.at(monday.AddDate(0, 0, 1))
	h.booked("12.00")
	h.count()
	search := func(f desk.JournalFilter) []desk.JournalRow {
		t.Helper()
		list, err := h.SearchJournal(t.Context(), alain, f, desk.Cursor{Limit: 200})
		if err != nil {
			t.Fatal(err)
		}
		return list.Items
	}
	if got := kinds(search(desk.JournalFilter{Actor: "alice"})); got != "document.returned document.taken" {
		t.Error(got)
	}
	if got := search(desk.JournalFilter{Object: docs[0].ID}); len(got) < 5 || got[0].Kind != "document.returned" || got[0].ActorName != "alice" || got[0].FileName != "0.pdf" ||
		len(got[0].Changes) != 1 || got[0].Changes[0] != (desk.Difference{Name: "state", Before: "in_review", After: "returned"}) {
		t.Errorf("%+v", got)
	}
	if got := kinds(search(desk.JournalFilter{Kind: "entry."})); got != "entry.visible entry.written" {
		t.Error(got)
	}
	if got := kinds(search(desk.JournalFilter{Object: "1"})); got != "entry.visible entry.written" {
		t.Error("by an entry's number:", got)
	}
	if got := kinds(search(desk.JournalFilter{Object: "D1"})); got != "dossier.opened" {
		t.Error("by a dossier's reference:", got)
	}
	if got := search(desk.JournalFilter{From: "2026-11-24", To: "2026-11-24", Kind: "document.returned"}); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	if got := kinds(search(desk.JournalFilter{From: "2026-11-23", To: "2026-11-23", Kind: "document.returned"})); got != "document.returned" {
		t.Error(got)
	}
	for _, f := range []desk.JournalFilter{{Actor: "nobody"}, {Object: "NO-SUCH"}, {Kind: "no.such"}, {From: "2027-01-01"}} {
		if got := search(f); len(got) != 0 {
			t.Errorf("%+v finds %s", f, kinds(got))
		}
	}
	if _, err := h.SearchJournal(t.Context(), alain, desk.JournalFilter{From: "hier"}, desk.Cursor{}); code(err) != bordereau.Invalid {
		t.Error(err)
	}
	if _, err := h.SearchJournal(t.Context(), h.alice, desk.JournalFilter{}, desk.Cursor{}); code(err) != bordereau.Forbidden {
		t.Error(err)
	}
	// Pages hold what they held, though more happens.
	all := search(desk.JournalFilter{})
	first, err := h.SearchJournal(t.Context(), alain, desk.JournalFilter{}, desk.Cursor{Limit: 7})
	if err != nil || len(first.Items) != 7 {
		t.Fatal(err)
	}
	h.booked("13.00")
	h.count()
	got, after := first.Items, first.Next
	for after != "" {
		next, err := h.SearchJournal(t.Context(), alain, desk.JournalFilter{}, desk.Cursor{After: after, Limit: 7})
		if err != nil {
			t.Fatal(err)
		}
		got, after = append(got, next.Items...), next.Next
	}
	if kinds(got) != kinds(all) {
		t.Errorf("paged:\n%s\nat once:\n%s", kinds(got), kinds(all))
	}
	// Nothing of a restricted dossier is told to who does not read it.
	h.sql("UPDATE dossiers SET restricted = true")
	for _, r := range search(desk.JournalFilter{}) {
		if strings.HasPrefix(r.Kind, "dossier.") || r.DocumentID != "" || strings.HasPrefix(r.Kind, "unit.") {
			t.Errorf("%s of a restricted dossier is told", r.Kind)
		}
	}
}

// A reading is an event: once for each reader, document and day.
func TestAReadingIsAnEvent(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.bring(bordereau.Deposit{}, paper{kind: bordereau.Letter, fields: []bordereau.Field{field("subject", "un")}})
	read := func(by bordereau.Principal) {
		t.Helper()
		v, err := h.Document(t.Context(), by, docs[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range v.History {
			if x.Kind == desk.EventSeen {
				t.Error("a reading stands in the document's history")
			}
		}
	}
	events := func() string { return h.sql("SELECT count(*) FROM events WHERE kind = '%s'", desk.EventSeen) }
	for range 3 {
		read(h.alice)
	}
	if got := events(); got != "1" {
		t.Error(got, "events of one reader")
	}
	read(h.bob)
	if got := events(); got != "2" {
		t.Error(got)
	}
	h.at(monday.Add(24 * time.Hour))
	read(h.alice)
	if got := events(); got != "3" {
		t.Error(got)
	}
	if _, err := h.Document(t.Context(), bordereau.Principal{ID: "x", Name: "x", Role: bordereau.RoleBranch, Branch: "99"}, docs[0].ID); code(err) != bordereau.NotFound {
		t.Error(err)
	}
	read(bordereau.System)
	if got := events(); got != "3" {
		t.Error("what is not seen is no reading:", got)
	}
	h.count()
	list, err := h.SearchJournal(t.Context(), h.auditor(), desk.JournalFilter{Kind: desk.EventSeen, Object: docs[0].ID}, desk.Cursor{})
	if err != nil || len(list.Items) != 3 || list.Items[0].ActorName != "alice" {
		t.Errorf("%+v %v", list, err)
	}
}

// A verification counts every event and names what was tampered with.
func TestTheChainIsVerified(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	alain := h.auditor()
	h.booked("12.00")
	h.count()
	if err := h.SignJournal(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	check := func() desk.ChainCheck {
		t.Helper()
		asked, err := h.AskCheck(t.Context(), alain)
		if err != nil || !asked.Running() {
			t.Fatal(asked, err)
		}
		if again, err := h.AskCheck(t.Context(), h.sophie); err != nil || again.ID != asked.ID {
			t.Error("two at once:", again, err)
		}
		// What was asked has its place, too: its time is long ago by the database's clock.
		if _, err := h.SequenceJournal(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := h.RunChecks(t.Context()); err != nil {
			t.Fatal(err)
		}
		c, err := h.LastCheck(t.Context(), alain)
		if err != nil || c == nil || c.ID != asked.ID || c.Running() || c.Failed {
			t.Fatalf("%+v %v", c, err)
		}
		return *c
	}
	if c := check(); c.Breaks != 0 || c.Total == 0 || c.Checked != c.Total+1 || c.Size != c.Total {
		t.Errorf("%+v", c)
	}
	if _, err := h.AskCheck(t.Context(), h.alice); code(err) != bordereau.Forbidden {
		t.Error(err)
	}
	// An event that is not what was hashed; one that is gone.
	h.count()
	h.sql("UPDATE events SET actor = 'mallory' WHERE kind = 'entry.written'")
	if c := check(); c.Breaks != 1 || c.Findings[0].Kind != "event.altered" {
		t.Errorf("%+v", c)
	}
	h.sql("DELETE FROM events WHERE kind = 'entry.written'")
	h.sql(`UPDATE event_values SET body = '{"x": 1}' WHERE event_id = (SELECT id FROM events WHERE kind = 'deposit.received' OR kind = 'unit.final' LIMIT 1)`)
	if c := check(); c.Breaks != 2 {
		t.Errorf("%+v", c)
	}
	// The tail cut off: the signed head tells of more.
	h.sql("DELETE FROM leaves WHERE sequence >= (SELECT max(size) - 3 FROM checkpoints)")
	truncated := false
	for _, f := range check().Findings {
		truncated = truncated || f.Kind == "journal.truncated"
	}
	if !truncated {
		t.Error("a truncated log passes")
	}
}

// An exported log proves itself, and nothing in it can be changed.
func TestAnExportedLogProvesItself(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	alain := h.auditor()
	h.booked("12.00")
	h.count()
	if err := h.SignJournal(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := h.ExportJournal(t.Context(), h.sophie, 0, 10, &b); code(err) != bordereau.Forbidden {
		t.Error(err)
	}
	made, err := h.ExportJournal(t.Context(), alain, 2, 9, &b)
	if err != nil {
		t.Fatal(err)
	}
	public := h.Signer.Public().(ed25519.PublicKey)
	s, err := desk.VerifyLog(bytes.NewReader(b.Bytes()), public)
	if err != nil || s.Events != 7 || s.From != 2 || s.To != 8 || s.SHA256 != made.SHA256 || s.MadeBy != "alain" || s.Head == nil {
		t.Fatalf("%+v %v", s, err)
	}
	lines := strings.SplitAfter(b.String(), "\n")
	for name, bad := range map[string]string{
		"a line less":      strings.Join(append(append([]string{}, lines[:2]...), lines[3:]...), ""),
		"two lines turned": lines[1] + lines[0] + strings.Join(lines[2:], ""),
		"a first one less": strings.Join(lines[1:], ""),
		"another actor":    strings.Replace(b.String(), `"actor":"`, `"actor":"x`, 1),
		"another value":    strings.Replace(b.String(), `"values":{`, `"values":{"x":1,`, 1),
		"another count":    strings.Replace(b.String(), `"events":7`, `"events":8`, 1),
		"another maker":    strings.Replace(b.String(), `"made_by":"alain"`, `"made_by":"paul"`, 1),
		"no seal":          strings.Join(lines[:7], ""),
		"nothing":          "",
		"cut off":          b.String()[:b.Len()-20],
	} {
		if bad == b.String() {
			t.Fatalf("%s: nothing was changed", name)
		}
		if _, err := desk.VerifyLog(strings.NewReader(bad), public); err == nil {
			t.Errorf("%s passes", name)
		}
	}
	other, _, _ := ed25519.GenerateKey(nil)
	if _, err := desk.VerifyLog(bytes.NewReader(b.Bytes()), other); err == nil {
		t.Error("another key's export passes")
	}
}
