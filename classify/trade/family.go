// Package trade is the family of commercial papers.
package trade

import (
	"bordereau/classify/spec"
	"bordereau/classify/trade/invoice"
)

// Family lists its types.
func Family() spec.Family {
	return spec.Family{Name: "trade", Types: []spec.Type{invoice.Type}}
}
