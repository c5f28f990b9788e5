package child

import (
	"bytes"
	"fmt"
	"sync"
	"syscall"

	"bordereau"
)

const (
	messageTimedOut  = "La lecture de ce document a dépassé le temps permis ; envoyez-le en plusieurs parties, ou numérisez-le à 300 ppp."
	messageExhausted = "La lecture de ce document demande trop de mémoire ; envoyez-le en plusieurs parties, ou numérisez-le à 300 ppp."
	messageCrashed   = "La lecture de ce document a échoué de notre côté ; le back office l'examine."
)

// Death is how a process ended; it is in the error of the call that met it.
// Stderr may hold fragments of a document: it is for an operator who asks, not
// for a log.
type Death struct {
	Why    string // "exit status 2", "signal: segmentation fault", "killed at the limit of time"
	Stderr []byte // its last 8 KiB
}

func (d *Death) Error() string { return "the reading process ended: " + d.Why }

// judge tells a limit of memory or time from a crash.
func judge(ws syscall.WaitStatus, maxRSS uint64, stderr *tail, l Limits) (bordereau.Code, string) {
	clue := stderr.Clue()
	switch {
	case ws.Signaled() && ws.Signal() == syscall.SIGXCPU, clue == bordereau.TimedOut:
		return bordereau.TimedOut, messageTimedOut
	case ws.Signaled() && (ws.Signal() == syscall.SIGKILL || ws.Signal() == syscall.SIGXFSZ), // the kernel's, not ours
		clue == bordereau.Exhausted, maxRSS > l.Memory/4*3:
		return bordereau.Exhausted, messageExhausted
	}
	return bordereau.Crashed, messageCrashed
}

func status(ws syscall.WaitStatus) string {
	if ws.Signaled() {
		return "signal: " + ws.Signal().String()
	}
	return fmt.Sprintf("exit status %d", ws.ExitStatus())
}

// clues are what Go, C++ and C say when a limit is met.
var clues = []struct {
	words []byte
	code  bordereau.Code
}{
	{[]byte("SIGXCPU"), bordereau.TimedOut},
	{[]byte("SIGXFSZ"), bordereau.Exhausted},
	{[]byte("ut of memory"), bordereau.Exhausted},
	{[]byte("annot allocate memory"), bordereau.Exhausted},
	{[]byte("bad_alloc"), bordereau.Exhausted},
	{[]byte("address space coll"), bordereau.Exhausted}, // a build with the race detector
}

// tail keeps the last bytes written to it, and the first clue that passed by:
// Go follows "out of memory" by pages of stacks.
type tail struct {
	mu   sync.Mutex
	buf  []byte
	clue bordereau.Code
}

const (
	tailSize = 8 << 10
	overlap  = 24 // longer than any clue: one may be cut between two writes
)

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := len(p)
	if t.clue == "" {
		t.clue = findClue(append(t.buf[max(0, len(t.buf)-overlap):len(t.buf):len(t.buf)], p[:min(n, overlap)]...))
	}
	if t.clue == "" {
		t.clue = findClue(p)
	}
	if len(p) > tailSize {
		p = p[len(p)-tailSize:]
	}
	if over := len(t.buf) + len(p) - tailSize; over > 0 {
		t.buf = append(t.buf[:0], t.buf[over:]...)
	}
	t.buf = append(t.buf, p...)
	return n, nil
}

func findClue(p []byte) bordereau.Code {
	for _, c := range clues {
		if bytes.Contains(p, c.words) {
			return c.code
		}
	}
	return ""
}

func (t *tail) Clue() bordereau.Code {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.clue
}

func (t *tail) Bytes() []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return bytes.Clone(t.buf)
}
