package api

import (
	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

// depositAnswer is a deposit with what became of its documents.
type depositAnswer struct {
	bordereau.Deposit
	Documents []followed `json:"documents"`
	Replayed  bool       `json:"replayed,omitempty"`
}

// followed is a document as its branch follows it: the state in words.
type followed struct {
	bordereau.Document
	StateWords string `json:"state_words"`
}

func follow(documents []bordereau.Document) []followed {
	out := make([]followed, len(documents))
	for i, d := range documents {
		out[i] = followed{d, d.State.ForBranch()}
	}
	return out
}

func (s *Server) deposit(c *fiber.Ctx) error {
	done, err := s.gate.Receive(c, s.deps.Deposits, s.deps.Metrics, bordereau.ChannelAPI)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderLocation, "/v1/deposits/"+done.Deposit.ID)
	return answer(c, fiber.StatusAccepted, depositAnswer{done.Deposit, follow(done.Documents), done.Replayed})
}

func (s *Server) oneDeposit(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	d, documents, err := s.deps.Deposited.Deposit(c.UserContext(), border.By(c), id)
	if err != nil {
		return err
	}
	return answer(c, fiber.StatusOK, depositAnswer{Deposit: d, Documents: follow(documents)})
}

func (s *Server) listDeposits(c *fiber.Ctx) error {
	cur, err := cursor(c)
	if err != nil {
		return err
	}
	page, err := s.deps.Deposited.Deposits(c.UserContext(), border.By(c), cur)
	if err != nil {
		return err
	}
	return list(c, page.Items, page.Next)
}

// cursor reads ?limit=&cursor=.
func cursor(c *fiber.Ctx) (desk.Cursor, error) {
	limit, err := border.Number(c, "limit", 0, 1, 200)
	if err != nil {
		return desk.Cursor{}, err
	}
	after := border.Query(c, "cursor")
	if len(after) > 500 {
		return desk.Cursor{}, border.TooLong("cursor")
	}
	return desk.Cursor{After: after, Limit: int(limit)}, nil
}

// window reads ?after=&limit= of what is numbered.
func window(c *fiber.Ctx) (after int64, limit int, err error) {
	if after, err = border.Number(c, "after", 0, 0, 1<<62); err != nil {
		return 0, 0, err
	}
	n, err := border.Number(c, "limit", 100, 1, 500)
	return after, int(n), err
}
