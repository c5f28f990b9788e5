package cheque

import (
	"testing"
	"time"
)

// The days of presentation and the year after them are those of the dated table, by the
// place of issue.
func TestLastDay(t *testing.T) {
	for _, c := range []struct{ day, place, want string }{
		{"2026-11-02", "Nantes", "2027-11-10"}, {"2026-11-02", "Bruxelles", "2027-11-22"}, {"2026-11-02", "Montréal", "2028-01-11"},
		{"2028-02-21", "Nantes", "2029-02-28"}, // from 29 February
		{"1999-11-02", "Nantes", "1999-11-02"}, // before every rule of the table
	} {
		day, err := time.Parse(time.DateOnly, c.day)
		if err != nil {
			t.Fatal(err)
		}
		if got := lastDay(day, presentation(c.place)).Format(time.DateOnly); got != c.want {
			t.Errorf("%s at %s: %s, want %s", c.day, c.place, got, c.want)
		}
	}
}
