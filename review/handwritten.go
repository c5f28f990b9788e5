package review

import (
	"slices"
	"strings"

	"bordereau"
)

// RuleHandwritten is the check that names the amount that a hand wrote; others, of the
// date or of names, begin alike.
const RuleHandwritten = "handwritten_amount"

// RuleOfHand says whether a rule is one that names what a hand wrote.
func RuleOfHand(rule string) bool { return strings.HasPrefix(rule, "handwritten_") }

// Handwritten names the fields that a hand wrote and nothing proves yet: a clerk
// types them from the picture, without being led by what the machine read.
func Handwritten(u *bordereau.Understanding) (names []string) {
	for _, c := range u.Checks {
		if !RuleOfHand(c.Rule) {
			continue
		}
		for _, name := range c.Fields {
			if f := u.Field(name); f != nil && f.Status != bordereau.Proved && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}
