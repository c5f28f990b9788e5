package store

import (
	"context"
	"strings"
	"time"

	"bordereau"
	"bordereau/desk"
)

// amountSeen is the amount of a task as the person may know it: who keys it blind ($2)
// does not, be it by a filter or by an order.
const amountSeen = `CASE WHEN $2::bool AND (t.kind <> 'first' OR EXISTS (SELECT FROM jsonb_array_elements(d.understanding->'fields') f
	WHERE f->>'name' IN ('amount', 'slip_total') AND f->>'status' <> 'proved')) THEN NULL ELSE d.amount_minor END`

// order of lists: the columns of a row that make its place, ending with its id.
var taskOrders = map[desk.TaskSort]string{
	desk.ByDue:      `(t.due_at, t.priority, t.created_at, t.id)`,
	desk.ByPriority: `(t.priority, t.due_at, t.created_at, t.id)`,
	desk.ByAge:      `(d.received_at, t.created_at, t.id)`,
	desk.ByAmount:   `(-coalesce(` + amountSeen + `, -1), t.due_at, t.id)`,
}

// columns takes the parentheses off a row.
func columns(row string) string { return strings.TrimSuffix(strings.TrimPrefix(row, "("), ")") }

// taskConditions is a filter as SQL over taskTables; args begin with the person's id and
// whether he keys what is blind.
func taskConditions(by bordereau.Principal, f desk.TaskFilter, now time.Time) (where string, args []any) {
	args = []any{by.ID, by.Role == bordereau.RoleClerk || by.Role == bordereau.RoleSupervisor}
	conditions := []string{`t.state = 'open' AND` + taskVisible}
	add := func(condition string, arg any) {
		args = append(args, arg)
		conditions = append(conditions, strings.ReplaceAll(condition, "?", "$"+itoa(len(args))))
	}
	if f.Type != "" {
		add(`d.type = ?`, f.Type)
	}
	if f.Branch != "" {
		add(`t.branch = ?`, f.Branch)
	}
	if f.Kind != "" {
		add(`t.kind = ?`, f.Kind)
	}
	if f.Deposit != "" {
		add(`p.id::text = ?`, f.Deposit)
	}
	if f.Dossier != "" {
		add(`r.ref = ?`, f.Dossier)
	}
	if f.Late {
		add(`t.due_at < ?`, now)
	}
	if f.Held {
		conditions = append(conditions, `t.lease_until > now()`)
	}
	if f.Again {
		conditions = append(conditions, `t.kind <> 'first'`)
	}
	if f.Mine {
		conditions = append(conditions, `(t.assigned_to::text = $1 OR t.leased_by::text = $1 AND t.lease_until > now())`)
	}
	if f.Priority != nil {
		add(`t.priority = ?`, *f.Priority)
	}
	if f.AmountMin != nil {
		add(amountSeen+` >= ?`, *f.AmountMin)
	}
	return strings.Join(conditions, " AND "), args
}

// Tasks lists open tasks.
func (t *tx) Tasks(ctx context.Context, by bordereau.Principal, f desk.TaskFilter, now time.Time, after string, limit int) ([]desk.Task, error) {
	order, ok := taskOrders[f.Sort]
	if !ok {
		order = taskOrders[desk.ByDue]
	}
	where, args := taskConditions(by, f, now)
	if after != "" {
		args = append(args, after)
		where += ` AND ` + order + ` > (SELECT ` + columns(order) + taskTables + `WHERE t.id = $` + itoa(len(args)) + `)`
	}
	args = append(args, limit)
	return scanTasks(t.Query(ctx, `SELECT `+taskColumns+taskTables+`WHERE $2::bool IS NOT NULL AND `+where+` ORDER BY `+columns(order)+` LIMIT $`+itoa(len(args)), args...))
}

// TaskTotals counts the tasks of a filter.
func (t *tx) TaskTotals(ctx context.Context, by bordereau.Principal, f desk.TaskFilter, now time.Time) (n desk.TaskTotals, err error) {
	where, args := taskConditions(by, f, now)
	args = append(args, now)
	err = t.QueryRow(ctx, `SELECT count(*), count(*) FILTER (WHERE t.due_at < $`+itoa(len(args))+`)`+taskTables+`WHERE $2::bool IS NOT NULL AND `+where, args...).Scan(&n.Tasks, &n.Late)
	return n, err
}

// Coming counts documents between their arrival and their settling.
func (t *tx) Coming(ctx context.Context) (n int, err error) {
	return n, t.QueryRow(ctx, `SELECT count(*) FROM documents WHERE state IN ('received', 'screened', 'read', 'classified')`).Scan(&n)
}
