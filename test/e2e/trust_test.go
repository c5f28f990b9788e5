package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bordereau"
	"bordereau/internal/specimen"
)

// What is imported into the trust list is what read holds signed codes against: the State's
// list and a certificate of test of the corpus, and a code that it signed.
func TestImportTrust(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	kept := filepath.Join(dir, "trust.json")
	file := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for name, data := range map[string]string{"rubbish.xml": "rubbish", "empty.pem": ""} {
		if code, stdout, stderr := command(t, "import", "trust", "--trust", kept, file(name, []byte(data))); code != 1 || stdout != "" || !strings.Contains(stderr, name) {
			t.Errorf("%s: exit code %d, %q, %q", name, code, stdout, stderr)
		}
	}
	if _, err := os.Stat(kept); err == nil {
		t.Error("a refused file left a list behind")
	}
	if code, _, stderr := command(t, "import", "trust", "--trust", kept); code != 2 {
		t.Errorf("no file: exit code %d: %s", code, stderr)
	}
	signature := func(path string, allow bool) string {
		t.Helper()
		args := []string{"read", "--json", "--trust", kept, path}
		if allow {
			args = append(args, "--test-certificates")
		}
		code, stdout, stderr := command(t, args...)
		var f struct {
			Documents []struct{ Fields []bordereau.Field }
		}
		if err := json.Unmarshal([]byte(stdout), &f); code != 0 || err != nil || len(f.Documents) != 1 {
			t.Fatalf("exit code %d, %v: %s%s", code, err, stdout, stderr)
		}
		for _, field := range f.Documents[0].Fields {
			if field.Name == "code2d_signature" {
				return field.Value
			}
		}
		return ""
	}
	// A specimen's authority is known to everybody: it counts where trials are allowed.
	bill, err := specimen.Draw(specimen.Spec{Kind: bordereau.ProofOfAddress, Layout: "energy-signed", Seed: 6303, DPI: 300})
	if err != nil {
		t.Fatal(err)
	}
	png, err := specimen.Encode(bill, "png")
	if err != nil {
		t.Fatal(err)
	}
	if got := signature(file("bill.png", png), false); got != "invalid" {
		t.Errorf("a specimen in production is %q", got)
	}
	root := os.Getenv("BORDEREAU_CORPUS")
	if root == "" {
		t.Log("BORDEREAU_CORPUS is not set: no list of the State")
		return
	}
	list, cert := filepath.Join(root, "documents/spec/2ddoc_tsl_signed_2025-08-25.xml"), filepath.Join(root, "documents/spec/FR00_0001_test_cert.pem")
	code, stdout, stderr := command(t, "import", "trust", "--trust", kept, list)
	if code != 0 || !strings.Contains(stdout, "6 authorities, 0 certificates") {
		t.Fatalf("exit code %d: %s%s", code, stdout, stderr)
	}
	if code, _, stderr := command(t, "import", "trust", "--trust", kept, cert); code != 1 || !strings.Contains(stderr, "of test") {
		t.Errorf("a certificate of test in production: exit code %d: %s", code, stderr)
	}
	if code, stdout, stderr := command(t, "import", "trust", "--trust", kept, "--test-certificates", cert); code != 0 || !strings.Contains(stdout, "6 authorities, 1 certificates") {
		t.Fatalf("exit code %d: %s%s", code, stdout, stderr)
	}
	code2d := filepath.Join(root, "documents/2ddoc/2ddoc_p232_v02_t03_113.png")
	if allowed, production := signature(code2d, true), signature(code2d, false); allowed != "test" || production != "invalid" {
		t.Errorf("a code of test is %q where trials are allowed, %q in production", allowed, production)
	}
}
