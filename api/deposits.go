package api

import (
	"time"

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
		out[i] = followed{d, d.ForBranch()}
	}
	return out
}

func (s *Server) deposit(c *fiber.Ctx) error {
	var done desk.Delivered
	var err error
	if border.IsJSON(c) {
		done, err = s.gate.CloseUploads(c, s.deps.Uploads, bordereau.ChannelAPI)
	} else {
		done, err = s.gate.Receive(c, s.deps.Deposits, s.deps.Metrics, bordereau.ChannelAPI)
	}
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

func (s *Server) receipt(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	p, err := s.deps.Deposited.Receipt(c.UserContext(), border.By(c), id)
	if err != nil {
		return err
	}
	return answer(c, fiber.StatusOK, p)
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

// dayAnswer is a branch's day: its reconciliation, and one page of its files.
type dayAnswer struct {
	desk.DepositDay
	Items []dayFile `json:"items"`
	Next  string    `json:"next,omitempty"`
}

// dayFile is a file with the states that it came to.
type dayFile struct {
	followed
	Sequence    int64      `json:"deposit_sequence"`
	Doubts      int        `json:"doubtful_fields,omitempty"`
	DuplicateAt *time.Time `json:"duplicate_received_at,omitempty"`
	Parts       []followed `json:"parts,omitempty"`
	Steps       []dayStep  `json:"steps"`
}

type dayStep struct {
	At   time.Time `json:"at"`
	Kind string    `json:"kind"`
	By   string    `json:"by"`
}

func (s *Server) depositDay(c *fiber.Ctx) error {
	day, err := border.Param(c, "day")
	if err != nil {
		return err
	}
	cur, err := cursor(c)
	if err != nil {
		return err
	}
	branch := border.Query(c, "branch")
	if len(branch) > 64 {
		return border.TooLong("branch")
	}
	d, err := s.deps.Deposited.DepositDay(c.UserContext(), border.By(c), branch, day)
	if err != nil {
		return err
	}
	files, err := s.deps.Deposited.DayFiles(c.UserContext(), border.By(c), branch, day, cur)
	if err != nil {
		return err
	}
	out := dayAnswer{DepositDay: d, Items: []dayFile{}, Next: files.Next}
	if out.Refusals == nil {
		out.Refusals = []desk.RefusedFile{}
	}
	for _, f := range files.Items {
		one := dayFile{followed: follow([]bordereau.Document{f.Document})[0], Sequence: f.Sequence, Doubts: f.Doubts,
			DuplicateAt: f.DuplicateAt, Parts: follow(f.Parts), Steps: []dayStep{}}
		for _, h := range f.Steps {
			one.Steps = append(one.Steps, dayStep{h.At, h.Kind, h.Actor})
		}
		out.Items = append(out.Items, one)
	}
	return answer(c, fiber.StatusOK, out)
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
