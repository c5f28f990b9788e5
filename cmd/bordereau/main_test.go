package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

var update = flag.Bool("update", false, "write docs/configuration.md anew")

func runCLI(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(args, &out, &errs)
	return code, out.String(), errs.String()
}

func TestWrongUsageIsExitTwo(t *testing.T) {
	for _, args := range [][]string{
		{}, {"nonsense"}, {"up", "--no-such-flag"}, {"send"}, {"user", "add", "--login", "x"}, {"serve"}, {"migrate"}, {"--log-level", "loud", "serve"},
	} {
		if code, _, stderr := runCLI(t, args...); code != exitUsage || stderr == "" {
			t.Errorf("bordereau %s: exit %d, said %q; want exit %d and a sentence", strings.Join(args, " "), code, stderr, exitUsage)
		}
	}
}

func TestUnknownKeysOfTheConfigurationAreErrors(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bordereau.yaml")
	write := func(s string) {
		if err := os.WriteFile(path, []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("undo-delay: 5m\nundo-dealy: 5m\n")
	code, _, stderr := runCLI(t, "--config", path, "serve")
	if code != exitUsage || !strings.Contains(stderr, "undo-dealy") {
		t.Fatalf("exit %d, said %q", code, stderr)
	}
	write("database-url: [\n")
	if code, _, _ := runCLI(t, "--config", path, "serve"); code != exitUsage {
		t.Fatalf("a file that is no YAML: exit %d", code)
	}
	if code, _, _ := runCLI(t, "--config", path+".missing", "serve"); code != exitUsage {
		t.Fatalf("a file that is not there: exit %d", code)
	}
}

// Flag before environment before file before default.
func TestSettingsHaveTheirOrder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bordereau.yaml")
	if err := os.WriteFile(path, []byte("objects-bucket: from-file\nredis-url: redis://file\nstages: [archive]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("BORDEREAU_OBJECTS_BUCKET", "from-environment")
	var c cli
	parser, err := kong.New(&c, kong.DefaultEnvars("BORDEREAU"), kong.Vars{"version": "test"}, kong.Exit(func(int) { t.Fatal("the parser left") }))
	if err != nil {
		t.Fatal(err)
	}
	parse := func(args ...string) {
		t.Helper()
		if _, err := parser.Parse(args); err != nil {
			t.Fatal(err)
		}
	}
	parse("--config", path, "work")
	if c.Work.ObjectsBucket != "from-environment" || c.Work.RedisURL != "redis://file" || fmt.Sprint(c.Work.Stages) != "[archive]" || c.Work.ObjectsRegion != "us-east-1" {
		t.Errorf("bucket %q, redis %q, stages %v, region %q", c.Work.ObjectsBucket, c.Work.RedisURL, c.Work.Stages, c.Work.ObjectsRegion)
	}
	parse("--config", path, "work", "--objects-bucket", "from-flag")
	if c.Work.ObjectsBucket != "from-flag" {
		t.Errorf("the flag lost to %q", c.Work.ObjectsBucket)
	}
}

func TestConfigurationReferenceIsCurrent(t *testing.T) {
	var c cli
	parser, err := kong.New(&c, kong.DefaultEnvars("BORDEREAU"), kong.Vars{"version": "test"})
	if err != nil {
		t.Fatal(err)
	}
	got := reference(parser.Model)
	path := filepath.Join("..", "..", "docs", "configuration.md")
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("docs/configuration.md is not what the flags say; go test ./cmd/bordereau -update writes it anew")
	}
}

// reference tells every setting once, with the commands that have it.
func reference(app *kong.Application) []byte {
	type setting struct {
		flag     *kong.Flag
		commands []string
	}
	settings := map[string]*setting{}
	for _, leaf := range app.Leaves(true) {
		name := strings.TrimPrefix(leaf.Path(), "bordereau ")
		for _, group := range leaf.AllFlags(true) {
			for _, f := range group {
				if f.Name == "help" || f.Name == "version" {
					continue
				}
				key := f.Name + "\x00" + f.Help
				if settings[key] == nil {
					settings[key] = &setting{flag: f}
				}
				settings[key].commands = append(settings[key].commands, name)
			}
		}
	}
	keys := make([]string, 0, len(settings))
	for k := range settings {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	var b bytes.Buffer
	b.WriteString("# Configuration\n\nGenerated from the flags by `go test ./cmd/bordereau -update`.\n\n" +
		"Each setting can be given as a flag, in the environment, or in a YAML file (`--config FILE`) under the flag's name without its dashes. A flag goes before the environment, the environment before the file. An unknown key in the file is an error.\n\n" +
		"| flag | environment | default | meaning | commands |\n|---|---|---|---|---|\n")
	for _, k := range keys {
		s := settings[k]
		env := ""
		if len(s.flag.Envs) > 0 {
			env = "`" + s.flag.Envs[0] + "`"
		}
		commands := "all"
		if len(s.commands) < len(app.Leaves(true)) {
			commands = strings.Join(s.commands, ", ")
		}
		fmt.Fprintf(&b, "| `--%s` | %s | %s | %s | %s |\n", s.flag.Name, env, s.flag.Default, strings.ReplaceAll(s.flag.Help, "|", "/"), commands)
	}
	return b.Bytes()
}
