package desk

import (
	"context"
	"time"

	"bordereau"
	"bordereau/internal/ids"
)

// reviewTx is what the work of clerks needs. Whose turn it is is decided in SQL.
type reviewTx interface {
	AddTask(ctx context.Context, t Task) error
	// Lease gives by the open task that comes next, locked and leased until lease
	// has passed by the database's clock: the one by holds already, else the most
	// urgent and oldest that by may do. Never what by deposited, never as second
	// what by decided first, nothing of a restricted dossier that by does not read.
	// nil when nothing waits.
	Lease(ctx context.Context, by bordereau.Principal, f TaskFilter, leaseID string, lease time.Duration) (*Task, error)
	// Task reads a task that by may see; NotFound.
	Task(ctx context.Context, by bordereau.Principal, id string) (Task, error)
	// LockTask reads an open task that by holds under a lease that still runs, and
	// locks its row; Conflicting otherwise.
	LockTask(ctx context.Context, by bordereau.Principal, id, leaseID string) (Task, error)
	Tasks(ctx context.Context, by bordereau.Principal, f TaskFilter, after string, limit int) ([]Task, error)
	// EndTask closes a task, as done or cancelled.
	EndTask(ctx context.Context, id, state string, at time.Time) error
	// FreeTask takes the lease away; the reasons replace those that stood.
	// Escalated tasks are for supervisors alone; pause keeps it back so long.
	FreeTask(ctx context.Context, id string, why Reasons, escalated bool, pause time.Duration) error
	// ReplaceReasons gives an open first task other reasons if those it has are the
	// expected ones; it says whether it did.
	ReplaceReasons(ctx context.Context, id string, expected, now Reasons) (bool, error)
	// AddDecision keeps a decision. A second opinion of the first one's author is
	// Forbidden, by the statement itself.
	AddDecision(ctx context.Context, m Made) error
	// DecisionOf finds the decision made under a lease on a version, nil when there
	// is none.
	DecisionOf(ctx context.Context, leaseID string, version int64) (*Made, error)
	// FirstOpinion is the id of the person whose opinion a document's second task
	// is about, "" when there is none.
	FirstOpinion(ctx context.Context, documentID string) (string, error)
	// MachineUnderstanding is what the current reading alone made of a document,
	// nil when it was never read.
	MachineUnderstanding(ctx context.Context, documentID string) (*bordereau.Understanding, error)
	// ShownImages counts which of the digests are of page images of the document.
	ShownImages(ctx context.Context, documentID string, digests []string) (int, error)
	// OpenTask is the id of the open task of a document, "" when there is none.
	OpenTask(ctx context.Context, documentID string) (string, error)
	// MaySee says whether a document's branch and dossier are by's to know of.
	MaySee(ctx context.Context, by bordereau.Principal, documentID string) (bool, error)
}

// Made is a decision as it is kept.
type Made struct {
	ID, DocumentID, TaskID string
	Kind                   string // of the task
	By                     bordereau.Principal
	Decision               Decision
	Outcome                bordereau.State
	At                     time.Time
}

var reviewers = []bordereau.Role{bordereau.RoleClerk, bordereau.RoleSupervisor}

func allowReviewer(by bordereau.Principal) error {
	if err := allow(by, reviewers...); err != nil {
		return err
	}
	if !by.Person {
		return bordereau.Errorf(bordereau.Forbidden, "Valider est l'affaire d'une personne.")
	}
	return nil
}

// NextTask leases what comes next, nil when nothing waits for this person.
func (d *Desk) NextTask(ctx context.Context, by bordereau.Principal, f TaskFilter) (*Task, error) {
	if err := allowReviewer(by); err != nil {
		return nil, err
	}
	var task *Task
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		if task, err = tx.Lease(ctx, by, f, ids.New(), d.TaskLease); err != nil || task == nil {
			return err
		}
		doc, err := tx.LockDocument(ctx, task.Document)
		if err != nil {
			return err
		}
		held := doc.State == bordereau.InReview && task.LeasedBy == by.ID
		if task.Kind == "first" && !held {
			if doc.State == bordereau.InReview { // another's lease ran out
				if err := tx.MoveDocument(ctx, &doc, bordereau.EvGivenBack, bordereau.System, map[string]any{"lease": "expired"}, nil); err != nil {
					return err
				}
			}
			if err := tx.MoveDocument(ctx, &doc, bordereau.EvTaken, by, nil, nil); err != nil {
				return err
			}
		}
		task.LeasedBy, task.Version = by.ID, doc.Version
		return blindTask(ctx, tx, by, task)
	})
	if err != nil {
		return nil, err
	}
	return task, nil
}

// Tasks lists what waits, most urgent first.
func (d *Desk) Tasks(ctx context.Context, by bordereau.Principal, f TaskFilter, c Cursor) (List[Task], error) {
	if err := allow(by, append(reviewers, bordereau.RoleAuditor)...); err != nil {
		return List[Task]{}, err
	}
	limit := limitOf(c)
	var tasks []Task
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		if tasks, err = tx.Tasks(ctx, by, f, c.After, limit+1); err != nil {
			return err
		}
		for i := range tasks {
			if err := blindTask(ctx, tx, by, &tasks[i]); err != nil {
				return err
			}
		}
		return nil
	})
	return page(tasks, limit, func(t Task) string { return t.ID }), err
}

// Task reads one task.
func (d *Desk) Task(ctx context.Context, by bordereau.Principal, id string) (t Task, err error) {
	if err := allow(by, append(reviewers, bordereau.RoleAuditor)...); err != nil {
		return t, err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		if t, err = tx.Task(ctx, by, id); err != nil {
			return err
		}
		return blindTask(ctx, tx, by, &t)
	})
	return t, err
}

// ReleaseTask gives a leased task back.
func (d *Desk) ReleaseTask(ctx context.Context, by bordereau.Principal, taskID, leaseID string) error {
	if err := allowReviewer(by); err != nil {
		return err
	}
	return d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		task, err := tx.LockTask(ctx, by, taskID, leaseID)
		if err != nil {
			return err
		}
		doc, err := tx.LockDocument(ctx, task.Document)
		if err != nil {
			return err
		}
		return d.giveBack(ctx, tx, &doc, task, by, task.Reasons, false, 0)
	})
}

// giveBack frees a task; the document of a first one waits again.
func (d *Desk) giveBack(ctx context.Context, tx Tx, doc *bordereau.Document, t Task, by bordereau.Principal, why Reasons, escalated bool, pause time.Duration) error {
	if err := tx.FreeTask(ctx, t.ID, why, escalated, pause); err != nil {
		return err
	}
	if doc.State != bordereau.InReview {
		return note(ctx, tx, *doc, "task.given_back", by, map[string]any{"task": t.ID})
	}
	return tx.MoveDocument(ctx, doc, bordereau.EvGivenBack, by, nil, nil)
}
