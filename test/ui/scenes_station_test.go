//go:build ui

package ui

import (
	"context"
	"fmt"
	"strconv"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/specimen"
)

func init() {
	scenes["bordereaux"] = (*theatre).slips
}

// slips are remittances of n (41) cheques each, of (1) them, of cents (123756) and
// more each, made out to the customer of
// the dossier: of doubtful (n) cheques nothing proves the amount, and everything else is
// sure. Of wrong (0) of these the machine reads figures and words alike and not as they
// are, of split (0) more the figures alone. With same=1 all pictures are one.
func (h *theatre) slips(ctx context.Context, ask func(string, int) int) (played, error) {
	var all played
	n := ask("n", 41)
	doubtful, wrong, split := ask("doubtful", n), ask("wrong", 0), ask("split", 0)
	for of := range ask("of", 1) {
		var total int64
		slip, err := h.form(specimen.Spec{Kind: bordereau.RemittanceSlip, Seed: 7})
		if err != nil {
			return played{}, err
		}
		papers := []prop{slip}
		truths := []map[string]string{{}}
		for i := range n {
			cents := int64(ask("cents", 123756))
			if ask("same", 0) == 0 {
				cents += int64(1737 * (i + of*n))
			}
			total += cents
			p, err := h.drawer(cents)
			if err != nil {
				return played{}, err
			}
			if i < doubtful {
				for _, name := range []string{"amount", "amount_figures", "amount_words"} {
					reads := ""
					if i < wrong || i < wrong+split && name != "amount_words" {
						reads = bordereau.Money{Minor: cents + 90, Currency: "EUR"}.Decimal()
					}
					p.doubt(name, reads)
				}
			}
			papers = append(papers, p)
			truths = append(truths, map[string]string{"amount": bordereau.Money{Minor: cents, Currency: "EUR"}.Decimal()})
		}
		truths[0] = map[string]string{"slip_total": bordereau.Money{Minor: total, Currency: "EUR"}.Decimal(), "slip_count": strconv.Itoa(n), "iban": "FR7630001007941234567890185"}
		for name, v := range truths[0] {
			h.set(&papers[0], name, v)
		}
		h.set(&papers[0], "account_holder", "Marie DUPONT")
		one, err := h.bring(ctx, desk.Declaration{Dossier: "2026-004512", Reference: fmt.Sprintf("00982%02d", h.seq%100), Kind: string(bordereau.RemittanceSlip), SlipCount: &n,
			SlipTotal: &bordereau.Money{Minor: total, Currency: "EUR"}}, papers...)
		if err != nil {
			return played{}, err
		}
		for i := range truths {
			one.Documents[i].True = truths[i]
		}
		all.Deposit, all.Documents = one.Deposit, append(all.Documents, one.Documents...)
	}
	return all, nil
}

// drawer is a cheque of the usual size, made out to the customer of the dossier.
func (h *theatre) drawer(cents int64) (prop, error) {
	h.seq++
	amount := bordereau.Money{Minor: cents, Currency: "EUR"}.Decimal()
	p, err := h.form(specimen.Spec{Kind: bordereau.Cheque, Seed: 3, Layout: "personal", Set: map[string]string{"amount": amount, "payee": "Marie DUPONT"}})
	if err != nil {
		return prop{}, err
	}
	number := fmt.Sprintf("%07d", 6512000+h.seq)
	h.set(&p, "cheque_number", number)
	h.set(&p, "code_line", "C"+number+" C075000004908D 241410518989A")
	h.set(&p, "interbank_zone", "075000004908")
	h.set(&p, "internal_zone", "241410518989")
	h.set(&p, "payee", "Marie DUPONT")
	h.set(&p, "date", h.Now().In(h.Location).AddDate(0, 0, -2).Format("2006-01-02"))
	for _, name := range []string{"amount", "amount_figures", "amount_words"} {
		h.set(&p, name, amount)
	}
	h.set(&p, "signature_present", "true")
	h.set(&p, "currency", "EUR")
	return p, nil
}
