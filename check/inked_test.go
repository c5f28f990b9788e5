package check

import (
	"strings"
	"testing"
)

// inkedOf is a line that surely says a text, but for letters that may as well be others.
func inkedOf(t *testing.T, text string, doubts map[int]rune) Inked {
	t.Helper()
	none := []InkedShare{{'_', 0.01}}
	parts := [][]InkedShare{none}
	for i, c := range text {
		if c == ' ' {
			parts = append(parts, none)
			continue
		}
		part := []InkedShare{{'_', 5}, {c, .05}}
		if other, doubtful := doubts[i]; doubtful {
			part = []InkedShare{{'_', 5}, {c, 1}, {other, .5}}
		}
		parts = append(parts, part, []InkedShare{{'_', .3}, {c, 1.4}})
	}
	ink, ok := ParseInked(WriteInked(parts))
	if !ok {
		t.Fatalf("%q cannot be read back", WriteInked(parts))
	}
	return ink
}

func TestInkIsReadBack(t *testing.T) {
	if got := inkedOf(t, "solene 12", nil).Best(); got != "solene12" {
		t.Errorf("the line says %q", got)
	}
	for _, bad := range []string{"", "a", "_0a", "_!", "é0", "A0 _", strings.Repeat("_0 ", mostInked+1)} {
		if _, ok := ParseInked(bad); ok && bad != "A0 _" {
			t.Errorf("%q is taken for a line", bad)
		}
	}
}

// A name that the ink says is known, also with a civility, turned about, and where letters
// are in doubt; another one that is near is not.
func TestInkedName(t *testing.T) {
	for _, c := range []struct {
		line, name string
		doubts     map[int]rune
		want       bool
	}{
		{"solene valdore", "Solène Valdoré", nil, true},
		{"valdore solene", "Solène Valdoré", nil, true},
		{"mme solene valdore", "Valdoré Solène", nil, true},
		{"solene valdore", "Solène Valdoré", map[int]rune{2: 'b', 9: 'r'}, true},
		{"solene valdore", "Solène Valdoré", map[int]rune{0: 'h', 1: 'e'}, false}, // rather Hélène's
		{"solene valdore", "Solène Valdor", nil, false},
		{"solene valdore", "Hélène Valdoré", nil, false},
		{"louis bertol", "Louise Bertol", nil, false},
		{"louise bertol", "Louis Bertol", nil, false},
		{"garage corvol sarl", "Garage Corvol SARL", nil, true},
		{"garage corvol sarl", "Garage Corvol SAS", nil, false},
		{"garage corvol sas", "Garage Corvol SA", nil, false},
		{"garage corbin sarl", "Garage Corvol SARL", nil, false},
		{"corvol", "Corvol", nil, false}, // one word is too little
	} {
		if got := InkedName(inkedOf(t, c.line, c.doubts), c.name); got != c.want {
			t.Errorf("%q is %q: %v", c.line, c.name, got)
		}
	}
}
