package web_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"bordereau"
	"bordereau/desk"
)

// The list of dossiers is narrowed and ordered in its address; a restricted dossier is
// in nobody's but its readers', and its page does not exist for others.
func TestDossiersAreListed(t *testing.T) {
	h := newHouse(t)
	h.dossier(t)
	sophie := bordereau.Principal{ID: "system", Role: bordereau.RoleSystem}
	for _, d := range []desk.DossierView{
		{Ref: "B-2", Kind: "complaint", Branch: "00118", Customers: []string{"C1"}},
		{Ref: "S-3", Kind: "complaint", Branch: "00742", Restricted: true, Readers: []string{"sophie"}, Customers: []string{"C1"}},
	} {
		if _, err := h.CreateDossier(t.Context(), sophie, d); err != nil {
			t.Fatal(err)
		}
	}
	see := map[string]*visitor{}
	for _, login := range []string{"agence", "voisine", "claire", "sophie", "remi"} {
		see[login] = h.visitor()
		see[login].signIn(login)
	}
	for login, want := range map[string]string{"agence": "2026/004512", "voisine": "B-2", "claire": "2026/004512 B-2", "sophie": "2026/004512 B-2 S-3", "remi": "2026/004512 B-2"} {
		p := see[login].page("/dossiers?tri=ref")
		var got []string
		for _, m := range regexp.MustCompile(`<a class="ref" href="/dossiers/[^"]+">([^<]+)</a>`).FindAllStringSubmatch(p.plain, -1) {
			got = append(got, m[1])
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s sees %v, not %s", login, got, want)
		}
		if secret := see[login].get("/dossiers/S-3"); (secret.code == 200) != (login == "sophie") || login != "sophie" && secret.code != 404 {
			t.Errorf("the restricted dossier for %s: %d", login, secret.code)
		}
	}
	claire := see["claire"]
	for query, want := range map[string]string{"?q=dupont": "2026/004512", "?nature=complaint": "B-2", "?etat=closed": "", "?q=personne": "", "?manque=1&tri=due": "2026/004512"} {
		p := claire.page("/dossiers" + query)
		if want == "" && !strings.Contains(p.plain, "Aucun dossier") || want != "" && !strings.Contains(p.plain, ">"+want+"<") {
			t.Errorf("%s: %s", query, p.plain)
		}
	}
	if a := claire.get("/dossiers?nature=poem"); a.code != 422 {
		t.Error(a.code)
	}
	if a := claire.get("/dossier/B-2?fait=told"); a.code != 301 || a.to != "/dossiers/B-2?fait=told" {
		t.Error(a.code, a.to)
	}
	// What is due is for those who watch over it.
	if p := claire.page("/dossiers"); !strings.Contains(p.plain, "Échéance") {
		t.Error(p.plain)
	}
	if p := see["remi"].page("/dossiers"); strings.Contains(p.plain, "J−") {
		t.Error("a reader is told of deadlines")
	}
}

// A dossier's page tells what is there and what lacks, what happened and what was
// asked; a letter is read as PDF and as a message before anybody lets it go; a document
// is filed elsewhere.
func TestADossiersPage(t *testing.T) {
	h := newHouse(t)
	h.dossier(t)
	branch, claire, remi := h.visitor(), h.visitor(), h.visitor()
	branch.signIn("agence")
	claire.signIn("claire")
	remi.signIn("remi")
	branch.deliver(branch.token(), map[string]string{"dossier": "2026/004512"}, "identity_card surname=DUPONT")
	h.work()
	const at = "/dossiers/2026%2F004512"
	document := documentLink.FindString(claire.page(at).body)
	if a := claire.send(document+"/question", url.Values{"text": {"Qui a signé ?"}}); a.code != 303 {
		t.Fatal(a.code, a.plain)
	}
	p := claire.page(at)
	for _, want := range []string{`id="pieces"`, `id="documents"`, `id="ecritures"`, `id="messages"`, `id="journal"`, "Complétude", "Qui a signé ?", "sans réponse", "dossier ouvert", "reçu", "Relancer", "DUPONT"} {
		if !strings.Contains(p.plain, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	q := remi.page(at)
	for _, secret := range []string{"Qui a signé ?", `id="journal"`, `id="ecritures"`, "Relancer", "Classer ailleurs"} {
		if strings.Contains(q.plain, secret) {
			t.Errorf("a reader is shown %q", secret)
		}
	}
	// One that is still being looked at is filed by its decision, not beside it.
	if a := claire.send(document+"/classer", url.Values{"version": {"1"}, "dossier": {"2026/004512"}}); a.code != 409 {
		t.Error(a.code, a.plain)
	}
	if a := claire.send(document+"/classer", url.Values{"version": {"1"}, "dossier": {" "}}); a.code != 422 {
		t.Error(a.code, a.plain)
	}
	a := claire.send("/dossier/2026%2F004512/lettre", url.Values{"lang": {"fr"}})
	m := regexp.MustCompile(`^(/lettre/[0-9a-f-]{36})/relire\?fait=drafted$`).FindStringSubmatch(a.to)
	if m == nil {
		t.Fatal(a.code, a.to, a.plain)
	}
	letter := claire.page(m[1] + "/relire")
	for _, want := range []string{"Pièces demandées", "Texte du courriel", "Nous traitons le dossier", "Rien n'est envoyé", "À relire"} {
		if !strings.Contains(letter.plain, want) {
			t.Errorf("the preview lacks %q", want)
		}
	}
	if pdf := claire.get(m[1]); pdf.code != 200 || !strings.HasPrefix(pdf.body, "%PDF") {
		t.Error(pdf.code, pdf.head)
	}
	if a := remi.get(m[1] + "/relire"); a.code != 403 {
		t.Error("a reader reads letters:", a.code)
	}
	if a := claire.send(m[1]+"/valider", nil); a.to != m[1]+"/relire?fait=letter" {
		t.Fatal(a.code, a.to, a.plain)
	}
	letter = claire.page(m[1] + "/relire")
	if strings.Contains(letter.plain, "/valider") || !strings.Contains(letter.plain, "Validée") {
		t.Error("a released letter can be released again")
	}
	if p := claire.page(at); !strings.Contains(p.plain, "lettre validée") || !strings.Contains(p.plain, "lettre rédigée") {
		t.Error("the journal does not tell of the letter")
	}
}
