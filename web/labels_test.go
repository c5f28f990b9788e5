package web

import (
	"testing"

	"bordereau/policy"
)

// Every field that clerks may meet has a name in both languages.
func TestFieldsAreNamedInBothLanguages(t *testing.T) {
	for _, name := range policy.Fields() {
		w, ok := labelWords["field."+name]
		if !ok || w[0] == "" || w[1] == "" {
			t.Errorf("%s has no name: %v", name, w)
		}
	}
}
