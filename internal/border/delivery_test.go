package border_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"bordereau"
	"bordereau/internal/border"
)

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
	if err := c.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(c)
	if err != nil {
		t.Error(err)
	}
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
