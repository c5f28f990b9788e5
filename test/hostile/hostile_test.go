package hostile

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/internal/child"
	"bordereau/internal/testkit"
	"bordereau/ocr"
	"bordereau/ocr/engine"
	"bordereau/ocr/raster"
)

// The test binary is its own reading child.
func TestMain(m *testing.M) {
	if child.Started() {
		child.Main(engine.Handlers(engine.Config{}))
	}
	os.Exit(m.Run())
}

// outcome is how a file was answered.
type outcome struct {
	code  bordereau.Code // "" if it was read
	err   error
	flags []string
	layer []bordereau.LayerVerdict
	took  time.Duration
}

func (o outcome) String() string {
	if o.code != "" {
		return fmt.Sprintf("%s in %d ms: %v", o.code, o.took.Milliseconds(), o.err)
	}
	return fmt.Sprintf("read in %d ms, flags %v, layers %q", o.took.Milliseconds(), o.flags, o.layer)
}

// bench is a reader whose children leave traces that can be counted.
type bench struct {
	pool *child.Pool
}

func newBench(t *testing.T) *bench {
	t.Helper()
	temp, err := os.MkdirTemp("", "hostile-test-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(temp, 0o711); err != nil { // children may be other users
		t.Fatal(err)
	}
	before := descriptors(t)
	pool, err := child.NewPool(child.Config{Command: []string{"/proc/self/exe"}, Env: ocr.Env(), Size: 2, Temp: temp,
		ReadPaths: []string{engine.DefaultModels}, Programs: raster.Programs})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := pool.Close(); err != nil {
			t.Error(err)
		}
		if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
			t.Errorf("files left: %v, %v", left, err)
		}
		if err := os.RemoveAll(temp); err != nil {
			t.Error(err)
		}
		if left := children(t); len(left) > 0 {
			t.Errorf("processes left: %v", left)
		}
		if after := descriptors(t); after > before {
			t.Errorf("%d open files, %d before", after, before)
		}
	})
	return &bench{pool}
}

func descriptors(t *testing.T) int {
	t.Helper()
	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(fds)
}

// children are the processes that we are the parent of.
func children(t *testing.T) (left []string) {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range stats {
		stat, err := os.ReadFile(path)
		if err != nil {
			continue // gone meanwhile
		}
		s := string(stat)
		if f := strings.Fields(s[strings.LastIndexByte(s, ')')+1:]); len(f) > 1 && f[1] == strconv.Itoa(os.Getpid()) {
			left = append(left, s)
		}
	}
	return left
}

// read opens a file and reads its first page and its last, within the time.
func (b *bench) read(ctx context.Context, data []byte, limit time.Duration) (o outcome) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	start := time.Now()
	defer func() { o.code, o.took = bordereau.CodeOf(o.err), time.Since(start) }()
	c, err := b.pool.Acquire(ctx)
	if err != nil {
		o.err = err
		return o
	}
	defer func() { c.Release(!errors.As(o.err, new(*child.Death))) }()
	var opened ocr.Opened
	if _, o.err = c.Call(ctx, ocr.MethodOpen, struct{}{}, data, &opened); o.err != nil {
		return o
	}
	o.flags = opened.Flags
	for _, n := range slices.Compact([]int{1, opened.Pages}) {
		var p bordereau.Page
		if _, o.err = c.Call(ctx, ocr.MethodRead, ocr.ReadRequest{Page: n}, nil, &p); o.err != nil {
			return o
		}
		o.layer = append(o.layer, p.Layer)
	}
	return o
}

// answered are the codes a file may be refused with; ours alone are missing.
var answered = []bordereau.Code{"", bordereau.Unsupported, bordereau.TooLarge, bordereau.Unreadable, bordereau.TimedOut, bordereau.Exhausted, bordereau.Crashed}

// judge says what is wrong with an outcome, "" if nothing is.
func judge(expect string, o outcome) string {
	if word := testkit.English(bordereau.MessageOf(o.err)); o.err != nil && word != "" {
		return fmt.Sprintf("the sentence says %q", word)
	}
	oneOf := func(codes ...bordereau.Code) string {
		if slices.Contains(codes, o.code) {
			return ""
		}
		return fmt.Sprintf("want %q", codes)
	}
	switch expect {
	case "accept":
		return oneOf("")
	case "reject":
		return oneOf(bordereau.Unsupported, bordereau.Unreadable, bordereau.TooLarge)
	case "limit":
		return oneOf(bordereau.TooLarge, bordereau.Unsupported)
	case "encrypted":
		if !strings.Contains(bordereau.MessageOf(o.err), "mot de passe") {
			return "the sentence does not speak of the password"
		}
		return oneOf(bordereau.Unreadable)
	case "active", "mismatch":
		if o.code == "" && len(o.flags) == 0 && !slices.Contains(o.layer, bordereau.LayerDiffers) {
			return "nothing is flagged"
		}
	}
	return oneOf(answered...)
}

// drawn are hostile files of our own.
func drawn(t *testing.T) map[string]struct {
	data   []byte
	expect string
} {
	t.Helper()
	out := map[string]struct {
		data   []byte
		expect string
	}{}
	add := func(name, expect string, data []byte) {
		out[name] = struct {
			data   []byte
			expect string
		}{data, expect}
	}
	add("png that claims 3.6 billion pixels", "limit", pngHeader(60_000, 60_000))
	add("png without size", "reject", pngHeader(0, 0))
	add("tiff that leads back to itself", "survive", loopingTIFF())
	add("pdf of a content unpacking to a gigabyte", "limit", nestedFlate(t, 3))
	add("pdf of nine filters", "limit", nestedFlate(t, 9))
	add("jpeg cut in half", "survive", halfJPEG(t))
	add("jpeg header only", "reject", halfJPEG(t)[:40])
	add("pdf whose pages are their own parents", "reject", []byte("%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n"+
		"2 0 obj <</Type/Pages/Kids[2 0 R]/Count 1>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"))
	add("pdf that is nothing but open brackets", "limit", append([]byte("%PDF-1.4\n1 0 obj "), []byte(strings.Repeat("[", 1<<20))...))
	add("html before a pdf", "reject", []byte("<html><script>1</script>%PDF-1.4\n%%EOF"))
	add("nothing", "reject", nil)
	return out
}

// What we draw ourselves is answered, and the child that met it reads on.
func TestDrawnFiles(t *testing.T) {
	b := newBench(t)
	blank := blankJPEG(t)
	for name, f := range drawn(t) {
		o := b.read(t.Context(), f.data, 20*time.Second)
		if wrong := judge(f.expect, o); wrong != "" {
			t.Errorf("%s: %v; %s", name, o, wrong)
		}
		if o := b.read(t.Context(), blank, 20*time.Second); o.err != nil {
			t.Errorf("a blank page after %s: %v", name, o)
		}
	}
	if o := b.read(t.Context(), letter(t), time.Minute); o.err != nil {
		t.Errorf("a letter after them all: %v", o)
	}
}

// The corpus: a fixed sample within 5 seconds a file, or all of it with
// BORDEREAU_HOSTILE=all.
func TestCorpus(t *testing.T) {
	root := os.Getenv("BORDEREAU_CORPUS")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "data")
	}
	entries, err := Corpus(root, filepath.Join("testdata", "overrides.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	limit := 20 * time.Second
	if os.Getenv("BORDEREAU_HOSTILE") != "all" {
		limit = 5 * time.Second
		entries = sampled(t, entries)
	}
	b := newBench(t)
	t.Log(b.pool.Confinement())
	var slowest outcome
	name, counts := "", map[string]int{}
	for _, e := range entries {
		data, err := os.ReadFile(e.Path)
		if err != nil {
			t.Errorf("%s: %v", e.Name, err)
			continue
		}
		o := b.read(t.Context(), data, limit)
		if o.took > limit+time.Second {
			t.Errorf("%s took %v", e.Name, o.took)
		}
		if e.Expect == "accept" && o.code == bordereau.TimedOut {
			// A machine with other work to do: as a job at its limit, it is tried once more.
			o = b.read(t.Context(), data, 6*limit)
		}
		if wrong := judge(e.Expect, o); wrong != "" {
			t.Errorf("%s (%s, %s): %v; %s", e.Name, e.Expect, e.Wrong, o, wrong)
		}
		if testing.Verbose() {
			t.Logf("%s (%s): %v", e.Name, e.Expect, o)
		}
		if counts[e.Expect+" "+string(o.code)]++; o.took > slowest.took {
			slowest, name = o, e.Name
		}
	}
	t.Logf("%d files: %v; slowest %s, %v", len(entries), counts, name, slowest)
}

// sampled are the entries that testdata/sample.txt names.
func sampled(t *testing.T, entries []Entry) (out []Entry) {
	t.Helper()
	rows, err := table(filepath.Join("testdata", "sample.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) == 0 {
		return nil
	}
	for _, r := range rows {
		i := slices.IndexFunc(entries, func(e Entry) bool { return e.Name == r[0] })
		if i < 0 {
			t.Errorf("the sample names %s, which the corpus does not have", r[0])
			continue
		}
		out = append(out, entries[i])
	}
	return out
}
