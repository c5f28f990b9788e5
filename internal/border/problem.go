package border

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"bordereau"
	"bordereau/desk"

	"github.com/gofiber/fiber/v2"
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

	wait time.Duration
}

// InputProblem says which part of the input is wrong.
type InputProblem struct {
	Pointer string `json:"pointer"`
	Detail  string `json:"detail"`
	Code    string `json:"code,omitempty"` // of what is to be done: again, differs, compare
}

// Codes of the door itself; the others are the vocabulary's.
const (
	codeMethod    bordereau.Code = "method_not_allowed"
	codeHeaders   bordereau.Code = "headers_too_large"
	codeTimeout   bordereau.Code = "request_timeout"
	codeMalformed bordereau.Code = "malformed"
)

// titles name a code for people; every sentence here is French, as in all rooms.
var titles = map[bordereau.Code]string{
	bordereau.Invalid:      "Saisie incorrecte",
	bordereau.Unsupported:  "Format non accepté",
	bordereau.TooLarge:     "Trop volumineux",
	bordereau.Unreadable:   "Illisible",
	bordereau.NotFound:     "Introuvable",
	bordereau.Conflicting:  "Modifié entre-temps",
	bordereau.KeyReused:    "Clé d'idempotence déjà utilisée",
	bordereau.Unauthorised: "Non connecté",
	bordereau.Forbidden:    "Non autorisé",
	bordereau.Quota:        "Trop d'envois",
	bordereau.Busy:         "Service momentanément occupé",
	bordereau.TimedOut:     "Délai dépassé",
	bordereau.Exhausted:    "Ressources insuffisantes",
	bordereau.Crashed:      "Incident technique",
	bordereau.Internal:     "Incident technique",
	codeMethod:             "Méthode non prévue",
	codeHeaders:            "En-têtes trop longs",
	codeTimeout:            "Envoi trop lent",
	codeMalformed:          "Requête incompréhensible",
	codeVersion:            "Version du protocole",
	codeChecksum:           "Octets endommagés en route",
}

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
	codeVersion:            fiber.StatusPreconditionFailed,
	codeChecksum:           460, // tus 1.0, checksum
}

// Explain makes a problem of any error.
func Explain(c *fiber.Ctx, err error) Problem {
	if f, ok := errors.AsType[*fiber.Error](err); ok {
		err = ofFiber(f.Code)
	}
	code, message, pointer := bordereau.CodeOf(err), bordereau.MessageOf(err), ""
	var wait time.Duration
	if e, ok := errors.AsType[*bordereau.Error](err); ok {
		pointer, wait = e.Pointer, e.Wait
	}
	status, ok := statuses[code]
	if !ok {
		code, status = bordereau.Internal, fiber.StatusInternalServerError
	}
	p := Problem{
		Type: "urn:bordereau:problem:" + string(code), Title: titles[code], Status: status,
		Detail: sentence(message), RequestID: RequestID(c), wait: wait,
	}
	if pointer != "" {
		if !strings.HasPrefix(pointer, "/") {
			pointer = "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(pointer)
		}
		p.Errors = []InputProblem{{Pointer: pointer, Detail: p.Detail}}
		if u, ok := errors.AsType[*desk.Unkeyed](err); ok {
			p.Errors[0].Code = u.Reason()
		}
	}
	return p
}

// ofFiber says what the server itself refused.
func ofFiber(status int) error {
	switch status {
	case fiber.StatusNotFound:
		return ErrNotFound()
	case fiber.StatusMethodNotAllowed:
		return bordereau.Errorf(codeMethod, "Cette adresse ne connaît pas cette méthode ; voyez l'en-tête Allow.")
	case fiber.StatusRequestHeaderFieldsTooLarge:
		return bordereau.Errorf(codeHeaders, "Les en-têtes de la requête sont trop longs : raccourcissez-les.")
	case fiber.StatusRequestTimeout:
		return bordereau.Errorf(codeTimeout, "La requête a mis trop de temps à arriver ; envoyez-la à nouveau.")
	case fiber.StatusRequestEntityTooLarge:
		return bordereau.Errorf(bordereau.TooLarge, "La requête est trop volumineuse ; envoyez-la en plusieurs parties.")
	case fiber.StatusUnsupportedMediaType:
		return bordereau.Errorf(bordereau.Unsupported, "Cette sorte de contenu n'est pas acceptée ici.")
	}
	if status >= 400 && status < 500 {
		return Malformed("La requête n'a pas pu être comprise ; corrigez-la.")
	}
	return errors.New("the server failed")
}

// Headers sets what goes with a problem's status: when to come again, how to sign in.
func (p Problem) Headers(c *fiber.Ctx) {
	c.Status(p.Status)
	switch p.Status {
	case fiber.StatusTooManyRequests:
		seconds := 60
		if p.wait > 0 {
			seconds = int((p.wait + time.Second - 1) / time.Second)
		}
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(seconds))
	case fiber.StatusServiceUnavailable:
		c.Set(fiber.HeaderRetryAfter, "15")
	case fiber.StatusUnauthorized:
		c.Set(fiber.HeaderWWWAuthenticate, `Bearer realm="bordereau"`)
	}
}

// AnswerProblem writes an error as application/problem+json.
func AnswerProblem(c *fiber.Ctx, err error) error {
	p := Explain(c, err)
	p.Headers(c)
	body, err := json.Marshal(p)
	if err != nil {
		return c.SendStatus(fiber.StatusInternalServerError)
	}
	c.Set(fiber.HeaderContentLanguage, "fr")
	c.Set(fiber.HeaderContentType, "application/problem+json")
	c.Set(fiber.HeaderContentLength, strconv.Itoa(len(body)))
	return c.Send(body)
}

// sentence begins with a capital and ends with a stop.
func sentence(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	s = string(unicode.ToUpper(r)) + s[n:]
	if !strings.ContainsAny(s[len(s)-1:], ".!?") {
		s += "."
	}
	return s
}
