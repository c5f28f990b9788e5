package archive_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"bordereau"
	"bordereau/archive"
	"bordereau/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func TestPutOnceAndReadBackByVersion(t *testing.T) {
	t.Parallel()
	o := testkit.Objects(t)
	ctx := t.Context()
	data := []byte("a scanned cheque")
	v1, err := o.Put(ctx, "originals/a", bytes.NewReader(data), int64(len(data)), digest(data), "image/png")
	if err != nil {
		t.Fatal(err)
	}
	if v1 == "" {
		t.Fatal("the bucket is not versioned")
	}
	again, err := o.Put(ctx, "originals/a", bytes.NewReader(data), int64(len(data)), digest(data), "image/png")
	if err != nil || again != v1 {
		t.Fatalf("storing the same again gave version %q, %v; want %q", again, err, v1)
	}
	if _, err := o.Put(ctx, "originals/a", strings.NewReader("other content!!"), 15, digest([]byte("other content!!")), "image/png"); err == nil {
		t.Fatal("other content under the same key was accepted")
	}
	body, size, err := o.Get(ctx, "originals/a", v1)
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	got, err := io.ReadAll(body)
	if err != nil || !bytes.Equal(got, data) || size != int64(len(data)) {
		t.Fatalf("read back %q (%d bytes), %v", got, size, err)
	}
	info, err := o.Head(ctx, "originals/a", v1)
	if err != nil || info.SHA256 != digest(data) {
		t.Fatalf("head = %+v, %v", info, err)
	}
}

func TestWrongDigestIsRefusedByTheStore(t *testing.T) {
	t.Parallel()
	o := testkit.Objects(t)
	if _, err := o.Put(t.Context(), "k", strings.NewReader("abc"), 3, digest([]byte("abd")), "text/plain"); err == nil {
		t.Fatal("bytes that do not match their digest were stored")
	}
	if _, err := o.Head(t.Context(), "k", ""); bordereau.CodeOf(err) != bordereau.NotFound {
		t.Fatalf("after the refusal the key holds something: %v", err)
	}
}

func TestRetentionIsLengthenedNeverShortened(t *testing.T) {
	t.Parallel()
	o := testkit.Objects(t)
	ctx := t.Context()
	data := []byte("sealed")
	until := time.Now().Add(48 * time.Hour).UTC().Truncate(time.Second)
	v, err := o.PutLocked(ctx, "archive/x", data, digest(data), "application/pdf", until)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct{ ask, want time.Time }{
		{until.Add(-24 * time.Hour), until},
		{until.Add(24 * time.Hour), until.Add(24 * time.Hour)},
	} {
		if err := o.Lock(ctx, "archive/x", v, step.ask); err != nil {
			t.Fatal(err)
		}
		info, err := o.Head(ctx, "archive/x", v)
		if err != nil || !info.RetainUntil.Equal(step.want) {
			t.Fatalf("asked for %v: retention is %v (%v), want %v", step.ask, info.RetainUntil, err, step.want)
		}
	}
}

// Gateways accept locked uploads that AWS refuses: those without a checksum. So
// the header itself is asserted.
func TestEveryUploadCarriesItsChecksumAndOnceOnly(t *testing.T) {
	t.Parallel()
	c := testkit.ObjectsConfig(t)
	var mu sync.Mutex
	var seen []http.Header
	c.Wrap = func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodPut && strings.Contains(r.URL.Path, "archive/") && r.URL.RawQuery == "" {
				mu.Lock()
				seen = append(seen, r.Header.Clone())
				mu.Unlock()
			}
			return next.RoundTrip(r)
		})
	}
	o, err := archive.NewObjects(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	data := []byte("content")
	if _, err := o.PutLocked(t.Context(), "archive/y", data, digest(data), "text/plain", time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if len(seen) != 1 {
		t.Fatalf("saw %d uploads", len(seen))
	}
	sum := sha256.Sum256(data)
	if got := seen[0].Get("X-Amz-Checksum-Sha256"); got != base64.StdEncoding.EncodeToString(sum[:]) {
		t.Errorf("checksum header %q", got)
	}
	if got := seen[0].Get("If-None-Match"); got != "*" {
		t.Errorf("If-None-Match %q", got)
	}
	if got := seen[0].Get("X-Amz-Object-Lock-Mode"); got != "COMPLIANCE" {
		t.Errorf("lock mode %q", got)
	}
}

func TestAStoreThatIsAwayIsBusy(t *testing.T) {
	t.Parallel()
	c := testkit.ObjectsConfig(t)
	var away bool
	c.Wrap = func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			if away {
				return &http.Response{StatusCode: 503, Body: io.NopCloser(strings.NewReader("")), Header: http.Header{}, Request: r}, nil
			}
			return next.RoundTrip(r)
		})
	}
	o, err := archive.NewObjects(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	away = true
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if _, err := o.Put(ctx, "k", strings.NewReader("abc"), 3, digest([]byte("abc")), "text/plain"); bordereau.CodeOf(err) != bordereau.Busy {
		t.Fatalf("error %v has code %q, want busy", err, bordereau.CodeOf(err))
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
