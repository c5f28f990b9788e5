// Package housing is the family of papers that say where somebody lives.
package housing

import (
	"bordereau/classify/housing/proof"
	"bordereau/classify/spec"
)

// Family lists its types.
func Family() spec.Family {
	return spec.Family{Name: "housing", Types: []spec.Type{proof.Type}}
}
