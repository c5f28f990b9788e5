package review

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"bordereau"
)

// Change is a value that a clerk set otherwise than it stood.
type Change struct {
	Field string `json:"field"`
	Was   string `json:"was"`
	Is    string `json:"is"`
}

// amountViews are three views of one amount: when one is corrected, what the
// others said in its favour is worth nothing.
var amountViews = []string{"amount", "amount_figures", "amount_words"}

// Apply makes the values that a clerk gave into proofs of a person on u. A value
// that stood is confirmed and keeps its proofs; one that differs replaces the
// value and all its proofs, and checks that spoke of the old value no longer
// say anything. An empty value says that the field is not on the paper. Nothing
// is changed when any value is refused.
func Apply(u *bordereau.Understanding, values map[string]string, by bordereau.Principal, now time.Time) ([]Change, error) {
	currency := u.Value("currency")
	if typed, ok := values["currency"]; ok {
		c, err := Canonical("currency", typed, "", now)
		if err != nil {
			return nil, err
		}
		currency = c
	}
	names := make([]string, 0, len(values))
	given := make(map[string]string, len(values))
	for name, typed := range values {
		v, err := Canonical(name, typed, currency, now)
		if err != nil {
			return nil, err
		}
		names, given[name] = append(names, name), v
	}
	slices.Sort(names)
	if len(u.Fields)+len(names) > 400 {
		return nil, bordereau.Errorf(bordereau.Invalid, "Trop de champs.")
	}
	var changes []Change
	for _, name := range names {
		f := u.Field(name)
		if f == nil {
			if given[name] == "" {
				continue // neither read nor on the paper
			}
			u.Fields = append(u.Fields, bordereau.Field{Name: name})
			f = &u.Fields[len(u.Fields)-1]
		}
		if f.Value == given[name] {
			f.Prove(bordereau.ProofPerson, "confirmé par "+by.Name)
			continue
		}
		changes = append(changes, Change{name, f.Value, given[name]})
		detail := "saisi par " + by.Name
		if f.Value != "" {
			detail = "corrigé par " + by.Name
		}
		if given[name] == "" {
			detail = "absent du document, selon " + by.Name
		}
		f.Value, f.Repaired, f.Confidence = given[name], false, 1
		f.Proofs = []bordereau.Proof{{Kind: bordereau.ProofPerson, Detail: detail}}
	}
	for _, c := range changes {
		outdate(u, c.Field)
	}
	return changes, nil
}

// outdate takes the force from what rested on a value that was corrected.
func outdate(u *bordereau.Understanding, field string) {
	for i := range u.Checks {
		if c := &u.Checks[i]; slices.Contains(c.Fields, field) && c.Verdict != bordereau.Inconclusive {
			c.Verdict = bordereau.Inconclusive
			c.Detail = fmt.Sprintf("portait sur la valeur lue avant correction (%s)", c.Detail)
		}
	}
	if slices.Contains(amountViews, field) {
		for _, other := range amountViews {
			if f := u.Field(other); f != nil && other != field {
				Withdraw(f, bordereau.ProofAgreement)
			}
		}
	}
}

// Withdraw takes the proofs of a kind from a field, before they are worked out
// anew.
func Withdraw(f *bordereau.Field, kind bordereau.ProofKind) {
	f.Proofs = slices.DeleteFunc(f.Proofs, func(p bordereau.Proof) bool { return p.Kind == kind })
}

// Retype says that u is of another type: what was read as fields of the old one
// goes, the checks with it.
func Retype(u *bordereau.Understanding, t bordereau.Type, by bordereau.Principal) {
	*u = bordereau.Understanding{Type: t, TypeConfidence: 1, TypeProved: true, Spec: "person:" + by.Name,
		Fields: []bordereau.Field{}, Checks: []bordereau.Check{}}
}

// AccountsChanged names the account numbers that people set otherwise than the
// machine had read them, or that it had not read at all.
func AccountsChanged(machine, now *bordereau.Understanding) []string {
	var changed []string
	for i := range now.Fields {
		if f := &now.Fields[i]; IsIBAN(f.Name) && f.Value != machine.Value(f.Name) {
			changed = append(changed, f.Name)
		}
	}
	return changed
}

// Differences names the fields on which a second clerk's values differ from the
// first's, among those given; spelling does not count, canonical forms do.
func Differences(first *bordereau.Understanding, values map[string]string, currency string, now time.Time) ([]string, error) {
	var differ []string
	for name, typed := range values {
		v, err := Canonical(name, typed, currency, now)
		if err != nil {
			return nil, err
		}
		if !strings.EqualFold(v, first.Value(name)) {
			differ = append(differ, name)
		}
	}
	slices.Sort(differ)
	return differ, nil
}

// BookingFields are the values that become money: a second clerk has to give
// them, not only to nod.
func BookingFields(t bordereau.Type) []string {
	switch t {
	case bordereau.Cheque:
		return []string{"amount"}
	case bordereau.RemittanceSlip:
		return []string{"iban", "slip_count", "slip_total"}
	case bordereau.TransferOrder:
		return []string{"amount", "debtor_iban", "creditor_iban"}
	}
	return nil
}
