// Package identity is the family of papers that say who somebody is.
package identity

import (
	"bordereau/classify/identity/card"
	"bordereau/classify/identity/passport"
	"bordereau/classify/identity/permit"
	"bordereau/classify/identity/visa"
	"bordereau/classify/spec"
)

// Family lists its types.
func Family() spec.Family {
	return spec.Family{Name: "identity", Types: []spec.Type{card.Type, passport.Type, permit.Type, visa.Type}}
}
