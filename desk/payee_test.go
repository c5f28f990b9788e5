package desk_test

import (
	"testing"

	"bordereau"
	"bordereau/desk"
	"bordereau/dossier"
)

// A cheque of a slip is paid to whom the slip credits, not to any customer.
func TestPayeeIsTheDepositor(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.customer(dossier.Customer{Ref: "C2", Kind: dossier.Person, Surname: "DURVERNOY", GivenNames: "Margaux"}, "FR7630001007941234567890282")
	if _, err := h.CreateDossier(t.Context(), h.branch, desk.DossierView{Ref: "D2", Kind: "cheque_remittance", Customers: []string{"C1", "C2"}}); err != nil {
		t.Fatal(err)
	}
	to := func(payee string) paper {
		p := cheque("10.00", agreement)
		p.fields[2].Value = payee
		return p
	}
	for _, c := range []struct {
		payee  string
		proved bool
	}{
		{"Boulangerie Martin SARL", true},
		{"BOULANGERIE MARTIN", true},
		{"Margaux Durvernoy", false}, // a customer of the dossier, but not of the account
		{"Boulangerie Marin SARL", false},
		{"Garage des Moulins", false},
	} {
		docs := h.bring(bordereau.Deposit{Dossier: "D2"}, slip(1, "10.00"), to(c.payee))
		got := false
		for _, p := range h.values(docs[1]).Field("payee").Proofs {
			got = got || p.Kind == bordereau.ProofDossier
		}
		if got != c.proved {
			t.Errorf("%s: the dossier proves the payee: %v", c.payee, got)
		}
	}
}

// A cheque that names no dossier lies in that of its slip.
func TestChequeFollowsItsSlip(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.deposit(bordereau.Deposit{}, 2)
	stranger := cheque("10.00", agreement)
	stranger.fields[2].Value = "Garage des Moulins"
	for i, p := range []paper{slip(1, "10.00"), stranger} {
		if err := h.read(t.Context(), docs[i], p); err != nil {
			t.Fatal(err)
		}
	}
	docs = h.again(docs)
	if docs[0].Dossier != "D1" || docs[1].Dossier != "D1" || docs[1].State != bordereau.ToReview {
		t.Errorf("the slip lies in %q, its cheque in %q, %s", docs[0].Dossier, docs[1].Dossier, docs[1].State)
	}
}
