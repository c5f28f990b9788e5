package desk

import (
	"context"
	"maps"
	"strings"
	"time"

	"bordereau"
)

// Refuse ends a document that the machine gave up on and that nobody will bring
// back: Reject, or Return to the branch, with a coded reason. Documents that wait
// for a person are refused by Decide.
func (d *Desk) Refuse(ctx context.Context, by bordereau.Principal, documentID string, dec Decision) (doc bordereau.Document, err error) {
	if err := allowReviewer(by); err != nil {
		return doc, err
	}
	ev := bordereau.EvRejected
	switch dec.Action {
	case Reject:
	case Return, Illegible:
		ev = bordereau.EvReturned
		if dec.Action == Illegible {
			dec.Reason = "illegible"
		}
	default:
		return doc, invalid("/action", "Rejetez ce document ou renvoyez-le à l'agence.")
	}
	text, err := refusalWords(dec.Reason, dec.Note, bordereau.Unknown)
	if err != nil {
		return doc, err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		if doc, err = d.lockFor(ctx, tx, by, documentID, dec.Version); err != nil {
			return err
		}
		if doc.State != bordereau.Quarantined {
			return bordereau.Errorf(bordereau.Conflicting, "Ce document n'est pas en quarantaine.")
		}
		if err := tx.MoveDocument(ctx, &doc, ev, by, nil, func(c *bordereau.Document) { c.Reason, c.ReasonText = dec.Reason, text }); err != nil {
			return err
		}
		if err := d.withdrawn(ctx, tx, by, doc.ID); err != nil {
			return err
		}
		if doc.UnitID == "" {
			return nil
		}
		return d.closeUnit(ctx, tx, doc.UnitID, by)
	})
	return doc, err
}

// Refile moves a document that is decided, archived or booked to another
// dossier. Nothing that was sealed is rewritten; the journal tells.
func (d *Desk) Refile(ctx context.Context, by bordereau.Principal, documentID string, version int64, dossierRef string) (doc bordereau.Document, err error) {
	if err := allowReviewer(by); err != nil {
		return doc, err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		x, err := tx.DossierByRef(ctx, by, dossierRef)
		if err != nil {
			if bordereau.CodeOf(err) == bordereau.NotFound {
				return invalid("/dossier", "Ce dossier n'existe pas.")
			}
			return err
		}
		if doc, err = d.lockFor(ctx, tx, by, documentID, version); err != nil {
			return err
		}
		if doc.State == bordereau.InReview {
			return bordereau.Errorf(bordereau.Conflicting, "Une personne valide ce document.")
		}
		from := doc.Dossier
		if err := tx.MoveDocument(ctx, &doc, bordereau.EvRefiled, by, map[string]any{"from_dossier": from, "dossier": dossierRef},
			func(c *bordereau.Document) { c.Dossier = dossierRef }); err != nil {
			return err
		}
		if err := tx.SetDossierWhy(ctx, doc.ID, []string{"Classé par " + by.Name + "."}); err != nil {
			return err
		}
		u, err := tx.Understanding(ctx, doc.ID)
		if err != nil {
			return err
		}
		if err := d.withdrawn(ctx, tx, by, doc.ID); err != nil {
			return err
		}
		if u == nil {
			return d.oblige(ctx, tx, by, x, &doc, nil)
		}
		// The current values are held against the new dossier; what was sealed stays.
		withdrawChecks(u)
		if err := d.heldAgainst(ctx, tx, by, x, &doc, u); err != nil {
			return err
		}
		d.judge(&doc, u, false)
		return d.keep(ctx, tx, doc, u)
	})
	return doc, err
}

// lockFor locks a document that by may see at the version that by saw, behind
// the lock of its deposit.
func (d *Desk) lockFor(ctx context.Context, tx Tx, by bordereau.Principal, id string, version int64) (bordereau.Document, error) {
	doc, err := tx.Document(ctx, id)
	if err != nil {
		return doc, err
	}
	sees, err := tx.MaySee(ctx, by, id)
	if err != nil {
		return doc, err
	}
	if !sees {
		return doc, bordereau.Errorf(bordereau.NotFound, "Ce document n'existe pas.")
	}
	if err := tx.LockDeposit(ctx, doc.DepositID); err != nil {
		return doc, err
	}
	if doc, err = tx.LockDocument(ctx, id); err != nil {
		return doc, err
	}
	if doc.Version != version {
		return doc, bordereau.Errorf(bordereau.Conflicting, "Ce document a changé entre-temps. Affichez-le de nouveau.")
	}
	return doc, nil
}

// refuse rejects a document or sends it back, with a coded reason.
func (v *verdict) refuse(ctx context.Context, ev bordereau.Event) error {
	text, err := refusalWords(v.dec.Reason, v.dec.Note, v.doc.Type)
	if err != nil {
		return err
	}
	if err := v.done(ctx); err != nil {
		return err
	}
	if err := v.desk.withdrawn(ctx, v.tx, v.by, v.doc.ID); err != nil {
		return err
	}
	facts := map[string]any{"lease": v.dec.LeaseID, "seen": v.dec.Seen}
	maps.Copy(facts, v.said)
	if err := v.tx.MoveDocument(ctx, v.doc, ev, v.by, facts, func(c *bordereau.Document) { c.Reason, c.ReasonText = v.dec.Reason, text }); err != nil {
		return err
	}
	return v.made(ctx)
}

// refusalWords are what a branch reads of a rejection or a return.
func refusalWords(reason, note string, t bordereau.Type) (string, error) {
	words := reasonWords(reason, t)
	if words == "" {
		return "", invalid("/reason", "Choisissez un motif.")
	}
	note = strings.TrimSpace(note)
	if reason == "other" && note == "" {
		return "", invalid("/note", "Précisez le motif.")
	}
	if len(note) > maxNote {
		return "", invalid("/note", "La note est trop longue.")
	}
	if note == "" {
		return words, nil
	}
	return words + " : " + note, nil
}

func noted(s, note string) string {
	if note = strings.TrimSpace(note); note != "" {
		s += " : " + note
	}
	return sentence(s)
}

// putOff gives the task back.
func (v *verdict) putOff(ctx context.Context, why Reasons, escalated bool, pause time.Duration) error {
	if err := v.desk.giveBack(ctx, v.tx, v.doc, v.task, v.by, why, escalated, pause); err != nil {
		return err
	}
	return v.made(ctx)
}
