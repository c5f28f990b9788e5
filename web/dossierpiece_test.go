package web_test

import (
	"net/url"
	"strings"
	"testing"

	"bordereau"
	"bordereau/desk"
)

// On a dossier's page a person says which piece a decided paper is, and takes it back; who
// only reads is offered neither.
func TestAPersonSaysWhichPieceAPaperIs(t *testing.T) {
	h := newHouse(t)
	h.dossier(t)
	branch, claire, remi := h.visitor(), h.visitor(), h.visitor()
	branch.signIn("agence")
	claire.signIn("claire")
	remi.signIn("remi")
	branch.deliver(branch.token(), map[string]string{"dossier": "2026/004512"}, "letter subject=livret")
	h.work()
	const at = "/dossiers/2026%2F004512"
	id := strings.TrimPrefix(documentLink.FindString(claire.page(at).body), "/document/")
	word := url.Values{"piece": {"address"}, "document": {id}, "motif": {"quittance lue au guichet"}}
	if p := claire.page(at); strings.Contains(p.body, `id="declarer"`) {
		t.Error("a paper that waits for its decision is offered")
	}
	if a := claire.send("/dossier/2026%2F004512/piece", word); a.code != 409 || !strings.Contains(a.plain, "La décision sur ce document manque encore") {
		t.Error(a.code, a.plain)
	}
	u, err := h.AddUser(t.Context(), bordereau.System, desk.User{Login: "denise", Role: bordereau.RoleClerk}, password)
	if err != nil {
		t.Fatal(err)
	}
	by := bordereau.Principal{ID: u.ID, Name: "Denise", Role: bordereau.RoleClerk, Person: true}
	task, err := h.NextTask(t.Context(), by, desk.TaskFilter{})
	if err != nil || task == nil {
		t.Fatal(task, err)
	}
	if _, err := h.Decide(t.Context(), by, task.ID, desk.Decision{Action: desk.Confirm, LeaseID: task.LeaseID, Version: task.Version}); err != nil {
		t.Fatal(err)
	}
	p := claire.page(at)
	if !strings.Contains(p.body, `id="declarer"`) || !strings.Contains(p.body, `value="`+id+`"`) {
		t.Fatal(p.plain)
	}
	if q := remi.page(at); strings.Contains(q.body, `id="declarer"`) {
		t.Error("a reader may speak")
	}
	if a := claire.send("/dossier/2026%2F004512/piece", url.Values{"piece": {"address"}, "document": {id}, "motif": {""}}); a.code != 422 {
		t.Error(a.code, a.plain)
	}
	if a := claire.send("/dossier/2026%2F004512/piece", word); a.code != 303 || a.to != at+"?fait=declared#pieces" {
		t.Fatal(a.code, a.to, a.plain)
	}
	p = claire.page(at + "?fait=declared")
	for _, want := range []string{"Votre déclaration est enregistrée", "Déclaré valable par claire le ", "quittance lue au guichet", "document déclaré être une pièce", "Retirer la déclaration"} {
		if !strings.Contains(p.plain, want) {
			t.Errorf("the page lacks %q: %s", want, p.plain)
		}
	}
	if q := remi.page(at); strings.Contains(q.plain, "Retirer la déclaration") || !strings.Contains(q.plain, "quittance lue au guichet") {
		t.Error("a reader is offered to take a word back, or is not told of it")
	}
	if a := claire.send("/dossier/2026%2F004512/piece/retirer", word); a.code != 303 {
		t.Fatal(a.code, a.plain)
	}
	if p = claire.page(at); strings.Contains(p.plain, "quittance lue au guichet") {
		t.Error(p.plain)
	}
}
