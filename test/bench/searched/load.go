package searched

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"
	"unicode"

	"bordereau/check"
	"bordereau/desk"
)

// Reading is where the reading of a page lies in an object store.
type Reading struct{ Key, VersionID, SHA256 string }

// Load is how long it took to load an archive.
type Load struct{ Copy, Index time.Duration }

// Into loads n pages into the empty record of an owner's URL, by COPY, as a restored
// backup would: without the triggers and with the indexes last. The readings are shared
// among the pages in turn. Peer fills and indexes the plain tsvector of the programs
// before, so that it can be asked beside.
func Into(ctx context.Context, url string, n int, readings []Reading, peer bool) (Load, error) {
	var l Load
	began := time.Now()
	indexes, err := indexesOf(ctx, url)
	if err != nil {
		return l, err
	}
	for name := range indexes {
		if err := sql(ctx, url, `DROP INDEX `+name); err != nil {
			return l, err
		}
	}
	documents := make(chan error, 1) // beside what is found by, on another core
	go func() {
		documents <- run(ctx, url, func(w io.Writer) error { return writeDocuments(w, n, readings, peer) })
	}()
	err = run(ctx, url, func(w io.Writer) error { return writeFinds(w, n) })
	if err := errors.Join(err, <-documents); err != nil {
		return l, err
	}
	l.Copy = time.Since(began)
	for name, definition := range indexes {
		began = time.Now()
		if err := sql(ctx, url, `SET maintenance_work_mem = '512MB'; `+definition); err != nil {
			return l, err
		}
		if name == "finds_words" {
			l.Index = time.Since(began)
		}
	}
	return l, sql(ctx, url, `VACUUM ANALYZE finds; VACUUM ANALYZE documents; VACUUM ANALYZE dossiers`)
}

// indexesOf are the indexes of what is found, without its key, and what makes them.
func indexesOf(ctx context.Context, url string) (map[string]string, error) {
	said, err := exec.CommandContext(ctx, "psql", "-X", "-q", "-A", "-t", url, "-c",
		`SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'finds' AND indexname <> 'finds_pkey'`).Output()
	if err != nil {
		return nil, fmt.Errorf("psql: %w", err)
	}
	out := map[string]string{}
	for line := range strings.Lines(string(said)) {
		if name, definition, ok := strings.Cut(strings.TrimSpace(line), "|"); ok {
			out[name] = definition
		}
	}
	return out, nil
}

const quick = "SET session_replication_role = replica; SET synchronous_commit = off;\n"

// table is the rows of a table as psql takes them; of a nil row there is none.
func table(w io.Writer, columns string, n int, row func(i int) []string) error {
	fmt.Fprintf(w, "COPY %s FROM STDIN;\n", columns)
	for i := range n {
		cells := row(i)
		if cells == nil {
			continue
		}
		for c := range cells {
			cells[c] = cell.Replace(cells[c])
		}
		if _, err := io.WriteString(w, strings.Join(cells, "\t")+"\n"); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, "\\.\n")
	return err
}

// writeDocuments is the archive without what it is found by: what refers to nothing first.
func writeDocuments(w io.Writer, n int, readings []Reading, peer bool) error {
	fmt.Fprint(w, quick)
	err := table(w, "dossiers (id, ref, kind, kind_version, branch, restricted, opened_at, names)", n, func(i int) []string {
		if i%perFile != 0 {
			return nil
		}
		return []string{id(2, i/perFile), Ref(i / perFile), "account_opening", "1", Draw(i).Branch, yes(Restricted(i / perFile)), "2025-01-01", Ref(i / perFile)}
	})
	if err != nil {
		return err
	}
	columns := "id, deposit_id, ordinal, branch, file_name, format, sha256, size, version_id, state, generation, type, pages, dossier_id, amount_minor, received_at, text, understanding"
	if peer {
		columns += ", search"
	}
	err = table(w, "documents ("+columns+")", n, func(i int) []string {
		p := Draw(i)
		u, err := json.Marshal(p.Values)
		if err != nil {
			panic(err) // of strings and numbers
		}
		cells := []string{p.ID, id(3, 0), fmt.Sprint(i), p.Branch, p.FileName, "tiff", "0", "1", "0", string(p.State), "1", string(p.Type), "1",
			orNull(p.Dossier), fmt.Sprint(p.Amount), p.ReceivedAt.Format(time.RFC3339), p.Text, string(u)}
		if peer {
			cells = append(cells, plain(p))
		}
		return cells
	})
	if err != nil || len(readings) == 0 {
		return err
	}
	return table(w, "readings (document_id, generation, artefact, key, version_id, sha256, engine, understanding, milliseconds, read_at)", n, func(i int) []string {
		r := readings[i%len(readings)]
		return []string{id(1, i), "1", "a", r.Key, r.VersionID, r.SHA256, "{}", "{}", "1", "2025-01-01"}
	})
}

// writeFinds is what the archive is found by.
func writeFinds(w io.Writer, n int) error {
	fmt.Fprint(w, quick)
	return table(w, "finds (document_id, branch, type, state, dossier_id, amount_minor, received_at, words)", n, func(i int) []string {
		p := Draw(i)
		return []string{p.ID, p.Branch, string(p.Type), string(p.State), orNull(p.Dossier), fmt.Sprint(p.Amount), p.ReceivedAt.Format(time.RFC3339),
			desk.Searchable(p.Document, p.Text, &p.Values)}
	})
}

var cell = strings.NewReplacer("\\", "\\\\", "\t", "\\t", "\n", "\\n", "\r", "\\r", "\x00NULL", "\\N")

func orNull(s string) string {
	if s == "" {
		return "\x00NULL"
	}
	return s
}

func yes(b bool) string {
	if b {
		return "t"
	}
	return "f"
}

// Ref is the reference of a dossier, and Restricted whether it is kept from most.
func Ref(dossier int) string { return fmt.Sprintf("2026-%06d", dossier) }

// Restricted says it of one dossier in a hundred.
func Restricted(dossier int) bool { return dossier%100 == 99 }

// run feeds psql, and says what it says when it fails.
func run(ctx context.Context, url string, feed func(io.Writer) error) error {
	cmd := exec.CommandContext(ctx, "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", url)
	var said strings.Builder
	cmd.Stderr = &said
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("psql: %w", err)
	}
	w := bufio.NewWriterSize(in, 1<<20)
	err = errors.Join(feed(w), w.Flush(), in.Close())
	if failed := cmd.Wait(); failed != nil {
		return fmt.Errorf("psql: %w: %s", failed, strings.TrimSpace(said.String()))
	}
	return err
}

func sql(ctx context.Context, url string, statements string) error {
	return run(ctx, url, func(w io.Writer) error {
		_, err := io.WriteString(w, statements+";\n")
		return err
	})
}

// plain is the tsvector of the programs before: the folded words and their places.
func plain(p Page) string {
	var b strings.Builder
	words := strings.FieldsFunc(strings.ToLower(check.Fold(p.FileName+" "+p.Text)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i, w := range words {
		fmt.Fprintf(&b, "'%s':%d ", w, i+1)
	}
	return b.String()
}
