package services

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// dataVersion is the layout of the data folder that this binary writes and reads.
const dataVersion = "1"

// Hold claims a data folder for one process and checks its version; release it
// when the engines have stopped.
func Hold(dir string) (release func() error, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	lock, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(fmt.Errorf("another bordereau is running on %s", dir), lock.Close())
	}
	path := filepath.Join(dir, "VERSION")
	b, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = os.WriteFile(path, []byte(dataVersion+"\n"), 0o600)
	case err == nil && strings.TrimSpace(string(b)) != dataVersion:
		err = fmt.Errorf("%s was written by another version of bordereau (layout %s, this one knows %s)", dir, strings.TrimSpace(string(b)), dataVersion)
	}
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return lock.Close, nil
}

// Reach finds the engines that a running `up` keeps in a data folder.
func Reach(dir string) (*Set, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	run, err := os.ReadFile(filepath.Join(abs, "sockets"))
	if err != nil {
		return nil, fmt.Errorf("%s is not the data folder of a bordereau that was started: %w", dir, err)
	}
	s := &Set{dir: abs, run: strings.TrimSpace(string(run))}
	for name, into := range map[string]*string{"objects.access": &s.accessKey, "objects.secret": &s.secretKey} {
		b, err := os.ReadFile(filepath.Join(abs, "keys", name))
		if err != nil {
			return nil, err
		}
		*into = strings.TrimSpace(string(b))
	}
	return s, nil
}
