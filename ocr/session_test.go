package ocr_test

import (
	"context"
	"encoding/json"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"bordereau"
	"bordereau/internal/child"
	"bordereau/ocr"
	"bordereau/ocr/engine"
	"bordereau/ocr/raster"
	"bordereau/ocr/testpage"
)

// The test binary is its own reading child.
func TestMain(m *testing.M) {
	if child.Started() {
		h := engine.Handlers(engine.Config{})
		if os.Getenv("ocr_test_endless") != "" {
			h[ocr.MethodRead] = endless(h[ocr.MethodRead])
		}
		child.Main(h)
	}
	os.Exit(m.Run())
}

func reader(t *testing.T, cfg ocr.Config, with ...func(*child.Config)) (*ocr.Reader, *child.Pool) {
	t.Helper()
	c := child.Config{
		Command: []string{"/proc/self/exe"}, Env: ocr.Env(), Size: 1, ReadPaths: []string{engine.DefaultModels},
		Programs: raster.Programs,
	}
	for _, f := range with {
		f(&c)
	}
	pool, err := child.NewPool(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := pool.Close(); err != nil {
			t.Error(err)
		}
	})
	r, err := ocr.New(cfg, ocr.Deps{Children: pool})
	if err != nil {
		t.Fatal(err)
	}
	return r, pool
}

// endless reads, but comes to no end with a page whose layout it analyses.
func endless(read child.Handler) child.Handler {
	return func(ctx context.Context, params json.RawMessage, blob []byte) (any, []byte, error) {
		var q ocr.ReadRequest
		if err := json.Unmarshal(params, &q); err != nil {
			return nil, nil, err
		}
		if !q.Plain {
			select {}
		}
		return read(ctx, params, blob)
	}
}

// A page of which the layout has no end is read plainly in the time it has, and parts of
// it can be read again.
func TestAPageWithoutEndIsReadPlainly(t *testing.T) {
	t.Parallel() // it waits for most of its time
	r, _ := reader(t, ocr.Config{}, func(c *child.Config) {
		c.Env = append(c.Env, "ocr_test_endless=1")
		c.Limits.Wall = 20 * time.Second
	})
	page, file := letter(t, 5)
	ctx := context.Background()
	s, err := r.Open(ctx, file)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	p, err := s.Page(ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	if cer := testpage.CERUnordered(page.Text(), p.Text()); cer > 0.01 {
		t.Errorf("%.1f %% of its letters are wrong", 100*cer)
	}
	w := p.Words[3]
	if words, err := s.Zone(ctx, 1, w.Box, ocr.Line); err != nil || texts(words) != w.Text {
		t.Errorf("the box of %q reads %v: %v", w.Text, words, err)
	}
}

func letter(t *testing.T, n int) (testpage.Page, []byte) {
	t.Helper()
	p, err := testpage.Letter(n, 300)
	if err != nil {
		t.Fatal(err)
	}
	data, err := testpage.JPEG(p, 80)
	if err != nil {
		t.Fatal(err)
	}
	return p, data
}

func TestASessionFromFileToPDF(t *testing.T) {
	r, _ := reader(t, ocr.Config{})
	page, _ := letter(t, 1)
	page = testpage.Spoil(page, testpage.Degradation{SkewMin: 3, SkewMax: 3, Paper: 240, Noise: 4}, 1)
	data, err := testpage.JPEG(page, 80)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	s, err := r.Open(ctx, data)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	got, err := s.Read(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if got.Format != "jpeg" || len(got.Pages) != 1 || got.Engine.Name != "tesseract" || len(got.Engine.Models) == 0 || len(got.Engine.Models[0].SHA256) != 64 {
		t.Fatalf("the reading is %s of %d pages by %+v", got.Format, len(got.Pages), got.Engine)
	}
	if cer := testpage.CER(page.Text(), got.Text()); cer > 0.01 {
		t.Errorf("%.2f %% of the characters are wrong:\n%s", 100*cer, got.Text())
	}
	if skew := got.Pages[0].Skew; skew < 2.8 && skew > -2.8 {
		t.Errorf("the page lay 3 degrees skew, %.2f were straightened", skew)
	}

	var iban bordereau.Box
	for i, w := range got.Pages[0].Words {
		if w.Text == "IBAN" {
			for _, o := range got.Pages[0].Words[i:] {
				if o.Line == w.Line {
					iban = iban.Union(o.Box)
				}
			}
		}
	}
	words, err := s.Zone(ctx, 1, iban, ocr.Code)
	if err != nil {
		t.Fatal(err)
	}
	if line := texts(words); !strings.Contains(page.Text(), line) || !strings.HasPrefix(line, "IBAN FR") {
		t.Errorf("the zone of the IBAN says %q", line)
	}

	jpeg, w, h, err := s.Image(ctx, 1, 100)
	if err != nil {
		t.Fatal(err)
	}
	if w < 820 || w > 920 || h < 1160 || h > 1250 || string(jpeg[:2]) != "\xff\xd8" {
		t.Errorf("at 100 dpi the page is %d x %d", w, h)
	}

	out, err := s.SearchablePDF(ctx, "Lettre", time.Unix(1700000000, 0), nil)
	if err != nil {
		t.Fatal(err)
	}
	if cer := testpage.CERUnordered(page.Text(), pdfText(t, out)); cer > 0.01 {
		t.Errorf("%.2f %% of the PDF's text is wrong", 100*cer)
	}
	if len(out) > len(data)+60_000 {
		t.Errorf("a JPEG of %d bytes became a PDF of %d", len(data), len(out))
	}
}

func TestADeadChildCostsOneReading(t *testing.T) {
	r, pool := reader(t, ocr.Config{})
	_, data := letter(t, 2)
	ctx := context.Background()
	s, err := r.Open(ctx, data)
	if err != nil {
		t.Fatal(err)
	}
	kill(t)
	if _, err = s.Read(ctx); bordereau.CodeOf(err) != bordereau.Crashed {
		t.Fatalf("reading in a dead child gives %v (%s)", err, bordereau.CodeOf(err))
	}
	if _, err = s.Page(ctx, 1); err == nil {
		t.Fatal("a dead session reads on")
	}
	s.Close()
	if got, err := r.Read(ctx, data); err != nil || len(got.Pages) != 1 {
		t.Fatalf("the next reading: %v", err)
	}
	if !pool.Confinement().NoNewPrivs {
		t.Error("the child may gain privileges")
	}
}

// kill ends this process's reading children as a bug in a C library would.
func kill(t *testing.T) {
	t.Helper()
	for _, pid := range children(t) {
		if err := syscall.Kill(pid, syscall.SIGSEGV); err != nil {
			t.Fatal(err)
		}
	}
}

func children(t *testing.T) (pids []int) {
	t.Helper()
	tasks, err := filepath.Glob("/proc/self/task/*/children")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range tasks {
		list, err := os.ReadFile(path)
		if err != nil {
			continue // the thread ended
		}
		for _, f := range strings.Fields(string(list)) {
			pid, err := strconv.Atoi(f)
			if err != nil {
				t.Fatal(err)
			}
			pids = append(pids, pid)
		}
	}
	if len(pids) == 0 {
		t.Fatal("no child was found")
	}
	return pids
}

// TestMemory: the largest thing that is promised to fit, an A4 page in colour at
// 300 dpi that has to be straightened, stays under 300 MB.
func TestMemory(t *testing.T) {
	r, _ := reader(t, ocr.Config{})
	page, _ := letter(t, 5)
	turned := testpage.Turn(page.Image, 3)
	coloured := image.NewRGBA(turned.Rect)
	for i, v := range turned.Pix {
		coloured.Pix[4*i], coloured.Pix[4*i+1], coloured.Pix[4*i+2], coloured.Pix[4*i+3] = v, v/2+127, v/3+160, 255
	}
	data, err := testpage.PNG(coloured)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	s, err := r.Open(ctx, data)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	got, err := s.Read(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if cer := testpage.CER(page.Text(), got.Text()); cer > 0.01 {
		t.Errorf("%.2f %% of the characters are wrong", 100*cer)
	}
	if _, _, _, err := s.Image(ctx, 1, 150); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SearchablePDF(ctx, "", time.Time{}, nil); err != nil {
		t.Fatal(err)
	}
	for _, pid := range children(t) {
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		if err != nil {
			t.Fatal(err)
		}
		_, rest, _ := strings.Cut(string(status), "VmHWM:")
		var kib int
		if _, err := fmt.Sscan(rest, &kib); err != nil {
			t.Fatal(err)
		}
		t.Logf("the child's memory reached %d MB", kib>>10)
		if kib>>10 >= 300 {
			t.Errorf("the child's memory reached %d MB", kib>>10)
		}
	}
}

func TestFilesThatAreNotPages(t *testing.T) {
	r, _ := reader(t, ocr.Config{})
	_, data := letter(t, 3)
	for name, c := range map[string]struct {
		data []byte
		want bordereau.Code
	}{
		"text":      {[]byte("ceci n'est pas une image"), bordereau.Unsupported},
		"cut JPEG":  {data[:600], bordereau.Unreadable},
		"empty":     {nil, bordereau.Unsupported},
		"not a PNG": {[]byte("\x89PNG\r\n\x1a\nand nothing more"), bordereau.Unreadable},
	} {
		if _, err := r.Read(context.Background(), c.data); bordereau.CodeOf(err) != c.want {
			t.Errorf("%s: %v (%s), not %s", name, err, bordereau.CodeOf(err), c.want)
		}
	}
}

func TestPagesLargerThanTheBudgetAreReadAlone(t *testing.T) {
	r, _ := reader(t, ocr.Config{Megapixels: 1})
	_, data := letter(t, 4)
	for range 2 { // what was taken is given back
		if _, err := r.Read(context.Background(), data); err != nil {
			t.Fatal(err)
		}
	}
}

func texts(words []bordereau.Word) string {
	var s []string
	for _, w := range words {
		s = append(s, w.Text)
	}
	return strings.Join(s, " ")
}

func pdfText(t *testing.T, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "out.pdf")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-layout", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
