package ocr

import "bordereau"

// Methods of a reading child, and what travels with them. A child holds one
// file at a time; "open" forgets the one before.
const (
	MethodOpen    = "open"    // blob: the file; answers Opened
	MethodMeasure = "measure" // PageRequest; fetches the page, decodes nothing; answers Picture
	MethodRead    = "read"    // ReadRequest; answers bordereau.Page
	MethodZone    = "zone"    // ZoneRequest; answers []bordereau.Word
	MethodImage   = "image"   // ImageRequest; answers Picture and a JPEG
	MethodPDF     = "pdf"     // PDFRequest; blob: pages already known ([]bordereau.Page), if any; answers a searchable PDF of these, or of all
)

// Opened is what opening a file tells.
type Opened struct {
	Format   string              `json:"format"`
	Pages    int                 `json:"pages"`
	Flags    []string            `json:"flags,omitempty"`
	EInvoice *bordereau.EInvoice `json:"einvoice,omitempty"`
	Engine   bordereau.Engine    `json:"engine"`
}

// PageRequest names a page, from 1.
type PageRequest struct {
	Page int `json:"page"`
}

// ReadRequest names a page to be read, from 1. Plain takes it as one block of lines and
// looks at nothing twice: the analysis of the layout does not end on every page.
type ReadRequest struct {
	Page  int  `json:"page"`
	Plain bool `json:"plain,omitempty"`
}

// ZoneRequest names a part of a page that was read, in pixels of the page as displayed.
type ZoneRequest struct {
	Page     int           `json:"page"`
	Box      bordereau.Box `json:"box"`
	Alphabet Alphabet      `json:"alphabet"`
}

// ImageRequest asks for a page as displayed, at no more than MaxDPI (0: as it is).
type ImageRequest struct {
	Page   int `json:"page"`
	MaxDPI int `json:"max_dpi"`
}

// Picture is a size in pixels: of the JPEG that comes with it, or of a page.
type Picture struct {
	Width  int `json:"width"`
	Height int `json:"height"`
}

// PDFRequest asks for the pages read so far as one PDF. Created is RFC 3339 or empty.
type PDFRequest struct {
	Title   string `json:"title,omitempty"`
	Created string `json:"created,omitempty"`
}
