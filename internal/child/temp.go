package child

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

const tempPattern = "bordereau-child-*"

// makeTemp makes the process's temporary folder, and locks it while it is used.
func (c *Process) makeTemp() (err error) {
	if c.temp, err = os.MkdirTemp(c.pool.cfg.Temp, tempPattern); err != nil {
		return fmt.Errorf("temporary folder of a child: %w", err)
	}
	if c.lock, err = os.Open(c.temp); err == nil {
		err = syscall.Flock(int(c.lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("lock the temporary folder of a child: %w", err), c.removeTemp())
	}
	return nil
}

func (c *Process) removeTemp() error {
	return errors.Join(removeAll(c.temp), c.lock.Close())
}

// sweep removes the folders of children whose parent was killed: nobody holds
// their lock. A folder is left alone for its first minute, in which its parent
// may not have locked it yet.
func sweep(dir string, now time.Time) {
	found, _ := filepath.Glob(filepath.Join(dir, tempPattern))
	for _, path := range found {
		info, err := os.Lstat(path)
		if err != nil || !info.IsDir() || now.Sub(info.ModTime()) < time.Minute {
			continue
		}
		f, err := os.Open(path)
		if err != nil {
			continue // another user's
		}
		if syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {
			_ = removeAll(path) // what cannot be removed now is met again at the next start
		}
		_ = f.Close()
	}
}

// removeAll removes a folder whose owner may have taken its own rights away.
func removeAll(dir string) error {
	if err := os.RemoveAll(dir); err == nil {
		return nil
	}
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if d != nil && d.IsDir() {
			_ = os.Chmod(path, 0o700) // what cannot be opened is reported by the removal
		}
		return nil
	})
	return os.RemoveAll(dir)
}
