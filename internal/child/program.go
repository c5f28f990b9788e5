package child

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"

	"bordereau"
)

// Run runs a program inside a child's confinement and group, reading stdin from
// its beginning if it is not nil. The program ends with the child. Run
// returns at most limit bytes of what it printed. An error keeps the
// end of its stderr in a *Death; one of its time or memory is coded.
func Run(ctx context.Context, stdin *os.File, limit int, name string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	out := &bounded{limit: limit, full: cancel}
	errs := &tail{}
	cmd := exec.CommandContext(ctx, name, args...)
	if stdin != nil {
		if _, err := stdin.Seek(0, io.SeekStart); err != nil {
			return nil, fmt.Errorf("rewind the input of %s: %w", name, err)
		}
		cmd.Stdin = stdin
	}
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = out, errs, time.Second
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	runtime.LockOSThread() // the signal comes with the death of this thread
	defer runtime.UnlockOSThread()
	err := cmd.Run()
	switch {
	case out.over:
		return nil, bordereau.Errorf(bordereau.TooLarge, "Ce document, une fois décompressé, dépasse ce qui est permis ; imprimez-le dans un nouveau PDF, ou numérisez-le.")
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return nil, bordereau.Wrap(bordereau.TimedOut, ctx.Err(), messageTimedOut)
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err == nil:
		return out.buf.Bytes(), nil
	}
	d := &Death{Why: fmt.Sprintf("%s: %v", name, err), Stderr: errs.Bytes()}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		ws, _ := exit.Sys().(syscall.WaitStatus)
		if code, msg := judge(ws, 0, errs, DefaultLimits); code != bordereau.Crashed {
			return nil, bordereau.Wrap(code, d, "%s", msg)
		}
	}
	return out.buf.Bytes(), d
}

// bounded is a buffer that ends its writer when it is full.
type bounded struct {
	buf   bytes.Buffer
	limit int
	over  bool
	full  func()
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.buf.Len()+len(p) > b.limit {
		b.over = true
		b.full()
		return 0, errors.New("more output than allowed")
	}
	return b.buf.Write(p)
}
