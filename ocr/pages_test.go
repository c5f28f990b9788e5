package ocr_test

import (
	"image"
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/internal/specimen"
	"bordereau/ocr"
	"bordereau/ocr/testpage"
)

// What is asked for of a file's pages is read and bound, and no other.
func TestPagesOfAFileAreReadAndBoundAlone(t *testing.T) {
	r, _ := reader(t, ocr.Config{})
	words := []string{"premier", "deuxième", "troisième"}
	var pages []*image.Gray
	for _, w := range words {
		s, err := testpage.NewSized(200, 175, 80)
		if err != nil {
			t.Fatal(err)
		}
		face, err := s.Face(false, 14)
		if err != nil {
			t.Fatal(err)
		}
		s.Set(face, 20, 30, "Voici le "+w+" feuillet de la pile")
		pages = append(pages, s.Page().Image)
	}
	data, err := specimen.Encode(specimen.Drawing{DPI: 200, Pages: pages}, "tiff")
	if err != nil {
		t.Fatal(err)
	}
	s, err := r.Open(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	got, err := s.Read(t.Context(), 3, 2)
	if err != nil || len(got.Pages) != 2 || got.Pages[0].Number != 3 || got.Pages[1].Number != 2 || !strings.Contains(got.Pages[0].Text(), words[2]) {
		t.Fatalf("%+v %v", got.Pages, err)
	}
	out, err := s.SearchablePDF(t.Context(), "", time.Time{}, got.Pages[1:])
	if err != nil {
		t.Fatal(err)
	}
	if text := pdfText(t, out); strings.Count(text, "\f") != 1 || !strings.Contains(text, words[1]) || strings.Contains(text, words[2]) {
		t.Errorf("%q", text)
	}
	if _, err := s.Read(t.Context(), 4); bordereau.CodeOf(err) != bordereau.NotFound {
		t.Error(err)
	}
	out, err = s.SearchablePDF(t.Context(), "", time.Time{}, nil)
	if text := pdfText(t, out); err != nil || strings.Count(text, "\f") != 3 {
		t.Errorf("%q %v", text, err)
	}
}
