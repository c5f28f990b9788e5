package main

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"bordereau"
)

type exportCmd struct {
	Of          exportDossierCmd     `cmd:"" name:"dossier" default:"withargs" help:"A whole dossier with its index and proofs, for its customer or a court."`
	Corrections exportCorrectionsCmd `cmd:"" help:"What the learned classifier may learn from types that clerks named, without names."`
}

type exportDossierCmd struct {
	engines `embed:""`
	Dossier string `help:"Reference of the dossier." required:""`
	By      string `help:"Login of the supervisor or auditor who asks for it; a restricted dossier is exported for its readers alone."`
	Out     string `help:"Folder that is made, or a file that ends in .zip." required:""`
}

func (c *exportDossierCmd) Run(w *world) (err error) {
	o, err := c.office(w)
	if err != nil {
		return err
	}
	defer o.Close()
	by, err := asker(w, o, c.By)
	if err != nil {
		return err
	}
	put, done, err := target(c.Out)
	if err != nil {
		return err
	}
	x, err := o.ExportDossier(w.ctx, by, c.Dossier, put)
	if err = errors.Join(err, done()); err != nil {
		return err
	}
	fmt.Fprintf(w.stdout, "dossier %s with %d documents and %d letters exported to %s\n", c.Dossier, len(x.Documents), len(x.Letters), c.Out)
	return nil
}

// asker is who the export is for: a person, or who runs the desk.
func asker(w *world, o *office, login string) (bordereau.Principal, error) {
	if login == "" {
		return bordereau.Principal{ID: operator.ID, Name: operator.Name, Role: bordereau.RoleAuditor}, nil
	}
	users, err := o.Users(w.ctx, operator)
	if err != nil {
		return bordereau.Principal{}, err
	}
	for _, u := range users {
		if u.Login == login && !u.Disabled {
			return bordereau.Principal{ID: u.ID, Name: u.Name, Role: u.Role, Person: true}, nil
		}
	}
	return bordereau.Principal{}, usageError{fmt.Errorf("nobody signs in as %q", login)}
}

// target is where an export goes: nothing that is there is overwritten.
func target(out string) (put func(path string, r io.Reader) error, done func() error, err error) {
	if strings.HasSuffix(out, ".zip") {
		f, err := os.OpenFile(out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return nil, nil, err
		}
		z := zip.NewWriter(f)
		return func(path string, r io.Reader) error {
			entry, err := z.Create(path)
			if err == nil {
				_, err = io.Copy(entry, r)
			}
			return err
		}, func() error { return errors.Join(z.Close(), f.Close()) }, nil
	}
	if err := os.Mkdir(out, 0o700); err != nil {
		return nil, nil, err
	}
	return func(path string, r io.Reader) error {
		name := filepath.Join(out, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			return err
		}
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		_, err = io.Copy(f, r)
		return errors.Join(err, f.Close())
	}, func() error { return nil }, nil
}
