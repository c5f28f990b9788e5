package searched_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/archive"
	"bordereau/desk"
	"bordereau/internal/testkit"
	"bordereau/store"
	"bordereau/test/bench/searched"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// pagesSearched is how many pages there is time to load beside all other tests; make
// test-search loads 100,000.
const (
	pagesSearched = 10_000
	asked         = 6  // searches of a kind
	askedTimed    = 20 // pages of a kind
	within        = 300 * time.Millisecond
)

func size(t *testing.T) (pages int, timed bool) {
	s := os.Getenv("BORDEREAU_SEARCH_PAGES")
	if s == "" {
		return pagesSearched, false
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1000 {
		t.Fatalf("BORDEREAU_SEARCH_PAGES is %q", s)
	}
	return n, true
}

// What is on the pages is found, and no search reads much more of the record than it
// shows, whatever it asks for: neither the whole table, nor what one condition alone lets
// through. Told to, by BORDEREAU_SEARCH_PAGES, it also holds how long the page takes.
//
// A machine that has other work takes longer for everything. So before and after each page
// a stretch of work that waits for nothing tells what share of a processor there is, and
// the page is held to the time that it would have taken with one of its own.
func TestAnArchiveIsSearchedAtOnce(t *testing.T) {
	pages, timed := size(t)
	app, owner := testkit.Databases(t)
	objects := testkit.Objects(t)
	loaded, err := searched.Into(t.Context(), owner, pages, sharedReadings(t, objects, 100), false)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d pages: loaded in %v, indexed in %v", pages, loaded.Copy.Round(time.Millisecond), loaded.Index.Round(time.Millisecond))
	// A clerk is not shown the pages of what he is to key blind; a reader is.
	reader := bordereau.Principal{ID: "00000000-0000-7000-8000-000000000001", Name: "reader", Role: bordereau.RoleReader, Person: true}
	var all, allAlone []time.Duration
	o, done := deskOver(t, app, objects)
	newest(t, o, reader, pages)
	honest(t, o)
	done()
	for _, by := range []bordereau.Principal{{ID: reader.ID, Name: "clerk", Role: bordereau.RoleClerk, Person: true}, {ID: "b", Name: "branch", Role: bordereau.RoleBranch, Branch: "00104"}} {
		asOther(t, app, owner, objects, by, pages)
	}
	for _, kind := range searched.Kinds {
		o, done := deskOver(t, app, objects)
		before := rowsRead(t, owner)
		most := 0
		for i := range asked {
			most = max(most, ask(t, o, reader, kind, searched.Draw((i*7919+101)%pages)))
		}
		done() // its connections tell what they read as they end
		read := rowsRead(t, owner) - before
		t.Logf("%-28s %6d rows read a search, at most %d found", kind.Name, read/(2*asked), most)
		if allowed := rowsAllowed(most); read/(2*asked) > allowed {
			t.Errorf("%s reads %d rows a search, more than %d", kind.Name, read/(2*asked), allowed)
		}
		if timed {
			took, alone, share := timedPages(t, app, objects, kind, pages)
			t.Logf("%-28s p50 %6v p95 %6v max %6v; with %.2f of a processor, alone p95 %v", kind.Name, at(took, 50), at(took, 95), at(took, 100), share, at(alone, 95))
			all, allAlone = append(all, took...), append(allAlone, alone...)
		}
	}
	if !timed {
		return
	}
	slices.Sort(all)
	slices.Sort(allAlone)
	t.Logf("all pages: p50 %v p95 %v; with a processor of their own p50 %v p95 %v", at(all, 50), at(all, 95), at(allAlone, 50), at(allAlone, 95))
	if p95 := at(allAlone, 95); p95 > within {
		t.Errorf("p95 is %v", p95)
	}
}

// at is a percentile of a sorted list.
func at(l []time.Duration, q int) time.Duration { return l[(len(l)-1)*q/100].Round(time.Millisecond) }

// ask searches for a page, misreadings forgiven where little is found and then always, and
// gives how many were found.
func ask(t *testing.T, o *desk.Desk, by bordereau.Principal, kind searched.Kind, p searched.Page) int {
	t.Helper()
	words := kind.Ask(p)
	r, err := o.Find(t.Context(), by, desk.Query{Words: words, Cursor: desk.Cursor{Limit: 20}})
	if err != nil {
		t.Fatalf("%s: %v", words, err)
	}
	if r.Total > 0 && !slices.ContainsFunc(r.Items, func(h desk.Hit) bool { return h.Page != nil && h.Page.Width > 0 }) {
		t.Errorf("%s: no page is shown", words)
	}
	near, err := o.Find(t.Context(), by, desk.Query{Words: words, Near: desk.NearAlways, Cursor: desk.Cursor{Limit: 200}})
	if err != nil {
		t.Fatal(err)
	}
	if kind.Finds && p.Misread == "" && !near.AtLeast && near.Total <= 200 && !restricted(p) && !slices.ContainsFunc(near.Items, func(h desk.Hit) bool { return h.ID == p.ID }) {
		t.Errorf("%s: %q does not find %s:\n%s", kind.Name, words, p.ID, p.Text)
	}
	return max(r.Total, near.Total)
}

// deskOver is a desk over a record; done closes its connections.
func deskOver(t *testing.T, url string, objects *archive.Objects) (d *desk.Desk, done func()) {
	t.Helper()
	st, err := store.New(t.Context(), store.Config{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(st.Close)
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	d, err = desk.New(desk.Config{Node: "test", SpoolDir: t.TempDir()}, desk.Deps{Store: st, Objects: objects, Signer: key, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		t.Fatal(err)
	}
	return d, st.Close
}

func restricted(p searched.Page) bool {
	var n int
	if _, err := fmt.Sscanf(p.Dossier[strings.LastIndexByte(p.Dossier, '-')+1:], "%x", &n); p.Dossier == "" || err != nil {
		return false
	}
	return searched.Restricted(n)
}

// sharedReadings puts the readings of the first pages into the object store; the others
// share them, so that looking for boxes costs what it costs.
func sharedReadings(t *testing.T, objects *archive.Objects, n int) []searched.Reading {
	t.Helper()
	out := make([]searched.Reading, n)
	for i := range out {
		p := searched.Draw(i)
		page := bordereau.Page{Number: 1, Width: 1654, Height: 2339, DPI: 200}
		for l, line := range strings.Split(p.Text, "\n") {
			for w, word := range strings.Fields(line) {
				page.Words = append(page.Words, bordereau.Word{Text: word, Box: bordereau.Box{X: 100 + 120*w, Y: 80 + 30*l, W: 110, H: 22}, Confidence: 0.9, Line: l})
			}
		}
		body, err := json.Marshal(bordereau.Reading{Format: "tiff", Pages: []bordereau.Page{page}})
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(body)
		r := searched.Reading{Key: fmt.Sprintf("derived/shared/%d.json", i), SHA256: hex.EncodeToString(sum[:])}
		if r.VersionID, err = objects.Put(t.Context(), r.Key, strings.NewReader(string(body)), int64(len(body)), r.SHA256, "application/json"); err != nil {
			t.Fatal(err)
		}
		out[i] = r
	}
	return out
}
