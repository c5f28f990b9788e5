package dossier

import (
	"slices"
	"testing"

	"bordereau"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var (
	jean  = Customer{Ref: "C1", Kind: Person, Surname: "Dupont", GivenNames: "Jean Pierre", BirthDate: "1974-08-12", Address: "12 rue du Port, 44000 Nantes"}
	lea   = Customer{Ref: "C2", Kind: Person, Surname: "Martin", GivenNames: "Léa", UsageName: "Dupont", BirthDate: "1980-01-02"}
	firm  = Customer{Ref: "C3", Kind: Company, CompanyName: "Boulangerie du Port SARL", Siren: "732829320"}
	joint = Account{IBAN: iban1, Currency: "EUR", Holders: []string{"C1", "C2"}}
	till  = Account{IBAN: iban2, Currency: "EUR", Holders: []string{"C3"}}
)

func paper(t bordereau.Type, fields ...string) bordereau.Understanding {
	u := bordereau.Understanding{Type: t}
	for i := 0; i < len(fields); i += 2 {
		u.Fields = append(u.Fields, bordereau.Field{Name: fields[i], Value: fields[i+1]})
	}
	return u
}

func TestVerify(t *testing.T) {
	const p, f, i = bordereau.Passed, bordereau.Failed, bordereau.Inconclusive
	for _, c := range []struct {
		name   string
		u      bordereau.Understanding
		proved []string
		checks map[string]bordereau.Verdict
	}{
		{"bank details of a joint account", paper(bordereau.BankDetails, "account_holder", "M. DUPONT JEAN PIERRE OU MME DUPONT LEA", "iban", iban1), []string{"account_holder", "iban"}, map[string]bordereau.Verdict{RuleName: p, RuleIBAN: p}},
		{"bank details with another bank", paper(bordereau.BankDetails, "account_holder", "Jean Pierre Dupont", "iban", iban2), []string{"account_holder"}, map[string]bordereau.Verdict{RuleName: p, RuleIBAN: i}},
		{"a stranger's bank details", paper(bordereau.BankDetails, "account_holder", "Paul Durand", "iban", iban2), nil, map[string]bordereau.Verdict{RuleName: f, RuleIBAN: i}},
		{"an initial", paper(bordereau.BankDetails, "account_holder", "J DUPONT"), nil, map[string]bordereau.Verdict{RuleName: i}},
		{"a card", paper(bordereau.IdentityCard, "surname", "DUPONT", "given_names", "JEAN", "birth_date", "1974-08-12"), []string{"surname", "given_names", "birth_date"}, map[string]bordereau.Verdict{RuleName: p, RuleBirthDate: p}},
		{"a card under the name of birth", paper(bordereau.IdentityCard, "surname", "MARTIN", "given_names", "LEA", "birth_date", "1980-01-02"), []string{"surname", "given_names", "birth_date"}, map[string]bordereau.Verdict{RuleName: p, RuleBirthDate: p}},
		{"another birth date", paper(bordereau.Passport, "surname", "DUPONT", "given_names", "JEAN", "birth_date", "1974-08-13"), []string{"surname", "given_names"}, map[string]bordereau.Verdict{RuleName: p, RuleBirthDate: f}},
		{"the second given name first", paper(bordereau.Passport, "surname", "DUPONT", "given_names", "PIERRE", "birth_date", "1974-08-12"), nil, map[string]bordereau.Verdict{RuleName: i, RuleBirthDate: i}},
		{"a stranger's card", paper(bordereau.Passport, "surname", "DURAND", "given_names", "PAUL", "birth_date", "1974-08-12"), nil, map[string]bordereau.Verdict{RuleName: f, RuleBirthDate: i}},
		{"a cheque to the customer", paper(bordereau.Cheque, "payee", "Monsieur Dupont Jean Pierre", "drawer", "Paul Durand"), []string{"payee"}, map[string]bordereau.Verdict{RuleName: p}},
		{"a cheque to another", paper(bordereau.Cheque, "payee", "Paul Durand"), nil, map[string]bordereau.Verdict{RuleName: i}},
		{"a slip to another account", paper(bordereau.RemittanceSlip, "account_holder", "Dupont Jean Pierre", "iban", iban2), []string{"account_holder"}, map[string]bordereau.Verdict{RuleName: p, RuleIBAN: f}},
		{"a transfer from the customer's account", paper(bordereau.TransferOrder, "debtor", "JEAN PIERRE DUPONT", "debtor_iban", iban1, "creditor", "X", "creditor_iban", iban2), []string{"debtor", "debtor_iban"}, map[string]bordereau.Verdict{RuleName: p, RuleIBAN: p}},
		{"a bill at the address", paper(bordereau.ProofOfAddress, "account_holder", "M Dupont Jean Pierre", "address", "12 RUE DU PORT\n44000 NANTES"), []string{"account_holder", "address"}, map[string]bordereau.Verdict{RuleName: p}},
		{"a table of the customer's loan", paper(bordereau.AmortisationTable, "debtor", "JEAN PIERRE DUPONT"), []string{"debtor"}, map[string]bordereau.Verdict{RuleName: p}},
		{"a table of another's loan", paper(bordereau.AmortisationTable, "debtor", "Paul Durand"), nil, map[string]bordereau.Verdict{RuleName: f}},
		{"a title that the customer has", paper(bordereau.EnforcementOrder, "debtor", "Paul Durand", "creditor", "Jean Pierre Dupont"), []string{"creditor"}, map[string]bordereau.Verdict{RuleName: p}},
		{"a letter without a name", paper(bordereau.Letter, "subject", "bonjour"), nil, map[string]bordereau.Verdict{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := slices.Clone(c.u.Fields)
			got, checks := Verify(c.u, []Customer{jean, lea}, []Account{joint, till}, "account_opening_x")
			var proved []string
			for _, f := range got.Fields {
				if len(f.Proofs) > 0 {
					proved = append(proved, f.Name)
				}
			}
			verdicts := map[string]bordereau.Verdict{}
			for _, k := range checks {
				verdicts[k.Rule] = k.Verdict
				if k.Detail == "" || !slices.Contains(Rules, k.Rule) {
					t.Errorf("%+v", k)
				}
			}
			if d := cmp.Diff(c.proved, proved); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(c.checks, verdicts); d != "" {
				t.Error(d, checks)
			}
			if d := cmp.Diff(before, c.u.Fields); d != "" {
				t.Error("the argument was changed", d)
			}
		})
	}
	u := paper(bordereau.CompanyExtract, "company", "BOULANGERIE DU PORT", "siren", "732829320")
	got, checks := Verify(u, []Customer{firm}, nil, "")
	if len(got.Field("siren").Proofs) != 1 || len(got.Field("company").Proofs) != 1 || checks[0].Verdict != bordereau.Passed {
		t.Errorf("%+v %+v", got, checks)
	}
	if got, checks := Verify(u, nil, nil, ""); len(checks) != 0 || len(got.Field("siren").Proofs) != 0 {
		t.Error("nobody proved something")
	}
}

func candidate(ref string, accounts []Account, customers ...Customer) Candidate {
	return Candidate{Dossier: Dossier{Ref: ref, Status: "open"}, Customers: customers, Accounts: accounts}
}

func TestMatch(t *testing.T) {
	a, b := candidate("D1", []Account{joint}, jean, lea), candidate("D3", []Account{till}, firm)
	other := candidate("D9", nil, Customer{Ref: "C9", Kind: Person, Surname: "Dupont", GivenNames: "Jean Pierre", BirthDate: "1990-01-01"})
	twin := candidate("D8", []Account{joint}, jean)
	named, twinFar, spare := a, candidate("SUC-2026-7", []Account{joint}, jean), candidate("E77", nil, jean)
	named.Named = true
	twinNamed := twinFar
	twinNamed.Named = true
	letterOf := paper(bordereau.Letter, "account_holder", "Dupont Jean Pierre")
	closed := a
	closed.Dossier.Status = "closed"
	repaired := paper(bordereau.BankDetails, "iban", iban1)
	repaired.Fields[0].Repaired = true
	repaired.Fields[0].Prove(bordereau.ProofCheckDigit, "IBAN mod 97")
	for _, c := range []struct {
		name       string
		u          bordereau.Understanding
		candidates []Candidate
		want       string
		ambiguous  bool
	}{
		{"by IBAN", paper(bordereau.BankDetails, "iban", iban1), []Candidate{b, a}, "D1", false},
		{"by IBAN and name", paper(bordereau.RemittanceSlip, "iban", iban2, "account_holder", "Boulangerie du Port"), []Candidate{a, b}, "D3", false},
		{"by name and birth date", paper(bordereau.Passport, "surname", "DUPONT", "given_names", "JEAN", "birth_date", "1974-08-12"), []Candidate{a, b, other}, "D1", false},
		{"a name alone", paper(bordereau.ProofOfAddress, "account_holder", "Dupont Jean Pierre"), []Candidate{a, b}, "", false},
		{"a name and another birth date", paper(bordereau.Passport, "surname", "DUPONT", "given_names", "JEAN", "birth_date", "1975-08-12"), []Candidate{a, b}, "", false},
		{"an IBAN with another's name", paper(bordereau.RemittanceSlip, "iban", iban1, "account_holder", "Paul Durand"), []Candidate{a, b}, "", false},
		{"an IBAN with another's name, on bank details", paper(bordereau.BankDetails, "iban", iban1, "account_holder", "Paul Durand"), []Candidate{a, b}, "", false},
		{"two dossiers of one account", paper(bordereau.BankDetails, "iban", iban1), []Candidate{a, twin}, "", true},
		{"a repaired IBAN", repaired, []Candidate{a, b}, "", false},
		{"a closed dossier", paper(bordereau.BankDetails, "iban", iban1), []Candidate{closed, b}, "", false},
		{"the seller's IBAN on an invoice", paper(bordereau.Invoice, "iban", iban2), []Candidate{a, b}, "", false},
		{"a reference and a name", letterOf, []Candidate{named, b, spare}, "D1", false},
		{"a reference alone", paper(bordereau.Letter), []Candidate{named, b}, "", false},
		{"a reference and another's name", paper(bordereau.BankDetails, "account_holder", "Paul Durand"), []Candidate{named, b}, "", false},
		{"two dossiers of one account, one named", paper(bordereau.BankDetails, "iban", iban1), []Candidate{twinFar, named}, "D1", false},
		{"two that differ in a letter, one named", paper(bordereau.BankDetails, "iban", iban1), []Candidate{twin, named}, "", true},
		{"two named", paper(bordereau.BankDetails, "iban", iban1), []Candidate{twinNamed, named}, "", true},
		{"a name, and a reference that differs in a letter from another of the name", letterOf, []Candidate{named, twin}, "", true},
		{"by name and SIREN", paper(bordereau.CompanyExtract, "company", "BOULANGERIE DU PORT", "siren", "732829320"), []Candidate{a, b}, "D3", false},
		{"a name and another SIREN", paper(bordereau.CompanyExtract, "company", "BOULANGERIE DU PORT", "siren", "552100554"), []Candidate{a, b}, "", false},
		{"nothing", paper(bordereau.Letter), []Candidate{a, b}, "", false},
		{"nobody", paper(bordereau.BankDetails, "iban", iban1), nil, "", false},
	} {
		r := Match(c.u, c.candidates, false)
		got := ""
		if r.Best != nil {
			got = r.Best.Dossier.Ref
		}
		if got != c.want || r.Ambiguous != c.ambiguous || len(r.Reasons) == 0 {
			t.Errorf("%s: %q %+v", c.name, got, r)
		}
	}
}

// What is chosen does not hang on the order in which dossiers are looked at, and a
// second dossier just like the chosen one always takes the choice back.
func TestMatchIsNeverSilentlyWrong(t *testing.T) {
	pool := []Candidate{candidate("D1", []Account{joint}, jean, lea), candidate("D3", []Account{till}, firm), candidate("D4", nil, lea), candidate("D5", []Account{till, joint}, firm, jean)}
	rapid.Check(t, func(t *rapid.T) {
		u := paper(rapid.SampledFrom(bordereau.Types).Draw(t, "type"))
		for _, f := range [][]string{{"iban", iban1, iban2, "", "x"}, {"account_holder", "Jean Pierre Dupont", "Léa Dupont", "Port", ""}, {"surname", "DUPONT", "MARTIN", ""},
			{"given_names", "JEAN", "LEA", ""}, {"birth_date", "1974-08-12", "1980-01-02", ""}} {
			u.Fields = append(u.Fields, bordereau.Field{Name: f[0], Value: rapid.SampledFrom(f[1:]).Draw(t, f[0])})
		}
		cands := rapid.Permutation(pool).Draw(t, "order")
		r := Match(u, cands, false)
		slices.Reverse(cands)
		back := Match(u, cands, false)
		if (r.Best == nil) != (back.Best == nil) || r.Best != nil && r.Best.Dossier.Ref != back.Best.Dossier.Ref {
			t.Fatalf("%+v and %+v", r, back)
		}
		if r.Best != nil {
			copied := *r.Best
			copied.Dossier.Ref = "D0"
			if again := Match(u, append(cands, copied), false); again.Best != nil || !again.Ambiguous {
				t.Fatalf("%+v", again)
			}
		}
	})
}

// Where more was found than was looked at, what was left out might have fitted as well.
func TestMatchDoesNotChooseAmongWhatItDidNotSee(t *testing.T) {
	found := candidate("D1", []Account{joint}, jean)
	found.Keyed = true
	byName := candidate("D9", nil, Customer{Ref: "C9", Kind: Person, Surname: "Dupont", GivenNames: "Paul"})
	u := paper(bordereau.BankDetails, "iban", iban1)
	for _, c := range []struct {
		list []Candidate
		more bool
		want bool
	}{
		{[]Candidate{found}, false, true},
		{[]Candidate{found}, true, false},        // others of the account may have been left out
		{[]Candidate{found, byName}, true, true}, // only names were
	} {
		if r := Match(u, c.list, c.more); (r.Best != nil) != c.want || r.Ambiguous == c.want || len(r.Reasons) == 0 {
			t.Errorf("%+v", r)
		}
	}
	named := found
	named.Named = true
	if r := Match(u, []Candidate{named, byName}, true); r.Best != nil {
		t.Error("a reference one letter off may have been left out")
	}
}

// What a signed code says is held against the dossier; a difference is a failure.
func TestSignedCodesAreHeldAgainstTheDossier(t *testing.T) {
	const p, f = bordereau.Passed, bordereau.Failed
	bill := func(name, street, town string) bordereau.Understanding {
		return paper(bordereau.ProofOfAddress, "account_holder", "Jean Pierre Dupont", "code2d_signature", "valid", "code2d_10", name, "code2d_22", street, "code2d_24", "44000", "code2d_25", town)
	}
	unsigned := bill("PAUL DURAND", "12 RUE DU PORT", "NANTES")
	unsigned.Field("code2d_signature").Value = "unknown"
	for name, c := range map[string]struct {
		u    bordereau.Understanding
		want bordereau.Verdict
	}{
		"the customer at home": {bill("M DUPONT JEAN PIERRE", "12 RUE DU PORT", "NANTES"), p},
		"somebody else":        {bill("M DURAND PAUL", "12 RUE DU PORT", "NANTES"), f},
		"another street":       {bill("M DUPONT JEAN PIERRE", "13 RUE DU PORT", "NANTES"), f},
		"no signature":         {unsigned, ""},
		"another birth date":   {paper(bordereau.IdentityCard, "surname", "DUPONT", "given_names", "JEAN", "code2d_signature", "valid", "code2d_62", "DUPONT", "code2d_60", "JEAN PIERRE", "code2d_69", "1974-08-13"), f},
		"the birth date":       {paper(bordereau.IdentityCard, "surname", "DUPONT", "given_names", "JEAN", "code2d_signature", "valid", "code2d_62", "DUPONT", "code2d_60", "JEAN PIERRE", "code2d_69", "1974-08-12"), p},
		"an account elsewhere": {paper(bordereau.BankDetails, "account_holder", "Jean Pierre Dupont", "code2d_signature", "valid", "code2d_30", "DUPONT JEAN PIERRE", "code2d_31", iban2), p},
		"a slip to another's":  {paper(bordereau.RemittanceSlip, "account_holder", "Jean Pierre Dupont", "code2d_signature", "valid", "code2d_30", "DUPONT JEAN PIERRE", "code2d_31", iban2), f},
		"the seller of a bill": {paper(bordereau.Invoice, "creditor", "X", "code2d_signature", "valid", "code2d_10", "PAUL DURAND"), ""},
	} {
		_, checks := Verify(c.u, []Customer{jean}, []Account{joint, till}, "consumer_credit")
		got := bordereau.Verdict("")
		for _, k := range checks {
			if k.Rule == RuleSigned {
				got = k.Verdict
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q: %+v", name, got, c.want, checks)
		}
	}
}
