package api_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/api"
	"bordereau/desk"
	"bordereau/internal/testkit"
	"bordereau/store"

	"github.com/getkin/kin-openapi/routers"
	"github.com/prometheus/client_golang/prometheus"
)

// bureau is the API over a desk on real services. Its reader follows a script:
// recognition is not what is tested here.
type bureau struct {
	*desk.Desk
	t      testing.TB
	url    string
	router routers.Router
}

const password = "un mot de passe sûr"

func newBureau(t testing.TB) *bureau {
	t.Helper()
	b := &bureau{t: t}
	s, err := store.New(t.Context(), store.Config{URL: testkit.Database(t), MaxConns: 12})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	_, signer, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	b.Desk, err = desk.New(desk.Config{Node: "api", SpoolDir: t.TempDir()}, desk.Deps{Store: s, Objects: testkit.Objects(t), Signer: signer,
		Reader: script{}, Understand: understood, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	deps := api.Over(b.Desk)
	deps.Log, deps.Registry = log, prometheus.NewRegistry()
	server, err := api.New(api.Config{}, deps)
	if err != nil {
		t.Fatal(err)
	}
	_, b.router = described(t, server)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(l)
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := server.Shutdown(ctx); err != nil {
			t.Error(err)
		}
	})
	b.url = "http://" + l.Addr().String()
	return b
}

// caller is a machine with a key or a person with a session.
type caller struct {
	b    *bureau
	head map[string]string
}

func (b *bureau) key(role bordereau.Role, branch string) caller {
	b.t.Helper()
	_, secret, err := b.AddKey(b.t.Context(), bordereau.System, desk.Key{Label: string(role) + branch, Role: role, Branch: branch})
	if err != nil {
		b.t.Fatal(err)
	}
	return caller{b, map[string]string{"Authorization": "Bearer " + secret}}
}

func (b *bureau) person(login string, role bordereau.Role) caller {
	b.t.Helper()
	if _, err := b.AddUser(b.t.Context(), bordereau.System, desk.User{Login: login, Role: role}, password); err != nil {
		b.t.Fatal(err)
	}
	nobody := caller{b, nil}
	res, data := nobody.call("POST", "/v1/sessions", map[string]string{"login": login, "password": password})
	var in struct{ CSRF string }
	if err := json.Unmarshal(data, &in); err != nil || res.StatusCode != 201 {
		b.t.Fatal(res.StatusCode, string(data))
	}
	return caller{b, map[string]string{"Cookie": "bordereau_session=" + res.Cookies()[0].Value, "X-CSRF-Token": in.CSRF}}
}

// call sends JSON, or nothing, and holds request and answer against the document.
func (c caller) call(method, path string, in any) (*http.Response, []byte) {
	c.b.t.Helper()
	body, kind := []byte(nil), ""
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			c.b.t.Fatal(err)
		}
		kind = "application/json"
	}
	return c.raw(method, path, kind, body)
}

func (c caller) raw(method, path, kind string, body []byte, extra ...string) (*http.Response, []byte) {
	c.b.t.Helper()
	req, err := http.NewRequestWithContext(c.b.t.Context(), method, c.b.url+path, bytes.NewReader(body))
	if err != nil {
		c.b.t.Fatal(err)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	for k, v := range c.head {
		req.Header.Set(k, v)
	}
	for i := 0; i < len(extra); i += 2 {
		req.Header.Set(extra[i], extra[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.b.t.Error(err)
		return &http.Response{}, nil
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		c.b.t.Error(err)
	}
	req.URL.Scheme, req.URL.Host = "", ""
	if t, ok := c.b.t.(*testing.T); ok {
		holds(t, c.b.router, req, string(body), res, data, res.StatusCode < 300)
	}
	return res, data
}

// want calls and decodes an answer that has to be the given status.
func (c caller) want(status int, method, path string, in, out any) {
	c.b.t.Helper()
	res, data := c.call(method, path, in)
	if res.StatusCode != status {
		c.b.t.Fatalf("%s %s: %d %s", method, path, res.StatusCode, data)
	}
	if out != nil {
		if err := json.Unmarshal(data, out); err != nil {
			c.b.t.Fatal(err)
		}
	}
}

type deposited struct {
	ID        string
	Documents []struct {
		ID          string
		State       string
		StateWords  string `json:"state_words"`
		DuplicateOf string `json:"duplicate_of"`
	}
	Replayed bool
}

func (c caller) deposit(fields map[string]string, extra []string, files ...string) (int, deposited, []byte) {
	c.b.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, v := range fields {
		w.WriteField(k, v)
	}
	for i, f := range files {
		part, err := w.CreateFormFile("file", fmt.Sprintf("p%d.png", i))
		if err != nil {
			c.b.t.Fatal(err)
		}
		io.WriteString(part, f)
	}
	w.Close()
	res, data := c.raw("POST", "/v1/deposits", w.FormDataContentType(), b.Bytes(), extra...)
	var d deposited
	if res.StatusCode == 202 {
		if err := json.Unmarshal(data, &d); err != nil {
			c.b.t.Error(err)
		}
		if res.Header.Get("Location") != "/v1/deposits/"+d.ID {
			c.b.t.Error("Location", res.Header.Get("Location"))
		}
	}
	return res.StatusCode, d, data
}

func (b *bureau) work() {
	b.t.Helper()
	for {
		l, err := b.ClaimNext(b.t.Context(), []string{desk.StageRead, desk.StageArchive}, "w")
		if err != nil {
			b.t.Fatal(err)
		}
		if l == nil {
			return
		}
		if err := b.Work(b.t.Context(), *l); err != nil {
			b.t.Fatal(err)
		}
	}
}

const png = "\x89PNG\r\n\x1a\n"

type script struct{}

type scripted struct{ text string }

func (script) Open(_ context.Context, data []byte, _ bool) (desk.ReadingSession, error) {
	return scripted{strings.TrimPrefix(string(data), png)}, nil
}
func (s scripted) Read(context.Context) (bordereau.Reading, error) {
	p := bordereau.Page{Number: 1, Width: 500, Height: 700, DPI: 120}
	for i, w := range strings.Fields(s.text) {
		p.Words = append(p.Words, bordereau.Word{Text: w, Box: bordereau.Box{X: 20, Y: 20 + 30*i, W: 200, H: 20}, Confidence: 0.9, Line: i})
	}
	return bordereau.Reading{Format: "png", Pages: []bordereau.Page{p}, Engine: bordereau.Engine{Name: "script", Version: "1"}}, nil
}
func (scripted) Zone(context.Context, int, bordereau.Box, string) ([]bordereau.Word, error) {
	return nil, nil
}
func (s scripted) Image(context.Context, int, int) ([]byte, int, int, error) {
	return []byte("\xff\xd8\xff" + s.text), 500, 700, nil
}
func (s scripted) SearchablePDF(context.Context, bordereau.Reading) ([]byte, error) {
	return []byte("%PDF-1.7\n" + s.text), nil
}
func (scripted) Close() error { return nil }

// understood takes the first word as the type, name=value as a field.
func understood(_ context.Context, r bordereau.Reading, _ desk.Zones) (bordereau.Understanding, error) {
	u := bordereau.Understanding{Type: bordereau.Letter, TypeConfidence: 1, TypeProved: true, Spec: "script@1", Fields: []bordereau.Field{}, Checks: []bordereau.Check{}}
	for i, w := range r.Pages[0].Words {
		if t := bordereau.Type(w.Text); i == 0 && t.Known() {
			u.Type = t
		}
		if name, value, ok := strings.Cut(w.Text, "="); ok {
			u.Fields = append(u.Fields, bordereau.Field{Name: name, Value: value, Raw: value, Page: 1, Box: w.Box, Confidence: 0.9})
		}
	}
	return u, nil
}
