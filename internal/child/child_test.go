package child

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"bordereau"
)

// The test binary is its own child: a script of everything a parser taken over
// or gone mad might do.
func TestMain(m *testing.M) {
	if Started() {
		Main(script)
	}
	if temp := os.Getenv("CHILD_TEST_PARENT"); temp != "" {
		doomedParent(temp)
	}
	os.Exit(m.Run())
}

func newPool(t *testing.T, edit func(*Config)) *Pool {
	t.Helper()
	// Where another user can reach it; t.TempDir's parent cannot be entered by all.
	temp, err := os.MkdirTemp("", "child-test-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(temp, 0o711); err != nil {
		t.Fatal(err)
	}
	cfg := Config{Command: []string{"/proc/self/exe"}, Temp: temp, Programs: []string{"sleep", "true"},
		Limits: Limits{Wall: 10 * time.Second, Grace: 300 * time.Millisecond}}
	if edit != nil {
		edit(&cfg)
	}
	p, err := NewPool(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		left, err := os.ReadDir(temp)
		if err != nil || len(left) > 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
		if err := os.RemoveAll(temp); err != nil {
			t.Error(err)
		}
	})
	return p
}

// ask makes one call and gives the process back.
func ask[T any](t *testing.T, p *Pool, method string, params any) (T, error) {
	t.Helper()
	c, err := p.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var result T
	_, err = c.Call(t.Context(), method, params, nil, &result)
	died := errors.As(err, new(*Death))
	c.Release(!died)
	if died {
		waitGone(t, c.pid)
	}
	return result, err
}

// waitGone waits until nothing of a process group is left but what init has to reap.
func waitGone(t *testing.T, pgid int) {
	t.Helper()
	deadline := time.Now().Add(5 * time.Second)
	for alive(-pgid) {
		if time.Now().After(deadline) {
			t.Fatalf("group %d is still there", pgid)
		}
		runtime.Gosched()
	}
}

// alive says whether a process, or any of a group if pid is negative, runs and is not a zombie.
func alive(pid int) bool {
	if pid > 0 {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		return err == nil && !bytes.Contains(stat[bytes.LastIndexByte(stat, ')'):], []byte(") Z"))
	}
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		stat, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		f := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:])) // state ppid pgrp
		if len(f) > 2 && f[0] != "Z" && f[2] == strconv.Itoa(-pid) {
			return true
		}
	}
	return false
}

func TestEcho(t *testing.T) {
	p := newPool(t, nil)
	c, err := p.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	blob := bytes.Repeat([]byte("0123456789abcdef"), 1<<18) // 4 MiB, many pipe fulls
	var got string
	out, err := c.Call(t.Context(), "echo", "été", blob, &got)
	if err != nil || got != "été" || !bytes.Equal(out, blob) {
		t.Fatalf("got %q and %d bytes, %v", got, len(out), err)
	}
	if _, err := c.Call(t.Context(), "print", nil, nil, nil); err != nil {
		t.Errorf("a library that prints breaks the frames: %v", err)
	}
	_, err = c.Call(t.Context(), "fail", nil, nil, nil)
	if bordereau.CodeOf(err) != bordereau.Unreadable || bordereau.MessageOf(err) != "The file is damaged." || !strings.Contains(err.Error(), "the cause") {
		t.Errorf("a handler's error arrives as %v", err)
	}
	if _, err = c.Call(t.Context(), "nonesuch", nil, nil, nil); bordereau.CodeOf(err) != bordereau.Internal {
		t.Errorf("unknown method: %v", err)
	}
	if _, err = c.Call(t.Context(), "echo", "still here", nil, &got); err != nil || got != "still here" {
		t.Errorf("after errors of the handler: %q, %v", got, err)
	}
	c.Release(true)
}

// What a document does to its child costs that document: it is answered with the
// right code, and the next one is served.
func TestDeaths(t *testing.T) {
	short := func(c *Config) { c.Limits.Wall = 700 * time.Millisecond }
	for _, tt := range []struct {
		method string
		code   bordereau.Code
		edit   func(*Config)
	}{
		{"hang", bordereau.TimedOut, short},
		{"polite", bordereau.TimedOut, short},
		{"spin", bordereau.TimedOut, func(c *Config) { c.Limits.CPU = time.Millisecond }},
		{"errflood", bordereau.TimedOut, short},
		{"panic", bordereau.Crashed, nil},
		{"segv", bordereau.Crashed, nil},
		{"killed", bordereau.Exhausted, nil}, // as the kernel's out-of-memory killer does
		{"garbage", bordereau.Crashed, nil},
		{"flood", bordereau.Crashed, nil},
		{"half", bordereau.Crashed, nil},
		{"stale", bordereau.Crashed, nil},
		{"memory", bordereau.Exhausted, nil},
		{"bigfile", bordereau.Exhausted, func(c *Config) { c.Limits.FSize = 1 << 20 }},
		{"wide", bordereau.TooLarge, func(c *Config) { c.Limits.Output = 1 << 20 }},
	} {
		t.Run(tt.method, func(t *testing.T) {
			p := newPool(t, tt.edit)
			_, err := ask[any](t, p, tt.method, nil)
			if bordereau.CodeOf(err) != tt.code {
				var said []byte
				if d, ok := errors.AsType[*Death](err); ok {
					said = d.Stderr
				}
				t.Fatalf("got %q (%v), want %q; it said %s", bordereau.CodeOf(err), err, tt.code, said)
			}
			if d, ok := errors.AsType[*Death](err); ok && (len(d.Stderr) > tailSize || strings.Contains(err.Error(), string(d.Stderr)) && len(d.Stderr) > 0) {
				t.Errorf("stderr leaks into the error, or is unbounded: %d bytes", len(d.Stderr))
			}
			if got, err := ask[string](t, p, "echo", "next"); err != nil || got != "next" {
				t.Errorf("the next document: %q, %v", got, err)
			}
		})
	}
}

func TestCancelKills(t *testing.T) {
	p := newPool(t, nil)
	c, err := p.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = c.Call(ctx, "hang", nil, nil, nil)
	c.Release(false)
	if bordereau.CodeOf(err) != bordereau.Busy || !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled call: %v", err)
	}
	waitGone(t, c.pid)
}

// A child that ignores TERM is killed after the grace; newPool's cleanup waits for it.
func TestStopKillsTheDeaf(t *testing.T) {
	p := newPool(t, nil)
	if _, err := ask[any](t, p, "deaf", nil); err != nil {
		t.Fatal(err)
	}
	pid := p.idle[0].pid
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	waitGone(t, pid)
	if _, err := p.Acquire(t.Context()); bordereau.CodeOf(err) != bordereau.Busy {
		t.Errorf("a closed pool lends: %v", err)
	}
}

// What a child started goes with it, whether it stays in the group or runs away.
func TestDescendantsDie(t *testing.T) {
	p := newPool(t, nil)
	pid, err := ask[int](t, p, "daemon", false)
	if err != nil {
		t.Fatal(err)
	}
	if !alive(pid) {
		t.Fatal("the grandchild never lived")
	}
	if _, err := ask[int](t, p, "daemon", true); p.held.Seccomp && err == nil {
		t.Error("a child could leave its group")
	}
	group := p.idle[0].pid
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	waitGone(t, group)
}

func TestForkBomb(t *testing.T) {
	p := newPool(t, func(c *Config) { c.Limits.Files = 1000 })
	n, err := ask[int](t, p, "forks", nil)
	if err != nil || p.held.OwnUser && n >= 64 {
		t.Errorf("%d processes, %v", n, err)
	}
	group := p.idle[0].pid
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	waitGone(t, group)
}

// doomedParent prints the number of a child that hangs, and waits for its end.
func doomedParent(temp string) {
	p, err := NewPool(Config{Command: []string{"/proc/self/exe"}, Temp: temp})
	if err == nil {
		fmt.Println(p.idle[0].pid)
		var c *Process
		if c, err = p.Acquire(context.Background()); err == nil {
			_, err = c.Call(context.Background(), "hang", nil, nil, nil)
		}
	}
	fmt.Println(err)
	os.Exit(1)
}

// A parent that is killed takes its children along, busy as they may be; what
// they leave on disk goes when the next pool starts.
func TestParentKilled(t *testing.T) {
	temp, err := os.MkdirTemp("", "child-test-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(temp)
	if err := os.Chmod(temp, 0o711); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), "CHILD_TEST_PARENT="+temp)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var pid int
	if _, err := fmt.Fscan(out, &pid); err != nil || !alive(pid) {
		t.Fatalf("child %d, %v", pid, err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // killed, as it should be
	waitGone(t, pid)
	count := func() int {
		found, err := os.ReadDir(temp)
		if err != nil {
			t.Fatal(err)
		}
		return len(found)
	}
	if sweep(temp, time.Now()); count() != 1 {
		t.Error("a folder of this minute was taken away")
	}
	if sweep(temp, time.Now().Add(time.Hour)); count() != 0 {
		t.Error("what a killed parent left is still there")
	}
}

// Folders in use are left alone.
func TestSweepSpares(t *testing.T) {
	p := newPool(t, nil)
	sweep(p.cfg.Temp, time.Now().Add(time.Hour))
	if _, err := os.Stat(p.idle[0].temp); err != nil {
		t.Error(err)
	}
}

// Where seccomp cannot keep it in, a daemon is found by its mark.
func TestStraysAreFound(t *testing.T) {
	cmd := exec.Command("sleep", "1000")
	mark := strconv.FormatUint(random(), 36)
	cmd.Env = []string{envMark + "=" + mark}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for { // until it has executed and carries its environment
		if env, _ := os.ReadFile(fmt.Sprintf("/proc/%d/environ", cmd.Process.Pid)); bytes.Contains(env, []byte(mark)) {
			break
		}
	}
	killMarked(mark)
	if err := cmd.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Errorf("the daemon ended with %v", err)
	}
}

func TestConfinement(t *testing.T) {
	p := newPool(t, nil)
	held := p.Confinement()
	t.Log(held)
	if !held.Rlimits || !held.NoNewPrivs || !held.NoCaps {
		t.Fatalf("what needs no support of the kernel must hold: %v", held)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	self := strconv.Itoa(os.Getpid())
	number := strconv.Itoa
	for _, tt := range []struct {
		what, arg string
		holds     bool // where the layer that refuses it holds
	}{
		{"connect", l.Addr().String(), held.Seccomp || held.Landlock >= 4},
		{"open", "/etc/passwd", held.Landlock > 0},
		{"open", "/etc/shadow", held.Landlock > 0 || held.OwnUser},
		{"open", secret, held.Landlock > 0},
		{"open", "/proc/" + self + "/environ", held.Landlock > 0 || held.OwnUser},
		{"write", "/tmp/escaped", held.Landlock > 0},
		{"exec", "/bin/ls", held.Landlock > 0},
		{"signal", self, held.Landlock >= 6 || held.OwnUser},
		{"limits", self, held.Seccomp},
		{"userns", "", held.Seccomp},
		{"call", number(unix.SYS_PTRACE), held.Seccomp},
		{"call", number(unix.SYS_SETSID), held.Seccomp},
		{"call", number(unix.SYS_IO_URING_SETUP), held.Seccomp},
		{"call", number(unix.SYS_MEMFD_CREATE), held.Seccomp},
		{"call", number(unix.SYS_BPF), held.Seccomp},
	} {
		got, err := ask[string](t, p, "try", []string{tt.what, tt.arg})
		refused := err == nil && (strings.Contains(got, "not permitted") || strings.Contains(got, "ermission denied"))
		if tt.holds && !refused {
			t.Errorf("%s %s: %q, %v", tt.what, tt.arg, got, err)
		}
	}
	for _, tt := range [][2]string{{"exec", "true"}, {"exec", "/usr/bin/sleep"}} {
		if got, err := ask[string](t, p, "try", tt); err != nil || strings.Contains(got, "denied") || strings.Contains(got, "permitted") {
			t.Errorf("an allowed program: %q, %v", got, err)
		}
	}
	if n, err := ask[int](t, p, "files", nil); err != nil || n > 64 {
		t.Errorf("opened %d files, %v", n, err)
	}
	t.Setenv("SECRET_OF_THE_PARENT", "x")
	env, err := ask[[]string](t, p, "env", nil)
	if err != nil || strings.Contains(strings.Join(env, "\n"), "SECRET") {
		t.Errorf("environment: %v, %v", env, err)
	}
}

// It must hold for an ordinary user as well: the test runs itself as one.
func TestAsOrdinaryUser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Log("this whole run is the test")
		return
	}
	cmd := exec.Command("/proc/self/exe", "-test.run=^(TestEcho|TestDeaths|TestDescendantsDie|TestConfinement|TestTempGone)$", "-test.count=1")
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + os.TempDir()}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

func TestTempGone(t *testing.T) {
	p := newPool(t, nil)
	dir, err := ask[string](t, p, "litter", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); err != nil {
		t.Errorf("while it lives: %v", err)
	}
	if err := p.CloseNow(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("temporary folder after its death: %v", err)
	}
}

func TestRecycle(t *testing.T) {
	p := newPool(t, func(c *Config) { c.Recycle = 2 })
	var pids []int
	for range 4 {
		c, err := p.Acquire(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		pids = append(pids, c.pid)
		c.Release(true)
	}
	if pids[0] != pids[1] || pids[1] == pids[2] || pids[2] != pids[3] {
		t.Errorf("served by %v, want a new process every two", pids)
	}
}

func TestAcquireWaits(t *testing.T) {
	p := newPool(t, nil)
	c, err := p.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := p.Acquire(ctx); bordereau.CodeOf(err) != bordereau.Busy {
		t.Errorf("a second process from a pool of one: %v", err)
	}
	c.Release(true)
	c.Release(true) // harmless
	c, err = p.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c.Release(true)
}

func TestNewPoolRefuses(t *testing.T) {
	for name, cfg := range map[string]Config{
		"no command":  {},
		"no program":  {Command: []string{"/nonesuch"}},
		"not a child": {Command: []string{"/bin/true"}},
	} {
		if p, err := NewPool(cfg); err == nil {
			t.Errorf("%s: accepted", name)
			_ = p.Close()
		}
	}
}

func TestRun(t *testing.T) {
	if out, err := Run(t.Context(), nil, 100, "echo", "a"); err != nil || string(out) != "a\n" {
		t.Errorf("%q, %v", out, err)
	}
	if _, err := Run(t.Context(), nil, 100, "yes"); bordereau.CodeOf(err) != bordereau.TooLarge {
		t.Errorf("endless output: %v", err)
	}
	if _, err := Run(t.Context(), nil, 100, "false"); !errors.As(err, new(*Death)) {
		t.Errorf("failure: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := Run(ctx, nil, 100, "sleep", "1000"); bordereau.CodeOf(err) != bordereau.TimedOut {
		t.Errorf("time: %v", err)
	}
}

func FuzzReadFrame(f *testing.F) {
	var b bytes.Buffer
	if err := writeFrame(&b, answer{ID: 7, Result: json.RawMessage(`1`)}, []byte("blob")); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte("BRD1\xff\xff\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		head, blob, err := readFrame(bytes.NewReader(data), 1000, 1000)
		if err == nil && (len(head) > 1000 || len(blob) > 1000 || prefixSize+len(head)+len(blob) > len(data)) {
			t.Errorf("%d and %d bytes from %d", len(head), len(blob), len(data))
		}
		if len(data) == 0 && !errors.Is(err, io.EOF) {
			t.Errorf("end between frames is %v", err)
		}
	})
}
