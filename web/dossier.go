package web

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"

	"bordereau/desk"
	"bordereau/dossier"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

var dossierTable = border.Table{
	{Method: "GET", Path: "/dossiers", Roles: border.Readers},
	{Method: "POST", Path: "/dossiers", Roles: dossierWriters},
	{Method: "GET", Path: "/dossiers/:ref", Roles: border.Readers},
	{Method: "POST", Path: "/dossiers/:ref", Roles: dossierWriters},
	{Method: "GET", Path: "/dossier/:ref", Roles: border.Readers}, // where it was before
	{Method: "POST", Path: "/dossier/:ref/evenement", Roles: border.Keepers},
	{Method: "POST", Path: "/dossier/:ref/piece", Roles: border.Keepers},
	{Method: "POST", Path: "/dossier/:ref/piece/retirer", Roles: border.Keepers},
	{Method: "POST", Path: "/dossier/:ref/lettre", Roles: border.Keepers},
	{Method: "GET", Path: "/lettre/:id", Roles: border.Watchers},
	{Method: "GET", Path: "/lettre/:id/relire", Roles: border.Watchers},
	{Method: "POST", Path: "/lettre/:id/valider", Roles: border.Keepers},
	{Method: "POST", Path: "/document/:id/question", Roles: border.Keepers},
	{Method: "POST", Path: "/document/:id/classer", Roles: border.Keepers},
	{Method: "POST", Path: "/question/:id/reponse", Roles: answerers},
	{Method: "GET", Path: "/echeances", Roles: border.Watchers},
	{Method: "POST", Path: "/echeances/:id/clore", Roles: border.Keepers},
}

func (s *Server) dossierHandlers() map[border.Call]fiber.Handler {
	return map[border.Call]fiber.Handler{
		{Method: "GET", Path: "/dossiers"}:                    s.dossiers,
		{Method: "POST", Path: "/dossiers"}:                   s.openDossier,
		{Method: "GET", Path: "/dossiers/:ref"}:               s.dossier,
		{Method: "POST", Path: "/dossiers/:ref"}:              s.changeDossier,
		{Method: "GET", Path: "/dossier/:ref"}:                s.dossierMoved,
		{Method: "POST", Path: "/dossier/:ref/evenement"}:     s.tellDossier,
		{Method: "POST", Path: "/dossier/:ref/piece"}:         s.declarePiece,
		{Method: "POST", Path: "/dossier/:ref/piece/retirer"}: s.withdrawPiece,
		{Method: "POST", Path: "/dossier/:ref/lettre"}:        s.draftLetter,
		{Method: "GET", Path: "/lettre/:id"}:                  s.letterPDF,
		{Method: "GET", Path: "/lettre/:id/relire"}:           s.letterPreview,
		{Method: "POST", Path: "/lettre/:id/valider"}:         s.releaseLetter,
		{Method: "POST", Path: "/document/:id/question"}:      s.ask,
		{Method: "POST", Path: "/document/:id/classer"}:       s.refile,
		{Method: "POST", Path: "/question/:id/reponse"}:       s.answerQuestion,
		{Method: "GET", Path: "/echeances"}:                   s.obligations,
		{Method: "POST", Path: "/echeances/:id/clore"}:        s.proveObligation,
	}
}

type dossierView struct {
	desk.DossierPage
	Dossier     desk.DossierView
	Checklist   []dossier.Line
	Have        int // lines that are satisfied
	Documents   []desk.Hit
	Obligations []desk.Obligation
	Next        *desk.Obligation // open, due soonest
	Left        int              // days until then
	Letters     []desk.Letter
	Watches     bool              // may see what happened, entries and letters
	Keeps       bool              // may file elsewhere and ask
	Writes      bool              // may draft and release letters
	Events      map[string]string // what a person may say has happened
	Moving      string            // the document that is to be filed elsewhere
	Proposed    []dossier.Proposal
	Tasks       map[string]string // by document: its open task, where this person may take it
	Change      *dossierForm      // nil for who may not change it
	Conditions  map[string]string // what may be said of the dossier, and what it means
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

// Asked says whether a letter may ask the customer for a line.
func (v dossierView) Asked(l dossier.Line) bool {
	return v.Writes && (l.State == dossier.Missing || l.State == dossier.Expired) && l.Need != "optional" && l.Need != "check"
}

// dossierMoved leads from where a dossier's page was to where it is.
func (s *Server) dossierMoved(c *fiber.Ctx) error {
	ref, err := border.Param(c, "ref")
	if err != nil {
		return err
	}
	to := dossierPath(ref)
	if q := string(c.Context().QueryArgs().QueryString()); q != "" {
		to += "?" + q
	}
	return c.Redirect(to, fiber.StatusMovedPermanently)
}

// Reminders are the days on which letters that ask for a piece were released, the first
// one first.
func (v dossierView) Reminders(piece string) (days []time.Time) {
	for _, l := range slices.Backward(v.Letters) {
		if l.ReleasedAt != nil && slices.Contains(l.Content.Pieces, piece) {
			days = append(days, *l.ReleasedAt)
		}
	}
	return days
}

func (s *Server) dossier(c *fiber.Ctx) error {
	ref, err := border.Param(c, "ref")
	if err != nil {
		return err
	}
	return s.showDossier(c, fiber.StatusOK, ref, nil)
}

// showDossier shows a dossier's page; typed is what was wrong in the form that changes it.
func (s *Server) showDossier(c *fiber.Ctx, status int, ref string, typed *dossierForm) (err error) {
	ctx, by := ctxOf(c)
	v := dossierView{tongue: tongueOf(c), day: func(t time.Time) string { return t.In(s.paris).Format("02/01/2006") }}
	if v.Dossier, err = s.deps.Dossiers.Dossier(ctx, by, ref); err != nil {
		return err
	}
	if v.Checklist, err = s.deps.Dossiers.Checklist(ctx, by, ref); err != nil {
		return err
	}
	for _, l := range v.Checklist {
		if l.State == dossier.Satisfied {
			v.Have++
		}
	}
	hits, err := s.deps.Documents.Search(ctx, by, desk.Query{Dossier: ref, Cursor: desk.Cursor{Limit: 200}})
	if err != nil {
		return err
	}
	v.Documents = hits.Items
	if v.DossierPage, err = s.deps.Dossiers.DossierPage(ctx, by, ref); err != nil {
		return err
	}
	v.Watches = Table.Rule("GET", "/echeances").Admits(by.Role)
	v.Keeps = Table.Rule("POST", "/document/:id/classer").Admits(by.Role)
	if err := s.dossierDuties(c, &v); err != nil {
		return err
	}
	s.dossierChange(by, &v, typed)
	if v.Keeps {
		if kind, ok := dossier.KindNamed(v.Dossier.Kind); ok {
			v.Events = kind.Events
			v.Writes = v.Dossier.Status == "open" && dossier.Completeness(v.Checklist) != dossier.Satisfied
		}
		if id := border.Query(c, "deplacer"); slices.ContainsFunc(v.Documents, func(h desk.Hit) bool { return h.ID == id }) {
			v.Moving = id
			if v.Proposed, err = s.deps.Dossiers.ProposeDossiers(ctx, by, id); err != nil {
				return err
			}
			v.Proposed = slices.DeleteFunc(v.Proposed, func(p dossier.Proposal) bool { return p.Ref == v.Dossier.Ref })
		}
	}
	return s.render(c, status, "dossier", page{Title: s.say(c, "dossier.title", v.Dossier.Ref), Body: v})
}

// dossierDuties reads deadlines and letters for those who watch over them.
func (s *Server) dossierDuties(c *fiber.Ctx, v *dossierView) error {
	if !v.Watches {
		return nil
	}
	ctx, by := ctxOf(c)
	list, err := s.deps.Dossiers.Obligations(ctx, by, desk.ObligationFilter{Dossier: v.Dossier.Ref}, desk.Cursor{Limit: 200})
	if err != nil {
		return err
	}
	v.Obligations = list.Items
	for i, o := range v.Obligations {
		if o.State == "open" {
			v.Next, v.Left = &v.Obligations[i], s.deps.Dossiers.DaysUntil(cmp.Or(o.Due, o.NotBefore))
			break
		}
	}
	if v.Letters, err = s.deps.Dossiers.Letters(ctx, by, v.Dossier.Ref); err != nil {
		return err
	}
	tasks, err := s.deps.Review.Tasks(ctx, by, desk.TaskFilter{Dossier: v.Dossier.Ref}, desk.Cursor{Limit: 200})
	v.Tasks = map[string]string{}
	for _, t := range tasks.Items {
		if mayOpen(by, t) {
			v.Tasks[t.Document] = t.ID
		}
	}
	return err
}

func dossierPath(ref string) string { return "/dossiers/" + url.PathEscape(ref) }

// refile moves a document to another dossier, as the desk allows.
func (s *Server) refile(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	form, version, err := s.versioned(c)
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	to := strings.TrimSpace(form.Get("dossier"))
	if to == "" {
		return border.Wrong("dossier", "Indiquez la référence du dossier.")
	}
	doc, err := s.deps.Dossiers.Refile(ctx, by, id, version, to)
	if err != nil {
		return err
	}
	return s.to(c, dossierPath(cmp.Or(doc.Dossier, to))+"?fait=refiled")
}

// kindTitle is what people call a type of dossier.
func kindTitle(name string) string {
	if k, ok := dossier.KindNamed(name); ok {
		return k.Title
	}
	return name
}

// emailText is a letter as the text of a message.
func emailText(l dossier.Letter) string {
	var b strings.Builder
	for _, p := range l.Body {
		b.WriteString(p + "\n\n")
	}
	for _, item := range l.Items {
		b.WriteString("- " + item + "\n")
	}
	for _, p := range l.Closing {
		b.WriteString("\n" + p + "\n")
	}
	return b.String()
}

type letterView struct {
	desk.Letter
	Email  string
	Writes bool
}

// letterPreview shows a letter before anybody lets it go.
func (s *Server) letterPreview(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	l, err := s.deps.Dossiers.ReadLetter(ctx, by, id)
	if err != nil {
		return err
	}
	return s.render(c, fiber.StatusOK, "letter", page{Title: s.say(c, "letter.preview", l.Dossier),
		Body: letterView{l, emailText(l.Content), l.State == "draft" && Table.Rule("POST", "/lettre/:id/valider").Admits(by.Role)}})
}
