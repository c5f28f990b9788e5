package desk

import (
	"context"
	"time"

	"bordereau"
	"bordereau/journal"
)

// Reopen undoes a decision while it is not final, a rejection too: what is booked
// waits for its unit, the rest for its archiving to begin, or for the delay within
// which decisions are undone.
func (d *Desk) Reopen(ctx context.Context, by bordereau.Principal, documentID string, version int64) error {
	if err := allowReviewer(by); err != nil {
		return err
	}
	return d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		_, err := d.reopen(ctx, tx, by, documentID, version)
		return err
	})
}

func (d *Desk) reopenTask(ctx context.Context, by bordereau.Principal, taskID string, dec Decision) (doc bordereau.Document, err error) {
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		task, err := tx.Task(ctx, by, taskID)
		if err != nil {
			return err
		}
		doc, err = d.reopen(ctx, tx, by, task.Document, dec.Version)
		return err
	})
	return doc, err
}

func (d *Desk) reopen(ctx context.Context, tx Tx, by bordereau.Principal, id string, version int64) (bordereau.Document, error) {
	doc, err := d.lockFor(ctx, tx, by, id, version)
	if err != nil {
		return doc, err
	}
	if doc.State != bordereau.Decided && doc.State != bordereau.Rejected {
		return doc, bordereau.Errorf(bordereau.Conflicting, "Ce document n'est pas dans un état où sa validation peut être annulée.")
	}
	void, err := d.undoable(ctx, tx, doc)
	if err != nil {
		return doc, err
	}
	if err := tx.CancelArchive(ctx, doc.ID, d.Now()); err != nil {
		return doc, err
	}
	why := Reasons{{Rule: "reopened", Sentence: "Décision annulée par " + by.Name + "."}}
	if err := d.toReview(ctx, tx, &doc, bordereau.EvReopened, by, "first", why); err != nil {
		return doc, err
	}
	// Whoever takes a decision back takes it anew; a supervisor may give it to another.
	task, err := tx.OpenTask(ctx, doc.ID)
	if err != nil {
		return doc, err
	}
	if err := tx.Assign(ctx, task, by.ID); err != nil {
		return doc, err
	}
	if doc.UnitID == "" {
		return doc, nil
	}
	if void {
		if err := d.revive(ctx, tx, doc, by); err != nil {
			return doc, err
		}
	}
	return doc, d.closeUnit(ctx, tx, doc.UnitID, by)
}

// undoable refuses what is final. void says that the document's unit ended with its
// rejection, and has to be brought back with it.
func (d *Desk) undoable(ctx context.Context, tx Tx, doc bordereau.Document) (void bool, err error) {
	if doc.UnitID != "" {
		u, err := tx.LockUnit(ctx, doc.UnitID)
		if err != nil {
			return false, err
		}
		if u.State == unitFinal {
			return false, bordereau.Errorf(bordereau.Conflicting, "Ce document est comptabilisé : seule une extourne peut le corriger.")
		}
		void = u.State == unitVoid
		if void && (doc.State != bordereau.Rejected || !leads(doc)) {
			return false, bordereau.Errorf(bordereau.Conflicting, "Cette remise a été rejetée avec son bordereau : déposez-la de nouveau.")
		}
	}
	if doc.State != bordereau.Rejected {
		return void, nil
	}
	at, err := tx.RejectedAt(ctx, doc.ID)
	if err != nil {
		return false, err
	}
	if at == nil || (void || doc.UnitID == "") && d.Now().Sub(*at) > d.UndoDelay {
		return false, bordereau.Errorf(bordereau.Conflicting, "Ce rejet est définitif.")
	}
	return void, nil
}

// leads says whether a document is what a unit stands on: its slip, or the order.
func leads(doc bordereau.Document) bool {
	return doc.Type == bordereau.RemittanceSlip || doc.Type == bordereau.TransferOrder
}

// Leaver is a document that left a unit when its slip was rejected.
type Leaver struct {
	DocumentID string
	Version    int64      // after it left
	DecidedAt  *time.Time // when it had been decided, nil when it was not
}

// revive opens a unit again whose slip is taken back: what left with the slip comes
// back, decided as it was where nobody has taken it in hand since.
func (d *Desk) revive(ctx context.Context, tx Tx, slip bordereau.Document, by bordereau.Principal) error {
	u, err := tx.LockUnit(ctx, slip.UnitID)
	if err != nil {
		return err
	}
	u.State = unitOpen
	if err := tx.SetUnit(ctx, &u, d.Now()); err != nil {
		return err
	}
	if err := tx.Record(ctx, journal.Event{Kind: "unit.reopened", Subject: u.ID, Actor: by.ID}); err != nil {
		return err
	}
	left, err := tx.LeftWith(ctx, u.DepositID, u.ID)
	if err != nil {
		return err
	}
	for _, x := range left {
		if err := d.comeBack(ctx, tx, x, u.ID, by); err != nil {
			return err
		}
	}
	return nil
}

// comeBack joins a document to the unit that it left.
func (d *Desk) comeBack(ctx context.Context, tx Tx, x Leaver, unitID string, by bordereau.Principal) error {
	doc, err := tx.LockDocument(ctx, x.DocumentID)
	if err != nil || doc.UnitID != "" || !joinable(doc) && doc.State != bordereau.Rejected && doc.State != bordereau.Returned {
		return err
	}
	if err := tx.CancelArchive(ctx, doc.ID, d.Now()); err != nil {
		return err
	}
	// One event brought it back to review after it had left; more are somebody's hand.
	untouched := x.DecidedAt != nil && doc.State == bordereau.ToReview && doc.Version == x.Version+1
	if err := tx.ChangeDocument(ctx, &doc, "joined", bordereau.System, map[string]any{"unit": unitID}, func(c *bordereau.Document) { c.UnitID = unitID }); err != nil || !untouched {
		return err
	}
	task, err := tx.OpenTask(ctx, doc.ID)
	if err != nil {
		return err
	}
	if err := tx.EndTask(ctx, task, "cancelled", d.Now()); err != nil {
		return err
	}
	return tx.MoveDocument(ctx, &doc, bordereau.EvRestored, by, nil, func(c *bordereau.Document) { c.DecidedAt = x.DecidedAt })
}
