package api

import (
	"context"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

type taskFilter struct {
	Type    bordereau.Type `json:"type"`
	Branch  string         `json:"branch"`
	Kind    string         `json:"kind"`
	Deposit string         `json:"deposit"`
}

func (s *Server) nextTask(c *fiber.Ctx) error {
	var in taskFilter
	if c.Request().Header.ContentLength() != 0 {
		if err := s.gate.JSON(c, &in); err != nil {
			return err
		}
	}
	task, err := s.deps.Review.NextTask(c.UserContext(), border.By(c), desk.TaskFilter{Type: in.Type, Branch: in.Branch, Kind: in.Kind, Deposit: in.Deposit})
	if err != nil {
		return err
	}
	if task == nil {
		return c.SendStatus(fiber.StatusNoContent)
	}
	return answer(c, fiber.StatusOK, task)
}

func (s *Server) listTasks(c *fiber.Ctx) error {
	cur, err := cursor(c)
	if err != nil {
		return err
	}
	f := desk.TaskFilter{Type: bordereau.Type(border.Query(c, "type")), Branch: border.Query(c, "branch"), Kind: border.Query(c, "kind"),
		Deposit: border.Query(c, "deposit"), Late: border.Query(c, "late") == "true", Mine: border.Query(c, "mine") == "true", Sort: desk.TaskSort(border.Query(c, "sort"))}
	if f.AmountMin, err = amount(c, "amount_min"); err != nil {
		return err
	}
	if border.Query(c, "priority") != "" {
		n, err := border.Number(c, "priority", 0, int64(bordereau.Urgent), int64(bordereau.Bulk))
		if err != nil {
			return err
		}
		p := bordereau.Priority(n)
		f.Priority = &p
	}
	page, err := s.deps.Review.Tasks(c.UserContext(), border.By(c), f, cur)
	if err != nil {
		return err
	}
	totals, err := s.deps.Review.TaskTotals(c.UserContext(), border.By(c), f)
	if err != nil {
		return err
	}
	return answer(c, fiber.StatusOK, struct {
		desk.List[desk.Task]
		Totals desk.TaskTotals `json:"totals"`
	}{page, totals})
}

func (s *Server) oneTask(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	task, err := s.deps.Review.Task(c.UserContext(), border.By(c), id)
	if err != nil {
		return err
	}
	return answer(c, fiber.StatusOK, task)
}

func (s *Server) decide(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	var in desk.Decision
	if err := s.gate.JSON(c, &in); err != nil {
		return err
	}
	d, err := s.deps.Review.Decide(c.UserContext(), border.By(c), id, in)
	if err != nil {
		return err
	}
	return answer(c, fiber.StatusOK, followed{d, d.ForBranch()})
}

func (s *Server) releaseTask(c *fiber.Ctx) error { return s.giveBack(c, s.deps.Review.ReleaseTask) }

// giveBack ends a lease that the caller holds.
func (s *Server) giveBack(c *fiber.Ctx, release func(ctx context.Context, by bordereau.Principal, id, leaseID string) error) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	var in struct {
		LeaseID string `json:"lease_id"`
	}
	if err := s.gate.JSON(c, &in); err != nil {
		return err
	}
	if err := release(c.UserContext(), border.By(c), id, in.LeaseID); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

func (s *Server) listUnits(c *fiber.Ctx) error {
	cur, err := cursor(c)
	if err != nil {
		return err
	}
	page, err := s.deps.Units.Units(c.UserContext(), border.By(c), border.Query(c, "state"), cur)
	if err != nil {
		return err
	}
	return list(c, page.Items, page.Next)
}

func (s *Server) oneUnit(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	u, err := s.deps.Units.Unit(c.UserContext(), border.By(c), id)
	if err != nil {
		return err
	}
	return answer(c, fiber.StatusOK, u)
}

func (s *Server) releaseUnit(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	var in struct {
		Version int64  `json:"version"`
		Reason  string `json:"reason"`
	}
	if err := s.gate.JSON(c, &in); err != nil {
		return err
	}
	u, err := s.deps.Units.ReleaseUnit(c.UserContext(), border.By(c), id, in.Version, trimmed(in.Reason))
	if err != nil {
		return err
	}
	return answer(c, fiber.StatusOK, u)
}
