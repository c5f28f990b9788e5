package store

import (
	"context"
	"errors"
	"time"

	"bordereau"
	"bordereau/desk"

	"github.com/jackc/pgx/v5"
)

// filterOf narrows tasks by a filter in the parameters $2 to $5.
const filterOf = ` ($2 = '' OR d.type = $2) AND ($3 = '' OR t.branch = $3) AND ($4 = '' OR t.kind = $4) AND ($5 = '' OR p.id::text = $5) `

// Held are the tasks that a person holds.
func (t *tx) Held(ctx context.Context, by bordereau.Principal, ahead bool, f desk.TaskFilter) ([]desk.Task, error) {
	if !ahead {
		f = desk.TaskFilter{}
	}
	return scanTasks(t.Query(ctx, `SELECT `+taskColumns+taskTables+`WHERE t.state = 'open' AND`+taskVisible+`AND`+filterOf+`
		AND t.leased_by::text = $1 AND t.lease_until > now() AND t.ahead = $6
		ORDER BY t.lease_until, d.deposit_id, d.ordinal, d.part, t.id FOR UPDATE OF t`, by.ID, f.Type, f.Branch, f.Kind, f.Deposit, ahead))
}

// Leaving locks the tasks that a person has open for a little longer.
func (t *tx) Leaving(ctx context.Context, by bordereau.Principal, less time.Duration) ([]desk.Task, error) {
	return scanTasks(t.Query(ctx, `SELECT `+taskColumns+taskTables+`WHERE t.state = 'open' AND`+taskVisible+`AND t.leased_by::text = $1 AND NOT t.ahead
		AND t.lease_until > now() AND t.lease_until <= now() + $2::bigint * interval '1 microsecond' ORDER BY t.id FOR UPDATE OF t`, by.ID, less.Microseconds()))
}

// free says that a person may take a task now: nobody holds it or works its slip. A
// slip's clerk does not keep from others what he may not do himself.
const free = ` (t.lease_until IS NULL OR t.lease_until <= now()) AND (t.not_before IS NULL OR t.not_before <= now())
	AND (t.assigned_to IS NULL OR t.assigned_to::text = $1)
	AND (t.kind = 'third' OR t.escalated OR NOT EXISTS (SELECT FROM unit_clerks w WHERE w.unit_id = d.unit_id AND w.kind = t.kind
		AND w.user_id::text <> $1 AND w.until > now() AND NOT EXISTS (SELECT FROM earlier_readings e WHERE e.task_id = t.id AND e.user_id = w.user_id))) `

// NextFree locks the task that comes next.
func (t *tx) NextFree(ctx context.Context, by bordereau.Principal, f desk.TaskFilter) (*desk.Task, error) {
	for _, turn := range []string{
		`AND t.assigned_to::text = $1 ORDER BY t.due_at, t.priority, t.created_at, t.id`,
		`AND w.unit_id IS NOT NULL ORDER BY w.until DESC, w.unit_id, d.ordinal, d.part`,
		`ORDER BY t.due_at, t.priority, t.created_at, t.id`,
	} {
		k, err := scanTask(t.QueryRow(ctx, `SELECT `+taskColumns+taskTables+`LEFT JOIN unit_clerks w ON w.unit_id = d.unit_id AND w.kind = t.kind
			AND w.user_id::text = $1 AND w.until > now()
			WHERE t.state = 'open' AND`+taskVisible+`AND`+notOwn+`AND`+filterOf+`AND (NOT t.escalated OR $6 = 'supervisor') AND`+free+turn+`
			LIMIT 1 FOR UPDATE OF t SKIP LOCKED`, by.ID, f.Type, f.Branch, f.Kind, f.Deposit, by.Role))
		if bordereau.CodeOf(err) == bordereau.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		return &k, nil
	}
	return nil, nil
}

// FreeTaskByID locks one task that a person may take.
func (t *tx) FreeTaskByID(ctx context.Context, by bordereau.Principal, id string) (desk.Task, error) {
	k, err := scanTask(t.QueryRow(ctx, `SELECT `+taskColumns+taskTables+`WHERE t.id = $2 AND t.state = 'open' AND`+taskVisible+`FOR UPDATE OF t`, by.ID, id))
	if err != nil {
		return k, err
	}
	if k.Holder != "" {
		return k, bordereau.Errorf(bordereau.Conflicting, "%s tient cette tâche.", k.Holder)
	}
	var may, unassigned bool
	err = t.QueryRow(ctx, `SELECT`+notOwn+`, t.assigned_to IS NULL OR t.assigned_to::text = $1`+taskTables+`WHERE t.id = $2`, by.ID, id).Scan(&may, &unassigned)
	if err == nil && !may {
		err = bordereau.Errorf(bordereau.Forbidden, "Une autre personne doit traiter ce document.")
	}
	if err == nil && !unassigned {
		err = bordereau.Errorf(bordereau.Conflicting, "Cette tâche est confiée à %s.", k.Assignee)
	}
	return k, err
}

// WorkUnit reserves the papers of a slip for a person.
func (t *tx) WorkUnit(ctx context.Context, by bordereau.Principal, unitID, kind string, lease time.Duration) (bool, error) {
	tag, err := t.Exec(ctx, `INSERT INTO unit_clerks AS w (unit_id, kind, user_id, until) VALUES ($1, $2, $3, now() + $4::bigint * interval '1 microsecond')
		ON CONFLICT (unit_id, kind) DO UPDATE SET user_id = excluded.user_id, until = excluded.until WHERE w.user_id = excluded.user_id OR w.until <= now()`,
		unitID, kind, by.ID, lease.Microseconds())
	return tag.RowsAffected() == 1, err
}

// LeaveUnit gives the papers of a slip back.
func (t *tx) LeaveUnit(ctx context.Context, by bordereau.Principal, unitID, kind string) error {
	_, err := t.Exec(ctx, `DELETE FROM unit_clerks WHERE unit_id = $1 AND kind = $2 AND user_id::text = $3`, unitID, kind, by.ID)
	return err
}

// SetLease gives a person a task for a time of the database's clock. A task is opened
// when it is first leased in full, or by another lease.
func (t *tx) SetLease(ctx context.Context, by bordereau.Principal, taskID, leaseID string, ahead bool, lease time.Duration) (until time.Time, err error) {
	err = t.QueryRow(ctx, `UPDATE tasks SET leased_at = CASE WHEN $4 THEN NULL WHEN lease_id = $2::uuid AND leased_at IS NOT NULL THEN leased_at ELSE now() END,
		lease_id = $2, leased_by = $3, ahead = $4, lease_until = now() + $5::bigint * interval '1 microsecond'
		WHERE id = $1 AND state = 'open' RETURNING lease_until`, taskID, leaseID, by.ID, ahead, lease.Microseconds()).Scan(&until)
	return until.UTC(), err
}

// LockOpen reads an open task and locks it.
func (t *tx) LockOpen(ctx context.Context, by bordereau.Principal, id string) (desk.Task, error) {
	k, err := scanTask(t.QueryRow(ctx, `SELECT `+taskColumns+taskTables+`WHERE t.id = $2 AND t.state = 'open' AND`+taskVisible+`FOR UPDATE OF t`, by.ID, id))
	if bordereau.CodeOf(err) == bordereau.NotFound {
		err = bordereau.Errorf(bordereau.Conflicting, "Cette tâche n'est plus ouverte.")
	}
	return k, err
}

// Assign gives a task to a person alone.
func (t *tx) Assign(ctx context.Context, taskID, userID string) error {
	_, err := t.Exec(ctx, `UPDATE tasks SET assigned_to = nullif($2, '')::uuid WHERE id = $1`, taskID, userID)
	return err
}

// SetTaskPriority changes how urgent a task is.
func (t *tx) SetTaskPriority(ctx context.Context, taskID string, p bordereau.Priority) error {
	_, err := t.Exec(ctx, `UPDATE tasks SET priority = $2 WHERE id = $1`, taskID, p)
	return err
}

// UserByID reads a person.
func (t *tx) UserByID(ctx context.Context, id string) (u desk.User, err error) {
	err = t.QueryRow(ctx, `SELECT id::text, login, name, role, branch, disabled_at IS NOT NULL FROM users WHERE id = $1`, id).
		Scan(&u.ID, &u.Login, &u.Name, &u.Role, &u.Branch, &u.Disabled)
	if errors.Is(err, pgx.ErrNoRows) {
		err = bordereau.Errorf(bordereau.NotFound, "Cette personne n'existe pas.")
	}
	return u, err
}
