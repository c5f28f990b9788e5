package web

import (
	"cmp"
	"net/url"
	"strconv"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/dossier"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

type documentView struct {
	desk.DocumentView
	MayReopen bool
	Questions []desk.Question
	Asks      bool // may ask the branch
	MayAnswer bool
}

// On are the fields that stand on a page.
func (v documentView) On(page int) []bordereau.Field {
	var out []bordereau.Field
	if v.Understanding != nil {
		for _, f := range v.Understanding.Fields {
			if f.Page == page && !f.Box.Empty() {
				out = append(out, f)
			}
		}
	}
	return out
}

func (s *Server) document(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	d, err := s.deps.Documents.Document(ctx, by, id)
	if err != nil {
		return err
	}
	may := Table.Rule("POST", "/document/:id/rouvrir").Admits(by.Role) && d.State == bordereau.Decided
	v := documentView{DocumentView: d, MayReopen: may, Asks: Table.Rule("POST", "/document/:id/question").Admits(by.Role),
		MayAnswer: Table.Rule("POST", "/question/:id/reponse").Admits(by.Role)}
	if by.Role != bordereau.RoleReader {
		if v.Questions, err = s.deps.Dossiers.Questions(ctx, by, id); err != nil && bordereau.CodeOf(err) != bordereau.NotFound {
			return err
		}
	}
	return s.render(c, fiber.StatusOK, "document", page{Title: typeName(d.Type) + " — " + d.FileName, Body: v})
}

func (s *Server) pageImage(c *fiber.Ctx) error { return border.SendPageImage(c, s.deps.Documents) }

func (s *Server) original(c *fiber.Ctx) error { return border.SendOriginal(c, s.deps.Documents) }

func (s *Server) archivePDF(c *fiber.Ctx) error { return border.SendArchivePDF(c, s.deps.Documents) }

func (s *Server) reopen(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	form, err := border.Form(c, 8<<10)
	if err != nil {
		return err
	}
	version, err := strconv.ParseInt(form.Get("version"), 10, 64)
	if err != nil {
		return border.Damaged(nil)
	}
	ctx, by := ctxOf(c)
	if err := s.deps.Review.Reopen(ctx, by, id, version); err != nil {
		return err
	}
	return s.to(c, "/document/"+id+"?fait=reopened")
}

type dossierView struct {
	Dossier     desk.DossierView
	Checklist   []dossier.Line
	Documents   []desk.Hit
	Obligations []desk.Obligation
	Letters     []desk.Letter
	Writes      bool              // may draft and release letters
	Events      map[string]string // what a person may say has happened
	day         func(time.Time) string
}

// Name is what people call a document of the dossier: its file and the day it came
// in. Its id tells them nothing: those of one morning all begin alike.
func (v dossierView) Name(id string) string {
	for _, h := range v.Documents {
		if h.ID == id {
			return cmp.Or(h.FileName, typeName(h.Type)) + " (" + v.day(h.ReceivedAt) + ")"
		}
	}
	return say("document")
}

func (s *Server) dossier(c *fiber.Ctx) error {
	ref, err := border.Param(c, "ref")
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	d, err := s.deps.Dossiers.Dossier(ctx, by, ref)
	if err != nil {
		return err
	}
	lines, err := s.deps.Dossiers.Checklist(ctx, by, ref)
	if err != nil {
		return err
	}
	hits, err := s.deps.Documents.Search(ctx, by, desk.Query{Dossier: ref, Cursor: desk.Cursor{Limit: 200}})
	if err != nil {
		return err
	}
	v := dossierView{Dossier: d, Checklist: lines, Documents: hits.Items, day: func(t time.Time) string { return t.In(s.paris).Format("02/01/2006") }}
	if Table.Rule("GET", "/echeances").Admits(by.Role) {
		list, err := s.deps.Dossiers.Obligations(ctx, by, desk.ObligationFilter{Dossier: ref}, desk.Cursor{Limit: 200})
		if err != nil {
			return err
		}
		v.Obligations = list.Items
		if v.Letters, err = s.deps.Dossiers.Letters(ctx, by, ref); err != nil {
			return err
		}
	}
	if kind, ok := dossier.KindNamed(d.Kind); ok && Table.Rule("POST", "/dossier/:ref/evenement").Admits(by.Role) {
		v.Events = kind.Events
		v.Writes = d.Status == "open" && dossier.Completeness(lines) != dossier.Satisfied
	}
	return s.render(c, fiber.StatusOK, "dossier", page{Title: say("dossier.title", d.Ref), Body: v})
}

func dossierPath(ref string) string { return "/dossier/" + url.PathEscape(ref) }
