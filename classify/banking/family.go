// Package banking is the family of the papers of an account.
package banking

import (
	"bordereau/classify/banking/mandate"
	"bordereau/classify/banking/rib"
	"bordereau/classify/banking/statement"
	"bordereau/classify/banking/tip"
	"bordereau/classify/banking/transfer"
	"bordereau/classify/spec"
)

// Family lists its types.
func Family() spec.Family {
	return spec.Family{Name: "banking", Types: []spec.Type{rib.Type, transfer.Type, statement.Type, mandate.Type, tip.Type}}
}
