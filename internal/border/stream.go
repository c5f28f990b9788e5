package border

import (
	"context"
	"io"
	"mime"
	"regexp"
	"strings"
	"unicode"

	"github.com/gofiber/fiber/v2"
)

// SendStream hands a body over to be sent after the handler returned. The
// request's context lives until the last byte is out or the reader is closed.
func SendStream(c *fiber.Ctx, r io.ReadCloser, size int64) error {
	cancel, _ := c.Locals(cancelKey{}).(context.CancelFunc)
	c.Locals(overKey{}, true)
	c.Context().SetBodyStream(&sent{ReadCloser: r, cancel: cancel}, int(size))
	return nil
}

func handedOver(c *fiber.Ctx) bool {
	over, _ := c.Locals(overKey{}).(bool)
	return over
}

type sent struct {
	io.ReadCloser
	cancel context.CancelFunc
}

func (s *sent) Close() error {
	err := s.ReadCloser.Close()
	if s.cancel != nil {
		s.cancel()
	}
	return err
}

// Attach marks an answer as a file to be saved, never shown: what branches send
// in is hostile until proved otherwise. The name is for people (RFC 6266).
func Attach(c *fiber.Ctx, name, contentType string) {
	c.Set(fiber.HeaderContentType, contentType)
	c.Set(fiber.HeaderContentDisposition, Disposition(name))
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; sandbox")
}

// Disposition is the value of Content-Disposition for a file name as given.
func Disposition(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case r == '/' || r == '\\' || r == '"':
			return '_'
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar:
			return -1 // line ends, bidirectional overrides
		}
		return r
	}, name)
	if name == "" {
		name = "document"
	}
	if v := mime.FormatMediaType("attachment", map[string]string{"filename": name}); v != "" {
		return v
	}
	return `attachment; filename="document"`
}

var references = regexp.MustCompile(`(?i)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?|bdk_\S+|\d{9,}|\S+@\S+`)

// Masked hides references of accounts, keys and long numbers in a cause that
// goes to the log.
func Masked(s string) string {
	if len(s) > 2000 {
		s = s[:2000]
	}
	return references.ReplaceAllString(s, "***")
}
