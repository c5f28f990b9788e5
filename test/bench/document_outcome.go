package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"

	"bordereau"
	"bordereau/check"
	"bordereau/internal/specimen"
)

// documentOutcome is what became of one page, a line of the record.
type documentOutcome struct {
	Kind     bordereau.Type    `json:"kind,omitempty"` // asked for
	Negative bordereau.Type    `json:"negative,omitempty"`
	Seed     uint64            `json:"seed"`
	Layout   string            `json:"layout"`
	Type     bordereau.Type    `json:"type"`  // what it is
	Taken    bordereau.Type    `json:"taken"` // what it was taken for
	Why      string            `json:"why"`
	Learned  bordereau.Verdict `json:"learned,omitempty"`
	Fields   []fieldOutcome    `json:"fields,omitempty"`
}

// fieldOutcome is what became of one printed field; without a status it was not read.
type fieldOutcome struct {
	Name   string           `json:"name"`
	Want   string           `json:"want"`
	Got    string           `json:"got,omitempty"`
	Exact  bool             `json:"exact,omitempty"`
	Status bordereau.Status `json:"status,omitempty"`
	ByKey  bool             `json:"by_key,omitempty"`
}

func outcomeOf(s specimen.Spec, t specimen.Truth, u bordereau.Understanding) documentOutcome {
	o := documentOutcome{Kind: s.Kind, Negative: s.Negative, Seed: s.Seed, Layout: t.Layout, Type: t.Type, Taken: u.Type}
	for _, k := range u.Checks {
		if k.Rule == "learned_type" {
			o.Learned = k.Verdict
		}
	}
	if u.Type != t.Type {
		o.Why = u.Checks[0].Detail
		return o
	}
	for name, want := range t.Fields {
		if notRead[name] && t.Type == bordereau.ProofOfAddress {
			continue
		}
		f := fieldOutcome{Name: name, Want: want}
		if got := u.Field(name); got != nil {
			f.Got, f.Status, f.Exact = got.Value, got.Status, sameValue(got.Value, want)
			f.ByKey = f.Exact && !got.Repaired && slices.ContainsFunc(got.Proofs, func(p bordereau.Proof) bool { return p.Kind == bordereau.ProofCheckDigit })
		}
		o.Fields = append(o.Fields, f)
	}
	slices.SortFunc(o.Fields, func(a, b fieldOutcome) int { return strings.Compare(a.Name, b.Name) })
	return o
}

// notRead are printed on bills but are no field of a proof of address.
var notRead = map[string]bool{"company": true, "gross_amount": true, "currency": true}

// sameValue compares letters and digits, whatever stands between them.
func sameValue(a, b string) bool {
	plain := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '<' || r == '\n' {
				return r
			}
			return -1
		}, check.Fold(s))
	}
	return plain(a) == plain(b)
}

// documentRecord keeps what was read, so that a run goes on where it was broken off.
type documentRecord struct {
	mu   sync.Mutex
	file *os.File // nil where nothing is kept
	have map[string]documentOutcome
}

func openDocuments(path string) (*documentRecord, error) {
	r := &documentRecord{have: map[string]documentOutcome{}}
	if path == "" {
		return r, nil
	}
	var err error
	if r.file, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(r.file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var o documentOutcome
		if err := json.Unmarshal(lines.Bytes(), &o); err != nil {
			return nil, errors.Join(fmt.Errorf("%s: %w", path, err), r.close())
		}
		r.have[recordKey(o.Kind, o.Negative, o.Seed)] = o
	}
	if err := lines.Err(); err != nil {
		return nil, errors.Join(err, r.close())
	}
	return r, nil
}

func recordKey(kind, negative bordereau.Type, seed uint64) string {
	return fmt.Sprintf("%s/%s/%d", kind, negative, seed)
}

func (r *documentRecord) find(s specimen.Spec) (documentOutcome, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	o, ok := r.have[recordKey(s.Kind, s.Negative, s.Seed)]
	return o, ok
}

func (r *documentRecord) keep(o documentOutcome) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.file == nil {
		return nil
	}
	line, err := json.Marshal(o)
	if err != nil {
		return err
	}
	_, err = r.file.Write(append(line, '\n'))
	return err
}

func (r *documentRecord) close() error {
	if r.file == nil {
		return nil
	}
	return r.file.Close()
}
