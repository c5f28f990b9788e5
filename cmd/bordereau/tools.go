package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/specimen"
)

type importCmd struct {
	Customers importCustomersCmd `cmd:"" help:"Customers, accounts and holders, from CSV or JSON lines. Repeatable: what is known is brought up to date."`
	Trust     importTrustCmd     `cmd:"" help:"What signed codes (2D-Doc) are held against: the State's list, certificates, revocations."`
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
	if !c.JSON {
		report, err := o.fsck(w)
		if err == nil && !report.Clean() {
			err = errSaid
		}
		return err
	}
	report, err := o.Fsck(w.ctx, io.Discard)
	if err == nil {
		err = json.NewEncoder(w.stdout).Encode(report)
	}
	if err == nil && !report.Clean() {
		err = errSaid
	}
	return err
}

// fsck prints findings as they are found, and what was walked at the end.
func (o *office) fsck(w *world) (desk.Report, error) {
	r, err := o.Fsck(w.ctx, w.stdout)
	if err != nil {
		return r, err
	}
	for _, key := range r.Orphans {
		fmt.Fprintln(w.stdout, "orphan (no row refers to it, no damage):", key)
	}
	fmt.Fprintf(w.stdout, "%d deposits, %d documents, %d objects, %d entries, %d leaves and %d heads of the journal: %d findings\n",
		r.Deposits, r.Documents, r.Objects, r.Entries, r.Leaves, r.Heads, len(r.Findings))
	return r, nil
}

func (c *specimenCmd) Run(w *world) error {
	if err := ensureDir(c.Out); err != nil {
		return err
	}
	if c.Kind == "post" {
		for i := range uint64(c.N) {
			post, err := specimen.Post(c.Seed + i)
			if err != nil {
				return err
			}
			if err := post.Save(filepath.Join(c.Out, fmt.Sprintf("post-%d", c.Seed+i))); err != nil {
				return err
			}
		}
		fmt.Fprintf(w.stdout, "%d mornings' post drawn into %s\n", c.N, c.Out)
		return nil
	}
	draw := func() ([]specimen.Truth, error) { return specimen.Batch(bordereau.Type(c.Kind), c.N, c.Seed, c.Out) }
	if c.Kind == "remittance" {
		draw = func() ([]specimen.Truth, error) { return specimen.Remittances(c.N, c.Seed, c.Out) }
	}
	truths, err := draw()
	if err != nil {
		return err
	}
	fmt.Fprintf(w.stdout, "%d specimens drawn into %s, each with its truth beside it\n", len(truths), c.Out)
	return nil
}

// readyCmd asks a running desk whether it takes deposits over: the health check of
// a container that has no other program to ask with.
type readyCmd struct {
	Server string `help:"Address of the desk." default:"http://127.0.0.1:8400"`
}

func (c *readyCmd) Run(w *world) error {
	ctx, cancel := context.WithTimeout(w.ctx, 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(c.Server, "/")+"/readyz", nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the desk is not ready: status %d", resp.StatusCode)
	}
	fmt.Fprintln(w.stdout, "ready")
	return nil
}
