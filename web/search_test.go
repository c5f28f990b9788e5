package web_test

import (
	"html"
	"regexp"
	"strings"
	"testing"
)

var linkTo = regexp.MustCompile(`<a [^>]*href="([^"]+)"[^>]*>(?:<[^>]+>)*([^<]*)`)

// link is the address behind some words of a page.
func (a answer) link(t *testing.T, words string) string {
	t.Helper()
	for _, m := range linkTo.FindAllStringSubmatch(a.body, -1) {
		if strings.Contains(html.UnescapeString(m[2]), words) {
			return html.UnescapeString(m[1])
		}
	}
	t.Fatalf("no link %q: %s", words, a.plain)
	return ""
}

// A box, facets that are links, hits framed on the page, the next one by a link: search
// works by addresses alone.
func TestASearchLeadsToTheHitsOnThePage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	branch, neighbour, claire := h.visitor(), h.visitor(), h.visitor()
	for v, name := range map[*visitor]string{branch: "agence", neighbour: "voisine", claire: "claire"} {
		v.signIn(name)
	}
	for _, file := range []string{"undivided objet\fsuccession de Mme <b>BEMARD</b> le 3 mars 2026\fsuccession encore", "invoice amount=12.00 succession", "payslip autre"} {
		if a := branch.deliver(branch.token(), nil, file); a.code != 303 {
			t.Fatal(a.code, a.plain)
		}
	}
	h.work()

	p := claire.page("/recherche")
	if !strings.Contains(p.plain, "Comment chercher") {
		t.Error("no help:", p.plain)
	}
	p = claire.page("/recherche?q=succession+etat:bizarre")
	if !strings.Contains(p.plain, "2 trouvé(s)") || !strings.Contains(p.plain, "L'état « bizarre » n'est pas connu") || strings.Count(p.body, "<mark>") < 2 || strings.Count(p.body, "<img src=\"/document/") != 2 {
		t.Error(p.plain)
	}
	narrowed := p.link(t, "Courrier")
	if narrowed != "/recherche?q=succession+type%3Aletter" {
		t.Error(narrowed)
	}
	p = claire.page(narrowed)
	if !strings.Contains(p.plain, "1 trouvé(s)") || p.link(t, "Courrier") != "/recherche?q=succession" {
		t.Error(p.plain)
	}
	hit := regexp.MustCompile(`<h3><a href="([^"]+)"`).FindStringSubmatch(p.body)
	if hit == nil {
		t.Fatal(p.body)
	}
	p = claire.page(html.UnescapeString(hit[1]))
	if !strings.Contains(p.plain, "Résultat 1 sur 2") || strings.Count(p.body, `class="found`) != 1 || !strings.Contains(p.body, `/page/2" width=`) {
		t.Error(p.body)
	}
	p = claire.page(strings.Split(p.link(t, "Suivant"), "#")[0])
	if !strings.Contains(p.plain, "Résultat 2 sur 2") || !strings.Contains(p.body, `/page/3" width=`) || !strings.Contains(p.body, `<g id="t2" class="on">`) {
		t.Error(p.body)
	}
	p = claire.page(strings.Split(p.link(t, "+"), "#")[0])
	if !strings.Contains(p.body, `class="sight z1"`) {
		t.Error(p.body)
	}

	p = claire.page("/recherche?q=bernard")
	if !strings.Contains(p.plain, "lecture approchante") || !strings.Contains(p.body, `class="near"`) {
		t.Error(p.plain)
	}
	p = claire.page("/recherche?q=introuvable+type:cheque")
	if !strings.Contains(p.plain, "Aucun document ne correspond") || p.link(t, "type:cheque") != "/recherche?q=introuvable" {
		t.Error(p.plain)
	}
	if a := neighbour.get("/recherche?q=succession"); !strings.Contains(a.plain, "0 trouvé(s)") || strings.Contains(a.body, "/document/") {
		t.Error("another branch finds:", a.plain)
	}
	if a := claire.get("/recherche?du=hier"); a.code != 422 && a.code != 400 {
		t.Error(a.code)
	}
	a := claire.get("/recherche/vite?q=succession")
	if a.code != 200 || strings.Count(a.body, "<a href=\"/document/") != 2 || strings.Contains(a.body, "<html") {
		t.Error(a.code, a.body)
	}
}

// A whole reference opens what it names; the list is one link away.
func TestAReferenceOpensWhatItNames(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.dossier(t)
	claire := h.visitor()
	claire.signIn("claire")
	if a := claire.get("/recherche?q=2026/004512"); a.code != 303 || a.to != "/dossiers/2026%2F004512" {
		t.Error(a.code, a.to)
	}
	if a := claire.get("/recherche?q=2026/004512&liste=1"); a.code != 200 || !strings.Contains(a.plain, "Dossiers trouvés") {
		t.Error(a.code, a.plain)
	}
}
