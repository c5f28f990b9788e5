package desk_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/ids"
)

const password = "correct horse battery"

func (h *house) user(login string) desk.User {
	h.t.Helper()
	u, err := h.AddUser(h.t.Context(), h.admin, desk.User{Login: login, Role: bordereau.RoleClerk}, password)
	if err != nil {
		h.t.Fatal(err)
	}
	return u
}

func TestSessions(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	u := h.user("dora")
	token, s, err := h.SignIn(t.Context(), " Dora ", password, "10.0.0.1")
	if err != nil || s.Principal.ID != u.ID || !s.Principal.Person || len(s.CSRF) < 40 || len(token) < 40 {
		t.Fatal(s, err)
	}
	second, s2, err := h.SignIn(t.Context(), "dora", password, "10.0.0.1")
	if err != nil || second == token || s2.CSRF == s.CSRF {
		t.Fatal("two sessions share a secret", err)
	}
	if n := h.sql("SELECT count(*) FROM sessions WHERE position('%s' in token_sha256::text) > 0", token); n != "0" {
		t.Error("the token is kept")
	}
	if got, err := h.Session(t.Context(), token); err != nil || got.Principal != s.Principal || got.CSRF != s.CSRF {
		t.Error(got, err)
	}
	// Used every ten minutes it lives on, but not past eight hours.
	for i := range 48 {
		h.at(monday.Add(time.Duration(i) * 10 * time.Minute))
		if _, err := h.Session(t.Context(), token); err != nil {
			t.Fatal(i, err)
		}
	}
	h.at(monday.Add(8 * time.Hour))
	if _, err := h.Session(t.Context(), token); code(err) != bordereau.Unauthorised {
		t.Error("after eight hours:", err)
	}
	if _, err := h.Session(t.Context(), second); code(err) != bordereau.Unauthorised {
		t.Error("unused for hours:", err)
	}
	third, _, err := h.SignIn(t.Context(), "dora", password, "10.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := h.SignOut(t.Context(), third); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.Session(t.Context(), third); code(err) != bordereau.Unauthorised {
		t.Error("after signing out:", err)
	}
	fourth, _, err := h.SignIn(t.Context(), "dora", password, "10.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	if err := h.DisableUser(t.Context(), h.admin, "dora"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Session(t.Context(), fourth); code(err) != bordereau.Unauthorised {
		t.Error("disabled:", err)
	}
	if _, _, err := h.SignIn(t.Context(), "dora", password, "10.0.0.1"); code(err) != bordereau.Unauthorised {
		t.Error("disabled:", err)
	}
	if _, err := h.ReopenUser(t.Context(), h.admin, "nobody"); code(err) != bordereau.NotFound {
		t.Error("nobody is reopened:", err)
	}
	again, err := h.ReopenUser(t.Context(), h.admin, "dora")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.ReopenUser(t.Context(), h.admin, "dora"); code(err) != bordereau.NotFound {
		t.Error("reopened twice:", err)
	}
	if _, _, err := h.SignIn(t.Context(), "dora", password, "10.0.0.1"); code(err) != bordereau.Unauthorised {
		t.Error("the old password is good again:", err)
	}
	if _, err := h.Session(t.Context(), fourth); code(err) != bordereau.Unauthorised {
		t.Error("an old session is good again:", err)
	}
	if err := h.UseReset(t.Context(), "dora", again.Code, "a new horse battery", "10.0.0.1"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.SignIn(t.Context(), "dora", "a new horse battery", "10.0.0.1"); err != nil {
		t.Error("reopened:", err)
	}
	if _, err := h.Session(t.Context(), ""); code(err) != bordereau.Unauthorised {
		t.Error(err)
	}
}

func TestGuessingIsSlowedDownForThatPlaceAlone(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.user("dora")
	var words []string
	for _, try := range []struct{ login, password string }{{"dora", "wrong horse battery"}, {"nobody", password}, {"dora", "short"}, {"dora", strings.Repeat("x", 1<<20)}, {"do\x00ra", password}} {
		_, _, err := h.SignIn(t.Context(), try.login, try.password, "10.0.0.1")
		if code(err) != bordereau.Unauthorised {
			t.Errorf("%q: %v", try.login, err)
		}
		words = append(words, bordereau.MessageOf(err))
	}
	for _, w := range words {
		if w != words[0] {
			t.Errorf("%q tells more than %q", w, words[0])
		}
	}
	for range 4 {
		if _, _, err := h.SignIn(t.Context(), "dora", "wrong horse battery", "10.0.0.1"); err == nil {
			t.Error("a wrong password signs in")
		}
	}
	if _, _, err := h.SignIn(t.Context(), "dora", password, "10.0.0.1"); code(err) != bordereau.Quota {
		t.Error("not slowed down:", err)
	}
	if _, _, err := h.SignIn(t.Context(), "dora", password, "10.0.0.2"); err != nil {
		t.Error("locked out from elsewhere:", err)
	}
	h.at(monday.Add(2 * time.Second))
	if _, _, err := h.SignIn(t.Context(), "dora", password, "10.0.0.1"); err != nil {
		t.Error("for ever:", err)
	}
	if n := h.sql("SELECT count(*) FROM events WHERE kind = 'access.refused'"); n != "7" {
		t.Error("refusals in the journal:", n)
	}
}

func TestUsers(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.user("dora")
	for name, c := range map[string]struct {
		by       bordereau.Principal
		u        desk.User
		password string
		want     bordereau.Code
	}{
		"taken":           {h.admin, desk.User{Login: "DORA", Role: bordereau.RoleClerk}, password, bordereau.Conflicting},
		"by a clerk":      {h.alice, desk.User{Login: "eve", Role: bordereau.RoleClerk}, password, bordereau.Forbidden},
		"eleven":          {h.admin, desk.User{Login: "eve", Role: bordereau.RoleClerk}, "12345678901", bordereau.Invalid},
		"a hundred and …": {h.admin, desk.User{Login: "eve", Role: bordereau.RoleClerk}, strings.Repeat("x", 129), bordereau.Invalid},
		"its own login":   {h.admin, desk.User{Login: "eve", Role: bordereau.RoleClerk}, "Eve-123456789", bordereau.Invalid},
		"no branch":       {h.admin, desk.User{Login: "eve", Role: bordereau.RoleBranch}, password, bordereau.Invalid},
		"system":          {h.admin, desk.User{Login: "eve", Role: bordereau.RoleSystem}, password, bordereau.Invalid},
		"blank login":     {h.admin, desk.User{Login: "e ve", Role: bordereau.RoleClerk}, password, bordereau.Invalid},
	} {
		if _, err := h.AddUser(t.Context(), c.by, c.u, c.password); code(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, p := range []string{"123456789012", strings.Repeat("é", 64)} {
		if _, err := h.AddUser(t.Context(), bordereau.System, desk.User{Login: "u" + fmt.Sprint(len(p)), Role: bordereau.RoleAuditor}, p); err != nil {
			t.Error(err)
		}
	}
	list, err := h.Users(t.Context(), h.admin)
	if err != nil || len(list) != 7 {
		t.Error(list, err)
	}
	if hash := h.sql("SELECT password_hash FROM users WHERE login = 'dora'"); !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Error(hash)
	}
	if err := h.DisableUser(t.Context(), h.admin, "nobody"); code(err) != bordereau.NotFound {
		t.Error(err)
	}
}

func TestMachineKeys(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	k, bearer, err := h.AddKey(t.Context(), h.admin, desk.Key{Label: "scanner", Role: bordereau.RoleBranch, Branch: "12"})
	if err != nil || !strings.HasPrefix(bearer, "bdk_"+k.ID+"_") {
		t.Fatal(bearer, err)
	}
	for range 3 {
		p, err := h.KeyHolder(t.Context(), bearer, "10.0.0.1")
		if err != nil || p != (bordereau.Principal{ID: k.ID, Name: "scanner", Role: bordereau.RoleBranch, Branch: "12"}) {
			t.Fatal(p, err)
		}
	}
	last := bearer[len(bearer)-2:]
	for i, wrong := range []string{"", "bdk_", bearer + "x", bearer[:len(bearer)-2] + "zz", "bdk_" + ids.New() + "_" + last, "Bearer " + bearer, strings.Repeat("bdk_", 1000), "bdk_a\x00_b"} {
		if _, err := h.KeyHolder(t.Context(), wrong, fmt.Sprint("10.0.1.", i)); code(err) != bordereau.Unauthorised {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	var wg sync.WaitGroup
	for range 50 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if _, err := h.KeyHolder(t.Context(), bearer, "10.0.0.1"); err != nil {
				t.Error(err)
			}
		}()
	}
	wg.Wait()
	if err := h.RevokeKey(t.Context(), h.alice, k.ID); code(err) != bordereau.Forbidden {
		t.Error(err)
	}
	if err := h.RevokeKey(t.Context(), h.admin, k.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := h.KeyHolder(t.Context(), bearer, "10.0.0.1"); code(err) != bordereau.Unauthorised {
		t.Error("revoked:", err)
	}
	list, err := h.Keys(t.Context(), h.admin)
	if err != nil || len(list) != 1 || !list[0].Revoked {
		t.Error(list, err)
	}
	for _, bad := range []desk.Key{{Role: bordereau.RoleBooking}, {Label: "x", Role: "king"}, {Label: "x", Role: bordereau.RoleBranch}} {
		if _, _, err := h.AddKey(t.Context(), h.admin, bad); code(err) != bordereau.Invalid {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	if n := h.sql("SELECT count(*) FROM api_keys WHERE position('%s' in secret_sha256::text) > 0", last); n == "" {
		t.Error(n)
	}
}

func TestAKeyRevokedElsewhereIsBelievedForSecondsOnly(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, bearer, err := h.AddKey(t.Context(), h.admin, desk.Key{Label: "compta", Role: bordereau.RoleBooking})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.KeyHolder(t.Context(), bearer, "10.0.0.1"); err != nil {
		t.Fatal(err)
	}
	h.sql("UPDATE api_keys SET revoked_at = now()")
	h.at(monday.Add(11 * time.Second))
	if _, err := h.KeyHolder(t.Context(), bearer, "10.0.0.1"); code(err) != bordereau.Unauthorised {
		t.Error(err)
	}
}

// Five wrong keys are answered, the sixth has to wait: by the key's id wherever it
// comes from, and by the place whatever ids it tries. A good key passes always.
func TestWrongKeysAreSlowedDownAndShutNobodyOut(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	unknown := "bdk_" + ids.New() + "_x"
	wrongSecret := func(good string) string { return good[:len(good)-4] + "AAAA" }
	var guessed string
	for _, c := range []struct {
		name   string
		key    func(good string) string
		remote func(try int) string
	}{
		{"known id", wrongSecret, func(try int) string { return fmt.Sprint("10.1.0.", try) }},
		{"unknown id", func(string) string { return unknown }, func(try int) string { return fmt.Sprint("10.2.0.", try) }},
		{"many ids from one place", func(string) string { return "bdk_" + ids.New() + "_x" }, func(int) string { return "10.3.0.1" }},
		{"no key at all", func(string) string { return "bdk_" }, func(int) string { return "10.4.0.1" }},
	} {
		_, good, err := h.AddKey(t.Context(), h.admin, desk.Key{Label: c.name, Role: bordereau.RoleBranch, Branch: "12"})
		if err != nil {
			t.Fatal(err)
		}
		if c.name == "known id" {
			guessed = wrongSecret(good)
		}
		for try := range 6 {
			_, err := h.KeyHolder(t.Context(), c.key(good), c.remote(try))
			e, _ := errors.AsType[*bordereau.Error](err)
			switch {
			case try < 5 && (e == nil || e.Code != bordereau.Unauthorised || e.Message != "Cette clé n'est pas valable."),
				try == 5 && (e == nil || e.Code != bordereau.Quota || e.Wait != time.Second):
				t.Errorf("%s, try %d: %v", c.name, try+1, err)
			}
		}
		if _, err := h.KeyHolder(t.Context(), good, c.remote(5)); err != nil {
			t.Errorf("%s: the branch is shut out: %v", c.name, err)
		}
	}
	h.at(monday.Add(time.Second))
	for try, want := range []bordereau.Code{bordereau.Unauthorised, bordereau.Quota} {
		if _, err := h.KeyHolder(t.Context(), guessed, "10.5.0.1"); code(err) != want {
			t.Errorf("a second later, try %d: %v", try+1, err)
		}
	}
}

func BenchmarkKeyHolder(b *testing.B) {
	h := newHouse(b)
	_, bearer, err := h.AddKey(b.Context(), h.admin, desk.Key{Label: "scanner", Role: bordereau.RoleBranch, Branch: "12"})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := h.KeyHolder(b.Context(), bearer, "10.0.0.1"); err != nil {
			b.Fatal(err)
		}
	}
}
