package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"bordereau/internal/services"
)

// Site is where a desk runs to be hurt: engines, and processes of its own binary.
type Site struct {
	Set     *services.Set
	Dir     string // logs, journals and temporary files
	Bucket  string
	Objects *Proxy // between the processes and the gateway

	binary string
	env    []string
	mu     sync.Mutex
	all    []*Process
	n      int
}

// NewSite prepares a folder for processes of a binary over migrated engines. The
// binary gets a name of the site's own, so that its processes can be told from
// all others on the machine.
func NewSite(dir, binary string, set *services.Set) (*Site, error) {
	s := &Site{Set: set, Dir: dir, Bucket: "bordereau", binary: filepath.Join(dir, "bordereau")}
	if err := link(binary, s.binary); err != nil {
		return nil, err
	}
	key := filepath.Join(dir, "signing.key")
	if err := os.WriteFile(key, []byte(strings.Repeat("07", 32)), 0o600); err != nil {
		return nil, err
	}
	for _, d := range []string{"logs", "tmp"} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o700); err != nil {
			return nil, err
		}
	}
	var err error
	if s.Objects, err = NewProxy(set.ObjectsURL()); err != nil {
		return nil, err
	}
	access, secret := set.ObjectsKeys()
	s.env = []string{"BORDEREAU_MIN_DISK_FREE=0.01", "BORDEREAU_DATABASE_URL=" + set.DatabaseURL(), "BORDEREAU_DATABASE_OWNER_URL=" + set.OwnerURL(),
		"BORDEREAU_REDIS_URL=" + set.RedisURL(), "BORDEREAU_OBJECTS_URL=" + s.Objects.URL, "BORDEREAU_OBJECTS_ACCESS_KEY=" + access,
		"BORDEREAU_OBJECTS_SECRET_KEY=" + secret, "BORDEREAU_OBJECTS_BUCKET=" + s.Bucket, "BORDEREAU_SIGNING_KEY=" + key,
		"BORDEREAU_UNDO_DELAY=1s", "BORDEREAU_JOB_LEASE=3s", "BORDEREAU_OBJECTS_MODE=GOVERNANCE", "BORDEREAU_QUOTA=true",
		"TMPDIR=" + filepath.Join(dir, "tmp")}
	return s, nil
}

func link(from, to string) error {
	if err := os.Link(from, to); err == nil {
		return nil
	}
	b, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, b, 0o755)
}

// Process is a running serve or work.
type Process struct {
	Name string
	cmd  *exec.Cmd
	done chan struct{}
	log  string
}

// Start runs the binary with its log in a file; faults plans crash points
// ("CP3:1=kill") for a build that has them.
func (s *Site) Start(name, faults string, args ...string) (*Process, error) {
	return s.start(name, faults, append([]string{s.binary}, args...))
}

// StartIn runs the binary in a network namespace.
func (s *Site) StartIn(namespace, name string, args ...string) (*Process, error) {
	return s.start(name, "", append([]string{"ip", "netns", "exec", namespace, s.binary}, args...))
}

func (s *Site) start(name, faults string, command []string) (*Process, error) {
	s.mu.Lock()
	s.n++
	p := &Process{Name: name, done: make(chan struct{}), log: filepath.Join(s.Dir, "logs", fmt.Sprintf("%s-%03d.log", name, s.n))}
	s.mu.Unlock()
	f, err := os.Create(p.log)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	p.cmd = exec.Command(command[0], command[1:]...)
	p.cmd.Env = append(append(os.Environ(), s.env...), "FAULTS="+faults)
	p.cmd.Stdout, p.cmd.Stderr = f, f
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { _ = p.cmd.Wait(); close(p.done) }() // how it ended is told by its log
	s.mu.Lock()
	s.all = append(s.all, p)
	s.mu.Unlock()
	return p, nil
}

// Serve starts an API on an address; Work starts a worker with one reading child.
func (s *Site) Serve(address, faults string) (*Process, error) {
	return s.Start("serve", faults, "serve", "--listen", address)
}

// Work starts a worker with one reading child.
func (s *Site) Work(faults string) (*Process, error) {
	s.mu.Lock()
	name := fmt.Sprintf("w%d", s.n+1)
	s.mu.Unlock()
	return s.Start("work", faults, "work", "--jobs", "1", "--name", name)
}

// Pid of the process.
func (p *Process) Pid() int { return p.cmd.Process.Pid }

// Done is closed when it has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// Running says whether it has not ended yet.
func (p *Process) Running() bool {
	select {
	case <-p.done:
		return false
	default:
		return true
	}
}

// Log is what it has printed so far.
func (p *Process) Log() string {
	b, err := os.ReadFile(p.log)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// Kill ends it as a crash would.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill() // gone already: that is what is wanted
	<-p.done
}

// Stop asks it to end in good order.
func (p *Process) Stop() error {
	if !p.Running() {
		return nil
	}
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	t := time.NewTimer(45 * time.Second)
	defer t.Stop()
	select {
	case <-p.done:
		return nil
	case <-t.C:
		p.Kill()
		return fmt.Errorf("%s did not end in time after it was asked to", p.Name)
	}
}

// Stop ends all processes and the proxy.
func (s *Site) Stop() error {
	s.mu.Lock()
	all := s.all
	s.mu.Unlock()
	errs := make([]error, len(all)+1)
	var each sync.WaitGroup
	for i, p := range all {
		each.Go(func() { errs[i] = p.Stop() })
	}
	each.Wait()
	errs[len(all)] = s.Objects.Close()
	return errors.Join(errs...)
}

// Tool runs a command of the program to its end.
func (s *Site) Tool(ctx context.Context, args ...string) (string, error) {
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, s.binary, args...)
	cmd.Env = append(os.Environ(), s.env...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("bordereau %s: %w: %s%s", strings.Join(args, " "), err, stdout.String(), stderr.String())
	}
	return strings.TrimSpace(stdout.String()), nil
}

// Logs is what all processes printed.
func (s *Site) Logs() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var b strings.Builder
	for _, p := range s.all {
		fmt.Fprintf(&b, "--- %s, pid %d\n%s", p.Name, p.Pid(), p.Log())
	}
	return b.String()
}

// Alive lists the processes of the site's binary that run, children too.
func (s *Site) Alive() ([]int, error) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil, err
	}
	var pids []int
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		if exe, err := os.Readlink(filepath.Join("/proc", e.Name(), "exe")); err == nil && strings.TrimSuffix(exe, " (deleted)") == s.binary {
			pids = append(pids, pid)
		}
	}
	return pids, nil
}

// Litter lists what is left in the site's temporary folder: files, and the folders
// of processes that were not asked to end.
func (s *Site) Litter() (files, folders []string, err error) {
	root := filepath.Join(s.Dir, "tmp")
	err = filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil || path == root:
			return err
		case e.IsDir():
			folders = append(folders, path)
		default:
			files = append(files, path)
		}
		return nil
	})
	return files, folders, err
}

// Children lists the reading children among them.
func (s *Site) Children() ([]int, error) {
	pids, err := s.Alive()
	if err != nil {
		return nil, err
	}
	var out []int
	for _, pid := range pids {
		cmdline, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
		if err == nil && bytes.HasSuffix(cmdline, []byte("\x00child\x00")) {
			out = append(out, pid)
		}
	}
	return out, nil
}

// Ready waits until a desk takes deposits over.
func Ready(ctx context.Context, base string) error {
	client := &http.Client{Timeout: 5 * time.Second}
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/readyz", nil)
		if err != nil {
			return err
		}
		if resp, err := client.Do(req); err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return nil
			}
		}
		if !wait(ctx, 50*time.Millisecond) {
			return fmt.Errorf("%s is not ready: %w", base, ctx.Err())
		}
	}
}

// FreeAddress is a loopback address that nobody listens on at the moment.
func FreeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// unrest counts what has not come to rest: jobs to do, documents in the machine's
// hands (one that is decided may wait for its slip), events without a place.
const unrest = `SELECT (SELECT count(*) FROM jobs WHERE state IN ('waiting', 'running'))
	+ (SELECT count(*) FROM documents d LEFT JOIN units u ON u.id = d.unit_id
	   WHERE d.state IN ('received', 'screened', 'read', 'classified') OR d.state = 'decided' AND (u.id IS NULL OR u.state = 'final'))
	+ (SELECT count(*) FROM unsequenced) AS n`

// Quiet waits until the desk has come to rest; with clerks at work, until no task
// is left for them either.
func (s *Site) Quiet(ctx context.Context, clerks bool) error {
	query := unrest
	if clerks {
		query = "SELECT (" + strings.TrimSuffix(query, " AS n") + ") + (SELECT count(*) FROM tasks WHERE state = 'open' AND NOT escalated) AS n"
	}
	r := record{s.Set.OwnerURL()}
	for calm := 0; calm < 3; {
		n, err := r.count(ctx, query)
		if calm++; err != nil || n > 0 {
			calm = 0
		}
		if !wait(ctx, pause) {
			return fmt.Errorf("the desk does not come to rest: %d things to do, %w", n, errors.Join(ctx.Err(), err))
		}
	}
	return nil
}

// Number asks the record for one number, named n.
func (s *Site) Number(ctx context.Context, query string) (int64, error) {
	return record{s.Set.OwnerURL()}.count(ctx, query)
}
