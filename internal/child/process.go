package child

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"bordereau"
)

// Process is one child, held by one caller at a time between Acquire and Release.
type Process struct {
	pool   *Pool
	temp   string
	lock   *os.File // on temp, so that a later pool knows it is in use
	mark   string   // in its environment, and in that of what it starts
	in     *os.File
	out    *os.File
	read   *bufio.Reader
	stderr *tail
	held   Confinement
	pid    int
	served int

	killed atomic.Bool // by us: its signal says nothing about the document
	mu     sync.Mutex  // held to signal the group, whose number is ours until gone
	gone   bool
	done   chan struct{} // closed when it and all it started are gone, and its folder removed
	status syscall.WaitStatus
	maxRSS uint64
	closed sync.Once
}

// start starts a process, as a user of its own if uid is not 0, and waits until
// it has confined itself.
func (p *Pool) start(ctx context.Context, uid uint32) (*Process, error) {
	c := &Process{pool: p, stderr: &tail{}, done: make(chan struct{}), mark: strconv.FormatUint(random(), 36)}
	if err := c.makeTemp(); err != nil {
		return nil, err
	}
	cmd, theirs, err := c.command(uid)
	if err != nil {
		return nil, errors.Join(err, c.removeTemp())
	}
	started := make(chan error, 1)
	go c.run(cmd, started)
	err = <-started
	for _, f := range theirs {
		f.Close()
	}
	if err != nil {
		c.closePipes()
		return nil, errors.Join(fmt.Errorf("start a child: %w", err), c.removeTemp())
	}
	ctx, cancel := context.WithTimeout(ctx, p.cfg.Limits.Start)
	defer cancel()
	stop := context.AfterFunc(ctx, c.kill)
	defer stop()
	var hello answer
	head, _, err := readFrame(c.read, p.cfg.Limits.Output, 0)
	if err == nil {
		err = json.Unmarshal(head, &hello)
	}
	if err != nil || hello.Held == nil {
		c.kill()
		<-c.done
		return nil, fmt.Errorf("a child did not begin (%s): %w; it said: %s", status(c.status), errors.Join(err, ctx.Err()), c.stderr.Bytes())
	}
	c.held = *hello.Held
	return c, nil
}

// command prepares the process and the pipes; theirs are its ends of them.
func (c *Process) command(uid uint32) (cmd *exec.Cmd, theirs []*os.File, err error) {
	cfg := c.pool.cfg
	s := spec{Stage: 1, Limits: cfg.Limits, Read: cfg.ReadPaths, Write: append([]string{c.temp}, cfg.WritePaths...),
		Programs: cfg.Programs, OwnUser: uid != 0}
	data, err := json.Marshal(s)
	if err != nil {
		return nil, nil, err
	}
	cmd = exec.Command(cfg.Command[0], cfg.Command[1:]...)
	cmd.Dir = c.temp
	// Nothing of the parent's environment: it may hold secrets.
	cmd.Env = append([]string{
		"PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "HOME=" + c.temp, "TMPDIR=" + c.temp,
		"OMP_THREAD_LIMIT=1", fmt.Sprintf("GOMEMLIMIT=%d", cfg.Limits.Memory/2), "GOTRACEBACK=none",
	}, cfg.Env...)
	cmd.Env = append(cmd.Env, envSpec+"="+string(data), envMark+"="+c.mark)
	cmd.Stderr = c.stderr
	cmd.WaitDelay = time.Second
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if uid != 0 {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uid, Gid: uid}
		if err := os.Chown(c.temp, int(uid), int(uid)); err != nil {
			return nil, nil, err
		}
	}
	inR, inW, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	outR, outW, err := os.Pipe()
	if err != nil {
		inR.Close()
		inW.Close()
		return nil, nil, err
	}
	cmd.Stdin, cmd.Stdout = inR, outW
	c.in, c.out, c.read = inW, outR, bufio.NewReaderSize(outR, 1<<16)
	return cmd, []*os.File{inR, outW}, nil
}

// run starts the process and stays on its thread until it is gone: the signal
// that comes with a parent's death comes with the death of the thread that
// started it. The leader is reaped last, so its group's number cannot be another's.
func (c *Process) run(cmd *exec.Cmd, started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := cmd.Start(); err != nil {
		started <- err
		return
	}
	c.pid = cmd.Process.Pid
	started <- nil
	for unix.Waitid(unix.P_PID, c.pid, nil, unix.WEXITED|unix.WNOWAIT, nil) == unix.EINTR {
	}
	c.signal(syscall.SIGKILL)
	c.mu.Lock()
	c.gone = true
	c.mu.Unlock()
	_ = cmd.Wait() // its status is what counts, and is looked at below
	if st := cmd.ProcessState; st != nil {
		c.status, _ = st.Sys().(syscall.WaitStatus)
		if u, ok := st.SysUsage().(*syscall.Rusage); ok {
			c.maxRSS = uint64(u.Maxrss) << 10
		}
	}
	if !c.held.Seccomp { // it may have left its group
		killMarked(c.mark)
	}
	// Where we are the container's first process, its orphans are ours to reap.
	for {
		if _, err := syscall.Wait4(-c.pid, nil, 0, nil); err != nil && err != syscall.EINTR {
			break
		}
	}
	c.closePipes()
	if err := c.removeTemp(); err != nil {
		c.pool.leftover(c.temp, err)
	}
	close(c.done)
}

// Call asks for one method and waits for its answer; result, if not nil, is
// filled from it. The time limit is the smaller of Limits.Wall and the
// context's. Errors are *bordereau.Error: the handler's own, or TimedOut,
// Exhausted or Crashed with a *Death in the chain, after which the process is
// gone and must be released as not healthy.
func (c *Process) Call(ctx context.Context, method string, params any, blob []byte, result any) ([]byte, error) {
	l := c.pool.cfg.Limits
	if len(blob) > l.BlobIn {
		return nil, bordereau.Errorf(bordereau.TooLarge, "Le fichier dépasse %d Mio ; envoyez-le en plusieurs parties.", l.BlobIn>>20)
	}
	raw, err := json.Marshal(params)
	if err != nil {
		return nil, fmt.Errorf("encode parameters of %s: %w", method, err)
	}
	wall := l.Wall
	if d, ok := ctx.Deadline(); ok {
		wall = min(wall, time.Until(d))
	}
	q := request{ID: random(), Method: method, Params: raw, WallMS: wall.Milliseconds(), CPUMS: l.CPU.Milliseconds()}
	timed, cancel := context.WithTimeout(ctx, wall)
	defer cancel()
	stop := context.AfterFunc(timed, c.kill)
	defer stop()

	a, out, err := c.exchange(q, blob)
	if err != nil {
		return nil, c.died(ctx, timed, err)
	}
	if a.Code != "" {
		e := a.err()
		if e.Code == bordereau.Crashed { // whatever it still is, it is not used again
			c.kill()
			<-c.done
			e.Err = &Death{Why: "it panicked", Stderr: c.stderr.Bytes()}
		}
		return nil, e
	}
	if result != nil {
		if err := json.Unmarshal(a.Result, result); err != nil {
			return nil, c.died(ctx, timed, fmt.Errorf("decode the answer to %s: %w", method, err))
		}
	}
	return out, nil
}

func (c *Process) exchange(q request, blob []byte) (a answer, out []byte, err error) {
	if err := writeFrame(c.in, q, blob); err != nil {
		return a, nil, err
	}
	head, out, err := readFrame(c.read, c.pool.cfg.Limits.Output, c.pool.cfg.Limits.BlobOut)
	if err != nil {
		return a, nil, err
	}
	if err := json.Unmarshal(head, &a); err != nil {
		return a, nil, fmt.Errorf("%w: %w", errFrame, err)
	}
	if a.ID != q.ID {
		return a, nil, fmt.Errorf("%w: answer to another request", errFrame)
	}
	return a, out, nil
}

var codes = map[bordereau.Code]bool{
	bordereau.Invalid: true, bordereau.Unsupported: true, bordereau.TooLarge: true, bordereau.Unreadable: true,
	bordereau.NotFound: true, bordereau.TimedOut: true, bordereau.Exhausted: true, bordereau.Crashed: true,
	bordereau.Internal: true, bordereau.Busy: true,
}

// err rebuilds the handler's error. Whoever took the child over chose its words,
// so they are bounded and the code is one of ours.
func (a answer) err() *bordereau.Error {
	if !codes[a.Code] {
		a.Code, a.Message = bordereau.Crashed, messageCrashed
	}
	e := &bordereau.Error{Code: a.Code, Message: clip(a.Message, 500), Pointer: clip(a.Pointer, 200)}
	if a.Detail != "" {
		e.Err = errors.New(clip(a.Detail, 2048))
	}
	return e
}

// died ends a process that broke its word or its limits, and says which.
func (c *Process) died(ctx, timed context.Context, cause error) error {
	if timed.Err() == nil && (errors.Is(cause, io.EOF) || errors.Is(cause, io.ErrUnexpectedEOF) || errors.Is(cause, syscall.EPIPE)) {
		// Its pipe ended: it is about to be gone by itself, unless it only pretends.
		t := time.NewTimer(time.Second)
		select {
		case <-c.done:
		case <-timed.Done():
		case <-t.C:
		}
		t.Stop()
	}
	gone := false
	select {
	case <-c.done:
		gone = !c.killed.Load()
	default:
	}
	c.kill()
	<-c.done
	d := &Death{Why: status(c.status), Stderr: c.stderr.Bytes()}
	switch {
	case gone:
		code, msg := judge(c.status, c.maxRSS, c.stderr, c.pool.cfg.Limits)
		return bordereau.Wrap(code, d, "%s", msg)
	case errors.Is(ctx.Err(), context.Canceled):
		d.Why = "stopped by its caller"
		return bordereau.Wrap(bordereau.Busy, errors.Join(context.Canceled, d), "La lecture a été interrompue ; elle sera reprise.")
	case timed.Err() != nil:
		d.Why = "killed at the limit of time"
		return bordereau.Wrap(bordereau.TimedOut, d, messageTimedOut)
	}
	d.Why = cause.Error()
	return bordereau.Wrap(bordereau.Crashed, d, messageCrashed)
}

// Confinement says which layers hold around this process.
func (c *Process) Confinement() Confinement { return c.held }

// kill ends the process and its group at once; it may be called at any time.
func (c *Process) kill() {
	select {
	case <-c.done:
		return
	default:
	}
	c.killed.Store(true)
	c.signal(syscall.SIGKILL)
	c.closePipes()
}

// signal reaches the whole group, unless its leader is reaped already.
func (c *Process) signal(s syscall.Signal) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.gone {
		_ = syscall.Kill(-c.pid, s) // there may be nobody left to reach
	}
}

// stop asks an idle process to end, and kills it after the grace.
func (c *Process) stop(grace time.Duration) {
	select {
	case <-c.done:
		return
	default:
	}
	c.killed.Store(true)
	_ = c.in.Close()
	c.signal(syscall.SIGTERM)
	t := time.NewTimer(grace)
	defer t.Stop()
	select {
	case <-c.done:
	case <-t.C:
		c.kill()
		<-c.done
	}
}

// idle says whether the process lives and keeps silent, as it must between calls.
func (c *Process) idle() bool {
	select {
	case <-c.done:
		return false
	default:
	}
	if c.read.Buffered() > 0 {
		return false
	}
	silent := false
	conn, err := c.out.SyscallConn()
	if err != nil {
		return false
	}
	err = conn.Control(func(fd uintptr) {
		n, e := unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, 0)
		silent = n == 0 && e == nil
	})
	return err == nil && silent
}

func (c *Process) closePipes() {
	c.closed.Do(func() {
		_ = c.in.Close() // closing unblocks whoever reads or writes them
		_ = c.out.Close()
	})
}

func random() uint64 {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return binary.BigEndian.Uint64(b[:])
}
