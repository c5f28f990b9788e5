package child

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"bordereau"
)

var script = map[string]Handler{
	"echo": func(_ context.Context, params json.RawMessage, blob []byte) (any, []byte, error) {
		return params, blob, nil
	},
	"print": func(context.Context, json.RawMessage, []byte) (any, []byte, error) {
		_, err := syscall.Write(1, []byte("a library prints\n"))
		return nil, nil, err
	},
	"fail": func(context.Context, json.RawMessage, []byte) (any, []byte, error) {
		return nil, nil, bordereau.Wrap(bordereau.Unreadable, errors.New("the cause"), "The file is damaged.")
	},
	"panic": func(context.Context, json.RawMessage, []byte) (any, []byte, error) { panic("at the disco") },
	"polite": func(ctx context.Context, _ json.RawMessage, _ []byte) (any, []byte, error) {
		<-ctx.Done()
		return nil, nil, ctx.Err()
	},
	"hang": func(context.Context, json.RawMessage, []byte) (any, []byte, error) { ignoreTerm(); select {} },
	"deaf": func(context.Context, json.RawMessage, []byte) (any, []byte, error) {
		ignoreTerm()
		return nil, nil, nil
	},
	"spin": func(context.Context, json.RawMessage, []byte) (any, []byte, error) {
		for i := 0; ; i++ {
			runtime.KeepAlive(i)
		}
	},
	"segv": func(context.Context, json.RawMessage, []byte) (any, []byte, error) {
		_ = syscall.Kill(os.Getpid(), syscall.SIGSEGV)
		select {}
	},
	"killed": func(context.Context, json.RawMessage, []byte) (any, []byte, error) {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	},
	"garbage": func(context.Context, json.RawMessage, []byte) (any, []byte, error) {
		raw(bytes.Repeat([]byte{0xA5}, 64))
		select {}
	},
	"flood": func(context.Context, json.RawMessage, []byte) (any, []byte, error) {
		raw([]byte("BRD1\x00\x00\x00\x02\x00\x00\x00\x02\x54\x0b\xe4\x00{}")) // announces 10 GB
		for buf := make([]byte, 1<<20); ; {
			raw(buf)
		}
	},
	"errflood": func(context.Context, json.RawMessage, []byte) (any, []byte, error) {
		for line := bytes.Repeat([]byte("x"), 1<<20); ; {
			os.Stderr.Write(line)
		}
	},
	"half": func(context.Context, json.RawMessage, []byte) (any, []byte, error) {
		raw([]byte("BRD1\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00{\"id\":"))
		os.Exit(0)
		return nil, nil, nil
	},
	"stale": func(context.Context, json.RawMessage, []byte) (any, []byte, error) {
		var b bytes.Buffer
		err := writeFrame(&b, answer{ID: 1, Result: json.RawMessage(`"forged"`)}, nil)
		raw(b.Bytes())
		return "true", nil, err
	},
	"wide": func(context.Context, json.RawMessage, []byte) (any, []byte, error) {
		return strings.Repeat("x", 1<<20), nil, nil
	},
	"memory": func(context.Context, json.RawMessage, []byte) (any, []byte, error) {
		b := make([]byte, 10<<30)
		for i := 0; i < len(b); i += 4096 {
			b[i] = 1
		}
		return len(b), nil, nil
	},
	"bigfile": func(context.Context, json.RawMessage, []byte) (any, []byte, error) {
		f, err := os.Create(filepath.Join(os.Getenv("TMPDIR"), "big"))
		if err != nil {
			return nil, nil, err
		}
		_, err = f.WriteAt([]byte{1}, 1<<20)
		return nil, nil, err
	},
	"files": func(context.Context, json.RawMessage, []byte) (any, []byte, error) {
		n := 0
		for ; n < 1000; n++ {
			if _, err := syscall.Dup(0); err != nil {
				break
			}
		}
		return n, nil, nil
	},
	"try": try,
	"litter": func(context.Context, json.RawMessage, []byte) (any, []byte, error) {
		dir := filepath.Join(os.Getenv("TMPDIR"), "a", "b")
		err := os.MkdirAll(dir, 0o700)
		err = errors.Join(err, os.WriteFile(filepath.Join(dir, "c"), []byte("x"), 0o600), os.Chmod(dir, 0), os.Chmod(filepath.Dir(dir), 0))
		return os.Getenv("TMPDIR"), nil, err
	},
	"forks": func(context.Context, json.RawMessage, []byte) (any, []byte, error) {
		n := 0
		for ; n < 300 && exec.Command("sleep", "1000").Start() == nil; n++ {
		}
		return n, nil, nil
	},
	"env": func(context.Context, json.RawMessage, []byte) (any, []byte, error) { return os.Environ(), nil, nil },
	// A grandchild that outlives its parent's patience, in a session of its own if it can have one.
	"daemon": func(_ context.Context, params json.RawMessage, _ []byte) (any, []byte, error) {
		var setsid bool
		if err := json.Unmarshal(params, &setsid); err != nil {
			return nil, nil, err
		}
		cmd := exec.Command("sleep", "1000")
		cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: setsid}
		if err := cmd.Start(); err != nil {
			return nil, nil, err
		}
		return cmd.Process.Pid, nil, nil
	},
}

func ignoreTerm() { signal.Ignore(syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT) }

// raw writes to the pipe of answers behind the frames' back.
func raw(b []byte) {
	for fd := 3; fd < 20; fd++ {
		if flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFL, 0); err == nil && flags&unix.O_ACCMODE == unix.O_WRONLY {
			var st unix.Stat_t
			if unix.Fstat(fd, &st) == nil && st.Mode&unix.S_IFMT == unix.S_IFIFO {
				if _, err := unix.Write(fd, b); err != nil {
					select {} // the parent has closed it and is about to kill us
				}
				return
			}
		}
	}
}

// try attempts what must be refused and says what happened.
func try(_ context.Context, params json.RawMessage, _ []byte) (any, []byte, error) {
	var what, arg string
	if err := json.Unmarshal(params, &[]*string{&what, &arg}); err != nil {
		return nil, nil, err
	}
	var err error
	switch what {
	case "connect":
		var c net.Conn
		if c, err = net.DialTimeout("tcp", arg, time.Second); err == nil {
			c.Close()
		}
	case "open":
		_, err = os.ReadFile(arg)
	case "write":
		err = os.WriteFile(arg, []byte("x"), 0o600)
	case "exec":
		err = exec.Command(arg).Run()
	case "signal":
		pid, _ := strconv.Atoi(arg)
		err = syscall.Kill(pid, 0)
	case "limits":
		pid, _ := strconv.Atoi(arg)
		err = unix.Prlimit(pid, unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: 8, Max: 8}, nil)
	case "call":
		nr, _ := strconv.Atoi(arg)
		if _, _, e := syscall.RawSyscall6(uintptr(nr), 0, 0, 0, 0, 0, 0); e != 0 {
			err = e
		}
	case "userns":
		if _, _, e := syscall.RawSyscall6(unix.SYS_CLONE, unix.CLONE_NEWUSER|uintptr(syscall.SIGCHLD), 0, 0, 0, 0, 0); e != 0 {
			err = e
		}
	}
	if err != nil {
		return err.Error(), nil, nil
	}
	return "done", nil, nil
}
