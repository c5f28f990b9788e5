package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"testing"

	"bordereau"
	"bordereau/api"
	"bordereau/desk"
	"bordereau/internal/testkit"

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
	b := &bureau{Desk: testkit.Scripted(t, "api"), t: t}
	deps := api.Over(b.Desk)
	deps.Log, deps.Registry = slog.New(slog.DiscardHandler), prometheus.NewRegistry()
	server, err := api.New(api.Config{}, deps)
	if err != nil {
		t.Fatal(err)
	}
	_, b.router = described(t, server)
	b.url = testkit.Serve(t, server.App())
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

func (b *bureau) work() { b.t.Helper(); testkit.Work(b.t, b.Desk) }

const png = testkit.PNG
