package border_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"

	"bordereau"
	"bordereau/internal/border"
)

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
	if got := statusOfLongHead(t, d.url); got != 431 {
		t.Error(got)
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

// statusOfLongHead sends a head of 64 KiB in one piece and reads the status of the
// answer. A server that refuses a head closes the line while some of it is unread,
// which an HTTP client may take for a broken line before it has seen the answer.
func statusOfLongHead(t *testing.T, url string) int {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := fmt.Fprintf(conn, "GET /clerks HTTP/1.1\r\nHost: desk\r\nX-Long: %s\r\n\r\n", strings.Repeat("h", 64<<10)); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	return res.StatusCode
}
