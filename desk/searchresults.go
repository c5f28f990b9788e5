package desk

import "bordereau"

// Near says whether a search forgives misreadings.
type Near string

const (
	NearAuto   Near = ""       // where little is found exactly
	NearAlways Near = "always" // whatever is found
	NearNever  Near = "never"
)

// Results are what a search found.
type Results struct {
	List[Hit]
	Asked     Asked    `json:"-"`
	Notes     []string `json:"notes,omitempty"` // what was not understood, in sentences
	Total     int      `json:"total"`
	AtLeast   bool     `json:"total_is_minimum,omitempty"` // there is more; counts are minima
	Near      bool     `json:"near,omitempty"`             // some are found by forgiving misreadings
	NearTotal int      `json:"near_total,omitempty"`
	Facets    []Facet  `json:"facets,omitempty"`
	Target    *Target  `json:"target,omitempty"`
}

// Facet counts what was found by one of its properties. Name is that of the filter, Value
// what the filter takes.
type Facet struct {
	Name   string       `json:"name"`
	Values []FacetValue `json:"values"`
	More   int          `json:"more,omitempty"` // values that are not listed
}

// FacetValue is one value of a facet.
type FacetValue struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

// Target is the one thing that a whole reference names.
type Target struct {
	Kind   string `json:"kind"` // document, dossier, entry
	ID     string `json:"id"`   // of a dossier its reference
	Number int64  `json:"number,omitempty"`
	Day    string `json:"business_day,omitempty"`
}

// HitPage is where on a page the hits are.
type HitPage struct {
	Number int      `json:"number"`
	Width  int      `json:"width"` // of the page; boxes refer to it
	Height int      `json:"height"`
	Boxes  []HitBox `json:"boxes"`
}

// HitBox is one hit; Near says that it is forgiven.
type HitBox struct {
	Box  bordereau.Box `json:"box"`
	Near bool          `json:"near,omitempty"`
}
