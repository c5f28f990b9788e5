package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"bordereau/classify/model"
	"bordereau/desk"
)

type exportCorrectionsCmd struct {
	engines `embed:""`
	By      string `help:"Login of the supervisor or auditor who asks for them."`
	Out     string `help:"File that is made: JSON lines of {type, features}." required:"" placeholder:"FILE"`
}

// Run writes what the classifier may learn from clerks, a page a line. Nothing that is
// there is overwritten.
func (c *exportCorrectionsCmd) Run(w *world) error {
	o, err := c.office(w)
	if err != nil {
		return err
	}
	defer o.Close()
	by, err := asker(w, o, c.By)
	if err != nil {
		return err
	}
	var pages model.Nameless
	if _, err := o.Corrections(w.ctx, by, func(n desk.Named) error {
		pages.Add(n.Type, n.Group, n.Reading, n.About)
		return nil
	}); err != nil {
		return err
	}
	list := pages.Corrections()
	if err := writeCorrections(c.Out, list); err != nil {
		return err
	}
	shared := map[string]bool{}
	for _, p := range list {
		for _, f := range p.Features {
			shared[f] = true
		}
	}
	fmt.Fprintf(w.stdout, "%d pages that clerks named, %d words and places that enough dossiers share, to %s\n", len(list), len(shared), c.Out)
	return nil
}

func writeCorrections(path string, list []model.Correction) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("write corrections: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	out := bufio.NewWriter(f)
	lines := json.NewEncoder(out)
	for _, c := range list {
		if err := lines.Encode(c); err != nil {
			return fmt.Errorf("write corrections: %w", err)
		}
	}
	return out.Flush()
}
