//go:build ui

package ui

import (
	"bytes"
	"cmp"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
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

// alone are the checks whose times would tell of what runs beside them.
var alone = []string{"find", "load", "station_speed"}

// TestPages measures what the pages promise, each check on a desk of its own, and prints
// one table; as many run at once as there are processors, but for those of times.
// With UI_TIMES=near a time may come near its target, as on a machine that does
// other work; the table says so all the same. UI_CHECKS names the checks to run, all of them where it is empty.
func TestPages(t *testing.T) {
	files, err := filepath.Glob("checks/*.mjs")
	if err != nil || len(files) == 0 {
		t.Fatal("no checks: ", err)
	}
	wanted := strings.FieldsFunc(os.Getenv("UI_CHECKS"), func(r rune) bool { return r == ',' })
	var mu sync.Mutex
	var all []row
	measure := func(t *testing.T, name string) {
		rows := perform(t, name)
		mu.Lock()
		defer mu.Unlock()
		all = append(all, rows...)
	}
	var beside, after []string
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".mjs")
		switch {
		case name == screens || len(wanted) > 0 && !slices.Contains(wanted, name):
		case slices.Contains(alone, name):
			after = append(after, name)
		default:
			beside = append(beside, name)
		}
	}
	t.Run("beside", func(t *testing.T) {
		for _, name := range beside {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				measure(t, name)
			})
		}
	})
	for _, name := range after {
		t.Run(name, func(t *testing.T) { measure(t, name) })
	}
	slices.SortStableFunc(all, func(a, b row) int { return cmp.Compare(a.order(), b.order()) })
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "goal\twhat\ttarget\tmeasured\t")
	missed := 0
	for _, r := range all {
		verdict := ""
		if !r.OK {
			verdict, missed = "MISSED", missed+1
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", r.Goal, r.What, r.Target, r.Measured, verdict)
	}
	_ = w.Flush() // into memory
	fmt.Printf("\n%s\n%d measured, %d missed\n", table.String(), len(all), missed)
}

// screens is the check that holds the screens against their pictures.
const screens = "screens"

func TestScreens(t *testing.T) {
	for _, r := range perform(t, screens) {
		fmt.Printf("%s %s: %s\n", r.Goal, r.What, r.Measured)
	}
}

// row is what a check measured.
type row struct {
	Check, Goal, What, Target, Measured string
	OK, Near                            bool
}

// order is the number of the goal; what has none comes last.
func (r row) order() int {
	if n, err := strconv.Atoi(strings.TrimPrefix(r.Goal, "G")); err == nil {
		return n
	}
	return 99
}

// perform starts a desk, has Node run one check against it and gives what it measured;
// each target that was missed is a failure.
func perform(t *testing.T, check string) []row {
	t.Helper()
	h := open(t, check == screens)
	mux := http.NewServeMux()
	mux.HandleFunc("POST /scene/{name}", h.prompter)
	mux.HandleFunc("POST /workbook", h.workbook)
	mux.HandleFunc("POST /approve", h.approve)
	prompter := httptest.NewServer(mux)
	t.Cleanup(prompter.Close)
	m, err := border.NewMetrics(prometheus.NewRegistry())
	if err != nil {
		t.Fatal(err)
	}
	pages, err := web.New(web.Config{}, web.Over(h.Desk, slog.New(slog.DiscardHandler), m))
	if err != nil {
		t.Fatal(err)
	}
	h.base = testkit.Serve(t, pages.App())
	node := exec.CommandContext(t.Context(), "node", "run.mjs")
	node.Env = append(os.Environ(), "UI_BASE="+h.base, "UI_PROMPTER="+prompter.URL, "UI_PASSWORD="+password, "UI_CHECK="+check)
	node.Cancel = func() error { return node.Process.Signal(os.Interrupt) }
	node.WaitDelay = 10 * time.Second
	node.Stderr = os.Stderr
	out, err := node.Output()
	if err != nil {
		t.Errorf("node: %v", err)
	}
	var rows []row
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var r row
		if err := d.Decode(&r); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("what the check printed: %v: %s", err, out)
		}
		rows = append(rows, r)
		if !r.OK && !(r.Near && os.Getenv("UI_TIMES") == "near") {
			t.Errorf("%s %s: %s, wanted %s", r.Goal, r.What, r.Measured, r.Target)
		}
	}
	if len(rows) == 0 {
		t.Error("the check measured nothing")
	}
	return rows
}

// morning is when pictures of screens are taken: what they say of days stays the same.
var morning = time.Date(2026, time.November, 20, 9, 5, 0, 0, time.UTC)

// open starts a desk whose reader follows a script, with people who can sign in; dated
// says that its day is that of the pictures.
func open(t *testing.T, dated bool) *theatre {
	t.Helper()
	now := time.Now
	if dated {
		ahead := time.Until(morning)
		now = func() time.Time { return time.Now().Add(ahead) }
	}
	s, err := store.New(t.Context(), store.Config{URL: testkit.Database(t), MaxConns: 12})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	st := newStage()
	d, err := desk.New(desk.Config{Node: "ui", SpoolDir: t.TempDir(), MaxFiles: 60}, desk.Deps{Store: s, Now: now, Objects: testkit.Objects(t), DrawLetter: letter.Draw,
		Signer: ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)), Reader: st, Understand: st.understand, Divide: st.divide, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	h := &theatre{Desk: d, t: t, stage: st, forms: map[string]prop{}}
	if err := h.people(t.Context()); err != nil {
		t.Fatal(err)
	}
	return h
}
