package web

import (
	"slices"
	"strings"

	"bordereau/desk"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

var booksTable = border.Table{
	{Method: "GET", Path: "/remises", Roles: border.Watchers},
	{Method: "POST", Path: "/remises/:id/liberer", Roles: border.Supervisors},
}

func (s *Server) booksHandlers() map[border.Call]fiber.Handler {
	return map[border.Call]fiber.Handler{
		{Method: "GET", Path: "/remises"}:              s.units,
		{Method: "POST", Path: "/remises/:id/liberer"}: s.releaseUnit,
	}
}

type unitsView struct {
	Units    []desk.Unit
	Next     string
	State    string
	Releases bool // may release
	Wrong    *border.Problem
	WrongID  string
	Reason   string
}

var unitFilter = []string{"held", "open", "final", ""}

func (s *Server) units(c *fiber.Ctx) error { return s.showUnits(c, fiber.StatusOK, unitsView{}) }

func (s *Server) showUnits(c *fiber.Ctx, status int, v unitsView) error {
	ctx, by := ctxOf(c)
	v.State = c.Query("etat", "held")
	if v.State == "toutes" || !slices.Contains(unitFilter, v.State) {
		v.State = ""
	}
	v.State = strings.Clone(v.State)
	list, err := s.deps.Units.Units(ctx, by, v.State, desk.Cursor{After: border.Query(c, "cursor")})
	if err != nil {
		return err
	}
	v.Units, v.Next = list.Items, list.Next
	v.Releases = Table.Rule("POST", "/remises/:id/liberer").Admits(by.Role)
	return s.render(c, status, "units", page{Title: s.say(c, "units.title"), Body: v})
}

func (s *Server) releaseUnit(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	form, version, err := s.versioned(c)
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	reason := strings.TrimSpace(form.Get("reason"))
	if _, err := s.deps.Units.ReleaseUnit(ctx, by, id, version, reason); err != nil {
		p := border.Explain(c, err)
		if p.Status != fiber.StatusConflict && p.Status != fiber.StatusUnprocessableEntity {
			return err
		}
		p.Headers(c)
		return s.showUnits(c, p.Status, unitsView{Wrong: &p, WrongID: id, Reason: reason})
	}
	return s.to(c, "/remises?fait=released")
}
