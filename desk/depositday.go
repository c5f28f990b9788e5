package desk

import (
	"context"
	"time"

	"bordereau"
)

// dayTx reads a branch's day.
type dayTx interface {
	// DepositCounts counts what was tried from from to before to; "" for every branch.
	DepositCounts(ctx context.Context, branch string, from, to time.Time) (DepositDay, error)
	RefusedFiles(ctx context.Context, branch string, from, to time.Time, limit int) ([]RefusedFile, error)
	OpenUploads(ctx context.Context, branch string, from, to time.Time, limit int) ([]Upload, error)
	// DayFiles lists files as the principal may see them, the newest first.
	DayFiles(ctx context.Context, by bordereau.Principal, branch string, from, to time.Time, after string, limit int) ([]DayFile, error)
	// Steps tells when documents came to each state and by whom, in order.
	Steps(ctx context.Context, documentIDs []string) (map[string][]Happened, error)
}

// DepositDay adds up: Sent is Received, Refused, Interrupted and UnderWay, and
// Received is what follows it.
type DepositDay struct {
	Day         string `json:"day"`
	Branch      string `json:"branch,omitempty"`
	Sent        int    `json:"sent"`
	UnderWay    int    `json:"under_way"` // their last byte has not come yet
	Refused     int    `json:"refused"`
	Interrupted int    `json:"interrupted"`
	Received    int    `json:"received"`

	Booked     int `json:"booked"`
	Filed      int `json:"filed"`   // archived, and not for booking
	Waiting    int `json:"waiting"` // for a machine or a person
	ToRescan   int `json:"to_rescan"`
	Replaced   int `json:"replaced"` // were to be scanned again, and have been
	Rejected   int `json:"rejected"`
	Duplicates int `json:"duplicates"`
	Destroyed  int `json:"destroyed"`

	Refusals []RefusedFile `json:"refusals"`
	Open     []Upload      `json:"-"`
}

// DayFile is a file of the day, and what became of it.
type DayFile struct {
	bordereau.Document
	Sequence    int64 // of its deposit
	Doubts      int   // fields that wait for a person
	DuplicateAt *time.Time
	Parts       []bordereau.Document // what the file became
	Steps       []Happened           // the states it came to, each once
}

// dayShown is how many refusals and open uploads a day shows.
const dayShown = 100

// DepositDay reconciles a branch's day, by the clock of Paris: what it tried to send
// and what became of it. A branch sees its own, whatever it asks.
func (d *Desk) DepositDay(ctx context.Context, by bordereau.Principal, branch, day string) (DepositDay, error) {
	branch, from, to, err := d.dayOf(by, branch, day)
	if err != nil {
		return DepositDay{}, err
	}
	var out DepositDay
	err = d.Store.Snapshot(ctx, func(ctx context.Context, tx Tx) (err error) {
		if out, err = tx.DepositCounts(ctx, branch, from, to); err != nil {
			return err
		}
		if out.Refusals, err = tx.RefusedFiles(ctx, branch, from, to, dayShown); err != nil {
			return err
		}
		out.Open, err = tx.OpenUploads(ctx, branch, from, to, dayShown)
		return err
	})
	out.Day, out.Branch = day, branch
	return out, err
}

// DayFiles lists a day's files with what became of each, the newest first.
func (d *Desk) DayFiles(ctx context.Context, by bordereau.Principal, branch, day string, c Cursor) (List[DayFile], error) {
	branch, from, to, err := d.dayOf(by, branch, day)
	if err != nil {
		return List[DayFile]{}, err
	}
	var list List[DayFile]
	err = d.Store.Snapshot(ctx, func(ctx context.Context, tx Tx) error {
		files, err := tx.DayFiles(ctx, by, branch, from, to, c.After, limitOf(c)+1)
		if err != nil {
			return err
		}
		list = page(files, limitOf(c), func(f DayFile) string { return f.ID })
		ids := make([]string, len(list.Items))
		for i, f := range list.Items {
			ids[i] = f.ID
		}
		steps, err := tx.Steps(ctx, ids)
		for i := range list.Items {
			list.Items[i].Steps = reached(steps[list.Items[i].ID])
		}
		return err
	})
	return list, err
}

// reached keeps of a history each state that still holds, with its last time.
func reached(history []Happened) []Happened {
	var steps []Happened
	for _, h := range history {
		// What comes again is undone from there on.
		for i, s := range steps {
			if stepOf(s.Kind) >= stepOf(h.Kind) {
				steps = steps[:i]
				break
			}
		}
		steps = append(steps, h)
	}
	return steps
}

// stepOf is a kind of event's place in a document's life.
func stepOf(kind string) int {
	switch kind {
	case "document.received":
		return 0
	case "document.screened":
		return 1
	case "document.read":
		return 2
	case "document.review_needed", "document.reopened", "document.disagreed":
		return 3
	case "document.passed", "document.decided", "document.restored":
		return 4
	}
	return 5
}

// dayOf is which branch a principal sees of the one asked for, and the day's bounds.
func (d *Desk) dayOf(by bordereau.Principal, branch, day string) (string, time.Time, time.Time, error) {
	if by.Role == bordereau.RoleBranch {
		branch = by.Branch
		if branch == "" {
			return "", time.Time{}, time.Time{}, bordereau.Errorf(bordereau.NotFound, "Cette agence n'existe pas.")
		}
	}
	from, err := time.ParseInLocation(time.DateOnly, day, d.Location)
	if err != nil {
		return "", from, from, &bordereau.Error{Code: bordereau.Invalid, Pointer: "day", Message: "Indiquez un jour (2026-11-23)."}
	}
	return branch, from, from.AddDate(0, 0, 1), nil
}
