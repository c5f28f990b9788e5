package web

import (
	"bordereau/desk"
	"bordereau/internal/border"
	"bordereau/internal/report"

	"github.com/gofiber/fiber/v2"
)

var ownTable = border.Table{{Method: "GET", Path: "/mes-chiffres", Roles: border.Keepers}}

func (s *Server) ownHandlers() map[border.Call]fiber.Handler {
	return map[border.Call]fiber.Handler{{Method: "GET", Path: "/mes-chiffres"}: s.ownFigures}
}

type ownView struct {
	Days    int
	Periods []int
	Figures desk.OwnFigures
	Report  report.Report
}

// ownFigures shows a person what that person did, and nobody else's.
func (s *Server) ownFigures(c *fiber.Ctx) error {
	ctx, by := ctxOf(c)
	v := ownView{Days: daysOf(c, 7), Periods: periods}
	var err error
	if v.Figures, err = s.deps.Figures.OwnFigures(ctx, by, s.deps.Figures.LastDays(v.Days)); err != nil {
		return err
	}
	l := tongueOf(c)
	v.Report = report.Own(v.Figures, string(l), report.Names{Type: l.typeName, Field: l.fieldLabel, Zone: s.paris})
	return s.render(c, fiber.StatusOK, "own", page{Title: v.Report.Title, Body: v})
}
