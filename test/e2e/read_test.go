package e2e

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"bordereau"
	"bordereau/internal/specimen"
	"bordereau/internal/testkit"
)

// command runs the program and gives its exit code and both of its outputs.
func command(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(t.Context(), testkit.Binary(t), args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), errs.String()
}

// A file that cannot be read yields its object with an error; the others are read
// all the same, in the order they were named, and the exit code is 1.
func TestReadContract(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	rib, err := specimen.Draw(specimen.Spec{Kind: bordereau.BankDetails, Seed: 6301})
	if err != nil {
		t.Fatal(err)
	}
	data, err := specimen.Encode(rib, "png")
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"good.png": data, "torn.png": data[:len(data)/3], "note.txt": []byte("Bonjour"), "empty.pdf": nil} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	names := []string{"note.txt", "good.png", "torn.png", "empty.pdf", "missing.png"}
	args := []string{"read", "--json"}
	for _, n := range names {
		args = append(args, filepath.Join(dir, n))
	}
	code, stdout, stderr := command(t, args...)
	if code != 1 {
		t.Errorf("exit code %d, want 1\n%s", code, stderr)
	}
	lines := strings.Split(strings.TrimSpace(stdout), "\n")
	if len(lines) != len(names) {
		t.Fatalf("%d objects for %d files:\n%s", len(lines), len(names), stdout)
	}
	for i, line := range lines {
		var f struct {
			File   string `json:"file"`
			SHA256 string `json:"sha256"`
			Error  *struct {
				Code    string `json:"code"`
				Message string `json:"message"`
			} `json:"error"`
			Documents []struct {
				Type   bordereau.Type    `json:"type"`
				Pages  []json.RawMessage `json:"pages"`
				Text   string            `json:"text"`
				Fields []bordereau.Field `json:"fields"`
				Checks []bordereau.Check `json:"checks"`
			} `json:"documents"`
			Engine       bordereau.Engine `json:"engine"`
			Milliseconds int64            `json:"milliseconds"`
		}
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		if filepath.Base(f.File) != names[i] {
			t.Errorf("object %d is of %s, want %s", i, f.File, names[i])
		}
		if f.Documents == nil {
			t.Errorf("%s: documents is not a list", names[i])
		}
		if names[i] != "good.png" {
			if f.Error == nil || f.Error.Code == "" || f.Error.Message == "" || len(f.Documents) != 0 {
				t.Errorf("%s: no error: %s", names[i], line)
			}
			continue
		}
		if f.Error != nil || len(f.Documents) != 1 || f.SHA256 == "" || f.Engine.Name == "" || len(f.Engine.Models) == 0 || f.Milliseconds == 0 {
			t.Fatalf("%s: %s", names[i], line)
		}
		d := f.Documents[0]
		if d.Type != bordereau.BankDetails || len(d.Pages) != 1 || d.Text == "" || len(d.Checks) == 0 {
			t.Errorf("%s is %s with %d pages and %d checks", names[i], d.Type, len(d.Pages), len(d.Checks))
		}
		iban := ""
		for _, x := range d.Fields {
			if x.Name == "iban" {
				iban = x.Value
				if len(x.Proofs) == 0 || x.Status != bordereau.Proved || x.Box.Empty() {
					t.Errorf("the IBAN is %s, proved by %v, at %v", x.Status, x.Proofs, x.Box)
				}
			}
		}
		if want := rib.Truth.Fields["iban"]; iban != want {
			t.Errorf("the IBAN is read as %q, printed is %q", iban, want)
		}
	}
	if code, _, stderr := command(t, "read", "--json", filepath.Join(dir, "good.png")); code != 0 {
		t.Errorf("a good file alone: exit code %d: %s", code, stderr)
	}
}

// What read prints of a payslip has no social security number in clear, in its text, its
// fields or its explanation.
func TestReadMasksTheSocialSecurityNumber(t *testing.T) {
	t.Parallel()
	slip, err := specimen.Draw(specimen.Spec{Kind: bordereau.Payslip, Seed: 6302, DPI: 300})
	if err != nil {
		t.Fatal(err)
	}
	data, err := specimen.Encode(slip, "png")
	if err != nil {
		t.Fatal(err)
	}
	printed := regexp.MustCompile(`[12] \d\d \d\d 99 \d{3} \d{3} \d\d`).FindString(slip.Truth.Text)
	if printed == "" {
		t.Fatalf("no number on the paper:\n%s", slip.Truth.Text)
	}
	file := filepath.Join(t.TempDir(), "slip.png")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := command(t, "read", "--json", "--explain", file)
	if code != 0 || !strings.Contains(stdout, "social_security_number") || !strings.Contains(stdout, printed[:4]+" ** **") {
		t.Fatalf("exit code %d: %s%s", code, stdout, stderr)
	}
	for _, secret := range []string{printed[5:], strings.ReplaceAll(printed, " ", "")[3:]} {
		if strings.Contains(stdout, secret) {
			t.Errorf("%q is printed: %s", secret, stdout)
		}
	}
}

func TestWrongUsage(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	config := filepath.Join(dir, "config.yaml")
	if err := os.WriteFile(config, []byte("listen: 127.0.0.1:0\nlitsen: 127.0.0.1:1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"no command":        {nil, ""},
		"unknown command":   {[]string{"raed"}, "raed"},
		"no file":           {[]string{"read"}, ""},
		"unknown flag":      {[]string{"read", "--jsno", "x.png"}, "jsno"},
		"no engines":        {[]string{"fsck"}, "database-url"},
		"watching two":      {[]string{"send", "--key", "k", "--watch", "a", "b"}, "one folder"},
		"unknown key":       {[]string{"--config", config, "serve"}, "litsen"},
		"key without scope": {[]string{"key", "add", "--label", "x"}, "role"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, _, stderr := command(t, c.args...)
			if code != 2 || !strings.Contains(stderr, c.says) {
				t.Errorf("exit code %d, want 2, saying %q: %s", code, c.says, stderr)
			}
		})
	}
}
