package store

import (
	"context"
	"errors"
	"time"

	"bordereau"
	"bordereau/desk"

	"github.com/jackc/pgx/v5"
)

// AddTask opens a task. A document has one open task at most.
func (t *tx) AddTask(ctx context.Context, k desk.Task) error {
	why, err := jsonText(k.Reasons)
	if err != nil {
		return err
	}
	_, err = t.Exec(ctx, `INSERT INTO tasks (id, document_id, kind, state, priority, branch, reasons, created_at, due_at)
		VALUES ($1, $2, $3, 'open', $4, $5, $6, $7, $8)`, k.ID, k.Document, k.Kind, k.Priority, k.Branch, why, k.CreatedAt, k.DueAt)
	if broke(err, "tasks_one_open") {
		return bordereau.Wrap(bordereau.Conflicting, err, "Ce document attend déjà une personne.")
	}
	return err
}

// taskColumns are read by scanTask; $1 is the id of the person who looks.
const taskColumns = `t.id::text, t.kind, t.document_id::text, d.type, t.branch, d.file_name, d.part_pages, t.priority, t.reasons, t.created_at,
	CASE WHEN t.lease_until > now() AND t.leased_by::text = $1 THEN t.lease_id::text ELSE '' END, coalesce(t.leased_by::text, ''),
	t.lease_until, d.version,
	CASE WHEN t.lease_until > now() THEN coalesce((SELECT login FROM users WHERE id = t.leased_by), '') ELSE '' END, t.ahead,
	coalesce(t.assigned_to::text, ''), coalesce((SELECT login FROM users WHERE id = t.assigned_to), ''), t.escalated, d.received_at, t.due_at,
	p.id::text, p.reference, coalesce(r.ref, ''),
	coalesce((SELECT coalesce(nullif(c.company_name, ''), trim(c.surname || ' ' || c.given_names)) FROM dossier_customers x JOIN customers c ON c.id = x.customer_id
		WHERE x.dossier_id = r.id ORDER BY c.ref LIMIT 1), ''),
	coalesce(d.unit_id::text, ''), (SELECT count(*) FROM documents y WHERE y.unit_id = d.unit_id AND ` + isCheque + `),
	CASE WHEN d.type = 'cheque' THEN (SELECT count(*) FROM documents y WHERE y.unit_id = d.unit_id AND ` + isCheque + ` AND (y.ordinal, y.part) <= (d.ordinal, d.part)) ELSE 0 END,
	d.amount_minor, coalesce((SELECT f->>'value' FROM jsonb_array_elements(d.understanding->'fields') f WHERE f->>'name' = 'currency' LIMIT 1), 'EUR')`

// isCheque counts documents y of a slip as the desk numbers them.
const isCheque = `y.type NOT IN ('remittance_slip', 'transfer_order') AND y.state NOT IN ('duplicate', 'split')`

const taskTables = ` FROM tasks t JOIN documents d ON d.id = t.document_id JOIN deposits p ON p.id = d.deposit_id
	LEFT JOIN dossiers r ON r.id = d.dossier_id `

// taskVisible narrows tasks t to what a person may know of: $1 is the person's id.
const taskVisible = ` (r.id IS NULL OR NOT r.restricted OR EXISTS (SELECT FROM dossier_readers x WHERE x.dossier_id = r.id AND x.user_id::text = $1)) `

// notOwn keeps people from what they deposited, from a second look at their own
// decision, and from what they have read before: whoever decides between two readings
// is neither of the two.
const notOwn = ` p.principal_id <> $1 AND (t.kind <> 'second' OR $1 IS DISTINCT FROM ` + firstOpinion + `)
	AND NOT EXISTS (SELECT FROM earlier_readings e WHERE e.task_id = t.id AND e.user_id::text = $1) `

const firstOpinion = `(SELECT x.user_id::text FROM decisions x WHERE x.document_id = t.document_id AND x.outcome = 'second_review' ORDER BY x.document_version DESC LIMIT 1)`

func scanTask(r row) (desk.Task, error) {
	var k desk.Task
	err := r.Scan(&k.ID, &k.Kind, &k.Document, &k.Type, &k.Branch, &k.FileName, &k.PartPages, &k.Priority, &k.Reasons, &k.CreatedAt,
		&k.LeaseID, &k.LeasedBy, &k.LeaseUntil, &k.Version, &k.Holder, &k.Ahead, &k.AssignedTo, &k.Assignee, &k.Escalated, &k.ReceivedAt, &k.DueAt,
		&k.DepositID, &k.Reference, &k.Dossier, &k.Customer, &k.UnitID, &k.Cheques, &k.Ordinal, &k.AmountMinor, &k.Currency)
	if errors.Is(err, pgx.ErrNoRows) {
		err = bordereau.Errorf(bordereau.NotFound, "Cette tâche n'existe pas.")
	}
	k.CreatedAt, k.ReceivedAt, k.DueAt = k.CreatedAt.UTC(), k.ReceivedAt.UTC(), k.DueAt.UTC()
	return k, err
}

func scanTasks(rows pgx.Rows, err error) ([]desk.Task, error) {
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (desk.Task, error) { return scanTask(r) })
}

// Task reads a task.
func (t *tx) Task(ctx context.Context, by bordereau.Principal, id string) (desk.Task, error) {
	return scanTask(t.QueryRow(ctx, `SELECT `+taskColumns+taskTables+`WHERE t.id = $2 AND`+taskVisible, by.ID, id))
}

// LockTask reads a task under a lease that runs.
func (t *tx) LockTask(ctx context.Context, by bordereau.Principal, id, leaseID string) (desk.Task, error) {
	k, err := scanTask(t.QueryRow(ctx, `SELECT `+taskColumns+taskTables+`WHERE t.id = $2 AND t.state = 'open' AND t.lease_id = $3::uuid
		AND t.leased_by::text = $1 AND t.lease_until > now() AND NOT t.ahead AND`+notOwn+`FOR UPDATE OF t`, by.ID, id, leaseID))
	if bordereau.CodeOf(err) == bordereau.NotFound {
		return k, bordereau.Errorf(bordereau.Conflicting, "Cette tâche ne vous est plus réservée. Reprenez-la.")
	}
	return k, err
}

// EndTask closes a task; what people typed in it and did not decide goes with it.
func (t *tx) EndTask(ctx context.Context, id, state string, at time.Time) error {
	var b pgx.Batch
	b.Queue(`UPDATE tasks SET state = $2, done_at = $3, lease_until = NULL WHERE id = $1 AND state = 'open'`, id, state, at)
	b.Queue(`DELETE FROM drafts WHERE task_id = $1`, id)
	b.Queue(`DELETE FROM keyings WHERE task_id = $1`, id)
	return t.SendBatch(ctx, &b).Close()
}

// FreeTask takes a lease away.
func (t *tx) FreeTask(ctx context.Context, id string, why desk.Reasons, escalated bool, pause time.Duration) error {
	body, err := jsonText(why)
	if err != nil {
		return err
	}
	_, err = t.Exec(ctx, `UPDATE tasks SET lease_id = NULL, leased_by = NULL, lease_until = NULL, ahead = false, reasons = $2, escalated = escalated OR $3,
		not_before = CASE WHEN $4::bigint > 0 THEN now() + $4::bigint * interval '1 microsecond' END WHERE id = $1`,
		id, body, escalated, pause.Microseconds())
	return err
}

// AddDecision keeps a decision.
func (t *tx) AddDecision(ctx context.Context, m desk.Made) error {
	body, err := jsonText(m.Decision)
	if err != nil {
		return err
	}
	seen := m.Decision.Seen
	if seen == nil {
		seen = []string{}
	}
	shown, err := jsonText(seen)
	if err != nil {
		return err
	}
	tag, err := t.Exec(ctx, `INSERT INTO decisions (id, document_id, task_id, user_id, action, body, lease_id, document_version, outcome, seen, decided_at, took_ms)
		SELECT $2::uuid, t.document_id, t.id, $1::text::uuid, $3, $4, $5::uuid, $6, $7, $8, $9, extract(epoch FROM now() - t.leased_at) * 1000
		FROM tasks t JOIN documents d ON d.id = t.document_id JOIN deposits p ON p.id = d.deposit_id
		WHERE t.id = $10 AND`+notOwn,
		m.By.ID, m.ID, m.Decision.Action, body, m.Decision.LeaseID, m.Decision.Version, m.Outcome, shown, m.At, m.TaskID)
	if broke(err, "decisions_lease_id_document_version_key") {
		return bordereau.Wrap(bordereau.Conflicting, err, "Cette décision a déjà été prise.")
	}
	if err == nil && tag.RowsAffected() != 1 {
		err = bordereau.Errorf(bordereau.Forbidden, "Une autre personne doit valider ce document.")
	}
	return err
}

// DecisionOf finds a decision by the key of its retry.
func (t *tx) DecisionOf(ctx context.Context, leaseID string, version int64) (*desk.Made, error) {
	var m desk.Made
	err := t.QueryRow(ctx, `SELECT id::text, document_id::text, task_id::text, user_id::text, outcome, decided_at FROM decisions
		WHERE lease_id = $1 AND document_version = $2`, leaseID, version).Scan(&m.ID, &m.DocumentID, &m.TaskID, &m.By.ID, &m.Outcome, &m.At)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	return &m, err
}

// FirstOpinion is whose opinion waits for a second one.
func (t *tx) FirstOpinion(ctx context.Context, documentID string) (string, error) {
	var id string
	err := t.QueryRow(ctx, `SELECT coalesce((SELECT user_id::text FROM decisions WHERE document_id = $1 AND outcome = 'second_review' ORDER BY document_version DESC LIMIT 1), '')`, documentID).Scan(&id)
	return id, err
}

// MachineUnderstanding is what the current reading alone made of a document.
func (t *tx) MachineUnderstanding(ctx context.Context, documentID string) (*bordereau.Understanding, error) {
	var u *bordereau.Understanding
	err := t.QueryRow(ctx, `SELECT r.understanding FROM readings r JOIN documents d ON d.id = r.document_id AND d.generation = r.generation
		WHERE d.id = $1`, documentID).Scan(&u)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	return u, err
}

// ShownImages counts the digests that are of the document's page images.
func (t *tx) ShownImages(ctx context.Context, documentID string, digests []string) (int, error) {
	var n int
	err := t.QueryRow(ctx, `SELECT count(DISTINCT sha256) FROM page_images WHERE document_id = $1 AND sha256 = ANY($2::text[])`, documentID, digests).Scan(&n)
	return n, err
}

// OpenTask is the open task of a document.
func (t *tx) OpenTask(ctx context.Context, documentID string) (string, error) {
	var id string
	err := t.QueryRow(ctx, `SELECT id::text FROM tasks WHERE document_id = $1 AND state = 'open'`, documentID).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	return id, err
}

// MaySee says whether a document is by's to know of.
func (t *tx) MaySee(ctx context.Context, by bordereau.Principal, documentID string) (bool, error) {
	var sees bool
	err := t.QueryRow(ctx, `SELECT EXISTS (SELECT FROM documents d LEFT JOIN dossiers r ON r.id = d.dossier_id
		WHERE d.id = $2 AND ($3 = '' OR d.branch = $3) AND`+taskVisible+`)`, by.ID, documentID, ownBranch(by)).Scan(&sees)
	return sees, err
}

// ReplaceReasons gives an open first task other reasons if those it has are the
// expected ones.
func (t *tx) ReplaceReasons(ctx context.Context, id string, expected, now desk.Reasons) (bool, error) {
	was, err := jsonText(expected)
	if err != nil {
		return false, err
	}
	is, err := jsonText(now)
	if err != nil {
		return false, err
	}
	tag, err := t.Exec(ctx, `UPDATE tasks SET reasons = $3 WHERE id = $1 AND state = 'open' AND kind = 'first' AND NOT escalated AND reasons = $2::jsonb`, id, was, is)
	return tag.RowsAffected() == 1, err
}
