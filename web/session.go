package web

import (
	"cmp"

	"bordereau"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

var commonTable = border.Table{
	{Method: "GET", Path: "/static/:build/:name", Open: true},
	{Method: "GET", Path: "/favicon.ico", Open: true},
	{Method: "GET", Path: "/connexion", Open: true},
	{Method: "POST", Path: "/connexion", Open: true},
	{Method: "POST", Path: "/deconnexion", Anyone: true},
	{Method: "POST", Path: "/langue", Open: true},
	{Method: "GET", Path: "/accessibilite", Open: true},
	{Method: "GET", Path: "/", Anyone: true},
}

func (s *Server) commonHandlers() map[border.Call]fiber.Handler {
	return map[border.Call]fiber.Handler{
		{Method: "GET", Path: "/static/:build/:name"}: s.static,
		{Method: "GET", Path: "/favicon.ico"}:         s.favicon,
		{Method: "GET", Path: "/connexion"}:           s.signInPage,
		{Method: "POST", Path: "/connexion"}:          s.signIn,
		{Method: "POST", Path: "/deconnexion"}:        s.signOut,
		{Method: "POST", Path: "/langue"}:             s.chooseLanguage,
		{Method: "GET", Path: "/accessibilite"}:       s.accessibility,
		{Method: "GET", Path: "/"}:                    s.front,
	}
}

type signInView struct {
	Login, Next, Wrong string
}

func (s *Server) signInPage(c *fiber.Ctx) error {
	if caller, err := s.gate.SignedIn(c); err == nil {
		return s.to(c, home(caller.Principal.Role))
	} else if bordereau.CodeOf(err) != bordereau.Unauthorised {
		return err
	}
	return s.render(c, fiber.StatusOK, "signin", page{Title: s.say(c, "sign.in"), Body: signInView{Next: local(border.Query(c, "suite"))}})
}

func (s *Server) signIn(c *fiber.Ctx) error {
	form, err := border.Form(c, 8<<10)
	if err != nil {
		return err
	}
	v := signInView{Login: form.Get("login"), Next: local(form.Get("suite"))}
	session, err := s.gate.SignIn(c, v.Login, form.Get("password"))
	switch bordereau.CodeOf(err) {
	case "":
	case bordereau.Unauthorised, bordereau.Quota:
		p := border.Explain(c, err)
		p.Headers(c)
		v.Wrong = p.Detail
		return s.render(c, p.Status, "signin", page{Title: s.say(c, "sign.in"), Body: v})
	default:
		return err
	}
	if v.Next != "" && v.Next != "/" {
		return s.to(c, v.Next)
	}
	return s.to(c, home(session.Principal.Role))
}

func (s *Server) signOut(c *fiber.Ctx) error {
	if err := s.gate.SignOut(c); err != nil {
		return err
	}
	return s.to(c, "/connexion")
}

func (s *Server) front(c *fiber.Ctx) error { return s.to(c, home(border.By(c).Role)) }

// chooseLanguage keeps the language in which this browser is answered, and leads back.
func (s *Server) chooseLanguage(c *fiber.Ctx) error {
	form, err := border.Form(c, 8<<10)
	if err != nil {
		return err
	}
	chosen := french
	if form.Get("langue") == string(english) {
		chosen = english
	}
	c.Cookie(&fiber.Cookie{Name: languageCookie, Value: string(chosen), Path: "/", MaxAge: 365 * 24 * 3600, HTTPOnly: true,
		SameSite: fiber.CookieSameSiteLaxMode, Secure: s.cfg.Secure || c.Secure()})
	return s.to(c, cmp.Or(local(form.Get("retour")), "/"))
}

// accessibility is the declaration that the law asks of an intranet, too.
func (s *Server) accessibility(c *fiber.Ctx) error {
	if caller, err := s.gate.SignedIn(c); err == nil {
		border.SetCaller(c, caller)
	} else if bordereau.CodeOf(err) != bordereau.Unauthorised {
		return err
	}
	return s.render(c, fiber.StatusOK, "accessibility", page{Title: s.say(c, "a11y.title")})
}
