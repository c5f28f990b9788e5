package web

import (
	"net/url"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

var accountTable = border.Table{
	{Method: "GET", Path: "/compte", Anyone: true},
	{Method: "POST", Path: "/compte/mot-de-passe", Anyone: true},
	{Method: "POST", Path: "/compte/sessions", Anyone: true},
	{Method: "POST", Path: "/compte/facteur", Anyone: true},
	{Method: "POST", Path: "/compte/facteur/code", Anyone: true},
	{Method: "POST", Path: "/compte/facteur/secours", Anyone: true},
	{Method: "POST", Path: "/compte/facteur/retrait", Anyone: true},
}

func (s *Server) accountHandlers() map[border.Call]fiber.Handler {
	return map[border.Call]fiber.Handler{
		{Method: "GET", Path: "/compte"}:                  s.account,
		{Method: "POST", Path: "/compte/mot-de-passe"}:    s.changePassword,
		{Method: "POST", Path: "/compte/sessions"}:        s.endOthers,
		{Method: "POST", Path: "/compte/facteur"}:         s.offerFactor,
		{Method: "POST", Path: "/compte/facteur/code"}:    s.confirmFactor,
		{Method: "POST", Path: "/compte/facteur/secours"}: s.renewRecovery,
		{Method: "POST", Path: "/compte/facteur/retrait"}: s.dropFactor,
	}
}

type accountView struct {
	Sessions []desk.Session
	Ends     time.Time // of this session, at the latest
	Idle     int       // minutes without use after which it ends
	Factor   desk.SecondFactorState
	Offer    *desk.Offer
	QR       qrCode
	Recovery []string // shown this once
	Works    bool     // there are figures of this person's own work
	Wrong    *border.Problem
	At       string // the form that was wrong
}

func (s *Server) account(c *fiber.Ctx) error { return s.showAccount(c, fiber.StatusOK, accountView{}) }

func (s *Server) showAccount(c *fiber.Ctx, status int, v accountView) error {
	token, err := ownToken(c)
	if err != nil {
		return err
	}
	ctx := c.UserContext()
	if v.Sessions, err = s.deps.SignIns.MySessions(ctx, token); err != nil {
		return err
	}
	if v.Factor, err = s.deps.SignIns.OwnSecondFactor(ctx, token); err != nil {
		return err
	}
	v.Works = Table.Rule("GET", "/mes-chiffres").Admits(border.By(c).Role)
	v.Idle = int(s.deps.Idle.Minutes())
	for _, x := range v.Sessions {
		if x.Current {
			v.Ends = x.OpenedAt.Add(s.deps.Absolute)
		}
	}
	return s.render(c, status, "account", page{Title: s.say(c, "account.title"), Body: v})
}

// ownToken is the token of a person's session: a key has no account.
func ownToken(c *fiber.Ctx) (string, error) {
	caller := border.CallerOf(c)
	if caller == nil || caller.Token == "" {
		return "", bordereau.Errorf(bordereau.Invalid, "Une clé n'a pas de compte.")
	}
	return caller.Token, nil
}

// own is the form that a person posts about the own account.
func own(c *fiber.Ctx) (token string, form url.Values, err error) {
	if form, err = border.Form(c, 8<<10); err != nil {
		return "", nil, err
	}
	token, err = ownToken(c)
	return token, form, err
}

// accountAgain shows the account with what was wrong in one of its forms.
func (s *Server) accountAgain(c *fiber.Ctx, at string, v accountView, err error) error {
	switch bordereau.CodeOf(err) {
	case bordereau.Invalid, bordereau.Conflicting, bordereau.Quota, bordereau.NotFound:
		p := border.Explain(c, err)
		p.Headers(c)
		v.Wrong, v.At = &p, at
		return s.showAccount(c, p.Status, v)
	}
	return err
}

// hold goes on under the token of a session that took the place of another.
func (s *Server) hold(c *fiber.Ctx, token string, session desk.Session) {
	s.gate.Hold(c, token)
	border.SetCaller(c, &border.Caller{Principal: session.Principal, Token: token, CSRF: session.CSRF})
}

func (s *Server) changePassword(c *fiber.Ctx) error {
	token, form, err := own(c)
	if err != nil {
		return err
	}
	fresh, session, err := s.deps.SignIns.ChangePassword(c.UserContext(), token, form.Get("old"), form.Get("password"), border.Remote(c))
	if err != nil {
		return s.accountAgain(c, "password", accountView{}, err)
	}
	s.hold(c, fresh, session)
	return s.to(c, "/compte?fait=password")
}

func (s *Server) endOthers(c *fiber.Ctx) error {
	token, _, err := own(c)
	if err != nil {
		return err
	}
	if _, err := s.deps.SignIns.EndOtherSessions(c.UserContext(), token); err != nil {
		return err
	}
	return s.to(c, "/compte?fait=sessions")
}

func (s *Server) offerFactor(c *fiber.Ctx) error {
	token, form, err := own(c)
	if err != nil {
		return err
	}
	offer, err := s.deps.SignIns.OfferSecondFactor(c.UserContext(), token, form.Get("old"), form.Get("code"), border.Remote(c))
	if err != nil {
		return s.accountAgain(c, "factor", accountView{}, err)
	}
	qr, err := drawQR(offer.URI)
	if err != nil {
		return err
	}
	return s.showAccount(c, fiber.StatusOK, accountView{Offer: &offer, QR: qr})
}

func (s *Server) confirmFactor(c *fiber.Ctx) error {
	token, form, err := own(c)
	if err != nil {
		return err
	}
	recovery, fresh, session, err := s.deps.SignIns.ConfirmSecondFactor(c.UserContext(), token, form.Get("code"), border.Remote(c))
	if err != nil {
		offer, qr, err := s.offerAgain(c, token, err)
		v := accountView{QR: qr}
		if offer.URI != "" && bordereau.CodeOf(err) != bordereau.NotFound {
			v.Offer = &offer
		}
		return s.accountAgain(c, "confirm", v, err)
	}
	s.hold(c, fresh, session)
	return s.showAccount(c, fiber.StatusCreated, accountView{Recovery: recovery})
}

func (s *Server) renewRecovery(c *fiber.Ctx) error {
	token, form, err := own(c)
	if err != nil {
		return err
	}
	codes, err := s.deps.SignIns.RenewRecoveryCodes(c.UserContext(), token, form.Get("old"), form.Get("code"), border.Remote(c))
	if err != nil {
		return s.accountAgain(c, "factor", accountView{}, err)
	}
	return s.showAccount(c, fiber.StatusCreated, accountView{Recovery: codes})
}

func (s *Server) dropFactor(c *fiber.Ctx) error {
	token, form, err := own(c)
	if err != nil {
		return err
	}
	if err := s.deps.SignIns.DropSecondFactor(c.UserContext(), token, form.Get("old"), form.Get("code"), border.Remote(c)); err != nil {
		return s.accountAgain(c, "factor", accountView{}, err)
	}
	return s.to(c, "/compte?fait=factor")
}
