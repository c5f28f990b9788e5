package api

import (
	"encoding/json"
	"strconv"

	"bordereau/desk"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

// fed is an entry in the feed: its place, and the record byte for byte.
type fed struct {
	Sequence int64           `json:"sequence"`
	Entry    json.RawMessage `json:"entry"`
}

func (s *Server) feed(c *fiber.Ctx) error {
	after, limit, err := window(c)
	if err != nil {
		return err
	}
	entries, err := s.deps.Entries.Feed(c.UserContext(), border.By(c), after, limit)
	if err != nil {
		return err
	}
	items := make([]fed, len(entries))
	for i, e := range entries {
		items[i] = fed{e.Sequence, e.Record}
		after = e.Sequence
	}
	// The cursor is given even when nothing follows: it is where to ask again.
	return list(c, items, strconv.FormatInt(after, 10))
}

func record(c *fiber.Ctx, status int, body []byte) error {
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return c.Status(status).Send(body)
}

func (s *Server) oneEntry(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	body, err := s.deps.Entries.Entry(c.UserContext(), border.By(c), id)
	if err != nil {
		return err
	}
	return record(c, fiber.StatusOK, body)
}

func (s *Server) acknowledge(c *fiber.Ctx) error {
	var in []desk.Acknowledgement
	if err := s.gate.JSON(c, &in); err != nil {
		return err
	}
	if err := s.deps.Entries.Acknowledge(c.UserContext(), border.By(c), in); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

func (s *Server) totals(c *fiber.Ctx) error {
	day := border.Query(c, "day")
	if day == "" {
		return border.Wrong("day", "Indiquez le jour (2026-11-23) dans le champ « day ».")
	}
	t, err := s.deps.Entries.Totals(c.UserContext(), border.By(c), day)
	if err != nil {
		return err
	}
	return totalsAnswer(c, t)
}

func (s *Server) closeDay(c *fiber.Ctx) error {
	day, err := border.Param(c, "day")
	if err != nil {
		return err
	}
	t, err := s.deps.Entries.CloseDay(c.UserContext(), border.By(c), day)
	if err != nil {
		return err
	}
	return totalsAnswer(c, t)
}

func totalsAnswer(c *fiber.Ctx, t desk.DayTotals) error {
	if t.Totals == nil {
		t.Totals = []desk.DayAmount{}
	}
	return answer(c, fiber.StatusOK, t)
}

func (s *Server) reverse(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	var in struct {
		Reason string `json:"reason"`
	}
	if err := s.gate.JSON(c, &in); err != nil {
		return err
	}
	body, proposed, err := s.deps.Entries.Reverse(c.UserContext(), border.By(c), id, trimmed(in.Reason))
	if err != nil {
		return err
	}
	if body == nil { // somebody else has to confirm it
		return answer(c, fiber.StatusAccepted, proposed)
	}
	return record(c, fiber.StatusCreated, body)
}
