package desk

import (
	"context"

	"bordereau"
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
	if doc.UnitID != "" {
		u, err := tx.LockUnit(ctx, doc.UnitID)
		if err != nil {
			return doc, err
		}
		if u.State == unitFinal {
			return doc, bordereau.Errorf(bordereau.Conflicting, "Ce document est comptabilisé : seule une extourne peut le corriger.")
		}
		if u.State == unitVoid {
			return doc, bordereau.Errorf(bordereau.Conflicting, "Cette remise a été rejetée avec son bordereau : déposez-la de nouveau.")
		}
	}
	if doc.State == bordereau.Rejected {
		at, err := tx.RejectedAt(ctx, doc.ID)
		if err != nil {
			return doc, err
		}
		if at == nil || doc.UnitID == "" && d.Now().Sub(*at) > d.UndoDelay {
			return doc, bordereau.Errorf(bordereau.Conflicting, "Ce rejet est définitif.")
		}
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
	return doc, d.closeUnit(ctx, tx, doc.UnitID, by)
}
