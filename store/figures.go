package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"bordereau"
	"bordereau/desk"

	"github.com/jackc/pgx/v5"
)

// StockFigures counts what waits for people, as far as a principal may know of it. The
// index of open tasks bounds it by the stock, not by the record; what is hidden is the
// little that restricted dossiers hold.
func (t *tx) StockFigures(ctx context.Context, by bordereau.Principal, now time.Time, f *desk.Figures) error {
	f.Ages = []desk.AgeFigures{{ToHours: 4}, {FromHours: 4, ToHours: 8}, {FromHours: 8, ToHours: 24}, {FromHours: 24}}
	rows, err := t.Query(ctx, `SELECT band, count(*), count(*) FILTER (WHERE late), count(*) FILTER (WHERE kind <> 'first'), count(*) FILTER (WHERE leased), min(created_at)
		FROM (SELECT CASE WHEN t.created_at > $2::timestamptz - interval '4 hours' THEN 0 WHEN t.created_at > $2::timestamptz - interval '8 hours' THEN 1
			WHEN t.created_at > $2::timestamptz - interval '24 hours' THEN 2 ELSE 3 END AS band, t.due_at < $2 AS late, t.kind,
			coalesce(t.lease_until > now(), false) AS leased, t.created_at
			FROM tasks t WHERE t.state = 'open' AND t.document_id NOT IN (SELECT d.id FROM dossiers r JOIN documents d ON d.dossier_id = r.id
				WHERE r.restricted AND NOT`+taskVisible+`)) x GROUP BY band`, by.ID, now)
	if err != nil {
		return err
	}
	var band int
	var n, late, second, leased int64
	var oldest time.Time
	_, err = pgx.ForEachRow(rows, []any{&band, &n, &late, &second, &leased, &oldest}, func() error {
		f.Ages[band].Tasks, f.Ages[band].Late = n, late
		f.Stock, f.Late, f.Second, f.Leased = f.Stock+n, f.Late+late, f.Second+second, f.Leased+leased
		if o := oldest.UTC(); f.Oldest == nil || o.Before(*f.Oldest) {
			f.Oldest = &o
		}
		return nil
	})
	if err != nil {
		return err
	}
	return t.QueryRow(ctx, `SELECT count(*) FROM open_items WHERE state = 'open'`).Scan(&f.OpenItems)
}

// DayFigures reads what was added up by day, in one pass: by type, by branch, by hour of
// the day and by day.
func (t *tx) DayFigures(ctx context.Context, from, to string, f *desk.Figures) error {
	f.Hours = make([]desk.HourFigures, 24)
	for i := range f.Hours {
		f.Hours[i].Hour = i
	}
	rows, err := t.Query(ctx, `SELECT GROUPING(day) = 0, coalesce(day::text, ''), dim, coalesce(key, ''), sum(deposits)::bigint, sum(received)::bigint, sum(done)::bigint,
		sum(settled)::bigint, sum(straight)::bigint, sum(rejected)::bigint, sum(returned)::bigint FROM figures_days WHERE day >= $1::text::date AND day <= $2::text::date
		GROUP BY GROUPING SETS ((dim, key), (dim, day)) ORDER BY 8 DESC, 2, 4`, from, to)
	if err != nil {
		return err
	}
	days := map[string]*desk.DayFigures{}
	var ofDay bool
	var day, dim, key string
	var n struct{ deposits, received, done, settled, straight, rejected, returned int64 }
	_, err = pgx.ForEachRow(rows, []any{&ofDay, &day, &dim, &key, &n.deposits, &n.received, &n.done, &n.settled, &n.straight, &n.rejected, &n.returned}, func() error {
		switch {
		case ofDay:
			d := days[day]
			if d == nil {
				d = &desk.DayFigures{Day: day}
				days[day] = d
			}
			switch dim {
			case "type":
				d.Settled, d.Straight = n.settled, n.straight
			case "branch":
				d.Deposits, d.Received, d.Done = n.deposits, n.received, n.done
			}
		case dim == "hour":
			hour, err := strconv.Atoi(key)
			if err != nil || hour < 0 || hour > 23 {
				return fmt.Errorf("figures of the hour %q", key)
			}
			f.Hours[hour].Received, f.Hours[hour].Done = n.received, n.done
		case dim == "type" && n.settled > 0:
			f.Types = append(f.Types, desk.TypeFigures{Type: bordereau.Type(key), Settled: n.settled, Straight: n.straight})
			f.Settled, f.Straight = f.Settled+n.settled, f.Straight+n.straight
		case dim == "branch" && (n.deposits > 0 || n.received > 0 || n.done > 0):
			f.Branches = append(f.Branches, desk.BranchFigures{Branch: key, Deposits: n.deposits, Documents: n.received, Rejected: n.rejected, Returned: n.returned})
		}
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortFunc(f.Branches, func(a, b desk.BranchFigures) int { return strings.Compare(a.Branch, b.Branch) })
	for _, d := range days {
		f.Days = append(f.Days, *d)
	}
	return nil
}

const decisionFigures = `count(*), count(*) FILTER (WHERE shown > 0), count(*) FILTER (WHERE changed > 0),
	percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds)`

// DecisionFigures counts decisions, all and by's own.
func (t *tx) DecisionFigures(ctx context.Context, by bordereau.Principal, from, to time.Time, f *desk.Figures) error {
	err := t.QueryRow(ctx, `SELECT `+decisionFigures+` FROM figures_decisions WHERE at >= $1 AND at < $2`, from, to).
		Scan(&f.Decisions, &f.Looked, &f.Corrected, &f.P50Seconds)
	if err != nil || !by.Person {
		return err
	}
	f.Mine = &desk.PersonFigures{}
	return t.QueryRow(ctx, `SELECT `+decisionFigures+` FROM figures_decisions WHERE at >= $1 AND at < $2 AND user_id = $3::uuid`, from, to, by.ID).
		Scan(&f.Mine.Decisions, &f.Mine.Looked, &f.Mine.Corrected, &f.Mine.P50Seconds)
}

// PeopleFigures counts decisions by person.
func (t *tx) PeopleFigures(ctx context.Context, from, to time.Time, f *desk.Figures) error {
	rows, err := t.Query(ctx, `SELECT u.login, x.* FROM (SELECT user_id, `+decisionFigures+` FROM figures_decisions WHERE at >= $1 AND at < $2 GROUP BY 1)
		x (user_id, n, looked, corrected, p50) JOIN users u ON u.id = x.user_id ORDER BY u.login`, from, to)
	if err != nil {
		return err
	}
	f.People, err = pgx.CollectRows(rows, func(r pgx.CollectableRow) (p desk.PersonFigures, err error) {
		return p, r.Scan(&p.Name, nil, &p.Decisions, &p.Looked, &p.Corrected, &p.P50Seconds)
	})
	return err
}

// OwnFigures counts one person's decisions.
func (t *tx) OwnFigures(ctx context.Context, userID string, from, to time.Time, zone string, f *desk.OwnFigures) error {
	rows, err := t.Query(ctx, `SELECT GROUPING(day, type), coalesce(day::text, ''), coalesce(type, ''), `+decisionFigures+` FROM (
		SELECT (f.at AT TIME ZONE $4)::date AS day, d.type, f.shown, f.changed, f.seconds FROM figures_decisions f JOIN documents d ON d.id = f.document_id
		WHERE f.user_id = $1::uuid AND f.at >= $2 AND f.at < $3) x GROUP BY GROUPING SETS ((), (day), (type)) ORDER BY 1, 4 DESC, 3`, userID, from, to, zone)
	if err != nil {
		return err
	}
	var of int
	var day string
	var kind bordereau.Type
	var p desk.PersonFigures
	_, err = pgx.ForEachRow(rows, []any{&of, &day, &kind, &p.Decisions, &p.Looked, &p.Corrected, &p.P50Seconds}, func() error {
		switch of {
		case 1: // of a day
			f.Days = append(f.Days, desk.OwnDay{Day: day, PersonFigures: p})
		case 2: // of a type
			f.Types = append(f.Types, desk.OwnType{Type: kind, PersonFigures: p})
		default:
			f.PersonFigures = p
		}
		p = desk.PersonFigures{}
		return nil
	})
	return err
}

// FieldFigures counts what clerks made of fields, and by confidence, in one pass.
func (t *tx) FieldFigures(ctx context.Context, from, to string, f *desk.Figures) error {
	f.Calibration = make([]desk.CalibrationFigures, len(desk.Bands))
	for i, low := range desk.Bands {
		f.Calibration[i].From, f.Calibration[i].To = low, 1
		if i > 0 {
			f.Calibration[i-1].To = low
		}
	}
	rows, err := t.Query(ctx, `SELECT type, field, band, sum(shown)::bigint, sum(given)::bigint, sum(changed)::bigint, sum(claimed)
		FROM figures_fields WHERE day >= $1::text::date AND day <= $2::text::date GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`, from, to)
	if err != nil {
		return err
	}
	var x desk.FieldFigures
	var band int
	var claimed float64
	_, err = pgx.ForEachRow(rows, []any{&x.Type, &x.Field, &band, &x.Shown, &x.Given, &x.Changed, &claimed}, func() error {
		n := len(f.Fields)
		if n == 0 || f.Fields[n-1].Type != x.Type || f.Fields[n-1].Field != x.Field {
			f.Fields = append(f.Fields, desk.FieldFigures{Type: x.Type, Field: x.Field})
			n++
		}
		sum := &f.Fields[n-1]
		sum.Shown, sum.Given, sum.Changed = sum.Shown+x.Shown, sum.Given+x.Given, sum.Changed+x.Changed
		switch {
		case band < 0:
			sum.NotRead += x.Shown
		case band < len(f.Calibration):
			c := &f.Calibration[band]
			c.Given, c.Changed, c.Claimed = c.Given+x.Given, c.Changed+x.Changed, c.Claimed+claimed
		}
		return nil
	})
	for i := range f.Calibration {
		if c := &f.Calibration[i]; c.Given > 0 {
			c.Claimed /= float64(c.Given)
		}
	}
	return err
}

// ObligationFigures counts the open obligations that are due, as far as a principal may
// know of them, and lists the next ones.
func (t *tx) ObligationFigures(ctx context.Context, by bordereau.Principal, today string, f *desk.Figures) error {
	o := &f.Obligations
	err := t.QueryRow(ctx, `SELECT count(*) FILTER (WHERE o.due < $3::text::date), count(*) FILTER (WHERE o.due >= $3::text::date AND o.due < $3::text::date + 7),
		count(*) FILTER (WHERE o.due >= $3::text::date AND o.due < $3::text::date + 30)`+obligationTables+`WHERE`+dossierVisible+`AND o.state = 'open'
		AND coalesce(o.due, o.not_before) < $3::text::date + 30`, ownBranch(by), by.ID, today).Scan(&o.Late, &o.Week, &o.Month)
	if err != nil {
		return err
	}
	o.Next, err = scanObligations(t.Query(ctx, `SELECT `+obligationColumns+obligationTables+`WHERE`+dossierVisible+`AND o.state = 'open' AND o.due IS NOT NULL
		AND coalesce(o.due, o.not_before) < $3::text::date + 30 ORDER BY coalesce(o.due, o.not_before), o.id LIMIT 20`, ownBranch(by), by.ID, today))
	return err
}
