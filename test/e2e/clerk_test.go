package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"testing"

	"bordereau"
	"bordereau/internal/specimen"
)

// clerk is a person signed in.
type clerk struct {
	t    *testing.T
	base string
	csrf string
	http *http.Client
}

func (h *house) signIn(login string) *clerk {
	h.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	c := &clerk{t: h.t, base: h.base, http: &http.Client{Jar: jar}}
	var s struct {
		CSRF string `json:"csrf"`
	}
	if status := c.do("POST", "/v1/sessions", map[string]string{"login": login, "password": h.people[login]}, &s); status != 201 || s.CSRF == "" {
		h.t.Fatalf("%s cannot sign in: %d", login, status)
	}
	c.csrf = s.CSRF
	return c
}

// do sends a request and gives the status; out takes a JSON answer.
func (c *clerk) do(method, path string, body, out any) int {
	c.t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		c.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, bytes.NewReader(b))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if c.csrf != "" {
		req.Header.Set("X-CSRF-Token", c.csrf)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer resp.Body.Close()
	if b, err = io.ReadAll(resp.Body); err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	if resp.StatusCode/100 != 2 {
		c.t.Logf("%s %s: %d %s", method, path, resp.StatusCode, b)
	}
	if out != nil && len(b) > 0 {
		if err := json.Unmarshal(b, out); err != nil {
			c.t.Fatalf("%s %s: %v: %s", method, path, err, b)
		}
	}
	return resp.StatusCode
}

type task struct {
	ID       string         `json:"id"`
	Kind     string         `json:"kind"`
	Document string         `json:"document_id"`
	Type     bordereau.Type `json:"type"`
	LeaseID  string         `json:"lease_id"`
	Version  int64          `json:"version"`
	Reasons  []struct {
		Field    string `json:"field"`
		Rule     string `json:"rule"`
		Sentence string `json:"sentence"`
	} `json:"reasons"`
}

// next leases the next task; false when nothing waits for this person.
func (c *clerk) next(filter map[string]any) (task, bool) {
	c.t.Helper()
	var x task
	status := c.do("POST", "/v1/tasks/next", filter, &x)
	if status != 200 && status != 204 {
		c.t.Fatalf("the next task: %d", status)
	}
	return x, status == 200
}

func (c *clerk) decide(x task, d map[string]any) (bordereau.Document, int) {
	c.t.Helper()
	d["lease_id"], d["version"] = x.LeaseID, x.Version
	var doc bordereau.Document
	status := c.do("POST", "/v1/tasks/"+x.ID+"/decision", d, &doc)
	if status == 422 { // an amount that no reading of the machine says is keyed a second time
		status = c.do("POST", "/v1/tasks/"+x.ID+"/decision", d, &doc)
	}
	return doc, status
}

// confirmation confirms what the reasons name as it is printed; a second person
// types the values that become money.
func confirmation(x task, truth specimen.Truth) map[string]any {
	fields := map[string]string{}
	for _, r := range x.Reasons {
		name := r.Field
		if name == "amount_words" || name == "amount_figures" {
			name = "amount" // of which they are two readings
		}
		if v, ok := truth.Fields[name]; ok {
			fields[name] = v
		}
	}
	if x.Kind == "second" {
		for _, name := range []string{"amount", "debtor_iban", "creditor_iban", "slip_total", "iban", "creditor", "debtor", "currency"} {
			if v, ok := truth.Fields[name]; ok {
				fields[name] = v
			}
		}
	}
	return map[string]any{"action": "confirm", "fields": fields}
}
