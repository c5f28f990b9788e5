package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"bordereau"
	"bordereau/api"
	"bordereau/internal/border"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
)

// described loads the document as served.
func described(t testing.TB, s *api.Server) (*openapi3.T, routers.Router) {
	t.Helper()
	res, data := do(t, s, httptest.NewRequest("GET", "/openapi.json", nil))
	if res.StatusCode != 200 {
		t.Fatal(res.StatusCode)
	}
	doc, err := openapi3.NewLoader().LoadFromData(data)
	if err != nil {
		t.Fatal(err)
	}
	if !doc.IsOpenAPI31OrLater() {
		t.Errorf("version %s", doc.OpenAPI)
	}
	router, err := legacy.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	return doc, router
}

func TestDocumentNamesEveryRoute(t *testing.T) {
	s := serve(t, &full{}, api.Config{})
	doc, _ := described(t, s)
	if err := doc.Validate(context.Background()); err != nil {
		t.Error(err)
	}
	told := map[border.Call]bool{}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			told[border.Call{Method: method, Path: strings.NewReplacer("{", ":", "}", "").Replace(path)}] = true
			open := op.Security != nil && len(*op.Security) == 0
			if rule := api.Table.Rule(method, strings.NewReplacer("{", ":", "}", "").Replace(path)); rule != nil && rule.Open != open {
				t.Errorf("%s %s: the document and the table differ on who may call it", method, path)
			}
		}
	}
	have := routes(s)
	for _, d := range slices.Collect(maps.Keys(have)) {
		if !told[d] {
			t.Errorf("%s %s is served and not described", d.Method, d.Path)
		}
	}
	for d := range told {
		if !have[d] {
			t.Errorf("%s %s is described and not served", d.Method, d.Path)
		}
	}
}

// holds checks a request that was good and its answer against the document.
func holds(t *testing.T, router routers.Router, req *http.Request, body string, res *http.Response, data []byte, good bool) {
	t.Helper()
	route, params, err := router.FindRoute(req)
	if err != nil {
		t.Errorf("%s %s: %v", req.Method, req.URL, err)
		return
	}
	opts := &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, IncludeResponseStatus: true, MultiError: true}
	req.Body = io.NopCloser(strings.NewReader(body))
	in := &openapi3filter.RequestValidationInput{Request: req, PathParams: params, Route: route, Options: opts}
	if good && !strings.HasPrefix(req.Header.Get("Content-Type"), "multipart/") {
		if err := openapi3filter.ValidateRequest(context.Background(), in); err != nil {
			t.Errorf("%s %s: our own good request: %v", req.Method, req.URL, err)
		}
	}
	kind, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	response := route.Operation.Responses.Status(res.StatusCode)
	if response == nil && res.StatusCode >= 400 {
		response = route.Operation.Responses.Default()
	}
	if response == nil {
		t.Errorf("%s %s: %d is not described", req.Method, req.URL, res.StatusCode)
		return
	}
	if len(response.Value.Content) == 0 {
		if len(data) != 0 {
			t.Errorf("%s %s: %d has a body that is not described", req.Method, req.URL, res.StatusCode)
		}
		return
	}
	media := response.Value.Content.Get(kind)
	if media == nil {
		t.Errorf("%s %s: %d comes as %q, which is not described", req.Method, req.URL, res.StatusCode, kind)
		return
	}
	for name, h := range response.Value.Headers {
		if res.Header.Get(name) == "" && (h.Value.Required || name == "Location" || name == "Content-Disposition" || name == "Set-Cookie") {
			t.Errorf("%s %s: no %s", req.Method, req.URL, name)
		}
	}
	if strings.HasSuffix(kind, "json") {
		var v any
		if err := json.Unmarshal(data, &v); err != nil {
			t.Errorf("%s %s: %v", req.Method, req.URL, err)
			return
		}
		if err := media.Schema.Value.VisitJSON(v, openapi3.EnableJSONSchema2020(), openapi3.VisitAsResponse(), openapi3.MultiErrors(), openapi3.EnableFormatValidation()); err != nil {
			t.Errorf("%s %s: %d %s: %v", req.Method, req.URL, res.StatusCode, data, err)
		}
	}
}

// Every operation's good answer and its errors are as the document says.
func TestAnswersHoldToTheDocument(t *testing.T) {
	f := &full{}
	s := serve(t, f, api.Config{})
	_, router := described(t, s)
	for _, rule := range api.Table {
		call := border.Call{Method: rule.Method, Path: rule.Path}
		role := "auditor"
		if len(rule.Roles) > 0 {
			role = string(rule.Roles[0])
		}
		try := func(id string, err error, want func(int) bool) {
			t.Helper()
			f.err = err
			defer func() { f.err = nil }()
			req := ask(call, id)
			if call.Path == "/v1/sessions" {
				req.Header.Set("Cookie", "bordereau_session=session-"+role)
				req.Header.Set("X-CSRF-Token", "token-of-session-"+role)
			} else {
				req.Header.Set("Authorization", "Bearer bdk_"+role)
			}
			res, data := do(t, s, req)
			if !want(res.StatusCode) {
				t.Errorf("%s %s: %d %s", call.Method, call.Path, res.StatusCode, data)
			}
			holds(t, router, req, bodies[call], res, data, err == nil)
		}
		good := func(n int) bool { return n >= 200 && n < 300 }
		if call.Path == "/metrics" {
			good = func(n int) bool { return n == 404 } // httptest does not come from this machine
		}
		try(own, nil, good)
		if rule.Open || call.Path == "/v1/sessions" {
			continue
		}
		for _, e := range []struct {
			err    error
			status int
		}{
			{bordereau.Errorf(bordereau.NotFound, "Rien n'a été trouvé."), 404}, {bordereau.Errorf(bordereau.Conflicting, "L'état ne le permet pas."), 409},
			{bordereau.Errorf(bordereau.Invalid, "x"), 422}, {bordereau.Errorf(bordereau.Busy, "x"), 503}, {bordereau.Errorf(bordereau.Quota, "x"), 429},
			{fmt.Errorf("dial: %w", io.ErrUnexpectedEOF), 500},
		} {
			try(own, e.err, func(n int) bool { return n == e.status })
		}
		if strings.Contains(call.Path, ":id") || strings.Contains(call.Path, ":ref") {
			try(none, nil, func(n int) bool { return n == 404 })
		}
	}
	f.noTask = true
	req := ask(border.Call{Method: "POST", Path: "/v1/tasks/next"}, own)
	req.Header.Set("Authorization", "Bearer bdk_clerk")
	if res, data := do(t, s, req); res.StatusCode != 204 || len(data) != 0 {
		t.Error(res.StatusCode, string(data))
	}
}
