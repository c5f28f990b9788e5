package services_test

import (
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"bordereau/internal/services"
)

func newSet(t *testing.T, dir string) *services.Set {
	t.Helper()
	s, err := services.New(services.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func query(t *testing.T, url, sql string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "psql", "-X", "-A", "-t", url, "-c", sql).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v: %s", sql, err, out)
	}
	return string(out)
}

// The engines keep what they hold over a stop and over being killed.
func TestEnginesComeBackWithTheirData(t *testing.T) {
	t.Parallel()
	dir, err := os.MkdirTemp("", "bordereau-services-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	s := newSet(t, dir)
	query(t, s.OwnerURL(), "CREATE TABLE kept AS SELECT 42 AS n")
	access, _ := s.ObjectsKeys()
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}

	s = newSet(t, dir)
	if got := query(t, s.OwnerURL(), "SELECT n FROM kept"); got != "42\n" {
		t.Fatalf("after a restart the table holds %q", got)
	}
	if again, _ := s.ObjectsKeys(); again != access {
		t.Fatal("the gateway's keys changed over a restart")
	}
	s.Postgres.Kill()
	if err := s.Postgres.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := query(t, s.OwnerURL(), "SELECT n FROM kept"); got != "42\n" {
		t.Fatalf("after a kill the table holds %q", got)
	}
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
}

// An engine that dies by itself is started again while it is kept.
func TestKeepStartsAgain(t *testing.T) {
	t.Parallel()
	dir, err := os.MkdirTemp("", "bordereau-services-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	s := newSet(t, dir)
	s.Keep(t.Context())
	if err := s.Redis.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	sock := s.RedisURL()[len("unix://"):]
	for {
		select {
		case <-deadline:
			t.Fatal("Redis did not come back")
		case <-tick.C:
		}
		if exec.Command("redis-cli", "-s", sock, "PING").Run() == nil {
			break
		}
	}
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
}
