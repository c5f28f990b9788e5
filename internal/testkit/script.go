package testkit

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"image"
	"image/jpeg"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/letter"
	"bordereau/store"
)

// PNG is how a scripted file begins; what follows is what is read of it.
const PNG = "\x89PNG\r\n\x1a\n"

// Scripted is a desk on real services whose reader follows a script: what a file
// says is what is read, for tests of what is not recognition.
func Scripted(t testing.TB, node string) *desk.Desk {
	t.Helper()
	return ScriptedOn(t, desk.Config{Node: node}, Database(t), Objects(t), time.Now)
}

// ScriptedOn is Scripted on a database and a bucket that other nodes share, by a
// clock of its own.
func ScriptedOn(t testing.TB, c desk.Config, database string, objects desk.Objects, now func() time.Time) *desk.Desk {
	t.Helper()
	s, err := store.New(t.Context(), store.Config{URL: database, MaxConns: 12, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	c.SpoolDir = t.TempDir()
	d, err := desk.New(c, desk.Deps{Store: s, Objects: objects, DrawLetter: letter.Draw, Signer: ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)),
		Reader: script{}, Understand: understood, Divide: divided, Now: now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Work does the machine's jobs until none is due.
func Work(t testing.TB, d *desk.Desk) {
	t.Helper()
	for {
		l, err := d.ClaimNext(t.Context(), []string{desk.StageRead, desk.StageArchive}, "w")
		if err != nil {
			t.Fatal(err)
		}
		if l == nil {
			return
		}
		if err := d.Work(t.Context(), *l); err != nil {
			t.Fatal(err)
		}
	}
}

// Server is what answers on a listener until it is shut down.
type Server interface {
	Listener(l net.Listener) error
	ShutdownWithContext(ctx context.Context) error
}

// Serve answers on a port of this machine for the time of the test.
func Serve(t testing.TB, s Server) (url string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.Listener(l) }()
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := s.ShutdownWithContext(ctx); err != nil {
			t.Error(err)
		}
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return "http://" + l.Addr().String()
}

type script struct{}

type scripted struct{ text string }

func (script) Open(_ context.Context, data []byte, _ bool) (desk.ReadingSession, error) {
	return scripted{strings.TrimPrefix(string(data), PNG)}, nil
}

// Read gives a page for each stretch of text between form feeds.
func (s scripted) Read(_ context.Context, pages ...int) (bordereau.Reading, error) {
	r := bordereau.Reading{Format: "png", Engine: bordereau.Engine{Name: "script", Version: "1"}}
	for n, text := range strings.Split(s.text, "\f") {
		if len(pages) > 0 && !slices.Contains(pages, n+1) {
			continue
		}
		p := bordereau.Page{Number: n + 1, Width: 500, Height: 700, DPI: 120}
		for i, w := range strings.Fields(text) {
			p.Words = append(p.Words, bordereau.Word{Text: w, Box: bordereau.Box{X: 20, Y: 20 + 30*i, W: 200, H: 20}, Confidence: 0.9, Line: i})
		}
		r.Pages = append(r.Pages, p)
	}
	return r, nil
}

func (scripted) Zone(context.Context, int, bordereau.Box, string) ([]bordereau.Word, error) {
	return nil, nil
}

func (scripted) Image(context.Context, int, int) ([]byte, int, int, error) {
	var b bytes.Buffer
	err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 500, 700)), nil)
	return b.Bytes(), 500, 700, err
}

func (s scripted) SearchablePDF(context.Context, bordereau.Reading) ([]byte, error) {
	return []byte("%PDF-1.7\n" + s.text), nil
}

func (scripted) Close() error { return nil }

// divided makes every page a document, unless the first says "undivided".
func divided(_ context.Context, r bordereau.Reading, _ desk.Zones) (bordereau.Division, error) {
	var d bordereau.Division
	if len(r.Pages) > 1 && !strings.HasPrefix(r.Pages[0].Text(), "undivided") {
		for _, p := range r.Pages {
			d.Parts = append(d.Parts, bordereau.Part{Pages: []bordereau.PartPage{{Number: p.Number, Role: bordereau.Front}}})
		}
		d.Check = &bordereau.Check{Rule: "division", Verdict: bordereau.Passed, Detail: "une page, un document"}
	}
	return d, nil
}

// understood takes the first word as the type, name=value as a field that
// nothing supports, and name=value! as one that two places and a key prove.
func understood(_ context.Context, r bordereau.Reading, _ desk.Zones) (bordereau.Understanding, error) {
	u := bordereau.Understanding{Type: bordereau.Letter, TypeConfidence: 1, TypeProved: true, Spec: "script@1", Fields: []bordereau.Field{}, Checks: []bordereau.Check{}}
	for i, w := range r.Pages[0].Words {
		if t := bordereau.Type(w.Text); i == 0 && t.Known() {
			u.Type = t
		}
		if name, value, ok := strings.Cut(w.Text, "="); ok {
			value, proved := strings.CutSuffix(value, "!")
			f := bordereau.Field{Name: name, Value: strings.ReplaceAll(value, "_", " "), Raw: value, Page: 1, Box: w.Box, Confidence: 0.9}
			if proved {
				f.Prove(bordereau.ProofAgreement, "dit deux fois")
				f.Prove(bordereau.ProofCheckDigit, "clé")
			}
			u.Fields = append(u.Fields, f)
		}
	}
	return u, nil
}
