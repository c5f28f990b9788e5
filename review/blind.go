package review

import (
	"slices"
	"strings"

	"bordereau"
)

// Money names the values of a booked type that are amounts of money: they are keyed
// from the picture, without being led by what the machine read, unless the policy
// finds them proved.
func Money(t bordereau.Type) []string {
	switch t {
	case bordereau.Cheque, bordereau.TransferOrder:
		return []string{"amount"}
	case bordereau.RemittanceSlip:
		return []string{"slip_total"}
	}
	return nil
}

// Unproved names the money of a booked document that the policy does not find proved,
// also where nothing was read of it.
func Unproved(u *bordereau.Understanding) []string {
	return slices.DeleteFunc(Money(u.Type), func(name string) bool {
		f := u.Field(name)
		return f != nil && f.Value != "" && f.Status == bordereau.Proved
	})
}

// Telling says that a field is one of those named or gives one away: the words of an
// amount, the lines of a total.
func Telling(field string, names []string) bool {
	for _, name := range names {
		if field == name || strings.HasPrefix(field, name+"_") {
			return true
		}
		if name == "slip_total" && strings.HasPrefix(field, "lines[") {
			return true
		}
	}
	return false
}

// Hidden names the fields of u that are kept from who reads the named ones blind: they,
// what gives them away, and what a hand wrote and nothing proves.
func Hidden(u *bordereau.Understanding, names []string) []string {
	hidden := Handwritten(u)
	for i := range u.Fields {
		if name := u.Fields[i].Name; Telling(name, names) && !slices.Contains(hidden, name) {
			hidden = append(hidden, name)
		}
	}
	return hidden
}
