package web

import (
	"cmp"
	"net/url"
	"time"

	"bordereau/desk"
	"bordereau/dossier"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

var dossierTable = border.Table{
	{Method: "GET", Path: "/dossier/:ref", Roles: border.Readers},
	{Method: "POST", Path: "/dossier/:ref/evenement", Roles: border.Keepers},
	{Method: "POST", Path: "/dossier/:ref/lettre", Roles: border.Keepers},
	{Method: "GET", Path: "/lettre/:id", Roles: border.Watchers},
	{Method: "POST", Path: "/lettre/:id/valider", Roles: border.Keepers},
	{Method: "POST", Path: "/document/:id/question", Roles: border.Keepers},
	{Method: "POST", Path: "/question/:id/reponse", Roles: answerers},
	{Method: "GET", Path: "/echeances", Roles: border.Watchers},
	{Method: "POST", Path: "/echeances/:id/clore", Roles: border.Keepers},
}

func (s *Server) dossierHandlers() map[border.Call]fiber.Handler {
	return map[border.Call]fiber.Handler{
		{Method: "GET", Path: "/dossier/:ref"}:            s.dossier,
		{Method: "POST", Path: "/dossier/:ref/evenement"}: s.tellDossier,
		{Method: "POST", Path: "/dossier/:ref/lettre"}:    s.draftLetter,
		{Method: "GET", Path: "/lettre/:id"}:              s.letterPDF,
		{Method: "POST", Path: "/lettre/:id/valider"}:     s.releaseLetter,
		{Method: "POST", Path: "/document/:id/question"}:  s.ask,
		{Method: "POST", Path: "/question/:id/reponse"}:   s.answerQuestion,
		{Method: "GET", Path: "/echeances"}:               s.obligations,
		{Method: "POST", Path: "/echeances/:id/clore"}:    s.proveObligation,
	}
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
	tongue      tongue
}

// Name is what people call a document of the dossier: its file and the day it came
// in. Its id tells them nothing: those of one morning all begin alike.
func (v dossierView) Name(id string) string {
	for _, h := range v.Documents {
		if h.ID == id {
			return cmp.Or(h.FileName, v.tongue.typeName(h.Type)) + " (" + v.day(h.ReceivedAt) + ")"
		}
	}
	return v.tongue.say("document")
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
	v := dossierView{tongue: tongueOf(c), Dossier: d, Checklist: lines, Documents: hits.Items, day: func(t time.Time) string { return t.In(s.paris).Format("02/01/2006") }}
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
	return s.render(c, fiber.StatusOK, "dossier", page{Title: s.say(c, "dossier.title", d.Ref), Body: v})
}

func dossierPath(ref string) string { return "/dossier/" + url.PathEscape(ref) }
