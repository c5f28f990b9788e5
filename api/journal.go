package api

import (
	"strconv"

	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

func (s *Server) journal(c *fiber.Ctx) error {
	after, limit, err := window(c)
	if err != nil {
		return err
	}
	events, err := s.deps.Journal.Journal(c.UserContext(), border.By(c), after, limit)
	if err != nil {
		return err
	}
	if n := len(events); n > 0 {
		after = events[n-1].Sequence
	}
	return list(c, events, strconv.FormatInt(after, 10))
}

func (s *Server) checkpoint(c *fiber.Ctx) error {
	p, err := s.deps.Journal.Checkpoint(c.UserContext(), border.By(c))
	if err != nil {
		return err
	}
	return answer(c, fiber.StatusOK, p)
}

func (s *Server) listDeadLetters(c *fiber.Ctx) error {
	cur, err := cursor(c)
	if err != nil {
		return err
	}
	page, err := s.deps.DeadLetter.DeadLetters(c.UserContext(), border.By(c), cur)
	if err != nil {
		return err
	}
	return list(c, page.Items, page.Next)
}

func (s *Server) redrive(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	if err := s.deps.DeadLetter.Redrive(c.UserContext(), border.By(c), id); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}
