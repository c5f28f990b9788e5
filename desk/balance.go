package desk

import (
	"context"
	"fmt"
	"slices"
	"strconv"
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
// of balance where all is even, none where it is not.
func (d *Desk) weigh(ctx context.Context, tx Tx, u *Unit, p unitParts) (entry.Balance, error) {
	r := p.remittance()
	slip := r.Declared[0]
	u.DeclaredCount, u.Declared = slip.Count, nil
	if slip.Total != nil {
		u.Declared = &bordereau.Money{Minor: *slip.Total, Currency: p.currency}
	}
	b := p.balance(r)
	for i := range p.cheques {
		if err := d.balanced(ctx, tx, &p.cheques[i], b.Even, nil, "amount"); err != nil {
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
	return b, d.balanced(ctx, tx, p.slip, b.Even, &check, "slip_count", "slip_total")
}

// remittance is what the balancer weighs: the cheques that count, the slip's own
// listing, and what slip and branch declare, the slip first.
func (p unitParts) remittance() entry.Remittance {
	r := entry.Remittance{Currency: p.currency, Cheques: p.weighed(p.cheques)}
	slip := entry.Declared{Source: "le bordereau"}
	if n, err := strconv.Atoi(p.slip.u.Value("slip_count")); err == nil {
		slip.Count = &n
	}
	if n, ok := amountOf(p.slip.u, "slip_total", p.currency); ok {
		slip.Total = &n
		slip.Others = p.readings(p.slip.u.Field("slip_total"))
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
	r.Declared = []entry.Declared{slip, branch}
	for i := 0; ; i++ {
		amount := p.slip.u.Field(fmt.Sprintf("lines[%d].amount", i))
		number := p.slip.u.Value(fmt.Sprintf("lines[%d].cheque_number", i))
		if amount == nil && number == "" {
			return r
		}
		l := entry.Listed{Number: number}
		if amount != nil {
			m, err := bordereau.ParseMoney(amount.Value, p.currency)
			l.Minor, l.Known = m.Minor, err == nil
		}
		r.Listing = append(r.Listing, l)
	}
}

func (p unitParts) weighed(cheques []piece) []entry.Part {
	parts := make([]entry.Part, len(cheques))
	for i, c := range cheques {
		part := entry.Part{Ordinal: c.ordinal, Number: c.u.Value("cheque_number")}
		part.Minor, part.Known = amountOf(c.u, "amount", p.currency)
		if f := c.u.Field("amount"); f != nil {
			part.Confidence = f.Confidence
			part.Others = p.readings(f)
			part.Proved = slices.ContainsFunc(f.Proofs, func(x bordereau.Proof) bool { return x.Kind.Strong() && x.Kind != bordereau.ProofBalance })
		}
		for name, to := range map[string]**int64{"amount_figures": &part.Figures, "amount_words": &part.Words} {
			if n, ok := amountOf(c.u, name, p.currency); ok {
				*to = &n
			}
			if f := c.u.Field(name); f != nil {
				part.Others = append(part.Others, p.readings(f)...)
			}
		}
		parts[i] = part
	}
	return parts
}

// readings are the other amounts that a field may be.
func (p unitParts) readings(f *bordereau.Field) (out []int64) {
	for _, a := range f.Alternatives {
		if m, err := bordereau.ParseMoney(a, p.currency); err == nil && m.Minor > 0 {
			out = append(out, m.Minor)
		}
	}
	return out
}

// balance weighs the cheques that are left of a slip, and where some were taken
// out, all that came with it: a cheque that is refused was remitted all the same.
func (p unitParts) balance(r entry.Remittance) entry.Balance {
	b := r.Weigh()
	if b.Even || len(p.gone) == 0 {
		return b
	}
	r.Cheques = append(slices.Clone(r.Cheques), p.weighed(p.gone)...)
	return r.Weigh()
}

// booksRemainder says whether a slip that balances with all that came with it is
// booked without what was taken out: where the policy says so, and nothing is to be
// scanned again, since that comes back.
func (d *Desk) booksRemainder(p unitParts) bool {
	return d.Policy.BooksRemainder() && !slices.ContainsFunc(p.gone, func(c piece) bool { return c.doc.State != bordereau.Rejected })
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
	for _, e := range p.balance(p.remittance()).Explanations {
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
