// Package income is the family of what tells what somebody earns.
package income

import (
	"bordereau/classify/income/payslip"
	"bordereau/classify/income/taxnotice"
	"bordereau/classify/spec"
)

// Family lists its types.
func Family() spec.Family {
	return spec.Family{Name: "income", Types: []spec.Type{taxnotice.Type, payslip.Type}}
}
