// Package civil is the family of what registrars write: acts and the family's book.
package civil

import (
	"bordereau/classify/civil/birth"
	"bordereau/classify/civil/death"
	"bordereau/classify/civil/marriage"
	"bordereau/classify/civil/recordbook"
	"bordereau/classify/spec"
)

// Family lists its types.
func Family() spec.Family {
	return spec.Family{Name: "civil", Types: []spec.Type{death.Type, birth.Type, marriage.Type, recordbook.Type}}
}
