package web

import (
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

var keysTable = border.Table{
	{Method: "GET", Path: "/admin/cles", Roles: border.AdminWatch},
	{Method: "POST", Path: "/admin/cles", Roles: border.Admins},
	{Method: "POST", Path: "/admin/cles/:id/revoquer", Roles: border.Admins},
	{Method: "POST", Path: "/admin/cles/:id/remplacer", Roles: border.Admins},
}

func (s *Server) keysHandlers() map[border.Call]fiber.Handler {
	return map[border.Call]fiber.Handler{
		{Method: "GET", Path: "/admin/cles"}:                s.keys,
		{Method: "POST", Path: "/admin/cles"}:               s.addKey,
		{Method: "POST", Path: "/admin/cles/:id/revoquer"}:  s.revokeKey,
		{Method: "POST", Path: "/admin/cles/:id/remplacer"}: s.rotateKey,
	}
}

// overlap is how long a key that is replaced goes on, when a page replaces it.
const overlap = 24 * time.Hour

type keyRow struct {
	desk.Key
	Expired bool
}

type keysView struct {
	adminPart
	Keys   []keyRow
	Roles  []bordereau.Role
	Kinds  []bordereau.Type
	Secret string // of a key just made, shown this once
}

func (s *Server) keys(c *fiber.Ctx) error { return s.showKeys(c, fiber.StatusOK, adminPart{}, "") }

func (s *Server) showKeys(c *fiber.Ctx, status int, a adminPart, secret string) error {
	ctx, by := ctxOf(c)
	v := keysView{adminPart: a, Roles: bordereau.Roles, Kinds: bordereau.Types, Secret: secret}
	list, err := s.deps.People.Keys(ctx, by)
	if err != nil {
		return err
	}
	for _, k := range list {
		v.Keys = append(v.Keys, keyRow{k, k.ExpiresAt != nil && !s.deps.Now().Before(*k.ExpiresAt)})
	}
	if err := s.framed(c, "/admin/cles", &v.adminPart); err != nil {
		return err
	}
	return s.render(c, status, "admin_keys", page{Title: s.say(c, "admin.keys"), Body: v})
}

// addKey shows the secret on the answer itself: it is nowhere kept.
func (s *Server) addKey(c *fiber.Ctx) error {
	form, err := border.Form(c, 8<<10)
	if err != nil {
		return err
	}
	k := desk.Key{Label: form.Get("label"), Role: bordereau.Role(form.Get("role")), Branch: form.Get("branch")}
	for _, kind := range form["kind"] {
		k.Kinds = append(k.Kinds, bordereau.Type(kind))
	}
	ctx, by := ctxOf(c)
	if k.ExpiresAt, err = s.dayEnd(form.Get("until")); err == nil {
		var secret string
		if _, secret, err = s.deps.People.AddKey(ctx, by, k); err == nil {
			return s.showKeys(c, fiber.StatusCreated, adminPart{}, secret)
		}
	}
	a, status, err := wrongPart(c, "add", form, err)
	if err != nil {
		return err
	}
	return s.showKeys(c, status, a, "")
}

// dayEnd is the end of a day as people write it, nil for none.
func (s *Server) dayEnd(typed string) (*time.Time, error) {
	if typed == "" {
		return nil, nil
	}
	d, err := time.ParseInLocation("02/01/2006", typed, s.paris)
	if err != nil {
		return nil, border.Wrong("/until", "Écrivez la date ainsi : 31/12/2027.")
	}
	end := d.AddDate(0, 0, 1)
	return &end, nil
}

func (s *Server) revokeKey(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	if err := s.deps.People.RevokeKey(ctx, by, id); err != nil {
		return err
	}
	return s.to(c, "/admin/cles?fait=ended")
}

func (s *Server) rotateKey(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	_, secret, err := s.deps.People.RotateKey(ctx, by, id, overlap)
	if err == nil {
		return s.showKeys(c, fiber.StatusCreated, adminPart{}, secret)
	}
	a, status, err := wrongPart(c, "list", nil, err)
	if err != nil {
		return err
	}
	return s.showKeys(c, status, a, "")
}
