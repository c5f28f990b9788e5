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
	"strings"
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

func TestFormTokenAndOrigin(t *testing.T) {
	d := open(t, border.Config{})
	ct, withToken := form(part{"csrf", "", "tok"}, part{"file", "a.pdf", "a"})
	_, tokenLate := form(part{"file", "a.pdf", "a"}, part{"csrf", "", "tok"})
	ct2, noToken := form(part{"file", "a.pdf", "a"})
	boundary := func(b []byte) string { return "multipart/form-data; boundary=" + string(b[2:bytes.IndexByte(b, '\r')]) }
	host := strings.TrimPrefix(d.url, "http://")
	for name, c := range map[string]struct {
		path   string
		body   []byte
		head   []string
		status int
	}{
		"form with token":         {"/form", []byte("csrf=tok"), []string{"Content-Type", "application/x-www-form-urlencoded"}, 200},
		"form without token":      {"/form", []byte("a=b"), []string{"Content-Type", "application/x-www-form-urlencoded"}, 403},
		"form with other token":   {"/form", []byte("csrf=tik"), []string{"Content-Type", "application/x-www-form-urlencoded"}, 403},
		"json without header":     {"/json", []byte("{}"), []string{"Content-Type", "application/json"}, 403},
		"json with header":        {"/json", []byte("{}"), []string{"Content-Type", "application/json", "X-CSRF-Token", "tok"}, 200},
		"foreign origin":          {"/form", []byte("csrf=tok"), []string{"Content-Type", "application/x-www-form-urlencoded", "Origin", "https://evil.example"}, 403},
		"own origin":              {"/form", []byte("csrf=tok"), []string{"Content-Type", "application/x-www-form-urlencoded", "Origin", "http://" + host}, 200},
		"null origin":             {"/form", []byte("csrf=tok"), []string{"Content-Type", "application/x-www-form-urlencoded", "Origin", "null"}, 403},
		"cross site":              {"/form", []byte("csrf=tok"), []string{"Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "cross-site"}, 403},
		"same site is not enough": {"/form", []byte("csrf=tok"), []string{"Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "same-site"}, 403},
		"delivery with token":     {"/deposits", withToken, []string{"Content-Type", ct}, 202},
		"delivery token late":     {"/deposits", tokenLate, []string{"Content-Type", boundary(tokenLate)}, 403},
		"delivery without token":  {"/deposits", noToken, []string{"Content-Type", ct2}, 403},
		"delivery token in head":  {"/deposits", noToken, []string{"Content-Type", ct2, "X-CSRF-Token", "tok"}, 202},
		"sign-in from elsewhere":  {"/signin?l=claire&p=right", nil, []string{"Origin", "https://evil.example"}, 403},
	} {
		t.Run(name, func(t *testing.T) {
			begun := d.ledger.begun
			head := append([]string{"Cookie", "bordereau_session=sess"}, c.head...)
			res, _, text := d.send(t, "POST", c.path, bytes.NewReader(c.body), head...)
			if res.StatusCode != c.status {
				t.Fatalf("status %d: %s", res.StatusCode, text)
			}
			if c.status == 403 && d.ledger.begun != begun {
				t.Error("a delivery was begun before the token was seen")
			}
		})
	}
}

func TestSignInGivesANewSession(t *testing.T) {
	d := open(t, border.Config{Secure: true})
	res, _, _ := d.send(t, "POST", "/signin?l=claire&p=right", nil, "Cookie", "bordereau_session=planted")
	cookies := res.Cookies()
	if res.StatusCode != 200 || len(cookies) != 1 {
		t.Fatal(res.StatusCode, cookies)
	}
	c := cookies[0]
	if c.Value != "fresh" || !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteStrictMode {
		t.Errorf("%+v", c)
	}
	if len(d.man.ended) != 1 || d.man.ended[0] != "planted" {
		t.Errorf("ended %v", d.man.ended)
	}
	for name, q := range map[string]string{"wrong": "l=claire&p=wrong", "unknown": "l=x&p=wrong", "long": "l=claire&p=" + strings.Repeat("p", 2000)} {
		res, p, _ := d.send(t, "POST", "/signin?"+q, nil)
		if res.StatusCode != 401 || p.Detail != "Identifiant ou mot de passe incorrect." {
			t.Errorf("%s: %d %+v", name, res.StatusCode, p)
		}
	}
}

// Browsers send "Origin: null" with the forms of a page under no-referrer, and no
// form would go through; whatever is answered says same-origin.
func TestReferrerPolicyKeepsTheOriginOfOurForms(t *testing.T) {
	d := open(t, border.Config{})
	for path, status := range map[string]int{"/nowhere": 404, "/clerks": 401, "/broken": 500} {
		res, _, _ := d.send(t, "GET", path, nil)
		if got := res.Header.Values("Referrer-Policy"); res.StatusCode != status || len(got) != 1 || got[0] != "same-origin" {
			t.Errorf("%s: %d with the referrer policy %q", path, res.StatusCode, got)
		}
	}
}

func TestProblems(t *testing.T) {
	d := open(t, border.Config{})
	res, p, _ := d.send(t, "GET", "/nowhere/Dupont", nil)
	if res.StatusCode != 404 || p.Type != "urn:bordereau:problem:not_found" || p.Title != "Introuvable" {
		t.Errorf("%+v", p)
	}
	res, p, _ = d.send(t, "DELETE", "/form", nil)
	if res.StatusCode != 405 || p.Title != "Méthode non prévue" || res.Header.Get("Allow") == "" {
		t.Errorf("%+v %v", p, res.Header)
	}
	res, p, _ = d.send(t, "GET", "/clerks", nil, "Authorization", key)
	if res.StatusCode != 403 || p.Detail != "Votre profil ne permet pas cette action ; adressez-vous à un administrateur." {
		t.Errorf("%+v", p)
	}
	res, _, _ = d.send(t, "GET", "/clerks", nil)
	if res.StatusCode != 401 || res.Header.Get("WWW-Authenticate") == "" {
		t.Errorf("%d %v", res.StatusCode, res.Header)
	}
	res, _, text := d.send(t, "GET", "/broken", nil)
	if res.StatusCode != 500 || strings.Contains(text, "FR76") || strings.Contains(text, "dial") {
		t.Error(text)
	}
	res, _, text = d.send(t, "GET", "/panic", nil)
	if res.StatusCode != 500 || strings.Contains(text, "123456789012") {
		t.Error(text)
	}
	res, _, _ = d.send(t, "GET", "/clerks", nil, "X-Long", strings.Repeat("h", 64<<10))
	if res.StatusCode != 431 {
		t.Error(res.StatusCode)
	}
	for _, c := range []struct {
		err    error
		status int
		retry  bool
	}{
		{bordereau.Errorf(bordereau.Quota, "x"), 429, true}, {bordereau.Errorf(bordereau.Busy, "x"), 503, true},
		{bordereau.Errorf(bordereau.KeyReused, "x"), 422, false}, {bordereau.Errorf(bordereau.Unsupported, "x"), 415, false},
		{bordereau.Errorf(bordereau.Conflicting, "x"), 409, false}, {context.DeadlineExceeded, 500, false},
	} {
		d.ledger.err = c.err
		ct, body := form(part{"file", "a", "a"})
		res, _, _ := d.send(t, "POST", "/deposits", bytes.NewReader(body), "Authorization", key, "Content-Type", ct)
		if res.StatusCode != c.status || (res.Header.Get("Retry-After") != "") != c.retry {
			t.Errorf("%v: %d %q", c.err, res.StatusCode, res.Header.Get("Retry-After"))
		}
	}
}

func TestLogHoldsNoPersonalData(t *testing.T) {
	d := open(t, border.Config{})
	d.send(t, "GET", "/nowhere/Dupont?name=Martin", nil, "User-Agent", "evil")
	d.send(t, "GET", "/broken", nil)
	d.send(t, "GET", "/panic", nil)
	ct, body := form(part{"file", "Durand.pdf", "Lefebvre"}, part{"reference", "", "Petit"})
	d.send(t, "POST", "/deposits", bytes.NewReader(body), "Authorization", key, "Content-Type", ct)
	log := d.log.String()
	for _, private := range []string{"Dupont", "Martin", "Durand", "Lefebvre", "Petit", "FR76", "bdk_good", "123456789012", "evil"} {
		if strings.Contains(log, private) {
			t.Errorf("the log names %s:\n%s", private, log)
		}
	}
	if !strings.Contains(log, `"route":"/deposits","status":202`) || !strings.Contains(log, `"principal":"k"`) {
		t.Error(log)
	}
}

func TestMountHoldsTableAndHandlersTogether(t *testing.T) {
	gate, err := border.NewGate(border.Config{}, &doorman{})
	if err != nil {
		t.Fatal(err)
	}
	h := func(*fiber.Ctx) error { return nil }
	a, b := border.Call{Method: "GET", Path: "/a"}, border.Call{Method: "GET", Path: "/b"}
	if border.Mount(fiber.New(), border.Table{{Method: "GET", Path: "/a"}}, gate, map[border.Call]fiber.Handler{a: h, b: h}) == nil {
		t.Error("a handler without a line was mounted")
	}
	if border.Mount(fiber.New(), border.Table{{Method: "GET", Path: "/a"}, {Method: "GET", Path: "/b"}}, gate, map[border.Call]fiber.Handler{a: h}) == nil {
		t.Error("a line without a handler was mounted")
	}
	if (&border.Rule{}).Admits(bordereau.RoleAdmin) {
		t.Error("a line without roles lets somebody in")
	}
}

func TestJSONBody(t *testing.T) {
	d := open(t, border.Config{})
	deep := func(n int) string {
		return `{"list":` + strings.Repeat("[", n-1) + strings.Repeat("]", n-1) + `}`
	}
	pad := func(n int) string { return `{"name":"` + strings.Repeat("x", n-len(`{"name":""}`)) + `"}` }
	for body, want := range map[string]int{
		`{"name":"a","list":[{"n":1}],"more":{"x":"y"}}`: 200,
		`{}`: 200, ` {} `: 200,
		``: 400, `{`: 400, `{} {}`: 400, `{}]`: 400, "{\"name\":\"\xff\"}": 400,
		`{"name":"a","name":"b"}`:                 400,
		`{"name":"a","Name":"b"}`:                 400,
		`{"more":{"x":"1","x":"2"}}`:              400,
		`{"Name":"a"}`:                            422,
		`{"colour":"a"}`:                          422,
		`{"list":[{"n":1,"m":2}]}`:                422,
		`{"name":1}`:                              422,
		`{"list":{"n":1}}`:                        422,
		deep(11):                                  400,
		pad(64 << 10):                             200,
		pad(64<<10 + 1):                           413,
		`{"more":{"\u0000":"` + "\\u0000" + `"}}`: 200,
	} {
		res, _, text := d.send(t, "POST", "/json", strings.NewReader(body), "Authorization", key, "Content-Type", "application/json; charset=utf-8")
		if res.StatusCode != want {
			t.Errorf("%.80s: %d, want %d: %s", body, res.StatusCode, want, text)
		}
	}
	if res, _, _ := d.send(t, "POST", "/json", strings.NewReader("{}"), "Authorization", key, "Content-Type", "text/plain"); res.StatusCode != 415 {
		t.Error(res.StatusCode)
	}
}

func TestDisposition(t *testing.T) {
	for name, want := range map[string]string{
		"a.pdf":            `attachment; filename=a.pdf`,
		"../../etc/passwd": `attachment; filename=.._.._etc_passwd`,
		"a\r\nX: y.pdf":    `attachment; filename="aX: y.pdf"`,
		"relevé.pdf":       `attachment; filename*=utf-8''relev%C3%A9.pdf`,
		"exe\u202Efdp.pdf": `attachment; filename=exefdp.pdf`,
		"":                 `attachment; filename=document`,
	} {
		if got := border.Disposition(name); got != want {
			t.Errorf("%q: %s", name, got)
		}
	}
}

func TestAmounts(t *testing.T) {
	for s, want := range map[string]bordereau.Money{
		"1237.56": {Minor: 123756, Currency: "EUR"}, "1 237,56 €": {Minor: 123756, Currency: "EUR"}, "50": {Minor: 5000, Currency: "EUR"},
		"3435.880 TND": {Minor: 3435880, Currency: "TND"}, "1\u00a0237,56": {Minor: 123756, Currency: "EUR"}, "100 JPY": {Minor: 100, Currency: "JPY"},
	} {
		if got, err := border.ParseAmount(s); err != nil || got != want {
			t.Errorf("%q: %v %v", s, got, err)
		}
	}
	for _, s := range []string{"", "€", "1,2,3", "1.234,56", "12.5", "NaN", "1e3", "12 XYZ"} {
		if got, err := border.ParseAmount(s); err == nil {
			t.Errorf("%q became %v", s, got)
		}
	}
}

func TestSnippet(t *testing.T) {
	got := border.Snippet("de \x02Dupont\x03 à \x02Lyon\x03\x03 fin\x02")
	want := []border.Piece{{"de ", false}, {"Dupont", true}, {" à ", false}, {"Lyon", true}, {" fin", false}}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v", got)
	}
}
