package web

import (
	"encoding/json"
	"fmt"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

type receiptView struct {
	Deposit   bordereau.Deposit
	Documents []bordereau.Document
	Proof     desk.ReceiptProof // of the printed receipt
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
	return s.render(c, fiber.StatusOK, "receipt", page{Title: s.say(c, "receipt.title", d.Receipt.Sequence), Body: receiptView{Deposit: d, Documents: documents}})
}

// printedReceipt is the receipt as a page to be printed.
func (s *Server) printedReceipt(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	d, _, err := s.deps.Deposited.Deposit(ctx, by, id)
	if err != nil {
		return err
	}
	proof, err := s.deps.Deposited.Receipt(ctx, by, id)
	if err != nil {
		return err
	}
	return s.render(c, fiber.StatusOK, "receiptprint", page{Title: s.say(c, "receipt.number", d.Receipt.Sequence), Body: receiptView{Deposit: d, Proof: proof}})
}

// receiptProof is the receipt as a file, verified without this application.
func (s *Server) receiptProof(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	proof, err := s.deps.Deposited.Receipt(ctx, by, id)
	if err != nil {
		return err
	}
	data, err := json.MarshalIndent(proof, "", "  ")
	if err != nil {
		return fmt.Errorf("web: receipt: %w", err)
	}
	border.Attach(c, fmt.Sprintf("recu-%d.json", proof.Sequence), fiber.MIMEApplicationJSON)
	return c.Send(append(data, '\n'))
}
