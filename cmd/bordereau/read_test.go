package main

import (
	"testing"

	"bordereau"
)

// The documents of one file name pages as the file does: nothing else tells where
// they stand.
func TestTheDocumentsOfAFileNameItsPages(t *testing.T) {
	var file bordereau.Reading
	for n := 1; n <= 4; n++ {
		file.Pages = append(file.Pages, bordereau.Page{Number: n, Width: n})
	}
	fields := func() []bordereau.Field {
		return []bordereau.Field{{Name: "amount", Page: 1}, {Name: "endorsed", Page: 2}, {Name: "date"}}
	}
	part := file.Of(bordereau.Part{Pages: []bordereau.PartPage{{Number: 3}, {Number: 4}}})
	d := documentOf(part, bordereau.Understanding{Type: bordereau.Cheque, Fields: fields()})
	if len(d.Pages) != 2 || d.Pages[0].Number != 3 || d.Pages[1].Number != 4 || d.Pages[1].Width != 4 {
		t.Errorf("%+v", d.Pages)
	}
	if d.Fields[0].Page != 3 || d.Fields[1].Page != 4 || d.Fields[2].Page != 0 {
		t.Errorf("%+v", d.Fields)
	}
	whole := documentOf(file, bordereau.Understanding{Type: bordereau.Letter, Fields: fields()})
	if whole.Pages[2].Number != 3 || whole.Fields[1].Page != 2 {
		t.Errorf("%+v", whole)
	}
}
