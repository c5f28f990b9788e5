package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"bordereau"
	"bordereau/entry"
	"bordereau/review"
)

// proofOfBalance is what the amounts of a slip carry when they sum.
const proofOfBalance = "les chèques et le bordereau s'équilibrent"

// ruleBalance names the check that holds a slip against its cheques.
const ruleBalance = "slip_balance"

// weigh holds the cheques of a unit against what the slip and the branch
// declare, and writes what follows into the values of its documents: the proof
// of balance where all is even, with the amounts that the slip chose among the
// readings of the ink; none where it is not, and the amounts as they were first read.
func (d *Desk) weigh(ctx context.Context, tx Tx, u *Unit, p unitParts) (entry.Balance, error) {
	r := p.remittance()
	slip := r.Declared[0]
	u.DeclaredCount, u.Declared = slip.Count, nil
	if slip.Total != nil {
		u.Declared = &bordereau.Money{Minor: *slip.Total, Currency: p.currency}
	}
	b, choices := p.balance(r)
	for i := range p.cheques {
		c := &p.cheques[i]
		at := slices.IndexFunc(choices, func(x entry.Choice) bool { return x.Ordinal == c.ordinal })
		var choice *entry.Choice
		if at >= 0 {
			choice = &choices[at]
		}
		if err := d.weighed(ctx, tx, c, b.Even, choice, p.currency); err != nil {
			return b, err
		}
	}
	verdict, detail := bordereau.Inconclusive, b.Sentence
	switch {
	case b.Even:
		verdict, detail = bordereau.Passed, proofOfBalance
	case !slices.ContainsFunc(r.Cheques, func(c entry.Part) bool { return !c.Known }):
		verdict = bordereau.Failed
	}
	if len(b.Explanations) > 0 {
		detail += " Explication la plus probable : " + b.Explanations[0].Sentence
	}
	check := bordereau.Check{Rule: ruleBalance, Verdict: verdict, Detail: detail, Fields: []string{"slip_count", "slip_total"}}
	return b, d.balanced(ctx, tx, p.slip, func(u *bordereau.Understanding) {
		setCheck(u, check)
		prove(u, b.Even, proofOfBalance, "slip_count", "slip_total")
	})
}

// weighed gives a cheque what follows from its slip, and tells the journal where the
// slip chose another reading of its amount than stood there.
func (d *Desk) weighed(ctx context.Context, tx Tx, c *piece, even bool, choice *entry.Choice, currency string) error {
	before := c.u.Value("amount")
	err := d.balanced(ctx, tx, c, func(u *bordereau.Understanding) {
		entry.Choose(u, choice, currency)
		d.circulates(u)
		why := proofOfBalance
		if choice != nil {
			why = choice.Why
		}
		prove(u, even && entry.Provable(u), why, "amount")
	})
	if after := c.u.Value("amount"); err == nil && after != before {
		err = note(ctx, tx, c.doc, "amount.chosen", bordereau.System, map[string]any{"field": "amount", "was": before, "is": after, "by": ruleBalance})
	}
	return err
}

// prove gives fields the proof of balance or takes it away.
func prove(u *bordereau.Understanding, even bool, why string, fields ...string) {
	for _, name := range fields {
		if f := u.Field(name); f != nil {
			review.Withdraw(f, bordereau.ProofBalance)
			if even {
				f.Prove(bordereau.ProofBalance, why)
			}
		}
	}
}

// remittance is what the balancer weighs: the cheques that count, the slip's own
// listing, and what slip and branch declare, the slip first.
func (p unitParts) remittance() entry.Remittance {
	branch := entry.Declared{Source: "le dépôt de l'agence", Count: p.deposit.SlipCount}
	if t := p.deposit.SlipTotal; t != nil {
		// Another currency cannot agree: -1 is no sum of cheques.
		n := int64(-1)
		if t.Currency == p.currency {
			n = t.Minor
		}
		branch.Total = &n
	}
	return entry.Remittance{Currency: p.currency, Cheques: p.parts(p.cheques), Listing: entry.ListingOf(p.slip.u, p.currency),
		Declared: []entry.Declared{entry.DeclaredOf(p.slip.u, p.currency), branch}}
}

func (p unitParts) parts(cheques []piece) []entry.Part {
	parts := make([]entry.Part, len(cheques))
	for i, c := range cheques {
		parts[i] = entry.PartOf(c.u, c.ordinal, p.currency)
	}
	return parts
}

// balance weighs the cheques that are left of a slip, with the readings that it chooses
// among theirs; and where some were taken out, all that came with it: a cheque that is
// refused was remitted all the same.
func (p unitParts) balance(r entry.Remittance) (entry.Balance, []entry.Choice) {
	choices := r.Solve()
	b := r.With(choices).Weigh()
	if !b.Even && len(p.gone) > 0 {
		r.Cheques = append(slices.Clone(r.Cheques), p.parts(p.gone)...)
		return r.Weigh(), nil
	}
	return b, choices
}

// booksRemainder says whether a slip that balances with all that came with it is
// booked without what was taken out: where the policy says so, and nothing is to be
// scanned again, since that comes back.
func (d *Desk) booksRemainder(p unitParts) bool {
	return d.Rules().BooksRemainder() && !slices.ContainsFunc(p.gone, func(c piece) bool { return c.doc.State != bordereau.Rejected })
}

// takenOut says which cheques were rejected or sent back, and why.
func (p unitParts) takenOut() string {
	which := make([]string, len(p.gone))
	for i, c := range p.gone {
		which[i] = fmt.Sprintf("n° %d", c.ordinal)
		if n, ok := amountOf(c.u, "amount", p.currency); ok {
			which[i] += ", " + entry.French(n, p.currency)
		}
		if c.doc.ReasonText != "" {
			which[i] += " (" + strings.TrimSuffix(c.doc.ReasonText, ".") + ")"
		}
	}
	s := fmt.Sprintf("%d chèques de ce bordereau ont été rejetés ou renvoyés à l'agence", len(p.gone))
	if len(p.gone) == 1 {
		s = "1 chèque de ce bordereau a été rejeté ou renvoyé à l'agence"
	}
	return s + " : " + strings.Join(which, " ; ") + "."
}

// explain gives what may lie behind a remittance that waits and does not balance,
// the likeliest first.
func (d *Desk) explain(ctx context.Context, tx Tx, u Unit) ([]Explanation, error) {
	if u.Kind != unitRemittance || u.State != unitOpen && u.State != unitHeld {
		return nil, nil
	}
	p, err := d.unitParts(ctx, tx, u)
	if err != nil || p.slip == nil {
		return nil, err
	}
	var out []Explanation
	b, _ := p.balance(p.remittance())
	for _, e := range b.Explanations {
		x := Explanation{Explanation: e}
		for _, c := range slices.Concat(p.cheques, p.gone) {
			if c.ordinal == e.Ordinal {
				x.DocumentID = c.doc.ID
			}
		}
		out = append(out, x)
	}
	return out, nil
}

// balanced changes the values of a piece by what its slip says. A piece that waits for
// a clerk for nothing but what the balance now settles waits no more.
func (d *Desk) balanced(ctx context.Context, tx Tx, p *piece, change func(*bordereau.Understanding)) error {
	before := d.judge(&p.doc, p.u, false)
	change(p.u)
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
	return d.decided(ctx, tx, &p.doc, bordereau.EvPassed, bordereau.System, 0, map[string]any{"policy": d.Rules().Version, "by": ruleBalance})
}

func setCheck(u *bordereau.Understanding, c bordereau.Check) {
	u.Checks = slices.DeleteFunc(u.Checks, func(o bordereau.Check) bool { return o.Rule == c.Rule })
	u.Checks = append(u.Checks, c)
}

// explainTo gives the explanations of a slip's balance to who looks at one of its
// papers: all of them at the slip, and at a cheque those that speak of it.
func (d *Desk) explainTo(ctx context.Context, tx Tx, by bordereau.Principal, doc bordereau.Document) ([]Explanation, error) {
	u, err := tx.Unit(ctx, by, doc.UnitID)
	if bordereau.CodeOf(err) == bordereau.NotFound {
		return nil, nil // another paper of the unit is not for these eyes
	}
	if err != nil {
		return nil, err
	}
	all, err := d.explain(ctx, tx, u)
	if doc.Type == bordereau.RemittanceSlip {
		return all, err
	}
	return slices.DeleteFunc(all, func(e Explanation) bool { return e.DocumentID != doc.ID }), err
}
