package desk

import (
	"context"
	"slices"
	"time"

	"bordereau"
	"bordereau/internal/ids"
	"bordereau/journal"
	"bordereau/review"
)

// settle takes a document on that was just classified: whether its cheque came in
// before, its dossier, what the dossier proves, the booking unit, and then the
// policy, which lets it pass or wants a person. It is called in the transaction
// that keeps the reading, with the document in state Classified; u is kept with
// what is added to it.
//
// Papers that are booked together wait in Classified until their whole deposit
// is, since the balance of a slip may prove what is doubtful alone. A paper of
// the deposit that the machine gives up on ends that wait too: see settleDeposit.
func (d *Desk) settle(ctx context.Context, tx Tx, doc *bordereau.Document, u *bordereau.Understanding) error {
	if err := tx.LockDeposit(ctx, doc.DepositID); err != nil {
		return err
	}
	if _, err := d.instrument(ctx, tx, doc, u); err != nil {
		return err
	}
	if err := d.file(ctx, tx, doc, u); err != nil {
		return err
	}
	if err := d.settleDeposit(ctx, tx, doc.DepositID); err != nil {
		return err
	}
	now, err := tx.Document(ctx, doc.ID)
	if err != nil {
		return err
	}
	*doc = now
	return nil
}

// settleDeposit forms the booking units of a deposit once all of it is
// classified, and takes on what waited for that. It is called whenever a
// document of the deposit leaves the machine, be it for quarantine.
func (d *Desk) settleDeposit(ctx context.Context, tx Tx, depositID string) error {
	if err := tx.LockDeposit(ctx, depositID); err != nil {
		return err
	}
	docs, err := tx.DocumentsOf(ctx, depositID)
	if err != nil {
		return err
	}
	pending := slices.ContainsFunc(docs, func(x bordereau.Document) bool {
		return x.State == bordereau.Received || x.State == bordereau.Screened || x.State == bordereau.Read
	})
	if !pending {
		if err := d.joinUnits(ctx, tx, depositID); err != nil {
			return err
		}
		if err := d.payees(ctx, tx, depositID); err != nil {
			return err
		}
		if err := d.weighUnits(ctx, tx, depositID); err != nil {
			return err
		}
		if docs, err = tx.DocumentsOf(ctx, depositID); err != nil {
			return err
		}
	}
	touched := map[string]bool{}
	for i := range docs {
		doc := &docs[i]
		if doc.State != bordereau.Classified || pending && bookedTogether(doc.Type) {
			continue
		}
		if err := d.route(ctx, tx, doc); err != nil {
			return err
		}
		if doc.UnitID != "" {
			touched[doc.UnitID] = true
		}
	}
	for _, doc := range docs {
		if touched[doc.UnitID] {
			delete(touched, doc.UnitID)
			if err := d.closeUnit(ctx, tx, doc.UnitID, bordereau.System); err != nil {
				return err
			}
		}
	}
	return nil
}

func bookedTogether(t bordereau.Type) bool {
	return t == bordereau.Cheque || t == bordereau.RemittanceSlip || t == bordereau.TransferOrder
}

// weighUnits gives the amounts of every open slip of a deposit the proof of
// balance, or takes it back.
func (d *Desk) weighUnits(ctx context.Context, tx Tx, depositID string) error {
	return d.remittances(ctx, tx, depositID, func(u Unit, p unitParts) error {
		_, err := d.weigh(ctx, tx, &u, p)
		return err
	})
}

// route asks the policy what becomes of a classified document.
func (d *Desk) route(ctx context.Context, tx Tx, doc *bordereau.Document) error {
	u, err := tx.Understanding(ctx, doc.ID)
	if err != nil {
		return err
	}
	if u == nil {
		u = &bordereau.Understanding{Type: doc.Type}
	}
	j := d.judge(doc, u, false)
	if doc.Type == bordereau.Cheque && doc.UnitID == "" {
		j.reasons = append(j.reasons, Reason{Rule: "no_slip", Sentence: "Aucun bordereau de remise n'accompagne ce chèque dans le dépôt."})
		j.people = max(j.people, 1)
	}
	if err := d.keep(ctx, tx, *doc, u); err != nil {
		return err
	}
	if j.people > 0 {
		return d.toReview(ctx, tx, doc, bordereau.EvReview, bordereau.System, "first", j.reasons)
	}
	return d.decided(ctx, tx, doc, bordereau.EvPassed, bordereau.System, 0, map[string]any{"policy": d.Rules().Version})
}

// decided settles a document. What is not booked is archived after delay; what is
// waits for its unit, which the caller closes.
func (d *Desk) decided(ctx context.Context, tx Tx, doc *bordereau.Document, ev bordereau.Event, by bordereau.Principal, delay time.Duration, facts map[string]any) error {
	at := d.Now().UTC()
	if err := tx.MoveDocument(ctx, doc, ev, by, facts, func(c *bordereau.Document) { c.DecidedAt = &at }); err != nil {
		return err
	}
	if doc.UnitID != "" {
		return nil
	}
	return tx.InsertJob(ctx, NewJob{ID: ids.New(), DocumentID: doc.ID, Stage: StageArchive, Priority: doc.Priority, RunAfter: delay})
}

// toReview brings a document before a person.
func (d *Desk) toReview(ctx context.Context, tx Tx, doc *bordereau.Document, ev bordereau.Event, by bordereau.Principal, kind string, why Reasons) error {
	rules := make([]string, len(why))
	for i, r := range why {
		rules[i] = r.Rule
	}
	if err := tx.MoveDocument(ctx, doc, ev, by, map[string]any{"rules": rules}, func(c *bordereau.Document) { c.DecidedAt, c.Reason, c.ReasonText = nil, "", "" }); err != nil {
		return err
	}
	_, err := d.addTask(ctx, tx, *doc, kind, why)
	return err
}

// addTask opens a task, due by the service level of its document.
func (d *Desk) addTask(ctx context.Context, tx Tx, doc bordereau.Document, kind string, why Reasons) (id string, err error) {
	id = ids.New()
	return id, tx.AddTask(ctx, Task{ID: id, Kind: kind, Document: doc.ID, Branch: doc.Branch, Priority: doc.Priority, Reasons: why, CreatedAt: d.Now(),
		DueAt: d.Rules().Due(doc.Type, doc.ReceivedAt.In(d.Location), d.calendar.Working)})
}

// amounts are the fields that a document's amount is taken from, the first that it has.
var amounts = []string{"amount", "slip_total", "gross_amount", "net_pay"}

// keep writes the current values, and what search knows of them.
func (d *Desk) keep(ctx context.Context, tx Tx, doc bordereau.Document, u *bordereau.Understanding) error {
	currency := u.Value("currency")
	if currency == "" {
		currency = "EUR"
	}
	var minor *int64
	for _, name := range amounts {
		if m, err := bordereau.ParseMoney(u.Value(name), currency); err == nil {
			minor = &m.Minor
			break
		}
	}
	if err := tx.SetUnderstanding(ctx, doc.ID, u, minor); err != nil {
		return err
	}
	values, has := foundBy(u, doc.ReceivedAt)
	return tx.AddFound(ctx, doc.ID, values, has, keyedUnseen(u))
}

// keyedUnseen says whether nothing proves the amount that a document is found by: a clerk
// reads it on the picture.
func keyedUnseen(u *bordereau.Understanding) bool {
	if u == nil {
		return false
	}
	names := slices.Concat(review.Unproved(u), review.Handwritten(u))
	return slices.ContainsFunc(amounts, func(name string) bool { return slices.Contains(names, name) })
}

// gaveUp records that the machine leaves a document to people for good, and lets
// the rest of its deposit go on. reason is a code, text a sentence.
func (d *Desk) gaveUp(ctx context.Context, tx Tx, doc *bordereau.Document, reason, text string) error {
	if err := tx.LockDeposit(ctx, doc.DepositID); err != nil {
		return err
	}
	err := tx.MoveDocument(ctx, doc, bordereau.EvGaveUp, bordereau.System, nil, func(c *bordereau.Document) { c.Reason, c.ReasonText = reason, text })
	if err != nil {
		return err
	}
	return d.settleDeposit(ctx, tx, doc.DepositID)
}

// note records an event of a document that is not a change of state.
func note(ctx context.Context, tx Tx, doc bordereau.Document, kind string, by bordereau.Principal, values map[string]any) error {
	return tx.Record(ctx, journal.Event{Kind: kind, Subject: doc.ID, DocumentID: doc.ID, Actor: by.ID, Values: values})
}
