package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// runtime runs containers of one image.
type runtime struct {
	command []string // podman with its global flags
	image   string
	files   int
	flags   []string // of every container: volumes and environment
}

// args are those of a container that holds what compose.yaml promises.
func (r runtime) args(name string, args []string) []string {
	out := append([]string{}, r.command[1:]...)
	out = append(out, "run", "--rm", "--name", name, "--network", "host", "--pull", "never",
		"--read-only", "--read-only-tmpfs=false", "--tmpfs", "/tmp:size=2g,mode=1777,noexec",
		"--cap-drop", "all", "--security-opt", "no-new-privileges",
		// The runtime's own defaults lie above what a machine may allow it to set.
		"--ulimit", fmt.Sprintf("nofile=%d:%d", r.files, r.files), "--ulimit", "nproc=4096:4096")
	out = append(out, r.flags...)
	return append(append(out, r.image), args...)
}

// once runs a command of the image to its end and gives what it printed.
func (r runtime) once(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, r.command[0], r.args("desk-"+args[0], args)...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("bordereau %s: %w\n%s%s", strings.Join(args, " "), err, stdout.String(), stderr.String())
	}
	return strings.TrimSpace(stdout.String()), nil
}

// exec runs a program within a container.
func (r runtime) exec(ctx context.Context, c *container, args ...string) error {
	full := append(append([]string{}, r.command[1:]...), "exec", c.name)
	return exec.CommandContext(ctx, r.command[0], append(full, args...)...).Run()
}

// container is one that runs until it is stopped.
type container struct {
	runtime runtime
	name    string
	cmd     *exec.Cmd
	log     output
	done    chan struct{}
	err     error // of its end; read after done
	once    sync.Once
	stopErr error
}

func (r runtime) start(args ...string) (*container, error) {
	c := &container{runtime: r, name: "desk-" + args[0], done: make(chan struct{})}
	c.cmd = exec.Command(r.command[0], r.args(c.name, args)...)
	c.cmd.Stdout, c.cmd.Stderr = &c.log, &c.log
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // a terminal's interrupt reaches only us: we stop it
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { c.err = c.cmd.Wait(); close(c.done) }()
	return c, nil
}

// ended is an error once the container has ended.
func (c *container) ended() error {
	select {
	case <-c.done:
		return fmt.Errorf("%s ended by itself: %w\n%s", c.name, c.err, c.log.String())
	default:
		return nil
	}
}

// stop asks the program to end, as the runtime does, and wants status 0.
func (c *container) stop() error {
	c.once.Do(func() {
		if c.stopErr = c.ended(); c.stopErr != nil {
			return
		}
		args := append(append([]string{}, c.runtime.command[1:]...), "stop", "--time", "60", c.name)
		began := time.Now()
		if out, err := exec.Command(c.runtime.command[0], args...).CombinedOutput(); err != nil {
			c.stopErr = fmt.Errorf("stopping %s: %w: %s", c.name, err, out)
		}
		<-c.done
		if c.err != nil {
			c.stopErr = fmt.Errorf("%s did not stop in good order (after %s): %w\n%s", c.name, time.Since(began).Round(time.Millisecond), c.err, c.log.String())
		}
	})
	return c.stopErr
}

// user is the real user id that the program runs under, as the kernel says.
func (c *container) user() string {
	args := append(append([]string{}, c.runtime.command[1:]...), "inspect", "--format", "{{.State.Pid}}", c.name)
	out, err := exec.Command(c.runtime.command[0], args...).Output()
	if err != nil {
		return "unknown: " + err.Error()
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(out)))
	if err != nil {
		return "unknown: " + err.Error()
	}
	st, err := os.Stat(fmt.Sprintf("/proc/%d", pid))
	if err != nil {
		return "unknown: " + err.Error()
	}
	return strconv.FormatUint(uint64(st.Sys().(*syscall.Stat_t).Uid), 10)
}

// confinement is what the worker's log says of its reading children.
func (c *container) confinement() string {
	lines := bufio.NewScanner(strings.NewReader(c.log.String()))
	for lines.Scan() {
		var l struct {
			Msg string `json:"msg"`
			By  string `json:"by"`
		}
		if json.Unmarshal(lines.Bytes(), &l) == nil && l.By != "" {
			return l.By
		}
	}
	return "nothing that the log told"
}

// output collects what a container prints.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}
