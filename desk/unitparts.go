package desk

import (
	"context"

	"bordereau"
	"bordereau/internal/ids"
)

// unitParts are the documents of a unit as they count.
type unitParts struct {
	slip     *piece // or the transfer order
	cheques  []piece
	gone     []piece // cheques that were rejected or returned: taken out of it
	deposit  bordereau.Deposit
	currency string
}

type piece struct {
	doc     bordereau.Document
	u       *bordereau.Understanding
	ordinal int // of a cheque, from 1, as the papers of the unit are shown
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
	known, err := tx.UnitValues(ctx, u.ID)
	if err != nil {
		return p, err
	}
	p.currency = "EUR"
	ordinal := 0
	for _, doc := range docs {
		values := known[doc.ID]
		if values == nil {
			values = &bordereau.Understanding{Type: doc.Type}
		}
		cheque := doc.Type != bordereau.RemittanceSlip && doc.Type != bordereau.TransferOrder
		if cheque && doc.State != bordereau.Duplicate && doc.State != bordereau.Split {
			ordinal++
		}
		switch doc.State {
		case bordereau.Duplicate, bordereau.Split:
			continue // another document stands for it
		case bordereau.Rejected, bordereau.Returned, bordereau.Destroyed:
			if cheque {
				p.gone = append(p.gone, piece{doc, values, ordinal})
			}
			continue
		}
		if !cheque {
			p.slip = &piece{doc: doc, u: values}
			if c := values.Value("currency"); c != "" {
				p.currency = c
			}
			continue
		}
		p.cheques = append(p.cheques, piece{doc, values, ordinal})
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
