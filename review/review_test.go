package review_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"bordereau"
	"bordereau/review"
)

var (
	now   = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	alice = bordereau.Principal{ID: "a", Name: "alice", Role: bordereau.RoleClerk, Person: true}
)

func TestCanonical(t *testing.T) {
	for _, c := range []struct{ field, typed, currency, want string }{
		{"amount", "1 237,56 €", "EUR", "1237.56"},
		{"amount", "1237,5", "EUR", "1237.50"},
		{"amount", " 12 ", "", "12.00"},
		{"amount", "3435,880", "TND", "3435.880"},
		{"amount_words", "douze euros cinquante", "EUR", "12.50"},
		{"slip_total", "1.000,00", "EUR", "1000.00"},
		{"lines[3].amount", "7,00", "EUR", "7.00"},
		{"closing_balance", "-190,40", "EUR", "-190.40"},
		{"date", "3 mars 2026", "", "2026-03-03"},
		{"birth_date", "31/12/1980", "", "1980-12-31"},
		{"iban", "fr76 3000 1007 9412 3456 7890 185", "", "FR7630001007941234567890185"},
		{"slip_count", " 3 ", "", "3"},
		{"currency", "eur", "", "EUR"},
		{"siren", "732 829 320", "", "732829320"},
		{"signature_present", "Oui", "", "true"},
		{"surname", "  DE  LA   TOUR ", "", "DE LA TOUR"},
		{"address", " 1  rue Haute \r\n\r\n 75001  PARIS ", "", "1 rue Haute\n75001 PARIS"},
		{"cheque_number", "0048 541", "", "0048541"},
		{"code_line", "c0048541  c075000004908d 241410518989a", "", "C0048541 C075000004908D 241410518989A"},
		{"payee", "", "", ""},
	} {
		got, err := review.Canonical(c.field, c.typed, c.currency, now)
		if err != nil || got != c.want {
			t.Errorf("%s %q: %q, %v; want %q", c.field, c.typed, got, err, c.want)
		}
	}
}

func TestWhatCannotBeAValueIsRefusedWithItsField(t *testing.T) {
	for field, typed := range map[string]string{
		"iban": "FR7630001007941234567890186", "amount": "douze", "slip_total": "1,2,3", "date": "31/02/2026", "slip_count": "-1",
		"currency": "XXX", "siren": "732829321", "bic": "ABC", "mrz": "P<FRA", "signature_present": "peut-être",
		"payee": "a\x00b", "amount_figures": "-5,00", "surname": strings.Repeat("a", 1001), "net_pay": "12 $",
	} {
		_, err := review.Canonical(field, typed, "EUR", now)
		e, ok := errors.AsType[*bordereau.Error](err)
		if !ok || e.Code != bordereau.Invalid || e.Pointer != "/fields/"+field || !strings.HasSuffix(e.Message, ".") {
			t.Errorf("%s %q: %#v", field, typed, err)
		}
	}
	if _, err := review.Canonical("Robert'); DROP", "x", "", now); err == nil {
		t.Error("a field name that is none was taken")
	}
}

func cheque() *bordereau.Understanding {
	return &bordereau.Understanding{Type: bordereau.Cheque, Fields: []bordereau.Field{
		{Name: "amount", Value: "12.00", Proofs: []bordereau.Proof{{Kind: bordereau.ProofAgreement, Detail: "words equal figures"}}},
		{Name: "amount_figures", Value: "12.00", Proofs: []bordereau.Proof{{Kind: bordereau.ProofAgreement, Detail: "words equal figures"}}},
		{Name: "payee", Value: "ACME", Repaired: true},
	}, Checks: []bordereau.Check{{Rule: "words", Verdict: bordereau.Failed, Detail: "differs", Fields: []string{"amount_figures"}}, {Rule: "other", Verdict: bordereau.Failed, Fields: []string{"payee"}}}}
}

func TestAConfirmedValueKeepsItsProofs(t *testing.T) {
	u := cheque()
	changes, err := review.Apply(u, map[string]string{"amount": "12,00 €"}, alice, now)
	if err != nil || len(changes) != 0 {
		t.Fatal(changes, err)
	}
	if f := u.Field("amount"); len(f.Proofs) != 2 || f.Proofs[1] != (bordereau.Proof{Kind: bordereau.ProofPerson, Detail: "confirmé par alice"}) {
		t.Error(f.Proofs)
	}
	if u.Checks[0].Verdict != bordereau.Failed {
		t.Error("a confirmation changed a check")
	}
}

func TestACorrectedValueLosesTheMachinesProofs(t *testing.T) {
	u := cheque()
	changes, err := review.Apply(u, map[string]string{"amount_figures": "21", "payee": "ACME SARL", "date": "1/2/2026", "place": ""}, alice, now)
	if err != nil {
		t.Fatal(err)
	}
	want := []review.Change{{Field: "amount_figures", Was: "12.00", Is: "21.00"}, {Field: "date", Was: "", Is: "2026-02-01"}, {Field: "payee", Was: "ACME", Is: "ACME SARL"}}
	if diff := cmp.Diff(want, changes); diff != "" {
		t.Error(diff)
	}
	for _, name := range []string{"amount_figures", "payee", "date"} {
		f := u.Field(name)
		if len(f.Proofs) != 1 || f.Proofs[0].Kind != bordereau.ProofPerson || f.Repaired {
			t.Errorf("%s: %+v", name, f)
		}
	}
	if f := u.Field("amount"); len(f.Proofs) != 0 {
		t.Errorf("the amount still rests on figures that were wrong: %v", f.Proofs)
	}
	if u.Checks[0].Verdict != bordereau.Inconclusive || u.Checks[1].Verdict != bordereau.Inconclusive {
		t.Error("a check of a corrected value still speaks", u.Checks)
	}
	if u.Field("place") != nil {
		t.Error("a field that is not on the paper was made")
	}
}

func TestOneRefusedValueChangesNothing(t *testing.T) {
	u := cheque()
	if _, err := review.Apply(u, map[string]string{"amount": "99", "iban": "FR00"}, alice, now); err == nil {
		t.Fatal("taken")
	}
	if diff := cmp.Diff(cheque(), u); diff != "" {
		t.Error(diff)
	}
}

func TestAbsentFromThePaper(t *testing.T) {
	u := cheque()
	if _, err := review.Apply(u, map[string]string{"payee": " "}, alice, now); err != nil {
		t.Fatal(err)
	}
	if f := u.Field("payee"); f.Value != "" || len(f.Proofs) != 1 || !strings.Contains(f.Proofs[0].Detail, "absent") {
		t.Errorf("%+v", f)
	}
}

func TestAccountsChanged(t *testing.T) {
	machine := &bordereau.Understanding{Fields: []bordereau.Field{{Name: "debtor_iban", Value: "A"}, {Name: "creditor_iban", Value: "B"}}}
	is := &bordereau.Understanding{Fields: []bordereau.Field{{Name: "debtor_iban", Value: "A"}, {Name: "creditor_iban", Value: "C"}, {Name: "iban", Value: "D"}, {Name: "amount", Value: "1"}}}
	if diff := cmp.Diff([]string{"creditor_iban", "iban"}, review.AccountsChanged(machine, is)); diff != "" {
		t.Error(diff)
	}
}

func TestDifferencesKnowSpelling(t *testing.T) {
	first := &bordereau.Understanding{Fields: []bordereau.Field{{Name: "amount", Value: "1237.56"}, {Name: "payee", Value: "ACME"}}}
	differ, err := review.Differences(first, map[string]string{"amount": "1 237,56 €", "payee": "acme"}, "EUR", now)
	if err != nil || len(differ) != 0 {
		t.Error(differ, err)
	}
	differ, err = review.Differences(first, map[string]string{"amount": "1 273,56 €", "payee": ""}, "EUR", now)
	if err != nil || cmp.Diff([]string{"amount", "payee"}, differ) != "" {
		t.Error(differ, err)
	}
}

func TestACanonicalValueIsItsOwnCanonicalForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := bordereau.Money{Minor: rapid.Int64Range(0, 1e14).Draw(t, "minor"), Currency: rapid.SampledFrom([]string{"EUR", "TND", "JPY"}).Draw(t, "currency")}
		for _, field := range []string{"amount", "slip_total", "lines[0].amount"} {
			got, err := review.Canonical(field, m.Decimal(), m.Currency, now)
			if err != nil || got != m.Decimal() {
				t.Fatalf("%s %s became %q (%v)", m.Currency, m.Decimal(), got, err)
			}
		}
		day := now.AddDate(0, 0, -rapid.IntRange(0, 20000).Draw(t, "days")).Format(time.DateOnly)
		if got, err := review.Canonical("date", day, "", now); err != nil || got != day {
			t.Fatalf("%s became %q (%v)", day, got, err)
		}
	})
}

func FuzzCanonical(f *testing.F) {
	f.Add("iban", "FR76 3000", "EUR")
	f.Add("mrz", "P<FRA\nX", "")
	f.Add("lines[1].amount", "1 2,3", "TND")
	f.Fuzz(func(t *testing.T, field, typed, currency string) {
		v, err := review.Canonical(field, typed, currency, now)
		if err != nil {
			if bordereau.CodeOf(err) != bordereau.Invalid {
				t.Fatal(err)
			}
			return
		}
		if again, err := review.Canonical(field, v, currency, now); err != nil || again != v {
			t.Fatalf("%s: %q became %q, and then %q (%v)", field, typed, v, again, err)
		}
	})
}
