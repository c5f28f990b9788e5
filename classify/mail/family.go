// Package mail is the family of correspondence.
package mail

import (
	"bordereau/classify/mail/complaint"
	"bordereau/classify/mail/letter"
	"bordereau/classify/spec"
)

// Family lists its types.
func Family() spec.Family {
	return spec.Family{Name: "mail", Types: []spec.Type{letter.Type, complaint.Type}}
}
