package api_test

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"bordereau"
	"bordereau/internal/testkit"
)

const octets = "application/offset+octet-stream"

// tus sends a request of the protocol.
func (c caller) tus(method, path, kind string, body []byte, heads ...string) (*http.Response, []byte) {
	c.b.t.Helper()
	return c.raw(method, path, kind, body, append([]string{"Tus-Resumable", "1.0.0"}, heads...)...)
}

func metadata(pairs ...string) string {
	var out []string
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, strings.TrimSpace(pairs[i]+" "+base64.StdEncoding.EncodeToString([]byte(pairs[i+1]))))
	}
	return strings.Join(out, ",")
}

// begin opens an upload and gives where it is.
func (c caller) begin(size int, pairs ...string) string {
	c.b.t.Helper()
	res, data := c.tus("POST", "/v1/uploads", "", nil, "Upload-Length", strconv.Itoa(size), "Upload-Metadata", metadata(pairs...))
	if res.StatusCode != 201 || res.Header.Get("Tus-Resumable") != "1.0.0" || !strings.HasPrefix(res.Header.Get("Location"), "/v1/uploads/") {
		c.b.t.Fatal(res.StatusCode, res.Header, string(data))
	}
	return res.Header.Get("Location")
}

// offset asks where an upload ends; -1 when it is not there.
func (c caller) offset(at string) (int, *http.Response) {
	c.b.t.Helper()
	res, _ := c.tus("HEAD", at, "", nil)
	if res.StatusCode != 200 {
		return -1, res
	}
	n, err := strconv.Atoi(res.Header.Get("Upload-Offset"))
	if err != nil {
		c.b.t.Fatal(res.Header)
	}
	return n, res
}

func (c caller) patch(at string, offset int, body []byte, heads ...string) (*http.Response, []byte) {
	c.b.t.Helper()
	return c.tus("PATCH", at, octets, body, append([]string{"Upload-Offset", strconv.Itoa(offset)}, heads...)...)
}

// paper is a file of n bytes whose reading is a letter.
func paper(seed uint64, n int) []byte {
	data := []byte(png + "letter " + strconv.FormatUint(seed, 10) + " ")
	r := rand.New(rand.NewPCG(seed, 1))
	for len(data) < n {
		data = append(data, byte('a'+r.IntN(26)))
	}
	return data[:n]
}

// The protocol 1.0 as its text has it: creation, HEAD, PATCH, checksum, expiration,
// termination, and what it wants refused.
func TestTusProtocol(t *testing.T) {
	b := newBureau(t)
	c, neighbour := b.key("branch", "00742"), b.key("branch", "00742")
	res, _ := c.raw("OPTIONS", "/v1/uploads", "", nil)
	if res.StatusCode != 204 || res.Header.Get("Tus-Version") != "1.0.0" || res.Header.Get("Tus-Max-Size") != strconv.Itoa(200<<20) ||
		res.Header.Get("Tus-Extension") != "creation,creation-with-upload,checksum,expiration,termination" || res.Header.Get("Tus-Checksum-Algorithm") != "sha256,sha1" {
		t.Fatal(res.StatusCode, res.Header)
	}
	if res, _ := c.raw("POST", "/v1/uploads", "", nil, "Upload-Length", "3"); res.StatusCode != 412 || res.Header.Get("Tus-Version") != "1.0.0" {
		t.Error("no version:", res.StatusCode, res.Header)
	}
	for name, heads := range map[string][]string{
		"no length":          {},
		"a length deferred":  {"Upload-Defer-Length", "1"},
		"a negative length":  {"Upload-Length", "-1"},
		"metadata no base64": {"Upload-Length", "3", "Upload-Metadata", "filename ~~~"},
		"a key twice":        {"Upload-Length", "3", "Upload-Metadata", "filename YQ==,filename YQ=="},
		"an unknown digest":  {"Upload-Length", "3", "Upload-Checksum", "md5 YQ=="},
		"a digest too short": {"Upload-Length", "3", "Upload-Checksum", "sha1 YQ=="},
	} {
		if res, data := c.tus("POST", "/v1/uploads", "", nil, heads...); res.StatusCode != 400 {
			t.Errorf("%s: %d %s", name, res.StatusCode, data)
		}
	}
	for name, want := range map[string]int{"colour cmVk": 422, "kind cG9lbQ==": 422, "branch MDAxMTg=": 403, "deposit bm93": 422} {
		if res, data := c.tus("POST", "/v1/uploads", "", nil, "Upload-Length", "3", "Upload-Metadata", name); res.StatusCode != want {
			t.Errorf("%s: %d %s", name, res.StatusCode, data)
		}
	}
	for size, want := range map[int]int{200 << 20: 201, 200<<20 + 1: 413, 0: 422} {
		if res, data := c.tus("POST", "/v1/uploads", "", nil, "Upload-Length", strconv.Itoa(size)); res.StatusCode != want {
			t.Errorf("%d bytes: %d %s", size, res.StatusCode, data)
		}
	}

	data := paper(1, 100)
	said := metadata("filename", "lettre.png", "reference", "R 1", "kind", "letter")
	res, _ = c.tus("POST", "/v1/uploads", "", nil, "Upload-Length", "100", "Upload-Metadata", said)
	at := res.Header.Get("Location")
	if _, err := http.ParseTime(res.Header.Get("Upload-Expires")); err != nil {
		t.Error(res.Header)
	}
	if n, res := c.offset(at); n != 0 || res.Header.Get("Upload-Length") != "100" || res.Header.Get("Upload-Metadata") != said || res.Header.Get("Cache-Control") != "no-store" {
		t.Error(n, res.Header)
	}
	if n, res := neighbour.offset(at); n != -1 || res.StatusCode != 404 {
		t.Error("another key sees it", res.StatusCode)
	}
	if res, _ := neighbour.patch(at, 0, data); res.StatusCode != 404 {
		t.Error("another key adds to it", res.StatusCode)
	}
	if res, _ := neighbour.tus("DELETE", at, "", nil); res.StatusCode != 404 {
		t.Error("another key ends it", res.StatusCode)
	}
	if res, _ := c.tus("PATCH", at, "application/json", []byte("{}"), "Upload-Offset", "0"); res.StatusCode != 415 {
		t.Error("another type:", res.StatusCode)
	}
	if res, _ := c.patch(at, 7, data[7:]); res.StatusCode != 409 {
		t.Error("another offset:", res.StatusCode)
	}
	if res, _ := c.patch(at, 0, append(data, 'x')); res.StatusCode != 413 {
		t.Error("more than was announced:", res.StatusCode)
	}
	wrong := sha256.Sum256([]byte("other"))
	if res, _ := c.patch(at, 0, data[:40], "Upload-Checksum", "sha256 "+base64.StdEncoding.EncodeToString(wrong[:])); res.StatusCode != 460 {
		t.Error("another checksum:", res.StatusCode)
	}
	if n, _ := c.offset(at); n != 0 {
		t.Fatalf("after all that was refused the upload is at %d", n)
	}
	one, two := sha1.Sum(data[:40]), sha256.Sum256(data[40:60])
	if res, data := c.patch(at, 0, data[:40], "Upload-Checksum", "sha1 "+base64.StdEncoding.EncodeToString(one[:])); res.StatusCode != 204 || res.Header.Get("Upload-Offset") != "40" || res.Header.Get("Upload-Expires") == "" {
		t.Fatal(res.StatusCode, res.Header, string(data))
	}
	if res, _ := c.tus("POST", at, octets, data[40:60], "Upload-Offset", "40", "X-HTTP-Method-Override", "PATCH", "Upload-Checksum", "sha256 "+base64.StdEncoding.EncodeToString(two[:])); res.StatusCode != 204 {
		t.Fatal("overridden:", res.StatusCode)
	}
	res, _ = c.patch(at, 60, data[60:])
	where := res.Header.Get("Content-Location")
	if res.StatusCode != 204 || res.Header.Get("Upload-Offset") != "100" || !strings.HasPrefix(where, "/v1/deposits/") {
		t.Fatal(res.StatusCode, res.Header)
	}
	if n, res := c.offset(at); n != 100 || res.Header.Get("Content-Location") != where {
		t.Error(n, res.Header)
	}
	if res, _ := c.patch(at, 100, nil); res.StatusCode != 204 {
		t.Error("nothing more:", res.StatusCode)
	}
	if res, _ := c.tus("DELETE", at, "", nil); res.StatusCode != 404 {
		t.Error("a file of a deposit is ended:", res.StatusCode)
	}
	var d struct {
		Reference, Kind string
		Receipt         bordereau.Receipt
		Documents       []bordereau.Document
	}
	c.want(200, "GET", where, nil, &d)
	sum := sha256.Sum256(data)
	if d.Reference != "R 1" || d.Kind != "letter" || len(d.Documents) != 1 || d.Documents[0].SHA256 != fmt.Sprintf("%x", sum) || d.Documents[0].FileName != "lettre.png" || d.Receipt.Signature == "" {
		t.Errorf("%+v", d)
	}
	if _, got := c.raw("GET", "/v1/documents/"+d.Documents[0].ID+"/original", "", nil); !bytes.Equal(got, data) {
		t.Error("the original is not what was sent")
	}

	gone := c.begin(100)
	if res, _ := c.patch(gone, 0, data[:50]); res.StatusCode != 204 {
		t.Fatal(res.StatusCode)
	}
	if res, _ := c.tus("DELETE", gone, "", nil); res.StatusCode != 204 {
		t.Error(res.StatusCode)
	}
	if n, res := c.offset(gone); n != -1 || res.StatusCode != 404 || res.Header.Get("Upload-Offset") != "" {
		t.Error("it is still there:", res.StatusCode, res.Header)
	}
}

// An upload and a form of the same file are the same deposit: by the idempotency
// key, and as a duplicate without.
func TestAnUploadIsADeposit(t *testing.T) {
	b := newBureau(t)
	c := b.key("branch", "00742")
	data := paper(2, 5000)
	status, form, _ := c.deposit(map[string]string{"dossier": "D 1"}, []string{"Idempotency-Key", "k"}, string(data))
	if status != 202 {
		t.Fatal(status)
	}
	res, _ := c.tus("POST", "/v1/uploads", octets, data, "Upload-Length", "5000", "Idempotency-Key", "k", "Upload-Metadata", metadata("filename", "p0.png", "dossier", "D 1"))
	if res.StatusCode != 201 || res.Header.Get("Upload-Offset") != "5000" || res.Header.Get("Content-Location") != "/v1/deposits/"+form.ID {
		t.Error("the same key:", res.StatusCode, res.Header)
	}
	res, told := c.tus("POST", "/v1/uploads", octets, data, "Upload-Length", "5000", "Upload-Metadata", metadata("filename", "p0.png", "dossier", "D 2", "idempotency_key", "k"))
	if res.StatusCode != 422 || !strings.Contains(string(told), "idempotency_key_reused") && !strings.Contains(string(told), "key") {
		t.Error("the same key for another dossier:", res.StatusCode, string(told))
	}
	res, _ = c.tus("POST", "/v1/uploads", octets, data, "Upload-Length", "5000", "Upload-Metadata", metadata("filename", "p0.png", "dossier", "D 1"))
	var d deposited
	c.want(200, "GET", res.Header.Get("Content-Location"), nil, &d)
	if d.ID == form.ID || d.Documents[0].DuplicateOf != form.Documents[0].ID {
		t.Errorf("%+v", d)
	}
	// A name that lies, and a type that is none: refused with the first bytes.
	for name, file := range map[string][]byte{"a.pdf": data, "b.png": []byte(strings.Repeat("GIF89a ", 1000))} {
		at := c.begin(7000, "filename", name)
		if res, told := c.patch(at, 0, append(bytes.Clone(file), make([]byte, 7000)...)[:6000]); res.StatusCode != 415 {
			t.Errorf("%s: %d %s", name, res.StatusCode, told)
		}
		if n, _ := c.offset(at); n != -1 {
			t.Errorf("%s is still open at %d", name, n)
		}
	}
}

// Several files become one deposit by naming them, once.
func TestSeveralUploadsAreOneDeposit(t *testing.T) {
	b := newBureau(t)
	c, neighbour := b.key("branch", "00742"), b.key("branch", "00742")
	var ids []string
	for i := range 3 {
		data := paper(uint64(10+i), 4000)
		at := c.begin(4000, "filename", fmt.Sprintf("%d.png", i), "deposit", "later")
		if res, _ := c.patch(at, 0, data); res.StatusCode != 204 || res.Header.Get("Content-Location") != "" {
			t.Fatal(res.StatusCode, res.Header)
		}
		ids = append(ids, strings.TrimPrefix(at, "/v1/uploads/"))
	}
	half := strings.TrimPrefix(c.begin(4000, "deposit", "later"), "/v1/uploads/")
	alone := strings.TrimPrefix(c.begin(4000), "/v1/uploads/")
	body := func(uploads ...string) map[string]any {
		return map[string]any{"uploads": uploads, "slip_count": 2, "slip_total": "12,00", "reference": "R"}
	}
	for name, in := range map[string]any{
		"none":         body(),
		"one twice":    body(ids[0], ids[0]),
		"not whole":    body(ids[0], half),
		"not begun":    body(alone),
		"not an id":    body("x"),
		"none of ours": body(half, "0193a1b2-0000-7000-8000-000000000001"),
		"bad total":    map[string]any{"uploads": ids, "slip_total": "much"},
	} {
		if res, data := c.call("POST", "/v1/deposits", in); res.StatusCode != 422 {
			t.Errorf("%s: %d %s", name, res.StatusCode, data)
		}
	}
	if res, data := neighbour.call("POST", "/v1/deposits", body(ids...)); res.StatusCode != 422 || !strings.Contains(string(data), `"/uploads/0"`) {
		t.Error("another key closes it", res.StatusCode, string(data))
	}
	var first, again deposited
	c.want(202, "POST", "/v1/deposits", body(ids...), &first)
	if len(first.Documents) != 3 || first.Replayed {
		t.Fatalf("%+v", first)
	}
	c.want(202, "POST", "/v1/deposits", body(ids...), &again)
	if again.ID != first.ID || !again.Replayed || len(again.Documents) != 3 {
		t.Errorf("%+v", again)
	}
	if _, res := c.offset("/v1/uploads/" + ids[2]); res.Header.Get("Content-Location") != "/v1/deposits/"+first.ID {
		t.Error(res.Header)
	}
}

// The line breaks at places drawn at random, again and again; every file arrives as
// it was, and what was acknowledged is never sent again.
func TestUploadsSurviveCutLines(t *testing.T) {
	b := newBureau(t)
	c := b.key("branch", "00742")
	r := rand.New(rand.NewPCG(7, 7))
	const ahead = 64 << 10
	cuts, resent := 0, 0
	for i := range 4 {
		size := 300_000 + r.IntN(700_000)
		data := paper(uint64(100+i), size)
		at := c.begin(size, "filename", "coupé.png")
		for offset := 0; offset < size; {
			send := data[offset:]
			// The server reads 64 KiB ahead before it looks at a request.
			if rest := len(send) - ahead; r.IntN(4) != 0 && rest > 1 {
				n := ahead + 1 + r.IntN(rest-1)
				c.cut(at, offset, size-offset, send[:n])
				cuts++
				// The server may still be storing what came.
				was := offset
				testkit.Until(t, 10*time.Second, "what came before the cut is stored", func() bool { offset, _ = c.offset(at); return offset > was })
				resent += was + n - offset
				if offset > was+n {
					t.Fatalf("%d bytes are acknowledged, %d were sent", offset, was+n)
				}
				continue
			}
			res, told := c.patch(at, offset, send)
			if res.StatusCode != 204 {
				t.Fatal(res.StatusCode, string(told))
			}
			offset = size
		}
		_, res := c.offset(at)
		var d struct{ Documents []bordereau.Document }
		c.want(200, "GET", res.Header.Get("Content-Location"), nil, &d)
		if sum := sha256.Sum256(data); d.Documents[0].SHA256 != fmt.Sprintf("%x", sum) {
			t.Error("a file arrived otherwise than it was")
		}
	}
	if cuts < 4 {
		t.Fatal("the line was hardly cut:", cuts)
	}
	t.Logf("%d cuts, %d bytes sent again", cuts, resent)
}

// cut sends a part of a PATCH and breaks the line.
func (c caller) cut(at string, offset, length int, part []byte) {
	c.b.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(c.b.url, "http://"))
	if err != nil {
		c.b.t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "PATCH %s HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nAuthorization: %s\r\nContent-Type: %s\r\nUpload-Offset: %d\r\nContent-Length: %d\r\n\r\n",
		at, c.head["Authorization"], octets, offset, length)
	if _, err := conn.Write(part); err != nil {
		c.b.t.Fatal(err)
	}
}

// Many senders of the same bytes to one upload: each byte counts once.
func TestRacingChunksCountOnce(t *testing.T) {
	b := newBureau(t)
	c := b.key("branch", "00742")
	data := paper(50, 60_000)
	at := c.begin(len(data), "filename", "course.png")
	for offset := 0; offset < len(data); offset += 20_000 {
		var won sync.Map
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				res, told := c.patch(at, offset, data[offset:offset+20_000])
				switch res.StatusCode {
				case 204:
					won.Store(i, true)
				case 409:
				default:
					t.Errorf("%d %s", res.StatusCode, told)
				}
			})
		}
		all.Wait()
		n := 0
		won.Range(func(any, any) bool { n++; return true })
		if n != 1 {
			t.Fatalf("%d senders of the bytes at %d were told that they were taken", n, offset)
		}
	}
	_, res := c.offset(at)
	var d struct{ Documents []bordereau.Document }
	c.want(200, "GET", res.Header.Get("Content-Location"), nil, &d)
	if sum := sha256.Sum256(data); len(d.Documents) != 1 || d.Documents[0].SHA256 != fmt.Sprintf("%x", sum) {
		t.Errorf("%+v", d)
	}
}

// A file that comes again because it was sent back takes the other's place, once.
func TestAFileReplacesTheOneThatWasSentBack(t *testing.T) {
	b := newBureau(t)
	c, claire := b.key("branch", "00742"), b.person("claire", bordereau.RoleClerk)
	_, d, _ := c.deposit(nil, nil, png+"cheque amount=1.00")
	b.work()
	var task struct {
		ID      string
		Version int64
		Lease   string `json:"lease_id"`
	}
	replace := func(seed uint64, old string) (*http.Response, []byte) {
		return c.tus("POST", "/v1/uploads", octets, paper(seed, 100), "Upload-Length", "100", "Upload-Metadata", metadata("filename", "n.png", "replaces", old))
	}
	if res, _ := replace(60, d.Documents[0].ID); res.StatusCode != 422 {
		t.Error("it was not sent back yet:", res.StatusCode)
	}
	claire.want(200, "POST", "/v1/tasks/next", nil, &task)
	claire.want(200, "POST", "/v1/tasks/"+task.ID+"/decision", map[string]any{"action": "return", "lease_id": task.Lease, "version": task.Version, "reason": "illegible"}, nil)
	res, _ := replace(61, d.Documents[0].ID)
	if res.StatusCode != 201 || res.Header.Get("Content-Location") == "" {
		t.Fatal(res.StatusCode, res.Header)
	}
	var old, fresh struct {
		Documents []struct {
			ID         string
			Replaces   string
			ReplacedBy string `json:"replaced_by"`
		}
	}
	c.want(200, "GET", "/v1/deposits/"+d.ID, nil, &old)
	c.want(200, "GET", res.Header.Get("Content-Location"), nil, &fresh)
	if old.Documents[0].ReplacedBy != fresh.Documents[0].ID || fresh.Documents[0].Replaces != old.Documents[0].ID || fresh.Documents[0].ID == "" {
		t.Error(old, fresh)
	}
	if res, _ := replace(62, d.Documents[0].ID); res.StatusCode != 201 || res.Header.Get("Content-Location") != "" {
		t.Error("it was replaced twice:", res.StatusCode, res.Header)
	}
}
