package policy

import (
	"os"
	"regexp"
	"slices"
	"testing"
)

func TestLabels(t *testing.T) {
	for name, want := range map[string]string{"net_before_tax": "Le net avant impôt", "lines[2].share": "La part, ligne 3", "code2d_30": "La donnée 30 du code 2D-Doc", "code2d_0x62": "La donnée 0x62 du code 2D-Doc",
		"something_new": "Le champ something new"} {
		if got := Label(name); got != want {
			t.Errorf("%s is called %q", name, got)
		}
	}
	for name, want := range map[string]bool{"income_tax": true, "lines[0].right": true, "lines[0].hat": false, "code2d_4A": true, "hat": false} {
		if Labelled(name) != want {
			t.Errorf("%s: %v", name, !want)
		}
	}
	for kind, rule := range Default().Types {
		for _, f := range rule.Fields {
			for _, name := range f.Names {
				if !Labelled(name) {
					t.Errorf("the rules of %s name %s, which has no label", kind, name)
				}
			}
		}
	}
}

// The document of the fields names what has a label, and nothing else.
func TestFieldsAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../docs/formats/fields.md")
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z0-9_]+)` \\|").FindAllSubmatch(page, -1) {
		told = append(told, string(m[1]))
	}
	slices.Sort(told)
	if !slices.Equal(told, Fields()) {
		t.Errorf("told: %v\nlabelled: %v", told, Fields())
	}
}
