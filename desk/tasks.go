package desk

import (
	"context"
	"slices"
	"time"

	"bordereau"
)

// Kinds of tasks: a first reading, a second one by another person, and that of whoever
// decides between two that differ.
const (
	taskFirst  = "first"
	taskSecond = "second"
	taskThird  = "third"
)

// Task is a document waiting for a person.
type Task struct {
	ID         string             `json:"id"`
	Kind       string             `json:"kind"` // first, second, third
	Document   string             `json:"document_id"`
	Type       bordereau.Type     `json:"type"`
	Branch     string             `json:"branch"`
	FileName   string             `json:"file_name"`
	PartPages  []int              `json:"part_pages,omitempty"` // of a part: its pages in that file
	Priority   bordereau.Priority `json:"priority"`
	Reasons    Reasons            `json:"reasons"`
	CreatedAt  time.Time          `json:"created_at"`
	LeaseID    string             `json:"lease_id,omitempty"`
	LeasedBy   string             `json:"leased_by,omitempty"` // user id
	LeaseUntil *time.Time         `json:"lease_until,omitempty"`
	Version    int64              `json:"version"` // of the document

	Holder     string    `json:"holder,omitempty"` // login of who holds it, while the lease runs
	Ahead      bool      `json:"ahead,omitempty"`  // reserved for the holder, who has not opened it yet
	AssignedTo string    `json:"assigned_to,omitempty"`
	Assignee   string    `json:"assignee,omitempty"` // login of whom a supervisor gave it to
	Escalated  bool      `json:"escalated,omitempty"`
	ReceivedAt time.Time `json:"received_at"`
	DueAt      time.Time `json:"due_at"`
	Left       float64   `json:"left"` // share of the time from receipt to due that is left; below 0 it is late
	Late       bool      `json:"late,omitempty"`

	DepositID string   `json:"deposit_id"`
	Reference string   `json:"reference,omitempty"` // of the deposit
	Dossier   string   `json:"dossier,omitempty"`
	Customer  string   `json:"customer,omitempty"`
	UnitID    string   `json:"unit_id,omitempty"`
	Cheques   int      `json:"cheques,omitempty"` // of the slip
	Ordinal   int      `json:"ordinal,omitempty"` // of a cheque in its slip, from 1
	ToCheck   []string `json:"to_check"`          // fields that the reasons name
	// AmountMinor is nil where nothing was read, and where the caller is to key it blind.
	AmountMinor *int64 `json:"amount_minor,omitempty"`
	Currency    string `json:"currency,omitempty"`
	// Draft is what the caller left behind in it; nobody is given another's.
	Draft *Draft `json:"draft,omitempty"`
}

// TaskFilter narrows tasks. Zero fields do not.
type TaskFilter struct {
	Type      bordereau.Type
	Branch    string
	Kind      string
	Deposit   string // its id
	Dossier   string // its reference
	Late      bool
	Held      bool                // somebody holds it
	Again     bool                // a second reading or the one that decides between two
	Mine      bool                // leased by the caller, or given to him by a supervisor
	AmountMin *int64              // minor units; what the caller keys blind is not known
	Priority  *bordereau.Priority // nil: any
	Sort      TaskSort            // of a list; NextTask has its own order
}

// TaskSort is the order of a list of tasks.
type TaskSort string

const (
	ByDue      TaskSort = "due" // then priority, then age; the order when none is given
	ByPriority TaskSort = "priority"
	ByAge      TaskSort = "age"    // the oldest first
	ByAmount   TaskSort = "amount" // the largest first
)

// TaskTotals counts the tasks of a filter.
type TaskTotals struct {
	Tasks int `json:"tasks"`
	Late  int `json:"late"`
}

// reviewTx is what the work of clerks needs. Whose turn it is is decided in SQL.
type reviewTx interface {
	leaseTx
	keyingTx
	mineTx
	AddTask(ctx context.Context, t Task) error
	// Task reads a task that by may see; NotFound.
	Task(ctx context.Context, by bordereau.Principal, id string) (Task, error)
	// LockTask reads an open task that by holds under a lease that still runs, and that
	// is opened, and locks its row; Conflicting otherwise.
	LockTask(ctx context.Context, by bordereau.Principal, id, leaseID string) (Task, error)
	// Tasks lists open tasks; now says which are late.
	Tasks(ctx context.Context, by bordereau.Principal, f TaskFilter, now time.Time, after string, limit int) ([]Task, error)
	TaskTotals(ctx context.Context, by bordereau.Principal, f TaskFilter, now time.Time) (TaskTotals, error)
	// Coming counts the documents that are on their way to being understood.
	Coming(ctx context.Context) (int, error)
	// EndTask closes a task, as done or cancelled; its drafts and keyings go with it.
	EndTask(ctx context.Context, id, state string, at time.Time) error
	// FreeTask takes the lease away; the reasons replace those that stood.
	// Escalated tasks are for supervisors alone; pause keeps it back so long.
	FreeTask(ctx context.Context, id string, why Reasons, escalated bool, pause time.Duration) error
	// ReplaceReasons gives an open first task other reasons if those it has are the
	// expected ones; it says whether it did.
	ReplaceReasons(ctx context.Context, id string, expected, now Reasons) (bool, error)
	// AddDecision keeps a decision. A second opinion of the first one's author is
	// Forbidden, and so is whoever read the task before, by the statement itself.
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

// Tasks lists what waits, by default the nearest deadline first.
func (d *Desk) Tasks(ctx context.Context, by bordereau.Principal, f TaskFilter, c Cursor) (List[Task], error) {
	if err := allow(by, append(reviewers, bordereau.RoleAuditor)...); err != nil {
		return List[Task]{}, err
	}
	if err := f.check(); err != nil {
		return List[Task]{}, err
	}
	limit := limitOf(c)
	var tasks []Task
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		if tasks, err = tx.Tasks(ctx, by, f, d.Now(), c.After, limit+1); err != nil {
			return err
		}
		return d.furnishTasks(ctx, tx, by, tasks)
	})
	return page(tasks, limit, func(t Task) string { return t.ID }), err
}

func (f TaskFilter) check() error {
	switch {
	case !slices.Contains([]TaskSort{"", ByDue, ByPriority, ByAge, ByAmount}, f.Sort):
		return invalid("/sort", "Cet ordre n'existe pas.")
	case f.AmountMin != nil && *f.AmountMin < 0:
		return invalid("/amount_min", "Un montant ne peut pas être négatif.")
	}
	return nil
}

// TaskTotals counts what waits, and how much of it is late.
func (d *Desk) TaskTotals(ctx context.Context, by bordereau.Principal, f TaskFilter) (n TaskTotals, err error) {
	if err := allow(by, append(reviewers, bordereau.RoleAuditor)...); err != nil {
		return n, err
	}
	if err := f.check(); err != nil {
		return n, err
	}
	return n, d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		n, err = tx.TaskTotals(ctx, by, f, d.Now())
		return err
	})
}

// Coming counts the documents that the machine has not understood yet: what of them wants
// a person becomes a task by itself.
func (d *Desk) Coming(ctx context.Context, by bordereau.Principal) (n int, err error) {
	if err := allow(by, append(reviewers, bordereau.RoleAuditor)...); err != nil {
		return n, err
	}
	return n, d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		n, err = tx.Coming(ctx)
		return err
	})
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
		return d.furnishTask(ctx, tx, by, &t)
	})
	return t, err
}

func (d *Desk) furnishTask(ctx context.Context, tx Tx, by bordereau.Principal, t *Task) error {
	one := []Task{*t}
	err := d.furnishTasks(ctx, tx, by, one)
	*t = one[0]
	return err
}

// furnishTasks adds to tasks what follows from the clock, the caller's own drafts, and
// hides what he is to key.
func (d *Desk) furnishTasks(ctx context.Context, tx Tx, by bordereau.Principal, tasks []Task) error {
	now := d.Now()
	for i := range tasks {
		t := &tasks[i]
		t.Late = t.DueAt.Before(now)
		if whole := t.DueAt.Sub(t.ReceivedAt); whole > 0 {
			t.Left = float64(t.DueAt.Sub(now)) / float64(whole)
		} else if t.Late {
			t.Left = -1
		}
		t.ToCheck = []string{}
		for _, r := range t.Reasons {
			if r.Field != "" && !slices.Contains(t.ToCheck, r.Field) {
				t.ToCheck = append(t.ToCheck, r.Field)
			}
		}
	}
	if err := drafts(ctx, tx, by, tasks); err != nil {
		return err
	}
	return blindTasks(ctx, tx, by, tasks)
}
