package web

import (
	"bordereau"
	"bordereau/desk"
	"bordereau/dossier"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

// Declarable are the documents of which a person may say which piece they are: those on
// which it was decided.
func (v dossierView) Declarable() (out []desk.Hit) {
	for _, h := range v.Documents {
		if s := h.State; s == bordereau.Decided || s == bordereau.Archived || s == bordereau.Booked {
			out = append(out, h)
		}
	}
	return out
}

// Pieces are those that the dossier may have, also where they stand on no line yet.
func (v dossierView) Pieces() []dossier.PieceRule {
	k, _ := dossier.KindNamed(v.Dossier.Kind)
	return k.Pieces
}

// declarePiece records a person's word that a document is a piece of the dossier.
func (s *Server) declarePiece(c *fiber.Ctx) error {
	return s.pieceWord(c, "?fait=declared", func(ref string, w desk.PieceWord) error {
		ctx, by := ctxOf(c)
		return s.deps.Dossiers.DeclarePiece(ctx, by, ref, w)
	})
}

// withdrawPiece takes one back.
func (s *Server) withdrawPiece(c *fiber.Ctx) error {
	return s.pieceWord(c, "?fait=undeclared", func(ref string, w desk.PieceWord) error {
		ctx, by := ctxOf(c)
		return s.deps.Dossiers.WithdrawPiece(ctx, by, ref, w.Piece, w.Document)
	})
}

func (s *Server) pieceWord(c *fiber.Ctx, done string, do func(ref string, w desk.PieceWord) error) error {
	ref, err := border.Param(c, "ref")
	if err != nil {
		return err
	}
	form, err := border.Form(c, 8<<10)
	if err != nil {
		return err
	}
	if err := do(ref, desk.PieceWord{Piece: form.Get("piece"), Document: form.Get("document"), Reason: form.Get("motif")}); err != nil {
		return err
	}
	return s.to(c, dossierPath(ref)+done+"#pieces")
}
