// Package company is the family of papers that say what a company is.
package company

import (
	"bordereau/classify/company/articles"
	"bordereau/classify/company/extract"
	"bordereau/classify/spec"
)

// Family lists its types.
func Family() spec.Family {
	return spec.Family{Name: "company", Types: []spec.Type{extract.Type, articles.Type}}
}
