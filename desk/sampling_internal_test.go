package desk

import "testing"

func TestNamesAreKeyedInMoreThanOneWay(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"Dupont, Marie", "MARIE DUPONT", true}, {"Lefèvre Zoé", "ZOE LEFEVRE", true}, {"DUPONT", "DUPOND", false}, {"DUPONT", "DUPONT MARIE", false},
		{"12.34", "34.12", false}, {"SCI 2A", "2A SCI", false}, {"", "", false},
	} {
		if got := sameName(c.a, c.b); got != c.same {
			t.Errorf("%q and %q: %v", c.a, c.b, got)
		}
	}
}
