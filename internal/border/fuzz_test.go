package border_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"bordereau"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"
)

// What the digest parser takes is 32 bytes in hex or nothing, and a field that
// is written the plain way is never refused.
func FuzzContentDigest(f *testing.F) {
	for _, s := range []string{"", "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:", "sha-512=::, sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:", "sha-256=:aa:", "md5=:aaaa:;p=1", "=::", ",,", "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:,"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, field string) {
		got, err := border.ParseContentDigest(field)
		if err != nil {
			if bordereau.CodeOf(err) == bordereau.Internal {
				t.Errorf("%q: %v", field, err)
			}
			return
		}
		if raw, err := hex.DecodeString(got); got != "" && (err != nil || len(raw) != 32) {
			t.Errorf("%q gave %q", field, got)
		}
		if (got != "") != strings.Contains(field, "sha-256=:") {
			t.Errorf("%q gave %q", field, got)
		}
	})
}

// What the strict decoder takes, the standard one takes to the same value; what
// it takes has no key twice, so that writing it and reading it again is the same.
func FuzzJSON(f *testing.F) {
	for _, s := range []string{`{}`, `{"name":"a","list":[{"n":1}],"more":{"x":"y"}}`, `{"name":"a","name":"b"}`, `{"Name":"a"}`, `[[[[[[[[[[[]]]]]]]]]]]`, `{"list":null}`, "{\"name\":\"\xff\"}", `{"na\u006de":"x"}`, `{"ſ":1}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var mine, theirs, again sample
		if border.Decode(data, &mine) != nil {
			return
		}
		d := json.NewDecoder(bytes.NewReader(data))
		d.DisallowUnknownFields()
		if err := d.Decode(&theirs); err != nil || !reflect.DeepEqual(mine, theirs) {
			t.Fatalf("%q: %v: %+v and %+v", data, err, mine, theirs)
		}
		out, err := json.Marshal(mine)
		if err != nil {
			t.Fatal(err)
		}
		if err := border.Decode(out, &again); err != nil {
			t.Errorf("%q was written as %q: %v", data, out, err)
		}
	})
}

// Whatever a form holds, it is answered, and never by a mistake of our own.
func FuzzForm(f *testing.F) {
	_, good := form(part{"reference", "", "R"}, part{"file", "a.pdf", "aaa"})
	boundary := string(good[2:bytes.IndexByte(good, '\r')])
	f.Add(boundary, good, false)
	f.Add("b", []byte("--b\r\n\r\n--b--"), true)
	f.Add("b", []byte("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\n\r\n--b--\r\n"), false)
	f.Add("b", []byte("--b\nContent-Disposition: form-data; name=file; filename*=utf-8''%00\n\nx\n--b--"), true)
	f.Add("b", bytes.Repeat([]byte("--b\r\nA: b\r\n\r\n"), 100), false)
	cfg, err := border.Config{MaxFile: 4 << 10, MaxFiles: 2, MaxParts: 4, MaxField: 64}.Complete()
	if err != nil {
		f.Fatal(err)
	}
	m, err := border.NewMetrics(prometheus.NewRegistry())
	if err != nil {
		f.Fatal(err)
	}
	app := border.NewApp(cfg, slog.New(slog.DiscardHandler), m, border.AnswerProblem, nil)
	gate, err := border.NewGate(cfg, &doorman{})
	if err != nil {
		f.Fatal(err)
	}
	l := &ledger{}
	err = border.Mount(app, border.Table{{Method: "POST", Path: "/d", Roles: []bordereau.Role{bordereau.RoleBranch}, Delivery: true}}, gate,
		map[border.Call]fiber.Handler{{Method: "POST", Path: "/d"}: func(c *fiber.Ctx) error {
			if _, err := gate.Receive(c, border.DepositsOf(l.begin), m, bordereau.ChannelAPI); err != nil {
				return err
			}
			return c.SendStatus(http.StatusAccepted)
		}})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, boundary string, body []byte, chunked bool) {
		if strings.ContainsAny(boundary, "\r\n\x00") {
			return // net/http would not send it
		}
		req := httptest.NewRequest("POST", "/d", bytes.NewReader(body))
		req.Header.Set("Authorization", key)
		req.Header.Set("Content-Type", "multipart/form-data; boundary="+boundary)
		if chunked {
			req.ContentLength = -1
			req.TransferEncoding = []string{"chunked"}
			req.Body = io.NopCloser(bytes.NewReader(body))
		}
		res, err := app.Test(req, -1)
		if err != nil {
			return // bytes that are no request at all
		}
		defer res.Body.Close()
		if res.StatusCode >= 500 || res.StatusCode < 200 {
			text, _ := io.ReadAll(res.Body)
			t.Errorf("%d %s", res.StatusCode, text)
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		for _, g := range l.taken {
			for name, n := range g.sizes {
				if n > cfg.MaxFile || len(name) > 255 || len(g.files) > cfg.MaxFiles {
					t.Errorf("%q of %d bytes was let in", name, n)
				}
			}
		}
		l.taken = nil
	})
}
