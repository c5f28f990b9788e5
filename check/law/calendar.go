package law

import (
	"time"

	"bordereau/check"
)

// Calendar says which days a deadline counts.
type Calendar string

const (
	CalendarDays Calendar = "calendar"  // every day
	Ouvrables    Calendar = "ouvrables" // Monday to Saturday, no public holiday of France
	Ouvres       Calendar = "ouvres"    // Monday to Friday, no public holiday of France
	Target       Calendar = "target"    // the settlement days of TARGET
)

// Known says whether it is one of them.
func (c Calendar) Known() bool {
	return c == CalendarDays || c == Ouvrables || c == Ouvres || c == Target
}

// Counts says whether the calendar counts the day of t.
func (c Calendar) Counts(t time.Time) bool {
	day := t.Weekday()
	switch c {
	case Ouvrables:
		return day != time.Sunday && !frenchHoliday(t)
	case Ouvres:
		return day != time.Sunday && day != time.Saturday && !frenchHoliday(t)
	case Target:
		return check.TargetDay(t)
	}
	return true
}

// Add gives the day that is n counted days after the day of t, at midnight in t's
// zone; the day of t itself does not count.
func (c Calendar) Add(t time.Time, n int) time.Time {
	d := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
	for n > 0 {
		d = d.AddDate(0, 0, 1)
		if c.Counts(d) {
			n--
		}
	}
	return d
}

// frenchHoliday lists the legal holidays (Code du travail L3133-1).
func frenchHoliday(t time.Time) bool {
	switch t.Format("01-02") {
	case "01-01", "05-01", "05-08", "07-14", "08-15", "11-01", "11-11", "12-25":
		return true
	}
	switch check.DaysFromEaster(t) {
	case 1, 39, 50: // Easter Monday, Ascension, Whit Monday
		return true
	}
	return false
}

// IsDate says whether a text is a day, YYYY-MM-DD.
func IsDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
