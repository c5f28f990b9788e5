package desk

import (
	"context"
	"time"

	"bordereau"
	"bordereau/journal"
)

// readsTx keeps who read what.
type readsTx interface {
	// FirstRead notes that a principal read a document on a day; it says whether it is
	// the first time.
	FirstRead(ctx context.Context, documentID, principalID, day string) (bool, error)
}

// EventSeen is the event of somebody's having read a document.
const EventSeen = "document.seen"

// noteRead writes down that somebody read a document: its values, its pages or its
// bytes. Once for each reader, document and day: a clerk at work opens the same paper
// many times, and a log of clicks hides who looked. What the machine reads is no event.
func (d *Desk) noteRead(ctx context.Context, tx Tx, by bordereau.Principal, documentID string) error {
	if by.Role == bordereau.RoleSystem {
		return nil
	}
	day := d.Now().In(d.Location).Format(time.DateOnly)
	first, err := tx.FirstRead(ctx, documentID, by.ID, day)
	if err != nil || !first {
		return err
	}
	return tx.Record(ctx, journal.Event{Kind: EventSeen, Subject: documentID, DocumentID: documentID, Actor: by.ID, Values: map[string]any{"by": by.Name, "day": day}})
}

// openedBy reads a document that the caller may see, and writes down that it was read.
func (d *Desk) openedBy(ctx context.Context, tx Tx, by bordereau.Principal, id string) (doc bordereau.Document, hidden bool, err error) {
	if doc, hidden, err = tx.SeenDocument(ctx, by, id); err == nil {
		err = d.noteRead(ctx, tx, by, doc.ID)
	}
	return doc, hidden, err
}
