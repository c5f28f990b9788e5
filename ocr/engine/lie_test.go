package engine

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"bordereau/ocr/raster"
	"bordereau/ocr/testpage"
)

// TestSmallPicturesStandUp: pictures of papers, of a few hundred pixels, are
// brought upright whichever way up they came. A third of the specimens is looked at
// where the folder is there (all of them are read, upright and turned, by the zones' tests
// of classify), a drawn card always.
func TestSmallPicturesStandUp(t *testing.T) {
	e := started(t)
	pictures := map[string]raster.Image{}
	for _, dpi := range []int{90, 150} {
		pictures["drawn"+string(rune('0'+dpi/30))] = raster.Image{Data: testpage.PGM(card(t, dpi).Image), DPI: dpi}
	}
	dir := filepath.Join(corpus(), "documents/id_mrz")
	files, err := os.ReadDir(dir)
	if err != nil && !(corpus() == "" || errors.Is(err, fs.ErrNotExist)) {
		t.Fatal(err)
	}
	for i, f := range files {
		if i%3 > 0 {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		pictures[f.Name()] = raster.Image{Data: data}
	}
	for name, img := range pictures {
		for _, lie := range []int{0, 180} {
			img.Rotate = lie
			s, err := lay(img)
			if err != nil {
				t.Fatal(err)
			}
			p := read(t, e, s)
			s.free()
			if p.Rotation != lie {
				t.Errorf("%s, which came turned by %d degrees, was turned by %d", name, lie, p.Rotation)
			}
		}
	}
}

// card is a small card with little on it but a machine readable zone.
func card(t *testing.T, dpi int) testpage.Page {
	t.Helper()
	s, err := testpage.NewSized(dpi, 86, 54)
	if err != nil {
		t.Fatal(err)
	}
	small, err := s.Face(false, 6)
	if err != nil {
		t.Fatal(err)
	}
	defer small.Close()
	zone, err := s.Face(false, 9)
	if err != nil {
		t.Fatal(err)
	}
	defer zone.Close()
	s.Set(small, 5, 8, "UTOPIA")
	s.Set(small, 5, 14, "SPECIMEN")
	for i, l := range []string{"I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"} {
		s.Set(zone, 5, 36+6*float64(i), l)
	}
	return s.Page()
}
