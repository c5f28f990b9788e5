package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"bordereau/check/twoddoc"
	"bordereau/internal/trustlist"
)

// trustFile is the imported trust list as it is at the time: it is read anew when it was
// imported anew. A file that cannot be read leaves what was known.
type trustFile struct {
	trustSettings
	mu   sync.Mutex
	at   time.Time
	list *twoddoc.Trust
	w    *world
}

// open reads the list; where there is no file nobody is known.
func (s trustSettings) open(w *world) (func() *twoddoc.Trust, error) {
	f := &trustFile{trustSettings: s, w: w, list: &twoddoc.Trust{AllowTest: s.TestCertificates}}
	if err := f.load(); err != nil {
		return nil, err
	}
	return f.now, nil
}

func (f *trustFile) now() *twoddoc.Trust {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.load(); err != nil {
		f.w.log.Error("the trust list cannot be read; the one before holds", "error", err.Error())
	}
	return f.list
}

func (f *trustFile) load() error {
	if f.Trust == "" {
		return nil
	}
	info, err := os.Stat(f.Trust)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("the trust list: %w", err)
	}
	if info.ModTime().Equal(f.at) {
		return nil
	}
	data, err := os.ReadFile(f.Trust)
	if err != nil {
		return fmt.Errorf("the trust list: %w", err)
	}
	list, err := twoddoc.ParseTrust(data)
	if err != nil {
		return fmt.Errorf("%s: %w", f.Trust, err)
	}
	list.AllowTest = f.TestCertificates
	f.list, f.at = list, info.ModTime()
	return nil
}

type importTrustCmd struct {
	trustSettings `embed:""`
	Signer        string   `help:"SHA-256 of the certificate that may sign the State's list. The first one is taken as it comes, with its digest printed; another one later only if it is named here."`
	File          []string `arg:"" type:"existingfile" help:"The State's list (XML), certificates of signatories (PEM, DER) and lists of revoked ones (CRL), in any order."`
}

func (c *importTrustCmd) Run(w *world) error {
	list := &twoddoc.Trust{}
	data, err := os.ReadFile(c.Trust)
	if err == nil {
		list, err = twoddoc.ParseTrust(data)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	var said []string
	for _, path := range c.File {
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		lines, err := trustlist.Import(list, data, trustlist.Options{Signer: c.Signer, Test: c.TestCertificates, Now: time.Now()})
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		said = append(said, lines...)
	}
	if err := keepTrust(c.Trust, list); err != nil {
		return err
	}
	for _, line := range said {
		fmt.Fprintln(w.stdout, line)
	}
	fmt.Fprintf(w.stdout, "%d authorities, %d certificates and %d revocations are known in %s\n", len(list.Authorities), len(list.Certificates), len(list.Revoked), c.Trust)
	return nil
}

// keepTrust writes the list beside its place and puts it there in one step.
func keepTrust(path string, list *twoddoc.Trust) error {
	data, err := list.Encode()
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".trust-*")
	if err != nil {
		return fmt.Errorf("keep the trust list: %w", err)
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("keep the trust list: %w", err), os.Remove(f.Name()))
	}
	return nil
}
