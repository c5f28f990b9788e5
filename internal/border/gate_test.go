package border_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"bordereau"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

func TestFormTokenAndOrigin(t *testing.T) {
	d := open(t, border.Config{})
	ct, withToken := form(part{"csrf", "", "tok"}, part{"file", "a.pdf", "a"})
	_, tokenLate := form(part{"file", "a.pdf", "a"}, part{"csrf", "", "tok"})
	ct2, noToken := form(part{"file", "a.pdf", "a"})
	boundary := func(b []byte) string { return "multipart/form-data; boundary=" + string(b[2:bytes.IndexByte(b, '\r')]) }
	host := strings.TrimPrefix(d.url, "http://")
	for name, c := range map[string]struct {
		path   string
		body   []byte
		head   []string
		status int
	}{
		"form with token":         {"/form", []byte("csrf=tok"), []string{"Content-Type", "application/x-www-form-urlencoded"}, 200},
		"form without token":      {"/form", []byte("a=b"), []string{"Content-Type", "application/x-www-form-urlencoded"}, 403},
		"form with other token":   {"/form", []byte("csrf=tik"), []string{"Content-Type", "application/x-www-form-urlencoded"}, 403},
		"json without header":     {"/json", []byte("{}"), []string{"Content-Type", "application/json"}, 403},
		"json with header":        {"/json", []byte("{}"), []string{"Content-Type", "application/json", "X-CSRF-Token", "tok"}, 200},
		"foreign origin":          {"/form", []byte("csrf=tok"), []string{"Content-Type", "application/x-www-form-urlencoded", "Origin", "https://evil.example"}, 403},
		"own origin":              {"/form", []byte("csrf=tok"), []string{"Content-Type", "application/x-www-form-urlencoded", "Origin", "http://" + host}, 200},
		"null origin":             {"/form", []byte("csrf=tok"), []string{"Content-Type", "application/x-www-form-urlencoded", "Origin", "null"}, 403},
		"cross site":              {"/form", []byte("csrf=tok"), []string{"Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "cross-site"}, 403},
		"same site is not enough": {"/form", []byte("csrf=tok"), []string{"Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "same-site"}, 403},
		"delivery with token":     {"/deposits", withToken, []string{"Content-Type", ct}, 202},
		"delivery token late":     {"/deposits", tokenLate, []string{"Content-Type", boundary(tokenLate)}, 403},
		"delivery without token":  {"/deposits", noToken, []string{"Content-Type", ct2}, 403},
		"delivery token in head":  {"/deposits", noToken, []string{"Content-Type", ct2, "X-CSRF-Token", "tok"}, 202},
		"sign-in from elsewhere":  {"/signin?l=claire&p=right", nil, []string{"Origin", "https://evil.example"}, 403},
	} {
		t.Run(name, func(t *testing.T) {
			begun := d.ledger.begun
			head := append([]string{"Cookie", "bordereau_session=sess"}, c.head...)
			res, _, text := d.send(t, "POST", c.path, bytes.NewReader(c.body), head...)
			if res.StatusCode != c.status {
				t.Fatalf("status %d: %s", res.StatusCode, text)
			}
			if c.status == 403 && d.ledger.begun != begun {
				t.Error("a delivery was begun before the token was seen")
			}
		})
	}
}

func TestSignInGivesANewSession(t *testing.T) {
	d := open(t, border.Config{Secure: true})
	res, _, _ := d.send(t, "POST", "/signin?l=claire&p=right", nil, "Cookie", "bordereau_session=planted")
	cookies := res.Cookies()
	if res.StatusCode != 200 || len(cookies) != 1 {
		t.Fatal(res.StatusCode, cookies)
	}
	c := cookies[0]
	if c.Value != "fresh" || !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteStrictMode {
		t.Errorf("%+v", c)
	}
	if len(d.man.ended) != 1 || d.man.ended[0] != "planted" {
		t.Errorf("ended %v", d.man.ended)
	}
	for name, q := range map[string]string{"wrong": "l=claire&p=wrong", "unknown": "l=x&p=wrong", "long": "l=claire&p=" + strings.Repeat("p", 2000)} {
		res, p, _ := d.send(t, "POST", "/signin?"+q, nil)
		if res.StatusCode != 401 || p.Detail != "Identifiant ou mot de passe incorrect." {
			t.Errorf("%s: %d %+v", name, res.StatusCode, p)
		}
	}
}

func TestMountHoldsTableAndHandlersTogether(t *testing.T) {
	gate, err := border.NewGate(border.Config{}, &doorman{})
	if err != nil {
		t.Fatal(err)
	}
	h := func(*fiber.Ctx) error { return nil }
	a, b := border.Call{Method: "GET", Path: "/a"}, border.Call{Method: "GET", Path: "/b"}
	if border.Mount(fiber.New(), border.Table{{Method: "GET", Path: "/a"}}, gate, map[border.Call]fiber.Handler{a: h, b: h}) == nil {
		t.Error("a handler without a line was mounted")
	}
	if border.Mount(fiber.New(), border.Table{{Method: "GET", Path: "/a"}, {Method: "GET", Path: "/b"}}, gate, map[border.Call]fiber.Handler{a: h}) == nil {
		t.Error("a line without a handler was mounted")
	}
	if (&border.Rule{}).Admits(bordereau.RoleAdmin) {
		t.Error("a line without roles lets somebody in")
	}
}
