package web

import (
	"cmp"
	"slices"
	"strings"

	"bordereau"
	"bordereau/desk"
	"bordereau/dossier"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

var lineEnds = strings.NewReplacer("\r\n", "\n")

var retentionTable = border.Table{
	{Method: "GET", Path: "/admin/conservation", Roles: adminReaders},
	{Method: "POST", Path: "/admin/conservation/gel", Roles: adminKeepers},
	{Method: "POST", Path: "/admin/conservation/:id/lever", Roles: adminKeepers},
}

var deadTable = border.Table{
	{Method: "GET", Path: "/admin/files-mortes", Roles: adminReaders},
	{Method: "POST", Path: "/admin/files-mortes/cause", Roles: adminKeepers},
	{Method: "POST", Path: "/admin/files-mortes/:id/relancer", Roles: adminKeepers},
}

func (s *Server) retentionHandlers() map[border.Call]fiber.Handler {
	return map[border.Call]fiber.Handler{
		{Method: "GET", Path: "/admin/conservation"}:            s.retention,
		{Method: "POST", Path: "/admin/conservation/gel"}:       s.setHold,
		{Method: "POST", Path: "/admin/conservation/:id/lever"}: s.liftHold,
	}
}

func (s *Server) deadHandlers() map[border.Call]fiber.Handler {
	return map[border.Call]fiber.Handler{
		{Method: "GET", Path: "/admin/files-mortes"}:               s.deadLetters,
		{Method: "POST", Path: "/admin/files-mortes/cause"}:        s.redriveCause,
		{Method: "POST", Path: "/admin/files-mortes/:id/relancer"}: s.redrive,
	}
}

// keptRule is a rule of retention for one type.
type keptRule struct {
	Type bordereau.Type
	dossier.RetentionRule
}

type retentionView struct {
	adminPart
	Rules []keptRule
	Held  []desk.Held
	Next  string
	Keeps bool // may set and lift holds
}

func (s *Server) retention(c *fiber.Ctx) error {
	return s.showRetention(c, fiber.StatusOK, adminPart{})
}

func (s *Server) showRetention(c *fiber.Ctx, status int, a adminPart) error {
	ctx, by := ctxOf(c)
	v := retentionView{adminPart: a, Keeps: slices.Contains(adminKeepers, by.Role)}
	for t, rules := range desk.RetentionRules(s.deps.Now()) {
		for _, r := range rules {
			v.Rules = append(v.Rules, keptRule{t, r})
		}
	}
	l := tongueOf(c)
	slices.SortFunc(v.Rules, func(a, b keptRule) int {
		return cmp.Or(cmp.Compare(l.typeName(a.Type), l.typeName(b.Type)), cmp.Compare(a.Class, b.Class))
	})
	held, err := s.deps.Admin.LegalHolds(ctx, by, desk.Cursor{After: border.Query(c, "cursor")})
	if err != nil {
		return err
	}
	v.Held, v.Next = held.Items, held.Next
	if err := s.framed(c, "/admin/conservation", &v.adminPart); err != nil {
		return err
	}
	return s.render(c, status, "admin_retention", page{Title: s.say(c, "admin.retention"), Body: v})
}

func (s *Server) setHold(c *fiber.Ctx) error {
	form, err := border.Form(c, 8<<10)
	if err != nil {
		return err
	}
	return s.changeHold(c, strings.TrimSpace(form.Get("document")), true, "hold", "/admin/conservation?fait=held")
}

func (s *Server) liftHold(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	return s.changeHold(c, id, false, "list", "/admin/conservation?fait=lifted")
}

func (s *Server) changeHold(c *fiber.Ctx, id string, set bool, at, done string) error {
	form, err := border.Form(c, 8<<10)
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	err = s.deps.Admin.SetLegalHold(ctx, by, id, set, form.Get("reason"))
	if err == nil {
		return s.to(c, done)
	}
	if set && bordereau.CodeOf(err) == bordereau.NotFound {
		err = border.Wrong("/document", "Ce document n'existe pas.")
	}
	a, status, err := wrongPart(c, at, form, err)
	if err != nil {
		return err
	}
	return s.showRetention(c, status, a)
}

type deadView struct {
	adminPart
	Causes  []desk.DeadCause
	Letters []desk.DeadLetter
	Next    string
	Keeps   bool
}

func (s *Server) deadLetters(c *fiber.Ctx) error { return s.showDead(c, fiber.StatusOK, adminPart{}) }

func (s *Server) showDead(c *fiber.Ctx, status int, a adminPart) error {
	ctx, by := ctxOf(c)
	v := deadView{adminPart: a, Keeps: slices.Contains(adminKeepers, by.Role)}
	var err error
	if v.Causes, err = s.deps.Admin.DeadCauses(ctx, by); err != nil {
		return err
	}
	list, err := s.deps.Admin.DeadLetters(ctx, by, desk.Cursor{After: border.Query(c, "cursor")})
	if err != nil {
		return err
	}
	v.Letters, v.Next = list.Items, list.Next
	if err := s.framed(c, "/admin/files-mortes", &v.adminPart); err != nil {
		return err
	}
	return s.render(c, status, "admin_dead", page{Title: s.say(c, "admin.dead"), Body: v})
}

func (s *Server) redrive(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	if err := s.deps.Admin.Redrive(ctx, by, id); err != nil {
		a, status, err := wrongPart(c, "list", nil, err)
		if err != nil {
			return err
		}
		return s.showDead(c, status, a)
	}
	return s.to(c, "/admin/files-mortes?fait=redriven")
}

func (s *Server) redriveCause(c *fiber.Ctx) error {
	form, err := border.Form(c, 8<<10)
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	if _, _, err := s.deps.Admin.RedriveCause(ctx, by, form.Get("stage"), bordereau.Code(form.Get("code"))); err != nil {
		return err
	}
	return s.to(c, "/admin/files-mortes?fait=redriven")
}

// kindView is a type of dossier with what its own examples say of it.
type kindView struct {
	dossier.Kind
	Asked    map[string]string // by piece: how a letter asks for it
	Outcomes []dossier.Outcome
}

type kindsView struct {
	adminPart
	Kinds []kindView
}

func (s *Server) dossierKinds(c *fiber.Ctx) error {
	var v kindsView
	l, now := tongueOf(c), s.deps.Now().In(s.paris)
	for _, k := range dossier.Kinds() {
		v.Kinds = append(v.Kinds, kindView{k, l.asked(k, now), k.RunExamples()})
	}
	slices.SortFunc(v.Kinds, func(a, b kindView) int { return cmp.Compare(a.Title, b.Title) })
	if err := s.framed(c, "/admin/types-de-dossier", &v.adminPart); err != nil {
		return err
	}
	return s.render(c, fiber.StatusOK, "admin_kinds", page{Title: s.say(c, "admin.kinds"), Body: v})
}
