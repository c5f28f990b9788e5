package web

import (
	"strings"

	"bordereau/desk"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

var samplesTable = border.Table{
	{Method: "GET", Path: "/controle", Roles: border.Keepers},
	{Method: "POST", Path: "/controle/suivant", Roles: border.Keepers},
	{Method: "GET", Path: "/controle/:id", Roles: border.Keepers},
	{Method: "POST", Path: "/controle/:id", Roles: border.Keepers},
	{Method: "POST", Path: "/controle/:id/rendre", Roles: border.Keepers},
}

func (s *Server) samplesHandlers() map[border.Call]fiber.Handler {
	return map[border.Call]fiber.Handler{
		{Method: "GET", Path: "/controle"}:             s.samples,
		{Method: "POST", Path: "/controle/suivant"}:    s.nextSample,
		{Method: "GET", Path: "/controle/:id"}:         s.sample,
		{Method: "POST", Path: "/controle/:id"}:        s.keySample,
		{Method: "POST", Path: "/controle/:id/rendre"}: s.giveSampleBack,
	}
}

type samplesView struct{ Open int64 }

func (s *Server) samples(c *fiber.Ctx) error {
	ctx, by := ctxOf(c)
	n, err := s.deps.Samples.OpenSamples(ctx, by)
	if err != nil {
		return err
	}
	return s.render(c, fiber.StatusOK, "samples", page{Title: tongueOf(c).say("sample.title"), Body: samplesView{n}})
}

func (s *Server) nextSample(c *fiber.Ctx) error {
	ctx, by := ctxOf(c)
	x, err := s.deps.Samples.NextSample(ctx, by)
	if err != nil {
		return err
	}
	if x == nil {
		return s.to(c, "/controle?fait=nosample")
	}
	return s.to(c, "/controle/"+x.ID)
}

// sampleView is the form of a sample: the pages, and empty inputs. Nothing that the
// machine read is in it.
type sampleView struct {
	Sample desk.Sample
	Held   bool // the reader may key it
	Typed  map[string]string
	Again  bool // what was keyed differs: once more, without a word of where
	Wrong  *border.Problem
	Field  string // the field it speaks of
}

func (s *Server) sample(c *fiber.Ctx) error {
	return s.showSample(c, fiber.StatusOK, sampleView{})
}

func (s *Server) showSample(c *fiber.Ctx, status int, v sampleView) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	if v.Sample, err = s.deps.Samples.Sample(ctx, by, id); err != nil {
		return err
	}
	v.Held = v.Sample.State == "open" && v.Sample.LeaseID != ""
	v.Again = v.Again || v.Held && v.Sample.Tries > 0
	l := tongueOf(c)
	return s.render(c, status, "sample", page{Title: l.say("sample.one", l.typeName(v.Sample.Type)), Body: v})
}

func (s *Server) keySample(c *fiber.Ctx) error {
	id, form, err := s.posted(c, "id")
	if err != nil {
		return err
	}
	typed := map[string]string{}
	for name := range form {
		if field, ok := strings.CutPrefix(name, "f."); ok {
			typed[field] = form.Get(name)
		}
	}
	ctx, by := ctxOf(c)
	x, err := s.deps.Samples.KeySample(ctx, by, id, form.Get("lease"), typed)
	if err != nil {
		p, err := ours(c, err)
		if err != nil {
			return err
		}
		v := sampleView{Wrong: p, Typed: typed}
		for _, e := range p.Errors {
			if field, ok := strings.CutPrefix(e.Pointer, "/fields/"); ok {
				v.Field = field
			}
		}
		return s.showSample(c, p.Status, v)
	}
	if x.State == "open" {
		return s.showSample(c, fiber.StatusOK, sampleView{Again: true})
	}
	return s.to(c, "/controle?fait=sample")
}

func (s *Server) giveSampleBack(c *fiber.Ctx) error {
	id, form, err := s.posted(c, "id")
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	if err := s.deps.Samples.ReleaseSample(ctx, by, id, form.Get("lease")); err != nil {
		return err
	}
	return s.to(c, "/controle?fait=sampleback")
}
