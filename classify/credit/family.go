// Package credit is the family of papers of loans.
package credit

import (
	"bordereau/classify/credit/offer"
	"bordereau/classify/credit/schedule"
	"bordereau/classify/spec"
)

// Family lists its types.
func Family() spec.Family {
	return spec.Family{Name: "credit", Types: []spec.Type{schedule.Type, offer.Type}}
}
