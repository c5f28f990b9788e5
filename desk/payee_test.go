package desk_test

import (
	"strings"
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

// What was misread of a hand is the depositor's name, or nobody's; and it comes back when
// the depositor is another one.
func TestAGarbledPayeeIsTheDepositor(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	to := func(readings ...string) paper {
		p := cheque("10.00", agreement)
		p.fields[2].Value, p.fields[2].Raw, p.fields[2].Alternatives = readings[0], readings[0], readings[1:]
		p.checks = []bordereau.Check{{Rule: "handwritten_payee", Verdict: bordereau.Inconclusive, Fields: []string{"payee"}}}
		return p
	}
	for _, c := range []struct {
		readings []string
		proved   bool
	}{
		{[]string{"Boulangerie Mantin SARL"}, true},
		{[]string{"BANQUE DU GRAND LARGE", "Balangerie Martim SARL —"}, true},
		{[]string{"Boulangerie Morand SARL"}, false},
		{[]string{"Boulangerie Martin SAS"}, false},
		{[]string{"Garage Martin SARL"}, false},
		{[]string{"Bou Mar"}, false},
	} {
		docs := h.bring(bordereau.Deposit{Dossier: "D1"}, slip(1, "10.00"), to(c.readings...))
		f := h.values(docs[1]).Field("payee")
		if proved := f.Status == bordereau.Proved; proved != c.proved || f.Raw != c.readings[0] {
			t.Errorf("%q: %+v", c.readings, f)
		}
		if got := h.one(docs[1]).State == bordereau.Decided; got != c.proved {
			t.Errorf("%q: without a clerk: %v", c.readings, got)
		}
		if c.proved && (f.Value != "BOULANGERIE MARTIN SARL" || f.Alternatives[0] != c.readings[0] || !strings.Contains(f.Proofs[0].Detail, "mal lu, concorde avec le nom du déposant")) {
			t.Errorf("%+v", f)
		}
	}
	// A clerk who decides on another value of the cheque finds it as it was.
	h = newHouse(t)
	p := to("Boulangerie Mantin SARL")
	p.fields[4].Value = "false"
	docs := h.bring(bordereau.Deposit{Dossier: "D1"}, slip(1, "10.00"), p)
	h.must(h.alice, h.take(h.alice, desk.TaskFilter{Type: bordereau.Cheque}), desk.Decision{Action: desk.Confirm, Fields: map[string]string{"signature_present": "oui"}})
	if f := h.values(docs[1]).Field("payee"); f.Value != "BOULANGERIE MARTIN SARL" || f.Status != bordereau.Proved || len(f.Alternatives) != 1 {
		t.Errorf("%+v", f)
	}
	if u := h.unitOf(docs[0]); u.State != "final" {
		t.Errorf("%s: %s", u.State, u.HeldFor)
	}
}
