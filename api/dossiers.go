package api

import (
	"io"
	"mime"
	"net/url"

	"bordereau"
	"bordereau/desk"
	"bordereau/dossier"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/utils"
)

func (s *Server) createDossier(c *fiber.Ctx) error {
	var in desk.DossierView
	if err := s.gate.JSON(c, &in); err != nil {
		return err
	}
	made, err := s.deps.Dossiers.CreateDossier(c.UserContext(), border.By(c), in)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderLocation, "/v1/dossiers/"+url.PathEscape(made.Ref))
	return answer(c, fiber.StatusCreated, made)
}

func (s *Server) oneDossier(c *fiber.Ctx) error {
	ref, err := border.Param(c, "ref")
	if err != nil {
		return err
	}
	d, err := s.deps.Dossiers.Dossier(c.UserContext(), border.By(c), ref)
	if err != nil {
		return err
	}
	return answer(c, fiber.StatusOK, d)
}

func (s *Server) listDossiers(c *fiber.Ctx) error {
	cur, err := cursor(c)
	if err != nil {
		return err
	}
	f := desk.DossierFilter{Words: border.Query(c, "q"), Status: border.Query(c, "state"), Kind: border.Query(c, "kind"), Branch: border.Query(c, "branch"),
		Holder: border.Query(c, "holder"), DueBefore: border.Query(c, "due_before")}
	for name, value := range map[string]string{"q": f.Words, "kind": f.Kind, "branch": f.Branch, "holder": f.Holder} {
		if len(value) > 500 {
			return border.TooLong(name)
		}
	}
	switch sort := border.Query(c, "sort"); sort {
	case "", "ref":
	case "due":
		f.ByDue = true
	default:
		return border.Unknown("sort", sort)
	}
	page, err := s.deps.Dossiers.FindDossiers(c.UserContext(), border.By(c), f, cur)
	if err != nil {
		return err
	}
	return list(c, page.Items, page.Next)
}

func (s *Server) changeDossier(c *fiber.Ctx) error {
	ref, err := border.Param(c, "ref")
	if err != nil {
		return err
	}
	var in desk.DossierView
	if err := s.gate.JSON(c, &in); err != nil {
		return err
	}
	if in.Ref != "" && in.Ref != ref {
		return border.Wrong("/ref", "La référence de l'adresse et celle du contenu diffèrent ; donnez la même, ou ôtez-la du contenu.")
	}
	in.Ref = ref
	changed, err := s.deps.Dossiers.ChangeDossier(c.UserContext(), border.By(c), in)
	if err != nil {
		return err
	}
	return answer(c, fiber.StatusOK, changed)
}

func (s *Server) checklist(c *fiber.Ctx) error {
	ref, err := border.Param(c, "ref")
	if err != nil {
		return err
	}
	lines, err := s.deps.Dossiers.Checklist(c.UserContext(), border.By(c), ref)
	if err != nil {
		return err
	}
	return list(c, lines, "")
}

func (s *Server) putCustomer(c *fiber.Ctx) error {
	ref, err := border.Param(c, "ref")
	if err != nil {
		return err
	}
	var in dossier.Customer
	if err := s.gate.JSON(c, &in); err != nil {
		return err
	}
	if in.Ref != "" && in.Ref != ref {
		return border.Wrong("/ref", "La référence de l'adresse et celle du contenu diffèrent ; donnez la même, ou ôtez-la du contenu.")
	}
	in.Ref = ref
	if err := s.deps.Dossiers.PutCustomer(c.UserContext(), border.By(c), in); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// importCustomers reads a list as it comes off the line.
func (s *Server) importCustomers(c *fiber.Ctx) error {
	kind, _, err := mime.ParseMediaType(utils.CopyString(c.Get(fiber.HeaderContentType)))
	format := map[string]string{"text/csv": "csv", "application/x-ndjson": "jsonl", "application/jsonl": "jsonl"}[kind]
	if err != nil || format == "" {
		return bordereau.Errorf(bordereau.Unsupported, "Envoyez les clients en text/csv ou en application/x-ndjson.")
	}
	var result desk.ImportResult
	err = s.gate.Streamed(c, func(r io.Reader) error {
		var err error
		result, err = s.deps.Dossiers.ImportCustomers(c.UserContext(), border.By(c), format, r)
		return err
	})
	if err != nil {
		return err
	}
	return answer(c, fiber.StatusOK, result)
}
