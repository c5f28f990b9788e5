package border

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"bordereau"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/utils"
	"github.com/google/uuid"
)

const writeTimeout = 10 * time.Minute // for the slowest reader of an original

// Answer writes an error in the manner of a room: problem+json or a page.
type Answer func(c *fiber.Ctx, err error) error

// NewApp makes a Fiber application with the door's limits and its first
// handlers: request id, deadline, log line without personal data, metrics,
// security headers, encoded bodies refused, panics caught. Where elsewhere is
// given and names another room for a request, all is left to that room.
func NewApp(cfg Config, log *slog.Logger, m *Metrics, answer Answer, elsewhere func(*fiber.Ctx) (fiber.Handler, bool)) *fiber.App {
	app := fiber.New(fiber.Config{
		DisableStartupMessage:        true,
		StrictRouting:                true,
		CaseSensitive:                true,
		StreamRequestBody:            true,
		DisablePreParseMultipartForm: true,
		BodyLimit:                    64 << 10, // what is read ahead; the rest is streamed and counted here
		ReadTimeout:                  cfg.HeaderTimeout,
		IdleTimeout:                  cfg.IdleTimeout,
		WriteTimeout:                 writeTimeout,
		ReadBufferSize:               cfg.HeaderBytes,
		ErrorHandler:                 answer,
		EnableTrustedProxyCheck:      true,
		TrustedProxies:               cfg.TrustedProxies,
		ProxyHeader:                  fiber.HeaderXForwardedFor,
		EnableIPValidation:           true,
	})
	app.Use(func(c *fiber.Ctx) error {
		if elsewhere != nil {
			if h, ok := elsewhere(c); ok {
				return h(c)
			}
		}
		return observe(c, cfg, log, m, answer)
	})
	return app
}

func observe(c *fiber.Ctx, cfg Config, log *slog.Logger, m *Metrics, answer Answer) (err error) {
	start := time.Now()
	id := uuid.Must(uuid.NewV7()).String()
	c.Locals(requestKey{}, id)
	c.Set(fiber.HeaderXRequestID, id)
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	// Not no-referrer: browsers would then send "Origin: null" with our own forms.
	c.Set(fiber.HeaderReferrerPolicy, "same-origin")
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	ctx, cancel := context.WithTimeout(context.Background(), cfg.Deadline)
	c.SetUserContext(ctx)
	defer func() {
		if !handedOver(c) {
			cancel()
		}
		m.observe(c.Method(), pattern(c), c.Response().StatusCode(), time.Since(start))
		who := ""
		if caller := CallerOf(c); caller != nil {
			who = caller.Principal.ID
		}
		log.LogAttrs(context.Background(), slog.LevelInfo, "request",
			slog.String("request_id", id), slog.String("method", utils.CopyString(c.Method())),
			slog.String("route", pattern(c)), slog.Int("status", c.Response().StatusCode()),
			slog.Int64("microseconds", time.Since(start).Microseconds()), slog.String("principal", who))
	}()
	c.Locals(cancelKey{}, cancel)
	err = guard(c, log, id)
	if err != nil {
		// The cause is for operators; what a caller sees is written by answer.
		if code := bordereau.CodeOf(err); code == bordereau.Internal && !isFiber(err) {
			log.LogAttrs(ctx, slog.LevelError, "request failed", slog.String("request_id", id),
				slog.String("route", pattern(c)), slog.String("kind", fmt.Sprintf("%T", rootCause(err))), slog.String("cause", Masked(err.Error())))
		}
		err = answer(c, err)
	}
	return err
}

// guard runs the handlers and turns a panic into an error: one bad request must
// not take the process, nor show a caller where it broke.
func guard(c *fiber.Ctx, log *slog.Logger, id string) (err error) {
	defer func() {
		if r := recover(); r != nil {
			log.Error("panic", "request_id", id, "route", pattern(c), "kind", fmt.Sprintf("%T", r), "stack", string(debug.Stack()))
			err = errors.New("the handler panicked")
		}
	}()
	if enc := strings.TrimSpace(strings.ToLower(c.Get(fiber.HeaderContentEncoding))); enc != "" && enc != "identity" {
		return bordereau.Errorf(bordereau.Unsupported, "Envoyez le contenu tel quel, sans compression.")
	}
	return c.Next()
}

type (
	requestKey struct{}
	cancelKey  struct{}
	overKey    struct{}
)

// RequestID is the id that the log line and the problem carry.
func RequestID(c *fiber.Ctx) string {
	id, _ := c.Locals(requestKey{}).(string)
	return id
}

// pattern is the route as registered, never the path as asked: a path may hold a
// customer's name.
func pattern(c *fiber.Ctx) string {
	if r, ok := c.Locals(ruleKey{}).(*Rule); ok {
		return r.Path
	}
	return "unmatched"
}

func isFiber(err error) bool {
	_, ok := errors.AsType[*fiber.Error](err)
	return ok
}

func rootCause(err error) error {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err
		}
		err = next
	}
}

// Param is a path parameter, copied out of the request's buffer and unescaped.
// What cannot be unescaped names nothing.
func Param(c *fiber.Ctx, name string) (string, error) {
	v, err := url.PathUnescape(utils.CopyString(c.Params(name)))
	if err != nil || v == "" || len(v) > 255 || strings.ContainsRune(v, 0) {
		return "", ErrNotFound()
	}
	return v, nil
}

// ID is a path parameter that must be a UUID: anything else names nothing.
func ID(c *fiber.Ctx, name string) (string, error) {
	v, err := Param(c, name)
	if err != nil {
		return "", err
	}
	return uuidOf(v)
}

// uuidOf is a UUID in its usual form; anything else names nothing.
func uuidOf(s string) (string, error) {
	if len(s) != 36 || uuid.Validate(s) != nil {
		return "", ErrNotFound()
	}
	return strings.ToLower(s), nil
}

// ErrNotFound is what is said of things that are not there, or not for the caller.
func ErrNotFound() error {
	return bordereau.Errorf(bordereau.NotFound, "Rien n'a été trouvé à cette adresse.")
}

// Query is a query parameter, copied out of the request's buffer.
func Query(c *fiber.Ctx, name string) string { return utils.CopyString(c.Query(name)) }

// Number reads an optional whole number of the query between lo and hi.
func Number(c *fiber.Ctx, name string, def, lo, hi int64) (int64, error) {
	s := Query(c, name)
	if s == "" {
		return def, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < lo || n > hi {
		return 0, notNumber(name, lo, hi)
	}
	return n, nil
}

// Handler adapts the application for another one that passes requests on.
func Handler(app *fiber.App) fiber.Handler {
	h := app.Handler()
	return func(c *fiber.Ctx) error {
		h(c.Context())
		return nil
	}
}
