package entry_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"bordereau/entry"
)

func calendar(t testing.TB, target bool) *entry.Calendar {
	t.Helper()
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	c, err := entry.NewCalendar(paris, 18*time.Hour, target)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEaster(t *testing.T) {
	for _, want := range []string{"1818-03-22", "1943-04-25", "1954-04-18", "1981-04-19", "2000-04-23", "2008-03-23", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25", "2049-04-18", "2285-03-22"} {
		w, err := time.Parse(time.DateOnly, want)
		if err != nil {
			t.Fatal(err)
		}
		if got := entry.Easter(w.Year()).Format(time.DateOnly); got != want {
			t.Errorf("Easter is %s, not %s", want, got)
		}
	}
}

func TestBusinessDay(t *testing.T) {
	for _, c := range []struct {
		at, french, target string
	}{
		{"2026-11-23T09:00:00Z", "2026-11-23", "2026-11-23"},   // a Monday
		{"2026-11-23T16:59:59.9Z", "2026-11-23", "2026-11-23"}, // 17:59:59 in Paris
		{"2026-11-23T17:00:00Z", "2026-11-24", "2026-11-24"},   // the cut-off itself
		{"2026-07-01T16:00:00Z", "2026-07-02", "2026-07-02"},   // summer time
		{"2026-11-23T23:30:00Z", "2026-11-24", "2026-11-24"},   // already Tuesday in Paris
		{"2026-11-27T18:00:00Z", "2026-11-30", "2026-11-30"},   // Friday evening
		{"2026-11-28T09:00:00Z", "2026-11-30", "2026-11-30"},   // Saturday
		{"2026-04-03T09:00:00Z", "2026-04-03", "2026-04-07"},   // Good Friday
		{"2026-04-05T09:00:00Z", "2026-04-07", "2026-04-07"},   // Easter Sunday
		{"2026-05-14T09:00:00Z", "2026-05-15", "2026-05-14"},   // Ascension
		{"2026-05-25T09:00:00Z", "2026-05-26", "2026-05-25"},   // Whit Monday
		{"2026-07-14T09:00:00Z", "2026-07-15", "2026-07-14"},   // national day
		{"2026-12-24T19:00:00Z", "2026-12-28", "2026-12-28"},   // Christmas, then a week-end
		{"2026-12-31T19:00:00Z", "2027-01-04", "2027-01-04"},   // New Year, then a week-end
		{"2025-12-26T09:00:00Z", "2025-12-26", "2025-12-29"},   // 26 December
	} {
		at, err := time.Parse(time.RFC3339Nano, c.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := calendar(t, false).Day(at); got != c.french {
			t.Errorf("%s belongs to %s, got %s", c.at, c.french, got)
		}
		if got := calendar(t, true).Day(at); got != c.target {
			t.Errorf("%s belongs to %s by TARGET, got %s", c.at, c.target, got)
		}
	}
}

func TestBusinessDaysGoForward(t *testing.T) {
	c := calendar(t, false)
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "at"), 0)
		day := c.Day(at)
		after, err := c.After(day)
		if err != nil || after <= day || !c.Working(day) || !c.Working(after) {
			t.Fatalf("after %s comes %s (%v)", day, after, err)
		}
		if later := c.Day(at.Add(time.Duration(rapid.Int64Range(0, 1e6).Draw(t, "later")) * time.Second)); later < day {
			t.Fatalf("%s, and later %s", day, later)
		}
	})
}

func TestACalendarNeedsAZoneAndACutOff(t *testing.T) {
	if _, err := entry.NewCalendar(nil, time.Hour, false); err == nil {
		t.Error("no zone")
	}
	if _, err := entry.NewCalendar(time.UTC, 25*time.Hour, false); err == nil {
		t.Error("a cut-off tomorrow")
	}
	if _, err := calendar(t, false).After("23/11/2026"); err == nil {
		t.Error("a day in another spelling")
	}
}
