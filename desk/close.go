package desk

import (
	"context"
	"fmt"
	"strings"

	"bordereau"
	"bordereau/check"
	"bordereau/entry"
	"bordereau/internal/ids"
	"bordereau/journal"
	"bordereau/review"
)

// closeUnit makes a unit final when all its documents are decided and they
// balance, and holds it with a sentence when they do not. It is called after
// every step of one of its documents.
func (d *Desk) closeUnit(ctx context.Context, tx Tx, unitID string, by bordereau.Principal) error {
	u, err := tx.LockUnit(ctx, unitID)
	if err != nil || u.State == unitFinal || u.State == unitVoid {
		return err
	}
	p, err := d.unitParts(ctx, tx, u)
	if err != nil {
		return err
	}
	if p.slip == nil {
		return d.voidUnit(ctx, tx, &u, p, by)
	}
	var why string
	if u.Kind == unitRemittance {
		b, err := d.weigh(ctx, tx, &u, p)
		if err != nil {
			return err
		}
		why = b.Sentence
		if len(p.gone) > 0 && !(b.Even && d.booksRemainder(p)) {
			why = p.takenOut() + " " + why
		}
	}
	for _, x := range p.all() {
		if x.doc.State != bordereau.Decided {
			u.State, u.HeldFor = unitOpen, ""
			return tx.SetUnit(ctx, &u, d.Now())
		}
	}
	if why == "" {
		why = d.unbookable(u, p)
	}
	if why == "" {
		return d.finish(ctx, tx, &u, p, by)
	}
	why = strings.TrimSpace(why)
	if u.State == unitHeld && u.HeldFor == why {
		return nil
	}
	u.State, u.HeldFor = unitHeld, why
	if err := tx.SetUnit(ctx, &u, d.Now()); err != nil {
		return err
	}
	return tx.Record(ctx, journal.Event{Kind: "unit.held", Subject: u.ID, Actor: by.ID, Values: map[string]any{"held_for": why}})
}

// unbookable says what an entry would lack, "" for nothing.
func (d *Desk) unbookable(u Unit, p unitParts) string {
	field := "iban"
	if u.Kind == unitTransfer {
		field = "debtor_iban"
		if _, ok := amountOf(p.slip.u, "amount", p.currency); !ok {
			return "Le montant de l'ordre n'est pas connu."
		}
	}
	if _, err := check.ParseIBAN(p.slip.u.Value(field)); err != nil {
		return "Le compte à mouvementer n'est pas connu."
	}
	for _, c := range p.cheques {
		if _, ok := amountOf(c.u, "amount", p.currency); !ok {
			return "Le montant d'un chèque n'est pas connu."
		}
	}
	return ""
}

// voidUnit ends a unit whose slip is gone: nothing is booked, and its cheques go
// back to a clerk.
func (d *Desk) voidUnit(ctx context.Context, tx Tx, u *Unit, p unitParts, by bordereau.Principal) error {
	u.State, u.HeldFor = unitVoid, ""
	if err := tx.SetUnit(ctx, u, d.Now()); err != nil {
		return err
	}
	if err := tx.Record(ctx, journal.Event{Kind: "unit.void", Subject: u.ID, Actor: by.ID}); err != nil {
		return err
	}
	for i := range p.cheques {
		doc := &p.cheques[i].doc
		if err := tx.ChangeDocument(ctx, doc, "left", bordereau.System, map[string]any{"void": u.ID, "decided_at": doc.DecidedAt}, func(c *bordereau.Document) { c.UnitID = "" }); err != nil {
			return err
		}
		if doc.State == bordereau.Decided {
			why := Reasons{{Rule: "slip_gone", Sentence: "Le bordereau de remise a été rejeté : décidez de ce chèque."}}
			if err := d.toReview(ctx, tx, doc, bordereau.EvReopened, bordereau.System, "first", why); err != nil {
				return err
			}
		}
	}
	return nil
}

// finish makes a unit final: its entry is written, and its documents are to be
// archived, in this very transaction.
func (d *Desk) finish(ctx context.Context, tx Tx, u *Unit, p unitParts, by bordereau.Principal) error {
	if u.Kind == unitRemittance && len(p.cheques) == 0 {
		u.State = unitVoid
		if err := tx.SetUnit(ctx, u, d.Now()); err != nil {
			return err
		}
		return d.archiveAll(ctx, tx, p)
	}
	if why := d.unbookable(*u, p); why != "" {
		return bordereau.Errorf(bordereau.Conflicting, "%s", why)
	}
	r, err := d.record(ctx, tx, *u, p)
	if err != nil {
		return err
	}
	u.State = unitFinal
	if err := tx.SetUnit(ctx, u, d.Now()); err != nil {
		return err
	}
	if err := d.archiveAll(ctx, tx, p); err != nil {
		return err
	}
	if err := tx.Record(ctx, journal.Event{Kind: "unit.final", Subject: u.ID, Actor: by.ID, Values: map[string]any{"released_by": u.ReleasedBy}}); err != nil {
		return err
	}
	_, err = d.writeEntry(ctx, tx, r, u.ID, by)
	return err
}

func (d *Desk) archiveAll(ctx context.Context, tx Tx, p unitParts) error {
	for _, x := range p.all() {
		if err := tx.InsertJob(ctx, NewJob{ID: ids.New(), DocumentID: x.doc.ID, Stage: StageArchive, Priority: x.doc.Priority}); err != nil {
			return err
		}
	}
	return nil
}

// record is the entry of a unit as it stands.
func (d *Desk) record(ctx context.Context, tx Tx, u Unit, p unitParts) (r entry.Record, err error) {
	slip := p.slip
	r = entry.Record{Kind: entry.Kind(u.Kind), Dossier: slip.doc.Dossier, Currency: p.currency, References: map[string]string{
		"unit": u.ID, "deposit": u.DepositID, "branch": p.deposit.Branch, "deposit_reference": p.deposit.Reference,
		"receipt": p.deposit.Receipt.Digest, "released_by": u.ReleasedBy, "released_reason": u.ReleasedReason,
	}}
	account := "iban"
	if u.Kind == unitTransfer {
		account = "debtor_iban"
		for _, name := range []string{"creditor_iban", "creditor", "remittance_information", "execution_date", "bic"} {
			r.References[name] = slip.u.Value(name)
		}
		minor, _ := amountOf(slip.u, "amount", p.currency)
		r.Lines, r.AmountMinor, err = d.Accounts.TransferOrder(slip.u.Value(account), entry.Amount{DocumentID: slip.doc.ID, Minor: minor})
	} else {
		var amounts []entry.Amount
		for _, c := range p.cheques {
			minor, _ := amountOf(c.u, "amount", p.currency)
			amounts = append(amounts, entry.Amount{DocumentID: c.doc.ID, Minor: minor})
		}
		r.Lines, r.AmountMinor, err = d.Accounts.Remittance(slip.u.Value(account), slip.doc.ID, amounts)
	}
	if err != nil {
		return r, err
	}
	r.References[account] = slip.u.Value(account)
	for i, c := range p.gone {
		at := fmt.Sprintf("taken_out.%d.", i+1)
		r.References[at+"document"] = c.doc.ID
		r.References[at+"cheque_number"] = c.u.Value("cheque_number")
		r.References[at+"amount"] = c.u.Value("amount")
		r.References[at+"reason"] = c.doc.Reason
		r.References[at+"reason_text"] = c.doc.ReasonText
	}
	holders, err := tx.Holders(ctx, slip.u.Value(account))
	if err != nil {
		return r, err
	}
	if len(holders) > 0 {
		r.Customer = holders[0]
	}
	for _, x := range p.all() {
		piece := entry.Piece{DocumentID: x.doc.ID, Type: x.doc.Type, SHA256: x.doc.SHA256, VersionID: x.doc.VersionID}
		for _, name := range append(review.BookingFields(x.doc.Type), "code_line") {
			f := x.u.Field(name)
			if f == nil {
				continue
			}
			if piece.Page == 0 && f.Page > 0 {
				piece.Page = x.doc.InFile(f.Page)
				if !f.Box.Empty() {
					box := f.Box
					piece.Box = &box
				}
			}
			for _, proof := range f.Proofs {
				r.Proofs = append(r.Proofs, entry.Proof{DocumentID: x.doc.ID, Field: name, Kind: proof.Kind, Detail: proof.Detail})
			}
		}
		r.Pieces = append(r.Pieces, piece)
		if x.doc.DecidedAt != nil && x.doc.DecidedAt.After(r.DecidedAt) {
			r.DecidedAt = *x.doc.DecidedAt
		}
	}
	if r.DecidedBy, err = tx.Deciders(ctx, p.ids()); err != nil {
		return r, err
	}
	if u.ReleasedBy != "" {
		r.DecidedBy = append(r.DecidedBy, u.ReleasedBy)
	}
	if len(r.DecidedBy) == 0 {
		r.DecidedBy = []string{bordereau.System.Name} // straight through, by the policy alone
	}
	if r.Proofs == nil {
		r.Proofs = []entry.Proof{}
	}
	return r, nil
}

// book makes the entry of a document's unit visible in the feed once every
// document of the unit is archived. It is called in the transaction that
// archives one.
func (d *Desk) book(ctx context.Context, tx Tx, doc *bordereau.Document) error {
	if doc.UnitID == "" {
		return nil
	}
	u, err := tx.LockUnit(ctx, doc.UnitID)
	if err != nil || u.State != unitFinal {
		return err
	}
	p, err := d.unitParts(ctx, tx, u)
	if err != nil {
		return err
	}
	for _, x := range p.all() {
		if x.doc.State != bordereau.Archived {
			return nil
		}
	}
	e, err := tx.EntryOfUnit(ctx, u.ID)
	if err != nil {
		return err
	}
	if e == nil || e.Sequence != 0 {
		return nil
	}
	for _, x := range p.all() {
		moved := x.doc
		if err := tx.MoveDocument(ctx, &moved, bordereau.EvBooked, bordereau.System, map[string]any{"entry": e.ID, "number": e.Number}, nil); err != nil {
			return err
		}
		if moved.ID == doc.ID {
			*doc = moved
		}
	}
	seq, err := tx.PublishEntry(ctx, e.ID, d.Now())
	if err != nil {
		return err
	}
	return tx.Record(ctx, journal.Event{Kind: "entry.visible", Subject: e.ID, Actor: bordereau.System.ID, Values: map[string]any{"sequence": seq}})
}
