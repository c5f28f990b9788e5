package child

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"bordereau"
)

// envSpec carries the spec to a new process.
const envSpec = "BORDEREAU_CHILD"

// Handler answers one method. The context ends a little before the parent kills
// the process, so that a handler can still say what it ran out of. The result is
// encoded as JSON; blobOut travels as it is. A *bordereau.Error reaches the
// caller with its code and message.
type Handler func(ctx context.Context, params json.RawMessage, blob []byte) (result any, blobOut []byte, err error)

// Started says whether this process was started by a Pool, and must call Main.
func Started() bool { return os.Getenv(envSpec) != "" }

// Main is the child's side: it confines the process, then answers requests until
// its input ends. It never returns. It must be called before anything reads
// hostile bytes, and before threads of C libraries exist.
func Main(handlers map[string]Handler) {
	var s spec
	if err := json.Unmarshal([]byte(os.Getenv(envSpec)), &s); err != nil {
		fail("this command is started by bordereau itself: %v", err)
	}
	if s.Stage == 1 {
		s.Held, s.Stage = confine(s), 2
		data, err := json.Marshal(s)
		if err != nil {
			fail("encode the second stage: %v", err)
		}
		if err := os.Setenv(envSpec, string(data)); err != nil {
			fail("set the second stage: %v", err)
		}
		fail("execute the second stage: %v", syscall.Exec("/proc/self/exe", os.Args, os.Environ()))
	}
	os.Unsetenv(envSpec)
	s.Held.Missing = append(s.Held.Missing, reachable(s)...)
	in, out, err := takePipes()
	if err != nil {
		fail("take over the pipes: %v", err)
	}
	if err := serve(in, out, s, handlers); !errors.Is(err, io.EOF) {
		fail("%v", err)
	}
	os.Exit(0)
}

func fail(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "child: "+format+"\n", args...)
	os.Exit(3)
}

// takePipes moves the frames' pipes to descriptors of their own, closed for what
// the process starts, so that a C library that prints writes to stderr and one
// that reads gets nothing.
func takePipes() (in, out *os.File, err error) {
	move := func(fd int, name string) *os.File {
		n, e := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 3)
		if e != nil {
			err = errors.Join(err, e)
			return nil
		}
		return os.NewFile(uintptr(n), name)
	}
	in, out = move(0, "requests"), move(1, "answers")
	if err != nil {
		return nil, nil, err
	}
	null, err := unix.Open(os.DevNull, unix.O_RDONLY, 0)
	if err != nil {
		return nil, nil, err
	}
	defer unix.Close(null)
	return in, out, errors.Join(unix.Dup3(null, 0, 0), unix.Dup3(2, 1, 0))
}

// endOnCPU ends the process when its processor time is used up: Go alone would
// take no notice of the signal.
func endOnCPU() {
	over := make(chan os.Signal, 1)
	signal.Notify(over, syscall.SIGXCPU)
	go func() {
		<-over
		fail("SIGXCPU")
	}()
}

func serve(in io.Reader, out io.Writer, s spec, handlers map[string]Handler) error {
	l := s.Limits
	if err := writeFrame(out, answer{Held: &s.Held}, nil); err != nil {
		return err
	}
	endOnCPU()
	r := bufio.NewReaderSize(in, 1<<16)
	for {
		head, blob, err := readFrame(r, l.Output, l.BlobIn)
		if err != nil {
			return err
		}
		var q request
		if err := json.Unmarshal(head, &q); err != nil {
			return fmt.Errorf("decode request: %w", err)
		}
		allowCPU(q.CPUMS / 1000)
		a, blobOut, crashed := respond(q, blob, handlers, l)
		if err := writeFrame(out, a, blobOut); err != nil {
			return err
		}
		if crashed {
			return errors.New("handler panicked")
		}
	}
}

// respond runs one handler and turns what came of it into an answer within the limits.
func respond(q request, blob []byte, handlers map[string]Handler, l Limits) (a answer, blobOut []byte, crashed bool) {
	a.ID = q.ID
	h, ok := handlers[q.Method]
	if !ok {
		return refusal(a, fmt.Errorf("the child knows no method %q", q.Method)), nil, false
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Duration(q.WallMS)*time.Millisecond*9/10)
	defer cancel()
	result, blobOut, err, crashed := guard(ctx, h, q.Params, blob)
	if err != nil {
		if errors.Is(err, context.DeadlineExceeded) {
			err = bordereau.Wrap(bordereau.TimedOut, err, messageTimedOut)
		}
		if errors.Is(err, syscall.EFBIG) || errors.Is(err, syscall.ENOMEM) || errors.Is(err, syscall.EMFILE) {
			err = bordereau.Wrap(bordereau.Exhausted, err, messageExhausted)
		}
		return refusal(a, err), nil, crashed
	}
	if a.Result, err = json.Marshal(result); err != nil {
		return refusal(a, fmt.Errorf("encode result: %w", err)), nil, false
	}
	// The head holds a few bytes besides the result.
	if len(a.Result) > l.Output-1024 || len(blobOut) > l.BlobOut {
		a.Result = nil
		return refusal(a, bordereau.Errorf(bordereau.TooLarge, "Ce document contient plus de texte qu'il n'est permis ; envoyez-le en plusieurs parties.")), nil, false
	}
	return a, blobOut, false
}

func guard(ctx context.Context, h Handler, params json.RawMessage, blob []byte) (result any, out []byte, err error, crashed bool) {
	defer func() {
		if p := recover(); p != nil {
			fmt.Fprintf(os.Stderr, "child: panic: %v\n%s\n", p, debug.Stack())
			result, out, crashed = nil, nil, true
			err = bordereau.Errorf(bordereau.Crashed, messageCrashed)
		}
	}()
	result, out, err = h(ctx, params, blob)
	return result, out, err, false
}

func refusal(a answer, err error) answer {
	a.Code, a.Message = bordereau.CodeOf(err), bordereau.MessageOf(err)
	if e, ok := errors.AsType[*bordereau.Error](err); ok {
		a.Pointer = e.Pointer
		if e.Err != nil {
			a.Detail = clip(e.Err.Error(), 2048)
		}
	} else {
		a.Detail = clip(err.Error(), 2048)
	}
	return a
}

func clip(s string, n int) string {
	if len(s) > n {
		return s[:n]
	}
	return s
}
