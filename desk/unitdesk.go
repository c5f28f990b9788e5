package desk

import (
	"context"
	"slices"

	"bordereau"
	"bordereau/entry"
	"bordereau/review"
)

// UnitDesk is a remittance as a clerk works it: what is declared, the cheques in their
// order, and what is left. Amounts that the caller keys blind are nil, and so is what
// would give one away.
type UnitDesk struct {
	Unit
	Currency string `json:"currency"`
	// Count and TotalMinor are what the slip declares.
	Count      *int         `json:"count,omitempty"`
	TotalMinor *int64       `json:"total_minor,omitempty"`
	Cheques    []ChequeLine `json:"cheques"`
	// ValidatedMinor sums the cheques that are decided.
	Validated      int   `json:"validated"`
	ValidatedMinor int64 `json:"validated_minor"`
	// WithThisMinor adds the cheque that the caller has open, once he has keyed it.
	WithThisMinor *int64 `json:"with_this_minor,omitempty"`
	// RestMinor is the declared total less what is validated, or less WithThisMinor where
	// that is known. It is nil while it would give the last blind amount away.
	RestMinor *int64 `json:"rest_minor,omitempty"`
	// DifferenceMinor is the cheques' sum less the declared total once all are known to
	// the caller; nothing is booked before it is 0 or a supervisor releases the slip.
	DifferenceMinor *int64 `json:"difference_minor,omitempty"`
}

// ChequeLine is one cheque of a remittance.
type ChequeLine struct {
	Ordinal     int             `json:"ordinal"`
	DocumentID  string          `json:"document_id"`
	TaskID      string          `json:"task_id,omitempty"` // open
	Number      string          `json:"number,omitempty"`  // of the cheque
	AmountMinor *int64          `json:"amount_minor,omitempty"`
	Blind       bool            `json:"blind,omitempty"` // the amount is kept from the caller
	State       bordereau.State `json:"state"`
	Open        bool            `json:"open,omitempty"` // the caller has it open
	// DifferenceMinor is what the likeliest explanation would add to the amount.
	DifferenceMinor *int64 `json:"difference_minor,omitempty"`
	Explanation     string `json:"explanation,omitempty"`
}

// UnitDesk reads a remittance for who works it; NotFound for what the caller may not
// see, Invalid for a unit that is no remittance.
func (d *Desk) UnitDesk(ctx context.Context, by bordereau.Principal, unitID string) (v UnitDesk, err error) {
	if err := allow(by, append(reviewers, bordereau.RoleAuditor)...); err != nil {
		return v, err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		v = UnitDesk{}
		if v.Unit, err = tx.Unit(ctx, by, unitID); err != nil {
			return err
		}
		if v.Kind != unitRemittance {
			return invalid("/unit", "Cette unité n'est pas une remise de chèques.")
		}
		p, err := d.unitParts(ctx, tx, v.Unit)
		if err != nil {
			return err
		}
		values := map[string]*bordereau.Understanding{}
		for _, x := range append(p.all(), p.gone...) {
			values[x.doc.ID] = x.u
		}
		c, err := draw(ctx, tx, by, values)
		if err != nil {
			return err
		}
		if err := d.furnishUnit(ctx, tx, by, &v.Unit); err != nil {
			return err
		}
		return d.unitDesk(ctx, tx, by, &v, p, c)
	})
	return v, err
}

func (d *Desk) unitDesk(ctx context.Context, tx Tx, by bordereau.Principal, v *UnitDesk, p unitParts, c curtain) error {
	v.Currency = p.currency
	if p.slip != nil {
		declared := entry.DeclaredOf(p.slip.u, p.currency)
		v.Count = declared.Count
		if !slices.Contains(c.hidden[p.slip.doc.ID], "slip_total") {
			v.TotalMinor = declared.Total
		}
	}
	cheques := slices.Concat(p.cheques, p.gone)
	slices.SortFunc(cheques, func(a, b piece) int { return a.ordinal - b.ordinal })
	ids := make([]string, len(cheques))
	for i, x := range cheques {
		ids[i] = x.doc.ID
	}
	work, err := tx.OpenWork(ctx, by, ids)
	if err != nil {
		return err
	}
	held, err := tx.Held(ctx, by, false, TaskFilter{})
	if err != nil {
		return err
	}
	v.Cheques = []ChequeLine{}
	var this *int64
	blind, waiting := 0, 0
	known := int64(0)
	for _, x := range cheques {
		line := ChequeLine{Ordinal: x.ordinal, DocumentID: x.doc.ID, TaskID: work[x.doc.ID].TaskID, Number: x.u.Value("cheque_number"), State: x.doc.State,
			Open: slices.ContainsFunc(held, func(t Task) bool { return t.Document == x.doc.ID })}
		gone := slices.ContainsFunc(p.gone, func(g piece) bool { return g.ordinal == x.ordinal })
		if line.Blind = slices.Contains(c.hidden[x.doc.ID], "amount"); !line.Blind {
			if minor, ok := amountOf(x.u, "amount", p.currency); ok {
				line.AmountMinor = &minor
			}
		}
		if line.Open {
			if this, err = d.keyedAmount(ctx, tx, by, line, p.currency); err != nil {
				return err
			}
		}
		v.explain(&line, p.currency)
		v.Cheques = append(v.Cheques, line)
		switch {
		case gone:
			continue
		case settledState(x.doc.State) && line.AmountMinor != nil:
			v.Validated++
			v.ValidatedMinor += *line.AmountMinor
		default:
			waiting++
		}
		if line.AmountMinor != nil {
			known += *line.AmountMinor
		} else {
			blind++
		}
	}
	v.rest(this, waiting, blind, known)
	return nil
}

// rest fills in the running sums. The rest of a slip whose last open cheque is still
// blind is that cheque's amount, as the slip would have it.
func (v *UnitDesk) rest(this *int64, waiting, blind int, known int64) {
	if this != nil {
		sum := v.ValidatedMinor + *this
		v.WithThisMinor = &sum
	}
	if v.TotalMinor == nil {
		return
	}
	switch {
	case v.WithThisMinor != nil:
		rest := *v.TotalMinor - *v.WithThisMinor
		v.RestMinor = &rest
	case waiting != 1 || blind == 0:
		rest := *v.TotalMinor - v.ValidatedMinor
		v.RestMinor = &rest
	}
	if blind == 0 {
		difference := known - *v.TotalMinor
		v.DifferenceMinor = &difference
	}
}

// explain puts to a cheque the likeliest change that would restore the balance.
func (v *UnitDesk) explain(line *ChequeLine, currency string) {
	for _, e := range v.Explanations {
		if e.Ordinal != line.Ordinal || line.Ordinal == 0 {
			continue
		}
		line.Explanation = e.Sentence
		if m, err := bordereau.ParseMoney(e.Value, currency); err == nil && e.Field == "amount" && line.AmountMinor != nil {
			n := m.Minor - *line.AmountMinor
			line.DifferenceMinor = &n
		}
		return
	}
}

// keyedAmount is what the caller has keyed of the cheque he has open, or what he may
// see of it.
func (d *Desk) keyedAmount(ctx context.Context, tx Tx, by bordereau.Principal, line ChequeLine, currency string) (*int64, error) {
	mine, err := tx.Keyings(ctx, line.TaskID, by.ID)
	if err != nil {
		return nil, err
	}
	x := keyer{mine: mine}
	if k := x.settled("amount"); k != nil && k.Outcome != review.Unreadable {
		m, err := bordereau.ParseMoney(k.Value, currency)
		if err != nil {
			return nil, nil //nolint:nilerr // of another currency than the slip's: it is no part of its sum
		}
		return &m.Minor, nil
	}
	return line.AmountMinor, nil
}

// settledState says that people or proofs settled a document.
func settledState(s bordereau.State) bool {
	return s == bordereau.Decided || s == bordereau.Archived || s == bordereau.Booked
}
