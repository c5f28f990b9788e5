// Package securities is the family of the papers of a securities account.
package securities

import (
	"bordereau/classify/securities/action"
	"bordereau/classify/securities/confirmation"
	"bordereau/classify/securities/order"
	"bordereau/classify/spec"
)

// Family lists its types.
func Family() spec.Family {
	return spec.Family{Name: "securities", Types: []spec.Type{order.Type, confirmation.Type, action.Type}}
}
