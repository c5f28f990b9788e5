package web_test

import (
	"bytes"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"
	"bordereau/internal/testkit"
	"bordereau/web"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"
)

// house is the pages over a desk on real services. Its reader follows a script:
// what a file says is what is read, since recognition is not what is tested here.
type house struct {
	*desk.Desk
	t   testing.TB
	web *web.Server
	url string
}

const password = "un mot de passe sûr"

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{Desk: testkit.Scripted(t, "web"), t: t}
	for _, u := range []desk.User{{Login: "agence", Role: bordereau.RoleBranch, Branch: "00742"}, {Login: "voisine", Role: bordereau.RoleBranch, Branch: "00118"},
		{Login: "claire", Role: bordereau.RoleClerk}, {Login: "paul", Role: bordereau.RoleClerk}, {Login: "sophie", Role: bordereau.RoleSupervisor},
		{Login: "remi", Role: bordereau.RoleReader}, {Login: "alain", Role: bordereau.RoleAuditor}, {Login: "compta", Role: bordereau.RoleBooking}, {Login: "racine", Role: bordereau.RoleAdmin}} {
		if _, err := h.AddUser(t.Context(), bordereau.System, u, password); err != nil {
			t.Fatal(err)
		}
	}
	m, err := border.NewMetrics(prometheus.NewRegistry())
	if err != nil {
		t.Fatal(err)
	}
	if h.web, err = web.New(web.Config{}, web.Over(h.Desk, h.Log, m)); err != nil {
		t.Fatal(err)
	}
	h.url = testkit.Serve(t, h.web.App())
	return h
}

func (h *house) work() { h.t.Helper(); testkit.Work(h.t, h.Desk) }

const png = testkit.PNG

// visitor is a browser without scripts.
type visitor struct {
	h *house
	c *http.Client
}

func (h *house) visitor() *visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return &visitor{h, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// answer is what came back: where it leads, and the page.
type answer struct {
	code  int
	to    string
	body  string
	head  http.Header
	plain string // the body without entities
}

func (v *visitor) do(method, path, kind string, body io.Reader) answer {
	v.h.t.Helper()
	req, err := http.NewRequestWithContext(v.h.t.Context(), method, v.h.url+path, body)
	if err != nil {
		v.h.t.Fatal(err)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	res, err := v.c.Do(req)
	if err != nil {
		v.h.t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		v.h.t.Fatal(err)
	}
	a := answer{res.StatusCode, res.Header.Get("Location"), string(data), res.Header, html.UnescapeString(string(data))}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") && len(data) > 0 && !strings.HasPrefix(path, "/recherche/vite") {
		wellMade(v.h.t, path, a)
	}
	return a
}

func (v *visitor) get(path string) answer { return v.do("GET", path, "", nil) }

func (v *visitor) post(path string, form url.Values) answer {
	return v.do("POST", path, fiber.MIMEApplicationForm, strings.NewReader(form.Encode()))
}

// page gets a page that has to be there.
func (v *visitor) page(path string) answer {
	v.h.t.Helper()
	a := v.get(path)
	if a.code != 200 {
		v.h.t.Fatalf("%s: %d to %q: %.300s", path, a.code, a.to, a.body)
	}
	return a
}

func (v *visitor) signIn(login string) answer {
	return v.post("/connexion", url.Values{"login": {login}, "password": {password}})
}

var hiddenToken = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

func (v *visitor) token() string {
	v.h.t.Helper()
	for _, path := range []string{"/compte"} {
		if m := hiddenToken.FindStringSubmatch(v.get(path).body); m != nil {
			return m[1]
		}
	}
	v.h.t.Fatal("no form token")
	return ""
}

// send posts a form with its token.
func (v *visitor) send(path string, form url.Values) answer {
	v.h.t.Helper()
	if form == nil {
		form = url.Values{}
	}
	form.Set("csrf", v.token())
	return v.post(path, form)
}

// deliver posts the form of the deposit page.
func (v *visitor) deliver(token string, fields map[string]string, files ...string) answer {
	v.h.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if token != "" {
		w.WriteField("csrf", token)
	}
	for i, f := range files {
		part, err := w.CreateFormFile("file", "papier <b>"+string(rune('1'+i))+".png")
		if err != nil {
			v.h.t.Fatal(err)
		}
		io.WriteString(part, png+f)
	}
	for name, value := range fields {
		w.WriteField(name, value)
	}
	w.Close()
	return v.do("POST", "/depot", w.FormDataContentType(), &b)
}

// form reads the inputs of the form that posts to action, as a browser would.
func (a answer) form(action string) url.Values {
	out := url.Values{}
	i := strings.Index(a.body, `action="`+action+`"`)
	if bare, _, asked := strings.Cut(action, "?"); i < 0 && asked {
		i = strings.Index(a.body, `action="`+bare+`"`)
	}
	if i < 0 {
		return out
	}
	part := a.body[i:]
	part = part[:strings.Index(part, "</form>")]
	for _, m := range regexp.MustCompile(`<input ([^>]*)>`).FindAllStringSubmatch(part, -1) {
		name, value := attribute(m[1], "name"), attribute(m[1], "value")
		if name == "" || strings.Contains(m[1], `type="checkbox"`) || strings.Contains(m[1], `type="radio"`) && !strings.Contains(m[1], " checked") {
			continue
		}
		out.Add(name, html.UnescapeString(value))
	}
	return out
}

func attribute(tag, name string) string {
	if m := regexp.MustCompile(`(?:^| )` + name + `="([^"]*)"`).FindStringSubmatch(tag); m != nil {
		return m[1]
	}
	return ""
}
