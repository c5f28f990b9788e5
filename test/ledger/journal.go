package ledger

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"
)

// File is what a branch sends, as it is kept in the journal.
type File struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
	data   []byte
}

// Attempt is a deposit about to be sent.
type Attempt struct {
	At    time.Time `json:"at"`
	Key   string    `json:"key"` // idempotency key
	Files []File    `json:"files"`
}

// Answer is what came back: a status, or why none did. Deposit and documents are
// those of a 202.
type Answer struct {
	At        time.Time `json:"at"`
	Key       string    `json:"key"`
	Status    int       `json:"status,omitempty"`
	Failure   string    `json:"failure,omitempty"`
	Deposit   string    `json:"deposit,omitempty"`
	Documents []string  `json:"documents,omitempty"`
	Replayed  bool      `json:"replayed,omitempty"`
}

type line struct {
	Attempt *Attempt `json:"attempt,omitempty"`
	Answer  *Answer  `json:"answer,omitempty"`
}

// Journal is a branch's own record, on its own disk: a line is on the disk before
// an attempt is made, and another when its answer is known.
type Journal struct {
	mu   sync.Mutex
	file *os.File
}

// OpenJournal opens a journal to write behind what it holds.
func OpenJournal(path string) (*Journal, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the branch's journal: %w", err)
	}
	return &Journal{file: f}, nil
}

func (j *Journal) write(v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if _, err := j.file.Write(append(b, '\n')); err != nil {
		return fmt.Errorf("the branch's journal: %w", err)
	}
	return j.file.Sync()
}

// Close ends the journal.
func (j *Journal) Close() error { return j.file.Close() }

// ReadJournal reads a journal back.
func ReadJournal(path string) (attempts []Attempt, answers []Answer, err error) {
	err = lines(path, func(b []byte) error {
		var l line
		if err := json.Unmarshal(b, &l); err != nil {
			return err
		}
		if l.Attempt != nil {
			attempts = append(attempts, *l.Attempt)
		}
		if l.Answer != nil {
			answers = append(answers, *l.Answer)
		}
		return nil
	})
	return attempts, answers, err
}

// lines hands the lines of a file out; a file that was never written has none.
func lines(path string, each func([]byte) error) error {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	s.Buffer(nil, 16<<20)
	for n := 1; s.Scan(); n++ {
		if err := each(s.Bytes()); err != nil {
			return fmt.Errorf("%s, line %d: %w", path, n, err)
		}
	}
	return s.Err()
}
