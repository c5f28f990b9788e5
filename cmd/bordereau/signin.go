package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/sso"
)

// signInSettings say how people come in.
type signInSettings struct {
	SecondFactor   []bordereau.Role `help:"Roles that do not come in without a code of one time (admin,supervisor); everybody else may enrol one." group:"sign-in"`
	SessionIdle    time.Duration    `help:"A session ends when it was not used for so long." default:"15m" group:"sign-in"`
	SessionLongest time.Duration    `help:"A session ends so long after it began." default:"8h" group:"sign-in"`
	OIDCIssuer     string           `name:"oidc-issuer" help:"OpenID Connect provider where people may sign in instead of here (https://login.example)." group:"sign-in"`
	OIDCClient     string           `name:"oidc-client" help:"Who this desk is to the provider." group:"sign-in"`
	OIDCSecretFile string           `name:"oidc-secret-file" help:"File with the client's secret; none for a client that has only PKCE." group:"sign-in"`
	OIDCRedirect   string           `name:"oidc-redirect" help:"Address to come back to; ORIGIN/connexion/banque/retour when empty." group:"sign-in"`
	OIDCClaim      string           `name:"oidc-claim" help:"Claim that holds the login; email counts only when it is verified." default:"preferred_username" group:"sign-in"`
	OIDCSkew       time.Duration    `name:"oidc-skew" help:"By how much the provider's clock may differ." default:"1m" group:"sign-in"`
}

// providerPath is where people come back to from the provider.
const providerPath = "/connexion/banque/retour"

// people gives the desk its settings of sign-in; origin is the address people use.
func (s signInSettings) people(origin string) (p desk.People, err error) {
	p.Idle, p.Absolute, p.SecondFactor = s.SessionIdle, s.SessionLongest, s.SecondFactor
	for _, r := range s.SecondFactor {
		if !slices.Contains(bordereau.Roles, r) {
			return p, usageError{fmt.Errorf("--second-factor names %q, which is no role", r)}
		}
	}
	if s.OIDCIssuer == "" {
		return p, nil
	}
	c := sso.Config{Issuer: s.OIDCIssuer, ClientID: s.OIDCClient, Redirect: s.OIDCRedirect, Claim: s.OIDCClaim, Skew: s.OIDCSkew}
	if c.Redirect == "" && origin != "" {
		c.Redirect = strings.TrimSuffix(origin, "/") + providerPath
	}
	if s.OIDCSecretFile != "" {
		secret, err := os.ReadFile(s.OIDCSecretFile)
		if err != nil {
			return p, fmt.Errorf("the secret of the identity provider: %w", err)
		}
		c.ClientSecret = strings.TrimSpace(string(secret))
	}
	provider, err := sso.New(c)
	if err != nil {
		return p, usageError{fmt.Errorf("%w: --oidc-issuer, --oidc-client, and --oidc-redirect or --origin", err)}
	}
	p.Provider = provider
	return p, nil
}
