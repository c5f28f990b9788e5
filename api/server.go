package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"strings"
	"time"

	"bordereau"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"
)

// Config is the border's limits and who may read the metrics.
type Config struct {
	border.Config
	// MetricsToken lets a collector on another machine read /metrics with
	// `Authorization: Bearer TOKEN`. Empty: this machine only.
	MetricsToken string
}

// Deps is what the API asks. Over fills all but the last ones from a desk.
type Deps struct {
	Access     border.Access
	Deposits   border.Deposits
	Uploads    border.Uploads
	Deposited  border.Deposited
	Documents  Documents
	Dossiers   Dossiers
	Review     border.Review
	Units      Units
	Entries    Entries
	Journal    Journal
	DeadLetter DeadLetters
	People     border.People
	Health     Health
	Reports    Reports
	Samples    Samples
	Items      Items
	Zone       *time.Location // of the times that reports write

	Log      *slog.Logger
	Registry *prometheus.Registry // where metrics are registered and read from
	Metrics  *border.Metrics      // shared with the pages; made when nil
	// Pages answers what is not the API's: the clerks' application, if it is
	// served at the same address.
	Pages fiber.Handler
}

func (d Deps) missing() string {
	for name, absent := range map[string]bool{
		"access": d.Access == nil, "deposits": d.Deposits == nil, "uploads": d.Uploads == nil, "deposited": d.Deposited == nil,
		"documents": d.Documents == nil, "dossiers": d.Dossiers == nil, "review": d.Review == nil,
		"units": d.Units == nil, "entries": d.Entries == nil, "journal": d.Journal == nil,
		"dead letters": d.DeadLetter == nil, "people": d.People == nil, "health": d.Health == nil, "reports": d.Reports == nil,
		"samples": d.Samples == nil, "items": d.Items == nil, "zone": d.Zone == nil,
		"log": d.Log == nil, "registry": d.Registry == nil,
	} {
		if absent {
			return name
		}
	}
	return ""
}

// Server is the API, and behind it the pages.
type Server struct {
	cfg     Config
	deps    Deps
	app     *fiber.App
	gate    *border.Gate
	openapi []byte
}

// New builds the API. It fails when a dependency is missing, a route has no line
// in the access table, or the OpenAPI document cannot be read.
func New(cfg Config, deps Deps) (*Server, error) {
	if name := deps.missing(); name != "" {
		return nil, fmt.Errorf("api: no %s given", name)
	}
	var err error
	if cfg.Config, err = cfg.Complete(); err != nil {
		return nil, err
	}
	if deps.Metrics == nil {
		if deps.Metrics, err = border.NewMetrics(deps.Registry); err != nil {
			return nil, err
		}
	}
	s := &Server{cfg: cfg, deps: deps}
	if s.gate, err = border.NewGate(cfg.Config, deps.Access); err != nil {
		return nil, err
	}
	if s.openapi, err = document(); err != nil {
		return nil, err
	}
	s.app = border.NewApp(cfg.Config, deps.Log, deps.Metrics, border.AnswerProblem, s.pages)
	handlers := s.handlers()
	maps.Copy(handlers, border.NewTus(s.gate, deps.Uploads, deps.Metrics, "/v1/uploads", "/v1/deposits", bordereau.ChannelAPI).Handlers())
	return s, border.Mount(s.app, Table, s.gate, handlers)
}

// pages passes on what is not the API's.
func (s *Server) pages(c *fiber.Ctx) (fiber.Handler, bool) {
	if s.deps.Pages == nil {
		return nil, false
	}
	switch p := c.Path(); {
	case p == "/v1", strings.HasPrefix(p, "/v1/"), p == "/livez", p == "/readyz", p == "/metrics", p == "/openapi.json":
		return nil, false
	}
	return s.deps.Pages, true
}

// Serve answers on a listener until Shutdown.
func (s *Server) Serve(l net.Listener) error { return s.app.Listener(l) }

// Shutdown stops listening and waits, as long as ctx allows, for requests under
// way to be answered.
func (s *Server) Shutdown(ctx context.Context) error { return s.app.ShutdownWithContext(ctx) }

// App is the Fiber application, for tests that walk its routes.
func (s *Server) App() *fiber.App { return s.app }

func (s *Server) handlers() map[border.Call]fiber.Handler {
	return map[border.Call]fiber.Handler{
		{Method: "GET", Path: "/livez"}:        s.live,
		{Method: "GET", Path: "/readyz"}:       s.ready,
		{Method: "GET", Path: "/openapi.json"}: s.describe,
		{Method: "GET", Path: "/metrics"}:      s.metrics,

		{Method: "POST", Path: "/v1/sessions"}:   s.signIn,
		{Method: "GET", Path: "/v1/sessions"}:    s.whoAmI,
		{Method: "DELETE", Path: "/v1/sessions"}: s.signOut,

		{Method: "POST", Path: "/v1/deposits"}:            s.deposit,
		{Method: "GET", Path: "/v1/deposits"}:             s.listDeposits,
		{Method: "GET", Path: "/v1/deposits/:id"}:         s.oneDeposit,
		{Method: "GET", Path: "/v1/deposits/:id/receipt"}: s.receipt,
		{Method: "GET", Path: "/v1/days/:day/deposits"}:   s.depositDay,

		{Method: "GET", Path: "/v1/documents"}:                    s.search,
		{Method: "GET", Path: "/v1/documents/:id"}:                s.document,
		{Method: "GET", Path: "/v1/documents/:id/original"}:       s.original,
		{Method: "GET", Path: "/v1/documents/:id/pages/:n/image"}: s.pageImage,
		{Method: "GET", Path: "/v1/documents/:id/text"}:           s.text,
		{Method: "GET", Path: "/v1/documents/:id/alto"}:           s.alto,
		{Method: "GET", Path: "/v1/documents/:id/archive.pdf"}:    s.archivePDF,
		{Method: "POST", Path: "/v1/documents/:id/reopen"}:        s.reopen,

		{Method: "POST", Path: "/v1/dossiers"}:                          s.createDossier,
		{Method: "GET", Path: "/v1/dossiers"}:                           s.listDossiers,
		{Method: "GET", Path: "/v1/dossiers/:ref"}:                      s.oneDossier,
		{Method: "PUT", Path: "/v1/dossiers/:ref"}:                      s.changeDossier,
		{Method: "GET", Path: "/v1/dossiers/:ref/checklist"}:            s.checklist,
		{Method: "POST", Path: "/v1/dossiers/:ref/events"}:              s.tellDossier,
		{Method: "POST", Path: "/v1/dossiers/:ref/pieces"}:              s.declarePiece,
		{Method: "DELETE", Path: "/v1/dossiers/:ref/pieces/:piece/:id"}: s.withdrawPiece,
		{Method: "GET", Path: "/v1/obligations"}:                        s.listObligations,
		{Method: "GET", Path: "/v1/obligations/export"}:                 s.exportObligations,
		{Method: "POST", Path: "/v1/obligations/:id/proof"}:             s.proveObligation,
		{Method: "GET", Path: "/v1/dossiers/:ref/letters"}:              s.listLetters,
		{Method: "POST", Path: "/v1/dossiers/:ref/letters"}:             s.draftLetter,
		{Method: "GET", Path: "/v1/letters/:id/pdf"}:                    s.letterPDF,
		{Method: "POST", Path: "/v1/letters/:id/release"}:               s.releaseLetter,
		{Method: "GET", Path: "/v1/followups"}:                          s.reopenedLines,
		{Method: "GET", Path: "/v1/documents/:id/questions"}:            s.documentQuestions,
		{Method: "POST", Path: "/v1/documents/:id/questions"}:           s.ask,
		{Method: "GET", Path: "/v1/documents/:id/dossiers"}:             s.proposeDossiers,
		{Method: "POST", Path: "/v1/documents/:id/refile"}:              s.refile,
		{Method: "GET", Path: "/v1/questions"}:                          s.openQuestions,
		{Method: "POST", Path: "/v1/questions/:id/answer"}:              s.answerQuestion,
		{Method: "PUT", Path: "/v1/customers/:ref"}:                     s.putCustomer,
		{Method: "POST", Path: "/v1/customers/import"}:                  s.importCustomers,

		{Method: "POST", Path: "/v1/tasks/next"}:         s.nextTask,
		{Method: "GET", Path: "/v1/tasks"}:               s.listTasks,
		{Method: "GET", Path: "/v1/tasks/:id"}:           s.oneTask,
		{Method: "POST", Path: "/v1/tasks/:id/decision"}: s.decide,
		{Method: "POST", Path: "/v1/tasks/:id/release"}:  s.releaseTask,

		{Method: "GET", Path: "/v1/units"}:              s.listUnits,
		{Method: "GET", Path: "/v1/units/:id"}:          s.oneUnit,
		{Method: "POST", Path: "/v1/units/:id/release"}: s.releaseUnit,

		{Method: "GET", Path: "/v1/entries"}:               s.feed,
		{Method: "GET", Path: "/v1/entries/totals"}:        s.totals,
		{Method: "POST", Path: "/v1/entries/acks"}:         s.acknowledge,
		{Method: "GET", Path: "/v1/entries/:id"}:           s.oneEntry,
		{Method: "POST", Path: "/v1/entries/:id/reversal"}: s.reverse,
		{Method: "POST", Path: "/v1/days/:day/close"}:      s.closeDay,

		{Method: "GET", Path: "/v1/reports/activity"}:      s.activity,
		{Method: "GET", Path: "/v1/reports/activity.csv"}:  s.activityIn(mediaCSV),
		{Method: "GET", Path: "/v1/reports/activity.xlsx"}: s.activityIn(mediaXLSX),
		{Method: "GET", Path: "/v1/reports/activity.pdf"}:  s.activityIn(mediaPDF),
		{Method: "GET", Path: "/v1/samples"}:               s.openSamples,
		{Method: "POST", Path: "/v1/samples/next"}:         s.nextSample,
		{Method: "GET", Path: "/v1/samples/:id"}:           s.oneSample,
		{Method: "POST", Path: "/v1/samples/:id/keying"}:   s.keySample,
		{Method: "POST", Path: "/v1/samples/:id/release"}:  s.releaseSample,
		{Method: "GET", Path: "/v1/items"}:                 s.listItems,
		{Method: "POST", Path: "/v1/items/:id/close"}:      s.closeItem,

		{Method: "GET", Path: "/v1/journal"}:                  s.journal,
		{Method: "GET", Path: "/v1/journal/checkpoint"}:       s.checkpoint,
		{Method: "GET", Path: "/v1/deadletters"}:              s.listDeadLetters,
		{Method: "POST", Path: "/v1/deadletters/:id/redrive"}: s.redrive,

		{Method: "GET", Path: "/v1/users"}:                s.listUsers,
		{Method: "POST", Path: "/v1/users"}:               s.addUser,
		{Method: "DELETE", Path: "/v1/users/:login"}:      s.disableUser,
		{Method: "POST", Path: "/v1/users/:login/reopen"}: s.reopenUser,
		{Method: "GET", Path: "/v1/keys"}:                 s.listKeys,
		{Method: "POST", Path: "/v1/keys"}:                s.addKey,
		{Method: "DELETE", Path: "/v1/keys/:id"}:          s.revokeKey,
		{Method: "POST", Path: "/v1/keys/:id/rotate"}:     s.rotateKey,
	}
}

// answer writes v as JSON, signs left as they are: a record's bytes are those its
// digest was taken over.
func answer(c *fiber.Ctx, status int, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("api: answer: %w", err)
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return c.Status(status).Send(b.Bytes())
}

// list writes one page of a list; an empty one is [] and not null.
func list[T any](c *fiber.Ctx, items []T, next string) error {
	if items == nil {
		items = []T{}
	}
	return answer(c, fiber.StatusOK, struct {
		Items []T    `json:"items"`
		Next  string `json:"next,omitempty"`
	}{items, next})
}
