package web

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/url"
	"path"
	"strings"
	"time"

	"bordereau"
	"bordereau/internal/border"
	"bordereau/policy"

	"github.com/gofiber/fiber/v2"
)

//go:embed pages static
var files embed.FS

// Config is the border's limits.
type Config struct{ border.Config }

// Deps is what the pages ask. Over makes them of a desk.
type Deps struct {
	Access    border.Access
	Deposits  border.Deposits
	Deposited border.Deposited
	Documents border.Documents
	Dossiers  border.Dossiers
	Review    border.Review
	Units     border.Units
	Entries   Entries
	People    border.People
	Policy    *policy.Policy // which fields a type needs
	Log       *slog.Logger
	Metrics   *border.Metrics
	Now       func() time.Time
}

// Server is the application for people.
type Server struct {
	cfg   Config
	deps  Deps
	app   *fiber.App
	gate  *border.Gate
	pages map[string]*template.Template
	paris *time.Location
}

// New builds the pages. It fails when a dependency or a template is missing or a
// route has no line in the access table.
func New(cfg Config, deps Deps) (*Server, error) {
	for name, absent := range map[string]bool{
		"access": deps.Access == nil, "deposits": deps.Deposits == nil, "deposited": deps.Deposited == nil, "documents": deps.Documents == nil,
		"dossiers": deps.Dossiers == nil, "review": deps.Review == nil, "units": deps.Units == nil, "entries": deps.Entries == nil,
		"people": deps.People == nil, "policy": deps.Policy == nil, "log": deps.Log == nil, "metrics": deps.Metrics == nil, "clock": deps.Now == nil,
	} {
		if absent {
			return nil, fmt.Errorf("web: no %s given", name)
		}
	}
	var err error
	if cfg.Config, err = cfg.Complete(); err != nil {
		return nil, err
	}
	s := &Server{cfg: cfg, deps: deps}
	if s.paris, err = time.LoadLocation("Europe/Paris"); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	if s.gate, err = border.NewGate(cfg.Config, deps.Access); err != nil {
		return nil, err
	}
	if err := s.load(); err != nil {
		return nil, err
	}
	s.app = border.NewApp(cfg.Config, deps.Log, deps.Metrics, s.refuse, nil)
	return s, border.Mount(s.app, Table, s.gate, s.handlers())
}

// Handler serves the pages behind another application.
func (s *Server) Handler() fiber.Handler { return border.Handler(s.app) }

// App is the Fiber application, for tests that walk its routes.
func (s *Server) App() *fiber.App { return s.app }

func (s *Server) handlers() map[border.Call]fiber.Handler {
	return map[border.Call]fiber.Handler{
		{Method: "GET", Path: "/static/:name"}: s.static,
		{Method: "GET", Path: "/favicon.ico"}:  s.favicon,
		{Method: "GET", Path: "/connexion"}:    s.signInPage,
		{Method: "POST", Path: "/connexion"}:   s.signIn,
		{Method: "POST", Path: "/deconnexion"}: s.signOut,
		{Method: "GET", Path: "/"}:             s.front,

		{Method: "GET", Path: "/depot"}:     s.depositPage,
		{Method: "POST", Path: "/depot"}:    s.deposit,
		{Method: "GET", Path: "/depot/:id"}: s.receipt,

		{Method: "GET", Path: "/corbeille"}:                s.inbox,
		{Method: "POST", Path: "/corbeille/suivante"}:      s.next,
		{Method: "GET", Path: "/validation/:task"}:         s.station,
		{Method: "POST", Path: "/validation/:task"}:        s.decide,
		{Method: "POST", Path: "/validation/:task/rendre"}: s.giveBack,

		{Method: "GET", Path: "/recherche"}:                s.search,
		{Method: "GET", Path: "/document/:id"}:             s.document,
		{Method: "GET", Path: "/document/:id/page/:n"}:     s.pageImage,
		{Method: "GET", Path: "/document/:id/original"}:    s.original,
		{Method: "GET", Path: "/document/:id/archive.pdf"}: s.archivePDF,
		{Method: "POST", Path: "/document/:id/rouvrir"}:    s.reopen,
		{Method: "GET", Path: "/dossier/:ref"}:             s.dossier,

		{Method: "POST", Path: "/dossier/:ref/evenement"}: s.tellDossier,
		{Method: "POST", Path: "/dossier/:ref/lettre"}:    s.draftLetter,
		{Method: "GET", Path: "/lettre/:id"}:              s.letterPDF,
		{Method: "POST", Path: "/lettre/:id/valider"}:     s.releaseLetter,
		{Method: "POST", Path: "/document/:id/question"}:  s.ask,
		{Method: "POST", Path: "/question/:id/reponse"}:   s.answerQuestion,
		{Method: "GET", Path: "/echeances"}:               s.obligations,
		{Method: "POST", Path: "/echeances/:id/clore"}:    s.proveObligation,

		{Method: "GET", Path: "/remises"}:                 s.units,
		{Method: "POST", Path: "/remises/:id/liberer"}:    s.releaseUnit,
		{Method: "GET", Path: "/ecritures"}:               s.entries,
		{Method: "POST", Path: "/ecritures/:day/cloture"}: s.closeDay,

		{Method: "GET", Path: "/acces"}:                          s.access,
		{Method: "POST", Path: "/acces/personnes"}:               s.addUser,
		{Method: "POST", Path: "/acces/personnes/:login/fermer"}: s.disableUser,
		{Method: "POST", Path: "/acces/cles"}:                    s.addKey,
		{Method: "POST", Path: "/acces/cles/:id/revoquer"}:       s.revokeKey,
	}
}

// contentPolicy lets a page show its own styles and pictures and send its own
// forms; nothing runs in it and nobody frames it.
const contentPolicy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func (s *Server) static(c *fiber.Ctx) error {
	name, err := border.Param(c, "name")
	if err != nil {
		return err
	}
	kind := map[string]string{".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}[path.Ext(name)]
	data, err := files.ReadFile("static/" + path.Base(name))
	if kind == "" || err != nil || path.Base(name) != name {
		return border.ErrNotFound()
	}
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderCacheControl, "public, max-age=3600")
	return c.Send(data)
}

func (s *Server) favicon(c *fiber.Ctx) error {
	data, err := files.ReadFile("static/mark.svg")
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "image/svg+xml")
	c.Set(fiber.HeaderCacheControl, "public, max-age=3600")
	return c.Send(data)
}

// refuse shows an error as a page. Whoever is not signed in is led to the door,
// and back to where they wanted to go.
func (s *Server) refuse(c *fiber.Ctx, err error) error {
	if bordereau.CodeOf(err) == bordereau.Unauthorised && c.Method() == fiber.MethodGet {
		return s.to(c, "/connexion?suite="+url.QueryEscape(string([]byte(c.OriginalURL()))))
	}
	p := border.Explain(c, err)
	p.Headers(c)
	// Signed in or not, a page stands within what its reader may open.
	if border.CallerOf(c) == nil && bordereau.CodeOf(err) != bordereau.Internal {
		if caller, known := s.gate.SignedIn(c); known == nil {
			border.SetCaller(c, caller)
		}
	}
	if rendered := s.render(c, p.Status, "error", page{Title: p.Title, Body: p}); rendered != nil {
		return errors.Join(c.SendStatus(fiber.StatusInternalServerError), rendered)
	}
	return nil
}

// to leads to another page after something was done (303).
func (s *Server) to(c *fiber.Ctx, where string) error { return c.Redirect(where, fiber.StatusSeeOther) }

// local is a path of our own, or "" for anything that would lead elsewhere.
func local(p string) string {
	u, err := url.Parse(p)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || !strings.HasPrefix(p, "/") || strings.HasPrefix(p, "//") || strings.ContainsAny(p, "\\\r\n\t") {
		return ""
	}
	return p
}

func ctxOf(c *fiber.Ctx) (context.Context, bordereau.Principal) { return c.UserContext(), border.By(c) }
