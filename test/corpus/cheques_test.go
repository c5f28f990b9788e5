package corpus

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"testing"

	"bordereau"
	"bordereau/internal/testkit"
)

// American cheques as they really look: a drawing of 708 pixels that calls itself
// 96 dpi, whose routing number is invented, and a bitonal scan.
func TestAmericanCheques(t *testing.T) {
	cheques := filepath.Join(filepath.Dir(folder(t)), "cheques")
	if !isDir(cheques) {
		return
	}
	bin := testkit.Binary(t)
	for file, want := range map[string]struct {
		line string
		key  bordereau.Verdict
	}{
		"us_finos_sample_check.png": {"A011234567A 001234567C 243", bordereau.Failed},
		"us_moov_check_image.tiff":  {"A122000661A1211D1234D56789C", bordereau.Passed},
	} {
		var got struct {
			Documents []struct {
				Type   bordereau.Type
				Fields []bordereau.Field
				Checks []bordereau.Check
			}
		}
		out := testkit.Tool(t, bin, nil, "read", "--json", filepath.Join(cheques, file))
		if err := json.Unmarshal([]byte(out), &got); err != nil || len(got.Documents) != 1 {
			t.Errorf("%s: %v: %s", file, err, out)
			continue
		}
		d := got.Documents[0]
		u := bordereau.Understanding{Fields: d.Fields}
		if d.Type != bordereau.Cheque || u.Value("code_line") != want.line || u.Value("code_line_font") != "e13b" {
			t.Errorf("%s: %s, line %q in %q", file, d.Type, u.Value("code_line"), u.Value("code_line_font"))
		}
		if !slices.ContainsFunc(d.Checks, func(c bordereau.Check) bool { return c.Rule == "routing_number" && c.Verdict == want.key }) {
			t.Errorf("%s: %+v", file, d.Checks)
		}
	}
}
