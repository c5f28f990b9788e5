package dossier

import (
	"strings"
	"testing"

	"bordereau"
	"pgregory.net/rapid"
)

func TestMatchByACode(t *testing.T) {
	plain, firmPlain := candidate("D1", []Account{joint}, jean, lea), candidate("D3", []Account{till}, firm)
	coded := plain
	coded.Coded = true
	second := candidate("D7", []Account{joint}, jean)
	empty := candidate("D5", nil)
	empty.Coded = true
	closed := coded
	closed.Dossier.Status = "closed"
	several := paper(bordereau.Letter, FieldReference, "D1")
	several.Checks = append(several.Checks, bordereau.Check{Rule: ruleOneDossier, Verdict: bordereau.Failed})
	for name, c := range map[string]struct {
		u          bordereau.Understanding
		candidates []Candidate
		more       bool
		want       string
		why        string
	}{
		"the code alone":                         {paper(bordereau.Letter, FieldReference, "D1"), []Candidate{coded, firmPlain}, false, "D1", "Un code imprimé sur le document désigne le dossier D1"},
		"a dossier without customers":            {paper(bordereau.Letter, FieldReference, "D5"), []Candidate{empty}, false, "D5", "Un code imprimé"},
		"and the customer's name":                {paper(bordereau.ProofOfAddress, FieldReference, "D1", "account_holder", "Jean Pierre Dupont"), []Candidate{coded}, false, "D1", "Le nom est celui"},
		"one of two dossiers of the account":     {paper(bordereau.BankDetails, FieldReference, "D1", "iban", iban1), []Candidate{coded, second}, false, "D1", "Un code imprimé"},
		"a dossier that nobody has":              {paper(bordereau.Letter, FieldReference, "D99"), nil, false, "", "pas un dossier ouvert"},
		"unknown, though the account is another": {paper(bordereau.BankDetails, FieldReference, "D99", "iban", iban1), []Candidate{plain}, false, "", "pas un dossier ouvert"},
		"a closed dossier":                       {paper(bordereau.Letter, FieldReference, "D1"), []Candidate{closed}, false, "", "pas un dossier ouvert"},
		"somebody else's name":                   {paper(bordereau.ProofOfAddress, FieldReference, "D1", "account_holder", "Paul Durand"), []Candidate{coded}, false, "", "Mais le nom lu"},
		"somebody else's name on a letter":       {paper(bordereau.Letter, FieldReference, "D1", "account_holder", "Paul Durand"), []Candidate{coded}, false, "", "Mais le nom lu"},
		"another birth date":                     {paper(bordereau.Passport, FieldReference, "D1", "surname", "DUPONT", "given_names", "JEAN", "birth_date", "1975-08-12"), []Candidate{coded}, false, "", "Mais la date de naissance"},
		"an account of another dossier":          {paper(bordereau.BankDetails, FieldReference, "D1", "iban", iban2), []Candidate{coded, firmPlain}, false, "", "désigne le dossier D3"},
		"an account that is not the customer's":  {paper(bordereau.RemittanceSlip, FieldReference, "D1", "iban", iban2), []Candidate{coded}, false, "", "Mais l'IBAN lu"},
		"a name of another dossier":              {paper(bordereau.FormalNotice, FieldReference, "D1", "creditor", "Boulangerie du Port"), []Candidate{coded, firmPlain}, false, "", "désigne le dossier D3"},
		"codes of several dossiers":              {several, []Candidate{coded}, false, "", "plusieurs dossiers"},
		"others that nobody looked at":           {paper(bordereau.Letter, FieldReference, "D1"), []Candidate{coded}, true, "", "Trop de dossiers"},
	} {
		r := Match(c.u, c.candidates, c.more)
		got := ""
		if r.Best != nil {
			got = r.Best.Dossier.Ref
		}
		if got != c.want || !strings.Contains(strings.Join(r.Reasons, ". "), c.why) {
			t.Errorf("%s: %q %+v", name, got, r.Reasons)
		}
	}
}

// Whatever stands on a paper with a code, it goes into the dossier of the code or to a
// person, never into a third.
func TestACodeIsNeverOverruled(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pool := []Candidate{candidate("D1", []Account{joint}, jean, lea), candidate("D3", []Account{till}, firm), candidate("D4", nil, lea), candidate("D5", []Account{till, joint}, firm, jean)}
		ref := rapid.SampledFrom([]string{"D1", "D3", "D4", "D5", "D6"}).Draw(t, "ref")
		for i := range pool {
			pool[i].Coded = pool[i].Dossier.Ref == ref
		}
		u := paper(rapid.SampledFrom(bordereau.Types).Draw(t, "type"), FieldReference, ref)
		for _, f := range [][]string{{"iban", iban1, iban2, ""}, {"account_holder", "Jean Pierre Dupont", "Léa Dupont", "Paul Durand", ""}, {"birth_date", "1974-08-12", "1980-01-02", ""}} {
			u.Fields = append(u.Fields, bordereau.Field{Name: f[0], Value: rapid.SampledFrom(f[1:]).Draw(t, f[0])})
		}
		if r := Match(u, rapid.Permutation(pool).Draw(t, "order"), false); r.Best != nil && r.Best.Dossier.Ref != ref || len(r.Reasons) == 0 {
			t.Fatalf("%+v", r)
		}
	})
}

func TestCodedIsHeldAgainstTheDossier(t *testing.T) {
	u := paper(bordereau.Letter, FieldReference, "D1")
	for ref, want := range map[string]bordereau.Verdict{"D1": bordereau.Passed, "D2": bordereau.Failed, "": bordereau.Failed} {
		if got := Coded(u, ref); len(got) != 1 || got[0].Verdict != want || got[0].Rule != RuleCode || !strings.Contains(got[0].Detail, "désigne") {
			t.Errorf("%q: %+v", ref, got)
		}
	}
	if got := Coded(paper(bordereau.Letter), "D1"); got != nil {
		t.Errorf("%+v", got)
	}
}
