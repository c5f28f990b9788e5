package classify_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"bordereau/classify"
	"bordereau/classify/spec"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestExplainGolden(t *testing.T) {
	for name, text := range map[string]string{"rib": ribText, "cheque": chequeText, "passport": passportText, "unknown": "Rien de tout cela.\nFacture pro forma jointe."} {
		got := house(t).Explain(understand(t, text))
		file := filepath.Join("testdata", name+".explained.txt")
		if *update {
			if err := os.MkdirAll("testdata", 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got; -update writes it anew):\n%s", name, diff)
		}
	}
}

func TestNewRefusesWrongSpecifications(t *testing.T) {
	good := classify.Families()
	twice := append(classify.Families(), good[0])
	nameless := []spec.Family{{Name: "x", Types: []spec.Type{{Type: "letter", Version: 1, Floor: 1, Cues: []spec.Cue{{Phrase: "x", Weight: 1}}}}}}
	silent := []spec.Family{{Name: "x", Types: []spec.Type{{Type: "letter", Name: "x", Version: 1, Floor: 1}}}}
	foreign := []spec.Family{{Name: "x", Types: []spec.Type{{Type: "poem", Name: "x", Version: 1, Floor: 1, Cues: []spec.Cue{{Phrase: "x", Weight: 1}}}}}}
	wordless := []spec.Family{{Name: "x", Types: []spec.Type{{Type: "letter", Name: "x", Version: 1, Floor: 1, Cues: []spec.Cue{{Phrase: "°!", Weight: 1}}}}}}
	for name, families := range map[string][]spec.Family{"none": nil, "twice": twice, "nameless": nameless, "silent": silent, "foreign": foreign, "wordless": wordless} {
		if _, err := classify.New(classify.Config{Families: families, Now: day}); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	if _, err := classify.New(classify.Config{Families: good}); err == nil {
		t.Error("no clock was accepted")
	}
	c, err := classify.New(classify.Config{Families: good, Now: day})
	if err != nil || len(c.Specs()) < 10 {
		t.Errorf("%v %v", c.Specs(), err)
	}
}
