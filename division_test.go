package bordereau_test

import (
	"testing"

	"bordereau"
)

func TestAPartKnowsItsPlaceInTheFile(t *testing.T) {
	r := bordereau.Reading{Format: "pdf", Flags: []string{"uri"}}
	for n := 1; n <= 4; n++ {
		r.Pages = append(r.Pages, bordereau.Page{Number: n, Width: 100 * n, Words: []bordereau.Word{{Text: "mot"}}})
	}
	part := r.Of(bordereau.Part{Pages: []bordereau.PartPage{{Number: 3, Role: bordereau.Front}, {Number: 4, Role: bordereau.Back}}})
	if len(part.Pages) != 2 || part.Pages[0].Number != 1 || part.Pages[1].Origin != 4 || part.Pages[1].Width != 400 || part.Pages[1].Role != bordereau.Back ||
		part.Format != "pdf" || part.Flags[0] != "uri" {
		t.Fatalf("%+v", part)
	}
	part.Pages[0].Words[0].Text = "masqué"
	if r.Pages[2].Words[0].Text != "mot" || r.Pages[2].Number != 3 || r.Pages[2].Origin != 0 {
		t.Error("the file's reading changed with its part's")
	}
	back := part.InFile()
	if back.Pages[0].Number != 3 || back.Pages[1].Number != 4 || part.Pages[0].Number != 1 {
		t.Errorf("%+v", back.Pages)
	}
	if whole := r.InFile(); whole.Pages[2].Number != 3 {
		t.Errorf("%+v", whole.Pages)
	}
}
