package engine

import (
	"image"
	"image/color"
	"image/draw"
	"testing"

	"github.com/boombuler/barcode/datamatrix"

	"bordereau"
	"bordereau/ocr/testpage"
)

// A page gives its symbols with its words, all bytes of them, wherever it lies.
func TestSymbolsOfPage(t *testing.T) {
	const text = "DC04FR0000011DDB\x1d\x1e\x1fMETZ"
	b, err := datamatrix.Encode(text)
	if err != nil {
		t.Fatal(err)
	}
	page := drawn(t, 0)
	e := started(t)
	at := image.Rect(1700, 150, 1700+5*b.Bounds().Dx(), 150+5*b.Bounds().Dy())
	draw.Draw(page.Image, at.Inset(-20), image.White, image.Point{}, draw.Src)
	for y := at.Min.Y; y < at.Max.Y; y++ {
		for x := at.Min.X; x < at.Max.X; x++ {
			page.Image.Set(x, y, color.GrayModel.Convert(b.At((x-at.Min.X)/5, (y-at.Min.Y)/5)))
		}
	}
	for quarter := range 4 {
		got := read(t, e, laid(t, testpage.Quarter(page.Image, quarter), 300))
		if len(got.Symbols) != 1 || string(got.Symbols[0].Bytes()) != text || got.Symbols[0].Kind != bordereau.SymbolDataMatrix {
			t.Fatalf("turned by %d quarters: %+v", quarter, got.Symbols)
		}
		want := bordereau.Box{X: at.Min.X, Y: at.Min.Y, W: at.Dx(), H: at.Dy()}
		if d := apart(got.Symbols[0].Box, want); d > 12 {
			t.Errorf("turned by %d quarters: at %v, not %v", quarter, got.Symbols[0].Box, want)
		}
	}
}
