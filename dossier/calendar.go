package dossier

import "time"

// Calendar says which days a deadline counts.
type Calendar string

const (
	CalendarDays Calendar = "calendar"  // every day
	Ouvrables    Calendar = "ouvrables" // Monday to Saturday, no public holiday of France
	Ouvres       Calendar = "ouvres"    // Monday to Friday, no public holiday of France
	Target       Calendar = "target"    // the settlement days of TARGET
)

func (c Calendar) known() bool {
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
		return day != time.Sunday && day != time.Saturday && !targetHoliday(t)
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
	switch daysFromEaster(t) {
	case 1, 39, 50: // Easter Monday, Ascension, Whit Monday
		return true
	}
	return false
}

// targetHoliday lists the closing days of TARGET besides week-ends.
func targetHoliday(t time.Time) bool {
	switch t.Format("01-02") {
	case "01-01", "05-01", "12-25", "12-26":
		return true
	}
	d := daysFromEaster(t)
	return d == -2 || d == 1 // Good Friday, Easter Monday
}

func daysFromEaster(t time.Time) int {
	day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	return int(day.Sub(easter(t.Year())).Hours() / 24)
}

// easter is Gregorian Easter Sunday by the anonymous computus of 1876.
func easter(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return time.Date(year, time.Month(n/31), n%31+1, 0, 0, 0, 0, time.UTC)
}

func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
