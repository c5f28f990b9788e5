package desk

import (
	"context"
	"time"

	"bordereau"
)

// Figures are what supervisors steer by, over a period of whole days and, for what
// waits, as of now. Every page, chart and file of them is made of this.
type Figures struct {
	From   string    `json:"from"` // days, both in the period
	To     string    `json:"to"`
	At     time.Time `json:"at"`
	Behind int64     `json:"behind,omitempty"` // events that are not counted yet

	Stock      int64      `json:"stock"` // tasks that wait for a person
	Oldest     *time.Time `json:"oldest,omitempty"`
	Late       int64      `json:"late"`
	Second     int64      `json:"second"` // of the stock, for a second pair of eyes
	Leased     int64      `json:"leased"`
	OpenItems  int64      `json:"open_items"`
	Settled    int64      `json:"settled"`  // documents with which the machine was done in the period
	Straight   int64      `json:"straight"` // of them, those that needed nobody
	Decisions  int64      `json:"decisions"`
	Looked     int64      `json:"looked"`    // documents whose values a person gave a first word on
	Corrected  int64      `json:"corrected"` // of them, those with a value that was changed
	P50Seconds *float64   `json:"p50_seconds,omitempty"`

	Ages        []AgeFigures         `json:"ages"`
	Days        []DayFigures         `json:"days"` // every day of the period
	Hours       []HourFigures        `json:"hours"`
	Types       []TypeFigures        `json:"types"`
	Fields      []FieldFigures       `json:"fields"`
	Calibration []CalibrationFigures `json:"calibration"`
	Branches    []BranchFigures      `json:"branches"`
	Obligations ObligationFigures    `json:"obligations"`
	Sampling    SamplingFigures      `json:"sampling"`
	Mine        *PersonFigures       `json:"mine,omitempty"`
	People      []PersonFigures      `json:"people,omitempty"` // where the house has decided so
}

// AgeFigures counts what waits, by how long it has.
type AgeFigures struct {
	FromHours int   `json:"from_hours"`
	ToHours   int   `json:"to_hours,omitempty"` // 0: no end
	Tasks     int64 `json:"tasks"`
	Late      int64 `json:"late"`
}

// DayFigures counts a day.
type DayFigures struct {
	Day      string `json:"day"`
	Deposits int64  `json:"deposits"`
	Received int64  `json:"received"`
	Done     int64  `json:"done"`
	Settled  int64  `json:"settled"`
	Straight int64  `json:"straight"`
}

// HourFigures counts an hour of the day over the period.
type HourFigures struct {
	Hour     int   `json:"hour"`
	Received int64 `json:"received"`
	Done     int64 `json:"done"`
}

// TypeFigures counts a type.
type TypeFigures struct {
	Type     bordereau.Type `json:"type"`
	Settled  int64          `json:"settled"`
	Straight int64          `json:"straight"`
}

// FieldFigures counts what clerks made of a field of a type. Given are those whose
// value they gave, the same or another; what was only shown proves nothing.
type FieldFigures struct {
	Type    bordereau.Type `json:"type"`
	Field   string         `json:"field"`
	Shown   int64          `json:"shown"`
	Given   int64          `json:"given"`
	Changed int64          `json:"changed"`
	NotRead int64          `json:"not_read"` // of those shown, what the machine had not read
}

// CalibrationFigures holds the confidence that the machine claimed, in a band of it,
// against what clerks made of the values.
type CalibrationFigures struct {
	From    float64  `json:"from"`
	To      float64  `json:"to"`
	Given   int64    `json:"given"`
	Changed int64    `json:"changed"`
	Claimed float64  `json:"claimed"` // mean
	Right   Estimate `json:"right"`
}

// BranchFigures counts what a branch sent.
type BranchFigures struct {
	Branch    string `json:"branch"`
	Deposits  int64  `json:"deposits"`
	Documents int64  `json:"documents"`
	Rejected  int64  `json:"rejected"`
	Returned  int64  `json:"returned"` // to be scanned again
}

// ObligationFigures counts what the law wants done soon.
type ObligationFigures struct {
	Late  int64        `json:"late"`
	Week  int64        `json:"week"`  // due within 7 days
	Month int64        `json:"month"` // within 30
	Next  []Obligation `json:"next"`
}

// PersonFigures are one person's. Name is empty in one's own.
type PersonFigures struct {
	Name       string   `json:"name,omitempty"`
	Decisions  int64    `json:"decisions"`
	Looked     int64    `json:"looked"`
	Corrected  int64    `json:"corrected"`
	P50Seconds *float64 `json:"p50_seconds,omitempty"`
}

// figuresTx reads what was counted. Periods are [from, to) in time, in whole days of
// zone.
type figuresTx interface {
	StockFigures(ctx context.Context, by bordereau.Principal, now time.Time, f *Figures) error
	// DayFigures reads what was added up by day: of types, branches, hours and days.
	DayFigures(ctx context.Context, from, to string, f *Figures) error
	DecisionFigures(ctx context.Context, by bordereau.Principal, from, to time.Time, f *Figures) error
	FieldFigures(ctx context.Context, from, to string, f *Figures) error
	ObligationFigures(ctx context.Context, by bordereau.Principal, today string, f *Figures) error
	SamplingFigures(ctx context.Context, from, to string, f *Figures) error
	PeopleFigures(ctx context.Context, from, to time.Time, f *Figures) error
	// OwnFigures counts a person's decisions, in all, by day of zone and by type. Days
	// without any are left out.
	OwnFigures(ctx context.Context, userID string, from, to time.Time, zone string, f *OwnFigures) error
}

// supervisionTx joins what supervisors, auditors and whoever follows the books need.
type supervisionTx interface {
	countTx
	figuresTx
	sampleTx
	openItemTx
	reversalTx
	entryListTx
	journalSearchTx
	chainTx
	readsTx
}

// Period names the days that figures are asked of, both in it, YYYY-MM-DD.
type Period struct{ From, To string }

const longestPeriod = 92 // days

var figureReaders = []bordereau.Role{bordereau.RoleSupervisor, bordereau.RoleAuditor}

// LastDays is the period of the n days that end today.
func (d *Desk) LastDays(n int) Period {
	now := d.Now().In(d.Location)
	return Period{now.AddDate(0, 0, 1-n).Format(time.DateOnly), now.Format(time.DateOnly)}
}

// bounds are the instants that a period begins at and ends before.
func (d *Desk) bounds(p Period) (from, to time.Time, err error) {
	if from, err = time.ParseInLocation(time.DateOnly, p.From, d.Location); err != nil {
		return from, to, invalid("from", "Le premier jour s'écrit AAAA-MM-JJ.")
	}
	last, err := time.ParseInLocation(time.DateOnly, p.To, d.Location)
	if err != nil {
		return from, to, invalid("to", "Le dernier jour s'écrit AAAA-MM-JJ.")
	}
	if to = last.AddDate(0, 0, 1); last.Before(from) || from.AddDate(0, 0, longestPeriod).Before(to) {
		return from, to, invalid("to", "La période va de 1 à %d jours.", longestPeriod)
	}
	return from, to, nil
}

// Figures are those of a period. Those of named people are there only where the house
// has switched them on (Config.IndividualFigures); everybody's own are there for
// themselves. Reading them is an event.
func (d *Desk) Figures(ctx context.Context, by bordereau.Principal, p Period) (f Figures, err error) {
	if err := allow(by, figureReaders...); err != nil {
		return f, err
	}
	from, to, err := d.bounds(p)
	if err != nil {
		return f, err
	}
	err = d.Store.Snapshot(ctx, func(ctx context.Context, tx Tx) error {
		f = Figures{From: p.From, To: p.To, At: d.Now().UTC(), Types: []TypeFigures{}, Fields: []FieldFigures{}, Branches: []BranchFigures{}}
		return d.figures(ctx, tx, by, from, to, &f)
	})
	return f, err
}

// behind is how many events are not counted yet.
func behind(ctx context.Context, tx Tx) (int64, error) {
	size, err := tx.LeafCount(ctx)
	if err != nil {
		return 0, err
	}
	counted, err := tx.Counter(ctx, "figures_leaf")
	return size - counted, err
}

func (d *Desk) figures(ctx context.Context, tx Tx, by bordereau.Principal, from, to time.Time, f *Figures) error {
	var err error
	if f.Behind, err = behind(ctx, tx); err != nil {
		return err
	}
	for _, read := range []func() error{
		func() error { return tx.StockFigures(ctx, by, f.At, f) },
		func() error { return tx.DayFigures(ctx, f.From, f.To, f) },
		func() error { return tx.DecisionFigures(ctx, by, from, to, f) },
		func() error { return tx.FieldFigures(ctx, f.From, f.To, f) },
		func() error { return tx.ObligationFigures(ctx, by, d.today(), f) },
		func() error { return tx.SamplingFigures(ctx, f.From, f.To, f) },
	} {
		if err := read(); err != nil {
			return err
		}
	}
	f.Days = everyDay(f.Days, eachDay(from, to), func(x *DayFigures) *string { return &x.Day })
	for i := range f.Obligations.Next {
		f.Obligations.Next[i].Late = f.Obligations.Next[i].late(d.today())
	}
	for i := range f.Calibration {
		c := &f.Calibration[i]
		c.Right = estimate(c.Given-c.Changed, c.Given)
	}
	f.Sampling.Errors = estimate(f.Sampling.Differ, f.Sampling.Agreed+f.Sampling.Differ)
	if !d.IndividualFigures {
		return nil
	}
	return tx.PeopleFigures(ctx, from, to, f)
}

// everyDay gives one line for each of the days, an empty one where nothing was counted.
func everyDay[D any](counted []D, days []string, of func(*D) *string) []D {
	by := map[string]D{}
	for i := range counted {
		by[*of(&counted[i])] = counted[i]
	}
	out := make([]D, 0, len(days))
	for _, day := range days {
		x := by[day]
		*of(&x) = day
		out = append(out, x)
	}
	return out
}
