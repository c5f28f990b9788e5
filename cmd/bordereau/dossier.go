package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"bordereau/dossier"
)

type dossierCmd struct {
	Test dossierTestCmd `cmd:"" help:"Judge files of dossier types by their own examples."`
}

// maxKindFile bounds a file that describes a type of dossier.
const maxKindFile = 1 << 20

type dossierTestCmd struct {
	JSON  bool     `help:"Print JSON."`
	Files []string `arg:"" type:"existingfile" name:"file"`
}

func (c *dossierTestCmd) Run(w *world) error {
	failed := false
	for _, path := range c.Files {
		ok, err := c.judge(w, path)
		if err != nil {
			fmt.Fprintf(w.stderr, "%s: %v\n", path, err)
		}
		failed = failed || err != nil || !ok
	}
	if failed {
		return errSaid
	}
	return nil
}

// judgedKind is the answer on one file.
type judgedKind struct {
	File     string            `json:"file"`
	Kind     string            `json:"kind"`
	Version  int               `json:"version"`
	Examples []dossier.Outcome `json:"examples"`
}

func (c *dossierTestCmd) judge(w *world, path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxKindFile+1))
	if err != nil {
		return false, err
	}
	if len(data) > maxKindFile {
		return false, fmt.Errorf("it is larger than %d bytes", maxKindFile)
	}
	k, err := dossier.ParseKind(data)
	if err != nil {
		return false, err
	}
	if len(k.Examples) == 0 {
		return false, fmt.Errorf("the dossier type %q has no examples", k.Name)
	}
	answer := judgedKind{path, k.Name, k.Version, k.RunExamples()}
	ok := true
	for _, o := range answer.Examples {
		ok = ok && len(o.Wrong) == 0
	}
	if c.JSON {
		return ok, json.NewEncoder(w.stdout).Encode(answer)
	}
	for _, o := range answer.Examples {
		if len(o.Wrong) == 0 {
			fmt.Fprintf(w.stdout, "%s version %d, %s: as wanted\n", k.Name, k.Version, o.Example)
		}
		for _, wrong := range o.Wrong {
			fmt.Fprintf(w.stdout, "%s version %d, %s: %s\n", k.Name, k.Version, o.Example, wrong)
		}
	}
	return ok, nil
}
