package api_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"strings"
	"sync"
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
	t.Cleanup(func() {
		if err := b.Desk.Close(); err != nil {
			t.Error(err)
		}
	})
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

// The whole of a transfer's life by the API, every request and answer held
// against the document: deposited, validated, booked, fed, acknowledged, reversed,
// its day closed, its journal read.
func TestTheWholeWalkByTheAPI(t *testing.T) {
	b := newBureau(t)
	branch, neighbour, booking, admin, auditor := b.key("branch", "00742"), b.key("branch", "00118"), b.key("booking", ""), b.key("admin", ""), b.key("auditor", "")
	claire, sophie := b.person("claire", bordereau.RoleClerk), b.person("sophie", bordereau.RoleSupervisor)
	claire.want(200, "GET", "/v1/sessions", nil, nil)

	admin.want(204, "PUT", "/v1/customers/C1", map[string]string{"kind": "person", "surname": "DUPONT", "given_names": "Marie"}, nil)
	admin.want(422, "PUT", "/v1/customers/C1", map[string]string{"ref": "C2", "kind": "person"}, nil)
	var file struct{ Version int64 }
	branch.want(201, "POST", "/v1/dossiers", map[string]any{"ref": "2026/1", "kind": "account_opening", "customers": []string{"C1"}}, &file)
	branch.want(200, "PUT", "/v1/dossiers/2026%2F1", map[string]any{"title": "Ouverture", "status": "open", "customers": []string{"C1"}, "version": file.Version}, nil)
	branch.want(409, "PUT", "/v1/dossiers/2026%2F1", map[string]any{"title": "Ouverture", "status": "open", "customers": []string{"C1"}, "version": file.Version}, nil)
	branch.want(200, "GET", "/v1/dossiers/2026%2F1/checklist", nil, nil)
	neighbour.want(404, "GET", "/v1/dossiers/2026%2F1", nil, nil)

	text := png + "transfer_order debtor_iban=FR7630001007941234567890185 creditor_iban=DE89370400440532013000 amount=60.00 currency=EUR signature_present=true"
	status, d, data := branch.deposit(map[string]string{"dossier": "2026/1", "kind": "transfer_order", "slip_total": "60.00"}, nil, text)
	if status != 202 || len(d.Documents) != 1 || d.Documents[0].State != "received" {
		t.Fatal(status, string(data))
	}
	document := "/v1/documents/" + d.Documents[0].ID
	b.work()
	branch.want(200, "GET", "/v1/deposits/"+d.ID, nil, &d)
	if d.Documents[0].StateWords != "À valider par le back office" {
		t.Error(d.Documents[0])
	}
	branch.want(200, "GET", "/v1/deposits?limit=1", nil, nil)
	for _, path := range []string{document, document + "/original", document + "/text", document + "/pages/1/image", document + "/alto", "/v1/deposits/" + d.ID} {
		if res, data := branch.call("GET", path, nil); res.StatusCode != 200 {
			t.Errorf("own %s: %d %s", path, res.StatusCode, data)
		}
		if res, data := neighbour.call("GET", path, nil); res.StatusCode != 404 {
			t.Errorf("the neighbour's %s: %d %s", path, res.StatusCode, data)
		}
	}
	if _, data := neighbour.call("GET", "/v1/documents?q=60", nil); strings.Contains(string(data), d.Documents[0].ID) {
		t.Error("the neighbour finds it")
	}
	if _, data := branch.call("GET", "/v1/documents?type=transfer_order&dossier=2026%2F1&amount_min=50&amount_max=70", nil); !strings.Contains(string(data), d.Documents[0].ID) {
		t.Errorf("the branch does not find it: %s", data)
	}

	claire.want(200, "GET", "/v1/tasks", nil, nil)
	var task struct {
		ID, LeaseID string
		Version     int64
		Lease       string `json:"lease_id"`
	}
	claire.want(200, "POST", "/v1/tasks/next", nil, &task)
	claire.want(200, "GET", "/v1/tasks/"+task.ID, nil, nil)
	claire.want(204, "POST", "/v1/tasks/"+task.ID+"/release", map[string]string{"lease_id": task.Lease}, nil)
	claire.want(200, "POST", "/v1/tasks/next", map[string]string{"kind": "first", "type": "transfer_order"}, &task)
	decision := map[string]any{"action": "confirm", "lease_id": task.Lease, "version": task.Version, "fields": map[string]string{"amount": "60,00"}}
	claire.want(422, "POST", "/v1/tasks/"+task.ID+"/decision", decision, nil)
	decision["fields"] = map[string]string{"amount": "60,00", "debtor_iban": "FR7630001007941234567890185", "creditor_iban": "DE89370400440532013000", "signature_present": "true"}
	claire.want(200, "POST", "/v1/tasks/"+task.ID+"/decision", decision, nil)
	claire.want(200, "POST", "/v1/tasks/"+task.ID+"/decision", decision, nil) // a retry
	claire.want(204, "POST", "/v1/tasks/next", nil, nil)
	b.work()

	var units struct{ Items []struct{ ID, State string } }
	claire.want(200, "GET", "/v1/units", nil, &units)
	if len(units.Items) != 1 {
		t.Fatal(units)
	}
	claire.want(200, "GET", "/v1/units/"+units.Items[0].ID, nil, nil)
	var view struct {
		State   string
		Version int64
	}
	claire.want(200, "GET", document, nil, &view)
	if units.Items[0].State == "final" {
		b.booked(t, booking, sophie, claire)
	} else {
		t.Fatalf("unit %s, document %s", units.Items[0].State, view.State)
	}

	if _, err := b.SequenceJournal(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := b.SignJournal(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	var log struct {
		Items []struct{ Kind string }
		Next  string
	}
	auditor.want(200, "GET", "/v1/journal?limit=500", nil, &log)
	if len(log.Items) < 10 {
		t.Error(log)
	}
	auditor.want(200, "GET", "/v1/journal/checkpoint", nil, nil)
	auditor.want(200, "GET", "/v1/deadletters", nil, nil)
	auditor.want(200, "GET", "/v1/users", nil, nil)
	admin.want(200, "GET", "/v1/keys", nil, nil)
	claire.want(204, "DELETE", "/v1/sessions", nil, nil)
	claire.want(401, "GET", "/v1/tasks", nil, nil)
}

func (b *bureau) booked(t *testing.T, booking, sophie, claire caller) {
	t.Helper()
	var feed struct {
		Items []struct {
			Sequence int64
			Entry    struct {
				ID  string `json:"entry_id"`
				Day string `json:"business_day"`
			}
		}
		Next string
	}
	booking.want(200, "GET", "/v1/entries?after=0", nil, &feed)
	if len(feed.Items) != 1 {
		t.Fatalf("the feed has %d entries", len(feed.Items))
	}
	e := feed.Items[0].Entry
	booking.want(200, "GET", "/v1/entries/"+e.ID, nil, nil)
	booking.want(204, "POST", "/v1/entries/acks", []map[string]string{{"entry_id": e.ID, "verdict": "accepted"}}, nil)
	booking.want(204, "POST", "/v1/entries/acks", []map[string]string{{"entry_id": e.ID, "verdict": "accepted"}}, nil)
	booking.want(409, "POST", "/v1/entries/acks", []map[string]string{{"entry_id": e.ID, "verdict": "refused", "reason": "non"}}, nil)
	booking.want(422, "POST", "/v1/entries/acks", []map[string]string{{"entry_id": e.ID, "verdict": "perhaps"}}, nil)
	claire.want(403, "POST", "/v1/entries/"+e.ID+"/reversal", map[string]string{"reason": "erreur"}, nil)
	sophie.want(201, "POST", "/v1/entries/"+e.ID+"/reversal", map[string]string{"reason": "erreur"}, nil)
	sophie.want(409, "POST", "/v1/entries/"+e.ID+"/reversal", map[string]string{"reason": "erreur"}, nil)
	booking.want(200, "GET", "/v1/entries?after="+feed.Next, nil, &feed)
	if len(feed.Items) != 1 {
		t.Errorf("the reversal is not fed: %v", feed)
	}
	booking.want(200, "GET", "/v1/entries/totals?day="+e.Day, nil, nil)
	// The day's own state decides whether it may close now; either answer is described.
	if res, data := sophie.call("POST", "/v1/days/"+e.Day+"/close", nil); res.StatusCode != 200 && res.StatusCode != 409 && res.StatusCode != 422 {
		t.Error(res.StatusCode, string(data))
	}
}

// Keys, digests and doubles: what a branch may rely on when the line breaks.
func TestDepositsByTheAPI(t *testing.T) {
	b := newBureau(t)
	branch, neighbour := b.key("branch", "00742"), b.key("branch", "00118")
	file := png + "letter un"
	key := []string{"Idempotency-Key", "scan-1"}
	_, first, _ := branch.deposit(nil, key, file)
	_, again, _ := branch.deposit(nil, key, file)
	if first.ID == "" || again.ID != first.ID || !again.Replayed || first.Replayed {
		t.Errorf("%+v and %+v", first, again)
	}
	if status, _, data := branch.deposit(nil, key, png+"letter deux"); status != 422 || !strings.Contains(string(data), "key_reused") {
		t.Errorf("other content under the key: %d %s", status, data)
	}
	if status, theirs, data := neighbour.deposit(nil, key, file); status != 202 || theirs.ID == first.ID || theirs.Documents[0].DuplicateOf != "" {
		t.Errorf("the neighbour's own key: %d %s", status, data)
	}
	if status, d, data := branch.deposit(nil, nil, file); status != 202 || d.Documents[0].DuplicateOf != first.Documents[0].ID {
		t.Errorf("the same bytes again: %d %s", status, data)
	}
	sum := sha256.Sum256([]byte(file))
	good := "sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":"
	if status, _, data := branch.deposit(nil, []string{"Content-Digest", good}, file); status != 202 {
		t.Errorf("digest: %d %s", status, data)
	}
	if status, _, data := branch.deposit(nil, []string{"Content-Digest", good}, file+"x"); status != 422 {
		t.Errorf("wrong digest: %d %s", status, data)
	}
	for name, c := range map[string]struct {
		file   string
		status int
	}{"text": {"hello", 415}, "empty": {"", 422}, "svg": {"<svg xmlns='http://www.w3.org/2000/svg'/>", 415}, "zip": {"PK\x03\x04aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 415}} {
		status, _, data := branch.deposit(nil, nil, c.file)
		if status != c.status {
			t.Errorf("%s: %d %s", name, status, data)
		}
	}
	var wg sync.WaitGroup
	ids := sync.Map{}
	for range 20 {
		wg.Go(func() {
			if status, d, data := branch.deposit(nil, []string{"Idempotency-Key", "storm"}, png+"letter storm"); status == 202 {
				ids.Store(d.ID, true)
			} else if status != 503 && status != 409 {
				t.Errorf("%d %s", status, data)
			}
		})
	}
	wg.Wait()
	n := 0
	ids.Range(func(any, any) bool { n++; return true })
	if n != 1 {
		t.Errorf("one key made %d deposits", n)
	}
}
