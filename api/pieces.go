package api

import (
	"bordereau/desk"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

func (s *Server) declarePiece(c *fiber.Ctx) error {
	ref, err := border.Param(c, "ref")
	if err != nil {
		return err
	}
	var in desk.PieceWord
	if err := s.gate.JSON(c, &in); err != nil {
		return err
	}
	if err := s.deps.Dossiers.DeclarePiece(c.UserContext(), border.By(c), ref, in); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

func (s *Server) withdrawPiece(c *fiber.Ctx) error {
	ref, err := border.Param(c, "ref")
	if err != nil {
		return err
	}
	piece, err := border.Param(c, "piece")
	if err != nil {
		return err
	}
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	if err := s.deps.Dossiers.WithdrawPiece(c.UserContext(), border.By(c), ref, piece, id); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}
