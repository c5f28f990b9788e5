package store

import (
	"context"
	"time"

	"bordereau"
	"bordereau/desk"

	"github.com/jackc/pgx/v5"
)

// StockFigures counts what waits for people, as far as a principal may know of it. The
// index of open tasks bounds it by the stock, not by the record.
func (t *tx) StockFigures(ctx context.Context, by bordereau.Principal, now time.Time, f *desk.Figures) error {
	f.Ages = []desk.AgeFigures{{ToHours: 4}, {FromHours: 4, ToHours: 8}, {FromHours: 8, ToHours: 24}, {FromHours: 24}}
	rows, err := t.Query(ctx, `SELECT band, count(*), count(*) FILTER (WHERE late), count(*) FILTER (WHERE kind <> 'first'), count(*) FILTER (WHERE leased), min(created_at)
		FROM (SELECT CASE WHEN t.created_at > $2::timestamptz - interval '4 hours' THEN 0 WHEN t.created_at > $2::timestamptz - interval '8 hours' THEN 1
			WHEN t.created_at > $2::timestamptz - interval '24 hours' THEN 2 ELSE 3 END AS band, t.due_at < $2 AS late, t.kind,
			coalesce(t.lease_until > now(), false) AS leased, t.created_at
			FROM tasks t JOIN documents d ON d.id = t.document_id LEFT JOIN dossiers r ON r.id = d.dossier_id
			WHERE t.state = 'open' AND`+taskVisible+`) x GROUP BY band`, by.ID, now)
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

// OutcomeFigures counts what became of documents, by type and by hour of the day.
func (t *tx) OutcomeFigures(ctx context.Context, from, to time.Time, zone string, f *desk.Figures) error {
	rows, err := t.Query(ctx, `SELECT type, count(*), count(*) FILTER (WHERE straight) FROM figures_documents
		WHERE settled_at >= $1 AND settled_at < $2 AND straight IS NOT NULL GROUP BY type ORDER BY 2 DESC, 1`, from, to)
	if err != nil {
		return err
	}
	f.Types, err = pgx.CollectRows(rows, func(r pgx.CollectableRow) (x desk.TypeFigures, err error) {
		return x, r.Scan(&x.Type, &x.Settled, &x.Straight)
	})
	if err != nil {
		return err
	}
	for _, x := range f.Types {
		f.Settled, f.Straight = f.Settled+x.Settled, f.Straight+x.Straight
	}
	f.Hours = make([]desk.HourFigures, 24)
	for i := range f.Hours {
		f.Hours[i].Hour = i
	}
	rows, err = t.Query(ctx, `SELECT extract(hour FROM received_at AT TIME ZONE $3)::int, count(*), 0::bigint FROM figures_documents
		WHERE received_at >= $1 AND received_at < $2 GROUP BY 1
		UNION ALL SELECT extract(hour FROM ended_at AT TIME ZONE $3)::int, 0, count(*) FROM figures_documents
		WHERE ended_at >= $1 AND ended_at < $2 GROUP BY 1`, from, to, zone)
	if err != nil {
		return err
	}
	var hour int
	var received, done int64
	_, err = pgx.ForEachRow(rows, []any{&hour, &received, &done}, func() error {
		f.Hours[hour].Received += received
		f.Hours[hour].Done += done
		return nil
	})
	return err
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
	return t.QueryRow(ctx, `SELECT `+decisionFigures+` FROM figures_decisions WHERE at >= $1 AND at < $2 AND user_id::text = $3`, from, to, by.ID).
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

// FieldFigures counts what clerks made of fields, and by confidence.
func (t *tx) FieldFigures(ctx context.Context, from, to string, f *desk.Figures) error {
	rows, err := t.Query(ctx, `SELECT type, field, sum(shown)::bigint, sum(given)::bigint, sum(changed)::bigint, coalesce(sum(shown) FILTER (WHERE band < 0), 0)::bigint
		FROM figures_fields WHERE day >= $1::text::date AND day <= $2::text::date GROUP BY 1, 2 ORDER BY 1, 2`, from, to)
	if err != nil {
		return err
	}
	f.Fields, err = pgx.CollectRows(rows, func(r pgx.CollectableRow) (x desk.FieldFigures, err error) {
		return x, r.Scan(&x.Type, &x.Field, &x.Shown, &x.Given, &x.Changed, &x.NotRead)
	})
	if err != nil {
		return err
	}
	f.Calibration = make([]desk.CalibrationFigures, len(desk.Bands))
	for i, low := range desk.Bands {
		f.Calibration[i].From, f.Calibration[i].To = low, 1
		if i > 0 {
			f.Calibration[i-1].To = low
		}
	}
	rows, err = t.Query(ctx, `SELECT band, sum(given)::bigint, sum(changed)::bigint, coalesce(sum(claimed) / nullif(sum(given), 0), 0)::float8
		FROM figures_fields WHERE day >= $1::text::date AND day <= $2::text::date AND band >= 0 GROUP BY 1`, from, to)
	if err != nil {
		return err
	}
	var band int
	var given, changed int64
	var claimed float64
	_, err = pgx.ForEachRow(rows, []any{&band, &given, &changed, &claimed}, func() error {
		if band < len(f.Calibration) {
			c := &f.Calibration[band]
			c.Given, c.Changed, c.Claimed = given, changed, claimed
		}
		return nil
	})
	return err
}

// BranchFigures counts what branches sent.
func (t *tx) BranchFigures(ctx context.Context, from, to time.Time, f *desk.Figures) error {
	rows, err := t.Query(ctx, `SELECT branch, sum(deposits)::bigint, sum(documents)::bigint, sum(rejected)::bigint, sum(returned)::bigint FROM (
		SELECT branch, count(*) AS deposits, 0 AS documents, 0 AS rejected, 0 AS returned FROM deposits WHERE received_at >= $1 AND received_at < $2 GROUP BY 1
		UNION ALL SELECT branch, 0, count(*), 0, 0 FROM figures_documents WHERE received_at >= $1 AND received_at < $2 GROUP BY 1
		UNION ALL SELECT branch, 0, 0, count(*) FILTER (WHERE ended = 'rejected'), count(*) FILTER (WHERE ended = 'returned')
			FROM figures_documents WHERE ended_at >= $1 AND ended_at < $2 GROUP BY 1) x GROUP BY 1 ORDER BY 1`, from, to)
	if err != nil {
		return err
	}
	f.Branches, err = pgx.CollectRows(rows, func(r pgx.CollectableRow) (x desk.BranchFigures, err error) {
		return x, r.Scan(&x.Branch, &x.Deposits, &x.Documents, &x.Rejected, &x.Returned)
	})
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
