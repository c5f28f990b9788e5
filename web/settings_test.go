package web_test

import (
	"net/url"
	"strings"
	"testing"
)

// A person's own keys are told to every page; one key for two actions is refused, and
// what was chosen is still there.
func TestOwnKeys(t *testing.T) {
	h := newHouse(t)
	claire := h.visitor()
	claire.signIn("claire")
	const page = "/validation/reglages"
	a := claire.send(page, url.Values{"k.zoom": {"F8"}, "k.help": {"F4"}})
	if a.code != 422 || !strings.Contains(a.plain, "La touche F8 est donnée à deux actions : Zoom ; Verso, page suivante.") || !strings.Contains(a.body, `<option value="F8" selected>`) {
		t.Errorf("%d %s", a.code, a.plain)
	}
	if p := claire.page("/corbeille"); strings.Contains(p.body, "data-own") {
		t.Error("what was refused is kept:", p.body)
	}
	if a := claire.send(page, url.Values{"k.zoom": {"Insert"}, "k.all": {"-"}, "machine": {"1"}}); a.code != 303 {
		t.Errorf("%d %s", a.code, a.plain)
	}
	for _, path := range []string{"/corbeille", page} {
		if p := claire.page(path); !strings.Contains(p.plain, `data-own="{"keys":{"all":"","zoom":"Insert"},"machine":true}"`) {
			t.Errorf("%s is not told the keys: %s", path, p.plain)
		}
	}
	if a := claire.send(page, nil); a.code != 303 || strings.Contains(claire.page("/corbeille").body, "data-own") {
		t.Error("the usual keys do not come back")
	}
}
