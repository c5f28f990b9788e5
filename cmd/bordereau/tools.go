package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/backup"
	"bordereau/internal/specimen"
)

type importCmd struct {
	Customers importCustomersCmd `cmd:"" help:"Customers, accounts and holders, from CSV or JSON lines. Repeatable: what is known is brought up to date."`
}

type importCustomersCmd struct {
	engines `embed:""`
	Format  string `help:"csv or jsonl; by the file's ending when empty." enum:"csv,jsonl," default:""`
	File    string `arg:"" type:"existingfile"`
}

func (c *importCustomersCmd) Run(w *world) error {
	o, err := c.office(w)
	if err != nil {
		return err
	}
	defer o.Close()
	format := c.Format
	if format == "" {
		format = strings.TrimPrefix(filepath.Ext(c.File), ".")
	}
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	n, err := o.ImportCustomers(w.ctx, operator, format, f)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	fmt.Fprintf(w.stdout, "%d customers and %d accounts imported\n", n.Customers, n.Accounts)
	return nil
}

type fsckCmd struct {
	engines `embed:""`
	JSON    bool `help:"Print JSON."`
}

func (c *fsckCmd) Run(w *world) error {
	o, err := c.office(w)
	if err != nil {
		return err
	}
	defer o.Close()
	report, err := o.Fsck(w.ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		if err := json.NewEncoder(w.stdout).Encode(report); err != nil {
			return err
		}
	} else {
		report.Print(w.stdout)
	}
	if !report.Clean() {
		return errSaid
	}
	return nil
}

type redriveCmd struct {
	engines `embed:""`
	Job     string `arg:"" optional:"" help:"Job to bring back; without it, the dead letters are listed."`
}

func (c *redriveCmd) Run(w *world) error {
	o, err := c.office(w)
	if err != nil {
		return err
	}
	defer o.Close()
	if c.Job != "" {
		return o.Redrive(w.ctx, operator, c.Job)
	}
	for cursor := (desk.Cursor{}); ; {
		page, err := o.DeadLetters(w.ctx, operator, cursor)
		if err != nil {
			return err
		}
		for _, l := range page.Items {
			fmt.Fprintf(w.stdout, "%s  %s  %s  %d attempts  %s: %s\n", l.JobID, l.At.Format(time.RFC3339), l.Stage, l.Attempts, l.Code, l.Text)
		}
		if page.Next == "" {
			return nil
		}
		cursor.After = page.Next
	}
}

type backupCmd struct {
	engines `embed:""`
	To      string `arg:"" help:"Folder to write the backup into."`
}

func (c *backupCmd) Run(w *world) error {
	e, err := c.engines.located()
	if err != nil {
		return err
	}
	if e.DatabaseOwnerURL == "" {
		return usageError{fmt.Errorf("--database-owner-url is missing")}
	}
	objects, err := e.objects(w.ctx)
	if err != nil {
		return err
	}
	keys := []string{e.SigningKey}
	if e.Data != "" {
		for _, k := range []string{"objects.access", "objects.secret"} {
			keys = append(keys, filepath.Join(e.Data, "keys", k))
		}
	}
	m, err := backup.Make(w.ctx, backup.Source{OwnerURL: e.DatabaseOwnerURL, Objects: objects, Keys: keys}, c.To, version, time.Now())
	if err != nil {
		return err
	}
	fmt.Fprintf(w.stdout, "backed up into %s: the database, %d objects in the inventory, %d keys\n", c.To, m.Objects, len(keys))
	return nil
}

type restoreCmd struct {
	engines `embed:""`
	KeysTo  string `help:"Folder for the keys of the backup." required:""`
	From    string `arg:"" type:"existingdir" help:"Folder of a backup."`
}

func (c *restoreCmd) Run(w *world) error {
	e, err := c.engines.located()
	if err != nil {
		return err
	}
	if e.DatabaseOwnerURL == "" {
		return usageError{fmt.Errorf("--database-owner-url is missing")}
	}
	objects, err := e.objects(w.ctx)
	if err != nil {
		return err
	}
	r, err := backup.Restore(w.ctx, c.From, e.DatabaseOwnerURL, c.KeysTo, objects)
	if err != nil {
		return err
	}
	for _, g := range r.Gone {
		fmt.Fprintln(w.stdout, "gone from the object store since the backup:", g)
	}
	for _, l := range r.Later {
		fmt.Fprintln(w.stdout, "stored after the backup, unknown to the restored record:", l)
	}
	fmt.Fprintf(w.stdout, "restored the record of %s; %d objects gone, %d stored later\n", r.Manifest.MadeAt.Format(time.RFC3339), len(r.Gone), len(r.Later))
	if e.SigningKey == "" {
		e.SigningKey = filepath.Join(c.KeysTo, "signing.key")
	}
	o, err := e.open(w, deskSettings{}, desk.Deps{})
	if err != nil {
		return err
	}
	defer o.Close()
	report, err := o.Fsck(w.ctx)
	if err != nil {
		return err
	}
	report.Print(w.stdout)
	if !r.Clean() || !report.Clean() {
		return errSaid
	}
	return nil
}

func (c *specimenCmd) Run(w *world) error {
	if err := ensureDir(c.Out); err != nil {
		return err
	}
	n, err := specimen.Batch(bordereau.Type(c.Kind), c.N, c.Seed, c.Out)
	if err != nil {
		return err
	}
	fmt.Fprintf(w.stdout, "%d specimens drawn into %s, each with its truth beside it\n", n, c.Out)
	return nil
}
