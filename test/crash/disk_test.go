package crash

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"bordereau/internal/services"
	"bordereau/internal/testkit"
	"bordereau/test/ledger"
)

// A disk that can be full is a file system of its own, which only root may mount:
// for others there is no such disk to choose.
func disks(dir string) map[string]string {
	if os.Geteuid() != 0 {
		return nil
	}
	return map[string]string{"spool": filepath.Join(dir, "site", "tmp"), "objects": filepath.Join(dir, "engines", "objects"), "record": filepath.Join(dir, "engines", "postgres")}
}

// The disk of the spool, of the object store, of the database is full: a deposit is
// put off with 503 and never answered 202, and taken over when there is room again.
// What was answered 202 is there whole.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	dir, err := os.MkdirTemp("", "bordereau-full-")
	must(t, err)
	t.Cleanup(func() { must(t, os.RemoveAll(dir)) })
	must(t, os.Chmod(dir, 0o711)) // PostgreSQL is another user
	size := map[string]int{"spool": 24, "objects": 96, "record": 160}
	mounted := disks(dir)
	for name, path := range mounted {
		must(t, os.MkdirAll(path, 0o700))
		must(t, unix.Mount("tmpfs", path, "tmpfs", 0, fmt.Sprintf("size=%dm,mode=700", size[name])))
		t.Cleanup(func() { must(t, unix.Unmount(path, 0)) })
	}
	set, err := services.New(services.Config{Dir: filepath.Join(dir, "engines")})
	must(t, err)
	must(t, set.Start(t.Context()))
	t.Cleanup(func() { must(t, set.Stop()) })
	must(t, os.MkdirAll(filepath.Join(dir, "site"), 0o700))
	site, err := ledger.NewSite(filepath.Join(dir, "site"), testkit.Binary(t), set)
	must(t, err)
	t.Cleanup(func() { must(t, site.Stop()) })
	_, err = site.Tool(t.Context(), "migrate")
	must(t, err)

	ctx, cancel := context.WithTimeout(t.Context(), wholeScene)
	defer cancel()
	key, err := site.Tool(ctx, "key", "add", "--label", "branch", "--role", "branch", "--branch", ledger.Home)
	must(t, err)
	journal, err := ledger.OpenJournal(filepath.Join(dir, "journal.jsonl"))
	must(t, err)
	defer func() { must(t, journal.Close()) }()
	// One API watches its disk, the other one runs into the wall.
	var apis [2]*ledger.Process
	var bases [2]string
	for i, least := range []string{"0.10", "0.000001"} {
		address, err := ledger.FreeAddress()
		must(t, err)
		bases[i] = "http://" + address
		apis[i], err = site.Start("serve", "", "serve", "--listen", address, "--quota=false", "--min-disk-free", least)
		must(t, err)
	}
	n := 0
	parcel := func(size int) ledger.Parcel {
		n++
		data := make([]byte, size)
		copy(data, testkit.PNG)
		copy(data[len(testkit.PNG):], fmt.Sprint(n))
		return ledger.Parcel{Key: fmt.Sprintf("full-%d", n), Fields: map[string]string{}, Files: []ledger.File{ledger.NewFile(fmt.Sprintf("%d.png", n), data)}}
	}
	for i, base := range bases {
		must(t, ledger.Ready(ctx, base))
		branch := &ledger.Branch{Bases: []string{base}, Key: key, Journal: journal}
		for name, path := range mounted {
			if i == 0 && name != "spool" {
				continue // the watched disk is the spool's
			}
			// Past what is spooled in memory; and small ones until the record has to grow.
			bytes := map[string]int{"spool": 8 << 20, "objects": 2 << 20, "record": 100}[name]
			_, err := branch.Send(ctx, parcel(bytes))
			must(t, err)
			release := fill(t, path)
			refusals := func() int { return strings.Count(apis[i].Log(), `"status":503`) }
			before := refusals()
			done := make(chan error, 1)
			go func() {
				for refusals() == before && ctx.Err() == nil {
					a, err := branch.Send(ctx, parcel(bytes)) // until it is taken over
					if err == nil && name != "record" && refusals() == before {
						err = fmt.Errorf("deposit %s was taken over by a full disk", a.Deposit)
					}
					if err != nil {
						done <- err
						return
					}
				}
				done <- nil
			}()
			testkit.Until(t, time.Minute, "deposits are put off while the disk of the "+name+" is full", func() bool {
				return len(done) > 0 || refusals() > before
			})
			if len(done) > 0 {
				t.Fatalf("%s: %v", name, <-done)
			}
			release()
			select {
			case err := <-done:
				must(t, err)
			case <-ctx.Done():
				t.Fatalf("%s: nothing is taken over when there is room again", name)
			}
		}
	}
	v, err := ledger.Check(t.Context(), ledger.Evidence{Set: set, Bucket: site.Bucket, Journal: filepath.Join(dir, "journal.jsonl"), Wholly: true, Promise: "I1"})
	must(t, err)
	t.Log(v)
	for _, b := range v.Breaches {
		t.Error(b)
	}
	if want := 2 * (len(mounted) + 1); mounted != nil && v.Deposits < want {
		t.Errorf("%d deposits, at least %d were answered", v.Deposits, want)
	}
}

// fill takes all the room of a file system until release.
func fill(t *testing.T, dir string) (release func()) {
	t.Helper()
	path := filepath.Join(dir, "ballast")
	f, err := os.Create(path)
	must(t, err)
	chunk := make([]byte, 1<<20)
	for len(chunk) > 0 {
		if _, err := f.Write(chunk); errors.Is(err, unix.ENOSPC) {
			chunk = chunk[:len(chunk)/2]
		} else {
			must(t, err)
		}
	}
	must(t, f.Close())
	return func() { t.Helper(); must(t, os.Remove(path)) }
}
