package api

import (
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

func (s *Server) draftLetter(c *fiber.Ctx) error {
	ref, err := border.Param(c, "ref")
	if err != nil {
		return err
	}
	var in struct {
		Lang string `json:"lang"`
	}
	if err := s.gate.JSON(c, &in); err != nil {
		return err
	}
	l, err := s.deps.Dossiers.DraftLetter(c.UserContext(), border.By(c), ref, in.Lang)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderLocation, "/v1/letters/"+l.ID+"/pdf")
	return answer(c, fiber.StatusCreated, l)
}

func (s *Server) listLetters(c *fiber.Ctx) error {
	ref, err := border.Param(c, "ref")
	if err != nil {
		return err
	}
	letters, err := s.deps.Dossiers.Letters(c.UserContext(), border.By(c), ref)
	if err != nil {
		return err
	}
	return list(c, letters, "")
}

func (s *Server) letterPDF(c *fiber.Ctx) error { return border.SendLetter(c, s.deps.Dossiers) }

func (s *Server) releaseLetter(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	l, err := s.deps.Dossiers.ReleaseLetter(c.UserContext(), border.By(c), id)
	if err != nil {
		return err
	}
	return answer(c, fiber.StatusOK, l)
}

func (s *Server) reopenedLines(c *fiber.Ctx) error {
	lines, err := s.deps.Dossiers.Reopened(c.UserContext(), border.By(c))
	if err != nil {
		return err
	}
	return list(c, lines, "")
}

// said is the body of a question or an answer.
type said struct {
	Text string `json:"text"`
}

func (s *Server) ask(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	var in said
	if err := s.gate.JSON(c, &in); err != nil {
		return err
	}
	q, err := s.deps.Dossiers.Ask(c.UserContext(), border.By(c), id, in.Text)
	if err != nil {
		return err
	}
	return answer(c, fiber.StatusCreated, q)
}

func (s *Server) answerQuestion(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	var in said
	if err := s.gate.JSON(c, &in); err != nil {
		return err
	}
	q, err := s.deps.Dossiers.Answer(c.UserContext(), border.By(c), id, in.Text)
	if err != nil {
		return err
	}
	return answer(c, fiber.StatusOK, q)
}

func (s *Server) documentQuestions(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	questions, err := s.deps.Dossiers.Questions(c.UserContext(), border.By(c), id)
	if err != nil {
		return err
	}
	return list(c, questions, "")
}

func (s *Server) openQuestions(c *fiber.Ctx) error {
	cur, err := cursor(c)
	if err != nil {
		return err
	}
	page, err := s.deps.Dossiers.OpenQuestions(c.UserContext(), border.By(c), cur)
	if err != nil {
		return err
	}
	return list(c, page.Items, page.Next)
}

func (s *Server) proposeDossiers(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	found, err := s.deps.Dossiers.ProposeDossiers(c.UserContext(), border.By(c), id)
	if err != nil {
		return err
	}
	return list(c, found, "")
}

// refile moves what is decided or archived to another dossier; what still waits for a
// person is moved by a decision.
func (s *Server) refile(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	var in struct {
		Version int64  `json:"version"`
		Dossier string `json:"dossier"`
	}
	if err := s.gate.JSON(c, &in); err != nil {
		return err
	}
	doc, err := s.deps.Dossiers.Refile(c.UserContext(), border.By(c), id, in.Version, in.Dossier)
	if err != nil {
		return err
	}
	return answer(c, fiber.StatusOK, doc)
}
