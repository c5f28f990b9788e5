// Package recovery is the family of papers by which debts are called in.
package recovery

import (
	"bordereau/classify/recovery/notice"
	"bordereau/classify/recovery/order"
	"bordereau/classify/spec"
)

// Family lists its types.
func Family() spec.Family {
	return spec.Family{Name: "recovery", Types: []spec.Type{notice.Type, order.Type}}
}
