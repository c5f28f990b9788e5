package border

import (
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// SendOriginal sends a document as it came in, to be saved.
func SendOriginal(c *fiber.Ctx, of Documents) error {
	id, err := ID(c, "id")
	if err != nil {
		return err
	}
	r, d, err := of.Original(c.UserContext(), By(c), id)
	if err != nil {
		return err
	}
	Attach(c, d.FileName, MediaType(d.Format))
	return SendStream(c, r, d.Size)
}

// SendPageImage sends the picture of a page, to be shown.
func SendPageImage(c *fiber.Ctx, of Documents) error {
	id, err := ID(c, "id")
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(c.Params("n"))
	if err != nil || n < 1 || n > 100000 {
		return ErrNotFound()
	}
	image, err := of.PageImage(c.UserContext(), By(c), id, n)
	if err != nil {
		return err
	}
	// An address that names the image's digest never shows another one, so whoever was
	// shown it may keep it for as long as a task is held. Others ask each time.
	if e := c.Query("e"); len(e) >= 16 && strings.HasPrefix(fmt.Sprintf("%x", sha256.Sum256(image)), e) {
		c.Set(fiber.HeaderCacheControl, "private, max-age=600, immutable")
	}
	c.Set(fiber.HeaderContentType, "image/jpeg")
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; sandbox")
	return c.Send(image)
}

// SendArchivePDF sends a document's sealed PDF, to be saved.
func SendArchivePDF(c *fiber.Ctx, of Documents) error {
	id, err := ID(c, "id")
	if err != nil {
		return err
	}
	r, size, err := of.ArchivePDF(c.UserContext(), By(c), id)
	if err != nil {
		return err
	}
	Attach(c, id+".pdf", "application/pdf")
	return SendStream(c, r, size)
}
