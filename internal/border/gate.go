package border

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/url"
	"strings"
	"time"

	"bordereau"
	"bordereau/desk"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/utils"
)

// CookieName is the cookie of a person's session.
const CookieName = "bordereau_session"

// TokenHeader and TokenField carry the token that proves that a request comes
// from a page of ours, in programs and in forms.
const (
	TokenHeader = "X-CSRF-Token"
	TokenField  = "csrf"
)

// Access knows people and keys.
type Access interface {
	// SignIn gives the secret of a new session. Wrong name and wrong password are
	// the same Unauthorised; too many tries are Quota.
	SignIn(ctx context.Context, login, password, remote string) (token string, s desk.Session, err error)
	// A session that is pending opens nothing but AnswerCode, which gives another.
	AnswerCode(ctx context.Context, token, code, remote string) (fresh string, s desk.Session, err error)
	PendingSession(ctx context.Context, token string) (desk.Session, error)
	SignOut(ctx context.Context, token string) error
	// Session and KeyHolder are Unauthorised for what is unknown, revoked or expired.
	Session(ctx context.Context, token string) (desk.Session, error)
	// Too many wrong keys are Quota, which says how long to wait.
	KeyHolder(ctx context.Context, bearer, remote string) (bordereau.Principal, error)
}

// Caller is who made a request, and how they said so.
type Caller struct {
	Principal bordereau.Principal
	Token     string // of the session, when it is a person with a cookie
	CSRF      string
}

// Gate lets callers in.
type Gate struct {
	cfg    Config
	access Access
}

// NewGate makes a gate over those who know people and keys.
func NewGate(cfg Config, access Access) (*Gate, error) {
	if access == nil {
		return nil, errors.New("border: a gate needs to know people and keys")
	}
	return &Gate{cfg: cfg, access: access}, nil
}

type (
	callerKey struct{}
	ruleKey   struct{}
	formKey   struct{}
)

// CallerOf is who made the request, nil on open routes without a sign-in.
func CallerOf(c *fiber.Ctx) *Caller {
	caller, _ := c.Locals(callerKey{}).(*Caller)
	return caller
}

// By is the principal of a request that the gate let in.
func By(c *fiber.Ctx) bordereau.Principal {
	if caller := CallerOf(c); caller != nil {
		return caller.Principal
	}
	return bordereau.Principal{}
}

// Admit is the handler in front of a route. It identifies the caller, asks the
// rule, and for what changes something on the strength of a cookie demands the
// form token and an origin of our own.
func (g *Gate) Admit(rule *Rule) fiber.Handler {
	return func(c *fiber.Ctx) error {
		c.Locals(ruleKey{}, rule)
		unsafe := rule.Method != fiber.MethodGet && rule.Method != fiber.MethodHead
		if unsafe {
			if err := g.sameOrigin(c); err != nil {
				return err
			}
		}
		if rule.Open {
			return c.Next()
		}
		caller, err := g.identify(c)
		if err != nil {
			return err
		}
		c.Locals(callerKey{}, caller)
		if !rule.Admits(caller.Principal.Role) {
			return bordereau.Errorf(bordereau.Forbidden, "Votre profil ne permet pas cette action ; adressez-vous à un administrateur.")
		}
		if unsafe && caller.Token != "" && !rule.Delivery {
			if err := g.checkToken(c, caller); err != nil {
				return err
			}
		}
		return c.Next()
	}
}

func (g *Gate) identify(c *fiber.Ctx) (*Caller, error) {
	ctx := c.UserContext()
	if auth := utils.CopyString(c.Get(fiber.HeaderAuthorization)); auth != "" {
		scheme, key, _ := strings.Cut(auth, " ")
		key = strings.TrimSpace(key)
		if !strings.EqualFold(scheme, "Bearer") || key == "" || len(key) > 512 {
			return nil, errSignIn()
		}
		who, err := g.access.KeyHolder(ctx, key, Remote(c))
		if err != nil {
			return nil, err
		}
		return &Caller{Principal: who}, nil
	}
	return g.SignedIn(c)
}

// SignedIn finds the person behind the cookie; Unauthorised when there is none.
func (g *Gate) SignedIn(c *fiber.Ctx) (*Caller, error) {
	token := utils.CopyString(c.Cookies(CookieName))
	if token == "" || len(token) > 512 {
		return nil, errSignIn()
	}
	s, err := g.access.Session(c.UserContext(), token)
	if err != nil {
		return nil, err
	}
	return &Caller{Principal: s.Principal, Token: token, CSRF: s.CSRF}, nil
}

// sameOrigin refuses what a browser sends on behalf of another site. Programs
// send neither header.
func (g *Gate) sameOrigin(c *fiber.Ctx) error {
	refused := bordereau.Errorf(bordereau.Forbidden, "Cette requête provient d'un autre site ; reprenez depuis le back office.")
	switch strings.ToLower(c.Get("Sec-Fetch-Site")) {
	case "", "same-origin", "none":
	default:
		return refused
	}
	origin := c.Get(fiber.HeaderOrigin)
	if origin == "" {
		return nil
	}
	if g.cfg.Origin != "" {
		if !strings.EqualFold(strings.TrimSuffix(g.cfg.Origin, "/"), origin) {
			return refused
		}
		return nil
	}
	u, err := url.Parse(origin)
	if err != nil || !strings.EqualFold(u.Host, string(c.Request().Host())) {
		return refused
	}
	return nil
}

func (g *Gate) checkToken(c *fiber.Ctx, caller *Caller) error {
	token := c.Get(TokenHeader)
	if token == "" && strings.HasPrefix(strings.ToLower(c.Get(fiber.HeaderContentType)), fiber.MIMEApplicationForm) {
		form, err := Form(c, g.cfg.MaxField)
		if err != nil {
			return err
		}
		token = form.Get(TokenField)
	}
	return caller.Check(token)
}

// Check compares a token with the session's, in constant time. A caller with a
// key needs none.
func (caller *Caller) Check(token string) error {
	if caller.Token == "" {
		return nil
	}
	if caller.CSRF == "" || subtle.ConstantTimeCompare([]byte(token), []byte(caller.CSRF)) != 1 {
		return bordereau.Errorf(bordereau.Forbidden, "La page est restée ouverte trop longtemps ou provient d'ailleurs ; rechargez-la.")
	}
	return nil
}

// SignIn opens a session and sets its cookie. The session is always a new one,
// whatever cookie the request carried; that one is ended.
func (g *Gate) SignIn(c *fiber.Ctx, login, password string) (desk.Session, error) {
	_, s, err := g.enter(c, login, password)
	return s, err
}

func (g *Gate) enter(c *fiber.Ctx, login, password string) (string, desk.Session, error) {
	const longest = 1024 // no password is hashed that could not be one
	if login == "" || len(login) > 255 || password == "" || len(password) > longest {
		return "", desk.Session{}, bordereau.Errorf(bordereau.Unauthorised, "Identifiant ou mot de passe incorrect.")
	}
	ctx := c.UserContext()
	token, s, err := g.access.SignIn(ctx, login, password, Remote(c))
	if err != nil {
		return "", desk.Session{}, err
	}
	if old := utils.CopyString(c.Cookies(CookieName)); old != "" && old != token && len(old) <= 512 {
		// An old session that is already gone is what is wanted.
		if err := g.access.SignOut(ctx, old); err != nil && bordereau.CodeOf(err) != bordereau.Unauthorised && bordereau.CodeOf(err) != bordereau.NotFound {
			return "", desk.Session{}, err
		}
	}
	g.setCookie(c, token, time.Time{})
	return token, s, nil
}

// SignInAtOnce is SignIn for programs, which say the code with the password. Where a
// second step stays open nobody is signed in.
func (g *Gate) SignInAtOnce(c *fiber.Ctx, login, password, code string) (desk.Session, error) {
	pending, s, err := g.enter(c, login, password)
	if err != nil || s.Pending == "" {
		return s, err
	}
	ctx := c.UserContext()
	switch {
	case s.Pending == desk.StepEnrol:
		err = factorMissing("Votre rôle exige un second facteur : enregistrez-le d'abord dans l'application.")
	case code == "":
		err = factorMissing("Un code à usage unique est demandé en plus du mot de passe.")
	default:
		var token string
		if token, s, err = g.access.AnswerCode(ctx, pending, code, Remote(c)); err == nil {
			g.Hold(c, token)
			return s, nil
		}
		if bordereau.CodeOf(err) == bordereau.Invalid {
			err = factorMissing("%s", bordereau.MessageOf(err))
		}
	}
	g.setCookie(c, "", time.Unix(1, 0))
	if gone := g.access.SignOut(ctx, pending); gone != nil {
		return desk.Session{}, gone
	}
	return desk.Session{}, err
}

func factorMissing(format string, args ...any) error {
	e := bordereau.Errorf(bordereau.Unauthorised, format, args...)
	e.Pointer = "/code"
	return e
}

// Pending finds who is about to sign in; Unauthorised when nobody is.
func (g *Gate) Pending(c *fiber.Ctx) (*Caller, desk.Session, error) {
	token := utils.CopyString(c.Cookies(CookieName))
	if token == "" || len(token) > 512 {
		return nil, desk.Session{}, errSignIn()
	}
	s, err := g.access.PendingSession(c.UserContext(), token)
	if err != nil {
		return nil, s, err
	}
	return &Caller{Principal: s.Principal, Token: token, CSRF: s.CSRF}, s, nil
}

// Hold gives the browser the token of a session that took the place of another.
func (g *Gate) Hold(c *fiber.Ctx, token string) { g.setCookie(c, token, time.Time{}) }

// SignOut ends the session on the server and takes the cookie back.
func (g *Gate) SignOut(c *fiber.Ctx) error {
	caller := CallerOf(c)
	if caller == nil || caller.Token == "" {
		return bordereau.Errorf(bordereau.Invalid, "Une clé n'a pas de session ; révoquez plutôt la clé.")
	}
	if err := g.access.SignOut(c.UserContext(), caller.Token); err != nil {
		return err
	}
	g.setCookie(c, "", time.Unix(1, 0))
	return nil
}

func (g *Gate) setCookie(c *fiber.Ctx, value string, expires time.Time) {
	c.Cookie(&fiber.Cookie{
		Name: CookieName, Value: value, Path: "/", Expires: expires, HTTPOnly: true,
		SameSite: fiber.CookieSameSiteStrictMode, Secure: g.cfg.Secure || c.Secure(),
	})
}

// Remote is the address a request came from, as far as trusted proxies say so.
func Remote(c *fiber.Ctx) string { return utils.CopyString(c.IP()) }

// Loopback says whether the request was made on this very machine, not by a
// proxy on behalf of somebody else.
func Loopback(c *fiber.Ctx) bool {
	return c.Context().RemoteIP().IsLoopback() && c.Get(fiber.HeaderXForwardedFor) == "" && c.Get("Forwarded") == ""
}

// SetCaller keeps who is asking for pages that anybody may see.
func SetCaller(c *fiber.Ctx, caller *Caller) { c.Locals(callerKey{}, caller) }
