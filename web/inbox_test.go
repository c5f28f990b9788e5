package web_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var placeOf = regexp.MustCompile(`<li><a href="(/[a-z]+)"[^>]*>([^<]+)`)

// Whatever the role, the navigation is one row: at most eight places, and the basket says
// how many tasks wait in it.
func TestTheNavigationIsOneRow(t *testing.T) {
	h := newHouse(t)
	branch := h.visitor()
	branch.signIn("agence")
	branch.deliver(branch.token(), nil, "letter subject=un", "letter subject=deux")
	h.work()
	for login, basket := range map[string]bool{"agence": false, "claire": true, "sophie": true, "remi": false, "alain": true, "compta": false, "racine": false} {
		v := h.visitor()
		p := v.page(v.signIn(login).to)
		nav, _, _ := strings.Cut(p.body, "</nav>")
		places := placeOf.FindAllStringSubmatch(nav, -1)
		if len(places) == 0 || len(places) > 8 {
			t.Errorf("%s: %d places: %q", login, len(places), places)
		}
		if got := strings.Contains(nav, `Corbeille (<span id="n-corbeille">2</span>)`); got != basket {
			t.Errorf("%s: %s", login, nav)
		}
	}
	sophie := h.visitor()
	sophie.signIn("sophie")
	for _, path := range []string{"/remises", "/suspens", "/controle", "/mes-chiffres"} {
		if p := sophie.page(path); !strings.Contains(p.body, `<a href="/corbeille" aria-current="page">`) {
			t.Errorf("%s stands nowhere in the navigation", path)
		}
	}
	if p := sophie.page("/corbeille"); !strings.Contains(p.body, `href="/remises"`) || !strings.Contains(p.plain, `Suspens (<span id="suspens">0</span>)`) {
		t.Error(p.plain)
	}
}

// An empty basket says why it is empty and what comes; what changes by itself is asked for
// alone, with the numbers around it.
func TestTheBasketKeepsUpToDate(t *testing.T) {
	h := newHouse(t)
	branch, claire, alain := h.visitor(), h.visitor(), h.visitor()
	branch.signIn("agence")
	claire.signIn("claire")
	alain.signIn("alain")
	if p := claire.page("/corbeille"); !strings.Contains(p.plain, "Aucune tâche n'attend. La liste se met à jour") {
		t.Error(p.plain)
	}
	branch.deliver(branch.token(), nil, "letter subject=un", "letter subject=deux")
	if p := claire.page("/corbeille"); !strings.Contains(p.plain, "Aucune tâche n'attend. 2 documents sont en cours de lecture") {
		t.Error(p.plain)
	}
	h.work()
	p := claire.page("/corbeille?type=cheque&retard=1")
	if !strings.Contains(p.plain, "Aucune des 2 tâches ne correspond à ces filtres.") || !strings.Contains(p.plain, `hx-get="/corbeille/etat?retard=1&type=cheque"`) {
		t.Error(p.plain)
	}
	p = claire.page("/corbeille/etat")
	for _, want := range []string{`<div id="taches"`, `id="n-corbeille" hx-swap-oob="true">2<`, `id="suspens" hx-swap-oob="true">0<`, "2 tâches, 0 en retard", "papier <b>1.png"} {
		if !strings.Contains(p.plain, want) {
			t.Errorf("no %q: %s", want, p.plain)
		}
	}
	if strings.Contains(p.body, "<html") || strings.Contains(alain.page("/corbeille/etat").body, "totaux") {
		t.Error("more than the list is sent")
	}
}

// Every page leads to the help, before one is signed in too (WCAG 3.2.6); in English days
// are asked for as the English write them.
func TestEveryPageLeadsToTheHelp(t *testing.T) {
	h := newHouse(t)
	stranger, claire := h.visitor(), h.visitor()
	claire.signIn("claire")
	for _, v := range []*visitor{stranger, claire} {
		p := v.page("/aide")
		for _, want := range []string{"Touches de toutes les pages", "Ctrl", "À qui s'adresser"} {
			if !strings.Contains(p.plain, want) {
				t.Errorf("the help lacks %q", want)
			}
		}
	}
	if p := stranger.page("/connexion"); !strings.Contains(p.body, `href="/aide">Aide</a>`) {
		t.Error(p.plain)
	}
	if p := claire.page("/corbeille"); !strings.Contains(p.body, `href="/aide">Aide <kbd>F1</kbd></a>`) {
		t.Error(p.plain)
	}
	if p := claire.page("/ecritures"); !strings.Contains(p.body, `placeholder="JJ/MM/AAAA"`) {
		t.Error(p.plain)
	}
	claire.send("/langue", url.Values{"langue": {"en"}, "retour": {"/"}})
	if p := claire.page("/ecritures"); !strings.Contains(p.body, `placeholder="DD/MM/YYYY"`) {
		t.Error(p.plain)
	}
}
