package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"bordereau"
	"bordereau/journal"
)

// Kinds and states of booking units.
const (
	unitRemittance = "cheque_remittance"
	unitTransfer   = "transfer"
	unitOpen       = "open"
	unitHeld       = "held"
	unitFinal      = "final"
	unitVoid       = "void"
)

// unitTx is what booking units need.
type unitTx interface {
	// LockDeposit makes whoever settles documents of one deposit wait for each
	// other; it is taken before any of their rows is locked.
	LockDeposit(ctx context.Context, depositID string) error
	AddUnit(ctx context.Context, u Unit) error
	// Unit reads a unit that a principal may see; NotFound.
	Unit(ctx context.Context, by bordereau.Principal, id string) (Unit, error)
	// LockUnit reads a unit and locks its row.
	LockUnit(ctx context.Context, id string) (Unit, error)
	UnitsOf(ctx context.Context, depositID string) ([]Unit, error)
	// SetUnit writes what changes of a unit, where its version still is u's, and
	// raises it. Conflicting.
	SetUnit(ctx context.Context, u *Unit, at time.Time) error
	Units(ctx context.Context, by bordereau.Principal, state, after string, limit int) ([]Unit, error)
	// UnitValues are the current values of a unit's documents, by document.
	UnitValues(ctx context.Context, unitID string) (map[string]*bordereau.Understanding, error)
	// LeftWith are the documents of a deposit that left a unit when it was void, each by
	// the last time it did.
	LeftWith(ctx context.Context, depositID, unitID string) ([]Leaver, error)
	// CancelArchive takes back a document's archiving that has not begun;
	// Conflicting when it has.
	CancelArchive(ctx context.Context, documentID string, at time.Time) error
	// Deciders are the logins of the people whose decisions on the documents stand.
	Deciders(ctx context.Context, documentIDs []string) ([]string, error)
	// Holders are the customers that hold an account, by reference.
	Holders(ctx context.Context, iban string) ([]string, error)
}

// Unit reads a booking unit with its documents.
func (d *Desk) Unit(ctx context.Context, by bordereau.Principal, id string) (u Unit, err error) {
	if err := allow(by, dossierReaders...); err != nil {
		return u, err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		if u, err = tx.Unit(ctx, by, id); err == nil {
			err = d.furnishUnit(ctx, tx, by, &u)
		}
		return err
	})
	return u, err
}

// Units lists booking units, latest first; state "" is all of them.
func (d *Desk) Units(ctx context.Context, by bordereau.Principal, state string, c Cursor) (List[Unit], error) {
	if err := allow(by, dossierReaders...); err != nil {
		return List[Unit]{}, err
	}
	limit := limitOf(c)
	var units []Unit
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		if units, err = tx.Units(ctx, by, state, c.After, limit+1); err != nil {
			return err
		}
		for i := range units {
			if err := d.furnishUnit(ctx, tx, by, &units[i]); err != nil {
				return err
			}
		}
		return nil
	})
	return page(units, limit, func(u Unit) string { return u.ID }), err
}

func (d *Desk) furnishUnit(ctx context.Context, tx Tx, by bordereau.Principal, u *Unit) (err error) {
	if u.Documents, err = tx.UnitDocuments(ctx, u.ID); err != nil {
		return err
	}
	if u.Explanations, err = d.explain(ctx, tx, *u); err != nil {
		return err
	}
	if err := blindUnit(ctx, tx, by, u); err != nil {
		return err
	}
	if u.State == unitHeld {
		if u.SlipTask, err = tx.SlipTask(ctx, u.ID); err != nil {
			return err
		}
	}
	e, err := tx.EntryOfUnit(ctx, u.ID)
	if e != nil {
		u.EntryID, u.EntryNumber = e.ID, e.Number
	}
	return err
}

// ReleaseUnit books a unit that is held, as its documents are, on the word of a
// supervisor who decided none of them.
func (d *Desk) ReleaseUnit(ctx context.Context, by bordereau.Principal, id string, version int64, reason string) (u Unit, err error) {
	if err := allow(by, bordereau.RoleSupervisor); err != nil {
		return u, err
	}
	if !by.Person {
		return u, bordereau.Errorf(bordereau.Forbidden, "Un bordereau en attente est libéré par une personne.")
	}
	if reason = strings.TrimSpace(reason); reason == "" || len(reason) > 1000 {
		return u, invalid("/reason", "Indiquez le motif de la libération.")
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		if u, err = tx.Unit(ctx, by, id); err != nil {
			return err
		}
		if err = tx.LockDeposit(ctx, u.DepositID); err != nil {
			return err
		}
		if u, err = tx.LockUnit(ctx, id); err != nil {
			return err
		}
		if u.State != unitHeld || u.Version != version {
			return bordereau.Errorf(bordereau.Conflicting, "Ce bordereau a changé entre-temps. Affichez-le de nouveau.")
		}
		parts, err := d.unitParts(ctx, tx, u)
		if err != nil {
			return err
		}
		deciders, err := tx.Deciders(ctx, parts.ids())
		if err != nil {
			return err
		}
		if p := parts.deposit.By; p.ID == by.ID {
			return bordereau.Errorf(bordereau.Forbidden, "Vous avez déposé ce bordereau : un autre responsable doit le libérer.")
		}
		if slices.Contains(deciders, by.Name) {
			return bordereau.Errorf(bordereau.Forbidden, "Vous avez décidé d'une pièce de ce bordereau : un autre responsable doit le libérer.")
		}
		u.ReleasedBy, u.ReleasedReason = by.Name, reason
		if err := tx.Record(ctx, journal.Event{Kind: "unit.released", Subject: u.ID, Actor: by.ID,
			Values: map[string]any{"reason": reason, "held_for": u.HeldFor}}); err != nil {
			return err
		}
		if err := d.finish(ctx, tx, &u, parts, by); err != nil {
			return err
		}
		return d.furnishUnit(ctx, tx, by, &u)
	})
	return u, err
}
