package desk_test

import (
	"strings"
	"testing"

	"bordereau"
	"bordereau/desk"
	"bordereau/dossier"
)

// A clerk's word makes a paper a piece: with a reason, in the journal, to be taken back,
// and only where it was decided on the paper.
func TestAPersonsWordAboutAPiece(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.jean()
	h.openFor("account_opening", "OUV-1", "P1", nil)
	doc := h.bring(bordereau.Deposit{Dossier: "OUV-1"}, paper{kind: bordereau.Letter, fields: []bordereau.Field{field("subject", "copie")}})[0]
	other := h.bring(bordereau.Deposit{}, paper{kind: bordereau.Letter})[0] // in D1
	word := desk.PieceWord{Piece: "family", Document: doc.ID, Reason: " livret vu au guichet "}
	say := func(by bordereau.Principal, w desk.PieceWord) error {
		return h.DeclarePiece(t.Context(), by, "OUV-1", w)
	}
	if err := say(h.alice, word); code(err) != bordereau.Conflicting || !strings.Contains(bordereau.MessageOf(err), "La décision sur ce document manque encore") {
		t.Fatalf("a word on a paper that waits: %v", err)
	}
	h.settleAll()
	with := func(change func(*desk.PieceWord)) desk.PieceWord { w := word; change(&w); return w }
	for name, c := range map[string]struct {
		by   bordereau.Principal
		w    desk.PieceWord
		want bordereau.Code
	}{
		"no reason":       {h.alice, with(func(w *desk.PieceWord) { w.Reason = " " }), bordereau.Invalid},
		"no such piece":   {h.alice, with(func(w *desk.PieceWord) { w.Piece = "hat" }), bordereau.Invalid},
		"another dossier": {h.alice, with(func(w *desk.PieceWord) { w.Document = other.ID }), bordereau.Invalid},
		"no document":     {h.alice, with(func(w *desk.PieceWord) { w.Document = "x" }), bordereau.Invalid},
		"by a branch":     {h.branch, word, bordereau.Forbidden},
		"by booking":      {h.booking, word, bordereau.Forbidden},
	} {
		if err := say(c.by, c.w); code(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if l := h.line("OUV-1", "address"); l.State != dossier.Missing {
		t.Fatalf("%+v", l)
	}
	word.Piece = "address"
	for range 2 { // said twice it is one word
		must(t, say(h.alice, word))
	}
	if l := h.line("OUV-1", "address"); l.State != dossier.Satisfied || l.Why != "Déclaré valable par alice le 23/11/2026 : livret vu au guichet" || len(l.Words) != 1 || len(l.Documents) != 1 {
		t.Errorf("%+v", l)
	}
	if n := h.sql("SELECT count(*)::text FROM events e JOIN event_values v ON v.event_id = e.id WHERE kind = 'dossier.piece_declared' AND body->>'reason' = 'livret vu au guichet' AND body->>'piece' = 'address'"); n != "1" {
		t.Errorf("%s events", n)
	}
	// A paper that is filed elsewhere takes no word with it.
	v := h.one(doc)
	if _, err := h.Refile(t.Context(), h.sophie, v.ID, v.Version, "D1"); err != nil {
		t.Fatal(err)
	}
	if l := h.line("OUV-1", "address"); l.State != dossier.Missing || len(l.Words) != 0 {
		t.Errorf("%+v", l)
	}
	v = h.one(doc)
	if _, err := h.Refile(t.Context(), h.sophie, v.ID, v.Version, "OUV-1"); err != nil {
		t.Fatal(err)
	}
	must(t, h.WithdrawPiece(t.Context(), h.bob, "OUV-1", "address", doc.ID))
	if err := h.WithdrawPiece(t.Context(), h.bob, "OUV-1", "address", doc.ID); code(err) != bordereau.NotFound {
		t.Errorf("taken back twice: %v", err)
	}
	if l := h.line("OUV-1", "address"); l.State != dossier.Missing || len(l.Words) != 0 {
		t.Errorf("%+v", l)
	}
	if n := h.sql("SELECT count(*)::text FROM events WHERE kind = 'dossier.piece_withdrawn'"); n != "1" {
		t.Errorf("%s events", n)
	}
}
