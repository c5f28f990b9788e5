package testkit

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"
)

// IdentityProvider is a small provider of OpenID Connect over HTTP: discovery, keys,
// the code with PKCE, and tokens that it signs. What it claims and how it signs may
// be bent, to try what must not be believed.
type IdentityProvider struct {
	URL, ClientID, Secret string
	t                     testing.TB
	now                   func() time.Time
	rsa                   *rsa.PrivateKey
	ec                    *ecdsa.PrivateKey
	mu                    sync.Mutex
	grants                map[string]url.Values // what was asked for, by code
	// Bend changes the header and the claims of the next tokens; Sign, where it is
	// set, signs them in another way.
	Bend func(header, claims map[string]any)
	Sign func(signed []byte) []byte
	Gone bool // it answers 503
}

// NewIdentityProvider starts one until the test ends.
func NewIdentityProvider(t testing.TB, now func() time.Time) *IdentityProvider {
	t.Helper()
	p := &IdentityProvider{t: t, now: now, ClientID: "desk", Secret: "s3cret", grants: map[string]url.Values{}}
	var err error
	if p.rsa, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
		t.Fatal(err)
	}
	if p.ec, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		p.answer(w, map[string]any{"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
			// It announces what must not be believed, too.
			"id_token_signing_alg_values_supported": []string{"RS256", "ES256", "HS256", "none"}, "response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"}})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) { p.answer(w, map[string]any{"keys": p.keys()}) })
	mux.HandleFunc("POST /token", p.token)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		gone := p.Gone
		p.mu.Unlock()
		if gone {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	p.URL = server.URL
	return p
}

func (p *IdentityProvider) answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		p.t.Error(err)
	}
}

func (p *IdentityProvider) keys() []map[string]string {
	b := func(x []byte) string { return base64.RawURLEncoding.EncodeToString(x) }
	point, err := p.ec.PublicKey.Bytes()
	if err != nil {
		p.t.Error(err)
		return nil
	}
	return []map[string]string{
		{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "r1", "n": b(p.rsa.N.Bytes()), "e": "AQAB"},
		{"kty": "EC", "use": "sig", "alg": "ES256", "kid": "e1", "crv": "P-256", "x": b(point[1:33]), "y": b(point[33:])},
	}
}

// Set changes how it behaves from now on.
func (p *IdentityProvider) Set(change func(p *IdentityProvider)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change(p)
}

// Approve is what happens after a person signed in there: the address that the
// browser was sent to gives the state and a code to come back with.
func (p *IdentityProvider) Approve(address string) (state, code string) {
	p.t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		p.t.Fatal(err)
	}
	q := u.Query()
	if u.Path != "/authorize" || q.Get("client_id") != p.ClientID || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" || q.Get("nonce") == "" {
		p.t.Fatalf("the desk asks for %s", address)
	}
	code = rand.Text()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.grants[code] = q
	return q.Get("state"), code
}

func (p *IdentityProvider) token(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		p.t.Error(err)
	}
	p.mu.Lock()
	asked, ok := p.grants[r.PostForm.Get("code")]
	delete(p.grants, r.PostForm.Get("code"))
	bend, sign := p.Bend, p.Sign
	p.mu.Unlock()
	id, secret, _ := r.BasicAuth()
	challenge := sha256.Sum256([]byte(r.PostForm.Get("code_verifier")))
	if !ok || id != p.ClientID || secret != p.Secret || base64.RawURLEncoding.EncodeToString(challenge[:]) != asked.Get("code_challenge") || r.PostForm.Get("redirect_uri") != asked.Get("redirect_uri") {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		if _, err := w.Write([]byte(`{"error":"invalid_grant"}`)); err != nil {
			p.t.Error(err)
		}
		return
	}
	now := p.now().Unix()
	header := map[string]any{"alg": "RS256", "kid": "r1", "typ": "JWT"}
	claims := map[string]any{"iss": p.URL, "sub": "42", "aud": p.ClientID, "iat": now, "exp": now + 300, "nonce": asked.Get("nonce"), "preferred_username": "dora"}
	if bend != nil {
		bend(header, claims)
	}
	p.answer(w, map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": p.signed(header, maps.Clone(claims), sign)})
}

func (p *IdentityProvider) signed(header, claims map[string]any, sign func([]byte) []byte) string {
	part := func(v any) string {
		raw, err := json.Marshal(v)
		if err != nil {
			p.t.Error(err)
		}
		return base64.RawURLEncoding.EncodeToString(raw)
	}
	signed := part(header) + "." + part(claims)
	if sign == nil {
		sign = p.RS256
		if header["alg"] == "ES256" {
			sign = p.es256
		}
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(sign([]byte(signed)))
}

// RS256 signs as the provider does.
func (p *IdentityProvider) RS256(signed []byte) []byte {
	sum := sha256.Sum256(signed)
	sig, err := rsa.SignPKCS1v15(rand.Reader, p.rsa, crypto.SHA256, sum[:])
	if err != nil {
		p.t.Error(err)
	}
	return sig
}

func (p *IdentityProvider) es256(signed []byte) []byte {
	sum := sha256.Sum256(signed)
	r, s, err := ecdsa.Sign(rand.Reader, p.ec, sum[:])
	if err != nil {
		p.t.Error(err)
	}
	return append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)
}
