package api_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/api"
	"bordereau/internal/border"
	"bordereau/internal/testkit"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"
)

func serve(t testing.TB, f *full, cfg api.Config) *api.Server {
	t.Helper()
	s, err := api.New(cfg, api.Deps{Access: doors{}, Deposits: border.DepositsOf(f.begin), Uploads: f, Deposited: f, Documents: f, Dossiers: f, Review: f, Units: f,
		Entries: f, Journal: f, DeadLetter: f, People: f, Health: f, Reports: f, Samples: f, Items: f, Zone: time.UTC, Log: slog.New(slog.DiscardHandler), Registry: prometheus.NewRegistry()})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// routes are the application's own, from its stack.
func routes(s *api.Server) map[border.Call]bool {
	out := map[border.Call]bool{}
	for _, stack := range s.App().Stack() {
		for _, r := range stack {
			if r.Path != "/" { // the door's own handler stands before all
				out[border.Call{Method: r.Method, Path: r.Path}] = true
			}
		}
	}
	return out
}

const delivery = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n%PDF\r\n--b--\r\n"

// bodies are a good body for every call that wants one.
var bodies = map[border.Call]string{
	{Method: "POST", Path: "/v1/sessions"}:                `{"login":"clerk","password":"right"}`,
	{Method: "POST", Path: "/v1/deposits"}:                delivery,
	{Method: "POST", Path: "/v1/documents/:id/reopen"}:    `{"version":7}`,
	{Method: "POST", Path: "/v1/dossiers"}:                `{"kind":"account_opening","title":"t","branch":"00742","customers":["1"]}`,
	{Method: "PUT", Path: "/v1/dossiers/:ref"}:            `{"title":"t","version":1}`,
	{Method: "POST", Path: "/v1/dossiers/:ref/events"}:    `{"event":"payment","day":"2026-11-23"}`,
	{Method: "POST", Path: "/v1/dossiers/:ref/pieces"}:    `{"piece":"identity","document":"0198f000-0000-7000-8000-000000000001","reason":"vu au guichet"}`,
	{Method: "POST", Path: "/v1/obligations/:id/proof"}:   `{"done_on":"2026-11-23","reference":"AR 1"}`,
	{Method: "POST", Path: "/v1/dossiers/:ref/letters"}:   `{"lang":"fr"}`,
	{Method: "POST", Path: "/v1/documents/:id/questions"}: `{"text":"Qui ?"}`,
	{Method: "POST", Path: "/v1/questions/:id/answer"}:    `{"text":"Moi."}`,
	{Method: "POST", Path: "/v1/documents/:id/refile"}:    `{"version":7,"dossier":"2026-004512"}`,
	{Method: "PUT", Path: "/v1/customers/:ref"}:           `{"kind":"person","surname":"DUPONT"}`,
	{Method: "POST", Path: "/v1/customers/import"}:        "ref,name\n1,DUPONT\n",
	{Method: "POST", Path: "/v1/tasks/next"}:              `{"kind":"first"}`,
	{Method: "POST", Path: "/v1/tasks/:id/decision"}:      `{"action":"confirm","lease_id":"` + own + `","version":7,"fields":{"amount":"1.00"},"seen":["` + strings.Repeat("ab", 32) + `"]}`,
	{Method: "POST", Path: "/v1/tasks/:id/release"}:       `{"lease_id":"` + own + `"}`,
	{Method: "POST", Path: "/v1/units/:id/release"}:       `{"version":2,"reason":"vu"}`,
	{Method: "POST", Path: "/v1/entries/acks"}:            `[{"entry_id":"` + own + `","verdict":"accepted"}]`,
	{Method: "POST", Path: "/v1/entries/:id/reversal"}:    `{"reason":"erreur"}`,
	{Method: "POST", Path: "/v1/samples/:id/keying"}:      `{"lease_id":"` + own + `","fields":{"amount":"1,00"}}`,
	{Method: "POST", Path: "/v1/samples/:id/release"}:     `{"lease_id":"` + own + `"}`,
	{Method: "POST", Path: "/v1/items/:id/close"}:         `{"note":"réglé"}`,
	{Method: "POST", Path: "/v1/users"}:                   `{"login":"paul","name":"Paul","role":"clerk","password":"twelve bytes!"}`,
	{Method: "POST", Path: "/v1/keys/:id/rotate"}:         `{"overlap_seconds":60}`,
	{Method: "POST", Path: "/v1/keys"}:                    `{"label":"scanner","role":"branch","branch":"00742"}`,
}

// ask makes a good request for a route, about the thing named id.
func ask(call border.Call, id string) *http.Request {
	path := strings.NewReplacer(":id", id, ":n", "1", ":ref", map[string]string{own: "2026-004512"}[id]+map[bool]string{true: "x"}[id != own],
		":login", map[bool]string{true: "claire", false: "nobody"}[id == own], ":day", map[bool]string{true: "2026-11-23", false: "2026-01-01"}[id == own]).Replace(call.Path)
	if call.Path == "/v1/entries/totals" {
		path += "?day=2026-11-23"
	}
	req := httptest.NewRequest(call.Method, path, strings.NewReader(bodies[call]))
	if strings.HasPrefix(call.Path, "/v1/uploads") {
		for name, value := range map[string]string{"Tus-Resumable": "1.0.0", "Upload-Length": "3", "Upload-Offset": "0", "X-HTTP-Method-Override": "DELETE"} {
			req.Header.Set(name, value)
		}
	}
	switch {
	case bodies[call] == "" && call.Method == "PATCH":
		req.Body = http.NoBody
		req.Header.Set("Content-Type", "application/offset+octet-stream")
	case bodies[call] == "":
		req.Body = http.NoBody
	case call.Path == "/v1/deposits":
		req.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	case call.Path == "/v1/customers/import":
		req.Header.Set("Content-Type", "text/csv")
	default:
		req.Header.Set("Content-Type", "application/json")
	}
	return req
}

func do(t testing.TB, s *api.Server, req *http.Request) (*http.Response, []byte) {
	t.Helper()
	res, err := s.App().Test(req, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, data
}

// Every route of the application has a line in the access table, and the other
// way round: a route that somebody adds beside the table fails here.
func TestEveryRouteHasALine(t *testing.T) {
	s := serve(t, &full{}, api.Config{})
	have := routes(s)
	for call := range have {
		if api.Table.Rule(call.Method, call.Path) == nil {
			t.Errorf("%s %s is served without a line in the access table", call.Method, call.Path)
		}
	}
	for _, r := range api.Table {
		if !have[border.Call{Method: r.Method, Path: r.Path}] {
			t.Errorf("%s %s is in the table and not served", r.Method, r.Path)
		}
	}
}

// Every route, for every kind of caller, by key and by cookie, about what is its
// own, another branch's, and nobody's.
func TestAccessMatrix(t *testing.T) {
	s := serve(t, &full{}, api.Config{})
	for _, rule := range api.Table {
		call := border.Call{Method: rule.Method, Path: rule.Path}
		about := []string{own}
		if strings.Contains(rule.Path, ":id") || strings.Contains(rule.Path, ":ref") {
			about = []string{own, other, none}
		}
		for _, id := range about {
			if !rule.Open {
				for name, head := range map[string][2]string{"nobody": {"X-None", "x"}, "a wrong key": {"Authorization", "Bearer bdk_wrong"}, "a dead session": {"Cookie", "bordereau_session=dead"}} {
					req := ask(call, id)
					req.Header.Set(head[0], head[1])
					if res, _ := do(t, s, req); res.StatusCode != 401 {
						t.Errorf("%s %s: %s got %d", rule.Method, rule.Path, name, res.StatusCode)
					}
				}
			}
			for _, role := range bordereau.Roles {
				byKey, byCookie, noToken := ask(call, id), ask(call, id), ask(call, id)
				byKey.Header.Set("Authorization", "Bearer bdk_"+string(role))
				for _, r := range []*http.Request{byCookie, noToken} {
					r.Header.Set("Cookie", "bordereau_session=session-"+string(role))
				}
				byCookie.Header.Set("X-CSRF-Token", "token-of-session-"+string(role))
				allowed := rule.Open || rule.Anyone || slices.Contains(rule.Roles, role)
				for how, req := range map[string]*http.Request{"key": byKey, "cookie": byCookie, "cookie without token": noToken} {
					res, text := do(t, s, req)
					got := res.StatusCode
					var ok bool
					switch {
					case rule.Path == "/metrics":
						ok = got == 200 || got == 404
					case !allowed:
						ok = got == 403
					case how == "cookie without token" && rule.Method != "GET" && rule.Method != "HEAD" && !rule.Open:
						ok = got == 403
					case how == "key" && rule.Method == "DELETE" && rule.Path == "/v1/sessions":
						ok = got == 422 // a key has no session to end
					case id != own:
						ok = got == 404
					default:
						ok = got >= 200 && got < 300
					}
					if !ok {
						t.Errorf("%s %s about %s: %s by %s got %d %.120s", rule.Method, rule.Path, id, role, how, got, text)
					}
				}
			}
		}
	}
}

// What nobody may call by the table stays so: spot checks that do not read the
// table, so that a slip in it is found.
func TestWhoMayNot(t *testing.T) {
	s := serve(t, &full{}, api.Config{})
	for _, c := range []struct {
		role, method, path string
	}{
		{"branch", "POST", "/v1/tasks/next"}, {"branch", "GET", "/v1/journal"}, {"branch", "GET", "/v1/obligations"}, {"auditor", "POST", "/v1/obligations/:id/proof"}, {"branch", "PUT", "/v1/customers/:ref"},
		{"reader", "POST", "/v1/deposits"}, {"reader", "POST", "/v1/tasks/:id/decision"},
		{"clerk", "POST", "/v1/units/:id/release"}, {"clerk", "POST", "/v1/days/:day/close"}, {"clerk", "PUT", "/v1/customers/:ref"}, {"clerk", "POST", "/v1/deposits"},
		{"supervisor", "POST", "/v1/users"}, {"supervisor", "POST", "/v1/entries/acks"},
		{"auditor", "POST", "/v1/tasks/next"}, {"auditor", "POST", "/v1/entries/acks"}, {"auditor", "POST", "/v1/dossiers"}, {"auditor", "POST", "/v1/deadletters/:id/redrive"},
		{"booking", "GET", "/v1/documents/:id/original"}, {"booking", "GET", "/v1/documents"}, {"booking", "POST", "/v1/entries/:id/reversal"},
		{"admin", "GET", "/v1/documents/:id"}, {"admin", "GET", "/v1/documents"}, {"admin", "GET", "/v1/entries"}, {"admin", "GET", "/v1/documents/:id/pages/:n/image"},
	} {
		req := ask(border.Call{Method: c.method, Path: c.path}, own)
		req.Header.Set("Authorization", "Bearer bdk_"+c.role)
		if res, _ := do(t, s, req); res.StatusCode != 403 {
			t.Errorf("%s may %s %s: %d", c.role, c.method, c.path, res.StatusCode)
		}
	}
	for _, r := range api.Table {
		if r.Method != "GET" && slices.Contains(r.Roles, bordereau.RoleAuditor) {
			t.Errorf("the auditor changes something by %s %s", r.Method, r.Path)
		}
	}
}

func TestEntriesComeByteForByte(t *testing.T) {
	s := serve(t, &full{}, api.Config{})
	for _, path := range []string{"/v1/entries", "/v1/entries/" + own} {
		req := httptest.NewRequest("GET", path, nil)
		req.Header.Set("Authorization", "Bearer bdk_booking")
		if _, data := do(t, s, req); !bytes.Contains(data, record) {
			t.Errorf("%s changed the record: %s", path, data)
		}
	}
}

// What branches sent in is never shown in our own name.
func TestOriginalsAreAttachments(t *testing.T) {
	s := serve(t, &full{}, api.Config{})
	for _, part := range []string{"original", "archive.pdf", "alto", "text", "pages/1/image"} {
		req := httptest.NewRequest("GET", "/v1/documents/"+own+"/"+part, nil)
		req.Header.Set("Authorization", "Bearer bdk_reader")
		res, _ := do(t, s, req)
		if res.Header.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(res.Header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%s: %v", part, res.Header)
		}
		if attached := strings.HasPrefix(res.Header.Get("Content-Disposition"), "attachment"); attached != (part == "original" || part == "archive.pdf" || part == "alto") {
			t.Errorf("%s: %q", part, res.Header.Get("Content-Disposition"))
		}
	}
}

func TestMetricsAreForThisMachine(t *testing.T) {
	s := serve(t, &full{}, api.Config{MetricsToken: "figures"})
	url := testkit.Serve(t, s.App())
	get := func(head ...string) (int, string) {
		req, err := http.NewRequest("GET", url+"/metrics", nil)
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
		return res.StatusCode, string(data)
	}
	get()
	if code, text := get(); code != 200 || !strings.Contains(text, `bordereau_http_requests_total{method="GET",route="/metrics",status="200"}`) {
		t.Error(code, text)
	}
	if code, _ := get("X-Forwarded-For", "203.0.113.9"); code != 404 {
		t.Error("a proxy's caller reads the metrics:", code)
	}
	if code, _ := get("X-Forwarded-For", "203.0.113.9", "Authorization", "Bearer figures"); code != 200 {
		t.Error(code)
	}
	if code, _ := get("X-Forwarded-For", "203.0.113.9", "Authorization", "Bearer wrong"); code != 404 {
		t.Error(code)
	}
}

func TestQueriesAreChecked(t *testing.T) {
	s := serve(t, &full{}, api.Config{})
	for path, want := range map[string]int{
		"/v1/documents?q=dupont&type=cheque&state=archived&from=2026-11-01&to=2026-11-23&amount_min=1000&amount_max=1300,00": 200,
		"/v1/documents?from=2026-11-01T10:00:00Z":     200,
		"/v1/documents?type=poem":                     422,
		"/v1/documents?state=lost":                    422,
		"/v1/documents?from=yesterday":                422,
		"/v1/documents?amount_min=much":               422,
		"/v1/documents?limit=0":                       422,
		"/v1/documents?limit=200":                     200,
		"/v1/documents?limit=201":                     422,
		"/v1/documents?q=" + strings.Repeat("q", 501): 422,
		"/v1/documents/not-an-id":                     404,
		"/v1/documents/" + own + "/pages/0/image":     404,
		"/v1/documents/" + own + "/pages/one/image":   404,
		"/v1/dossiers/2026%2D004512":                  200,
		"/v1/entries/totals":                          422,
		"/v1/entries?after=-1":                        422,
		"/v1/documents/" + own + "/":                  404,
		"/v1":                                         404,
	} {
		req := httptest.NewRequest("GET", path, nil)
		req.Header.Set("Authorization", "Bearer bdk_supervisor")
		if res, data := do(t, s, req); res.StatusCode != want {
			t.Errorf("%s: %d %s", path, res.StatusCode, data)
		}
	}
}

// What is not the API's goes to the pages, and nothing else does.
func TestPagesBehindTheAPI(t *testing.T) {
	f := &full{}
	s, err := api.New(api.Config{}, api.Deps{Access: doors{}, Deposits: border.DepositsOf(f.begin), Uploads: f, Deposited: f, Documents: f, Dossiers: f, Review: f, Units: f,
		Entries: f, Journal: f, DeadLetter: f, People: f, Health: f, Reports: f, Samples: f, Items: f, Zone: time.UTC, Log: slog.New(slog.DiscardHandler), Registry: prometheus.NewRegistry(),
		Pages: func(c *fiber.Ctx) error { return c.SendString("page") }})
	if err != nil {
		t.Fatal(err)
	}
	for path, page := range map[string]bool{"/": true, "/depot": true, "/v1": false, "/v1/nothing": false, "/livez": false, "/v1x": true} {
		_, data := do(t, s, httptest.NewRequest("GET", path, nil))
		if (string(data) == "page") != page {
			t.Errorf("%s: %s", path, data)
		}
	}
	if _, err := api.New(api.Config{}, api.Deps{}); err == nil {
		t.Error("an API without a desk was made")
	}
}
