package dossier

import (
	"fmt"
	"slices"
	"strings"

	"bordereau"
	"bordereau/check"
)

// The rules that Verify holds against a document.
const (
	RuleName      = "dossier_name"
	RuleIBAN      = "dossier_iban"
	RuleBirthDate = "dossier_birth_date"
	RuleSiren     = "dossier_siren"
	RuleCode      = "dossier_code" // what a printed code says of the dossier: see Coded
)

// Rules lists them, for those who take a dossier's word back.
var Rules = []string{RuleName, RuleIBAN, RuleBirthDate, RuleSiren, RuleSigned, RuleCode}

// claim says which of a type's fields speak of the dossier's own customer. must says
// that a name or account that is surely not the customer's is a failure; elsewhere
// it stays open.
type claim struct {
	names    []string
	mustName bool
	iban     string
	mustIBAN bool
}

// claimOf tells what a document of a type says of the customer in whose dossier it
// lies. The drawer of a cheque, the creditor of a mandate and the issuer of a bill
// are others.
func claimOf(t bordereau.Type) claim {
	switch t {
	case bordereau.Cheque:
		return claim{names: []string{"payee"}}
	case bordereau.RemittanceSlip:
		return claim{names: []string{"account_holder"}, mustName: true, iban: "iban", mustIBAN: true}
	case bordereau.TransferOrder, bordereau.SepaMandate, bordereau.SepaTIP:
		return claim{names: []string{"debtor"}, mustName: true, iban: "debtor_iban", mustIBAN: true}
	case bordereau.BankDetails:
		return claim{names: []string{"account_holder"}, mustName: true, iban: "iban"} // it may be with another bank
	case bordereau.AccountStatement:
		return claim{names: []string{"account_holder"}, mustName: true, iban: "iban"}
	case bordereau.Invoice:
		return claim{names: []string{"account_holder", "debtor", "creditor"}}
	case bordereau.CompanyExtract:
		return claim{names: []string{"company"}, mustName: true}
	case bordereau.DeathCertificate, bordereau.HeirsCertificate:
		return claim{names: []string{"deceased"}}
	case bordereau.LoanOffer, bordereau.AmortisationTable:
		return claim{names: []string{"debtor"}, mustName: true}
	case bordereau.FormalNotice, bordereau.EnforcementOrder:
		return claim{names: []string{"debtor", "creditor"}} // the customer is either
	case bordereau.ProofOfAddress:
		return claim{names: []string{"account_holder", "debtor"}, mustName: true}
	case bordereau.Letter, bordereau.Complaint, bordereau.Unknown:
		return claim{names: []string{"account_holder"}, iban: "iban"}
	}
	return claim{names: []string{"account_holder"}, mustName: true}
}

// Verify holds an understanding against the customers of a dossier and their
// accounts. It returns the understanding with the dossier's proofs added to the
// fields that are the customer's, and the checks of Rules as far as the document
// speaks of them; the caller appends the
// checks. The understanding that was given is not changed. kind is the name of the
// dossier's type: when an account is opened, its IBAN is not among the accounts yet.
func Verify(u bordereau.Understanding, customers []Customer, accounts []Account, kind string) (bordereau.Understanding, []bordereau.Check) {
	u.Fields = slices.Clone(u.Fields)
	for i := range u.Fields {
		u.Fields[i].Proofs = slices.Clone(u.Fields[i].Proofs)
	}
	if len(customers) == 0 {
		return u, nil
	}
	v := verification{u: &u, customers: customers, accounts: accounts, kind: kind, claim: claimOf(u.Type)}
	who := v.names()
	v.birthDate(who)
	v.iban()
	v.siren(who)
	v.address()
	v.signed()
	return u, v.checks
}

type verification struct {
	u         *bordereau.Understanding
	customers []Customer
	accounts  []Account
	kind      string
	claim     claim
	checks    []bordereau.Check
}

func (v *verification) say(rule string, verdict bordereau.Verdict, detail string, fields ...string) {
	v.checks = append(v.checks, bordereau.Check{Rule: rule, Verdict: verdict, Detail: detail, Fields: fields})
}

// names looks for the customer whom the document means.
func (v *verification) names() *Customer {
	if f := v.u.Field("surname"); f != nil && f.Value != "" {
		return v.person()
	}
	for i, name := range v.claim.names {
		f := v.u.Field(name)
		if f == nil || f.Value == "" {
			continue
		}
		best, at := check.NameMatch{}, (*Customer)(nil)
		for c := range v.customers {
			for _, n := range v.customers[c].names() {
				if m := check.CompareNames(f.Value, n); at == nil || m.Score > best.Score {
					best, at = m, &v.customers[c]
				}
			}
		}
		switch {
		case best.Same():
			f.Prove(bordereau.ProofDossier, fmt.Sprintf("nom du client %s au dossier", at.Ref))
			v.say(RuleName, bordereau.Passed, "C'est le nom du client "+at.Ref, name)
			return at
		case best.Close():
			v.say(RuleName, bordereau.Inconclusive, fmt.Sprintf("« %s » est peut-être le client %s : %s", f.Value, at.Ref, strings.Join(best.Reasons, " ; ")), name)
		case v.claim.mustName && i == 0:
			v.say(RuleName, bordereau.Failed, fmt.Sprintf("« %s » n'est le nom d'aucun client du dossier", f.Value), name)
		default:
			v.say(RuleName, bordereau.Inconclusive, fmt.Sprintf("« %s » n'est pas un nom du dossier", f.Value), name)
		}
		if i == 0 && v.claim.mustName {
			return nil
		}
	}
	return nil
}

// person compares surname and given names one by one, since papers carry them so.
func (v *verification) person() *Customer {
	surname, given := v.u.Field("surname"), v.u.Field("given_names")
	var bySurname *Customer
	for i := range v.customers {
		c := &v.customers[i]
		if c.Kind != Person || !sameWords(surname.Value, c.Surname) && !(c.UsageName != "" && sameWords(surname.Value, c.UsageName)) {
			continue
		}
		if given == nil || given.Value == "" {
			bySurname = c
			continue
		}
		if sameGivenNames(given.Value, c.GivenNames) {
			surname.Prove(bordereau.ProofDossier, fmt.Sprintf("nom du client %s au dossier", c.Ref))
			given.Prove(bordereau.ProofDossier, fmt.Sprintf("prénom du client %s au dossier", c.Ref))
			v.say(RuleName, bordereau.Passed, "C'est le nom du client "+c.Ref, "surname", "given_names")
			return c
		}
		bySurname = c
	}
	read := strings.TrimSpace(surname.Value + " " + v.u.Value("given_names"))
	switch {
	case bySurname != nil && (given == nil || given.Value == ""):
		v.say(RuleName, bordereau.Inconclusive, "Le nom est celui du client "+bySurname.Ref+", le prénom n'a pas été lu", "surname")
	case bySurname != nil:
		v.say(RuleName, bordereau.Inconclusive, fmt.Sprintf("Le nom est celui du client %s, mais pas le prénom « %s »", bySurname.Ref, given.Value), "given_names")
	case v.near(read):
		v.say(RuleName, bordereau.Inconclusive, fmt.Sprintf("« %s » ressemble au nom d'un client du dossier sans lui être égal", read), "surname")
	default:
		v.say(RuleName, bordereau.Failed, fmt.Sprintf("« %s » n'est le nom d'aucun client du dossier", read), "surname", "given_names")
	}
	return nil
}

func (v *verification) near(read string) bool {
	for _, c := range v.customers {
		for _, n := range c.names() {
			if m := check.CompareNames(read, n); m.Close() || m.Same() {
				return true
			}
		}
	}
	return false
}

func sameWords(a, b string) bool {
	return a != "" && b != "" && check.CompareNames(a, b).Same()
}

// sameGivenNames holds when the first given names are equal and the shorter list is
// the beginning of the longer: an MRZ cuts them off, a bank knows but the first.
func sameGivenNames(a, b string) bool {
	split := func(s string) []string {
		return strings.FieldsFunc(check.Fold(s), func(r rune) bool { return r < 'A' || r > 'Z' })
	}
	x, y := split(a), split(b)
	n := min(len(x), len(y))
	return n > 0 && slices.Equal(x[:n], y[:n])
}

func (v *verification) birthDate(who *Customer) {
	f := v.u.Field("birth_date")
	if f == nil || f.Value == "" {
		return
	}
	if who == nil {
		v.say(RuleBirthDate, bordereau.Inconclusive, "La date de naissance ne peut être comparée tant que le nom n'est pas celui d'un client")
		return
	}
	switch {
	case who.BirthDate == "":
		v.say(RuleBirthDate, bordereau.Inconclusive, "Le dossier ne connaît pas la date de naissance du client "+who.Ref, "birth_date")
	case who.BirthDate == f.Value:
		f.Prove(bordereau.ProofDossier, fmt.Sprintf("date de naissance du client %s au dossier", who.Ref))
		v.say(RuleBirthDate, bordereau.Passed, "C'est la date de naissance du client "+who.Ref, "birth_date")
	default:
		v.say(RuleBirthDate, bordereau.Failed, "Ce n'est pas la date de naissance du client "+who.Ref, "birth_date")
	}
}

func (v *verification) iban() {
	if v.claim.iban == "" {
		return
	}
	f := v.u.Field(v.claim.iban)
	if f == nil || f.Value == "" {
		return
	}
	if v.holds(f.Value) {
		f.Prove(bordereau.ProofDossier, "compte du client au dossier")
		v.say(RuleIBAN, bordereau.Passed, "C'est un compte du client", f.Name)
		return
	}
	switch {
	case v.claim.mustIBAN && !opens(v.kind):
		v.say(RuleIBAN, bordereau.Failed, "Ce compte n'est pas un compte du client", f.Name)
	default:
		v.say(RuleIBAN, bordereau.Inconclusive, "Ce compte n'est pas connu au dossier : il peut être tenu ailleurs", f.Name)
	}
}

// opens says that a type of dossier opens an account: it is not the customer's yet.
func opens(kind string) bool { return kind == "account_opening" || kind == "account_opening_company" }

// siren is proved where it is a customer's. On an extract of the register it is the
// customer's own: there the key is held against who bears the name, too.
func (v *verification) siren(who *Customer) {
	if f := v.u.Field("siren"); v.u.Type == bordereau.CompanyExtract && f != nil && f.Value != "" && who != nil && who.Siren != "" {
		if f.Value == who.Siren {
			v.say(RuleSiren, bordereau.Passed, "C'est le SIREN du client "+who.Ref, f.Name)
		} else {
			v.say(RuleSiren, bordereau.Failed, "Ce n'est pas le SIREN du client "+who.Ref, f.Name)
		}
	}
	for _, name := range []string{"siren", "siret"} {
		f := v.u.Field(name)
		if f == nil || len(f.Value) < 9 || v.u.Type == bordereau.ProofOfAddress {
			continue
		}
		for _, c := range v.customers {
			if c.Siren != "" && f.Value[:9] == c.Siren {
				f.Prove(bordereau.ProofDossier, fmt.Sprintf("SIREN du client %s au dossier", c.Ref))
			}
		}
	}
}

// address is proved where the same words make it up, whatever their order.
func (v *verification) address() {
	f := v.u.Field("address")
	if f == nil || f.Value == "" {
		return
	}
	for _, c := range v.customers {
		if sameAddress(c.Address, f.Value) {
			f.Prove(bordereau.ProofDossier, fmt.Sprintf("adresse du client %s au dossier", c.Ref))
		}
	}
}
