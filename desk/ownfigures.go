package desk

import (
	"context"
	"time"

	"bordereau"
)

// OwnFigures are what a person decided in a period, for that person alone: Name is
// empty throughout.
type OwnFigures struct {
	From   string    `json:"from"` // days, both in the period
	To     string    `json:"to"`
	At     time.Time `json:"at"`
	Behind int64     `json:"behind,omitempty"` // events that are not counted yet
	// Shown says that supervisors see them too, because the house has decided so.
	Shown bool `json:"shown"`

	PersonFigures
	Days  []OwnDay  `json:"days"` // every day of the period
	Types []OwnType `json:"types"`
}

// OwnDay counts a day's decisions.
type OwnDay struct {
	Day string `json:"day"`
	PersonFigures
}

// OwnType counts the decisions on documents of a type.
type OwnType struct {
	Type bordereau.Type `json:"type"`
	PersonFigures
}

// OwnFigures are what a person decided in a period: for that person alone.
func (d *Desk) OwnFigures(ctx context.Context, by bordereau.Principal, p Period) (f OwnFigures, err error) {
	if err := allowReviewer(by); err != nil {
		return f, err
	}
	from, to, err := d.bounds(p)
	if err != nil {
		return f, err
	}
	f = OwnFigures{From: p.From, To: p.To, At: d.Now().UTC(), Shown: d.IndividualFigures}
	err = d.Store.Snapshot(ctx, func(ctx context.Context, tx Tx) (err error) {
		if f.Behind, err = behind(ctx, tx); err != nil {
			return err
		}
		return tx.OwnFigures(ctx, by.ID, from, to, d.Location.String(), &f)
	})
	f.Days = everyDay(f.Days, eachDay(from, to), func(x *OwnDay) *string { return &x.Day })
	return f, err
}

// eachDay is every day of a period.
func eachDay(from, to time.Time) (days []string) {
	for at := from; at.Before(to); at = at.AddDate(0, 0, 1) {
		days = append(days, at.Format(time.DateOnly))
	}
	return days
}
