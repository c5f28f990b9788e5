package intake_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"bordereau"
	"bordereau/intake"
	"bordereau/internal/media"

	"pgregory.net/rapid"
)

func counter(t testing.TB, c intake.Config) *intake.Counter {
	t.Helper()
	c.Dir, c.Sniff = t.TempDir(), media.Sniff
	n, err := intake.New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { empty(t, c.Dir) })
	return n
}

func empty(t testing.TB, dir string) {
	t.Helper()
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

var head = []byte("\x89PNG\r\n\x1a\n")

// Whatever its size, a file comes out as it went in: in memory, at the border and
// on disk, and when the memory that all share is used up.
func TestAFileComesOutAsItWentIn(t *testing.T) {
	c := counter(t, intake.Config{MemoryOfFile: 4096, MemoryOfAll: 3 * 4096, MaxFileBytes: 20000})
	rapid.Check(t, func(t *rapid.T) {
		var open []*intake.File
		defer func() {
			for _, f := range open {
				if err := f.Close(); err != nil {
					t.Error(err)
				}
			}
		}()
		for range rapid.IntRange(1, 6).Draw(t, "files") {
			n := rapid.SampledFrom([]int{8, 9, 4095, 4096, 4097, 8192, 19999, 20000}).Draw(t, "size")
			data := append(append([]byte{}, head...), bytes.Repeat([]byte{byte(n)}, n-8)...)
			f, err := c.Take("x.png", iotestReader(t, data))
			if err != nil {
				t.Fatal(err)
			}
			open = append(open, f)
			got, err := io.ReadAll(f.Reader())
			sum := sha256.Sum256(data)
			if err != nil || !bytes.Equal(got, data) || f.Size != int64(n) || f.SHA256 != hex.EncodeToString(sum[:]) || f.Format != "png" {
				t.Fatalf("%d bytes: %v", n, err)
			}
			if err := f.Sync(); err != nil {
				t.Error(err)
			}
		}
	})
}

// iotestReader hands data out in pieces of a drawn size.
func iotestReader(t *rapid.T, data []byte) io.Reader {
	step := rapid.IntRange(1, 5000).Draw(t, "step")
	return readerFunc(func(p []byte) (int, error) {
		if len(data) == 0 {
			return 0, io.EOF
		}
		n := copy(p, data[:min(step, len(data))])
		data = data[n:]
		return n, nil
	})
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestRefusals(t *testing.T) {
	c := counter(t, intake.Config{MaxFileBytes: 100})
	for _, x := range []struct {
		name, content string
		want          bordereau.Code
	}{
		{"a.png", string(head) + strings.Repeat("x", 92), ""},
		{"a.png", string(head) + strings.Repeat("x", 93), bordereau.TooLarge},
		{"a.png", "", bordereau.Invalid},
		{"a.png", "GIF89a", bordereau.Unsupported},
		{"a.zip", "PK\x03\x04", bordereau.Unsupported},
		{"a.jpg", string(head), bordereau.Unsupported},
		{"a.PDF", string(head), bordereau.Unsupported},
		{"a.scan", string(head), ""},
		{"sans extension", "%PDF-1.7", ""},
		{"a.TIF", "II*\x00", ""},
		{"a.jfif", "\xff\xd8\xff\xe0", ""},
	} {
		f, err := c.Take(x.name, strings.NewReader(x.content))
		if bordereau.CodeOf(err) != x.want {
			t.Errorf("%s %.10q: %v, want %q", x.name, x.content, err, x.want)
		}
		if err == nil {
			f.Close()
		} else if m := bordereau.MessageOf(err); !strings.HasSuffix(m, ".") || !strings.Contains(m, "«") {
			t.Errorf("%q does not tell a branch which file", m)
		}
	}
}

func TestManyAtOnceStayWithinTheSharedMemory(t *testing.T) {
	c := counter(t, intake.Config{MemoryOfFile: 1 << 16, MemoryOfAll: 4 << 16})
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			f, err := c.Take("a.png", bytes.NewReader(append(append([]byte{}, head...), make([]byte, 40000)...)))
			if err != nil {
				t.Error(err)
				return
			}
			if err := f.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

func TestNames(t *testing.T) {
	for in, want := range map[string]string{
		"chèque.pdf":                      "chèque.pdf",
		"che\u0300que.pdf":                "chèque.pdf",
		"../../etc/passwd":                "passwd",
		`C:\scans\a.png`:                  "a.png",
		"a\u202Egnp.exe.png":              "agnp.exe.png",
		"a\x00b\nc.pdf":                   "abc.pdf",
		"\ufeffa\u200b.pdf":               "a.pdf",
		"":                                "sans-nom",
		"..":                              "sans-nom",
		"a/":                              "sans-nom",
		" a .pdf ":                        "a .pdf", //nolint:gocritic // the blanks are what is cut
		"\xff\xfea.pdf":                   "a.pdf",
		strings.Repeat("é", 200) + ".pdf": strings.Repeat("é", 125) + ".pdf",
	} {
		if got := intake.CleanName(in); got != want {
			t.Errorf("%q becomes %q, not %q", in, got, want)
		}
	}
}

func FuzzCleanName(f *testing.F) {
	f.Add("../a\u202e.pdf")
	f.Fuzz(func(t *testing.T, name string) {
		got := intake.CleanName(name)
		if got == "" || len(got) > intake.MaxNameBytes || !utf8.ValidString(got) || strings.ContainsAny(got, "/\\") ||
			strings.ContainsFunc(got, unicode.IsControl) || intake.CleanName(got) != got {
			t.Errorf("%q becomes %q, then %q", name, got, intake.CleanName(got))
		}
	})
}

func TestReceipts(t *testing.T) {
	public, key, _ := ed25519.GenerateKey(nil)
	at := time.Date(2026, 11, 23, 10, 0, 0, 123456789, time.FixedZone("", 3600))
	digest := intake.Digest([]string{"bb", "aa"})
	if digest != intake.Digest([]string{"aa", "bb"}) || digest == intake.Digest([]string{"aa"}) {
		t.Error("the digest is over the sorted files")
	}
	r := intake.Sign(key, "id", digest, at, 7)
	if !intake.Verify(public, "id", r) {
		t.Error("it does not verify")
	}
	for name, bad := range map[string]bordereau.Receipt{
		"digest":    {Digest: "x", At: r.At, Sequence: r.Sequence, Signature: r.Signature},
		"time":      {Digest: r.Digest, At: r.At.Add(time.Microsecond), Sequence: r.Sequence, Signature: r.Signature},
		"sequence":  {Digest: r.Digest, At: r.At, Sequence: 8, Signature: r.Signature},
		"signature": {Digest: r.Digest, At: r.At, Sequence: r.Sequence, Signature: "AAAA"},
	} {
		if intake.Verify(public, "id", bad) {
			t.Errorf("another %s verifies", name)
		}
	}
	if intake.Verify(public, "other", r) {
		t.Error("another deposit's receipt verifies")
	}
}

func TestQuota(t *testing.T) {
	now := time.Date(2026, 11, 23, 23, 59, 0, 0, time.UTC)
	m := intake.NewMeter(intake.Quota{DocumentsPerMinute: 10, BytesPerDay: 100}, func() time.Time { return now })
	take := func(caller string, n int) (ok int) {
		for range n {
			if m.Document(caller) == nil {
				ok++
			}
		}
		return ok
	}
	if take("a", 11) != 10 || take("b", 1) != 1 {
		t.Error("a burst is the quota, for each caller")
	}
	now = now.Add(30 * time.Second)
	if take("a", 10) != 5 {
		t.Error("the bucket fills with time")
	}
	if m.Bytes("a", 60) != nil || bordereau.CodeOf(m.Bytes("a", 60)) != bordereau.Quota || m.Bytes("a", 40) != nil {
		t.Error("what was refused was counted")
	}
	now = now.Add(time.Minute)
	if m.Bytes("a", 100) != nil {
		t.Error("a new day begins anew")
	}
	free := intake.NewMeter(intake.Quota{}, func() time.Time { return now })
	for range 1000 {
		if free.Document("a") != nil || free.Bytes("a", 1<<40) != nil {
			t.Fatal("no quota bounds nothing")
		}
	}
}

// A receipt is verified from its proof alone, as its own instructions say; no line of
// it can be changed.
func TestAProofIsVerifiedWithoutTheDesk(t *testing.T) {
	public, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	files := []intake.ProvedFile{{Name: "b.png", SHA256: strings.Repeat("bb", 32), Size: 2}, {Name: "a.png", SHA256: strings.Repeat("aa", 32), Size: 1}}
	d := bordereau.Deposit{ID: "0193a1b2-0000-7000-8000-000000000001", Branch: "00742"}
	d.Receipt = intake.Sign(key, d.ID, intake.Digest([]string{files[0].SHA256, files[1].SHA256}), time.Now(), 7)
	p, err := intake.Prove(public, d, files)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode([]byte(p.PublicKey))
	if block == nil {
		t.Fatal(p.PublicKey)
	}
	der := sha256.Sum256(block.Bytes)
	known, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil || hex.EncodeToString(der[:]) != p.Fingerprint {
		t.Fatal(err, p.Fingerprint)
	}
	signature, err := base64.StdEncoding.DecodeString(p.Signature)
	if err != nil || !ed25519.Verify(known.(ed25519.PublicKey), []byte(p.SignedText), signature) {
		t.Fatal("the signed text does not verify", err)
	}
	sorted := sha256.Sum256([]byte(files[1].SHA256 + "\n" + files[0].SHA256 + "\n"))
	lines := strings.Split(p.SignedText, "\n")
	if len(lines) != 5 || lines[1] != d.ID || lines[2] != hex.EncodeToString(sorted[:]) || lines[4] != "7" {
		t.Errorf("%q", lines)
	}
	for i := range p.SignedText {
		changed := []byte(p.SignedText)
		changed[i] ^= 1
		if ed25519.Verify(known.(ed25519.PublicKey), changed, signature) {
			t.Fatalf("byte %d may be changed", i)
		}
	}
}
