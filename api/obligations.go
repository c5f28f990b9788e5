package api

import (
	"bytes"
	"cmp"
	"time"

	"bordereau/desk"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

func obligationFilter(c *fiber.Ctx) (desk.ObligationFilter, error) {
	f := desk.ObligationFilter{State: border.Query(c, "state"), Dossier: border.Query(c, "dossier"), Until: border.Query(c, "until")}
	if len(f.Dossier) > 200 {
		return f, border.TooLong("dossier")
	}
	if _, err := time.Parse(time.DateOnly, f.Until); f.Until != "" && err != nil {
		return f, border.NotDate("until")
	}
	return f, nil
}

func (s *Server) listObligations(c *fiber.Ctx) error {
	cur, err := cursor(c)
	if err != nil {
		return err
	}
	f, err := obligationFilter(c)
	if err != nil {
		return err
	}
	page, err := s.deps.Dossiers.Obligations(c.UserContext(), border.By(c), f, cur)
	if err != nil {
		return err
	}
	return list(c, page.Items, page.Next)
}

// exportObligations gives all of them as records, for those who keep them elsewhere.
func (s *Server) exportObligations(c *fiber.Ctx) error {
	f, err := obligationFilter(c)
	if err != nil {
		return err
	}
	format := cmp.Or(border.Query(c, "format"), "json")
	var b bytes.Buffer
	if err := s.deps.Dossiers.ExportObligations(c.UserContext(), border.By(c), f, format, &b); err != nil {
		return err
	}
	kind := map[string]string{"csv": "text/csv; charset=utf-8", "json": fiber.MIMEApplicationJSON}[format]
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="obligations.`+format+`"`)
	return c.Send(b.Bytes())
}

func (s *Server) proveObligation(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	var in desk.ObligationProof
	if err := s.gate.JSON(c, &in); err != nil {
		return err
	}
	o, err := s.deps.Dossiers.Prove(c.UserContext(), border.By(c), id, in)
	if err != nil {
		return err
	}
	return answer(c, fiber.StatusOK, o)
}

func (s *Server) tellDossier(c *fiber.Ctx) error {
	ref, err := border.Param(c, "ref")
	if err != nil {
		return err
	}
	var in desk.Told
	if err := s.gate.JSON(c, &in); err != nil {
		return err
	}
	if err := s.deps.Dossiers.TellDossier(c.UserContext(), border.By(c), ref, in); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}
