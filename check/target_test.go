package check

import (
	"testing"
	"time"
)

func TestSettlementDays(t *testing.T) {
	for _, c := range [][2]string{{"2026-11-20", "2026-11-24"}, {"2026-11-18", "2026-11-20"}, {"2026-04-01", "2026-04-07"}, {"2026-12-24", "2026-12-29"},
		{"2026-04-30", "2026-05-05"}, {"2026-07-13", "2026-07-15"}, {"2026-11-21", "2026-11-24"}} {
		from, err := time.Parse(time.DateOnly, c[0])
		if err != nil {
			t.Fatal(err)
		}
		if got := AfterTargetDays(from, 2).Format(time.DateOnly); got != c[1] {
			t.Errorf("two days after %s is %s, want %s", c[0], got, c[1])
		}
	}
	for year, want := range map[int]string{2000: "2000-04-23", 2024: "2024-03-31", 2025: "2025-04-20", 2026: "2026-04-05", 2038: "2038-04-25"} {
		if got := easter(year).Format(time.DateOnly); got != want {
			t.Errorf("Easter %s, want %s", got, want)
		}
	}
}
