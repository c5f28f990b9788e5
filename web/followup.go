package web

import (
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

func (s *Server) draftLetter(c *fiber.Ctx) error {
	ref, err := border.Param(c, "ref")
	if err != nil {
		return err
	}
	form, err := border.Form(c, 8<<10)
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	l, err := s.deps.Dossiers.DraftLetter(ctx, by, ref, form.Get("lang"))
	if err != nil {
		return err
	}
	return s.to(c, "/lettre/"+l.ID+"/relire?fait=drafted")
}

func (s *Server) letterPDF(c *fiber.Ctx) error { return border.SendLetter(c, s.deps.Dossiers) }

func (s *Server) releaseLetter(c *fiber.Ctx) error {
	id, _, err := s.posted(c, "id")
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	l, err := s.deps.Dossiers.ReleaseLetter(ctx, by, id)
	if err != nil {
		return err
	}
	return s.to(c, "/lettre/"+l.ID+"/relire?fait=letter")
}

func (s *Server) ask(c *fiber.Ctx) error {
	id, form, err := s.posted(c, "id")
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	if _, err := s.deps.Dossiers.Ask(ctx, by, id, form.Get("text")); err != nil {
		return err
	}
	return s.to(c, "/document/"+id+"?fait=asked")
}

func (s *Server) answerQuestion(c *fiber.Ctx) error {
	id, form, err := s.posted(c, "id")
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	q, err := s.deps.Dossiers.Answer(ctx, by, id, form.Get("text"))
	if err != nil {
		return err
	}
	return s.to(c, "/document/"+q.DocumentID+"?fait=answered")
}
