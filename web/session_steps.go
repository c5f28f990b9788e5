package web

import (
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

// stepView is a step of signing in after the password.
type stepView struct {
	CSRF, Next, Login string
	Wrong             *border.Problem
	Offer             desk.Offer
	QR                qrCode
	Recovery          []string // shown this once
}

// step finds who is about to sign in, and sends everybody else where they belong.
func (s *Server) step(c *fiber.Ctx, want desk.Step) (caller *border.Caller, v stepView, done bool, err error) {
	v.Next = local(border.Query(c, "suite"))
	caller, session, err := s.gate.Pending(c)
	if bordereau.CodeOf(err) == bordereau.Unauthorised {
		return nil, v, true, s.to(c, "/connexion")
	}
	if err != nil {
		return nil, v, true, err
	}
	if session.Pending != want {
		return nil, v, true, s.to(c, after(session, v.Next))
	}
	v.CSRF, v.Login = caller.CSRF, session.Principal.Name
	return caller, v, false, nil
}

// stepForm is the form of a step, whose token is that of the pending session.
func (s *Server) stepForm(c *fiber.Ctx, want desk.Step) (caller *border.Caller, code string, v stepView, done bool, err error) {
	form, err := border.Form(c, 8<<10)
	if err != nil {
		return nil, "", v, true, err
	}
	if caller, v, done, err = s.step(c, want); done {
		return nil, "", v, true, err
	}
	v.Next = local(form.Get("suite"))
	return caller, form.Get("code"), v, false, caller.Check(form.Get(border.TokenField))
}

func (s *Server) codePage(c *fiber.Ctx) error {
	_, v, done, err := s.step(c, desk.StepCode)
	if done {
		return err
	}
	return s.render(c, fiber.StatusOK, "code", page{Title: s.say(c, "sign.code.title"), Body: v})
}

func (s *Server) giveCode(c *fiber.Ctx) error {
	caller, code, v, done, err := s.stepForm(c, desk.StepCode)
	if done || err != nil {
		return err
	}
	token, session, err := s.deps.Access.AnswerCode(c.UserContext(), caller.Token, code, border.Remote(c))
	if err != nil {
		return s.stepAgain(c, "code", "sign.code.title", v, err)
	}
	s.gate.Hold(c, token)
	return s.to(c, after(session, v.Next))
}

// stepAgain shows a step anew with what was wrong. Who may not try again starts over.
func (s *Server) stepAgain(c *fiber.Ctx, name, title string, v stepView, err error) error {
	switch bordereau.CodeOf(err) {
	case bordereau.Unauthorised:
		return s.to(c, "/connexion?fin=1")
	case bordereau.Invalid, bordereau.Quota, bordereau.Conflicting:
		p := border.Explain(c, err)
		p.Headers(c)
		v.Wrong = &p
		return s.render(c, p.Status, name, page{Title: s.say(c, title), Body: v})
	}
	return err
}

// enrolPage shows the second factor that the role asks for. It is made on the first
// look and stays until a code confirms it.
func (s *Server) enrolPage(c *fiber.Ctx) error {
	caller, v, done, err := s.step(c, desk.StepEnrol)
	if done {
		return err
	}
	v.Offer, err = s.deps.SignIns.OfferedSecondFactor(c.UserContext(), caller.Token)
	if bordereau.CodeOf(err) == bordereau.NotFound {
		v.Offer, err = s.deps.SignIns.OfferSecondFactor(c.UserContext(), caller.Token, "", "", border.Remote(c))
	}
	if err != nil {
		return err
	}
	if v.QR, err = drawQR(v.Offer.URI); err != nil {
		return err
	}
	return s.render(c, fiber.StatusOK, "enrol", page{Title: s.say(c, "factor.title"), Body: v})
}

func (s *Server) enrol(c *fiber.Ctx) error {
	caller, code, v, done, err := s.stepForm(c, desk.StepEnrol)
	if done || err != nil {
		return err
	}
	recovery, token, session, err := s.deps.SignIns.ConfirmSecondFactor(c.UserContext(), caller.Token, code, border.Remote(c))
	if err != nil {
		if v.Offer, v.QR, err = s.offerAgain(c, caller.Token, err); err != nil {
			return s.stepAgain(c, "enrol", "factor.title", v, err)
		}
		return nil
	}
	s.gate.Hold(c, token)
	return s.render(c, fiber.StatusCreated, "enrol", page{Title: s.say(c, "factor.recovery"), Body: stepView{Next: after(session, v.Next), Recovery: recovery}})
}

// offerAgain reads the offer that still waits, for the page that says why; the error
// is what was wrong, or what kept the offer from being read.
func (s *Server) offerAgain(c *fiber.Ctx, token string, wrong error) (desk.Offer, qrCode, error) {
	offer, err := s.deps.SignIns.OfferedSecondFactor(c.UserContext(), token)
	if err != nil {
		return offer, qrCode{}, err
	}
	qr, err := drawQR(offer.URI)
	if err != nil {
		return offer, qr, err
	}
	return offer, qr, wrong
}

type resetView struct {
	Login, Code, Wrong string
	Done               bool
}

func (s *Server) resetPage(c *fiber.Ctx) error {
	return s.render(c, fiber.StatusOK, "reset", page{Title: s.say(c, "reset.title"), Body: resetView{}})
}

func (s *Server) reset(c *fiber.Ctx) error {
	form, err := border.Form(c, 8<<10)
	if err != nil {
		return err
	}
	v := resetView{Login: form.Get("login"), Code: form.Get("code")}
	err = s.deps.SignIns.UseReset(c.UserContext(), v.Login, v.Code, form.Get("password"), border.Remote(c))
	switch bordereau.CodeOf(err) {
	case "":
		return s.to(c, "/connexion?fait=password")
	case bordereau.Unauthorised, bordereau.Quota, bordereau.Invalid:
		p := border.Explain(c, err)
		p.Headers(c)
		v.Wrong = p.Detail
		return s.render(c, p.Status, "reset", page{Title: s.say(c, "reset.title"), Body: v})
	}
	return err
}

// flowCookie keeps a sign-in that went to the provider. It is sent along when the
// provider leads back, which a stricter one would not be.
const flowCookie = "bordereau_fournisseur"

func (s *Server) setFlow(c *fiber.Ctx, handle string, age time.Duration) {
	c.Cookie(&fiber.Cookie{Name: flowCookie, Value: handle, Path: "/connexion/banque", MaxAge: int(age.Seconds()), HTTPOnly: true,
		SameSite: fiber.CookieSameSiteLaxMode, Secure: s.cfg.Secure || c.Secure()})
}

func (s *Server) toProvider(c *fiber.Ctx) error {
	address, handle, err := s.deps.SignIns.BeginProvider(c.UserContext(), local(border.Query(c, "suite")))
	if err != nil {
		return err
	}
	s.setFlow(c, handle, 10*time.Minute)
	return s.to(c, address)
}

// fromProvider lets in who comes back. It answers with a page that leads on: a
// browser that is redirected here from another site would keep the cookie back.
func (s *Server) fromProvider(c *fiber.Ctx) error {
	handle := string([]byte(c.Cookies(flowCookie)))
	s.setFlow(c, "", -time.Hour)
	token, session, next, err := s.deps.SignIns.EndProvider(c.UserContext(), handle, border.Query(c, "state"), border.Query(c, "code"), border.Remote(c))
	if bordereau.CodeOf(err) == bordereau.Unauthorised {
		return s.showSignIn(c, fiber.StatusUnauthorized, signInView{Wrong: bordereau.MessageOf(err)})
	}
	if err != nil {
		return err
	}
	s.gate.Hold(c, token)
	return s.render(c, fiber.StatusOK, "welcome", page{Title: s.say(c, "sign.done"), Body: after(session, next)})
}
