package desk

import (
	"context"
	"strings"
	"time"

	"bordereau"
	"bordereau/internal/ids"
	"bordereau/journal"
	"bordereau/policy"
)

// Kinds of open items.
const (
	ItemEntryRefused = "entry_refused" // booking refused an entry
	ItemSampleError  = "sample_error"  // a sample found an error
)

// OpenItem is what is final and still wants somebody: it has no task, since no decision
// on its document is possible any more. It stands in the basket until it is closed.
type OpenItem struct {
	ID          string     `json:"id"`
	Kind        string     `json:"kind"`
	EntryID     string     `json:"entry_id,omitempty"`
	EntryNumber int64      `json:"entry_number,omitempty"`
	BusinessDay string     `json:"business_day,omitempty"`
	ReversedBy  string     `json:"reversed_by,omitempty"`
	DocumentID  string     `json:"document_id,omitempty"`
	Sentence    string     `json:"sentence"`
	State       string     `json:"state"` // open, done
	OpenedAt    time.Time  `json:"opened_at"`
	EndedAt     *time.Time `json:"ended_at,omitempty"`
	EndedBy     string     `json:"ended_by,omitempty"`
	Note        string     `json:"note,omitempty"`
}

// openItemTx is what open items need of the record.
type openItemTx interface {
	AddOpenItem(ctx context.Context, i OpenItem) error
	// OpenItems lists the items of a state that a principal may know of, oldest first.
	OpenItems(ctx context.Context, by bordereau.Principal, state, after string, limit int) ([]OpenItem, error)
	// CountOpenItems counts the open ones of them.
	CountOpenItems(ctx context.Context, by bordereau.Principal) (int, error)
	// LockOpenItem reads an open one that a principal may know of, and locks it.
	LockOpenItem(ctx context.Context, by bordereau.Principal, id string) (OpenItem, error)
	EndOpenItem(ctx context.Context, id, by, note string, at time.Time) error
	// OpenItemsOf are the ids of the open items about an entry.
	OpenItemsOf(ctx context.Context, entryID string) ([]string, error)
}

// openItem opens an item.
func (d *Desk) openItem(ctx context.Context, tx Tx, i OpenItem, by bordereau.Principal) error {
	if err := tx.AddOpenItem(ctx, i); err != nil {
		return err
	}
	return tx.Record(ctx, journal.Event{Kind: "item.opened", Subject: i.ID, DocumentID: i.DocumentID, Actor: by.ID,
		Values: map[string]any{"kind": i.Kind, "entry": i.EntryID, "sentence": i.Sentence}})
}

// OpenItems lists what is final and still wants somebody, oldest first; state is open
// or done.
func (d *Desk) OpenItems(ctx context.Context, by bordereau.Principal, state string, c Cursor) (List[OpenItem], error) {
	if err := allow(by, append(reviewers, bordereau.RoleAuditor)...); err != nil {
		return List[OpenItem]{}, err
	}
	if state != "done" {
		state = "open"
	}
	limit := limitOf(c)
	var items []OpenItem
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		items, err = tx.OpenItems(ctx, by, state, c.After, limit+1)
		return err
	})
	return page(items, limit, func(i OpenItem) string { return i.ID }), err
}

// CountOpenItems counts what is final and still wants somebody.
func (d *Desk) CountOpenItems(ctx context.Context, by bordereau.Principal) (n int, err error) {
	if err := allow(by, append(reviewers, bordereau.RoleAuditor)...); err != nil {
		return n, err
	}
	return n, d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		n, err = tx.CountOpenItems(ctx, by)
		return err
	})
}

// CloseItem closes an item with what was done about it.
func (d *Desk) CloseItem(ctx context.Context, by bordereau.Principal, id, note string) error {
	if err := allow(by, bordereau.RoleSupervisor); err != nil {
		return err
	}
	if !by.Person {
		return bordereau.Errorf(bordereau.Forbidden, "Un suspens est soldé par une personne.")
	}
	if note = strings.TrimSpace(note); note == "" || len(note) > maxNote {
		return invalid("/note", "Dites ce qui a été fait, en %d caractères au plus.", maxNote)
	}
	return d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		if _, err := tx.LockOpenItem(ctx, by, id); err != nil {
			return err
		}
		return d.endItem(ctx, tx, id, by, note)
	})
}

func (d *Desk) endItem(ctx context.Context, tx Tx, id string, by bordereau.Principal, note string) error {
	if err := tx.EndOpenItem(ctx, id, by.Name, note, d.Now()); err != nil {
		return err
	}
	return tx.Record(ctx, journal.Event{Kind: "item.closed", Subject: id, Actor: by.ID, Values: map[string]any{"note": note}})
}

// refusedItem brings an entry that booking refused back to the basket, with its reason.
func (d *Desk) refusedItem(ctx context.Context, tx Tx, s StoredEntry, reason string, by bordereau.Principal) error {
	document, err := tx.LeadDocument(ctx, s.ID)
	if err != nil {
		return err
	}
	return d.openItem(ctx, tx, OpenItem{ID: ids.New(), Kind: ItemEntryRefused, EntryID: s.ID, DocumentID: document, OpenedAt: d.Now(),
		Sentence: "La comptabilité a refusé l'écriture : " + sentence(reason)}, by)
}

// labelled names fields in a clerk's words.
func labelled(fields []string) string {
	out := make([]string, len(fields))
	for i, name := range fields {
		out[i] = strings.ToLower(policy.Label(name))
	}
	return strings.Join(out, ", ")
}
