package intake_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"bordereau/intake"
	"bordereau/internal/media"
)

const spoolDir = "INTAKE_TEST_SPOOL"

// The test binary is also the process that is killed while it takes a file over.
func TestMain(m *testing.M) {
	if dir := os.Getenv(spoolDir); dir != "" {
		takeForEver(dir)
	}
	os.Exit(m.Run())
}

// takeForEver says "spooled" once a part of its file is on the disk, and waits.
func takeForEver(dir string) {
	c, err := intake.New(intake.Config{Dir: dir, MemoryOfFile: 10, Sniff: media.Sniff})
	if err != nil {
		panic(err)
	}
	rest := readerFunc(func(p []byte) (int, error) {
		if _, err := os.Stdout.WriteString("spooled"); err != nil {
			panic(err)
		}
		return os.Stdin.Read(p)
	})
	_, err = c.Take("a.png", io.MultiReader(bytes.NewReader(head), bytes.NewReader(make([]byte, 1<<20)), rest))
	panic(err)
}

func TestAKilledProcessLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), spoolDir+"="+dir)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	said := make([]byte, len("spooled"))
	if _, err := io.ReadFull(stdout, said); err != nil {
		t.Error(err)
	}
	if err := cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	exit := &exec.ExitError{}
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Errorf("it ended by itself: %v", err)
	}
	empty(t, dir)
}

func TestAFolderThatTakesNoFilesIsRefusedAtTheStart(t *testing.T) {
	if _, err := intake.New(intake.Config{Dir: t.TempDir() + "/missing", Sniff: media.Sniff}); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}
