// Package sso signs people in at an OpenID Connect provider: authorization code
// with PKCE (RFC 7636), and an identity token whose signature, issuer, audience,
// times and nonce are held (OpenID Connect Core §3.1.3.7).
package sso

import (
	"cmp"
	"context"
	"crypto/subtle"
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"

	"bordereau"
	"bordereau/desk"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Config says which provider, and who this desk is to it.
type Config struct {
	Issuer       string
	ClientID     string
	ClientSecret string
	Redirect     string        // the address people come back to
	Claim        string        // that holds the login; preferred_username when empty
	Skew         time.Duration // by which clocks may differ; a minute when 0
	Now          func() time.Time
	Client       *http.Client // to reach the provider; one with a time limit when nil
}

const reachFor = 10 * time.Second

// algorithms that an identity token may be signed with. None and those with a
// shared secret are not among them, whatever the provider announces.
var algorithms = []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.EdDSA}

// Provider is a provider of identities. It is looked up when somebody first needs
// it, so that a desk starts while it is away.
type Provider struct {
	cfg   Config
	mu    sync.Mutex
	found *found
}

type found struct {
	oauth    oauth2.Config
	verifier *oidc.IDTokenVerifier
}

// New checks the settings.
func New(c Config) (*Provider, error) {
	if c.Issuer == "" || c.ClientID == "" || c.Redirect == "" {
		return nil, errors.New("an identity provider needs an issuer, a client and an address to come back to")
	}
	c.Claim = cmp.Or(c.Claim, "preferred_username")
	c.Skew = cmp.Or(c.Skew, time.Minute)
	if c.Skew < 0 || c.Skew > 5*time.Minute {
		return nil, errors.New("clocks may differ by five minutes at most")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Client == nil {
		c.Client = &http.Client{Timeout: reachFor}
	}
	return &Provider{cfg: c}, nil
}

// reach looks the provider up, once it answers.
func (p *Provider) reach(ctx context.Context) (*found, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	// The keys are fetched anew for as long as the desk runs, not for this request alone.
	provider, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.cfg.Client), p.cfg.Issuer)
	if err != nil {
		return nil, away(err)
	}
	late := func() time.Time { return p.cfg.Now().Add(-p.cfg.Skew) } // what expired within the skew still counts
	p.found = &found{
		oauth: oauth2.Config{ClientID: p.cfg.ClientID, ClientSecret: p.cfg.ClientSecret, Endpoint: provider.Endpoint(), RedirectURL: p.cfg.Redirect,
			Scopes: []string{oidc.ScopeOpenID, "profile", "email"}},
		verifier: provider.Verifier(&oidc.Config{ClientID: p.cfg.ClientID, SupportedSigningAlgs: algorithms, Now: late}),
	}
	return p.found, nil
}

func away(err error) error {
	return bordereau.Wrap(bordereau.Busy, err, "Le fournisseur d'identité ne répond pas ; réessayez dans un instant.")
}

func refused(err error) error {
	return bordereau.Wrap(bordereau.Unauthorised, err, "Le fournisseur d'identité n'a pas confirmé votre identité. Recommencez.")
}

// Begin gives the address at the provider that a browser is sent to.
func (p *Provider) Begin(ctx context.Context, state, nonce, verifier string) (string, error) {
	f, err := p.reach(ctx)
	if err != nil {
		return "", err
	}
	return f.oauth.AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)), nil
}

// claims are what is read of an identity token beside what the verifier held.
type claims struct {
	Party         string   `json:"azp"`
	Methods       []string `json:"amr"`
	EmailVerified bool     `json:"email_verified"`
}

// Finish trades a code for the identity it stands for.
func (p *Provider) Finish(ctx context.Context, code, nonce, verifier string) (desk.Identity, error) {
	f, err := p.reach(ctx)
	if err != nil {
		return desk.Identity{}, err
	}
	tokens, err := f.oauth.Exchange(oidc.ClientContext(ctx, p.cfg.Client), code, oauth2.VerifierOption(verifier))
	if err != nil {
		if answer, ok := errors.AsType[*oauth2.RetrieveError](err); ok && answer.Response.StatusCode < http.StatusInternalServerError {
			return desk.Identity{}, refused(err)
		}
		return desk.Identity{}, away(err)
	}
	raw, ok := tokens.Extra("id_token").(string)
	if !ok {
		return desk.Identity{}, refused(errors.New("the provider gave no identity token"))
	}
	token, err := f.verifier.Verify(ctx, raw)
	if err != nil {
		return desk.Identity{}, refused(err)
	}
	return p.identity(token, nonce)
}

// identity holds what the verifier leaves to its caller.
func (p *Provider) identity(token *oidc.IDToken, nonce string) (desk.Identity, error) {
	var c claims
	all := map[string]any{}
	if err := errors.Join(token.Claims(&c), token.Claims(&all)); err != nil {
		return desk.Identity{}, refused(err)
	}
	login, ok := all[p.cfg.Claim].(string)
	switch {
	case subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(nonce)) != 1:
		return desk.Identity{}, refused(errors.New("the nonce is another"))
	case token.IssuedAt.After(p.cfg.Now().Add(p.cfg.Skew)):
		return desk.Identity{}, refused(errors.New("the token comes from the future"))
	case (len(token.Audience) > 1 || c.Party != "") && c.Party != p.cfg.ClientID:
		return desk.Identity{}, refused(errors.New("the token was made for another party"))
	case !ok || login == "":
		return desk.Identity{}, refused(errors.New("the token lacks the claim " + p.cfg.Claim))
	case p.cfg.Claim == "email" && !c.EmailVerified:
		return desk.Identity{}, refused(errors.New("the address is not verified"))
	}
	return desk.Identity{Login: login, SeveralFactors: slices.Contains(c.Methods, "mfa")}, nil
}
