package web

import (
	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

var documentTable = border.Table{
	{Method: "GET", Path: "/document/:id", Roles: border.Readers},
	{Method: "GET", Path: "/document/:id/page/:n", Roles: border.Readers},
	{Method: "GET", Path: "/document/:id/original", Roles: border.Readers},
	{Method: "GET", Path: "/document/:id/archive.pdf", Roles: border.Readers},
	{Method: "POST", Path: "/document/:id/rouvrir", Roles: border.Keepers},
}

func (s *Server) documentHandlers() map[border.Call]fiber.Handler {
	return map[border.Call]fiber.Handler{
		{Method: "GET", Path: "/document/:id"}:             s.document,
		{Method: "GET", Path: "/document/:id/page/:n"}:     s.pageImage,
		{Method: "GET", Path: "/document/:id/original"}:    s.original,
		{Method: "GET", Path: "/document/:id/archive.pdf"}: s.archivePDF,
		{Method: "POST", Path: "/document/:id/rouvrir"}:    s.reopen,
	}
}

type documentView struct {
	desk.DocumentView
	Sight     sight
	MayReopen bool
	Questions []desk.Question
	Asks      bool // may ask the branch
	MayAnswer bool
}

// documentOf is the document that the address names.
func (s *Server) documentOf(c *fiber.Ctx) (desk.DocumentView, error) {
	id, err := border.ID(c, "id")
	if err != nil {
		return desk.DocumentView{}, err
	}
	ctx, by := ctxOf(c)
	return s.deps.Documents.Document(ctx, by, id)
}

func (s *Server) document(c *fiber.Ctx) error {
	d, err := s.documentOf(c)
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	may := Table.Rule("POST", "/document/:id/rouvrir").Admits(by.Role) && d.State == bordereau.Decided
	v := documentView{DocumentView: d, MayReopen: may, Asks: Table.Rule("POST", "/document/:id/question").Admits(by.Role),
		MayAnswer: Table.Rule("POST", "/question/:id/reponse").Admits(by.Role)}
	if v.Sight, err = s.sightOf(c, d); err != nil {
		return err
	}
	if by.Role != bordereau.RoleReader {
		if v.Questions, err = s.deps.Dossiers.Questions(ctx, by, d.ID); err != nil && bordereau.CodeOf(err) != bordereau.NotFound {
			return err
		}
	}
	return s.render(c, fiber.StatusOK, "document", page{Title: tongueOf(c).typeName(d.Type) + " — " + d.FileName, Body: v})
}

func (s *Server) pageImage(c *fiber.Ctx) error { return border.SendPageImage(c, s.deps.Documents) }

func (s *Server) original(c *fiber.Ctx) error { return border.SendOriginal(c, s.deps.Documents) }

func (s *Server) archivePDF(c *fiber.Ctx) error { return border.SendArchivePDF(c, s.deps.Documents) }

func (s *Server) reopen(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	_, version, err := s.versioned(c)
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	if err := s.deps.Review.Reopen(ctx, by, id, version); err != nil {
		return err
	}
	return s.to(c, "/document/"+id+"?fait=reopened")
}
