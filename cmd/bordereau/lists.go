package main

import (
	"encoding/json"
	"fmt"
	"time"

	"bordereau/desk"
)

type redriveCmd struct {
	engines `embed:""`
	JSON    bool     `help:"Print JSON."`
	All     bool     `help:"Bring every dead letter back."`
	Jobs    []string `arg:"" optional:"" name:"job" help:"Jobs to bring back; without any, the dead letters are listed."`
}

func (c *redriveCmd) Run(w *world) error {
	o, err := c.office(w)
	if err != nil {
		return err
	}
	defer o.Close()
	if c.All && len(c.Jobs) > 0 {
		return usageError{fmt.Errorf("--all brings back every job; name none beside it")}
	}
	letters := func(cursor desk.Cursor) (desk.List[desk.DeadLetter], error) {
		return o.DeadLetters(w.ctx, operator, cursor)
	}
	if c.All {
		if err := each(letters, func(l desk.DeadLetter) error {
			c.Jobs = append(c.Jobs, l.JobID)
			return nil
		}); err != nil {
			return err
		}
	}
	if !c.All && len(c.Jobs) == 0 {
		return each(letters, func(l desk.DeadLetter) error {
			return w.print(c.JSON, l, "%s  %s  %s of document %s, %d attempts  %s: %s\n", l.JobID, l.At.Format(time.RFC3339), l.Stage, l.DocumentID, l.Attempts, l.Code, l.Text)
		})
	}
	failed := false
	for _, job := range c.Jobs {
		if err := o.Redrive(w.ctx, operator, job); err != nil {
			fmt.Fprintf(w.stderr, "%s: %v\n", job, err)
			failed = true
			continue
		}
		fmt.Fprintf(w.stdout, "%s waits for a worker again\n", job)
	}
	if failed {
		return errSaid
	}
	return nil
}

type retentionCmd struct {
	engines `embed:""`
	JSON    bool `help:"Print JSON."`
}

func (c *retentionCmd) Run(w *world) error {
	o, err := c.office(w)
	if err != nil {
		return err
	}
	defer o.Close()
	n := 0
	err = each(func(cursor desk.Cursor) (desk.List[desk.Due], error) {
		return o.DueForDestruction(w.ctx, operator, cursor)
	}, func(d desk.Due) error {
		n++
		norm := d.Norm
		if norm == "" {
			norm = string(d.State)
		}
		return w.print(c.JSON, d, "%s  kept until %s (%s)  %s  branch %s  dossier %s\n", d.DocumentID, d.RetainUntil.Format(time.DateOnly), norm, d.Type, d.Branch, d.Dossier)
	})
	if err == nil && !c.JSON {
		_, err = fmt.Fprintf(w.stdout, "%d documents are due for destruction\n", n)
	}
	return err
}

// each goes through a list page by page.
func each[T any](list func(desk.Cursor) (desk.List[T], error), do func(T) error) error {
	for cursor := (desk.Cursor{}); ; {
		page, err := list(cursor)
		if err != nil {
			return err
		}
		for _, item := range page.Items {
			if err := do(item); err != nil {
				return err
			}
		}
		if page.Next == "" {
			return nil
		}
		cursor.After = page.Next
	}
}

// print writes a thing as a line of JSON, or as a line for people.
func (w *world) print(asJSON bool, thing any, format string, args ...any) error {
	if asJSON {
		return json.NewEncoder(w.stdout).Encode(thing)
	}
	_, err := fmt.Fprintf(w.stdout, format, args...)
	return err
}
