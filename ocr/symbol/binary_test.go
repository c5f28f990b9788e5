package symbol

import (
	"image"
	"testing"
	"time"

	"github.com/boombuler/barcode/datamatrix"

	"bordereau/check/twoddoc"
)

// A binary 2D-Doc keeps every byte, zeros and those above 127, from the page to its
// signature.
func TestBinaryCodeOnAPage(t *testing.T) {
	code, err := twoddoc.SpecimenBinary(0x07, time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC), []twoddoc.BinaryField{{ID: 0x62, Text: "VAUBERT"}, {ID: 0x60, Text: "LISE"}})
	if err != nil {
		t.Fatal(err)
	}
	b, err := datamatrix.Encode(string(code))
	if err != nil {
		t.Fatal(err)
	}
	page := letter(t, 300)
	on(page, b, 5, image.Pt(1440, 96))
	only(t, page, 300, DataMatrix, string(code))
	c, err := twoddoc.Parse(code)
	if err != nil {
		t.Fatal(err)
	}
	if got, why := (&twoddoc.Trust{AllowTest: true}).Verify(c, time.Now()); got != twoddoc.Test {
		t.Errorf("%s: %s", got, why)
	}
}
