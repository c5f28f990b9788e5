package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"bordereau"
	"bordereau/entry"
	"bordereau/internal/ids"
	"bordereau/journal"
	"bordereau/review"
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
			err = furnishUnit(ctx, tx, &u)
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
			if err := furnishUnit(ctx, tx, &units[i]); err != nil {
				return err
			}
		}
		return nil
	})
	return page(units, limit, func(u Unit) string { return u.ID }), err
}

func furnishUnit(ctx context.Context, tx Tx, u *Unit) (err error) {
	if u.Documents, err = tx.UnitDocuments(ctx, u.ID); err != nil {
		return err
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
		return furnishUnit(ctx, tx, &u)
	})
	return u, err
}

// unitParts are the documents of a unit as they count.
type unitParts struct {
	slip     *piece // or the transfer order
	cheques  []piece
	gone     []bordereau.Document // rejected or returned: no longer part of it
	deposit  bordereau.Deposit
	currency string
}

type piece struct {
	doc bordereau.Document
	u   *bordereau.Understanding
}

func (p unitParts) all() []piece {
	if p.slip == nil {
		return p.cheques
	}
	return append([]piece{*p.slip}, p.cheques...)
}

func (p unitParts) ids() (ids []string) {
	for _, x := range p.all() {
		ids = append(ids, x.doc.ID)
	}
	return ids
}

func (d *Desk) unitParts(ctx context.Context, tx Tx, u Unit) (p unitParts, err error) {
	if p.deposit, err = tx.Deposit(ctx, bordereau.System, u.DepositID); err != nil {
		return p, err
	}
	docs, err := tx.UnitDocuments(ctx, u.ID)
	if err != nil {
		return p, err
	}
	p.currency = "EUR"
	for _, doc := range docs {
		switch doc.State {
		case bordereau.Rejected, bordereau.Returned, bordereau.Duplicate, bordereau.Split, bordereau.Destroyed:
			p.gone = append(p.gone, doc)
			continue
		}
		values, err := tx.Understanding(ctx, doc.ID)
		if err != nil {
			return p, err
		}
		if values == nil {
			values = &bordereau.Understanding{Type: doc.Type}
		}
		if doc.Type == bordereau.RemittanceSlip || doc.Type == bordereau.TransferOrder {
			p.slip = &piece{doc, values}
			if c := values.Value("currency"); c != "" {
				p.currency = c
			}
			continue
		}
		p.cheques = append(p.cheques, piece{doc, values})
	}
	return p, nil
}

// amountOf is what a document is worth in the unit's currency.
func amountOf(u *bordereau.Understanding, field, currency string) (int64, bool) {
	if c := u.Value("currency"); c != "" && c != currency {
		return 0, false
	}
	m, err := bordereau.ParseMoney(u.Value(field), currency)
	return m.Minor, err == nil && m.Minor > 0
}

// joinUnits puts the documents of a deposit that are booked together into their
// units: a transfer order alone; a slip with the cheques that follow it, and
// those before the first slip with the first. Documents that are settled for good
// stay where they are.
func (d *Desk) joinUnits(ctx context.Context, tx Tx, depositID string) error {
	docs, err := tx.DocumentsOf(ctx, depositID)
	if err != nil {
		return err
	}
	units, err := tx.UnitsOf(ctx, depositID)
	if err != nil {
		return err
	}
	byID := map[string]Unit{}
	for _, u := range units {
		byID[u.ID] = u
	}
	open := func(id string) bool { s := byID[id].State; return s == unitOpen || s == unitHeld }
	var slips []int
	for i, doc := range docs {
		if doc.Type == bordereau.RemittanceSlip && joinable(doc) && (doc.UnitID == "" || open(doc.UnitID)) {
			slips = append(slips, i)
		}
	}
	put := func(doc *bordereau.Document, unit string) error {
		if doc.UnitID == unit || !joinable(*doc) || doc.UnitID != "" && !open(doc.UnitID) {
			return nil
		}
		if doc.State == bordereau.Decided && doc.UnitID == "" {
			if err := tx.CancelArchive(ctx, doc.ID, d.Now()); err != nil {
				return err
			}
		}
		what := "joined"
		if unit == "" {
			what = "left"
		}
		return tx.ChangeDocument(ctx, doc, what, bordereau.System, map[string]any{"unit": unit}, func(c *bordereau.Document) { c.UnitID = unit })
	}
	for i := range docs {
		doc := &docs[i]
		var err error
		switch {
		case doc.Type == bordereau.TransferOrder || doc.Type == bordereau.RemittanceSlip:
			if !joinable(*doc) || doc.UnitID != "" {
				continue
			}
			kind := unitTransfer
			if doc.Type == bordereau.RemittanceSlip {
				kind = unitRemittance
			}
			u := Unit{ID: ids.New(), Kind: kind, DepositID: depositID, State: unitOpen, Version: 1}
			if err := tx.AddUnit(ctx, u); err != nil {
				return err
			}
			byID[u.ID] = u
			err = put(doc, u.ID)
		case doc.Type == bordereau.Cheque && len(slips) > 0:
			continue // below, once every slip has its unit
		default:
			err = put(doc, "")
		}
		if err != nil {
			return err
		}
	}
	for i := range docs {
		if docs[i].Type != bordereau.Cheque || len(slips) == 0 {
			continue
		}
		slip := slips[0]
		for _, s := range slips {
			if s < i {
				slip = s
			}
		}
		if err := put(&docs[i], docs[slip].UnitID); err != nil {
			return err
		}
	}
	return nil
}

func joinable(doc bordereau.Document) bool {
	switch doc.State {
	case bordereau.Classified, bordereau.ToReview, bordereau.InReview, bordereau.SecondReview, bordereau.Decided:
		return true
	}
	return false
}

// proofOfBalance is what the amounts of a slip carry when they sum.
const proofOfBalance = "les chèques et le bordereau s'équilibrent"

// ruleBalance names the check that holds a slip against its cheques.
const ruleBalance = "slip_balance"

// weigh holds the cheques of a unit against what the slip and the branch
// declare, and writes what follows into the values of its documents: the proof
// of balance where all is even, none where it is not.
func (d *Desk) weigh(ctx context.Context, tx Tx, u *Unit, p unitParts) (entry.Balance, error) {
	parts := make([]entry.Part, len(p.cheques))
	for i, c := range p.cheques {
		parts[i].Ordinal = i + 1
		parts[i].Minor, parts[i].Known = amountOf(c.u, "amount", p.currency)
		for _, other := range []string{"amount_figures", "amount_words"} {
			if n, ok := amountOf(c.u, other, p.currency); ok && n != parts[i].Minor {
				parts[i].Others = append(parts[i].Others, n)
			}
		}
	}
	declared := []entry.Declared{{Source: "le bordereau"}}
	if n, err := strconv.Atoi(p.slip.u.Value("slip_count")); err == nil {
		declared[0].Count = &n
	}
	if n, ok := amountOf(p.slip.u, "slip_total", p.currency); ok {
		declared[0].Total = &n
	}
	u.DeclaredCount, u.Declared = declared[0].Count, nil
	if declared[0].Total != nil {
		u.Declared = &bordereau.Money{Minor: *declared[0].Total, Currency: p.currency}
	}
	branch := entry.Declared{Source: "le dépôt de l'agence", Count: p.deposit.SlipCount}
	if t := p.deposit.SlipTotal; t != nil {
		// Another currency cannot agree: -1 is no sum of cheques.
		n := int64(-1)
		if t.Currency == p.currency {
			n = t.Minor
		}
		branch.Total = &n
	}
	b := entry.Weigh(parts, p.currency, declared[0], branch)
	for i := range p.cheques {
		if err := d.balanced(ctx, tx, &p.cheques[i], b.Even, nil, "amount"); err != nil {
			return b, err
		}
	}
	verdict, detail := bordereau.Inconclusive, b.Sentence
	switch {
	case b.Even:
		verdict, detail = bordereau.Passed, proofOfBalance
	case !slices.ContainsFunc(parts, func(p entry.Part) bool { return !p.Known }):
		verdict = bordereau.Failed
	}
	check := bordereau.Check{Rule: ruleBalance, Verdict: verdict, Detail: detail, Fields: []string{"slip_count", "slip_total"}}
	return b, d.balanced(ctx, tx, p.slip, b.Even, &check, "slip_count", "slip_total")
}

// balanced gives fields of a piece the proof of balance or takes it away, and
// sets the check that tells of it. A piece that waits for a clerk for nothing but
// what the balance now settles waits no more.
func (d *Desk) balanced(ctx context.Context, tx Tx, p *piece, even bool, check *bordereau.Check, fields ...string) error {
	before := d.judge(&p.doc, p.u, false)
	if check != nil {
		setCheck(p.u, *check)
	}
	for _, name := range fields {
		if f := p.u.Field(name); f != nil {
			review.Withdraw(f, bordereau.ProofBalance)
			if even {
				f.Prove(bordereau.ProofBalance, proofOfBalance)
			}
		}
	}
	after := d.judge(&p.doc, p.u, false)
	if err := d.keep(ctx, tx, p.doc, p.u); err != nil {
		return err
	}
	if p.doc.State != bordereau.ToReview || slices.Equal(before.reasons, after.reasons) {
		return nil
	}
	task, err := tx.OpenTask(ctx, p.doc.ID)
	if err != nil || task == "" {
		return err
	}
	// Only reasons that are the policy's own are replaced by what it says now.
	replaced, err := tx.ReplaceReasons(ctx, task, before.reasons, after.reasons)
	if err != nil || !replaced || after.people > 0 {
		return err
	}
	if err := tx.EndTask(ctx, task, "cancelled", d.Now()); err != nil {
		return err
	}
	return d.decided(ctx, tx, &p.doc, bordereau.EvPassed, bordereau.System, 0, map[string]any{"policy": d.Policy.Version, "by": ruleBalance})
}

func setCheck(u *bordereau.Understanding, c bordereau.Check) {
	u.Checks = slices.DeleteFunc(u.Checks, func(o bordereau.Check) bool { return o.Rule == c.Rule })
	u.Checks = append(u.Checks, c)
}
