package entry

import (
	"fmt"
	"time"
)

// Calendar says to which business day an instant belongs.
type Calendar struct {
	zone   *time.Location
	cutOff time.Duration // after local midnight
	target bool
}

// NewCalendar is the calendar of a zone, Europe/Paris in France. What happens at
// cutOff after local midnight or later belongs to the next business day. With
// target the closing days of TARGET count instead of the French bank holidays.
func NewCalendar(zone *time.Location, cutOff time.Duration, target bool) (*Calendar, error) {
	if zone == nil || cutOff <= 0 || cutOff > 24*time.Hour {
		return nil, fmt.Errorf("a calendar needs a zone and a cut-off within the day, not %v", cutOff)
	}
	return &Calendar{zone, cutOff, target}, nil
}

const layout = time.DateOnly

// Day is the business day of an instant: that very day before the cut-off of a
// working day, the next working day otherwise.
func (c *Calendar) Day(at time.Time) string {
	local := at.In(c.zone)
	day := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
	clock := time.Duration(local.Hour())*time.Hour + time.Duration(local.Minute())*time.Minute +
		time.Duration(local.Second())*time.Second + time.Duration(local.Nanosecond())
	if clock >= c.cutOff || !c.working(day) {
		return c.next(day).Format(layout)
	}
	return day.Format(layout)
}

// After is the working day that follows a day.
func (c *Calendar) After(day string) (string, error) {
	d, err := time.Parse(layout, day)
	if err != nil {
		return "", fmt.Errorf("%q is not a day: %w", day, err)
	}
	return c.next(d).Format(layout), nil
}

// Working says whether entries can carry this day.
func (c *Calendar) Working(day string) bool {
	d, err := time.Parse(layout, day)
	return err == nil && c.working(d)
}

func (c *Calendar) next(d time.Time) time.Time {
	for d = d.AddDate(0, 0, 1); !c.working(d); d = d.AddDate(0, 0, 1) {
	}
	return d
}

func (c *Calendar) working(d time.Time) bool {
	if w := d.Weekday(); w == time.Saturday || w == time.Sunday {
		return false
	}
	return !c.holiday(d)
}

// holiday: Code du travail L3133-1, or the closing days of TARGET (Guideline
// ECB/2012/27).
func (c *Calendar) holiday(d time.Time) bool {
	type md struct {
		m time.Month
		d int
	}
	fixed := []md{{time.January, 1}, {time.May, 1}, {time.May, 8}, {time.July, 14}, {time.August, 15},
		{time.November, 1}, {time.November, 11}, {time.December, 25}}
	moving := []int{1, 39, 50} // Easter Monday, Ascension, Whit Monday
	if c.target {
		fixed = []md{{time.January, 1}, {time.May, 1}, {time.December, 25}, {time.December, 26}}
		moving = []int{-2, 1} // Good Friday, Easter Monday
	}
	for _, f := range fixed {
		if d.Month() == f.m && d.Day() == f.d {
			return true
		}
	}
	easter := Easter(d.Year())
	for _, n := range moving {
		if e := easter.AddDate(0, 0, n); e.Month() == d.Month() && e.Day() == d.Day() {
			return true
		}
	}
	return false
}

// Easter is Easter Sunday of the Gregorian calendar: the first Sunday after the
// ecclesiastical full moon on or after 21 March, worked out from the golden
// number, the century's corrections and the day of the week.
func Easter(year int) time.Time {
	golden := year%19 + 1
	century := year/100 + 1
	leapsDropped := 3*century/4 - 12
	moonShift := (8*century+5)/25 - 5
	sunday := 5*year/4 - leapsDropped - 10
	epact := ((11*golden+20+moonShift-leapsDropped)%30 + 30) % 30
	if (epact == 25 && golden > 11) || epact == 24 {
		epact++
	}
	moon := 44 - epact
	if moon < 21 {
		moon += 30
	}
	moon += 7 - (sunday+moon)%7
	return time.Date(year, time.March, moon, 0, 0, 0, 0, time.UTC)
}
