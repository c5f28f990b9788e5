package review

import "bordereau"

// RuleHandwritten is the check that names the fields whose value a hand wrote.
const RuleHandwritten = "handwritten_amount"

// Handwritten names the fields that a hand wrote and nothing proves yet: a clerk
// types them from the picture, without being led by what the machine read.
func Handwritten(u *bordereau.Understanding) (names []string) {
	for _, c := range u.Checks {
		if c.Rule != RuleHandwritten {
			continue
		}
		for _, name := range c.Fields {
			if f := u.Field(name); f != nil && f.Status != bordereau.Proved {
				names = append(names, name)
			}
		}
	}
	return names
}
