package border_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"sync"
	"testing"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"
	"bordereau/internal/testkit"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"
)

// ledger is a desk's intake as far as the door sees it: it keeps what came.
type ledger struct {
	mu    sync.Mutex
	taken []taken
	begun int
	err   error
}

type taken struct {
	files map[string]string // name to digest
	sizes map[string]int64
	decl  desk.Declaration
}

type parcel struct {
	l *ledger
	taken
}

func (l *ledger) begin(context.Context, bordereau.Principal, string) (*parcel, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.begun++
	if l.err != nil {
		return nil, l.err
	}
	return &parcel{l: l, taken: taken{files: map[string]string{}, sizes: map[string]int64{}}}, nil
}

func (p *parcel) AddFile(_ context.Context, name string, r io.Reader) error {
	h := sha256.New()
	n, err := io.Copy(h, r)
	if err != nil {
		return err
	}
	p.files[name], p.sizes[name] = hex.EncodeToString(h.Sum(nil)), n
	return nil
}
func (p *parcel) Close() {}
func (p *parcel) Commit(_ context.Context, d desk.Declaration) (desk.Delivered, error) {
	p.decl = d
	p.l.mu.Lock()
	defer p.l.mu.Unlock()
	p.l.taken = append(p.l.taken, p.taken)
	return desk.Delivered{Deposit: bordereau.Deposit{ID: "0", Branch: d.Branch, Reference: d.Reference}}, nil
}

// doorman knows one key and one session.
type doorman struct{ ended []string }

func (d *doorman) SignIn(_ context.Context, login, password, _ string) (string, desk.Session, error) {
	if login == "claire" && password == "right" {
		return "fresh", desk.Session{Principal: bordereau.Principal{ID: "p", Role: bordereau.RoleBranch, Branch: "00742", Person: true}, CSRF: "tok"}, nil
	}
	return "", desk.Session{}, bordereau.Errorf(bordereau.Unauthorised, "Identifiant ou mot de passe incorrect.")
}
func (d *doorman) AnswerCode(context.Context, string, string, string) (string, desk.Session, error) {
	return "", desk.Session{}, bordereau.Errorf(bordereau.Unauthorised, "Veuillez vous connecter.")
}
func (d *doorman) PendingSession(context.Context, string) (desk.Session, error) {
	return desk.Session{}, bordereau.Errorf(bordereau.Unauthorised, "Veuillez vous connecter.")
}
func (d *doorman) SignOut(_ context.Context, t string) error {
	d.ended = append(d.ended, t)
	return nil
}
func (d *doorman) Session(_ context.Context, t string) (desk.Session, error) {
	if t == "sess" {
		return desk.Session{Principal: bordereau.Principal{ID: "p", Role: bordereau.RoleBranch, Branch: "00742", Person: true}, CSRF: "tok"}, nil
	}
	return desk.Session{}, bordereau.Errorf(bordereau.Unauthorised, "Veuillez vous connecter.")
}
func (d *doorman) KeyHolder(_ context.Context, k, _ string) (bordereau.Principal, error) {
	if k == "bdk_good" {
		return bordereau.Principal{ID: "k", Role: bordereau.RoleBranch, Branch: "00742"}, nil
	}
	return bordereau.Principal{}, bordereau.Errorf(bordereau.Unauthorised, "Veuillez vous connecter.")
}

type door struct {
	url    string
	ledger *ledger
	man    *doorman
	log    *bytes.Buffer
}

// open serves a door with a delivery route, a JSON route and a form route.
func open(t testing.TB, cfg border.Config) door {
	t.Helper()
	cfg, err := cfg.Complete()
	if err != nil {
		t.Fatal(err)
	}
	m, err := border.NewMetrics(prometheus.NewRegistry())
	if err != nil {
		t.Fatal(err)
	}
	d := door{ledger: &ledger{}, man: &doorman{}, log: &bytes.Buffer{}}
	var mu sync.Mutex
	app := border.NewApp(cfg, slog.New(slog.NewJSONHandler(locked{&mu, d.log}, nil)), m, border.AnswerProblem, nil)
	gate, err := border.NewGate(cfg, d.man)
	if err != nil {
		t.Fatal(err)
	}
	deposits := border.DepositsOf(d.ledger.begin)
	table := border.Table{
		{Method: "POST", Path: "/deposits", Roles: []bordereau.Role{bordereau.RoleBranch}, Delivery: true},
		{Method: "POST", Path: "/json", Roles: []bordereau.Role{bordereau.RoleBranch}},
		{Method: "POST", Path: "/form", Roles: []bordereau.Role{bordereau.RoleBranch}},
		{Method: "GET", Path: "/clerks", Roles: []bordereau.Role{bordereau.RoleClerk}},
		{Method: "GET", Path: "/broken", Open: true},
		{Method: "GET", Path: "/panic", Open: true},
		{Method: "POST", Path: "/signin", Open: true},
	}
	ok := func(c *fiber.Ctx) error { return c.SendString("ok") }
	err = border.Mount(app, table, gate, map[border.Call]fiber.Handler{
		{Method: "POST", Path: "/deposits"}: func(c *fiber.Ctx) error {
			got, err := gate.Receive(c, deposits, m, bordereau.ChannelAPI)
			if err != nil {
				return err
			}
			return c.Status(202).SendString(got.Deposit.Branch + " " + got.Deposit.Reference)
		},
		{Method: "POST", Path: "/json"}: func(c *fiber.Ctx) error {
			var v sample
			if err := gate.JSON(c, &v); err != nil {
				return err
			}
			return ok(c)
		},
		{Method: "POST", Path: "/form"}:   ok,
		{Method: "GET", Path: "/clerks"}:  ok,
		{Method: "GET", Path: "/broken"}:  func(*fiber.Ctx) error { return errors.New("dial FR7630006000011234567890189 refused") },
		{Method: "GET", Path: "/panic"}:   func(*fiber.Ctx) error { panic("secret 123456789012") },
		{Method: "POST", Path: "/signin"}: func(c *fiber.Ctx) error { _, err := gate.SignIn(c, c.Query("l"), c.Query("p")); return err },
	})
	if err != nil {
		t.Fatal(err)
	}
	d.url = testkit.Serve(t, app)
	return d
}

type locked struct {
	mu *sync.Mutex
	w  io.Writer
}

func (l locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

type sample struct {
	Name string            `json:"name"`
	List []inner           `json:"list"`
	More map[string]string `json:"more"`
}

type inner struct {
	N int `json:"n"`
}

type part struct{ name, file, body string }

func form(parts ...part) (string, []byte) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, p := range parts {
		h := textproto.MIMEHeader{}
		if p.file != "" {
			h.Set("Content-Disposition", fmt.Sprintf(`form-data; name=%q; filename=%q`, p.name, p.file))
		} else {
			h.Set("Content-Disposition", fmt.Sprintf(`form-data; name=%q`, p.name))
		}
		f, err := w.CreatePart(h)
		if err != nil {
			panic(err)
		}
		io.WriteString(f, p.body)
	}
	w.Close()
	return w.FormDataContentType(), b.Bytes()
}

func (d door) send(t testing.TB, method, path string, body io.Reader, head ...string) (*http.Response, border.Problem, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, d.url+path, body)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(head); i += 2 {
		req.Header.Set(head[i], head[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var p border.Problem
	if res.StatusCode >= 400 {
		if got := res.Header.Get("Content-Type"); got != "application/problem+json" {
			t.Errorf("%s %s: content type %q", method, path, got)
		}
		if err := json.Unmarshal(data, &p); err != nil {
			t.Errorf("%s %s: %v in %s", method, path, err, data)
		}
		if p.Status != res.StatusCode || p.Detail == "" || p.Title == "" {
			t.Errorf("%s %s: problem %+v", method, path, p)
		}
		if word := testkit.English(p.Title + " " + p.Detail); word != "" {
			t.Errorf("%s %s: %q in %q", method, path, word, p.Detail)
		}
	}
	return res, p, string(data)
}

const key = "Bearer bdk_good"
