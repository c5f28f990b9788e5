package child

import (
	"bytes"
	"fmt"
	"sync"
	"syscall"

	"bordereau"
)

const (
	messageTimedOut  = "Reading this document takes longer than allowed."
	messageExhausted = "Reading this document needs more memory than allowed."
	messageCrashed   = "The reader failed on this document."
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
func judge(ws syscall.WaitStatus, maxRSS uint64, stderr []byte, l Limits) (bordereau.Code, string) {
	says := func(words ...string) bool {
		for _, w := range words {
			if bytes.Contains(stderr, []byte(w)) {
				return true
			}
		}
		return false
	}
	switch {
	case ws.Signaled() && ws.Signal() == syscall.SIGXCPU, says("SIGXCPU"):
		return bordereau.TimedOut, messageTimedOut
	case ws.Signaled() && (ws.Signal() == syscall.SIGKILL || ws.Signal() == syscall.SIGXFSZ), // the kernel's, not ours
		says("out of memory", "annot allocate memory", "bad_alloc", "SIGXFSZ"),
		maxRSS > l.Memory/4*3:
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

// tail keeps the last bytes written to it.
type tail struct {
	mu  sync.Mutex
	buf []byte
}

const tailSize = 8 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := len(p)
	if len(p) > tailSize {
		p = p[len(p)-tailSize:]
	}
	if over := len(t.buf) + len(p) - tailSize; over > 0 {
		t.buf = append(t.buf[:0], t.buf[over:]...)
	}
	t.buf = append(t.buf, p...)
	return n, nil
}

func (t *tail) Bytes() []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return bytes.Clone(t.buf)
}
