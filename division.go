package bordereau

import "slices"

// PageRole is what a page is to the document that it belongs to.
type PageRole string

const (
	Front        PageRole = "front"        // begins the document
	Back         PageRole = "back"         // the other side of the page before
	Continuation PageRole = "continuation" // goes on from the page before: a listing, a letter
)

// PartPage is a page of a file and what it is to its part.
type PartPage struct {
	Number int      `json:"number"` // in the file, from 1
	Role   PageRole `json:"role"`
}

// Part is the pages of a file that are one document, in their order.
type Part struct {
	Pages []PartPage `json:"pages"`
	// Dossier is named by the separator sheet before it; empty where there is none.
	Dossier string `json:"dossier,omitempty"`
	// Check tells a doubt about its pages that is no reason to keep the file whole; nil
	// where there is none.
	Check *Check `json:"check,omitempty"`
}

// Numbers are the pages' numbers in the file.
func (p Part) Numbers() []int {
	n := make([]int, len(p.Pages))
	for i, page := range p.Pages {
		n[i] = page.Number
	}
	return n
}

// Division is where a file divides into documents.
type Division struct {
	// Parts are two or more, or one behind a separator sheet, in the order of the file;
	// none where the file is one document.
	Parts []Part `json:"parts,omitempty"`
	// Apart are pages that belong to nobody: separator sheets, empty ones before
	// the first document.
	Apart []int `json:"apart,omitempty"`
	// Check tells of the division; nil where there was no question of one. It has
	// failed where the file holds several documents and nobody can tell which page
	// belongs to which: then there are no parts.
	Check *Check `json:"check,omitempty"`
}

// Of is the reading of a part: its pages alone, numbered from 1, each with its
// place in the file. What the file carries besides its pages stays with every part.
func (r Reading) Of(p Part) Reading {
	out := r
	out.Pages = make([]Page, 0, len(p.Pages))
	for _, want := range p.Pages {
		for _, page := range r.Pages {
			if page.Number != want.Number {
				continue
			}
			page.Number, page.Origin, page.Role = len(out.Pages)+1, want.Number, want.Role
			page.Words = append([]Word(nil), page.Words...)
			page.Symbols = append([]Symbol(nil), page.Symbols...)
			out.Pages = append(out.Pages, page)
		}
	}
	return out
}

// Whole is the reading of the file's pages alone, without the papers on them.
func (r Reading) Whole() Reading {
	out := r
	out.Pages = slices.DeleteFunc(slices.Clone(r.Pages), func(p Page) bool { return p.Piece != nil })
	return out
}

// InFile is the reading with its pages numbered as they are in the file.
func (r Reading) InFile() Reading {
	out := r
	out.Pages = append([]Page(nil), r.Pages...)
	for i := range out.Pages {
		out.Pages[i].Number = out.Pages[i].InFile()
	}
	return out
}

// InFile is the page's number in the file that it was read from.
func (p Page) InFile() int {
	if p.Origin > 0 {
		return p.Origin
	}
	return p.Number
}
