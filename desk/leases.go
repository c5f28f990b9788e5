package desk

import (
	"context"
	"strings"
	"time"

	"bordereau"
	"bordereau/internal/ids"
)

// aheadLease is how long a task is reserved that a person has not opened yet.
const aheadLease = 3 * time.Minute

// leaving is how long a task stays with a person whose page closed.
const leaving = 15 * time.Second

// mostAhead is how many tasks are reserved for one person at a time.
const mostAhead = 2

// leaseTx is what leases need of the record; all of them run by the database's clock.
type leaseTx interface {
	// Held are the open tasks that by holds: those he has opened, or those reserved for
	// him that the filter admits. Their rows are locked.
	Held(ctx context.Context, by bordereau.Principal, ahead bool, f TaskFilter) ([]Task, error)
	// Leaving are the tasks that by has open and that stay with him for less than a time
	// more; their rows are locked.
	Leaving(ctx context.Context, by bordereau.Principal, less time.Duration) ([]Task, error)
	// NextFree locks the task that comes next for by, nil when nothing waits: what a
	// supervisor gave him, then the papers of the slip he works, in their order, then by
	// deadline, priority and age. Never what by deposited, never as second what by decided
	// first, nothing by has read before, nothing of a slip that another works, nothing of
	// a restricted dossier that by does not read.
	NextFree(ctx context.Context, by bordereau.Principal, f TaskFilter) (*Task, error)
	// FreeTaskByID locks one task that by may do and nobody holds. Conflicting when
	// somebody does, Forbidden when it is not for by.
	FreeTaskByID(ctx context.Context, by bordereau.Principal, id string) (Task, error)
	// WorkUnit reserves the papers of a slip for by; false when another works it.
	WorkUnit(ctx context.Context, by bordereau.Principal, unitID, kind string, lease time.Duration) (bool, error)
	LeaveUnit(ctx context.Context, by bordereau.Principal, unitID, kind string) error
	// SetLease gives by a locked task until lease has passed.
	SetLease(ctx context.Context, by bordereau.Principal, taskID, leaseID string, ahead bool, lease time.Duration) (time.Time, error)
	// LockOpen reads an open task and locks its row; Conflicting when it is not open.
	LockOpen(ctx context.Context, by bordereau.Principal, id string) (Task, error)
	// Assign gives an open task to a person alone, "" to anybody.
	Assign(ctx context.Context, taskID, userID string) error
	SetTaskPriority(ctx context.Context, taskID string, p bordereau.Priority) error
	UserByID(ctx context.Context, id string) (User, error)
}

// NextTask leases and opens what comes next, nil when nothing waits for this person:
// what he has open, what is reserved for him, what is free.
func (d *Desk) NextTask(ctx context.Context, by bordereau.Principal, f TaskFilter) (task *Task, err error) {
	if err := allowReviewer(by); err != nil {
		return nil, err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		task = nil
		left, err := tx.Leaving(ctx, by, leaving)
		if err != nil {
			return err
		}
		for _, t := range left { // whoever asks for the next one will not come back to it
			if err := d.handBack(ctx, tx, t, by); err != nil {
				return err
			}
		}
		for _, ahead := range []bool{false, true} {
			held, err := tx.Held(ctx, by, ahead, f)
			if err != nil {
				return err
			}
			if len(held) > 0 {
				task = &held[0]
				return d.open(ctx, tx, by, task)
			}
		}
		if task, err = d.pick(ctx, tx, by, f); err != nil || task == nil {
			return err
		}
		task.LeaseID = ids.New()
		return d.open(ctx, tx, by, task)
	})
	if err != nil {
		return nil, err
	}
	return task, nil
}

// pick locks the next free task, with the slip it belongs to.
func (d *Desk) pick(ctx context.Context, tx Tx, by bordereau.Principal, f TaskFilter) (*Task, error) {
	refused := ""
	for {
		task, err := tx.NextFree(ctx, by, f)
		if err != nil || task == nil || task.UnitID == "" || task.Kind == taskThird {
			return task, err
		}
		mine, err := tx.WorkUnit(ctx, by, task.UnitID, task.Kind, d.TaskLease)
		if err != nil || mine || task.ID == refused {
			return task, err
		}
		// Another took the slip in this moment, and the record knows it now; or he works
		// it and may not do this paper himself, and it is given again.
		refused = task.ID
	}
}

// open leases a locked task in full and takes its document in hand.
func (d *Desk) open(ctx context.Context, tx Tx, by bordereau.Principal, task *Task) error {
	until, err := tx.SetLease(ctx, by, task.ID, task.LeaseID, false, d.TaskLease)
	if err != nil {
		return err
	}
	if task.UnitID != "" && task.Kind != taskThird {
		if _, err := tx.WorkUnit(ctx, by, task.UnitID, task.Kind, d.TaskLease); err != nil {
			return err
		}
	}
	doc, err := tx.LockDocument(ctx, task.Document)
	if err != nil {
		return err
	}
	if held := doc.State == bordereau.InReview && task.LeasedBy == by.ID && !task.Ahead; task.Kind != taskSecond && !held {
		if doc.State == bordereau.InReview { // another's lease ran out
			if err := tx.MoveDocument(ctx, &doc, bordereau.EvGivenBack, bordereau.System, map[string]any{"lease": "expired"}, nil); err != nil {
				return err
			}
		}
		if err := tx.MoveDocument(ctx, &doc, bordereau.EvTaken, by, nil, nil); err != nil {
			return err
		}
	}
	task.LeasedBy, task.Holder, task.LeaseUntil, task.Ahead, task.Version = by.ID, by.Name, &until, false, doc.Version
	return d.furnishTask(ctx, tx, by, task)
}

// Prefetch reserves the next tasks for a person without opening them: their documents
// stay as they are. It gives those that are reserved, in the order in which they come,
// two at most.
func (d *Desk) Prefetch(ctx context.Context, by bordereau.Principal, f TaskFilter, n int) (tasks []Task, err error) {
	if err := allowReviewer(by); err != nil {
		return nil, err
	}
	n = min(max(n, 0), mostAhead)
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		if tasks, err = tx.Held(ctx, by, true, f); err != nil {
			return err
		}
		for len(tasks) < n {
			task, err := d.pick(ctx, tx, by, f)
			if err != nil {
				return err
			}
			if task == nil {
				break
			}
			task.LeaseID, task.Ahead, task.LeasedBy, task.Holder = ids.New(), true, by.ID, by.Name
			until, err := tx.SetLease(ctx, by, task.ID, task.LeaseID, true, aheadLease)
			if err != nil {
				return err
			}
			task.LeaseUntil = &until
			tasks = append(tasks, *task)
		}
		tasks = tasks[:min(len(tasks), n)]
		return d.furnishTasks(ctx, tx, by, tasks)
	})
	return tasks, err
}

// Take opens one task: what is reserved for the person, what was given to him, what he
// has open already; of the rest a supervisor may choose. Conflicting when somebody else
// holds it, Forbidden when it is not for this person.
func (d *Desk) Take(ctx context.Context, by bordereau.Principal, taskID string) (task Task, err error) {
	if err := allowReviewer(by); err != nil {
		return task, err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		for _, ahead := range []bool{false, true} {
			held, err := tx.Held(ctx, by, ahead, TaskFilter{})
			if err != nil {
				return err
			}
			for i := range held {
				if held[i].ID == taskID {
					task = held[i]
					return d.open(ctx, tx, by, &task)
				}
			}
		}
		var err error
		if task, err = tx.FreeTaskByID(ctx, by, taskID); err != nil {
			return err
		}
		if by.Role != bordereau.RoleSupervisor && task.AssignedTo != by.ID {
			return bordereau.Errorf(bordereau.Forbidden, "Traitez la tâche suivante : un responsable seul choisit.")
		}
		task.LeaseID = ids.New()
		return d.open(ctx, tx, by, &task)
	})
	return task, err
}

// Renew prolongs a lease that runs, because its holder is at work. It gives until when.
// Conflicting when it ran out.
func (d *Desk) Renew(ctx context.Context, by bordereau.Principal, taskID, leaseID string) (until time.Time, err error) {
	if err := allowReviewer(by); err != nil {
		return until, err
	}
	if !ids.Valid(leaseID) {
		return until, invalid("/lease_id", "Prenez d'abord cette tâche.")
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		task, err := tx.LockOpen(ctx, by, taskID)
		if err != nil {
			return err
		}
		if task.LeaseID != leaseID {
			return bordereau.Errorf(bordereau.Conflicting, "Cette tâche ne vous est plus réservée. Reprenez-la.")
		}
		lease := d.TaskLease
		if task.Ahead {
			lease = aheadLease
		}
		if task.UnitID != "" && task.Kind != taskThird {
			if _, err := tx.WorkUnit(ctx, by, task.UnitID, task.Kind, lease); err != nil {
				return err
			}
		}
		until, err = tx.SetLease(ctx, by, taskID, leaseID, task.Ahead, lease)
		return err
	})
	return until, err
}

// ReleaseTask gives a leased task back. What is not held under this lease any more is
// left as it is, and that is no error: a page that closes tells so late.
func (d *Desk) ReleaseTask(ctx context.Context, by bordereau.Principal, taskID, leaseID string) error {
	if err := allowReviewer(by); err != nil {
		return err
	}
	return d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		task, err := d.held(ctx, tx, by, taskID, leaseID)
		if err != nil || task == nil {
			return err
		}
		return d.handBack(ctx, tx, *task, by)
	})
}

// LeaveTask tells that a page was closed which held a task until then, and a page that is
// loaded again tells the same: the lease lasts for a moment more, in which who comes back
// takes the task again. Where it was prolonged since, he is back already, and this came
// late. What is reserved ahead is free at once.
func (d *Desk) LeaveTask(ctx context.Context, by bordereau.Principal, taskID, leaseID string, until time.Time) error {
	if err := allowReviewer(by); err != nil {
		return err
	}
	return d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		task, err := d.held(ctx, tx, by, taskID, leaseID)
		if err != nil || task == nil {
			return err
		}
		if task.Ahead {
			return d.handBack(ctx, tx, *task, by)
		}
		if task.LeaseUntil == nil || task.LeaseUntil.After(until) {
			return nil
		}
		if task.UnitID != "" && task.Kind != taskThird {
			if _, err := tx.WorkUnit(ctx, by, task.UnitID, task.Kind, leaving); err != nil {
				return err
			}
		}
		_, err = tx.SetLease(ctx, by, task.ID, task.LeaseID, false, leaving)
		return err
	})
}

// held locks a task under a lease, nil where it is not held under it any more.
func (d *Desk) held(ctx context.Context, tx Tx, by bordereau.Principal, taskID, leaseID string) (*Task, error) {
	if _, err := tx.Task(ctx, by, taskID); err != nil {
		return nil, err
	}
	task, err := tx.LockOpen(ctx, by, taskID)
	if bordereau.CodeOf(err) == bordereau.Conflicting {
		return nil, nil
	}
	if err != nil || leaseID == "" || task.LeaseID != leaseID {
		return nil, err
	}
	return &task, nil
}

// handBack frees a task that somebody holds, by his own hand or a supervisor's.
func (d *Desk) handBack(ctx context.Context, tx Tx, task Task, by bordereau.Principal) error {
	if task.UnitID != "" {
		if err := tx.LeaveUnit(ctx, bordereau.Principal{ID: task.LeasedBy}, task.UnitID, task.Kind); err != nil {
			return err
		}
	}
	if task.Ahead { // its document never moved
		return tx.FreeTask(ctx, task.ID, task.Reasons, false, 0)
	}
	doc, err := tx.LockDocument(ctx, task.Document)
	if err != nil {
		return err
	}
	return d.giveBack(ctx, tx, &doc, task, by, task.Reasons, false, 0)
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

// supervise opens a task to a supervisor's hand; the reason, where it is asked for, is
// told to the journal.
func (d *Desk) supervise(ctx context.Context, by bordereau.Principal, taskID, reason string, must bool, do func(ctx context.Context, tx Tx, t Task, reason string) error) error {
	if err := allow(by, bordereau.RoleSupervisor); err != nil {
		return err
	}
	if !by.Person {
		return bordereau.Errorf(bordereau.Forbidden, "Seule une personne répartit les tâches.")
	}
	if reason = strings.TrimSpace(reason); must && reason == "" || len(reason) > maxNote {
		return invalid("/reason", "Indiquez le motif.")
	}
	return d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		if _, err := tx.Task(ctx, by, taskID); err != nil {
			return err
		}
		t, err := tx.LockOpen(ctx, by, taskID)
		if err != nil {
			return err
		}
		return do(ctx, tx, t, reason)
	})
}

// TakeBack takes a task from whoever holds it, with a reason; what he typed stays his
// draft. Conflicting when nobody holds it.
func (d *Desk) TakeBack(ctx context.Context, by bordereau.Principal, taskID, reason string) error {
	return d.supervise(ctx, by, taskID, reason, true, func(ctx context.Context, tx Tx, t Task, reason string) error {
		if t.Holder == "" {
			return bordereau.Errorf(bordereau.Conflicting, "Personne ne tient cette tâche.")
		}
		doc, err := tx.Document(ctx, t.Document)
		if err != nil {
			return err
		}
		if err := note(ctx, tx, doc, "task.taken_back", by, map[string]any{"task": t.ID, "holder": t.Holder, "reason": reason}); err != nil {
			return err
		}
		return d.handBack(ctx, tx, t, by)
	})
}

// SetPriority changes how urgent a task is.
func (d *Desk) SetPriority(ctx context.Context, by bordereau.Principal, taskID string, p bordereau.Priority) error {
	if p < bordereau.Urgent || p > bordereau.Bulk {
		return invalid("/priority", "Cette priorité n'existe pas.")
	}
	return d.supervise(ctx, by, taskID, "", false, func(ctx context.Context, tx Tx, t Task, _ string) error {
		doc, err := tx.Document(ctx, t.Document)
		if err != nil {
			return err
		}
		if err := note(ctx, tx, doc, "task.priority", by, map[string]any{"task": t.ID, "from": t.Priority.String(), "to": p.String()}); err != nil {
			return err
		}
		return tx.SetTaskPriority(ctx, t.ID, p)
	})
}

// Reassign gives a task to one person alone, by id; "" gives it to anybody again. It is
// taken from another who holds it. Forbidden for whoever may not do it: who deposited
// the document, or has read it before.
func (d *Desk) Reassign(ctx context.Context, by bordereau.Principal, taskID, userID string) error {
	return d.supervise(ctx, by, taskID, "", false, func(ctx context.Context, tx Tx, t Task, _ string) error {
		doc, err := tx.Document(ctx, t.Document)
		if err != nil {
			return err
		}
		name := ""
		if userID != "" {
			if !ids.Valid(userID) {
				return invalid("/user", "Cette personne n'existe pas.")
			}
			u, err := tx.UserByID(ctx, userID)
			if bordereau.CodeOf(err) == bordereau.NotFound || err == nil && (u.Disabled || allow(person(u), reviewers...) != nil) {
				return invalid("/user", "Cette personne ne valide pas de documents.")
			}
			if err != nil {
				return err
			}
			name = u.Login
		}
		if t.Holder != "" && t.LeasedBy != userID {
			if err := d.handBack(ctx, tx, t, by); err != nil {
				return err
			}
		}
		if err := tx.Assign(ctx, t.ID, userID); err != nil {
			return err
		}
		if userID != "" {
			if _, err := tx.FreeTaskByID(ctx, bordereau.Principal{ID: userID}, t.ID); err != nil && t.LeasedBy != userID {
				return err
			}
		}
		return note(ctx, tx, doc, "task.assigned", by, map[string]any{"task": t.ID, "to": name})
	})
}
