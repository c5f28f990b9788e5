package web_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"bordereau"
)

// decide takes the next task and settles it by an action; it gives the document's page.
func (v *visitor) decide(action, note string) (document string) {
	v.h.t.Helper()
	station := v.send("/corbeille/suivante", nil).to
	p := v.page(station)
	form := p.form(station)
	form.Set("action", action)
	form["note"] = []string{note}
	form.Set("f.subject", "Un autre objet")
	if a := v.post(station, form); a.code != 303 {
		v.h.t.Fatalf("%s: %d %s", action, a.code, a.plain)
	}
	return documentLink.FindString(p.body)
}

// Whoever undoes the last decision undoes that one, or is told that it stays: no earlier
// document comes back in its place.
func TestOnlyTheLastDecisionIsUndone(t *testing.T) {
	h := newHouse(t)
	branch, claire := h.visitor(), h.visitor()
	branch.signIn("agence")
	claire.signIn("claire")
	branch.deliver(branch.token(), nil, "letter subject=un", "letter subject=deux")
	h.work()
	first := claire.decide("confirm", "")
	claire.decide("wait", "appeler l'agence")
	state := func() bordereau.State {
		t.Helper()
		d, err := h.Document(t.Context(), bordereau.System, strings.TrimPrefix(first, "/document/"))
		if err != nil {
			t.Fatal(err)
		}
		return d.State
	}
	if a := claire.send("/validation/annuler", nil); a.code != 409 || state() != bordereau.Decided {
		t.Errorf("%d, the earlier document is %s", a.code, state())
	}
	// By its name it comes back; undone twice over, nothing else does.
	if a := claire.send("/validation/annuler", url.Values{"document": {strings.TrimPrefix(first, "/document/")}}); a.code != 303 || state() != bordereau.InReview {
		t.Errorf("%d %s, the document is %s", a.code, a.to, state())
	}
}

// What a person writes with a decision stands in the document's history, and not for a branch.
func TestANoteIsShown(t *testing.T) {
	h := newHouse(t)
	branch, claire, paul := h.visitor(), h.visitor(), h.visitor()
	for v, login := range map[*visitor]string{branch: "agence", claire: "claire", paul: "paul"} {
		v.signIn(login)
	}
	branch.deliver(branch.token(), nil, "letter subject=un")
	h.work()
	document := claire.decide("confirm", "objet vu avec l'agence")
	if p := paul.page(document); !strings.Contains(p.plain, "note : objet vu avec l'agence") {
		t.Error(p.plain)
	}
	if p := branch.page(document); strings.Contains(p.plain, "objet vu avec") {
		t.Error("the branch reads it")
	}
	h.counted()
	alain := h.visitor()
	alain.signIn("alain")
	if p := alain.page("/journal?objet=" + strings.TrimPrefix(document, "/document/")); !strings.Contains(p.plain, "objet vu avec l'agence") {
		t.Error(p.plain)
	}
}

// A task whose time ran out is not what the station opens with.
func TestWhatRanOutIsNotHeld(t *testing.T) {
	h := newHouse(t)
	branch, claire := h.visitor(), h.visitor()
	branch.signIn("agence")
	claire.signIn("claire")
	branch.deliver(branch.token(), nil, "letter subject=un")
	h.work()
	station := claire.send("/corbeille/suivante", nil).to
	if a := claire.get("/validation"); a.code != 303 || a.to != station {
		t.Errorf("%d %s, what is held is at %s", a.code, a.to, station)
	}
	lasts := h.TaskLease
	h.TaskLease = time.Microsecond
	claire.send("/corbeille/suivante", nil)
	h.TaskLease = lasts
	if a := claire.get("/validation"); a.code != 200 || !strings.Contains(a.plain, "Des tâches attendent") {
		t.Errorf("%d %s", a.code, a.to)
	}
}
