package store

import (
	"context"
	"errors"
	"time"

	"bordereau"
	"bordereau/desk"

	"github.com/jackc/pgx/v5"
)

// Announceable lists jobs that are due and were not announced.
func (t *tx) Announceable(ctx context.Context, limit int) ([]desk.Job, error) {
	rows, err := t.Query(ctx, `SELECT id::text, document_id::text, stage, priority, attempts, small FROM jobs
		WHERE state = 'waiting' AND announced_at IS NULL AND run_at <= now() ORDER BY priority, run_at LIMIT $1`, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (j desk.Job, err error) {
		return j, r.Scan(&j.ID, &j.DocumentID, &j.Stage, &j.Priority, &j.Attempts, &j.Small)
	})
}

// MarkAnnounced notes that jobs were announced; what happened to them since does
// not matter. (A condition on the state would have all waiting jobs looked through.)
func (t *tx) MarkAnnounced(ctx context.Context, ids []string) error {
	_, err := t.Exec(ctx, `UPDATE jobs SET announced_at = now() WHERE id = ANY($1::uuid[])`, ids)
	return err
}

// ForgetAnnounced makes stale announcements announceable again.
func (t *tx) ForgetAnnounced(ctx context.Context, olderThan time.Duration) (int, error) {
	tag, err := t.Exec(ctx, `UPDATE jobs SET announced_at = NULL WHERE state = 'waiting' AND announced_at < now() - $1::interval`, olderThan)
	return int(tag.RowsAffected()), err
}

const claimed = ` SET state = 'running', attempts = attempts + 1, lease_token = $1, worker = $2, lease_until = now() + $3::interval`

const claimReturning = ` RETURNING id::text, document_id::text, stage, priority, attempts, small, lease_token::text, worker, lease_until`

func scanLease(r row) (*desk.Lease, error) {
	var l desk.Lease
	err := r.Scan(&l.ID, &l.DocumentID, &l.Stage, &l.Priority, &l.Attempts, &l.Small, &l.Token, &l.Worker, &l.Until)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	return &l, err
}

// ClaimJob leases one job. One that expired after its last attempt is left to be buried.
func (t *tx) ClaimJob(ctx context.Context, id string, l desk.Lease, lease time.Duration) (*desk.Lease, error) {
	return scanLease(t.QueryRow(ctx, `UPDATE jobs`+claimed+` WHERE id = $4 AND ((state = 'waiting' AND run_at <= now())
		OR (state = 'running' AND lease_until < now() AND attempts < 3))`+claimReturning, l.Token, l.Worker, lease, id))
}

// ClaimNext leases the most urgent job. Five minutes of waiting weigh as much as
// one step of priority.
func (t *tx) ClaimNext(ctx context.Context, stages []string, l desk.Lease, lease time.Duration) (*desk.Lease, error) {
	return scanLease(t.QueryRow(ctx, `UPDATE jobs`+claimed+` WHERE id = (SELECT id FROM jobs
		WHERE state = 'waiting' AND stage = ANY($4) AND run_at <= now()
		ORDER BY priority - extract(epoch FROM now() - run_at) / 300, id LIMIT 1 FOR UPDATE SKIP LOCKED)`+claimReturning,
		l.Token, l.Worker, lease, stages))
}

// underLease runs an update that must find the job running under the token.
func (t *tx) underLease(ctx context.Context, statement string, l desk.Lease, args ...any) error {
	tag, err := t.Exec(ctx, statement+` WHERE id = $1 AND lease_token = $2 AND state = 'running'`, append([]any{l.ID, l.Token}, args...)...)
	if err == nil && tag.RowsAffected() == 0 {
		return desk.LeaseLost()
	}
	return err
}

// ExtendLease is a heartbeat.
func (t *tx) ExtendLease(ctx context.Context, l desk.Lease, lease time.Duration) error {
	return t.underLease(ctx, `UPDATE jobs SET lease_until = now() + $3::interval`, l, lease)
}

// HoldLease locks the job for this transaction: nobody takes it while it writes.
func (t *tx) HoldLease(ctx context.Context, l desk.Lease) error {
	return t.underLease(ctx, `UPDATE jobs SET worker = worker`, l)
}

// FinishJob ends a job well.
func (t *tx) FinishJob(ctx context.Context, l desk.Lease) error {
	return t.underLease(ctx, `UPDATE jobs SET state = 'done', finished_at = now(), lease_until = NULL, failing_since = NULL`, l)
}

// PutJobBack makes a job wait again. Transient faults wait the longer the longer
// they last, within a minute, and not all at the same time.
func (t *tx) PutJobBack(ctx context.Context, p desk.PutBack) (time.Duration, error) {
	var failing time.Duration
	err := t.QueryRow(ctx, `UPDATE jobs SET state = 'waiting', lease_token = CASE WHEN $4 THEN lease_token END, lease_until = NULL, announced_at = NULL,
		attempts = attempts - CASE WHEN $3 THEN 0 ELSE 1 END, small = small OR $5,
		failing_since = CASE WHEN $4 THEN coalesce(failing_since, now()) END,
		run_at = now() + CASE WHEN $4 THEN least(greatest(now() - coalesce(failing_since, now()), interval '1 second'), interval '1 minute')
			* (0.5 + random()) ELSE $6::interval END,
		error_code = $7, error_text = $8
		WHERE id = $1 AND lease_token = $2 AND state = 'running'
		RETURNING now() - coalesce(failing_since, now())`,
		p.Lease.ID, p.Lease.Token, p.Counted, p.Transient, p.Small, p.After, p.Code, plain(p.Text)).Scan(&failing)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, desk.LeaseLost()
	}
	return failing, err
}

// BuryJob makes a dead letter, of a job under lease or one put back just now.
func (t *tx) BuryJob(ctx context.Context, l desk.Lease, code bordereau.Code, text string) error {
	tag, err := t.Exec(ctx, `UPDATE jobs SET state = 'dead', finished_at = now(), lease_until = NULL, error_code = $3, error_text = $4
		WHERE id = $1 AND lease_token = $2 AND state IN ('running', 'waiting')`, l.ID, l.Token, code, plain(text))
	if err == nil && tag.RowsAffected() == 0 {
		return desk.LeaseLost()
	}
	return err
}

// ExpiredJobs lists running jobs whose lease ran out.
func (t *tx) ExpiredJobs(ctx context.Context, limit int) ([]desk.Lease, error) {
	rows, err := t.Query(ctx, `SELECT id::text, document_id::text, stage, priority, attempts, small, lease_token::text, worker, lease_until
		FROM jobs WHERE state = 'running' AND lease_until < now() ORDER BY lease_until LIMIT $1`, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (desk.Lease, error) {
		l, err := scanLease(r)
		if err != nil {
			return desk.Lease{}, err
		}
		return *l, nil
	})
}

// LockExpired locks a job that is still expired under the same lease.
func (t *tx) LockExpired(ctx context.Context, l desk.Lease) (bool, error) {
	rows, err := t.Query(ctx, `SELECT id FROM jobs WHERE id = $1 AND lease_token = $2 AND state = 'running' AND lease_until < now() FOR UPDATE SKIP LOCKED`, l.ID, l.Token)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	return rows.Next(), rows.Err()
}

// DeadLetters lists dead jobs, the newest first.
func (t *tx) DeadLetters(ctx context.Context, after string, limit int) ([]desk.DeadLetter, error) {
	rows, err := t.Query(ctx, `SELECT id::text, document_id::text, stage, attempts, error_code, error_text, finished_at FROM jobs
		WHERE state = 'dead' AND ($1 = '' OR id < nullif($1, '')::uuid) ORDER BY id DESC LIMIT $2`, after, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (l desk.DeadLetter, err error) {
		return l, r.Scan(&l.JobID, &l.DocumentID, &l.Stage, &l.Attempts, &l.Code, &l.Text, &l.At)
	})
}

// ReviveJob makes a dead job waiting, as if new.
func (t *tx) ReviveJob(ctx context.Context, id string) (desk.Job, error) {
	j := desk.Job{ID: id}
	err := t.QueryRow(ctx, `UPDATE jobs SET state = 'waiting', attempts = 0, small = false, failing_since = NULL, lease_token = NULL,
		announced_at = NULL, finished_at = NULL, run_at = now() WHERE id = $1 AND state = 'dead'
		RETURNING document_id::text, stage, priority`, id).Scan(&j.DocumentID, &j.Stage, &j.Priority)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return j, bordereau.Errorf(bordereau.NotFound, "Ce travail n'est pas en échec.")
	case broke(err, "jobs_one_live"):
		return j, bordereau.Errorf(bordereau.Conflicting, "Ce travail a déjà été relancé.")
	}
	return j, err
}

// OldestWaiting is the age of the oldest job that is due.
func (t *tx) OldestWaiting(ctx context.Context) (age time.Duration, err error) {
	err = t.QueryRow(ctx, `SELECT greatest(coalesce(now() - min(run_at), interval '0'), interval '0') FROM jobs WHERE state = 'waiting'`).Scan(&age)
	return age, err
}

// Depths counts the jobs that wait, run or are dead.
func (t *tx) Depths(ctx context.Context) ([]desk.Depth, error) {
	rows, err := t.Query(ctx, `SELECT stage, priority, state, count(*) FROM jobs WHERE state IN ('waiting', 'running', 'dead') GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (d desk.Depth, err error) {
		return d, r.Scan(&d.Stage, &d.Priority, &d.State, &d.Jobs)
	})
}
