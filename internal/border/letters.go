package border

import (
	"github.com/gofiber/fiber/v2"
)

// SendLetter answers with a letter as PDF.
func SendLetter(c *fiber.Ctx, dossiers Dossiers) error {
	id, err := ID(c, "id")
	if err != nil {
		return err
	}
	data, err := dossiers.LetterPDF(c.UserContext(), By(c), id)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderContentDisposition, `inline; filename="lettre.pdf"`)
	return c.Send(data)
}
