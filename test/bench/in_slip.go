package main

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"bordereau"
	"bordereau/dossier"
	"bordereau/entry"
	"bordereau/internal/specimen"
	"bordereau/policy"
)

// remitted is what becomes of a cheque that lies in a slip of 2 to 20 cheques, as at the
// desk: its payee is held against the depositor, who bears the name that was drawn; the
// slip lists all cheques with what was drawn, the amounts of the others are proved, and it
// weighs them and chooses among the readings of this one's ink. u is the cheque with what
// follows for it.
func remitted(u bordereau.Understanding, truth specimen.Truth, seed uint64) bordereau.Understanding {
	holder := holders(truth.Fields["payee"])
	u, checks := dossier.Verify(u, holder, nil, "")
	u.Checks = append(slices.Clone(u.Checks), checks...)
	dossier.Depositor(&u, holder)

	r := rand.New(rand.NewPCG(seed, 0x72656d6974))
	n := 2 + r.IntN(19)
	this := 1 + r.IntN(n)
	slip := entry.Remittance{Currency: "EUR"}
	var total int64
	for ordinal := 1; ordinal <= n; ordinal++ {
		p, l := entry.PartOf(&u, ordinal, "EUR"), entry.Listed{Number: truth.Fields["cheque_number"], Known: true}
		if m, err := bordereau.ParseMoney(truth.Fields["amount"], "EUR"); err == nil {
			l.Minor = m.Minor
		}
		if ordinal != this {
			l = entry.Listed{Number: fmt.Sprintf("%07d", 1_000+r.IntN(9_000_000)), Minor: amount(r), Known: true}
			p = entry.Part{Ordinal: ordinal, Number: l.Number, Minor: l.Minor, Known: true, Proved: true}
		}
		slip.Cheques, slip.Listing = append(slip.Cheques, p), append(slip.Listing, l)
		total += l.Minor
	}
	slip.Declared = []entry.Declared{{Source: "le bordereau", Count: &n, Total: &total}}
	choices := slip.Solve()
	if !slip.With(choices).Weigh().Even {
		return u
	}
	u.Fields = slices.Clone(u.Fields)
	why := "les chèques et le bordereau s'équilibrent"
	for _, c := range choices {
		entry.Choose(&u, &c, "EUR")
		why = c.Why
	}
	if f := u.Field("amount"); f != nil && entry.Provable(&u) {
		f.Proofs = slices.Clone(f.Proofs)
		f.Prove(bordereau.ProofBalance, why)
	}
	return u
}

// wrongInSlip says whether a slip proved an amount that is not the cheque's, or an amount
// of a cheque that is for a person.
func wrongInSlip(u bordereau.Understanding, truth specimen.Truth, disagree bool) bool {
	u = policy.Default().Statuses(u)
	f := u.Field("amount")
	return f != nil && f.Status == bordereau.Proved && (disagree || f.Value != truth.Fields["amount"])
}
