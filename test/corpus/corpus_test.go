// Package corpus sends real papers, whose truth is known, through a running desk
// with the branch's own command, and holds what was read against the truth. The
// folder is named by BORDEREAU_CORPUS; drawn papers go along in any case.
package corpus

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/internal/specimen"
	"bordereau/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// folder finds the corpus; empty where there is none.
func folder(t *testing.T) string {
	t.Helper()
	if d := os.Getenv("BORDEREAU_CORPUS"); d != "" {
		return filepath.Join(d, "documents")
	}
	for d, err := os.Getwd(); err == nil && d != "/"; d = filepath.Dir(d) {
		if c := filepath.Join(filepath.Dir(d), "shared", "data", "documents"); isDir(c) {
			return c
		}
	}
	return ""
}

func isDir(p string) bool {
	st, err := os.Stat(p)
	return err == nil && st.IsDir()
}

type delivery struct {
	Name      string
	Deposit   string
	Refusal   string
	Documents []struct {
		ID       string
		FileName string `json:"file_name"`
	}
}

// view is what the desk made of a document.
type view struct {
	State         bordereau.State
	Type          bordereau.Type
	Understanding *bordereau.Understanding
}

func TestPapersThroughTheDesk(t *testing.T) {
	in := t.TempDir()
	var expected int
	copyIn := func(path, name string) {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(in, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
		expected++
	}
	corpus := folder(t)
	if corpus != "" {
		err := filepath.WalkDir(corpus, func(p string, e os.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			switch strings.ToLower(filepath.Ext(p)) {
			case ".pdf", ".png", ".jpg", ".tif":
				rel, err := filepath.Rel(corpus, p)
				if err != nil {
					return err
				}
				copyIn(p, strings.ReplaceAll(rel, "/", "__"))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		// The RIB once more without its text layer.
		page := filepath.Join(t.TempDir(), "page")
		if out, err := exec.Command("pdftoppm", "-r", "300", "-png", "-singlefile", filepath.Join(corpus, "rib", "RIB_AMU.pdf"), page).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		copyIn(page+".png", "rib__RIB_AMU_rasterised.png")
	}
	for _, kind := range []bordereau.Type{bordereau.IdentityCard, bordereau.BankDetails} {
		d, err := specimen.Draw(specimen.Spec{Kind: kind, Seed: 77})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := specimen.Save(d, in, "drawn__"+string(kind)); err != nil {
			t.Fatal(err)
		}
		expected++
	}

	bin := testkit.Binary(t)
	data, err := os.MkdirTemp("", "bordereau-corpus-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(data) })
	addr := testkit.FreeAddress(t)
	testkit.Start(t, bin, nil, "up", "--data", data, "--listen", addr, "--objects-mode", "GOVERNANCE", "--no-quota")
	desk := testkit.Caller{T: t, Base: "http://" + addr}
	testkit.Until(t, time.Minute, "the desk ready", func() bool { s, err := desk.Try("GET", "/readyz", nil, nil); return err == nil && s == 200 })
	branch := strings.TrimSpace(testkit.Tool(t, bin, nil, "key", "add", "--data", data, "--label", "corpus", "--role", "branch", "--branch", "00742"))
	desk.Key = strings.TrimSpace(testkit.Tool(t, bin, nil, "key", "add", "--data", data, "--label", "corpus", "--role", "auditor"))

	out := testkit.Tool(t, bin, []string{"BORDEREAU_KEY=" + branch}, "send", "--server", desk.Base, "--json", "--wait", "8m", in)
	views := map[string]view{}
	for lines := bufio.NewScanner(strings.NewReader(out)); lines.Scan(); {
		var d delivery
		if json.Unmarshal(lines.Bytes(), &d) != nil || d.Name == "" {
			continue // the table that --wait prints
		}
		if d.Refusal != "" {
			t.Errorf("%s was refused: %s", d.Name, d.Refusal)
			continue
		}
		var v view
		desk.Must("GET", "/v1/documents/"+d.Documents[0].ID, nil, &v)
		views[d.Name] = v
	}
	if len(views) != expected {
		t.Fatalf("%d papers were sent, %d came through", expected, len(views))
	}
	mrz, papers := 0, 0
	for name, v := range views {
		if v.State.Machine() || v.State == bordereau.Quarantined {
			t.Errorf("%s ended as %s", name, v.State)
		}
		if strings.HasPrefix(name, "id_mrz__") {
			papers++
			if v.Type == bordereau.IdentityCard || v.Type == bordereau.Passport {
				mrz++
			}
		}
	}
	for _, kind := range []bordereau.Type{bordereau.IdentityCard, bordereau.BankDetails} {
		if v := views["drawn__"+string(kind)+".png"]; v.Type != kind {
			t.Errorf("the drawn %s was taken for %s", kind, v.Type)
		}
	}
	if corpus == "" {
		return
	}
	t.Logf("%d of %d identity papers found as identity_card or passport", mrz, papers)
	for name, want := range map[string]string{
		"rib__RIB_AMU.pdf": "FR7610071130000000102006780", "rib__RIB_AMU_rasterised.png": "FR7610071130000000102006780",
	} {
		v := views[name]
		if v.Type != bordereau.BankDetails || v.Understanding == nil || v.Understanding.Value("iban") != want {
			t.Errorf("%s: %s, IBAN %q; want %s", name, v.Type, value(v, "iban"), want)
		}
	}
	for _, name := range []string{"facture_facturx__EN16931_Einfach.pdf", "facture_facturx__Facture_F20180027.pdf"} {
		if v := views[name]; v.Type != bordereau.Invoice {
			t.Errorf("%s was taken for %s", name, v.Type)
		}
	}
	texts(t, bin, corpus)
}

// texts holds the text that was read against what the papers say.
func texts(t *testing.T, bin, corpus string) {
	for file, words := range map[string][]string{
		"attestation/attestation_vigilance_test.pdf":    {"ATTESTATION DE VIGILANCE", "TEST-VIGI-2024-SANDBOX-00001"},
		"attestation/test_cnetp_certificat.pdf":         {"Caisse Nationale", "Travaux Publics"},
		"attestation/carte_professionnelle_tp_test.pdf": {"CARTE PROFESSIONNELLE", "TP-TEST-2024-0001"},
		"facture_facturx/Facture_F20180027.pdf":         {"F20180027"},
		"facture_facturx/EN16931_Einfach.pdf":           {"471102"},
		"rib/RIB_AMU.pdf":                               {"AGENCE COMPTABLE AMU"},
	} {
		out := testkit.Tool(t, bin, nil, "read", "--json", filepath.Join(corpus, file))
		var got struct{ Documents []struct{ Text string } }
		if err := json.NewDecoder(bytes.NewBufferString(out)).Decode(&got); err != nil || len(got.Documents) == 0 {
			t.Errorf("%s: %v", file, err)
			continue
		}
		flat := strings.Join(strings.Fields(got.Documents[0].Text), " ")
		for _, w := range words {
			if !strings.Contains(flat, w) {
				t.Errorf("%s: %q was not read; the text is %.300q", file, w, flat)
			}
		}
	}
}

func value(v view, field string) string {
	if v.Understanding == nil {
		return ""
	}
	return v.Understanding.Value(field)
}
