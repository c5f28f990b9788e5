// Package hostile holds the files nobody should send, and what must become of
// them: every one is answered, by a reading or by a coded error, and costs nobody
// but itself. The corpus lies outside the repository; a few files are drawn here,
// so that the tests mean something without it.
package hostile

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Entry is one file of the corpus, and what must become of it:
//
//	accept     it is read
//	reject     refused, with the code of a file that cannot be used
//	limit      refused for its size, or as no type we take
//	encrypted  refused, and the sentence says password
//	active     answered; it is flagged, or its text is not what is seen
//	mismatch   likewise
//	others     answered
type Entry struct {
	Name   string // relative to the corpus
	Expect string
	Wrong  string // what is wrong with it
	Path   string
}

// Corpus lists the files of a folder that holds hostile/open/manifest.tsv, with
// the labels that overrides corrects. A folder without it is an empty corpus.
func Corpus(root, overrides string) ([]Entry, error) {
	rows, err := table(filepath.Join(root, "hostile", "open", "manifest.tsv"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	fixes, err := table(overrides)
	if err != nil {
		return nil, err
	}
	label := map[string]string{}
	for _, r := range fixes {
		if len(r) != 3 || r[2] == "" {
			return nil, fmt.Errorf("%s: a correction needs a file, a label and a reason: %q", overrides, r)
		}
		label[r[0]] = r[1]
	}
	var out []Entry
	for _, r := range rows {
		if len(r) < 8 || r[0] == "file" {
			continue
		}
		e := Entry{Name: r[0], Wrong: r[4], Expect: r[5], Path: filepath.Join(root, "hostile", "open", filepath.FromSlash(r[0]))}
		if fix, ok := label[e.Name]; ok {
			e.Expect = fix
		}
		out = append(out, e)
	}
	return out, nil
}

// table reads lines of columns separated by tabs; # begins a comment.
func table(path string) ([][]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var rows [][]string
	s := bufio.NewScanner(f)
	for s.Scan() {
		if line := strings.TrimRight(s.Text(), "\r"); line != "" && !strings.HasPrefix(line, "#") {
			rows = append(rows, strings.Split(line, "\t"))
		}
	}
	return rows, s.Err()
}
