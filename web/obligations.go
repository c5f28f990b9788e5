package web

import (
	"cmp"
	"slices"
	"strings"

	"bordereau/desk"
	"bordereau/dossier"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

type obligationsView struct {
	Obligations []desk.Obligation
	Reopened    []desk.FollowedLine // beside what is open
	Next        string
	State       string
	Proves      bool // may close one
	Wrong       *border.Problem
	WrongID     string
	Given       desk.ObligationProof
}

func (s *Server) obligations(c *fiber.Ctx) error {
	return s.showObligations(c, fiber.StatusOK, obligationsView{})
}

func (s *Server) showObligations(c *fiber.Ctx, status int, v obligationsView) error {
	ctx, by := ctxOf(c)
	v.State = strings.Clone(c.Query("etat", "open"))
	if !slices.Contains([]string{"open", "done", "void"}, v.State) {
		v.State = "open"
	}
	list, err := s.deps.Dossiers.Obligations(ctx, by, desk.ObligationFilter{State: v.State}, desk.Cursor{After: border.Query(c, "cursor")})
	if err != nil {
		return err
	}
	v.Obligations, v.Next = list.Items, list.Next
	if v.State == "open" {
		if v.Reopened, err = s.deps.Dossiers.Reopened(ctx, by); err != nil {
			return err
		}
	}
	v.Proves = Table.Rule("POST", "/echeances/:id/clore").Admits(by.Role)
	return s.render(c, status, "obligations", page{Title: s.say(c, "due.title"), Body: v})
}

// Title is what people call a line of a checklist.
func (obligationsView) Title(l desk.FollowedLine) string {
	kind, _ := dossier.KindNamed(l.Kind)
	for _, p := range kind.Pieces {
		if p.Name == l.Piece {
			return p.Title
		}
	}
	for _, x := range kind.CrossCheck {
		if cmp.Or(x.Name, x.Rule) == l.Piece {
			return x.Title
		}
	}
	return l.Piece // a line of another version of the kind
}

func (s *Server) proveObligation(c *fiber.Ctx) error {
	id, form, err := s.posted(c, "id")
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	given := desk.ObligationProof{DoneOn: form.Get("done_on"), Reference: strings.TrimSpace(form.Get("reference"))}
	if day, err := s.day(given.DoneOn); err == nil && !day.IsZero() {
		given.DoneOn = day.Format("2006-01-02")
	}
	if _, err := s.deps.Dossiers.Prove(ctx, by, id, given); err != nil {
		p := border.Explain(c, err)
		if p.Status != fiber.StatusConflict && p.Status != fiber.StatusUnprocessableEntity {
			return err
		}
		p.Headers(c)
		return s.showObligations(c, p.Status, obligationsView{Wrong: &p, WrongID: id, Given: given})
	}
	return s.to(c, "/echeances?fait=proved")
}

func (s *Server) tellDossier(c *fiber.Ctx) error {
	ref, err := border.Param(c, "ref")
	if err != nil {
		return err
	}
	form, err := border.Form(c, 8<<10)
	if err != nil {
		return err
	}
	day, err := s.day(form.Get("day"))
	if err != nil || day.IsZero() {
		return border.NotDate("day")
	}
	ctx, by := ctxOf(c)
	if err := s.deps.Dossiers.TellDossier(ctx, by, ref, desk.Told{Event: form.Get("event"), Day: day.Format("2006-01-02"), Account: form.Get("account"), Reason: form.Get("reason")}); err != nil {
		return err
	}
	return s.to(c, dossierPath(ref)+"?fait=told")
}
