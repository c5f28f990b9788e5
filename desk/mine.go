package desk

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"bordereau"
	"bordereau/internal/ids"
)

// mineTx is what a person's own work needs of the record.
type mineTx interface {
	// SaveDraft keeps a person's draft of a task in the place of the one before.
	SaveDraft(ctx context.Context, taskID, userID string, body []byte) error
	// Drafts are a person's own drafts of tasks, by task.
	Drafts(ctx context.Context, userID string, taskIDs []string) (map[string]Draft, error)
	// DecisionsBy are a person's last decisions, the latest first; rejections of what is
	// in no unit are undone when they were made after since.
	DecisionsBy(ctx context.Context, by bordereau.Principal, since time.Time, limit int) ([]MyDecision, error)
	// RejectedAt is when a person rejected a document, nil when none did.
	RejectedAt(ctx context.Context, documentID string) (*time.Time, error)
	// DayOf counts a person's decisions since an instant, with the median of the seconds
	// from opening a task to deciding it, 0 where nothing was decided.
	DayOf(ctx context.Context, userID string, since time.Time) (count int, medianSeconds float64, err error)
	// Queues count the open tasks that by may know of, by type and kind.
	Queues(ctx context.Context, by bordereau.Principal, now time.Time) ([]Queue, error)
	Preferences(ctx context.Context, userID string) ([]byte, error) // nil when there are none
	SetPreferences(ctx context.Context, userID string, body []byte) error
}

// Draft is what a person typed and has not decided yet. It is his alone.
type Draft struct {
	Values  map[string]string `json:"values"`
	Note    string            `json:"note,omitempty"`
	SavedAt time.Time         `json:"saved_at"`
}

const (
	maxDraft       = 64 << 10 // bytes, as JSON
	maxPreferences = 8 << 10
)

// SaveDraft keeps what a person has typed in a task that he holds, until he decides. It
// is given back to him and to nobody else when he opens the task again. Conflicting when
// the lease ran out.
func (d *Desk) SaveDraft(ctx context.Context, by bordereau.Principal, taskID, leaseID string, values map[string]string, text string) error {
	if err := allowReviewer(by); err != nil {
		return err
	}
	switch {
	case !ids.Valid(leaseID):
		return invalid("/lease_id", "Prenez d'abord cette tâche.")
	case len(text) > maxNote:
		return invalid("/note", "La note est trop longue.")
	case len(values) > 200:
		return invalid("/fields", "Trop de champs.")
	}
	if values == nil {
		values = map[string]string{}
	}
	body, err := json.Marshal(Draft{Values: values, Note: text})
	if err != nil {
		return err
	}
	if len(body) > maxDraft {
		return invalid("/fields", "Ce brouillon est trop long.")
	}
	return d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		if _, err := tx.LockTask(ctx, by, taskID, leaseID); err != nil {
			return err
		}
		return tx.SaveDraft(ctx, taskID, by.ID, body)
	})
}

// drafts puts the caller's own drafts into tasks that he holds or may take.
func drafts(ctx context.Context, tx Tx, by bordereau.Principal, tasks []Task) error {
	if len(tasks) == 0 || !slices.Contains(reviewers, by.Role) {
		return nil
	}
	taskIDs := make([]string, len(tasks))
	for i, t := range tasks {
		taskIDs[i] = t.ID
	}
	mine, err := tx.Drafts(ctx, by.ID, taskIDs)
	if err != nil {
		return err
	}
	for i := range tasks {
		if dr, ok := mine[tasks[i].ID]; ok {
			tasks[i].Draft = &dr
		}
	}
	return nil
}

// MyDecision is one of a person's own decisions.
type MyDecision struct {
	DocumentID string          `json:"document_id"`
	TaskID     string          `json:"task_id"`
	Type       bordereau.Type  `json:"type"`
	FileName   string          `json:"file_name"`
	Action     Action          `json:"action"`
	Outcome    bordereau.State `json:"outcome"` // state it led to
	State      bordereau.State `json:"state"`   // of the document now
	Version    int64           `json:"version"` // of the document now: what Reopen asks for
	DecidedAt  time.Time       `json:"decided_at"`
	// Reopens says that it is the document's last decision and can still be undone.
	Reopens bool `json:"reopens"`
}

// MyDecisions are the caller's own last decisions, the latest first, n at most and 20
// by default.
func (d *Desk) MyDecisions(ctx context.Context, by bordereau.Principal, n int) (made []MyDecision, err error) {
	if err := allowReviewer(by); err != nil {
		return nil, err
	}
	if n <= 0 || n > 100 {
		n = 20
	}
	return made, d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		made, err = tx.DecisionsBy(ctx, by, d.Now().Add(-d.UndoDelay), n)
		return err
	})
}

// Queue is one kind of open tasks.
type Queue struct {
	Type bordereau.Type `json:"type"`
	Kind string         `json:"kind"`
	TaskTotals
}

// MyDay is for the caller's own eyes: what he did today, and what waits.
type MyDay struct {
	Day           string  `json:"day"` // YYYY-MM-DD in the bank's zone
	Decisions     int     `json:"decisions"`
	MedianSeconds float64 `json:"median_seconds"` // from opening a task to deciding it
	Queues        []Queue `json:"queues"`
}

// MyDay counts the caller's own decisions of today. Nobody is told of another's.
func (d *Desk) MyDay(ctx context.Context, by bordereau.Principal) (day MyDay, err error) {
	if err := allowReviewer(by); err != nil {
		return day, err
	}
	now := d.Now().In(d.Location)
	day.Day = now.Format(time.DateOnly)
	since := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, d.Location)
	return day, d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		if day.Decisions, day.MedianSeconds, err = tx.DayOf(ctx, by.ID, since); err != nil {
			return err
		}
		day.Queues, err = tx.Queues(ctx, by, now)
		return err
	})
}

// Preferences are how a person likes to work.
type Preferences struct {
	Language      string            `json:"language,omitempty"`       // fr, en
	Keys          map[string]string `json:"keys,omitempty"`           // action to key; "" switches one off
	AddingMachine bool              `json:"adding_machine,omitempty"` // the last two digits are cents
	SoundOff      bool              `json:"sound_off,omitempty"`
}

// Preferences reads the caller's own; the zero value when he has none.
func (d *Desk) Preferences(ctx context.Context, by bordereau.Principal) (p Preferences, err error) {
	if !by.Person {
		return p, bordereau.Errorf(bordereau.Forbidden, "Seule une personne a des préférences.")
	}
	return p, d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		body, err := tx.Preferences(ctx, by.ID)
		if err != nil || body == nil {
			return err
		}
		return json.Unmarshal(body, &p)
	})
}

// SetPreferences keeps the caller's own, of 8 KiB at most.
func (d *Desk) SetPreferences(ctx context.Context, by bordereau.Principal, p Preferences) error {
	if !by.Person {
		return bordereau.Errorf(bordereau.Forbidden, "Seule une personne a des préférences.")
	}
	if !slices.Contains([]string{"", "fr", "en"}, p.Language) {
		return invalid("/language", "Cette langue n'existe pas.")
	}
	body, err := json.Marshal(p)
	if err != nil {
		return err
	}
	if len(body) > maxPreferences {
		return invalid("/keys", "Ces préférences sont trop longues.")
	}
	return d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error { return tx.SetPreferences(ctx, by.ID, body) })
}
