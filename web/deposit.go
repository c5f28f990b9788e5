package web

import (
	"errors"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

var depositTable = border.Table{
	{Method: "GET", Path: "/depot", Roles: border.Depositors},
	{Method: "POST", Path: "/depot", Roles: border.Depositors, Delivery: true},
	{Method: "GET", Path: "/depot/:id", Roles: border.Followers},
}

func (s *Server) depositHandlers() map[border.Call]fiber.Handler {
	return map[border.Call]fiber.Handler{
		{Method: "GET", Path: "/depot"}:     s.depositPage,
		{Method: "POST", Path: "/depot"}:    s.deposit,
		{Method: "GET", Path: "/depot/:id"}: s.receipt,
	}
}

type depositView struct {
	Deposits  []bordereau.Deposit
	Next      string
	Types     []bordereau.Type
	MaxFiles  int
	MaxFile   int64
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
	v := depositView{Deposits: list.Items, Next: list.Next, Types: bordereau.Types, MaxFiles: s.cfg.MaxFiles, MaxFile: s.cfg.MaxFile, Wrong: wrong}
	if wrong != nil && len(wrong.Errors) > 0 {
		v.WrongName = wrong.Errors[0].Pointer[1:]
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

type receiptView struct {
	Deposit   bordereau.Deposit
	Documents []bordereau.Document
}

func (s *Server) receipt(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	d, documents, err := s.deps.Deposited.Deposit(ctx, by, id)
	if err != nil {
		return err
	}
	return s.render(c, fiber.StatusOK, "receipt", page{Title: s.say(c, "receipt.title", d.Receipt.Sequence), Body: receiptView{d, documents}})
}
