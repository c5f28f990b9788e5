package store

import (
	"context"
	"errors"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/journal"

	"github.com/jackc/pgx/v5"
)

// FirstUndrawn is the first day with something to draw from that was not drawn from.
func (t *tx) FirstUndrawn(ctx context.Context, today, zone string) (string, error) {
	var day string
	err := t.QueryRow(ctx, `SELECT coalesce(min((settled_at AT TIME ZONE $2)::date)::text, '') FROM figures_documents
		WHERE straight AND settled_at < ($1::text::date)::timestamp AT TIME ZONE $2
		AND settled_at >= coalesce((SELECT max(day) + 1 FROM sample_draws)::timestamp AT TIME ZONE $2, '-infinity')`, today, zone).Scan(&day)
	return day, err
}

// StraightThrough lists what went straight through in a time.
func (t *tx) StraightThrough(ctx context.Context, from, to time.Time) ([]string, error) {
	rows, err := t.Query(ctx, `SELECT document_id::text FROM figures_documents WHERE straight AND settled_at >= $1 AND settled_at < $2 ORDER BY 1`, from, to)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// HeadAfter is the first head that was signed after a time.
func (t *tx) HeadAfter(ctx context.Context, at time.Time) (*journal.Head, error) {
	h, err := scanHead(t.QueryRow(ctx, `SELECT size, root, signature, made_at FROM checkpoints WHERE made_at >= $1 ORDER BY size LIMIT 1`, at))
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	return &h, err
}

// AddDraw keeps a drawing; a day is drawn from once.
func (t *tx) AddDraw(ctx context.Context, d desk.Draw) error {
	_, err := t.Exec(ctx, `INSERT INTO sample_draws (day, population, drawn, share, least, head_size, seed, drawn_at) VALUES ($1::text::date, $2, $3, $4, $5, $6, $7, $8)`,
		d.Day, d.Population, d.Drawn, d.Share, d.Least, d.HeadSize, d.Seed, d.At)
	return err
}

// AddSample keeps a sample. A document is drawn once.
func (t *tx) AddSample(ctx context.Context, s desk.Sample) error {
	fields, err := jsonText(s.Fields)
	if err != nil {
		return err
	}
	_, err = t.Exec(ctx, `INSERT INTO samples (id, day, document_id, type, branch, fields, state) VALUES ($1, $2::text::date, $3, $4, $5, $6, 'open') ON CONFLICT (document_id) DO NOTHING`,
		s.ID, s.Day, s.Document, s.Type, s.Branch, fields)
	return err
}

const sampleColumns = `s.id::text, s.day::text, s.document_id::text, s.type, s.branch, d.file_name, s.fields, s.state, s.tries,
	CASE WHEN s.lease_until > now() AND s.leased_by::text = $1 THEN s.lease_id::text ELSE '' END, coalesce(s.leased_by::text, ''), s.lease_until, s.keyed, s.differ`

const sampleTables = ` FROM samples s JOIN documents d ON d.id = s.document_id JOIN deposits p ON p.id = d.deposit_id LEFT JOIN dossiers r ON r.id = d.dossier_id `

func scanSample(r row) (s desk.Sample, err error) {
	err = r.Scan(&s.ID, &s.Day, &s.Document, &s.Type, &s.Branch, &s.FileName, &s.Fields, &s.State, &s.Tries, &s.LeaseID, &s.LeasedBy, &s.LeaseUntil, &s.Keyed, &s.Differ)
	if errors.Is(err, pgx.ErrNoRows) {
		err = bordereau.Errorf(bordereau.NotFound, "Ce contrôle n'existe pas.")
	}
	return s, err
}

// LeaseSample gives a person the sample it holds, or the next one.
func (t *tx) LeaseSample(ctx context.Context, by bordereau.Principal, leaseID string, lease time.Duration) (*desk.Sample, error) {
	s, err := scanSample(t.QueryRow(ctx, `SELECT `+sampleColumns+sampleTables+`WHERE s.state = 'open' AND`+taskVisible+`AND p.principal_id <> $1
		AND (s.lease_until IS NULL OR s.lease_until <= now() OR s.leased_by::text = $1)
		ORDER BY (s.lease_until > now() AND s.leased_by::text = $1) DESC NULLS LAST, s.day, s.id LIMIT 1 FOR UPDATE OF s SKIP LOCKED`, by.ID))
	if bordereau.CodeOf(err) == bordereau.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if s.LeaseID == "" {
		s.LeaseID = leaseID
	}
	s.LeasedBy, s.Keyed, s.Differ = by.ID, nil, nil
	err = t.QueryRow(ctx, `UPDATE samples SET lease_id = $2, leased_by = $3, lease_until = now() + $4::bigint * interval '1 microsecond' WHERE id = $1 RETURNING lease_until`,
		s.ID, s.LeaseID, by.ID, lease.Microseconds()).Scan(&s.LeaseUntil)
	return &s, err
}

// LockSample reads a sample under a lease that runs, and locks it.
func (t *tx) LockSample(ctx context.Context, by bordereau.Principal, id, leaseID string) (desk.Sample, error) {
	s, err := scanSample(t.QueryRow(ctx, `SELECT `+sampleColumns+sampleTables+`WHERE s.id = $2 AND s.state = 'open' AND s.lease_id::text = $3
		AND s.leased_by::text = $1 AND s.lease_until > now() FOR UPDATE OF s`, by.ID, id, leaseID))
	if bordereau.CodeOf(err) == bordereau.NotFound {
		return s, bordereau.Errorf(bordereau.Conflicting, "Ce contrôle ne vous est plus réservé. Reprenez-le.")
	}
	return s, err
}

// SeenSample reads a sample whose document a person may see.
func (t *tx) SeenSample(ctx context.Context, by bordereau.Principal, id string) (desk.Sample, error) {
	return scanSample(t.QueryRow(ctx, `SELECT `+sampleColumns+sampleTables+`WHERE s.id = $2 AND`+taskVisible, by.ID, id))
}

// EndSample writes what came of a sample.
func (t *tx) EndSample(ctx context.Context, s desk.Sample, by string, at time.Time) error {
	keyed, err := jsonText(s.Keyed)
	if err != nil {
		return err
	}
	differ := s.Differ
	if differ == nil {
		differ = []string{}
	}
	names, err := jsonText(differ)
	if err != nil {
		return err
	}
	if s.State == "open" {
		_, err = t.Exec(ctx, `UPDATE samples SET tries = $2 WHERE id = $1`, s.ID, s.Tries)
		return err
	}
	_, err = t.Exec(ctx, `UPDATE samples SET state = $2, tries = $3, keyed = $4, differ = $5, keyed_by = $6, keyed_at = $7, lease_until = NULL WHERE id = $1`,
		s.ID, s.State, s.Tries, keyed, names, by, at)
	return err
}

// FreeSample takes the lease of a sample away.
func (t *tx) FreeSample(ctx context.Context, id string) error {
	_, err := t.Exec(ctx, `UPDATE samples SET lease_id = NULL, leased_by = NULL, lease_until = NULL WHERE id = $1 AND state = 'open'`, id)
	return err
}

// OpenSamples counts the samples that wait for a person.
func (t *tx) OpenSamples(ctx context.Context, by bordereau.Principal) (n int64, err error) {
	err = t.QueryRow(ctx, `SELECT count(*)`+sampleTables+`WHERE s.state = 'open' AND`+taskVisible+`AND p.principal_id <> $1`, by.ID).Scan(&n)
	return n, err
}

// SamplingFigures counts the samples of the days of a period.
func (t *tx) SamplingFigures(ctx context.Context, from, to string, f *desk.Figures) error {
	s := &f.Sampling
	if err := t.QueryRow(ctx, `SELECT coalesce(sum(population), 0)::bigint, coalesce(sum(drawn), 0)::bigint FROM sample_draws WHERE day >= $1::text::date AND day <= $2::text::date`,
		from, to).Scan(&s.Population, &s.Drawn); err != nil {
		return err
	}
	return t.QueryRow(ctx, `SELECT count(*) FILTER (WHERE state = 'open'), count(*) FILTER (WHERE state = 'agreed'), count(*) FILTER (WHERE state = 'illegible'),
		count(*) FILTER (WHERE state = 'differs') FROM samples WHERE day >= $1::text::date AND day <= $2::text::date`, from, to).
		Scan(&s.Open, &s.Agreed, &s.Illegible, &s.Differ)
}
