// Package cheque is the family of cheques and of what brings them.
package cheque

import (
	"bordereau/classify/cheque/cheque"
	"bordereau/classify/cheque/slip"
	"bordereau/classify/spec"
)

// Family lists its types.
func Family() spec.Family {
	return spec.Family{Name: "cheque", Types: []spec.Type{cheque.Type, slip.Type}}
}
