// Package piece is the family of papers that are filed without being worked on.
package piece

import (
	"bordereau/classify/piece/attestation"
	"bordereau/classify/spec"
)

// Family lists its types.
func Family() spec.Family {
	return spec.Family{Name: "piece", Types: []spec.Type{attestation.Type}}
}
