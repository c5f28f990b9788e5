package desk

import (
	"context"
	"strings"
	"time"

	"bordereau"
	"bordereau/entry"
	"bordereau/internal/ids"
	"bordereau/journal"
)

// ReversalProposal is an entry's reversal before it is written: one proposes it, and a
// supervisor who is somebody else confirms it.
type ReversalProposal struct {
	ID          string     `json:"id"`
	EntryID     string     `json:"entry_id"`
	EntryNumber int64      `json:"entry_number"`
	BusinessDay string     `json:"business_day"`
	Currency    string     `json:"currency"`
	AmountMinor int64      `json:"amount_minor"`
	Reason      string     `json:"reason"`
	ProposedBy  string     `json:"proposed_by"` // id
	Proposer    string     `json:"proposer"`    // name
	ProposedAt  time.Time  `json:"proposed_at"`
	State       string     `json:"state"` // open, confirmed, refused
	EndedBy     string     `json:"ended_by,omitempty"`
	EndedAt     *time.Time `json:"ended_at,omitempty"`
}

// reversalTx is what reversals need of the record.
type reversalTx interface {
	// AddReversal keeps a proposal; Conflicting when one is open already.
	AddReversal(ctx context.Context, p ReversalProposal) error
	Reversals(ctx context.Context, state string, limit int) ([]ReversalProposal, error)
	// OpenReversalOf is the open proposal about an entry, nil when there is none.
	OpenReversalOf(ctx context.Context, entryID string) (*ReversalProposal, error)
	// LockReversal reads an open proposal and locks it; NotFound, Conflicting.
	LockReversal(ctx context.Context, id string) (ReversalProposal, error)
	EndReversal(ctx context.Context, id, state, by string, at time.Time) error
}

const reversalsShown = 100

// reversible says why an entry cannot be reversed, nil when it can.
func reversible(s StoredEntry) error {
	switch {
	case s.Kind == entry.Reversal:
		return bordereau.Errorf(bordereau.Conflicting, "Une extourne ne s'extourne pas.")
	case s.ReversedBy != "":
		return bordereau.Errorf(bordereau.Conflicting, "L'écriture %d est déjà extournée.", s.Number)
	case s.Sequence == 0:
		return bordereau.Errorf(bordereau.Conflicting, "L'écriture %d n'est pas encore transmise à la comptabilité.", s.Number)
	}
	return nil
}

// ProposeReversal proposes that an entry be reversed. Nothing is written to the books
// before somebody else confirms it.
func (d *Desk) ProposeReversal(ctx context.Context, by bordereau.Principal, entryID, reason string) (p ReversalProposal, err error) {
	if err := allowReviewer(by); err != nil {
		return p, err
	}
	if reason = strings.TrimSpace(reason); reason == "" || len(reason) > 1000 {
		return p, invalid("/reason", "Indiquez le motif de l'extourne.")
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		s, err := tx.Entry(ctx, entryID)
		if err != nil {
			return err
		}
		if err := reversible(s); err != nil {
			return err
		}
		p, err = d.propose(ctx, tx, s, reason, by)
		return err
	})
	return p, err
}

func (d *Desk) propose(ctx context.Context, tx Tx, s StoredEntry, reason string, by bordereau.Principal) (ReversalProposal, error) {
	p := ReversalProposal{ID: ids.New(), EntryID: s.ID, EntryNumber: s.Number, Reason: reason, ProposedBy: by.ID, Proposer: by.Name, ProposedAt: d.Now(), State: "open"}
	if err := tx.AddReversal(ctx, p); err != nil {
		return p, err
	}
	return p, tx.Record(ctx, journal.Event{Kind: "reversal.proposed", Subject: p.ID, Actor: by.ID, Values: map[string]any{"entry": s.ID, "number": s.Number, "reason": reason}})
}

// proposeFor proposes in the machine's name, where that is possible and nobody has
// done so.
func (d *Desk) proposeFor(ctx context.Context, tx Tx, s StoredEntry, reason string) error {
	if reversible(s) != nil {
		return nil
	}
	open, err := tx.OpenReversalOf(ctx, s.ID)
	if err != nil || open != nil {
		return err
	}
	_, err = d.propose(ctx, tx, s, reason, bordereau.System)
	return err
}

// Reverse is both steps in one call, for programs: it confirms what somebody else has
// proposed about an entry, and gives the record of the reversal; without that it
// proposes, and gives the proposal.
func (d *Desk) Reverse(ctx context.Context, by bordereau.Principal, entryID, reason string) (record []byte, p ReversalProposal, err error) {
	if err := allowReviewer(by); err != nil {
		return nil, p, err
	}
	var open *ReversalProposal
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		open, err = tx.OpenReversalOf(ctx, entryID)
		return err
	})
	if err != nil {
		return nil, p, err
	}
	if open != nil && open.ProposedBy != by.ID && by.Role == bordereau.RoleSupervisor {
		record, err = d.ConfirmReversal(ctx, by, open.ID)
		return record, *open, err
	}
	p, err = d.ProposeReversal(ctx, by, entryID, reason)
	return nil, p, err
}

// Reversals lists proposals, the open ones or those that ended last.
func (d *Desk) Reversals(ctx context.Context, by bordereau.Principal, state string) (list []ReversalProposal, err error) {
	if err := allow(by, append(entryReaders, bordereau.RoleClerk)...); err != nil {
		return nil, err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		list, err = tx.Reversals(ctx, state, reversalsShown)
		return err
	})
	return list, err
}

// ConfirmReversal writes the reversal that somebody else proposed, and gives its
// record. Items that were open about the entry are closed with it.
func (d *Desk) ConfirmReversal(ctx context.Context, by bordereau.Principal, id string) (record []byte, err error) {
	err = d.endReversal(ctx, by, id, false, func(ctx context.Context, tx Tx, p ReversalProposal) error {
		if err := tx.EndReversal(ctx, p.ID, "confirmed", by.ID, d.Now()); err != nil {
			return err
		}
		items, err := tx.OpenItemsOf(ctx, p.EntryID)
		if err != nil {
			return err
		}
		for _, item := range items {
			if err := d.endItem(ctx, tx, item, by, "Extourne confirmée : "+p.Reason); err != nil {
				return err
			}
		}
		record, err = d.reverse(ctx, tx, by, p.EntryID, p.Reason, p.Proposer)
		return err
	})
	return record, err
}

// RefuseReversal ends a proposal without writing anything. Who proposed may withdraw.
func (d *Desk) RefuseReversal(ctx context.Context, by bordereau.Principal, id string) error {
	return d.endReversal(ctx, by, id, true, func(ctx context.Context, tx Tx, p ReversalProposal) error {
		if err := tx.EndReversal(ctx, p.ID, "refused", by.ID, d.Now()); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Kind: "reversal.refused", Subject: p.ID, Actor: by.ID, Values: map[string]any{"entry": p.EntryID}})
	})
}

func (d *Desk) endReversal(ctx context.Context, by bordereau.Principal, id string, own bool, fn func(context.Context, Tx, ReversalProposal) error) error {
	if err := allow(by, bordereau.RoleSupervisor); err != nil {
		return err
	}
	if !by.Person {
		return bordereau.Errorf(bordereau.Forbidden, "Une extourne est décidée par une personne.")
	}
	return d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		// The counter of entries first, as everywhere; then the proposal.
		if err := tx.LockEntries(ctx); err != nil {
			return err
		}
		p, err := tx.LockReversal(ctx, id)
		if err != nil {
			return err
		}
		if p.ProposedBy == by.ID && !own {
			return bordereau.Errorf(bordereau.Forbidden, "Vous avez proposé cette extourne : un autre responsable doit la confirmer.")
		}
		return fn(ctx, tx, p)
	})
}

// reverse writes the mirror of an entry and puts it into the feed. The counter of
// entries is held.
func (d *Desk) reverse(ctx context.Context, tx Tx, by bordereau.Principal, entryID, reason, proposer string) ([]byte, error) {
	s, err := tx.Entry(ctx, entryID)
	if err != nil {
		return nil, err
	}
	if err := reversible(s); err != nil {
		return nil, err
	}
	was, err := entry.Parse(s.Body)
	if err != nil {
		return nil, err
	}
	back := was.Reverse(reason)
	back.DecidedBy, back.DecidedAt = []string{proposer, by.Name}, d.Now()
	stored, err := d.writeEntry(ctx, tx, back, "", by)
	if err != nil {
		return nil, err
	}
	if _, err := tx.PublishEntry(ctx, stored.ID, d.Now()); err != nil {
		return nil, err
	}
	return entry.Delivered(stored.Body, stored.Digest)
}
