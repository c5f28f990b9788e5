package desk_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"

	"bordereau"
	"bordereau/archive"
	"bordereau/desk"
	"bordereau/internal/testkit"
	"bordereau/store"
)

// office is a desk on real services whose reader follows a script: what a file
// says is what is read, so that tests of leases and crashes need no recognition.
type office struct {
	*desk.Desk
	t          testing.TB
	store      *store.Store
	objects    *archive.Objects
	bucket     string
	app, owner string
	key        ed25519.PrivateKey
	script     *script
	branch     bordereau.Principal
	auditor    bordereau.Principal
}

type setting func(*desk.Config, *desk.Deps)

func newOffice(t testing.TB, settings ...setting) *office {
	t.Helper()
	o := &office{t: t, script: &script{gates: map[string]chan struct{}{}, entered: make(chan string, 100)}}
	o.app, o.owner = testkit.Databases(t)
	var err error
	if o.store, err = store.New(t.Context(), store.Config{URL: o.app, MaxConns: 12}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.store.Close)
	oc := testkit.ObjectsConfig(t)
	o.bucket = oc.Bucket
	if o.objects, err = archive.NewObjects(t.Context(), oc); err != nil {
		t.Fatal(err)
	}
	_, o.key, _ = ed25519.GenerateKey(nil)
	c := desk.Config{Node: "test", SpoolDir: t.TempDir()}
	d := desk.Deps{Store: o.store, Objects: o.objects, Signer: o.key, Reader: o.script, Understand: understandScript,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	for _, set := range settings {
		set(&c, &d)
	}
	if o.Desk, err = desk.New(c, d); err != nil {
		t.Fatal(err)
	}
	o.branch = bordereau.Principal{ID: "key-12", Name: "scan-12", Role: bordereau.RoleBranch, Branch: "12"}
	o.auditor = bordereau.Principal{ID: "auditor", Name: "auditor", Role: bordereau.RoleAuditor}
	return o
}

// paperFile is a file of the script: the head of a PNG, and what is read from it.
func paperFile(words string) []byte { return []byte("\x89PNG\r\n\x1a\n" + words) }

// extension is that of a file's content.
func extension(f []byte) string {
	switch {
	case bytes.HasPrefix(f, []byte("II*\x00")):
		return "tif"
	case bytes.HasPrefix(f, []byte("%PDF-")):
		return "pdf"
	}
	return "png"
}

// send deposits files under a key and gives the answer.
func (o *office) send(ctx context.Context, by bordereau.Principal, key string, decl desk.Declaration, files ...[]byte) (desk.Delivered, error) {
	l, err := o.Begin(ctx, by, key)
	if err != nil {
		return desk.Delivered{}, err
	}
	defer l.Close()
	for i, f := range files {
		if err := l.AddFile(ctx, fmt.Sprintf("papier %d.%s", i+1, extension(f)), bytes.NewReader(f)); err != nil {
			return desk.Delivered{}, err
		}
	}
	return l.Commit(ctx, decl)
}

func (o *office) mustSend(files ...[]byte) desk.Delivered {
	o.t.Helper()
	got, err := o.send(o.t.Context(), o.branch, "", desk.Declaration{}, files...)
	if err != nil {
		o.t.Fatal(err)
	}
	return got
}

// work does machine jobs until none is due, and gives how many there were.
func (o *office) work(stages ...string) int {
	o.t.Helper()
	if len(stages) == 0 {
		stages = []string{desk.StageRead, desk.StageArchive}
	}
	for n := 0; ; n++ {
		l, err := o.ClaimNext(o.t.Context(), stages, "w")
		if err != nil {
			o.t.Fatal(err)
		}
		if l == nil {
			return n
		}
		if err := o.Work(o.t.Context(), *l); err != nil {
			o.t.Fatal(err)
		}
	}
}

func (o *office) claim() desk.Lease {
	o.t.Helper()
	l, err := o.ClaimNext(o.t.Context(), []string{desk.StageRead, desk.StageArchive}, "w")
	if err != nil || l == nil {
		o.t.Fatal("nothing to claim", err)
	}
	return *l
}

func (o *office) doc(id string) desk.DocumentView {
	o.t.Helper()
	v, err := o.Document(o.t.Context(), o.auditor, id)
	if err != nil {
		o.t.Fatal(err)
	}
	return v
}

// quiet brings the journal up to date and anchors it.
func (o *office) quiet() {
	o.t.Helper()
	if _, err := o.SequenceJournal(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
	if err := o.SignJournal(o.t.Context(), true); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) fsck() desk.Report {
	o.t.Helper()
	r, err := o.Fsck(o.t.Context(), io.Discard)
	if err != nil {
		o.t.Fatal(err)
	}
	return r
}

func (o *office) mustBeClean() {
	o.t.Helper()
	o.quiet()
	for _, f := range o.fsck().Findings {
		o.t.Errorf("fsck: %s %s: %s", f.Kind, f.Subject, f.Text)
	}
}

func (o *office) sql(format string, args ...any) string {
	o.t.Helper()
	return testkit.SQL(o.t, o.owner, fmt.Sprintf(format, args...))
}

// script is a reader that reads what paperFile wrote. "fail:CODE" fails with the
// code; "gate:NAME" waits until the gate is opened.
type script struct {
	mu      sync.Mutex
	opened  int
	small   int
	gates   map[string]chan struct{}
	entered chan string
	broken  error // fails every opening while it is set
}

func (s *script) gate(name string) chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.gates[name] == nil {
		s.gates[name] = make(chan struct{})
	}
	return s.gates[name]
}

func (s *script) Open(ctx context.Context, data []byte, small bool) (desk.ReadingSession, error) {
	text := strings.TrimPrefix(string(data), "\x89PNG\r\n\x1a\n")
	s.mu.Lock()
	s.opened++
	if small {
		s.small++
	}
	broken := s.broken
	s.mu.Unlock()
	if broken != nil {
		return nil, broken
	}
	for _, w := range strings.Fields(text) {
		if code, ok := strings.CutPrefix(w, "fail:"); ok && !(small && code == "exhausted_once") {
			return nil, bordereau.Errorf(bordereau.Code(strings.TrimSuffix(code, "_once")), "Ce fichier ne se laisse pas lire.")
		}
		if name, ok := strings.CutPrefix(w, "gate:"); ok {
			gate := s.gate(name)
			s.entered <- name
			select {
			case <-gate:
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
	}
	return &scripted{text}, nil
}

type scripted struct{ text string }

// Read gives a page for each stretch of text between form feeds.
func (s *scripted) Read(_ context.Context, pages ...int) (bordereau.Reading, error) {
	r := bordereau.Reading{Format: "png", Engine: bordereau.Engine{Name: "script", Version: "1"}}
	for n, text := range strings.Split(s.text, "\f") {
		if len(pages) > 0 && !slices.Contains(pages, n+1) {
			continue
		}
		p := bordereau.Page{Number: n + 1, Width: 1000, Height: 1400, DPI: 120}
		for i, line := range strings.Split(text, "\n") {
			for j, w := range strings.Fields(line) {
				p.Words = append(p.Words, bordereau.Word{Text: w, Box: bordereau.Box{X: 10 + 90*j, Y: 20 + 30*i, W: 80, H: 20}, Confidence: 0.9, Line: i})
			}
		}
		r.Pages = append(r.Pages, p)
	}
	return r, nil
}

func (s *scripted) Zone(context.Context, int, bordereau.Box, string) ([]bordereau.Word, error) {
	return nil, nil
}

func (s *scripted) Image(_ context.Context, page, _ int) ([]byte, int, int, error) {
	return []byte("\xff\xd8\xff" + strings.Split(s.text, "\f")[page-1]), 500, 700, nil
}

// SearchablePDF binds the pages that it is asked for, as the file holds them.
func (s *scripted) SearchablePDF(_ context.Context, r bordereau.Reading) ([]byte, error) {
	pages := strings.Split(s.text, "\f")
	out := "%PDF-1.7"
	for _, p := range r.Pages {
		out += "\n" + pages[p.Number-1]
	}
	return []byte(out), nil
}

func (s *scripted) Close() error { return nil }

// understandScript takes the first word as the type and name=value as fields,
// proved by a check digit.
func understandScript(_ context.Context, r bordereau.Reading, _ desk.Zones) (bordereau.Understanding, error) {
	u := bordereau.Understanding{Type: bordereau.Letter, TypeConfidence: 1, TypeProved: true, Spec: "script@1", Fields: []bordereau.Field{}, Checks: []bordereau.Check{}}
	for i, w := range r.Pages[0].Words {
		if t := bordereau.Type(w.Text); i == 0 && t.Known() {
			u.Type = t
		}
		if name, value, ok := strings.Cut(w.Text, "="); ok {
			f := bordereau.Field{Name: name, Value: strings.ReplaceAll(value, "_", " "), Raw: value, Page: 1, Box: w.Box, Confidence: 0.9}
			f.Prove(bordereau.ProofCheckDigit, "script")
			u.Fields = append(u.Fields, f)
		}
	}
	return u, nil
}
