package api

import (
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

// Samples of what went straight through, keyed again without a sight of what was read.

func (s *Server) openSamples(c *fiber.Ctx) error {
	n, err := s.deps.Samples.OpenSamples(c.UserContext(), border.By(c))
	if err != nil {
		return err
	}
	return answer(c, fiber.StatusOK, struct {
		Open int64 `json:"open"`
	}{n})
}

func (s *Server) nextSample(c *fiber.Ctx) error {
	x, err := s.deps.Samples.NextSample(c.UserContext(), border.By(c))
	if err != nil {
		return err
	}
	if x == nil {
		return c.SendStatus(fiber.StatusNoContent)
	}
	return answer(c, fiber.StatusOK, x)
}

func (s *Server) oneSample(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	x, err := s.deps.Samples.Sample(c.UserContext(), border.By(c), id)
	if err != nil {
		return err
	}
	return answer(c, fiber.StatusOK, x)
}

func (s *Server) keySample(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	var in struct {
		LeaseID string            `json:"lease_id"`
		Fields  map[string]string `json:"fields"`
	}
	if err := s.gate.JSON(c, &in); err != nil {
		return err
	}
	x, err := s.deps.Samples.KeySample(c.UserContext(), border.By(c), id, in.LeaseID, in.Fields)
	if err != nil {
		return err
	}
	if x.State == "open" { // once more, without a word of where it differs
		x.Keyed, x.Differ = nil, nil
	}
	return answer(c, fiber.StatusOK, x)
}

func (s *Server) releaseSample(c *fiber.Ctx) error {
	return s.giveBack(c, s.deps.Samples.ReleaseSample)
}

// Open items: what is final and still wants somebody.

func (s *Server) listItems(c *fiber.Ctx) error {
	cur, err := cursor(c)
	if err != nil {
		return err
	}
	state := border.Query(c, "state")
	if state != "" && state != "open" && state != "done" {
		return border.Unknown("state", state)
	}
	page, err := s.deps.Items.OpenItems(c.UserContext(), border.By(c), state, cur)
	if err != nil {
		return err
	}
	return list(c, page.Items, page.Next)
}

func (s *Server) closeItem(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	var in struct {
		Note string `json:"note"`
	}
	if err := s.gate.JSON(c, &in); err != nil {
		return err
	}
	if err := s.deps.Items.CloseItem(c.UserContext(), border.By(c), id, trimmed(in.Note)); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}
