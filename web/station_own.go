package web

import (
	"slices"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

const lately = 20 // decisions that a clerk may look back on

// latest shows a clerk's own last decisions; those that can be undone may be.
func (s *Server) latest(c *fiber.Ctx) error {
	ctx, by := ctxOf(c)
	made, err := s.deps.Review.MyDecisions(ctx, by, lately)
	if err != nil {
		return err
	}
	return s.render(c, fiber.StatusOK, "latest", page{Title: s.say(c, "latest.title"), Body: made})
}

// undo takes a decision of one's own back: the one that is named, else the last that still
// stands. Where that one cannot be, it is said, and none before it is touched. The
// document waits again, for the one who undid it.
func (s *Server) undo(c *fiber.Ctx) error {
	form, err := border.Form(c, 8<<10)
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	made, err := s.deps.Review.MyDecisions(ctx, by, lately)
	if err != nil {
		return err
	}
	which := form.Get("document")
	at := slices.IndexFunc(made, func(m desk.MyDecision) bool {
		if which != "" {
			return m.Reopens && m.DocumentID == which
		}
		return !takenBack(m)
	})
	if at < 0 || !made[at].Reopens {
		if l := tongueOf(c); island(c) {
			why := l.say("undo.none")
			if at >= 0 {
				why = l.say("undo.not", l.named("action", string(made[at].Action)), made[at].FileName)
			}
			return c.Status(fiber.StatusConflict).JSON(fiber.Map{"why": why})
		}
		return bordereau.Errorf(bordereau.Conflicting, "Aucune de vos décisions ne peut plus être annulée.")
	}
	id := made[at].DocumentID
	if err := s.deps.Review.Reopen(ctx, by, id, made[at].Version); err != nil {
		return err
	}
	task, err := s.takeAgain(c, id)
	if err != nil {
		return err
	}
	switch {
	case island(c):
		return c.JSON(fiber.Map{"task": task, "file": made[at].FileName})
	case task != "":
		return s.to(c, stationOf(task)+"?fait=undone")
	}
	return s.to(c, "/validation/derniers?fait=undone")
}

// takenBack says that a decision was undone already: it had settled the document, which
// waits again.
func takenBack(m desk.MyDecision) bool {
	settled := m.Outcome == bordereau.Decided || m.Outcome == bordereau.SecondReview || m.Outcome == bordereau.Rejected
	return settled && !m.Reopens && (m.State == bordereau.ToReview || m.State == bordereau.InReview)
}

// takeAgain opens the task of a document that was just reopened, "" where it is for
// somebody else.
func (s *Server) takeAgain(c *fiber.Ctx, document string) (string, error) {
	ctx, by := ctxOf(c)
	d, err := s.deps.Documents.Document(ctx, by, document)
	if err != nil {
		return "", err
	}
	list, err := s.deps.Review.Tasks(ctx, by, desk.TaskFilter{Deposit: d.DepositID}, desk.Cursor{Limit: 200})
	if err != nil {
		return "", err
	}
	at := slices.IndexFunc(list.Items, func(t desk.Task) bool { return t.Document == document })
	if at < 0 {
		return "", nil
	}
	task, err := s.deps.Review.Take(ctx, by, list.Items[at].ID)
	if code := bordereau.CodeOf(err); code == bordereau.Forbidden || code == bordereau.Conflicting {
		return "", nil
	}
	return task.ID, err
}
