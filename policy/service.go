package policy

import (
	"fmt"
	"slices"
	"time"

	"bordereau"
)

// ServiceLevels is the bank's promise of when a paper is worked, as it stands from a
// day on.
type ServiceLevels struct {
	From   string                          `json:"from"` // YYYY-MM-DD
	Types  map[bordereau.Type]ServiceLevel `json:"types"`
	Others ServiceLevel                    `json:"others"`
}

// ServiceLevel says when a paper is due. What is received by Until of a working day
// counts as that day's, the rest as the next one's; it is due Days working days later,
// at By.
type ServiceLevel struct {
	Until string `json:"until"` // HH:MM
	Days  int    `json:"days"`
	By    string `json:"by"` // HH:MM
}

// unspecified is the level of a policy that promises nothing for the day.
var unspecified = ServiceLevel{Until: "18:00", Days: 1, By: "18:00"}

const clock = "15:04"

// Due is when a paper of a type is due that was received at an instant, in the zone of
// the instant. working says of a day, YYYY-MM-DD, whether it is one.
func (p *Policy) Due(t bordereau.Type, received time.Time, working func(day string) bool) time.Time {
	level := p.level(t, received.Format(time.DateOnly))
	day := time.Date(received.Year(), received.Month(), received.Day(), 0, 0, 0, 0, received.Location())
	forward := func() {
		// Holidays in a row are few; a calendar without any working day ends somewhere too.
		for range 30 {
			if day = day.AddDate(0, 0, 1); working(day.Format(time.DateOnly)) {
				return
			}
		}
	}
	if !working(day.Format(time.DateOnly)) || received.After(at(day, level.Until)) {
		forward()
	}
	for range level.Days {
		forward()
	}
	return at(day, level.By)
}

func (p *Policy) level(t bordereau.Type, day string) ServiceLevel {
	for _, l := range slices.Backward(p.ServiceLevels) {
		if l.From > day {
			continue
		}
		if level, ok := l.Types[t]; ok {
			return level
		}
		return l.Others
	}
	return unspecified
}

// at is a time of the clock on a day; the clock was parsed before.
func at(day time.Time, hm string) time.Time {
	t, err := time.Parse(clock, hm)
	if err != nil {
		return day
	}
	return time.Date(day.Year(), day.Month(), day.Day(), t.Hour(), t.Minute(), 0, 0, day.Location())
}

func validLevels(all []ServiceLevels) error {
	for i, l := range all {
		if _, err := time.Parse(time.DateOnly, l.From); err != nil {
			return fmt.Errorf("from is %q, not a day", l.From)
		}
		if i > 0 && all[i-1].From >= l.From {
			return fmt.Errorf("the days are not in order: %s", l.From)
		}
		if err := l.Others.validate(); err != nil {
			return fmt.Errorf("others: %w", err)
		}
		for t, level := range l.Types {
			if !t.Known() {
				return fmt.Errorf("type %q is not known", t)
			}
			if err := level.validate(); err != nil {
				return fmt.Errorf("%s: %w", t, err)
			}
		}
	}
	return nil
}

func (l ServiceLevel) validate() error {
	for _, hm := range []string{l.Until, l.By} {
		if _, err := time.Parse(clock, hm); err != nil {
			return fmt.Errorf("%q is not a time of the clock", hm)
		}
	}
	if l.Days < 0 || l.Days > 30 {
		return fmt.Errorf("%d days are not 0 to 30", l.Days)
	}
	if l.Days == 0 && l.Until >= l.By {
		return fmt.Errorf("what comes by %s cannot be due at %s of the same day", l.Until, l.By)
	}
	return nil
}
