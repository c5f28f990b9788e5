package border

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"bordereau"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/text/language"
)

// Problem is an error as programs and people get it (RFC 9457).
type Problem struct {
	Type   string         `json:"type"` // urn:bordereau:problem:CODE, stable
	Title  string         `json:"title"`
	Status int            `json:"status"`
	Detail string         `json:"detail"`
	Errors []InputProblem `json:"errors,omitempty"`
	// RequestID is what to quote when asking for help.
	RequestID string `json:"request_id,omitempty"`
}

// InputProblem says which part of the input is wrong.
type InputProblem struct {
	Pointer string `json:"pointer"`
	Detail  string `json:"detail"`
}

// Codes of the door itself; the others are the vocabulary's.
const (
	codeMethod    bordereau.Code = "method_not_allowed"
	codeHeaders   bordereau.Code = "headers_too_large"
	codeTimeout   bordereau.Code = "request_timeout"
	codeMalformed bordereau.Code = "malformed"
)

var statuses = map[bordereau.Code]int{
	bordereau.Invalid:      fiber.StatusUnprocessableEntity,
	bordereau.Unsupported:  fiber.StatusUnsupportedMediaType,
	bordereau.TooLarge:     fiber.StatusRequestEntityTooLarge,
	bordereau.Unreadable:   fiber.StatusUnprocessableEntity,
	bordereau.NotFound:     fiber.StatusNotFound,
	bordereau.Conflicting:  fiber.StatusConflict,
	bordereau.KeyReused:    fiber.StatusUnprocessableEntity,
	bordereau.Unauthorised: fiber.StatusUnauthorized,
	bordereau.Forbidden:    fiber.StatusForbidden,
	bordereau.Quota:        fiber.StatusTooManyRequests,
	bordereau.Busy:         fiber.StatusServiceUnavailable,
	bordereau.TimedOut:     fiber.StatusServiceUnavailable,
	bordereau.Exhausted:    fiber.StatusServiceUnavailable,
	bordereau.Crashed:      fiber.StatusInternalServerError,
	bordereau.Internal:     fiber.StatusInternalServerError,
	codeMethod:             fiber.StatusMethodNotAllowed,
	codeHeaders:            fiber.StatusRequestHeaderFieldsTooLarge,
	codeTimeout:            fiber.StatusRequestTimeout,
	codeMalformed:          fiber.StatusBadRequest,
}

// Malformed is input that could not even be taken apart: 400, where Invalid (422)
// was understood and is wrong.
func Malformed(format string, args ...any) *bordereau.Error {
	return bordereau.Errorf(codeMalformed, format, args...)
}

// Wrong is an Invalid that names the part of the input it speaks of.
func Wrong(pointer, format string, args ...any) *bordereau.Error {
	e := bordereau.Errorf(bordereau.Invalid, format, args...)
	e.Pointer = pointer
	return e
}

// Explain makes a problem of any error, in the language of the request.
func Explain(c *fiber.Ctx, err error) Problem {
	code, message, pointer := bordereau.CodeOf(err), bordereau.MessageOf(err), ""
	if e, ok := errors.AsType[*bordereau.Error](err); ok {
		pointer = e.Pointer
	} else if f, ok := errors.AsType[*fiber.Error](err); ok {
		code, message = ofFiber(f.Code)
	}
	status, ok := statuses[code]
	if !ok {
		code, status = bordereau.Internal, fiber.StatusInternalServerError
	}
	lang := Language(c)
	p := Problem{
		Type: "urn:bordereau:problem:" + string(code), Title: title(lang, code), Status: status,
		Detail: Sentence(lang, code, message), RequestID: RequestID(c),
	}
	if pointer != "" {
		if !strings.HasPrefix(pointer, "/") {
			pointer = "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(pointer)
		}
		p.Errors = []InputProblem{{Pointer: pointer, Detail: p.Detail}}
	}
	return p
}

func ofFiber(status int) (bordereau.Code, string) {
	switch status {
	case fiber.StatusNotFound:
		return bordereau.NotFound, "nothing was found here"
	case fiber.StatusMethodNotAllowed:
		return codeMethod, "this address does not know this method"
	case fiber.StatusRequestHeaderFieldsTooLarge:
		return codeHeaders, "the head of the request is too large"
	case fiber.StatusRequestTimeout:
		return codeTimeout, "the request took too long to arrive"
	case fiber.StatusRequestEntityTooLarge:
		return bordereau.TooLarge, "the request is too large"
	case fiber.StatusUnsupportedMediaType:
		return bordereau.Unsupported, "this kind of content is not accepted here"
	}
	if status >= 400 && status < 500 {
		return codeMalformed, "the request could not be understood"
	}
	return bordereau.Internal, "Something went wrong on our side. It was recorded; please try again."
}

// Headers sets what goes with a problem's status: when to come again, how to sign in.
func (p Problem) Headers(c *fiber.Ctx) {
	c.Status(p.Status)
	switch p.Status {
	case fiber.StatusTooManyRequests:
		c.Set(fiber.HeaderRetryAfter, "60")
	case fiber.StatusServiceUnavailable:
		c.Set(fiber.HeaderRetryAfter, "15")
	case fiber.StatusUnauthorized:
		c.Set(fiber.HeaderWWWAuthenticate, `Bearer realm="bordereau"`)
	}
	c.Set(fiber.HeaderVary, fiber.HeaderAcceptLanguage)
}

// AnswerProblem writes an error as application/problem+json.
func AnswerProblem(c *fiber.Ctx, err error) error {
	p := Explain(c, err)
	p.Headers(c)
	body, err := json.Marshal(p)
	if err != nil {
		return c.SendStatus(fiber.StatusInternalServerError)
	}
	c.Set(fiber.HeaderContentLanguage, Language(c))
	c.Set(fiber.HeaderContentType, "application/problem+json")
	c.Set(fiber.HeaderContentLength, strconv.Itoa(len(body)))
	return c.Send(body)
}

var languages = language.NewMatcher([]language.Tag{language.French, language.English})

// Language is "fr" unless the request prefers English.
func Language(c *fiber.Ctx) string {
	accept := c.Get(fiber.HeaderAcceptLanguage)
	if accept == "" || len(accept) > 200 {
		return "fr"
	}
	tags, _, err := language.ParseAcceptLanguage(string([]byte(accept)))
	if err != nil {
		return "fr"
	}
	if _, i, conf := languages.Match(tags...); i == 1 && conf > language.No {
		return "en"
	}
	return "fr"
}
