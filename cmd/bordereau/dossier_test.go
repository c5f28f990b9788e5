package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A file of a dossier type is judged by its examples; a broken one is refused with
// its line.
func TestDossierTest(t *testing.T) {
	kinds, err := filepath.Glob("../../dossier/kinds/*.yaml")
	if err != nil || len(kinds) < 11 {
		t.Fatal(kinds, err)
	}
	var out, errs bytes.Buffer
	if code := run(append([]string{"dossier", "test"}, kinds...), &out, &errs); code != exitDone || strings.Count(out.String(), "as wanted") < 3*len(kinds) {
		t.Fatal(code, out.String(), errs.String())
	}
	data, err := os.ReadFile("../../dossier/kinds/mortgage.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ was, is, says string }{
		"wrong":  {"reflection: missing}", "reflection: satisfied}", "reflection is missing, it should be satisfied"},
		"broken": {"    need: mandatory\n", "    need: perhaps\n", "line 15"},
	} {
		path := filepath.Join(t.TempDir(), name+".yaml")
		if err := os.WriteFile(path, []byte(strings.Replace(string(data), c.was, c.is, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		out.Reset()
		errs.Reset()
		if code := run([]string{"dossier", "test", path}, &out, &errs); code != exitFailed || !strings.Contains(out.String()+errs.String(), c.says) {
			t.Errorf("%s: %d %s %s", name, code, out.String(), errs.String())
		}
		if out.Reset(); run([]string{"dossier", "test", "--json", path}, &out, &errs) != exitFailed || name == "wrong" && !strings.Contains(out.String(), `"wrong":[`) {
			t.Errorf("%s: %s", name, out.String())
		}
	}
}
