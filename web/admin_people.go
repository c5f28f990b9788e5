package web

import (
	"context"
	"net/url"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

var peopleTable = border.Table{
	{Method: "GET", Path: "/admin/personnes", Roles: border.AdminWatch},
	{Method: "POST", Path: "/admin/personnes", Roles: border.Admins},
	{Method: "POST", Path: "/admin/personnes/:login/fermer", Roles: border.Admins},
	{Method: "POST", Path: "/admin/personnes/:login/rouvrir", Roles: border.Admins},
	{Method: "POST", Path: "/admin/personnes/:login/debloquer", Roles: border.Admins},
	{Method: "POST", Path: "/admin/personnes/:login/code", Roles: border.Admins},
	{Method: "POST", Path: "/admin/propositions", Roles: border.Admins},
	{Method: "POST", Path: "/admin/propositions/:id/confirmer", Roles: border.Admins},
	{Method: "POST", Path: "/admin/propositions/:id/refuser", Roles: border.Admins},
}

func (s *Server) peopleHandlers() map[border.Call]fiber.Handler {
	return map[border.Call]fiber.Handler{
		{Method: "GET", Path: "/admin/personnes"}:                   s.people,
		{Method: "POST", Path: "/admin/personnes"}:                  s.invite,
		{Method: "POST", Path: "/admin/personnes/:login/fermer"}:    s.disableUser,
		{Method: "POST", Path: "/admin/personnes/:login/rouvrir"}:   s.codeFor(s.deps.Admin.ReopenUser),
		{Method: "POST", Path: "/admin/personnes/:login/debloquer"}: s.unlockUser,
		{Method: "POST", Path: "/admin/personnes/:login/code"}:      s.codeFor(s.deps.Admin.ResetPassword),
		{Method: "POST", Path: "/admin/propositions"}:               s.propose,
		{Method: "POST", Path: "/admin/propositions/:id/confirmer"}: s.confirmChange,
		{Method: "POST", Path: "/admin/propositions/:id/refuser"}:   s.refuseChange,
	}
}

type peopleView struct {
	adminPart
	Users   []desk.User
	Changes []desk.Change
	Roles   []bordereau.Role
	Me      string // id: what I proposed another confirms
}

func (s *Server) people(c *fiber.Ctx) error { return s.showPeople(c, fiber.StatusOK, adminPart{}) }

func (s *Server) showPeople(c *fiber.Ctx, status int, a adminPart) error {
	ctx, by := ctxOf(c)
	v := peopleView{adminPart: a, Roles: bordereau.Roles, Me: by.ID}
	var err error
	if v.Users, err = s.deps.People.Users(ctx, by); err != nil {
		return err
	}
	if v.Changes, err = s.deps.Admin.Changes(ctx, by); err != nil {
		return err
	}
	if err := s.framed(c, "/admin/personnes", &v.adminPart); err != nil {
		return err
	}
	return s.render(c, status, "admin_people", page{Title: s.say(c, "admin.people"), Body: v})
}

// peopleDone leads back, or shows the page with what was wrong.
func (s *Server) peopleDone(c *fiber.Ctx, to, at string, form url.Values, err error) error {
	if err == nil {
		return s.to(c, to)
	}
	a, status, err := wrongPart(c, at, form, err)
	if err != nil {
		return err
	}
	return s.showPeople(c, status, a)
}

// invite gives a person a login and shows the code of one time on the answer itself.
// An administrator is proposed instead.
func (s *Server) invite(c *fiber.Ctx) error {
	form, err := border.Form(c, 8<<10)
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	u := desk.User{Login: form.Get("login"), Name: form.Get("name"), Role: bordereau.Role(form.Get("role")), Branch: form.Get("branch")}
	if u.Role == bordereau.RoleAdmin {
		_, err := s.deps.Admin.Propose(ctx, by, desk.Proposal{Kind: desk.ChangeAdministrator, Login: u.Login, Name: u.Name})
		return s.peopleDone(c, "/admin/personnes?fait=submitted", "invite", form, err)
	}
	_, code, err := s.deps.Admin.InviteUser(ctx, by, u)
	if err != nil {
		return s.peopleDone(c, "", "invite", form, err)
	}
	return s.showPeople(c, fiber.StatusCreated, adminPart{Code: &code})
}

func (s *Server) disableUser(c *fiber.Ctx) error {
	login, err := border.Param(c, "login")
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	return s.peopleDone(c, "/admin/personnes?fait=ended", "list", nil, s.deps.People.DisableUser(ctx, by, login))
}

func (s *Server) unlockUser(c *fiber.Ctx) error {
	login, err := border.Param(c, "login")
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	return s.peopleDone(c, "/admin/personnes?fait=unlocked", "list", nil, s.deps.Admin.UnlockUser(ctx, by, login))
}

// codeFor shows a code to choose a password with, this once.
func (s *Server) codeFor(make func(context.Context, bordereau.Principal, string) (desk.OneTimeCode, error)) fiber.Handler {
	return func(c *fiber.Ctx) error {
		login, err := border.Param(c, "login")
		if err != nil {
			return err
		}
		ctx, by := ctxOf(c)
		code, err := make(ctx, by, login)
		if err != nil {
			return s.peopleDone(c, "", "list", nil, err)
		}
		return s.showPeople(c, fiber.StatusCreated, adminPart{Code: &code})
	}
}

func (s *Server) propose(c *fiber.Ctx) error {
	form, err := border.Form(c, 8<<10)
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	p := desk.Proposal{Kind: form.Get("kind"), Login: form.Get("login"), Branch: form.Get("branch"), Reason: form.Get("reason"), Role: bordereau.Role(form.Get("role"))}
	if _, err = s.deps.Admin.Propose(ctx, by, p); bordereau.CodeOf(err) == bordereau.NotFound {
		err = border.Wrong("/login", "Cette personne n'existe pas.")
	}
	return s.peopleDone(c, "/admin/personnes?fait=submitted", "propose", form, err)
}

// confirmChange makes what another proposed; a code of one time is shown this once.
func (s *Server) confirmChange(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	_, code, err := s.deps.Admin.ConfirmChange(ctx, by, id)
	if err != nil || code == nil {
		return s.peopleDone(c, "/admin/personnes?fait=confirmed", "changes", nil, err)
	}
	return s.showPeople(c, fiber.StatusCreated, adminPart{Code: code})
}

func (s *Server) refuseChange(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	_, err = s.deps.Admin.RefuseChange(ctx, by, id)
	return s.peopleDone(c, "/admin/personnes?fait=refused", "changes", nil, err)
}
