package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"gopkg.in/yaml.v3"
)

// configFlag reads a configuration file. Its keys are the long names of flags
// ("database-url"); a key that no command knows is an error, so that a slip of
// the pen does not pass for a setting.
type configFlag string

// BeforeResolve is called by the parser when the flag was given.
func (c configFlag) BeforeResolve(k *kong.Kong, ctx *kong.Context, trace *kong.Path) error {
	path := string(ctx.FlagValue(trace.Flag).(configFlag))
	r, err := readConfig(path)
	if err != nil {
		return err
	}
	ctx.AddResolver(r)
	return r.Validate(k.Model)
}

type fileResolver struct {
	path   string
	values map[string]any
}

func readConfig(path string) (*fileResolver, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("the configuration file: %w", err)
	}
	defer f.Close()
	r := &fileResolver{path: path}
	if err := yaml.NewDecoder(f).Decode(&r.values); err != nil {
		return nil, fmt.Errorf("the configuration file %s: %w", path, err)
	}
	return r, nil
}

// Validate refuses keys that no flag has.
func (r *fileResolver) Validate(app *kong.Application) error {
	known := map[string]bool{}
	if err := kong.Visit(app, func(node kong.Visitable, next kong.Next) error {
		if f, ok := node.(*kong.Flag); ok {
			known[f.Name] = true
		}
		return next(nil)
	}); err != nil {
		return err
	}
	var unknown []string
	for key := range r.values {
		if !known[key] {
			unknown = append(unknown, key)
		}
	}
	if len(unknown) > 0 {
		slices.Sort(unknown)
		return errors.New("the configuration file " + r.path + " has unknown keys: " + strings.Join(unknown, ", "))
	}
	return nil
}

// Resolve gives the file's value for a flag that was not given otherwise.
func (r *fileResolver) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	v, ok := r.values[flag.Name]
	if !ok || slices.ContainsFunc(flag.Envs, func(e string) bool { _, set := os.LookupEnv(e); return set }) {
		return nil, nil // the environment goes before the file
	}
	if list, ok := v.([]any); ok {
		parts := make([]string, len(list))
		for i, p := range list {
			parts[i] = fmt.Sprint(p)
		}
		return strings.Join(parts, ","), nil
	}
	return fmt.Sprint(v), nil
}
