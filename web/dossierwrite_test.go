package web_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"
)

// A dossier is opened, told what it is of, closed and opened again on its pages; what was
// wrong stands beside what was typed.
func TestADossierIsOpenedAndChanged(t *testing.T) {
	h := newHouse(t)
	h.dossier(t)
	claire, branch, remi := h.visitor(), h.visitor(), h.visitor()
	claire.signIn("claire")
	branch.signIn("agence")
	remi.signIn("remi")
	form := url.Values{"ref": {"2026/004512"}, "nature": {"mortgage"}, "agence": {"00742"}, "clients": {"C1"}, "titre": {"Maison <de> Lyon"}}
	if a := claire.send("/dossiers", form); a.code != 422 || !strings.Contains(a.plain, "Cette référence ne peut pas servir") || !strings.Contains(a.body, `value="Maison &lt;de&gt; Lyon"`) || !strings.Contains(a.body, `id="ouvrir" open`) {
		t.Fatal(a.code, a.plain)
	}
	form.Set("ref", "P-1")
	if a := claire.send("/dossiers", form); a.to != "/dossiers/P-1?fait=opened" {
		t.Fatal(a.code, a.to, a.plain)
	}
	// A branch opens its own, whatever it asks for; the rest of the bank is not asked of it.
	form.Set("ref", "P-2")
	if a := branch.send("/dossiers", form); a.to != "/dossiers/P-2?fait=opened" {
		t.Fatal(a.code, a.to, a.plain)
	}
	if p := branch.page("/dossiers/P-2"); strings.Contains(p.body, `name="agence"`) || strings.Contains(p.body, `name="restreint"`) {
		t.Error(p.plain)
	}
	const at = "/dossiers/P-1"
	p := claire.page(at)
	for _, want := range []string{"l'emprunteur est marié ou divorcé", `name="fait.self_employed"`, "Fermer le dossier", "Trois derniers bulletins de paie"} {
		if !strings.Contains(p.plain, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(p.body, "Trois derniers bilans") || strings.Contains(p.body, `name="restreint"`) || !strings.Contains(remi.page(at).body, `id="pieces"`) || strings.Contains(remi.page(at).body, `id="modifier"`) {
		t.Error(p.plain)
	}
	change := p.form(at)
	change.Set("fait.self_employed", "1")
	change.Set("etat", "open")
	if a := claire.send(at, change); a.to != at+"?fait=changed" {
		t.Fatal(a.code, a.to, a.plain)
	}
	if p = claire.page(at); !strings.Contains(p.plain, "Trois derniers bilans") || !strings.Contains(p.body, `name="fait.self_employed" value="1" checked`) {
		t.Error("what was said of it changes nothing:", p.plain)
	}
	// What somebody else changed meanwhile is not written over.
	change.Set("titre", "Autre")
	if a := claire.send(at, change); a.code != 409 || !strings.Contains(a.plain, "a changé entre-temps") || !strings.Contains(a.body, `value="Autre"`) {
		t.Error(a.code, a.plain)
	}
	// Saved again without a look it is refused again; after a look it is written.
	a := claire.send(at, change)
	if a.code != 409 || !strings.Contains(a.plain, "Ce que ce dossier dit maintenant") || !strings.Contains(a.body, `name="vu"`) {
		t.Error(a.code, a.plain)
	}
	again := a.form(at)
	again.Set("etat", "open")
	if a := claire.send(at, again); a.code != 409 {
		t.Error("written over without a look:", a.code)
	}
	again.Set("vu", attribute(a.body[strings.Index(a.body, `<input type="checkbox" name="vu"`):], "value"))
	if a := claire.send(at, again); a.code != 303 {
		t.Error(a.code, a.plain)
	}
	if a := claire.send(at, url.Values{"version": {"x"}}); a.code != 400 {
		t.Error(a.code)
	}
	for _, to := range []string{"closed", "open"} {
		change = claire.page(at).form(at)
		change.Set("etat", to)
		if a := claire.send(at, change); a.code != 303 {
			t.Fatal(a.code, a.plain)
		}
		if d, err := h.Dossier(t.Context(), bordereau.System, "P-1"); err != nil && bordereau.CodeOf(err) != bordereau.Forbidden || err == nil && d.Status != to {
			t.Error(d, err)
		}
		if p = claire.page(at); strings.Contains(p.plain, "fermé le") != (to == "closed") || strings.Contains(p.plain, "Rouvrir le dossier") != (to == "closed") {
			t.Errorf("%s: %s", to, p.plain)
		}
	}
}

// Who knows of a dossier a supervisor says; whoever names others only is not let in.
func TestReadersAreNamedOnThePage(t *testing.T) {
	h := newHouse(t)
	h.dossier(t)
	sophie, claire := h.visitor(), h.visitor()
	sophie.signIn("sophie")
	claire.signIn("claire")
	form := url.Values{"ref": {"S-1"}, "nature": {"complaint"}, "agence": {"00742"}, "restreint": {"1"}, "lecteurs": {"sophie, personne"}}
	if a := sophie.send("/dossiers", form); a.code != 422 || !strings.Contains(a.plain, "Une personne nommée n'est pas connue") || !strings.Contains(a.body, `value="sophie, personne"`) {
		t.Fatal(a.code, a.plain)
	}
	form.Set("lecteurs", "sophie")
	if a := sophie.send("/dossiers", form); a.to != "/dossiers/S-1?fait=opened" {
		t.Fatal(a.code, a.to, a.plain)
	}
	if a := claire.get("/dossiers/S-1"); a.code != 404 {
		t.Error(a.code)
	}
	change := sophie.page("/dossiers/S-1").form("/dossiers/S-1")
	if change.Get("lecteurs") != "sophie" {
		t.Error(change)
	}
	change.Set("restreint", "1")
	change.Set("lecteurs", "claire")
	change.Set("etat", "open")
	if a := sophie.send("/dossiers/S-1", change); a.to != "/dossiers?fait=changed" {
		t.Fatal(a.code, a.to, a.plain)
	}
	if a := sophie.get("/dossiers/S-1"); a.code != 404 {
		t.Error("who is no reader any more still reads:", a.code)
	}
	// A clerk who may read it changes it without saying who else may.
	change = claire.page("/dossiers/S-1").form("/dossiers/S-1")
	change.Set("etat", "open")
	change.Set("lecteurs", "claire, paul")
	if a := claire.send("/dossiers/S-1", change); a.to != "/dossiers/S-1?fait=changed" {
		t.Fatal(a.code, a.to, a.plain)
	}
	paul := h.visitor()
	paul.signIn("paul")
	if a := paul.get("/dossiers/S-1"); a.code != 404 {
		t.Error("a clerk named a reader:", a.code)
	}
}

// A piece that is to be looked at leads to its task where the person may take it, and a
// piece that is missing tells when it was asked for.
func TestAPieceLeadsOn(t *testing.T) {
	h := newHouse(t)
	h.dossier(t)
	branch, claire, sophie := h.visitor(), h.visitor(), h.visitor()
	branch.signIn("agence")
	claire.signIn("claire")
	sophie.signIn("sophie")
	branch.deliver(branch.token(), map[string]string{"dossier": "2026/004512"}, "identity_card surname=DUPONT")
	h.work()
	const at = "/dossiers/2026%2F004512"
	list, err := h.Tasks(t.Context(), bordereau.Principal{ID: "0193a1b2-0000-7000-8000-000000000003", Role: bordereau.RoleAuditor}, desk.TaskFilter{Dossier: "2026/004512"}, desk.Cursor{})
	if err != nil || len(list.Items) != 1 {
		t.Fatal(list, err)
	}
	open := "/validation/t/" + list.Items[0].ID + "/ouvrir"
	if p := claire.page(at); strings.Contains(p.body, open) {
		t.Error("a clerk picks")
	}
	if p := sophie.page(at); !strings.Contains(p.body, open) {
		t.Error("no way from the piece to its task:", p.plain)
	}
	if a := sophie.send(open, nil); a.code != 303 || !strings.HasPrefix(a.to, "/validation/t/") {
		t.Error(a.code, a.to)
	}
	letter := claire.send("/dossier/2026%2F004512/lettre", url.Values{"lang": {"fr"}})
	if p := claire.page(at); strings.Contains(p.plain, "relance 1 le") {
		t.Error("a draft is told of as sent")
	}
	id, _, _ := strings.Cut(letter.to, "/relire")
	if a := claire.send(id+"/valider", nil); a.code != 303 {
		t.Fatal(a.code, a.plain)
	}
	day := h.Now().In(h.Location)
	if p := claire.page(at); !strings.Contains(p.plain, `relance 1 le <time datetime="`+day.Format(time.DateOnly)) {
		t.Error(p.plain)
	}
}

// A piece that ran out is wanted again, and the deadlines say so.
func TestPiecesThatRanOutStandAmongTheDeadlines(t *testing.T) {
	h := newHouse(t)
	h.dossier(t)
	branch, claire := h.visitor(), h.visitor()
	branch.signIn("agence")
	claire.signIn("claire")
	good := h.Now().In(h.Location).AddDate(0, 0, 5)
	branch.deliver(branch.token(), map[string]string{"dossier": "2026/004512"}, "passport surname=DUPONT given_names=Marie birth_date=1980-02-03 expiry_date="+good.Format(time.DateOnly))
	h.work()
	station := claire.send("/corbeille/suivante", nil).to
	form := claire.page(station).form(station)
	form.Set("action", "confirm")
	form.Set("f.mrz", "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10") // the specimen of ICAO 9303-4
	for name := range form {
		if field, ok := strings.CutPrefix(name, "f."); ok {
			form.Set("ok."+field, "1")
		}
	}
	if a := claire.post(station, form); a.code != 303 {
		t.Fatal(a.code, a.plain)
	}
	if n, err := h.FollowUp(t.Context(), h.Now()); err != nil || n != 0 {
		t.Fatal(n, err)
	}
	if p := claire.page("/echeances"); strings.Contains(p.body, `id="rouvertes"`) {
		t.Error("nothing ran out yet:", p.plain)
	}
	if n, err := h.FollowUp(t.Context(), h.Now().AddDate(0, 0, 6)); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	p := claire.page("/echeances")
	for _, want := range []string{"Pièces de nouveau attendues", "Pièce d'identité en cours de validité", `href="/dossiers/2026%2F004512#pieces"`, good.Format("02/01/2006")} {
		if !strings.Contains(p.plain, want) {
			t.Errorf("no %q: %s", want, p.plain)
		}
	}
	if p := claire.page("/echeances?etat=done"); strings.Contains(p.body, `id="rouvertes"`) {
		t.Error(p.plain)
	}
}
