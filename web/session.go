package web

import (
	"bordereau"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

type signInView struct {
	Login, Next, Wrong string
}

func (s *Server) signInPage(c *fiber.Ctx) error {
	if caller, err := s.gate.SignedIn(c); err == nil {
		return s.to(c, home(caller.Principal.Role))
	} else if bordereau.CodeOf(err) != bordereau.Unauthorised {
		return err
	}
	return s.render(c, fiber.StatusOK, "signin", page{Title: say("sign.in"), Body: signInView{Next: local(border.Query(c, "suite"))}})
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
		return s.render(c, p.Status, "signin", page{Title: say("sign.in"), Body: v})
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
