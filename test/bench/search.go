package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
	"unicode"

	"bordereau"
	"bordereau/archive"
	"bordereau/check"
	"bordereau/desk"
	"bordereau/internal/services"
	"bordereau/store"
	"bordereau/test/bench/searched"
)

// search loads a drawn archive into a record of its own and asks it as people do: by
// kind of search how long the whole answer takes (facets, snippets), beside the words alone
// asked of the plain tsvector that programs before had, and what the indexes cost.
func search(args []string, out io.Writer) (err error) {
	fs := flag.NewFlagSet("search", flag.ContinueOnError)
	n := fs.Int("n", 1_000_000, "pages")
	asked := fs.Int("q", 100, "searches of a kind")
	peer := fs.Bool("plain", true, "beside a plain tsvector, which takes as long again to load")
	if err := fs.Parse(args); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "bordereau-search-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	set, err := services.New(services.Config{Dir: dir})
	if err != nil {
		return err
	}
	ctx := context.Background()
	if err := set.Start(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, set.Stop()) }()
	if err := store.Migrate(ctx, set.OwnerURL()); err != nil {
		return err
	}
	loaded, err := searched.Into(ctx, set.OwnerURL(), *n, nil, *peer)
	if err != nil {
		return err
	}
	began := time.Now()
	if _, err := psql(ctx, set.OwnerURL(), `SET maintenance_work_mem = '512MB'; CREATE INDEX plain ON documents USING gin (search); ANALYZE documents`); err != nil {
		return err
	}
	plain := time.Since(began)
	fmt.Fprintf(os.Stderr, "loaded in %.0f s, indexed in %.0f s\n", loaded.Copy.Seconds(), loaded.Index.Seconds())
	d, done, err := overRecord(ctx, set)
	if err != nil {
		return err
	}
	defer done()
	sizes, err := psql(ctx, set.OwnerURL(), `SELECT pg_size_pretty(pg_relation_size('finds_words')) || '|' || pg_size_pretty(pg_relation_size('plain')) || '|' || pg_size_pretty(pg_total_relation_size('finds'))`)
	if err != nil {
		return err
	}
	size := strings.Split(strings.TrimSpace(sizes), "|")
	fmt.Fprintf(out, "%d pages. Loading %.0f s. Index: %s in %.0f s; of the plain tsvector %s in %.0f s. Table with all its indexes: %s.\n\n", *n, loaded.Copy.Seconds(), size[0], loaded.Index.Seconds(), size[1], plain.Seconds(), size[2])
	fmt.Fprintln(out, "| search | p50 ms | p95 ms | p99 ms | plain p50 | plain p95 | found | plain finds |")
	fmt.Fprintln(out, "|---|---|---|---|---|---|---|---|")
	for _, kind := range searched.Kinds {
		if err := askKind(ctx, d, set.OwnerURL(), kind, *n, *asked, *peer, out); err != nil {
			return err
		}
	}
	return nil
}

// askKind prints the row of one kind of search. The peer is asked by psql in one session,
// which tells how long each statement took.
func askKind(ctx context.Context, d *desk.Desk, url string, kind searched.Kind, n, asked int, beside bool, out io.Writer) error {
	auditor := bordereau.Principal{ID: "00000000-0000-7000-8000-000000000001", Name: "auditor", Role: bordereau.RoleAuditor, Person: true}
	var took []time.Duration
	found := 0
	var peer strings.Builder
	for i := range asked {
		q := kind.Ask(searched.Draw((i*7919 + 101) % n))
		began := time.Now()
		r, err := d.Find(ctx, auditor, desk.Query{Words: q, Cursor: desk.Cursor{Limit: 20}})
		if err != nil {
			return fmt.Errorf("%s: %w", q, err)
		}
		took = append(took, time.Since(began))
		if r.Total > 0 {
			found++
		}
		if beside {
			peer.WriteString(plainQuery(q))
		}
	}
	before, hits, err := askPlain(ctx, url, peer.String())
	if err != nil {
		return err
	}
	slices.Sort(took)
	slices.Sort(before)
	at := func(l []time.Duration, q float64) string {
		if len(l) == 0 {
			return "—"
		}
		return fmt.Sprintf("%.1f", float64(l[min(len(l)-1, int(q*float64(len(l))))].Microseconds())/1000)
	}
	plainFound := "—"
	if len(before) > 0 {
		plainFound = fmt.Sprint(hits)
	}
	_, err = fmt.Fprintf(out, "| %s | %s | %s | %s | %s | %s | %d | %s |\n", kind.Name, at(took, .5), at(took, .95), at(took, .99), at(before, .5), at(before, .95), found, plainFound)
	return err
}

// plainQuery is the statement of the programs before for the words of a search; nothing
// where it has filters or phrases, which they did not know.
func plainQuery(q string) string {
	if strings.ContainsAny(q, `:"`) {
		return ""
	}
	var words []string
	for _, w := range strings.FieldsFunc(strings.ToLower(check.Fold(q)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		words = append(words, "'"+w+"':*")
	}
	return fmt.Sprintf(`SELECT count(*) > 0 FROM (SELECT d.id, left(d.text, 100000) FROM documents d LEFT JOIN dossiers r ON r.id = d.dossier_id
		WHERE d.search @@ to_tsquery('simple', $q$%s$q$) ORDER BY d.id DESC LIMIT 21) x;`, strings.Join(words, " & ")) + "\n"
}

func askPlain(ctx context.Context, url, statements string) (took []time.Duration, hits int, err error) {
	if statements == "" {
		return nil, 0, nil
	}
	answer, err := psql(ctx, url, "\\timing on\n"+statements)
	if err != nil {
		return nil, 0, err
	}
	for line := range strings.SplitSeq(answer, "\n") {
		var ms float64
		if _, err := fmt.Sscanf(line, "Time: %f ms", &ms); err == nil {
			took = append(took, time.Duration(ms*float64(time.Millisecond)))
		}
		if line == "t" {
			hits++
		}
	}
	return took, hits, nil
}

func psql(ctx context.Context, url, statements string) (string, error) {
	cmd := exec.CommandContext(ctx, "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", url)
	cmd.Stdin = strings.NewReader(statements)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("psql: %w: %s", err, said.String())
	}
	return string(out), nil
}

// overRecord is a desk over the record alone: nothing here is read or kept.
func overRecord(ctx context.Context, set *services.Set) (*desk.Desk, func(), error) {
	st, err := store.New(ctx, store.Config{URL: set.DatabaseURL()})
	if err != nil {
		return nil, nil, err
	}
	access, secret := set.ObjectsKeys()
	objects, err := archive.NewObjects(ctx, archive.ObjectsConfig{URL: set.ObjectsURL(), AccessKey: access, SecretKey: secret, Bucket: "search", Mode: "COMPLIANCE"})
	if err != nil {
		return nil, nil, err
	}
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		return nil, nil, err
	}
	d, err := desk.New(desk.Config{Node: "bench"}, desk.Deps{Store: st, Objects: objects, Signer: key, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	return d, st.Close, err
}
