package desk_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"
)

const better = "another horse battery"

func TestChangingTheOwnPassword(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.user("dora")
	other, _ := h.signIn("dora")
	h.at(monday.Add(time.Minute))
	token, _ := h.signIn("dora")
	h.at(monday.Add(5 * time.Minute))
	for name, c := range map[string]struct {
		old, next string
		want      bordereau.Code
	}{
		"the old one is wrong":   {"wrong horse battery", better, bordereau.Invalid},
		"no old one":             {"", better, bordereau.Invalid},
		"the same":               {password, password, bordereau.Invalid},
		"eleven":                 {password, "12345678901", bordereau.Invalid},
		"a hundred and thirty":   {password, strings.Repeat("x", 129), bordereau.Invalid},
		"a megabyte for old one": {strings.Repeat("x", 1<<20), better, bordereau.Invalid},
		"its own login":          {password, "Dora-123456789", bordereau.Invalid},
	} {
		if _, _, err := h.ChangePassword(t.Context(), token, c.old, c.next, "10.0.0.1"); code(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	fresh, s, err := h.ChangePassword(t.Context(), token, password, better, "10.0.0.1")
	if err != nil || fresh == token {
		t.Fatal(err)
	}
	if !s.OpenedAt.Equal(monday.Add(time.Minute)) {
		t.Error("the eight hours begin anew:", s.OpenedAt)
	}
	for _, old := range []string{token, other} {
		if _, err := h.Session(t.Context(), old); code(err) != bordereau.Unauthorised {
			t.Error("an old session goes on:", err)
		}
	}
	if got, err := h.Session(t.Context(), fresh); err != nil || got.CSRF != s.CSRF {
		t.Error(err)
	}
	if _, _, err := h.SignIn(t.Context(), "dora", password, "10.0.0.9"); code(err) != bordereau.Unauthorised {
		t.Error("the old password:", err)
	}
	if _, _, err := h.SignIn(t.Context(), "dora", better, "10.0.0.9"); err != nil {
		t.Error(err)
	}
}

func TestAnAdministratorResetsAPassword(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.user("dora")
	h.user("eve")
	token, _ := h.signIn("dora")
	if _, err := h.ResetPassword(t.Context(), h.sophie, "dora"); code(err) != bordereau.Forbidden {
		t.Error(err)
	}
	if _, err := h.ResetPassword(t.Context(), h.admin, "nobody"); code(err) != bordereau.NotFound {
		t.Error(err)
	}
	void, err := h.ResetPassword(t.Context(), h.admin, "dora")
	if err != nil {
		t.Fatal(err)
	}
	c, err := h.ResetPassword(t.Context(), h.admin, "Dora")
	if err != nil || c.Login != "dora" || !c.Until.Equal(monday.Add(time.Hour)) {
		t.Fatal(c, err)
	}
	if n := h.sql("SELECT count(*) FROM password_resets r, event_values v WHERE position('%s' in r::text || v::text) > 0", c.Code); n != "0" {
		t.Error("the code is kept")
	}
	if _, err := h.Session(t.Context(), token); err != nil {
		t.Error("the old password ends before the code is used:", err)
	}
	words := map[string]bool{}
	for _, try := range []struct{ login, code string }{{"eve", c.Code}, {"nobody", c.Code}, {"dora", void.Code}, {"dora", "AAAA-AAAA-AAAA-AAAA"}, {"dora", ""}, {"", c.Code}} {
		err := h.UseReset(t.Context(), try.login, try.code, better, "10.0.0.1")
		if code(err) != bordereau.Unauthorised {
			t.Errorf("%+v: %v", try, err)
		}
		words[err.Error()] = true
	}
	if len(words) != 1 {
		t.Error(words)
	}
	if err := h.UseReset(t.Context(), "dora", c.Code, "short", "10.0.0.1"); code(err) != bordereau.Invalid {
		t.Error(err)
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	used := 0
	for range 4 {
		wg.Go(func() {
			if h.UseReset(t.Context(), "dora", strings.ToLower(c.Code), better, "10.0.0.2") == nil {
				mu.Lock()
				used++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if used != 1 {
		t.Errorf("the code was used %d times", used)
	}
	if _, err := h.Session(t.Context(), token); code(err) != bordereau.Unauthorised {
		t.Error("a session from before goes on:", err)
	}
	if _, _, err := h.SignIn(t.Context(), "dora", better, "10.0.0.3"); err != nil {
		t.Error(err)
	}
	late, err := h.ResetPassword(t.Context(), h.admin, "dora")
	if err != nil {
		t.Fatal(err)
	}
	h.at(monday.Add(time.Hour))
	if err := h.UseReset(t.Context(), "dora", late.Code, password, "10.0.0.4"); code(err) != bordereau.Unauthorised {
		t.Error("after an hour:", err)
	}
	if n := h.sql("SELECT count(*) FROM events WHERE kind IN ('access.reset_made', 'access.password_reset', 'access.reset_refused')"); n == "0" {
		t.Error("nothing in the journal")
	}
}

// A code cannot be guessed from one place, and an administrator's is for two.
func TestResetsAreSlowAndAdministratorsAreForTwo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.user("dora")
	for range 5 {
		if err := h.UseReset(t.Context(), "dora", "AAAA-AAAA-AAAA-AAAA", better, "10.0.0.1"); code(err) != bordereau.Unauthorised {
			t.Error(err)
		}
	}
	if err := h.UseReset(t.Context(), "dora", "AAAA-AAAA-AAAA-AAAA", better, "10.0.0.1"); code(err) != bordereau.Quota {
		t.Error(err)
	}
	h.adminNamed("anna")
	if _, err := h.ResetPassword(t.Context(), h.admin, "anna"); code(err) != bordereau.Conflicting {
		t.Error("one administrator resets another's:", err)
	}
	if _, err := h.ResetPassword(t.Context(), bordereau.System, "anna"); err != nil {
		t.Error("the command line:", err)
	}
}

func TestAnInvitedPersonChoosesThePassword(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	u, c, err := h.InviteUser(t.Context(), h.admin, desk.User{Login: "Dora", Role: bordereau.RoleClerk})
	if err != nil || u.Login != "dora" || u.Name != "dora" {
		t.Fatal(u, err)
	}
	if err := h.UseReset(t.Context(), "dora", c.Code, password, "10.0.0.1"); err != nil {
		t.Fatal(err)
	}
	h.signIn("dora")
	if _, _, err := h.InviteUser(t.Context(), h.admin, desk.User{Login: "anna", Role: bordereau.RoleAdmin}); code(err) != bordereau.Conflicting {
		t.Error("one administrator adds another:", err)
	}
	if _, err := h.AddUser(t.Context(), h.admin, desk.User{Login: "anna", Role: bordereau.RoleAdmin}, password); code(err) != bordereau.Conflicting {
		t.Error("one administrator adds another:", err)
	}
}
