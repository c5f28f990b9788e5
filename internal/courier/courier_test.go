package courier_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"crypto/sha256"
	"encoding/hex"

	"bordereau/internal/courier"
)

// desk is a desk's deposit call as the contract tells it, which can be made to
// fail: the real one is met in the end-to-end tests.
type desk struct {
	mu       sync.Mutex
	deposits map[string]string // idempotency key to id
	requests int
	fail     func(request int, key string, w http.ResponseWriter) bool
}

func (d *desk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.requests++
	parts, err := r.MultipartReader()
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	var docs []map[string]string
	for {
		p, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		h := sha256.New()
		if _, err := io.Copy(h, p); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if p.FormName() == "file" {
			docs = append(docs, map[string]string{"id": "d", "file_name": p.FileName(), "sha256": hex.EncodeToString(h.Sum(nil)), "state": "received"})
		}
	}
	key := r.Header.Get("Idempotency-Key")
	if d.fail != nil && d.fail(d.requests, key, w) {
		return
	}
	if d.deposits[key] == "" {
		d.deposits[key] = fmt.Sprintf("deposit-%d", len(d.deposits)+1)
	}
	w.WriteHeader(http.StatusAccepted)
	if err := json.NewEncoder(w).Encode(map[string]any{"id": d.deposits[key], "documents": docs}); err != nil {
		panic(err)
	}
}

func serve(t *testing.T, d *desk) string {
	t.Helper()
	d.deposits = map[string]string{}
	s := httptest.NewServer(d)
	t.Cleanup(s.Close)
	return s.URL
}

func newCourier(t *testing.T, url, state string) *courier.Courier {
	t.Helper()
	c, err := courier.New(courier.Config{Server: url, Key: "k", State: state, GiveUp: 30 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func scans(t *testing.T, dir string, names ...string) []string {
	t.Helper()
	var paths []string
	for _, n := range names {
		p := filepath.Join(dir, n)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte("scan "+n), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, p)
	}
	return paths
}

func TestABrokenLineDeliversOnce(t *testing.T) {
	d := &desk{}
	url := serve(t, d)
	d.fail = func(n int, key string, w http.ResponseWriter) bool {
		switch n {
		case 1:
			w.WriteHeader(http.StatusBadGateway)
		case 2:
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(http.StatusServiceUnavailable)
		case 3: // stored, but the answer is lost
			d.deposits[key] = "deposit-1"
			conn, _, err := w.(http.Hijacker).Hijack()
			if err != nil {
				panic(err)
			}
			conn.Close()
		default:
			return false
		}
		return true
	}
	state := filepath.Join(t.TempDir(), "sent.jsonl")
	paths := scans(t, t.TempDir(), "a.png")
	p := courier.Parcel{Name: "a", Files: paths}
	got, err := newCourier(t, url, state).Send(t.Context(), p)
	if err != nil || got.Deposit == "" {
		t.Fatalf("%+v, %v", got, err)
	}
	if d.requests != 4 || len(d.deposits) != 1 {
		t.Fatalf("%d requests made %d deposits", d.requests, len(d.deposits))
	}
	// Another run, which remembers.
	again, err := newCourier(t, url, state).Send(t.Context(), p)
	if err != nil || !again.Before || again.Deposit != got.Deposit || d.requests != 4 {
		t.Fatalf("a second run: %+v, %v, %d requests", again, err, d.requests)
	}
	// And one that lost its memory: the key makes it the same deposit.
	anew, err := newCourier(t, url, "").Send(t.Context(), p)
	if err != nil || anew.Deposit != got.Deposit || len(d.deposits) != 1 {
		t.Fatalf("without memory: %+v, %v", anew, err)
	}
}

func TestARefusalIsSaidOnceAndRemembered(t *testing.T) {
	d := &desk{fail: func(_ int, _ string, w http.ResponseWriter) bool {
		w.WriteHeader(http.StatusUnsupportedMediaType)
		fmt.Fprint(w, `{"type":"urn:x","detail":"Ce fichier n'est ni un PDF, ni une image."}`)
		return true
	}}
	url := serve(t, d)
	state := filepath.Join(t.TempDir(), "sent.jsonl")
	p := courier.Parcel{Name: "a", Files: scans(t, t.TempDir(), "a.doc")}
	for range 2 {
		got, err := newCourier(t, url, state).Send(t.Context(), p)
		if err != nil || !strings.Contains(got.Refusal, "ni un PDF") {
			t.Fatalf("%+v, %v", got, err)
		}
	}
	if d.requests != 1 {
		t.Errorf("a refused file was sent %d times", d.requests)
	}
}

func TestAWrongKeyIsNotRemembered(t *testing.T) {
	d := &desk{fail: func(n int, key string, w http.ResponseWriter) bool {
		if n == 1 {
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprint(w, `{"detail":"unknown key"}`)
		}
		return n == 1
	}}
	url := serve(t, d)
	c := newCourier(t, url, filepath.Join(t.TempDir(), "sent.jsonl"))
	p := courier.Parcel{Name: "a", Files: scans(t, t.TempDir(), "a.png")}
	if _, err := c.Send(t.Context(), p); err == nil {
		t.Fatal("a wrong key is no error")
	}
	if got, err := c.Send(t.Context(), p); err != nil || got.Deposit == "" {
		t.Fatalf("with the right key: %+v, %v", got, err)
	}
}

// A memory whose last line a crash tore off is still a memory.
func TestATornMemoryIsStillOne(t *testing.T) {
	d := &desk{}
	url := serve(t, d)
	state := filepath.Join(t.TempDir(), "sent.jsonl")
	paths := scans(t, t.TempDir(), "a.png", "b.png")
	c := newCourier(t, url, state)
	for _, p := range paths {
		if _, err := c.Send(t.Context(), courier.Parcel{Name: p, Files: []string{p}}); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(state)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(state, b[:len(b)-20], 0o600); err != nil {
		t.Fatal(err)
	}
	c = newCourier(t, url, state)
	for i, p := range paths {
		got, err := c.Send(t.Context(), courier.Parcel{Name: p, Files: []string{p}})
		if err != nil || got.Before != (i == 0) || got.Deposit != fmt.Sprintf("deposit-%d", i+1) {
			t.Fatalf("%s: %+v, %v", p, got, err)
		}
	}
}

func TestParcelsOfAFolder(t *testing.T) {
	dir := t.TempDir()
	scans(t, dir, "a.png", "b.pdf", ".hidden", "c.part", "a.truth.json", "remise/1-slip.pdf", "remise/2-cheque.jpg", "empty/.keep")
	if err := os.WriteFile(filepath.Join(dir, "remise", courier.DeclarationFile), []byte(`{"kind":"remittance_slip","slip_count":1,"slip_total":"12.00"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	parcels, err := courier.Parcels(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range parcels {
		got = append(got, fmt.Sprintf("%s:%d", p.Name, len(p.Files)))
	}
	if s := strings.Join(got, " "); s != "a.png:1 b.pdf:1 remise:2" {
		t.Fatalf("parcels %s", s)
	}
	if d := parcels[2].Declaration; d.Kind != "remittance_slip" || d.SlipCount == nil || *d.SlipCount != 1 || d.SlipTotal != "12.00" {
		t.Fatalf("declaration %+v", d)
	}
}

// A scanner writes a file piece by piece; it is sent once, and whole.
func TestWatchSendsWhatKeepsStill(t *testing.T) {
	d := &desk{}
	url := serve(t, d)
	dir := t.TempDir()
	c := newCourier(t, url, filepath.Join(dir, ".bordereau", "sent.jsonl"))
	delivered := make(chan courier.Delivery, 10)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- c.Watch(ctx, dir, 20*time.Millisecond, func(d courier.Delivery, err error) {
			if err != nil {
				t.Error(err)
			}
			delivered <- d
		})
	}()
	f, err := os.Create(filepath.Join(dir, "scan.png"))
	if err != nil {
		t.Fatal(err)
	}
	tick := time.NewTicker(2 * time.Millisecond)
	for range 50 {
		if _, err := f.WriteString("piece "); err != nil {
			t.Fatal(err)
		}
		<-tick.C
	}
	tick.Stop()
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(strings.Repeat("piece ", 50)))
	for {
		got := <-delivered
		if got.Documents[0].SHA256 == hex.EncodeToString(sum[:]) {
			break
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
}
