package web

import (
	"net/url"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

var accessTable = border.Table{
	{Method: "GET", Path: "/acces", Roles: border.AdminWatch},
	{Method: "POST", Path: "/acces/personnes", Roles: border.Admins},
	{Method: "POST", Path: "/acces/personnes/:login/fermer", Roles: border.Admins},
	{Method: "POST", Path: "/acces/cles", Roles: border.Admins},
	{Method: "POST", Path: "/acces/cles/:id/revoquer", Roles: border.Admins},
}

func (s *Server) accessHandlers() map[border.Call]fiber.Handler {
	return map[border.Call]fiber.Handler{
		{Method: "GET", Path: "/acces"}:                          s.access,
		{Method: "POST", Path: "/acces/personnes"}:               s.addUser,
		{Method: "POST", Path: "/acces/personnes/:login/fermer"}: s.disableUser,
		{Method: "POST", Path: "/acces/cles"}:                    s.addKey,
		{Method: "POST", Path: "/acces/cles/:id/revoquer"}:       s.revokeKey,
	}
}

type accessView struct {
	Users  []desk.User
	Keys   []desk.Key
	Roles  []bordereau.Role
	Admin  bool
	Secret string // of a key just made, shown this once
	Wrong  *border.Problem
	Form   url.Values
}

func (s *Server) access(c *fiber.Ctx) error {
	return s.showAccess(c, fiber.StatusOK, accessView{})
}

func (s *Server) showAccess(c *fiber.Ctx, status int, v accessView) error {
	ctx, by := ctxOf(c)
	var err error
	if v.Users, err = s.deps.People.Users(ctx, by); err != nil {
		return err
	}
	if v.Keys, err = s.deps.People.Keys(ctx, by); err != nil {
		return err
	}
	v.Roles, v.Admin = bordereau.Roles, by.Role == bordereau.RoleAdmin
	return s.render(c, status, "access", page{Title: s.say(c, "access.title"), Body: v})
}

// again shows the page with what was typed when the desk refused it.
func (s *Server) again(c *fiber.Ctx, err error, form url.Values) error {
	p := border.Explain(c, err)
	if p.Status != fiber.StatusConflict && p.Status != fiber.StatusUnprocessableEntity {
		return err
	}
	p.Headers(c)
	return s.showAccess(c, p.Status, accessView{Wrong: &p, Form: form})
}

func (s *Server) addUser(c *fiber.Ctx) error {
	form, err := border.Form(c, 8<<10)
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	u := desk.User{Login: form.Get("login"), Name: form.Get("name"), Role: bordereau.Role(form.Get("role")), Branch: form.Get("branch")}
	if _, err := s.deps.People.AddUser(ctx, by, u, form.Get("password")); err != nil {
		return s.again(c, err, form)
	}
	return s.to(c, "/acces?fait=added")
}

func (s *Server) disableUser(c *fiber.Ctx) error {
	login, err := border.Param(c, "login")
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	if err := s.deps.People.DisableUser(ctx, by, login); err != nil {
		return s.again(c, err, nil)
	}
	return s.to(c, "/acces?fait=ended")
}

// addKey shows the secret on the answer itself: it is nowhere kept.
func (s *Server) addKey(c *fiber.Ctx) error {
	form, err := border.Form(c, 8<<10)
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	_, secret, err := s.deps.People.AddKey(ctx, by, desk.Key{Label: form.Get("label"), Role: bordereau.Role(form.Get("role")), Branch: form.Get("branch")})
	if err != nil {
		return s.again(c, err, form)
	}
	return s.showAccess(c, fiber.StatusCreated, accessView{Secret: secret})
}

func (s *Server) revokeKey(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	if err := s.deps.People.RevokeKey(ctx, by, id); err != nil {
		return s.again(c, err, nil)
	}
	return s.to(c, "/acces?fait=ended")
}
