package searched_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode"

	"bordereau"
	"bordereau/archive"
	"bordereau/check"
	"bordereau/desk"
	"bordereau/internal/border"
	"bordereau/internal/testkit"
	"bordereau/test/bench/searched"
	"bordereau/web"

	"github.com/prometheus/client_golang/prometheus"
)

// rowsAllowed is how many rows of the big tables a search may read that finds so many: those,
// a few that the last of its conditions leaves out, and those that are shown. Of what is found more often than it
// is counted a stretch of the newest is looked through besides.
func rowsAllowed(found int) int {
	if found < 1000 {
		return 3*found + 500
	}
	return 5_000
}

// rowsRead is how many rows of the tables that grow with the archive were read, by an index
// or through and through.
func rowsRead(t *testing.T, owner string) int {
	t.Helper()
	said := testkit.SQL(t, owner, `SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_user_tables WHERE relname IN ('finds', 'documents')`)
	n, err := strconv.Atoi(said)
	if err != nil {
		t.Fatalf("rows read: %q", said)
	}
	return n
}

// timedPages asks for the pages that people get, by their browser. Alone is how long each
// would have taken with a processor of its own, share how much of one there was.
func timedPages(t *testing.T, record string, objects *archive.Objects, kind searched.Kind, pages int) (took, alone []time.Duration, share float64) {
	t.Helper()
	o, done := deskOver(t, record, objects)
	defer done()
	get := browser(t, o)
	get("/recherche?q=premier") // connections, statements
	before := processor()
	for i := range askedTimed {
		began := time.Now()
		get("/recherche?liste=1&q=" + url.QueryEscape(kind.Ask(searched.Draw((i*7919+101)%pages))))
		all := time.Since(began)
		after := processor()
		took, alone = append(took, all), append(alone, time.Duration(float64(all)*min(1, (before+after)/2)))
		share += after / askedTimed
		before = after
	}
	slices.Sort(took)
	slices.Sort(alone)
	return took, alone, share
}

// browser is somebody who signed in; what it gives gets a page.
func browser(t *testing.T, o *desk.Desk) func(path string) string {
	t.Helper()
	login := fmt.Sprintf("lectrice%d", time.Now().UnixNano())
	const password = "un mot de passe sûr"
	if _, err := o.AddUser(t.Context(), bordereau.System, desk.User{Login: login, Role: bordereau.RoleReader}, password); err != nil {
		t.Fatal(err)
	}
	m, err := border.NewMetrics(prometheus.NewRegistry())
	if err != nil {
		t.Fatal(err)
	}
	server, err := web.New(web.Config{}, web.Over(o, o.Log, m))
	if err != nil {
		t.Fatal(err)
	}
	base := testkit.Serve(t, server.App())
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &http.Client{Jar: jar}
	read := func(res *http.Response, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatal(res.StatusCode, err)
		}
		return string(body)
	}
	read(c.PostForm(base+"/connexion", url.Values{"login": {login}, "password": {password}}))
	return func(path string) string {
		t.Helper()
		body := read(c.Get(base + path))
		if !strings.Contains(body, `id="resultats"`) {
			t.Fatalf("%s is not answered: %.300s", path, body)
		}
		return body
	}
}

// processor is the share of a processor that this process gets: how long work takes that
// waits for nothing, against how long it had one.
func processor() float64 {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	began, had := time.Now(), threadTime()
	for threadTime()-had < 20*time.Millisecond {
	}
	return float64(threadTime()-had) / float64(time.Since(began))
}

func threadTime() time.Duration {
	var u syscall.Rusage
	const thread = 1 // RUSAGE_THREAD
	if err := syscall.Getrusage(thread, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// newest holds that of words that stand in more pages than are counted the newest come
// first, whatever window they were looked for in, that the next pages go on from there,
// and that the counts are those of the newest.
func newest(t *testing.T, o *desk.Desk, by bordereau.Principal, pages int) {
	t.Helper()
	words := []string{"agence:00100", searched.Common(0), searched.Common(40) + " type:cheque"}
	for _, q := range words {
		asked, _ := desk.ParseSearch(q, time.Now())
		var want []string
		for i := pages - 1; i >= 0 && len(want) < 1200; i-- {
			if p := searched.Draw(i); (asked.Branch == "" || p.Branch == asked.Branch) && (asked.Type == "" || p.Type == asked.Type) && !restricted(p) && holds(p, asked) {
				want = append(want, p.ID)
			}
		}
		var got []string
		query := desk.Query{Words: q, Near: desk.NearNever, Cursor: desk.Cursor{Limit: 200}}
		for len(got) < 1200 {
			r, err := o.Find(t.Context(), by, query)
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range r.Items {
				got = append(got, h.ID)
			}
			if more := len(want) > 1000; r.AtLeast != more || !more && r.Total != len(want) {
				t.Errorf("%s: %d found, at least %v; there are %d", q, r.Total, r.AtLeast, len(want))
			}
			counted := 0
			for _, f := range r.Facets {
				for _, v := range f.Values {
					if f.Name == "etat" {
						counted += v.Count
					}
				}
			}
			if counted != r.Total {
				t.Errorf("%s: %d are counted of %d", q, counted, r.Total)
			}
			if query.After = r.Next; r.Next == "" {
				break
			}
		}
		if n := min(len(got), len(want)); n < min(len(want), 1200) || !slices.Equal(got[:n], want[:n]) {
			t.Errorf("%s: %d came, of %d, and not the newest first", q, len(got), len(want))
		}
	}
}

// honest holds that the page says of what its counts are.
func honest(t *testing.T, o *desk.Desk) {
	t.Helper()
	get := browser(t, o)
	if body := get("/recherche?q=agence:00100"); !strings.Contains(body, "plus de 1\u00a0000 trouvés ; les nombres à côté sont ceux des 1\u00a0000 plus récents") {
		t.Errorf("the page does not say that there are more: %.600s", body)
	}
	if body := get("/recherche?q=agence:00230"); strings.Contains(body, "plus de") || !strings.Contains(body, "trouvé(s)") {
		t.Errorf("the page says that there are more: %.600s", body)
	}
}

// holds says whether a page holds the words that are asked for, or longer ones.
func holds(p searched.Page, asked desk.Asked) bool {
	there := strings.FieldsFunc(strings.ToLower(check.Fold(p.Text)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for _, term := range asked.Terms {
		if !slices.ContainsFunc(there, func(w string) bool { return strings.HasPrefix(w, term.Words[0]) }) {
			return false
		}
	}
	return true
}

// asOther holds that others read no more of the record than a reader: who keys amounts
// blind, and who sees one branch alone.
func asOther(t *testing.T, url, owner string, objects *archive.Objects, by bordereau.Principal, pages int) {
	t.Helper()
	for _, kind := range searched.Kinds {
		o, done := deskOver(t, url, objects)
		before, most := rowsRead(t, owner), 0
		for i := range asked {
			r, err := o.Find(t.Context(), by, desk.Query{Words: kind.Ask(searched.Draw((i*7919 + 101) % pages)), Near: desk.NearNever, Cursor: desk.Cursor{Limit: 20}})
			if err != nil {
				t.Fatal(err)
			}
			most = max(most, r.Total)
			for _, h := range r.Items {
				if by.Branch != "" && h.Branch != by.Branch {
					t.Errorf("%s finds a page of branch %s", by.Branch, h.Branch)
				}
			}
		}
		done()
		if read := (rowsRead(t, owner) - before) / asked; read > rowsAllowed(most) {
			t.Errorf("%s: a %s reads %d rows a search that finds at most %d", kind.Name, by.Role, read, most)
		}
	}
}
