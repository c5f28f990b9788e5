// Package contract is the family of contracts that are filed without fields of their own.
package contract

import (
	"bordereau/classify/contract/employment"
	"bordereau/classify/contract/sale"
	"bordereau/classify/spec"
)

// Family lists its types.
func Family() spec.Family {
	return spec.Family{Name: "contract", Types: []spec.Type{sale.Type, employment.Type}}
}
