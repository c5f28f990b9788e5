package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"bordereau"
)

func TestSessions(t *testing.T) {
	h := newHouse(t)
	v := h.visitor()
	if a := v.post("/connexion", url.Values{"login": {"claire"}, "password": {"faux mot de passe"}}); a.code != 401 || !strings.Contains(a.plain, "incorrect") || strings.Contains(a.body, "faux mot") {
		t.Errorf("%d %s", a.code, a.plain)
	}
	for next, want := range map[string]string{"/recherche?q=a": "/recherche?q=a", "//evil.example": "/corbeille", "https://evil.example/": "/corbeille", "/\\evil": "/corbeille", "javascript:1": "/corbeille"} {
		v := h.visitor()
		if a := v.post("/connexion", url.Values{"login": {"claire"}, "password": {password}, "suite": {next}}); a.code != 303 || a.to != want {
			t.Errorf("%s led to %s", next, a.to)
		}
	}
	if a := v.signIn("claire"); a.code != 303 {
		t.Fatal(a.code)
	}
	u, err := url.Parse(h.url)
	if err != nil {
		t.Fatal(err)
	}
	cookies := v.c.Jar.Cookies(u)
	if a := v.get("/connexion"); a.to != "/corbeille" {
		t.Error(a.to)
	}
	if a := v.post("/deconnexion", nil); a.code != 403 {
		t.Errorf("signed out without a token: %d", a.code)
	}
	if a := v.send("/deconnexion", nil); a.to != "/connexion" {
		t.Error(a.code, a.to)
	}
	ghost := h.visitor()
	ghost.c.Jar.SetCookies(u, cookies)
	if a := ghost.get("/corbeille"); a.code != 303 || !strings.HasPrefix(a.to, "/connexion") {
		t.Errorf("an ended session still opens: %d", a.code)
	}
	if len(cookies) != 1 || cookies[0].Name != "bordereau_session" {
		t.Error(cookies)
	}
}

// Every page, every role: only what the table says, and nothing changes without
// the form's token.
func TestAccessMatrix(t *testing.T) {
	h := newHouse(t)
	none := "0193a1b2-0000-7000-8000-000000000003"
	people := map[string]bordereau.Role{"agence": bordereau.RoleBranch, "claire": bordereau.RoleClerk, "sophie": bordereau.RoleSupervisor, "remi": bordereau.RoleReader,
		"alain": bordereau.RoleAuditor, "compta": bordereau.RoleBooking, "racine": bordereau.RoleAdmin}
	stranger := h.visitor()
	for _, stack := range h.web.App().Stack() {
		for _, r := range stack {
			if r.Path != "/" && !listed(r.Method, r.Path) {
				t.Errorf("%s %s is served without a line in the table", r.Method, r.Path)
			}
		}
	}
	for login, role := range people {
		v := h.visitor()
		if a := v.signIn(login); a.code != 303 {
			t.Fatal(login, a.code)
		} else if p := v.get(a.to); p.code != 200 {
			t.Errorf("%s lands on %s: %d", login, a.to, p.code)
		}
		token := v.token()
		for _, rule := range table() {
			if rule.Open || rule.Path == "/deconnexion" {
				continue
			}
			path := strings.NewReplacer(":id", none, ":version", "rien", ":task", none, ":n", "1", ":ref", "RIEN", ":day", "2026-11-24", ":login", "personne").Replace(rule.Path)
			var a, bare answer
			switch {
			case rule.Method == "GET":
				a = v.get(path)
			case rule.Delivery:
				a, bare = v.deliver(token, nil, "letter"), v.deliver("", nil, "letter")
			default:
				bare = v.post(path, url.Values{})
				a = v.post(path, url.Values{"csrf": {token}, "version": {"1"}, "lease": {none}})
			}
			allowed := rule.Admits(role)
			if allowed == (a.code == http.StatusForbidden || a.code == http.StatusUnauthorized) || a.code >= 500 {
				t.Errorf("%s %s by %s: %d", rule.Method, rule.Path, role, a.code)
			}
			if rule.Method != "GET" && bare.code != http.StatusForbidden {
				t.Errorf("%s %s by %s without a token: %d", rule.Method, rule.Path, role, bare.code)
			}
			if rule.Method == "GET" {
				if s := stranger.get(path); s.code != 303 || !strings.HasPrefix(s.to, "/connexion") {
					t.Errorf("%s for a stranger: %d", path, s.code)
				}
			} else if s := stranger.post(path, nil); s.code != 401 {
				t.Errorf("%s for a stranger: %d", path, s.code)
			}
		}
	}
}

func TestStaticFiles(t *testing.T) {
	h := newHouse(t)
	v := h.visitor()
	at := func(name string) string {
		p, err := h.web.AssetPath(name)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	for path, want := range map[string]int{at("app.css"): 200, at("tokens.css"): 200, at("mark.svg"): 200, at("app.js"): 200, at("page.css"): 200, at("page-station.js"): 200, at("inter.woff2"): 200, "/favicon.ico": 200,
		"/static/old/app.css": 200, "/static/x/..%2fserver.go": 404, "/static/x/nothing.css": 404, "/static/x/vendored.tsv": 404, "/rien": 404} {
		a := v.get(path)
		if a.code != want {
			t.Errorf("%s: %d", path, a.code)
		}
		if kept := strings.Contains(a.head.Get("Cache-Control"), "immutable"); want == 200 && kept != (strings.HasPrefix(path, "/static/") && !strings.Contains(path, "/old/")) {
			t.Errorf("%s is kept: %q", path, a.head.Get("Cache-Control"))
		}
	}
}

// Whoever asks for English gets it, also at the door, and comes back to the page.
func TestLanguages(t *testing.T) {
	h := newHouse(t)
	v := h.visitor()
	if a := v.page("/connexion"); !strings.Contains(a.body, `lang="fr"`) || !strings.Contains(a.plain, "Se connecter") {
		t.Error(a.plain)
	}
	if a := v.post("/langue", url.Values{"langue": {"en"}, "retour": {"/connexion"}}); a.code != 303 || a.to != "/connexion" {
		t.Errorf("%d %s", a.code, a.to)
	}
	if a := v.page("/connexion"); !strings.Contains(a.body, `<html lang="en">`) || !strings.Contains(a.plain, "Sign in") {
		t.Error(a.plain)
	}
	v.signIn("claire")
	if a := v.page("/corbeille"); !strings.Contains(a.plain, "Inbox") {
		t.Error(a.plain)
	}
	if a := v.post("/langue", url.Values{"langue": {"xx"}, "retour": {"//evil.example"}}); a.to != "/" {
		t.Error(a.to)
	}
	if a := v.page("/corbeille"); !strings.Contains(a.plain, "Corbeille") {
		t.Error(a.plain)
	}
}
