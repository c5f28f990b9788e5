package border_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"net/textproto"
	"strings"
	"sync"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"

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
	return "", desk.Session{}, bordereau.Errorf(bordereau.Unauthorised, "the name or the password is wrong")
}
func (d *doorman) SignOut(_ context.Context, t string) error {
	d.ended = append(d.ended, t)
	return nil
}
func (d *doorman) Session(_ context.Context, t string) (desk.Session, error) {
	if t == "sess" {
		return desk.Session{Principal: bordereau.Principal{ID: "p", Role: bordereau.RoleBranch, Branch: "00742", Person: true}, CSRF: "tok"}, nil
	}
	return desk.Session{}, bordereau.Errorf(bordereau.Unauthorised, "please sign in")
}
func (d *doorman) KeyHolder(_ context.Context, k string) (bordereau.Principal, error) {
	if k == "bdk_good" {
		return bordereau.Principal{ID: "k", Role: bordereau.RoleBranch, Branch: "00742"}, nil
	}
	return bordereau.Principal{}, bordereau.Errorf(bordereau.Unauthorised, "please sign in")
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
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go app.Listener(l)
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := app.ShutdownWithContext(ctx); err != nil {
			t.Error(err)
		}
	})
	d.url = "http://" + l.Addr().String()
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
	}
	return res, p, string(data)
}

const key = "Bearer bdk_good"

func TestDeliveryTakesFilesAndFields(t *testing.T) {
	d := open(t, border.Config{})
	ct, body := form(part{"reference", "", "R1"}, part{"file", "a.pdf", "aaa"}, part{"slip_total", "", "21 655,40 €"}, part{"slip_count", "", "2"}, part{"file", "b.pdf", strings.Repeat("b", 300000)})
	res, _, got := d.send(t, "POST", "/deposits", bytes.NewReader(body), "Authorization", key, "Content-Type", ct)
	if res.StatusCode != 202 || got != "00742 R1" {
		t.Fatal(res.StatusCode, got)
	}
	g := d.ledger.taken[0]
	if len(g.files) != 2 || g.sizes["b.pdf"] != 300000 || *g.decl.SlipCount != 2 || g.decl.SlipTotal.Minor != 2165540 || g.decl.Channel != bordereau.ChannelAPI {
		t.Errorf("%+v", g)
	}
}

// A file without a name keeps its first byte; an empty one without a name is a
// form in which nothing was chosen.
func TestNamelessFiles(t *testing.T) {
	d := open(t, border.Config{})
	body := "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\nabc\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\n\r\n--b--\r\n"
	res, _, text := d.send(t, "POST", "/deposits", strings.NewReader(body), "Authorization", key, "Content-Type", "multipart/form-data; boundary=b")
	if res.StatusCode != 202 || len(d.ledger.taken[0].files) != 1 || d.ledger.taken[0].sizes[""] != 3 {
		t.Fatal(res.StatusCode, text, d.ledger.taken)
	}
}

func TestDeliveryRefusals(t *testing.T) {
	cfg := border.Config{MaxFile: 1000, MaxFiles: 2, MaxParts: 5, MaxField: 100}
	d := open(t, cfg)
	big := func(n int) string { return strings.Repeat("x", n) }
	file := part{"file", "a.pdf", "aaa"}
	for name, c := range map[string]struct {
		parts  []part
		status int
		typ    string
		at     string
	}{
		"at every limit":         {[]part{{"file", "a", big(1000)}, {"file", "b", big(1000)}, {"reference", "", big(100)}, {"dossier", "", "d"}, {"kind", "", "cheque"}}, 202, "", ""},
		"one byte too many":      {[]part{{"file", "a", big(1001)}}, 413, "too_large", ""},
		"one file too many":      {[]part{file, file, file}, 413, "too_large", ""},
		"one part too many":      {[]part{file, {"reference", "", "r"}, {"dossier", "", "r"}, {"kind", "", "cheque"}, {"branch", "", "00742"}, {"channel", "", "api"}}, 413, "too_large", ""},
		"field one byte too big": {[]part{file, {"reference", "", big(101)}}, 413, "too_large", ""},
		"no file":                {[]part{{"reference", "", "x"}}, 422, "invalid", "/file"},
		"unknown field":          {[]part{file, {"colour", "", "x"}}, 422, "invalid", "/colour"},
		"field twice":            {[]part{file, {"dossier", "", "x"}, {"dossier", "", "y"}}, 422, "invalid", "/dossier"},
		"other branch":           {[]part{file, {"branch", "", "00118"}}, 403, "forbidden", "/branch"},
		"own branch":             {[]part{file, {"branch", "", "00742"}}, 202, "", ""},
		"unknown type":           {[]part{file, {"kind", "", "poem"}}, 422, "invalid", "/kind"},
		"count not a number":     {[]part{file, {"slip_count", "", "many"}}, 422, "invalid", "/slip_count"},
		"total not an amount":    {[]part{file, {"slip_total", "", "1e9"}}, 422, "invalid", "/slip_total"},
		"file under other name":  {[]part{{"upload", "a.pdf", "aaa"}}, 422, "invalid", "/file"},
		"name of 255 bytes":      {[]part{{"file", big(255), "a"}}, 202, "", ""},
		"name of 256 bytes":      {[]part{{"file", big(256), "a"}}, 422, "invalid", "/file"},
	} {
		t.Run(name, func(t *testing.T) {
			ct, body := form(c.parts...)
			res, p, text := d.send(t, "POST", "/deposits", bytes.NewReader(body), "Authorization", key, "Content-Type", ct)
			if res.StatusCode != c.status {
				t.Fatalf("status %d: %s", res.StatusCode, text)
			}
			if c.typ != "" && p.Type != "urn:bordereau:problem:"+c.typ {
				t.Errorf("type %s", p.Type)
			}
			if c.at != "" && (len(p.Errors) != 1 || p.Errors[0].Pointer != c.at) {
				t.Errorf("errors %+v", p.Errors)
			}
		})
	}
}

func TestDeliveryHeads(t *testing.T) {
	d := open(t, border.Config{MaxFile: 1000, MaxFiles: 1})
	ct, body := form(part{"file", "a.pdf", "aaa"})
	whole := sha256.Sum256(body)
	file := sha256.Sum256([]byte("aaa"))
	other := sha256.Sum256([]byte("bbb"))
	field := func(sum [32]byte) string { return "sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":" }
	for name, c := range map[string]struct {
		head   []string
		status int
	}{
		"gzip":                {[]string{"Content-Encoding", "gzip"}, 415},
		"identity":            {[]string{"Content-Encoding", "identity"}, 202},
		"not a form":          {[]string{"Content-Type", "application/pdf"}, 415},
		"no boundary":         {[]string{"Content-Type", "multipart/form-data"}, 415},
		"digest of the body":  {[]string{"Content-Digest", field(whole)}, 202},
		"digest of the file":  {[]string{"Content-Digest", field(file)}, 202},
		"digest of another":   {[]string{"Content-Digest", field(other)}, 422},
		"damaged digest":      {[]string{"Content-Digest", "sha-256=:aa:"}, 400},
		"other algorithm":     {[]string{"Content-Digest", "md5=:aaaa:"}, 202},
		"good key":            {[]string{"Idempotency-Key", "k-1"}, 202},
		"key with a blank":    {[]string{"Idempotency-Key", "k 1"}, 400},
		"key too long":        {[]string{"Idempotency-Key", strings.Repeat("k", 256)}, 400},
		"unknown machine key": {[]string{"Authorization", "Bearer bdk_bad"}, 401},
		"basic":               {[]string{"Authorization", "Basic YTpi"}, 401},
	} {
		t.Run(name, func(t *testing.T) {
			head := append([]string{"Authorization", key, "Content-Type", ct}, c.head...)
			res, _, text := d.send(t, "POST", "/deposits", bytes.NewReader(body), head...)
			if res.StatusCode != c.status {
				t.Fatalf("status %d: %s", res.StatusCode, text)
			}
		})
	}
}

// A sender that declares or sends far too much is answered, and costs no memory.
func TestDeliveryTooLarge(t *testing.T) {
	d := open(t, border.Config{MaxFile: 1 << 20, MaxFiles: 1, MaxParts: 2})
	for name, chunked := range map[string]bool{"declared": false, "undeclared": true} {
		t.Run(name, func(t *testing.T) {
			ct, body := form(part{"file", "a.pdf", strings.Repeat("x", 3<<20)})
			var r io.Reader = bytes.NewReader(body)
			if chunked {
				r = struct{ io.Reader }{r}
			}
			res, p, text := d.send(t, "POST", "/deposits", r, "Authorization", key, "Content-Type", ct)
			if res.StatusCode != 413 || !strings.Contains(p.Detail, "1 Mio") {
				t.Fatal(res.StatusCode, text)
			}
		})
	}
	if n := len(d.ledger.taken); n != 0 {
		t.Errorf("%d deposits were made", n)
	}
}

func TestPartHeadIsBounded(t *testing.T) {
	d := open(t, border.Config{})
	body := "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\nX: " + strings.Repeat("y", 200<<10) + "\r\n\r\nz\r\n--b--\r\n"
	res, _, text := d.send(t, "POST", "/deposits", strings.NewReader(body), "Authorization", key, "Content-Type", "multipart/form-data; boundary=b")
	if res.StatusCode != 400 {
		t.Fatal(res.StatusCode, text)
	}
}

// A sender of one byte now and then is cut off, and told so.
func TestSlowSender(t *testing.T) {
	d := open(t, border.Config{UploadGrace: 200 * time.Millisecond, UploadRate: 1 << 20})
	c, err := net.Dial("tcp", strings.TrimPrefix(d.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	fmt.Fprintf(c, "POST /deposits HTTP/1.1\r\nHost: x\r\nAuthorization: %s\r\nContent-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n--b\r\n", key)
	c.SetReadDeadline(time.Now().Add(20 * time.Second))
	answer, _ := io.ReadAll(c)
	if !strings.HasPrefix(string(answer), "HTTP/1.1 408 ") || !strings.Contains(string(answer), "request_timeout") {
		t.Fatalf("%q", answer)
	}
}

// Names and fields of many senders at once never cross: nothing of a request's
// buffers outlives it.
func TestParallelDeliveriesDoNotCross(t *testing.T) {
	d := open(t, border.Config{})
	const n = 200
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			ref := fmt.Sprintf("reference-%04d-%s", i, strings.Repeat("r", i%37))
			ct, body := form(part{"reference", "", ref}, part{"file", "f-" + ref + ".pdf", ref})
			res, _, got := d.send(t, "POST", "/deposits", bytes.NewReader(body), "Authorization", key, "Content-Type", ct)
			if res.StatusCode != 202 || got != "00742 "+ref {
				t.Errorf("%d %q for %q", res.StatusCode, got, ref)
			}
		})
	}
	wg.Wait()
	if len(d.ledger.taken) != n {
		t.Fatalf("%d of %d", len(d.ledger.taken), n)
	}
	seen := map[string]bool{}
	for _, g := range d.ledger.taken {
		ref := g.decl.Reference
		sum := sha256.Sum256([]byte(ref))
		if seen[ref] || g.files["f-"+ref+".pdf"] != hex.EncodeToString(sum[:]) {
			t.Errorf("%q came with %v", ref, g.files)
		}
		seen[ref] = true
	}
}

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
		if res.StatusCode != 401 || p.Detail != "L'identifiant ou le mot de passe est incorrect." {
			t.Errorf("%s: %d %+v", name, res.StatusCode, p)
		}
	}
}

func TestProblems(t *testing.T) {
	d := open(t, border.Config{})
	res, p, _ := d.send(t, "GET", "/nowhere/Dupont", nil)
	if res.StatusCode != 404 || p.Type != "urn:bordereau:problem:not_found" || p.Title != "Introuvable" {
		t.Errorf("%+v", p)
	}
	res, p, _ = d.send(t, "DELETE", "/form", nil, "Accept-Language", "en-GB,en;q=0.9,fr;q=0.5")
	if res.StatusCode != 405 || p.Title != "Method not allowed" || res.Header.Get("Allow") == "" {
		t.Errorf("%+v %v", p, res.Header)
	}
	res, p, _ = d.send(t, "GET", "/clerks", nil, "Authorization", key)
	if res.StatusCode != 403 || p.Detail != "Votre profil ne permet pas cette action." {
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

// Every sentence goes from one language to the other and back, and what no room
// wrote is said in general words rather than in the wrong language.
func TestSentences(t *testing.T) {
	for _, c := range []struct{ lang, message, want string }{
		{"en", "Le fichier « a.pdf » dépasse la taille permise (25 Mio).", "The file “a.pdf” is larger than allowed (25 MiB)."},
		{"fr", "Page 3 has 90 million pixels, more than 80; scan it at 300 dpi.", "La page 3 compte 90 millions de points, plus que 80 ; numérisez-la à 300 ppp."},
		{"fr", "Identifiant ou mot de passe incorrect.", "Identifiant ou mot de passe incorrect."},
		{"en", "Identifiant ou mot de passe incorrect.", "The login or the password is wrong."},
		{"fr", "the frobnicator is not there", "Une donnée saisie n'est pas correcte."},
		{"en", "Le machin ne convient pas.", "Something in the input is not correct."},
		{"fr", "no file was sent", "Aucun fichier n'a été envoyé."},
	} {
		if got := border.Sentence(c.lang, bordereau.Invalid, c.message); got != c.want {
			t.Errorf("%s %q: %q", c.lang, c.message, got)
		}
	}
}
