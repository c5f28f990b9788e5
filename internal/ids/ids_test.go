package ids

import "testing"

func TestIDsSortByTheTimeTheyWereMade(t *testing.T) {
	last := ""
	for range 1000 {
		id := New()
		if !Valid(id) || id <= last || id[14] != '7' {
			t.Fatalf("%s after %s", id, last)
		}
		last = id
	}
	for _, bad := range []string{"", "x", "{0193a1b2-0000-7000-8000-00000000000a}", "urn:uuid:0193a1b2-0000-7000-8000-00000000000a", "0193a1b20000700080000000000000aa"} {
		if Valid(bad) {
			t.Errorf("%q is taken for an id", bad)
		}
	}
}
