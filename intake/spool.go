package intake

import (
	"cmp"
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// Spool makes a file without a name in a folder, the system's temporary one when
// none is given: nothing is left behind however this process ends.
func Spool(dir string) (*os.File, error) {
	dir = cmp.Or(dir, os.TempDir())
	fd, err := unix.Open(dir, unix.O_TMPFILE|unix.O_RDWR|unix.O_CLOEXEC, 0o600)
	if err == nil {
		return os.NewFile(uintptr(fd), dir), nil
	}
	if !errors.Is(err, unix.EOPNOTSUPP) {
		return nil, fmt.Errorf("spool in %s: %w", dir, err)
	}
	// Overlays of older kernels and network file systems know no such files.
	f, err := os.CreateTemp(dir, "bordereau-spool-*")
	if err != nil {
		return nil, fmt.Errorf("spool: %w", err)
	}
	if err := os.Remove(f.Name()); err != nil {
		return nil, errors.Join(fmt.Errorf("spool: %w", err), f.Close())
	}
	return f, nil
}
