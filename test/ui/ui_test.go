//go:build ui

package ui

import (
	"crypto/ed25519"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"testing"
	"time"

	"bordereau/desk"
	"bordereau/internal/border"
	"bordereau/internal/letter"
	"bordereau/internal/testkit"
	"bordereau/store"
	"bordereau/web"

	"github.com/prometheus/client_golang/prometheus"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// TestPages measures what the pages promise; UI_CHECKS names the checks to run, all where
// it is empty.
func TestPages(t *testing.T) { perform(t, os.Getenv("UI_CHECKS")) }

// TestScreens holds the screens against their pictures, on a desk of its own: what other
// checks bring in would stand on them.
func TestScreens(t *testing.T) { perform(t, "screens") }

// perform starts a desk and hands over to Node, which prints a table of goals and fails
// when one is missed.
func perform(t *testing.T, checks string) {
	t.Helper()
	s, err := store.New(t.Context(), store.Config{URL: testkit.Database(t), MaxConns: 12})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	st := newStage()
	d, err := desk.New(desk.Config{Node: "ui", SpoolDir: t.TempDir(), MaxFiles: 60}, desk.Deps{Store: s, Objects: testkit.Objects(t), DrawLetter: letter.Draw,
		Signer: ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)), Reader: st, Understand: st.understand, Divide: undivided, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	h := &theatre{Desk: d, t: t, stage: st, forms: map[string]prop{}}
	if err := h.people(t.Context()); err != nil {
		t.Fatal(err)
	}
	m, err := border.NewMetrics(prometheus.NewRegistry())
	if err != nil {
		t.Fatal(err)
	}
	pages, err := web.New(web.Config{}, web.Over(d, slog.New(slog.DiscardHandler), m))
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /scene/{name}", h.prompter)
	prompter := httptest.NewServer(mux)
	t.Cleanup(prompter.Close)

	node := exec.CommandContext(t.Context(), "node", "run.mjs")
	node.Env = append(os.Environ(), "UI_BASE="+testkit.Serve(t, pages.App()), "UI_PROMPTER="+prompter.URL, "UI_PASSWORD="+password, "UI_CHECKS="+checks)
	node.Cancel = func() error { return node.Process.Signal(os.Interrupt) }
	node.WaitDelay = 10 * time.Second
	node.Stdout, node.Stderr = os.Stdout, os.Stderr
	if err := node.Run(); err != nil {
		t.Error("the pages do not keep what they promise: ", err)
	}
}
