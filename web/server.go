package web

import (
	"cmp"
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/url"
	"strconv"
	"strings"
	"sync"
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
	Uploads   border.Uploads
	Deposited border.Deposited
	Documents border.Documents
	Dossiers  border.Dossiers
	Review    Review
	Units     border.Units
	Entries   Entries
	People    border.People
	SignIns   SignIns
	Admin     Administration
	Policy    func() *policy.Policy // in force: which fields a type needs
	Figures   Figures
	Samples   Samples
	Audit     Audit
	Log       *slog.Logger
	Metrics   *border.Metrics
	Now       func() time.Time
	Idle      time.Duration // after which a session that is not used ends
	Absolute  time.Duration // after which every session ends
}

// Server is the application for people.
type Server struct {
	cfg    Config
	deps   Deps
	app    *fiber.App
	gate   *border.Gate
	pages  map[tongue]map[string]*template.Template
	assets *assets
	paris  *time.Location

	shrinking sync.Mutex // one page at a time is made small
}

// New builds the pages. It fails when a dependency or a template is missing or a
// route has no line in the access table.
func New(cfg Config, deps Deps) (*Server, error) {
	for name, absent := range map[string]bool{
		"access": deps.Access == nil, "deposits": deps.Deposits == nil, "uploads": deps.Uploads == nil, "deposited": deps.Deposited == nil, "documents": deps.Documents == nil,
		"dossiers": deps.Dossiers == nil, "review": deps.Review == nil, "units": deps.Units == nil, "entries": deps.Entries == nil,
		"people": deps.People == nil, "sign-ins": deps.SignIns == nil, "administration": deps.Admin == nil, "figures": deps.Figures == nil, "samples": deps.Samples == nil, "audit": deps.Audit == nil,
		"policy": deps.Policy == nil, "log": deps.Log == nil, "metrics": deps.Metrics == nil, "clock": deps.Now == nil,
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
	if s.assets, err = loadAssets(); err != nil {
		return nil, err
	}
	if err := s.load(); err != nil {
		return nil, err
	}
	handlers, err := s.handlers()
	if err != nil {
		return nil, err
	}
	s.app = border.NewApp(cfg.Config, deps.Log, deps.Metrics, s.refuse, nil)
	return s, border.Mount(s.app, Table, s.gate, handlers)
}

// Handler serves the pages behind another application.
func (s *Server) Handler() fiber.Handler { return border.Handler(s.app) }

// App is the Fiber application, for tests that walk its routes.
func (s *Server) App() *fiber.App { return s.app }

// handlers are those of every screen; a route that two of them serve is a mistake.
func (s *Server) handlers() (map[border.Call]fiber.Handler, error) {
	all := map[border.Call]fiber.Handler{}
	for _, screen := range []map[border.Call]fiber.Handler{
		s.commonHandlers(), s.depositHandlers(), s.inboxHandlers(), s.stationHandlers(), s.searchHandlers(), s.documentHandlers(), s.vignettesHandlers(),
		s.dossierHandlers(), s.booksHandlers(), s.entriesHandlers(), s.supervisionHandlers(), s.samplesHandlers(), s.shareHandlers(), s.ownHandlers(), s.journalHandlers(), s.accountHandlers(), s.adminHandlers(),
	} {
		for call, h := range screen {
			if all[call] != nil {
				return nil, fmt.Errorf("web: %s %s is served twice", call.Method, call.Path)
			}
			all[call] = h
		}
	}
	return all, nil
}

// contentPolicy lets a page load what the application ships and ask this host, send
// its own forms, and show pictures that a person is about to send; nothing written
// into a page runs or colours it, and nobody frames it.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; img-src 'self' blob:; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// refuse shows an error as a page. Whoever is not signed in is led to the door,
// and back to where they wanted to go.
func (s *Server) refuse(c *fiber.Ctx, err error) error {
	if bordereau.CodeOf(err) == bordereau.Unauthorised && c.Method() == fiber.MethodGet {
		over := ""
		if c.Cookies(border.CookieName) != "" {
			over = "&fin=1"
		}
		return s.to(c, "/connexion?suite="+url.QueryEscape(string([]byte(c.OriginalURL())))+over)
	}
	p := border.Explain(c, err)
	p.Headers(c)
	// Signed in or not, a page stands within what its reader may open.
	if border.CallerOf(c) == nil && bordereau.CodeOf(err) != bordereau.Internal {
		if caller, known := s.gate.SignedIn(c); known == nil {
			border.SetCaller(c, caller)
		}
	}
	if rendered := s.render(c, p.Status, "error", page{Title: tongueOf(c).plain(p.Title), Body: p}); rendered != nil {
		return errors.Join(c.SendStatus(fiber.StatusInternalServerError), rendered)
	}
	return nil
}

// posted reads a form about what its address names: the id of that, and the form.
func (s *Server) posted(c *fiber.Ctx, name string) (id string, form url.Values, err error) {
	if id, err = border.ID(c, name); err != nil {
		return "", nil, err
	}
	form, err = border.Form(c, s.cfg.MaxField)
	return id, form, err
}

// versioned reads a form with the version of what it changes: the one that was shown with it,
// or the later one that the person says to have seen since.
func (s *Server) versioned(c *fiber.Ctx) (form url.Values, version int64, err error) {
	if form, err = border.Form(c, s.cfg.MaxField); err != nil {
		return nil, 0, err
	}
	if version, err = strconv.ParseInt(cmp.Or(form.Get("vu"), form.Get("version")), 10, 64); err != nil {
		return nil, 0, border.Damaged(nil)
	}
	return form, version, nil
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

// say is a text in the language of the request.
func (s *Server) say(c *fiber.Ctx, key string, args ...any) string {
	return tongueOf(c).say(key, args...)
}

func ctxOf(c *fiber.Ctx) (context.Context, bordereau.Principal) { return c.UserContext(), border.By(c) }
