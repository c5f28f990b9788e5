package desk

import (
	"context"
	"fmt"
	"time"

	"bordereau"
)

// BusinessDays says which days the desk works and when one of them ends.
type BusinessDays struct {
	Zone   string
	CutOff string   // HH:MM: what is final later belongs to the next business day
	TARGET bool     // the closing days of TARGET count, not the French holidays
	Closed []string // days of the twelve months ahead on which nobody works, without weekends
}

// BusinessDays reads the calendar of the desk.
func (d *Desk) BusinessDays(_ context.Context, by bordereau.Principal) (BusinessDays, error) {
	if err := allow(by, bordereau.RoleAdmin, bordereau.RoleAuditor, bordereau.RoleSupervisor); err != nil {
		return BusinessDays{}, err
	}
	minutes := int(d.CutOff / time.Minute)
	out := BusinessDays{Zone: d.Location.String(), CutOff: fmt.Sprintf("%02d:%02d", minutes/60, minutes%60), TARGET: d.TARGET}
	today := d.Now().In(d.Location)
	for n := range 366 {
		day := today.AddDate(0, 0, n)
		weekend := day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
		if iso := day.Format(time.DateOnly); !weekend && !d.calendar.Working(iso) {
			out.Closed = append(out.Closed, iso)
		}
	}
	return out, nil
}
