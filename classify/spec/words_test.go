package spec_test

import (
	"bordereau"
	"bordereau/check"

	"pgregory.net/rapid"
)

// spell writes an amount out in one of the ways that are in use.
func spell(t *rapid.T, m bordereau.Money) string {
	text, err := check.WriteWords(m, check.Spellings[rapid.IntRange(0, 2).Draw(t, "spelling")])
	if err != nil {
		t.Fatal(err)
	}
	return text
}
