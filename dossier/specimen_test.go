package dossier_test

import (
	"bytes"
	"testing"

	"bordereau"
	"bordereau/dossier"
	"bordereau/internal/specimen"
)

// The customers that the demonstration draws can be imported, and a document that
// names one of them as papers do is recognised.
func TestDrawnCustomersAreRead(t *testing.T) {
	people := specimen.People(7, 300)
	var list bytes.Buffer
	if err := specimen.CustomersCSV(&list, people); err != nil {
		t.Fatal(err)
	}
	customers, accounts := map[string]dossier.Customer{}, map[string][]dossier.Account{}
	for r, err := range dossier.ParseCustomers(&list, "csv") {
		if err != nil {
			t.Fatal(err)
		}
		customers[r.Customer.Ref] = r.Customer
		if r.Account != nil {
			accounts[r.Customer.Ref] = append(accounts[r.Customer.Ref], *r.Account)
		}
	}
	named := 0
	for _, p := range people {
		c, ok := customers[p.Ref]
		if !ok {
			t.Fatalf("%s was not read", p.Ref)
		}
		for _, name := range []string{p.Name(), p.Title()} {
			u := bordereau.Understanding{Type: bordereau.BankDetails, Fields: []bordereau.Field{{Name: "account_holder", Value: name}, {Name: "iban", Value: p.IBAN()}}}
			_, checks := dossier.Verify(u, []dossier.Customer{c}, accounts[p.Ref], "")
			for _, k := range checks {
				if k.Verdict != bordereau.Passed {
					t.Errorf("%q against %q: %+v", name, c.Name(), k)
				}
			}
			named += len(checks)
		}
	}
	if named == 0 {
		t.Error("nothing was compared")
	}
	// No stranger is taken for a customer.
	wrong := 0
	for i, p := range people {
		q := customers[people[(i+1)%len(people)].Ref]
		if q.Name() == customers[p.Ref].Name() {
			continue
		}
		u := bordereau.Understanding{Type: bordereau.BankDetails, Fields: []bordereau.Field{{Name: "account_holder", Value: p.Title()}}}
		v, _ := dossier.Verify(u, []dossier.Customer{q}, nil, "")
		if len(v.Fields[0].Proofs) > 0 {
			wrong++
			t.Logf("%q taken for %q", p.Title(), q.Name())
		}
	}
	if wrong > 0 {
		t.Errorf("%d strangers were taken for customers", wrong)
	}
}
