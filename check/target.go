package check

import "time"

// TargetDay says whether TARGET settles on a day: not at week-ends, nor on its closing
// days (Guideline ECB/2022/8).
func TargetDay(t time.Time) bool {
	if t.Weekday() == time.Saturday || t.Weekday() == time.Sunday {
		return false
	}
	switch t.Format("01-02") {
	case "01-01", "05-01", "12-25", "12-26":
		return false
	}
	d := DaysFromEaster(t)
	return d != -2 && d != 1 // Good Friday, Easter Monday
}

// AfterTargetDays is the day that lies so many settlement days after another one, which
// does not count itself.
func AfterTargetDays(t time.Time, n int) time.Time {
	for n > 0 {
		if t = t.AddDate(0, 0, 1); TargetDay(t) {
			n--
		}
	}
	return t
}

// DaysFromEaster is how many days a day lies after Easter Sunday of its year.
func DaysFromEaster(t time.Time) int {
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
