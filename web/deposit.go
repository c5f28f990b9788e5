package web

import (
	"errors"
	"slices"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

// uploadsPath is where the page's own script sends files in chunks.
const uploadsPath = "/depot/envois"

var depositTable = slices.Concat(border.Table{
	{Method: "GET", Path: "/depot", Roles: border.Depositors},
	{Method: "POST", Path: "/depot", Roles: border.Depositors, Delivery: true},
	{Method: "GET", Path: "/depot/jour", Roles: border.Depositors},
	{Method: "POST", Path: uploadsPath + "/clore", Roles: border.Depositors},
}, border.TusTable(uploadsPath), border.Table{
	{Method: "GET", Path: "/depot/:id", Roles: border.Followers},
	{Method: "GET", Path: "/depot/:id/recu", Roles: border.Followers},
	{Method: "GET", Path: "/depot/:id/recu.json", Roles: border.Followers},
})

func (s *Server) depositHandlers() map[border.Call]fiber.Handler {
	all := map[border.Call]fiber.Handler{
		{Method: "GET", Path: "/depot"}:                s.depositPage,
		{Method: "POST", Path: "/depot"}:               s.deposit,
		{Method: "GET", Path: "/depot/jour"}:           s.depositDay,
		{Method: "POST", Path: uploadsPath + "/clore"}: problems(s.closeUploads),
		{Method: "GET", Path: "/depot/:id"}:            s.receipt,
		{Method: "GET", Path: "/depot/:id/recu"}:       s.printedReceipt,
		{Method: "GET", Path: "/depot/:id/recu.json"}:  s.receiptProof,
	}
	for call, h := range border.NewTus(s.gate, s.deps.Uploads, s.deps.Metrics, uploadsPath, "/depot", bordereau.ChannelWeb).Handlers() {
		all[call] = problems(h)
	}
	return all
}

// problems answers a script in the manner that it reads, not with a page.
func problems(h fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		err := h(c)
		if _, ours := errors.AsType[*bordereau.Error](err); ours && bordereau.CodeOf(err) != bordereau.Internal {
			return border.AnswerProblem(c, err)
		}
		return err
	}
}

// closeUploads makes one deposit of the files that the script sent.
func (s *Server) closeUploads(c *fiber.Ctx) error {
	taken, err := s.gate.CloseUploads(c, s.deps.Uploads, bordereau.ChannelWeb)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderLocation, "/depot/"+taken.Deposit.ID)
	c.Status(fiber.StatusAccepted)
	return c.JSON(struct {
		Sequence int64 `json:"sequence"`
	}{taken.Deposit.Receipt.Sequence})
}

type depositView struct {
	Deposits  []bordereau.Deposit
	Next      string
	Types     []bordereau.Type
	MaxFiles  int
	MaxFile   int64
	MaxUpload int64
	Uploads   string
	Day       dayView
	Questions []desk.Question
	Replaced  *desk.DocumentView // the document that the next file takes the place of
	Wrong     *border.Problem
	WrongName string // the field the problem speaks of
}

func (s *Server) depositPage(c *fiber.Ctx) error { return s.showDeposits(c, fiber.StatusOK, nil) }

func (s *Server) showDeposits(c *fiber.Ctx, status int, wrong *border.Problem) error {
	ctx, by := ctxOf(c)
	list, err := s.deps.Deposited.Deposits(ctx, by, desk.Cursor{After: border.Query(c, "cursor"), Limit: 25})
	if err != nil {
		return err
	}
	v := depositView{Deposits: list.Items, Next: list.Next, Types: bordereau.Types, MaxFiles: s.cfg.MaxFiles, MaxFile: s.cfg.MaxFile,
		MaxUpload: s.cfg.MaxUpload, Uploads: uploadsPath, Wrong: wrong}
	if wrong != nil && len(wrong.Errors) > 0 {
		v.WrongName = wrong.Errors[0].Pointer[1:]
	}
	if v.Day, err = s.dayView(c); err != nil {
		return err
	}
	questions, err := s.deps.Dossiers.OpenQuestions(ctx, by, desk.Cursor{Limit: 50})
	if err != nil {
		return err
	}
	v.Questions = questions.Items
	if id := border.Query(c, "remplace"); id != "" && status == fiber.StatusOK {
		old, err := s.deps.Documents.Document(ctx, by, id)
		if err != nil {
			return err
		}
		if old.State == bordereau.Returned {
			v.Replaced = &old
		}
	}
	return s.render(c, status, "deposit", page{Title: s.say(c, "deposit.title"), Body: v})
}

// deposit takes the form as it streams in. A refusal is shown on the page itself,
// unless it is about who is asking.
func (s *Server) deposit(c *fiber.Ctx) error {
	taken, err := s.gate.Receive(c, s.deps.Deposits, s.deps.Metrics, bordereau.ChannelWeb)
	if err != nil {
		switch bordereau.CodeOf(err) {
		case bordereau.Forbidden, bordereau.Unauthorised, bordereau.Internal:
			return err
		}
		if _, ours := errors.AsType[*bordereau.Error](err); !ours {
			return err
		}
		p := border.Explain(c, err)
		p.Headers(c)
		return s.showDeposits(c, p.Status, &p)
	}
	return s.to(c, "/depot/"+taken.Deposit.ID+"?fait=deposit")
}
