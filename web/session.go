package web

import (
	"cmp"
	"net/url"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

var commonTable = border.Table{
	{Method: "GET", Path: "/static/:build/:name", Open: true},
	{Method: "GET", Path: "/favicon.ico", Open: true},
	{Method: "GET", Path: "/connexion", Open: true},
	{Method: "POST", Path: "/connexion", Open: true},
	{Method: "GET", Path: "/connexion/code", Open: true},
	{Method: "POST", Path: "/connexion/code", Open: true},
	{Method: "GET", Path: "/connexion/facteur", Open: true},
	{Method: "POST", Path: "/connexion/facteur", Open: true},
	{Method: "GET", Path: "/connexion/mot-de-passe", Open: true},
	{Method: "POST", Path: "/connexion/mot-de-passe", Open: true},
	{Method: "GET", Path: "/connexion/banque", Open: true},
	{Method: "GET", Path: "/connexion/banque/retour", Open: true},
	{Method: "POST", Path: "/deconnexion", Anyone: true},
	{Method: "POST", Path: "/langue", Open: true},
	{Method: "GET", Path: "/accessibilite", Open: true},
	{Method: "GET", Path: "/aide", Open: true},
	{Method: "GET", Path: "/", Anyone: true},
}

func (s *Server) commonHandlers() map[border.Call]fiber.Handler {
	return map[border.Call]fiber.Handler{
		{Method: "GET", Path: "/static/:build/:name"}:     s.static,
		{Method: "GET", Path: "/favicon.ico"}:             s.favicon,
		{Method: "GET", Path: "/connexion"}:               s.signInPage,
		{Method: "POST", Path: "/connexion"}:              s.signIn,
		{Method: "GET", Path: "/connexion/code"}:          s.codePage,
		{Method: "POST", Path: "/connexion/code"}:         s.giveCode,
		{Method: "GET", Path: "/connexion/facteur"}:       s.enrolPage,
		{Method: "POST", Path: "/connexion/facteur"}:      s.enrol,
		{Method: "GET", Path: "/connexion/mot-de-passe"}:  s.resetPage,
		{Method: "POST", Path: "/connexion/mot-de-passe"}: s.reset,
		{Method: "GET", Path: "/connexion/banque"}:        s.toProvider,
		{Method: "GET", Path: "/connexion/banque/retour"}: s.fromProvider,
		{Method: "POST", Path: "/deconnexion"}:            s.signOut,
		{Method: "POST", Path: "/langue"}:                 s.chooseLanguage,
		{Method: "GET", Path: "/accessibilite"}:           s.accessibility,
		{Method: "GET", Path: "/aide"}:                    s.helpPage,
		{Method: "GET", Path: "/"}:                        s.front,
	}
}

type signInView struct {
	Login, Next, Wrong string
	Provider           bool
}

func (s *Server) signInPage(c *fiber.Ctx) error {
	if caller, err := s.gate.SignedIn(c); err == nil {
		return s.to(c, home(caller.Principal.Role))
	} else if bordereau.CodeOf(err) != bordereau.Unauthorised {
		return err
	}
	v := signInView{Next: local(border.Query(c, "suite"))}
	if border.Query(c, "fin") != "" && c.Cookies(border.CookieName) != "" { // somebody who was signed in is told why it ended
		_, err := s.gate.SignedIn(c)
		v.Wrong = bordereau.MessageOf(err)
	}
	return s.showSignIn(c, fiber.StatusOK, v)
}

func (s *Server) showSignIn(c *fiber.Ctx, status int, v signInView) error {
	v.Provider = s.deps.SignIns.HasProvider()
	return s.render(c, status, "signin", page{Title: s.say(c, "sign.in"), Body: v})
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
		return s.showSignIn(c, p.Status, v)
	default:
		return err
	}
	return s.to(c, after(session, v.Next))
}

// after is where a session leads: to what is still asked of the person, to where
// the person wanted to go, or home.
func after(session desk.Session, next string) string {
	q := ""
	if next != "" && next != "/" {
		q = "?suite=" + url.QueryEscape(next)
	}
	switch {
	case session.Pending == desk.StepCode:
		return "/connexion/code" + q
	case session.Pending == desk.StepEnrol:
		return "/connexion/facteur" + q
	case q != "":
		return next
	}
	return home(session.Principal.Role)
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
	return s.openPage(c, "accessibility", "a11y.title")
}

func (s *Server) helpPage(c *fiber.Ctx) error { return s.openPage(c, "help", "help.title") }

// openPage shows a page that everybody may read, within what its reader may open.
func (s *Server) openPage(c *fiber.Ctx, name, title string) error {
	if caller, err := s.gate.SignedIn(c); err == nil {
		border.SetCaller(c, caller)
	} else if bordereau.CodeOf(err) != bordereau.Unauthorised {
		return err
	}
	return s.render(c, fiber.StatusOK, name, page{Title: s.say(c, title)})
}
