package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"bordereau"
	"bordereau/internal/courier"
)

type sendCmd struct {
	Server  string        `help:"Address of the desk." default:"http://127.0.0.1:8400"`
	Key     string        `help:"The branch's machine key (better in BORDEREAU_KEY than on the command line)." required:""`
	Branch  string        `help:"Branch, where the key does not name one."`
	Dossier string        `help:"Reference of the dossier that everything belongs to."`
	Kind    string        `help:"Type that the branch expects."`
	Watch   bool          `help:"Watch the folder and send what appears, until stopped."`
	Every   time.Duration `help:"How often a watched folder is looked at." default:"1s"`
	Wait    time.Duration `help:"Wait as long as this until each document has left the machine's hands, and print what became of it."`
	GiveUp  time.Duration `help:"How long one parcel is tried while the desk does not answer (0: for ever)." default:"0"`
	State   string        `help:"File that remembers what was sent (default: .bordereau/sent.jsonl in the watched folder, or none)."`
	JSON    bool          `help:"One JSON object a delivery."`
	Path    []string      `arg:"" help:"Files, or folders: each file is a deposit, each folder below is one deposit of all its files."`
}

func (c *sendCmd) Run(w *world) error {
	if c.Watch && len(c.Path) != 1 {
		return usageError{errors.New("--watch takes one folder")}
	}
	state := c.State
	if state == "" && c.Watch {
		state = filepath.Join(c.Path[0], ".bordereau", "sent.jsonl")
	}
	k, err := courier.New(courier.Config{Server: c.Server, Key: c.Key, Branch: c.Branch, Dossier: c.Dossier, Kind: c.Kind, State: state, GiveUp: c.GiveUp})
	if err != nil {
		return err
	}
	if c.Watch {
		return k.Watch(w.ctx, c.Path[0], c.Every, func(d courier.Delivery, err error) { c.print(w, d, err) })
	}
	failed := false
	var deliveries []courier.Delivery
	for _, path := range c.Path {
		parcels, err := courier.Parcels(path)
		if err != nil {
			return err
		}
		for _, p := range parcels {
			d, err := k.Send(w.ctx, p)
			c.print(w, d, err)
			failed = failed || err != nil
			if err == nil {
				deliveries = append(deliveries, d)
			}
			if w.ctx.Err() != nil {
				return w.ctx.Err()
			}
		}
	}
	if c.Wait > 0 {
		if err := c.follow(w, k, deliveries); err != nil {
			return err
		}
	}
	if failed {
		return errSaid
	}
	return nil
}

func (c *sendCmd) print(w *world, d courier.Delivery, err error) {
	if c.JSON {
		line := struct {
			courier.Delivery
			Name  string `json:"name"`
			Error string `json:"error,omitempty"`
		}{Delivery: d, Name: d.Parcel.Name}
		if err != nil {
			line.Error = err.Error()
		}
		if b, err := json.Marshal(line); err == nil {
			fmt.Fprintln(w.stdout, string(b))
		}
		return
	}
	switch {
	case err != nil:
		fmt.Fprintf(w.stderr, "%s: %v\n", d.Parcel.Name, err)
	case d.Refusal != "":
		fmt.Fprintf(w.stdout, "%-40s refused: %s\n", d.Parcel.Name, d.Refusal)
	case d.Before:
		fmt.Fprintf(w.stdout, "%-40s sent before: deposit %s\n", d.Parcel.Name, d.Deposit)
	default:
		fmt.Fprintf(w.stdout, "%-40s deposit %s, %d document(s)\n", d.Parcel.Name, d.Deposit, len(d.Documents))
	}
}

// follow waits until no document is in the machine's hands any more.
func (c *sendCmd) follow(w *world, k *courier.Courier, deliveries []courier.Delivery) error {
	ctx, cancel := context.WithTimeout(w.ctx, c.Wait)
	defer cancel()
	table := tabwriter.NewWriter(w.stdout, 2, 8, 2, ' ', 0)
	fmt.Fprintln(table, "FILE\tTYPE\tSTATE")
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for _, d := range deliveries {
		if d.Deposit == "" {
			fmt.Fprintf(table, "%s\t-\trefused\n", d.Parcel.Name)
			continue
		}
		for settled := false; !settled; {
			docs, err := k.Follow(ctx, d.Deposit)
			if err != nil && ctx.Err() == nil {
				return err
			}
			settled = true
			for _, doc := range docs {
				settled = settled && !bordereau.State(doc.State).Machine()
			}
			if settled || ctx.Err() != nil {
				for _, doc := range docs {
					fmt.Fprintf(table, "%s\t%s\t%s\n", doc.FileName, doc.Type, doc.State)
				}
				break
			}
			select {
			case <-ctx.Done():
			case <-tick.C:
			}
		}
		if ctx.Err() != nil {
			return errors.Join(table.Flush(), fmt.Errorf("some documents are still being worked on after %s", c.Wait))
		}
	}
	return table.Flush()
}

type specimenCmd struct {
	Kind string `help:"Type to draw, post for a branch's mixed morning post, or remittance for slips with both sides of their cheques in one file." required:""`
	N    int    `help:"How many." default:"1"`
	Seed uint64 `help:"The same seed draws the same documents." default:"1"`
	Out  string `help:"Folder to write into." required:""`
}

// ensureDir makes a folder for what a command writes.
func ensureDir(dir string) error { return os.MkdirAll(dir, 0o755) }
