package desk_test

import (
	"crypto/ed25519"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/sso"
	"bordereau/internal/testkit"
)

func TestSigningInAtTheProvider(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	idp := testkit.NewIdentityProvider(t, h.clock)
	provider, err := sso.New(sso.Config{Issuer: idp.URL, ClientID: idp.ClientID, ClientSecret: idp.Secret, Redirect: "https://desk.example/retour", Now: h.clock})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.BeginProvider(t.Context(), "/"); code(err) != bordereau.NotFound {
		t.Error("none is set:", err)
	}
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	deps := desk.Deps{Store: h.store, Objects: testkit.Objects(t), Signer: key, Now: h.clock, People: desk.People{Provider: provider, SecondFactor: []bordereau.Role{bordereau.RoleSupervisor}}}
	if h.Desk, err = desk.New(desk.Config{SpoolDir: t.TempDir()}, deps); err != nil {
		t.Fatal(err)
	}
	u := h.user("dora")
	walk := func(login string, amr ...string) (string, desk.Session, string, error) {
		idp.Set(func(i *testkit.IdentityProvider) {
			i.Bend = func(_, c map[string]any) { c["preferred_username"], c["amr"] = login, amr }
		})
		address, handle, err := h.BeginProvider(t.Context(), "/corbeille")
		if err != nil {
			t.Fatal(err)
		}
		state, code := idp.Approve(address)
		return h.EndProvider(t.Context(), handle, state, code, "10.0.0.1")
	}
	token, s, next, err := walk("Dora")
	if err != nil || next != "/corbeille" || s.Principal.ID != u.ID || s.Method != "oidc" {
		t.Fatal(s, next, err)
	}
	if _, err := h.Session(t.Context(), token); err != nil {
		t.Error(err)
	}
	for _, login := range []string{"nobody", "", "do\x00ra"} {
		if _, _, _, err := walk(login); code(err) != bordereau.Unauthorised {
			t.Errorf("%q comes in: %v", login, err)
		}
	}
	// Who needs two factors gives the second here, unless the provider had it.
	if _, s, _, err = walk("sophie"); err != nil || s.Pending != desk.StepEnrol {
		t.Error(s, err)
	}
	if _, s, _, err = walk("sophie", "pwd", "mfa"); err != nil || s.Pending != "" {
		t.Error(s, err)
	}

	// Another browser's cookie, another state, a cookie that is none, and too late.
	address, handle, err := h.BeginProvider(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	_, elsewhere, err := h.BeginProvider(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	state, grant := idp.Approve(address)
	for name, try := range map[string][3]string{
		"another browser": {elsewhere, state, grant}, "another state": {handle, state + "x", grant}, "no state": {handle, "", grant}, "no code": {handle, state, ""},
		"no cookie": {"", state, grant}, "a made-up cookie": {"AAAA", state, grant}, "a bent cookie": {handle[:len(handle)-2], state, grant},
	} {
		if _, _, _, err := h.EndProvider(t.Context(), try[0], try[1], try[2], ""); code(err) != bordereau.Unauthorised {
			t.Errorf("%s: %v", name, err)
		}
	}
	h.at(monday.Add(10*time.Minute + time.Second))
	if _, _, _, err := h.EndProvider(t.Context(), handle, state, grant, ""); code(err) != bordereau.Unauthorised {
		t.Error("after ten minutes:", err)
	}
	if err := h.DisableUser(t.Context(), h.admin, "dora"); err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := walk("dora"); code(err) != bordereau.Unauthorised {
		t.Error("disabled:", err)
	}
}
