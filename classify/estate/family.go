// Package estate is the family of papers that say who inherits.
package estate

import (
	"bordereau/classify/estate/heirs"
	"bordereau/classify/spec"
)

// Family lists its types.
func Family() spec.Family {
	return spec.Family{Name: "estate", Types: []spec.Type{heirs.Type}}
}
