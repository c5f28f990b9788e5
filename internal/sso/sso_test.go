package sso_test

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"strings"
	"sync"
	"testing"
	"time"

	"bordereau"
	"bordereau/internal/sso"
	"bordereau/internal/testkit"
)

// clock is one that a test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) at() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func open(t *testing.T, change func(*sso.Config)) (*sso.Provider, *testkit.IdentityProvider, *clock) {
	t.Helper()
	c := &clock{now: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)}
	idp := testkit.NewIdentityProvider(t, c.at)
	cfg := sso.Config{Issuer: idp.URL, ClientID: idp.ClientID, ClientSecret: idp.Secret, Redirect: "https://desk.example/connexion/banque/retour", Now: c.at}
	if change != nil {
		change(&cfg)
	}
	p, err := sso.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return p, idp, c
}

const verifier = "a-verifier-of-at-least-forty-three-characters-12345"

// signIn walks the whole way.
func signIn(t *testing.T, p *sso.Provider, idp *testkit.IdentityProvider) (string, bool, error) {
	t.Helper()
	address, err := p.Begin(t.Context(), "state", "nonce", verifier)
	if err != nil {
		t.Fatal(err)
	}
	state, code := idp.Approve(address)
	if state != "state" {
		t.Fatal(state)
	}
	who, err := p.Finish(t.Context(), code, "nonce", verifier)
	return who.Login, who.SeveralFactors, err
}

func TestWhatIsBelieved(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		bend    func(header, claims map[string]any)
		factors bool
	}{
		"RS256":                     {nil, false},
		"ES256":                     {func(h, _ map[string]any) { h["alg"], h["kid"] = "ES256", "e1" }, false},
		"several factors":           {func(_, c map[string]any) { c["amr"] = []string{"pwd", "mfa"} }, true},
		"a clock a little late":     {func(_, c map[string]any) { c["exp"] = c["iat"].(int64) - 30 }, false},
		"a clock a little early":    {func(_, c map[string]any) { c["iat"] = c["iat"].(int64) + 30 }, false},
		"several audiences, for us": {func(_, c map[string]any) { c["aud"], c["azp"] = []string{"desk", "other"}, "desk" }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, idp, _ := open(t, nil)
			idp.Set(func(i *testkit.IdentityProvider) { i.Bend = c.bend })
			if login, factors, err := signIn(t, p, idp); err != nil || login != "dora" || factors != c.factors {
				t.Error(login, factors, err)
			}
		})
	}
}

func TestWhatIsNotBelieved(t *testing.T) {
	t.Parallel()
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		bend func(header, claims map[string]any)
		sign func(idp *testkit.IdentityProvider) func([]byte) []byte
	}{
		"another nonce":               {bend: func(_, c map[string]any) { c["nonce"] = "other" }},
		"no nonce":                    {bend: func(_, c map[string]any) { delete(c, "nonce") }},
		"another audience":            {bend: func(_, c map[string]any) { c["aud"] = "other" }},
		"several audiences, for them": {bend: func(_, c map[string]any) { c["aud"], c["azp"] = []string{"desk", "other"}, "other" }},
		"several audiences, for whom": {bend: func(_, c map[string]any) { c["aud"] = []string{"desk", "other"} }},
		"another issuer":              {bend: func(_, c map[string]any) { c["iss"] = "https://elsewhere.example" }},
		"expired":                     {bend: func(_, c map[string]any) { c["exp"] = c["iat"].(int64) - 61 }},
		"no end":                      {bend: func(_, c map[string]any) { delete(c, "exp") }},
		"from the future":             {bend: func(_, c map[string]any) { c["iat"] = c["iat"].(int64) + 120 }},
		"not yet":                     {bend: func(_, c map[string]any) { c["nbf"] = c["iat"].(int64) + 3600 }},
		"no login":                    {bend: func(_, c map[string]any) { delete(c, "preferred_username") }},
		"a login that is a number":    {bend: func(_, c map[string]any) { c["preferred_username"] = 7 }},
		"no signature": {bend: func(h, _ map[string]any) { h["alg"] = "none"; delete(h, "kid") },
			sign: func(*testkit.IdentityProvider) func([]byte) []byte { return func([]byte) []byte { return nil } }},
		"a shared secret": {bend: func(h, _ map[string]any) { h["alg"] = "HS256"; delete(h, "kid") },
			sign: func(idp *testkit.IdentityProvider) func([]byte) []byte {
				return func(b []byte) []byte { m := hmac.New(sha256.New, []byte(idp.Secret)); m.Write(b); return m.Sum(nil) }
			}},
		"the key taken for a secret": {bend: func(h, _ map[string]any) { h["alg"] = "HS256" },
			sign: func(*testkit.IdentityProvider) func([]byte) []byte {
				return func(b []byte) []byte {
					m := hmac.New(sha256.New, stranger.PublicKey.N.Bytes())
					m.Write(b)
					return m.Sum(nil)
				}
			}},
		"a stranger's signature": {sign: func(idp *testkit.IdentityProvider) func([]byte) []byte {
			return func(b []byte) []byte { s := idp.RS256(b); s[7] ^= 1; return s }
		}},
		"signed by another key than named": {bend: func(h, _ map[string]any) { h["kid"] = "e1" }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, idp, _ := open(t, nil)
			idp.Set(func(i *testkit.IdentityProvider) {
				i.Bend = c.bend
				if c.sign != nil {
					i.Sign = c.sign(idp)
				}
			})
			if login, _, err := signIn(t, p, idp); bordereau.CodeOf(err) != bordereau.Unauthorised || login != "" {
				t.Errorf("%q: %v", login, err)
			}
		})
	}
}

// A code that was stolen is worth nothing without the verifier, and nothing twice.
func TestACodeIsGoodOnceForWhoAskedForIt(t *testing.T) {
	t.Parallel()
	p, idp, _ := open(t, nil)
	address, err := p.Begin(t.Context(), "state", "nonce", verifier)
	if err != nil {
		t.Fatal(err)
	}
	_, code := idp.Approve(address)
	if _, err := p.Finish(t.Context(), code, "nonce", strings.Repeat("v", 43)); bordereau.CodeOf(err) != bordereau.Unauthorised {
		t.Error(err)
	}
	if address, err = p.Begin(t.Context(), "state", "nonce", verifier); err != nil {
		t.Fatal(err)
	}
	_, code = idp.Approve(address)
	if _, err := p.Finish(t.Context(), code, "nonce", verifier); err != nil {
		t.Error(err)
	}
	if _, err := p.Finish(t.Context(), code, "nonce", verifier); bordereau.CodeOf(err) != bordereau.Unauthorised {
		t.Error("twice:", err)
	}
}

func TestAnAddressServesAsLoginOnlyWhenItIsVerified(t *testing.T) {
	t.Parallel()
	p, idp, _ := open(t, func(c *sso.Config) { c.Claim = "email" })
	idp.Set(func(i *testkit.IdentityProvider) {
		i.Bend = func(_, c map[string]any) { c["email"] = "dora@bank.example" }
	})
	if _, _, err := signIn(t, p, idp); bordereau.CodeOf(err) != bordereau.Unauthorised {
		t.Error(err)
	}
	idp.Set(func(i *testkit.IdentityProvider) {
		i.Bend = func(_, c map[string]any) { c["email"], c["email_verified"] = "dora@bank.example", true }
	})
	if login, _, err := signIn(t, p, idp); err != nil || login != "dora@bank.example" {
		t.Error(login, err)
	}
}

// A provider that is away when the desk starts is found when it is back.
func TestAProviderMayBeAway(t *testing.T) {
	t.Parallel()
	p, idp, _ := open(t, nil)
	idp.Set(func(i *testkit.IdentityProvider) { i.Gone = true })
	if _, err := p.Begin(t.Context(), "s", "n", verifier); bordereau.CodeOf(err) != bordereau.Busy {
		t.Error(err)
	}
	idp.Set(func(i *testkit.IdentityProvider) { i.Gone = false })
	address, err := p.Begin(t.Context(), "s", "n", verifier)
	if err != nil {
		t.Fatal(err)
	}
	_, code := idp.Approve(address)
	idp.Set(func(i *testkit.IdentityProvider) { i.Gone = true })
	if _, err := p.Finish(t.Context(), code, "n", verifier); bordereau.CodeOf(err) != bordereau.Busy {
		t.Error(err)
	}
}

func TestSettingsThatMakeNoSense(t *testing.T) {
	t.Parallel()
	good := sso.Config{Issuer: "https://i", ClientID: "c", Redirect: "https://d/r"}
	for name, change := range map[string]func(*sso.Config){
		"no issuer": func(c *sso.Config) { c.Issuer = "" }, "no client": func(c *sso.Config) { c.ClientID = "" },
		"nowhere to come back to": func(c *sso.Config) { c.Redirect = "" }, "an hour of skew": func(c *sso.Config) { c.Skew = time.Hour },
	} {
		c := good
		change(&c)
		if _, err := sso.New(c); err == nil {
			t.Error(name)
		}
	}
}
