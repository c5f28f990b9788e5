package testkit

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"bordereau/internal/services"
)

// Binary builds the program once a test process, with build tags if any are
// given, and says where it is.
func Binary(t testing.TB, tags ...string) string {
	t.Helper()
	built.mu.Lock()
	defer built.mu.Unlock()
	key := strings.Join(tags, ",")
	if p, ok := built.paths[key]; ok {
		return p
	}
	d, err := os.MkdirTemp("", "bordereau-bin-")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(d, "bordereau")
	args := []string{"build", "-o", path}
	if key != "" {
		args = append(args, "-tags", key)
	}
	if out, err := exec.Command("go", append(args, "bordereau/cmd/bordereau")...).CombinedOutput(); err != nil {
		t.Fatalf("go build: %v: %s", err, out)
	}
	built.paths[key] = path
	return path
}

var built = struct {
	mu    sync.Mutex
	paths map[string]string
}{paths: map[string]string{}}

// removeBinaries cleans up behind Binary.
func removeBinaries() error {
	var errs []error
	for _, p := range built.paths {
		errs = append(errs, os.RemoveAll(filepath.Dir(p)))
	}
	return errors.Join(errs...)
}

// AnyDisk lets a test run on a machine whose disk is nearly full, as a developer's often
// is; what a full disk does is tested on disks of its own.
const AnyDisk = "BORDEREAU_MIN_DISK_FREE=0.01"

// Process is a running bordereau.
type Process struct {
	cmd  *exec.Cmd
	done chan struct{}
	err  error
	log  lockedBuffer
}

// Start runs the program with the given arguments and environment until the test
// ends. Its log is shown when the test fails.
func Start(t testing.TB, binary string, env []string, args ...string) *Process {
	t.Helper()
	p := &Process{cmd: exec.Command(binary, args...), done: make(chan struct{})}
	p.cmd.Env = append(append(os.Environ(), AnyDisk), env...)
	p.cmd.Stdout, p.cmd.Stderr = &p.log, &p.log
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.err = p.cmd.Wait(); close(p.done) }()
	t.Cleanup(func() {
		p.Stop(t)
		if t.Failed() {
			t.Logf("%s %s:\n%s", filepath.Base(binary), strings.Join(args, " "), p.Log())
		}
	})
	return p
}

// Pid of the process.
func (p *Process) Pid() int { return p.cmd.Process.Pid }

// Log is what it has printed so far.
func (p *Process) Log() string { return p.log.String() }

// Running says whether it has not ended yet.
func (p *Process) Running() bool {
	select {
	case <-p.done:
		return false
	default:
		return true
	}
}

// Kill ends it at once, as a crash would.
func (p *Process) Kill() {
	if p.Running() {
		_ = p.cmd.Process.Kill() // it may have ended this very moment
	}
	<-p.done
}

// Stop asks it to end in good order and waits.
func (p *Process) Stop(t testing.TB) {
	if !p.Running() {
		return
	}
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Error(err)
	}
	select {
	case <-p.done:
	case <-time.After(60 * time.Second):
		t.Errorf("process %d did not stop in a minute", p.Pid())
		p.Kill()
	}
}

// Done is closed when it has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// Until asks again and again whether something has come true, and fails the test
// when it has not in time.
func Until(t testing.TB, within time.Duration, what string, true_ func() bool) {
	t.Helper()
	deadline := time.Now().Add(within)
	for tick := time.NewTicker(25 * time.Millisecond); ; <-tick.C {
		if true_() {
			tick.Stop()
			return
		}
		if time.Now().After(deadline) {
			tick.Stop()
			t.Fatalf("after %s still not: %s", within, what)
		}
	}
}

// FreeAddress is a loopback address that nobody listens on at the moment.
func FreeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// Env is the environment that points a serve, a work or a tool at engines.
func Env(t testing.TB, s *services.Set, dbURL, ownerURL, bucket string) []string {
	t.Helper()
	access, secret := s.ObjectsKeys()
	key := filepath.Join(t.TempDir(), "signing.key")
	if err := os.WriteFile(key, []byte(strings.Repeat("07", 32)), 0o600); err != nil {
		t.Fatal(err)
	}
	return []string{
		"BORDEREAU_DATABASE_URL=" + dbURL, "BORDEREAU_DATABASE_OWNER_URL=" + ownerURL, "BORDEREAU_REDIS_URL=" + s.RedisURL(),
		"BORDEREAU_OBJECTS_URL=" + s.ObjectsURL(), "BORDEREAU_OBJECTS_ACCESS_KEY=" + access, "BORDEREAU_OBJECTS_SECRET_KEY=" + secret,
		"BORDEREAU_OBJECTS_BUCKET=" + bucket, "BORDEREAU_SIGNING_KEY=" + key,
	}
}

// Tool runs a command of the program to its end and gives what it printed.
func Tool(t testing.TB, binary string, env []string, args ...string) string {
	t.Helper()
	out, err := TryTool(t, binary, env, args...)
	if err != nil {
		t.Fatalf("bordereau %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

// TryTool is Tool for commands that may fail.
func TryTool(t testing.TB, binary string, env []string, args ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Env = append(os.Environ(), env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if err != nil {
		return stdout.String() + stderr.String(), err
	}
	return stdout.String(), nil
}

// Caller speaks to a desk over HTTP with a machine key.
type Caller struct {
	T    testing.TB
	Base string // http://host:port
	Key  string
}

// Do sends a request and decodes a JSON answer into out, if out is not nil. It
// gives the status; it fails the test only when there is no answer at all.
func (c Caller) Do(method, path string, body, out any) int {
	c.T.Helper()
	status, err := c.Try(method, path, body, out)
	if err != nil {
		c.T.Fatalf("%s %s: %v", method, path, err)
	}
	return status
}

// Must is Do for calls that have to succeed.
func (c Caller) Must(method, path string, body, out any) {
	c.T.Helper()
	var raw json.RawMessage
	status := c.Do(method, path, body, &raw)
	if status/100 != 2 {
		c.T.Fatalf("%s %s: status %d: %s", method, path, status, raw)
	}
	if out != nil {
		if err := json.Unmarshal(raw, out); err != nil {
			c.T.Fatalf("%s %s: %v: %s", method, path, err, raw)
		}
	}
}

// Try is Do without failing: the desk may be down on purpose.
func (c Caller) Try(method, path string, body, out any) (int, error) {
	var r io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return 0, err
		}
		r = bytes.NewReader(b)
	}
	req, err := http.NewRequest(method, c.Base+path, r)
	if err != nil {
		return 0, err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return c.send(req, out)
}

func (c Caller) send(req *http.Request, out any) (int, error) {
	req.Header.Set("Authorization", "Bearer "+c.Key)
	resp, err := (&http.Client{Timeout: time.Minute}).Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(bufio.NewReader(resp.Body))
	if err != nil {
		return resp.StatusCode, err
	}
	if out != nil && len(b) > 0 {
		if err := json.Unmarshal(b, out); err != nil {
			return resp.StatusCode, fmt.Errorf("status %d: %w: %.300s", resp.StatusCode, err, b)
		}
	}
	return resp.StatusCode, nil
}

// File is one file of a deposit.
type File struct {
	Name string
	Data []byte
}

// Deposit posts files with the form's fields under an idempotency key, and
// decodes the answer into out.
func (c Caller) Deposit(key string, fields map[string]string, files []File, out any) (int, error) {
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for k, v := range fields {
		if err := form.WriteField(k, v); err != nil {
			return 0, err
		}
	}
	for _, f := range files {
		part, err := form.CreateFormFile("file", f.Name)
		if err != nil {
			return 0, err
		}
		if _, err := part.Write(f.Data); err != nil {
			return 0, err
		}
	}
	if err := form.Close(); err != nil {
		return 0, err
	}
	req, err := http.NewRequest(http.MethodPost, c.Base+"/v1/deposits", &b)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	return c.send(req, out)
}
