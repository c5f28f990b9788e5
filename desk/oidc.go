package desk

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"bordereau"
	"bordereau/journal"
)

// Provider is where people sign in instead of here (OpenID Connect).
type Provider interface {
	// Begin gives the address that a browser is sent to.
	Begin(ctx context.Context, state, nonce, verifier string) (address string, err error)
	// Finish trades the code for who signed in; Unauthorised for all that does not hold.
	Finish(ctx context.Context, code, nonce, verifier string) (Identity, error)
}

// Identity is who signed in at a provider.
type Identity struct {
	Login          string
	SeveralFactors bool // the provider says so (RFC 8176, mfa)
}

// flowFor is how long a sign-in at the provider may take.
const flowFor = 10 * time.Minute

// flow is a sign-in that was sent to the provider. The browser keeps it, sealed.
type flow struct {
	State, Nonce, Verifier, Next string
	At                           time.Time
}

// BeginProvider sends somebody to the provider. handle is for a cookie of the same
// browser; next is where the person wanted to go.
func (d *Desk) BeginProvider(ctx context.Context, next string) (address, handle string, err error) {
	if d.Provider == nil {
		return "", "", bordereau.Errorf(bordereau.NotFound, "Aucun fournisseur d'identité n'est réglé ici.")
	}
	f := flow{State: secret(), Nonce: secret(), Verifier: secret(), Next: next, At: d.Now()}
	if address, err = d.Provider.Begin(ctx, f.State, f.Nonce, f.Verifier); err != nil {
		return "", "", err
	}
	raw, err := json.Marshal(f)
	return address, base64.RawURLEncoding.EncodeToString(d.people.flows.seal(raw, "flow")), err
}

// EndProvider opens the session of who comes back from the provider. Only people
// who have a login here and are not disabled come in.
func (d *Desk) EndProvider(ctx context.Context, handle, state, code, remote string) (token string, s Session, next string, err error) {
	f, ok := d.openFlow(handle)
	if d.Provider == nil || !ok || subtle.ConstantTimeCompare([]byte(f.State), []byte(state)) != 1 || code == "" || len(code) > 4096 {
		return "", s, "", bordereau.Errorf(bordereau.Unauthorised, "Cette identification n'a pas été commencée ici ou a trop duré. Recommencez.")
	}
	who, err := d.Provider.Finish(ctx, code, f.Nonce, f.Verifier)
	if err != nil {
		if bordereau.CodeOf(err) == bordereau.Unauthorised {
			err = d.refusedByProvider(ctx, "", remote, err)
		}
		return "", s, "", err
	}
	login := strings.ToLower(strings.TrimSpace(who.Login))
	a, known, err := d.account(ctx, login)
	if err != nil {
		return "", s, "", err
	}
	if !known || a.Disabled {
		return "", s, "", d.refusedByProvider(ctx, login, remote, bordereau.Errorf(bordereau.Unauthorised, "Vous êtes bien identifié, mais votre compte n'est pas ouvert ici. Adressez-vous à un administrateur."))
	}
	u := a.User
	if who.SeveralFactors {
		token, s, err = d.comeInDirectly(ctx, u, remote)
	} else {
		token, s, err = d.comeIn(ctx, u, "oidc", remote)
	}
	return token, s, f.Next, err
}

// comeInDirectly opens the session of who gave two factors elsewhere.
func (d *Desk) comeInDirectly(ctx context.Context, u User, remote string) (token string, s Session, err error) {
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		if token, s, err = d.openSession(ctx, tx, u, Session{Method: "oidc", Remote: remote}); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Kind: "access.signed_in", Subject: u.ID, Actor: u.ID, Values: map[string]any{"remote": remote, "method": "oidc", "factors": "mfa"}})
	})
	return token, s, err
}

func (d *Desk) openFlow(handle string) (f flow, ok bool) {
	sealed, err := base64.RawURLEncoding.DecodeString(handle)
	if err != nil {
		return f, false
	}
	raw, err := d.people.flows.open(sealed, "flow")
	if err != nil || json.Unmarshal(raw, &f) != nil {
		return f, false
	}
	age := d.Now().Sub(f.At)
	return f, age >= 0 && age <= flowFor
}

func (d *Desk) refusedByProvider(ctx context.Context, login, remote string, why error) error {
	if len(login) > 100 {
		login = login[:100]
	}
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		return tx.Record(ctx, journal.Event{Kind: "access.refused", Subject: "oidc", Actor: "nobody", Values: map[string]any{"login": login, "remote": remote, "method": "oidc"}})
	})
	if err != nil {
		return err
	}
	return why
}

// HasProvider says whether people may sign in at a provider.
func (d *Desk) HasProvider() bool { return d.Provider != nil }
