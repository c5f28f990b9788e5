// Package services starts the engines that Bordereau stands on (PostgreSQL,
// Redis, an S3 gateway) as children of this process, with private sockets in
// one folder. The embedded shape of the application and the tests use it; in a
// bank's own installation the engines are somewhere else and have URLs.
package services

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// Service is one engine as a child process. It can be stopped, killed, frozen
// and started again, which is also how tests hurt it.
type Service struct {
	Name string

	command func() *exec.Cmd
	ready   func(context.Context) error
	stop    syscall.Signal // what asks it to end in good order
	log     *slog.Logger

	mu       sync.Mutex
	cmd      *exec.Cmd
	done     chan struct{} // closed when cmd ended
	stopping bool
	tail     tail
}

const (
	startDeadline = 30 * time.Second
	stopDeadline  = 20 * time.Second
)

// Start launches the engine and returns when it answers.
func (s *Service) Start(ctx context.Context) error {
	s.mu.Lock()
	s.stopping = false
	cmd := s.command()
	cmd.Stdout, cmd.Stderr = &s.tail, &s.tail
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Setpgid = true
	// An engine does not outlive the process that keeps it.
	cmd.SysProcAttr.Pdeathsig = s.stop
	if err := cmd.Start(); err != nil {
		s.mu.Unlock()
		return fmt.Errorf("%s does not start: %w", s.Name, err)
	}
	done := make(chan struct{})
	s.cmd, s.done = cmd, done
	s.mu.Unlock()
	go func() {
		err := cmd.Wait()
		s.mu.Lock()
		expected := s.stopping
		s.mu.Unlock()
		close(done)
		if !expected && s.log != nil {
			s.log.Error("engine ended by itself", "engine", s.Name, "error", errText(err))
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, startDeadline)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	var last error
	for {
		select {
		case <-done:
			return fmt.Errorf("%s ended while starting: %s", s.Name, s.tail.String())
		case <-ctx.Done():
			return fmt.Errorf("%s does not answer (%w): %s", s.Name, errors.Join(ctx.Err(), last), s.tail.String())
		case <-tick.C:
			if last = s.ready(ctx); last == nil {
				return nil
			}
		}
	}
}

// Stop asks the engine to end and waits; after a deadline it is killed.
func (s *Service) Stop() error {
	cmd, done := s.running()
	if cmd == nil {
		return nil
	}
	if err := cmd.Process.Signal(s.stop); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stopping %s: %w", s.Name, err)
	}
	select {
	case <-done:
		return nil
	case <-time.After(stopDeadline):
		s.Kill()
		return fmt.Errorf("%s did not stop within %s and was killed", s.Name, stopDeadline)
	}
}

// Kill ends the engine's whole process group at once.
func (s *Service) Kill() {
	if cmd, done := s.running(); cmd != nil {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // gone already: that is what is wanted
		<-done
	}
}

// Signal sends a signal to the engine's process group (SIGSTOP and SIGCONT freeze and thaw it).
func (s *Service) Signal(sig syscall.Signal) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cmd == nil {
		return fmt.Errorf("%s is not running", s.Name)
	}
	return syscall.Kill(-s.cmd.Process.Pid, sig)
}

// running marks the end as wanted and hands out the live process, nil if there is none.
func (s *Service) running() (*exec.Cmd, chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stopping = true
	if s.cmd == nil {
		return nil, nil
	}
	select {
	case <-s.done:
		return nil, nil
	default:
		return s.cmd, s.done
	}
}

// Keep starts the engine again whenever it ends by itself, until ctx is done.
func (s *Service) Keep(ctx context.Context) {
	for pause := time.Second; ; {
		s.mu.Lock()
		done := s.done
		s.mu.Unlock()
		select {
		case <-ctx.Done():
			return
		case <-done:
		}
		s.mu.Lock()
		wanted := s.stopping
		s.mu.Unlock()
		if wanted {
			return
		}
		if err := s.Start(ctx); err != nil {
			s.log.Error("engine does not come back", "engine", s.Name, "error", err.Error())
			select {
			case <-ctx.Done():
				return
			case <-time.After(pause):
				pause = min(2*pause, time.Minute)
			}
			continue
		}
		pause = time.Second
		s.log.Warn("engine started again", "engine", s.Name)
	}
}

func errText(err error) string {
	if err == nil {
		return "exit 0"
	}
	return err.Error()
}

// tail keeps the last few KiB that an engine printed, for the operator.
type tail struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf.Write(p)
	if over := t.buf.Len() - 8<<10; over > 0 {
		t.buf.Next(over)
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.buf.String()
}
