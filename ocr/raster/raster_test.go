package raster

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/internal/pdf"
)

func encodeJPEG(t testing.TB, w, h int) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = 240
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var words = []bordereau.Word{
	{Text: "Montant", Box: bordereau.Box{X: 100, Y: 100, W: 200, H: 50}, Block: 1, Line: 1},
	{Text: "<1237,56>", Box: bordereau.Box{X: 400, Y: 100, W: 300, H: 50}, Block: 1, Line: 1},
}

func writePDF(t testing.TB, pages ...pdf.Page) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := pdf.Write(&b, pdf.Meta{Title: "a > b\n<word xMin=\"0\">"}, pages); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// drawnPDF is born digital: visible text on pages of a size, with page attributes.
func drawnPDF(n int, box, attributes string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n")
	fmt.Fprintf(&b, "2 0 obj <</Type/Pages/Count %d/Kids[%s]>> endobj\n", n, strings.Repeat("3 0 R ", n))
	fmt.Fprintf(&b, "3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[%s]%s/Contents 4 0 R"+
		"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>> endobj\n", box, attributes)
	content := "BT /F 24 Tf 72 100 Td (Bonjour) Tj ET"
	fmt.Fprintf(&b, "4 0 obj <</Length %d>> stream\n%s\nendstream endobj\n", len(content), content)
	b.WriteString("trailer <</Root 1 0 R/Size 5>>\n%%EOF\n") // no table: readers have to search
	return b.Bytes()
}

func open(t *testing.T, data []byte, lim Limits) *File {
	t.Helper()
	f, err := Open(t.Context(), data, lim)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f
}

func page(t *testing.T, f *File, n int) Image {
	t.Helper()
	img, err := f.Page(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// A scan comes out of its PDF as it went in, with the text that lay over it.
func TestScanComesOut(t *testing.T) {
	jpg := encodeJPEG(t, 800, 1200)
	for _, rotate := range []int{0, 90} {
		f := open(t, writePDF(t, pdf.Page{Image: jpg, Format: "jpeg", Width: 800, Height: 1200, DPI: 200, Rotate: rotate, Words: words}), Limits{})
		img := page(t, f, 1)
		if f.Format() != "pdf" || f.Count() != 1 || len(f.Flags()) != 0 || img.Rendered || !bytes.Equal(img.Data, jpg) || img.DPI != 200 || img.Rotate != rotate {
			t.Errorf("%s, %d pages, %v, rendered %v, %d bytes, %d dpi, turned %d", f.Format(), f.Count(), f.Flags(), img.Rendered, len(img.Data), img.DPI, img.Rotate)
		}
		if len(img.Layer) != 2 || img.Layer[1].Text != "<1237,56>" {
			t.Fatalf("layer: %+v", img.Layer)
		}
		for i, w := range img.Layer {
			if want := words[i].Box; math.Abs(float64(w.Box.X-want.X)) > 2 || math.Abs(float64(w.Box.Y-want.Y)) > 2 || math.Abs(float64(w.Box.W-want.W)) > 3 {
				t.Errorf("%q at %v, want %v", w.Text, w.Box, want)
			}
		}
	}
}

func TestDrawn(t *testing.T) {
	for _, tt := range []struct {
		box, attributes string
		lim             Limits
		w, h, dpi       int
	}{
		{"0 0 297.5 421", "/UserUnit 2", Limits{}, 2480, 3509, 300},
		{"0 0 595 842", "", Limits{}, 2480, 3509, 300},
		{"0 0 595 842", "/Rotate 90", Limits{}, 3509, 2480, 300},
		{"0 0 595 842", "/CropBox[0 0 300 200]", Limits{}, 1250, 834, 300},
		{"0 0 595 842", "/Rotate 270", Limits{NoPdfcpu: true}, 3509, 2480, 300},
		{"0 0 595 842", "", Limits{DPI: 100, Colour: true}, 827, 1170, 100},
		{"0 0 14400 14400", "", Limits{PixelsPerPage: 1_000_000}, 800, 800, 4}, // fits at 4 dpi, not at 5
		{"0 0 14400 100", "", Limits{Side: 2000}, 1800, 13, 9},
	} {
		f := open(t, drawnPDF(1, tt.box, tt.attributes), tt.lim)
		img := page(t, f, 1)
		channels := 1
		if tt.lim.Colour {
			channels = 3
		}
		w, h, err := pnmSize(img.Data, channels)
		tolerance := tt.w/100 + 1 // pdftoppm rounds up
		if err != nil || !img.Rendered || img.DPI != tt.dpi || abs(w-tt.w) > tolerance || abs(h-tt.h) > tolerance {
			t.Errorf("%s %s: %d by %d at %d dpi, %v", tt.box, tt.attributes, w, h, img.DPI, err)
		}
		if tt.dpi < 100 {
			continue
		}
		if len(img.Layer) != 1 || img.Layer[0].Text != "Bonjour" || !dark(img.Data, w, h, channels, img.Layer[0].Box) {
			t.Errorf("%s %s: layer %+v is not where the ink is", tt.box, tt.attributes, img.Layer)
		}
	}
}

// dark says whether all ink of a picture lies within a box, give or take a letter's edge.
func dark(pnm []byte, w, h, channels int, box bordereau.Box) bool {
	px := pnm[len(pnm)-w*h*channels:]
	ink := 0
	for i := 0; i < w*h; i++ {
		if px[i*channels] > 100 {
			continue
		}
		ink++
		if x, y := i%w, i/w; x < box.X-2 || y < box.Y-2 || x > box.X+box.W+2 || y > box.Y+box.H+2 {
			return false
		}
	}
	return ink > 0
}

func abs(v int) int { return max(v, -v) }

func TestPictures(t *testing.T) {
	var p bytes.Buffer
	if err := png.Encode(&p, image.NewGray(image.Rect(0, 0, 10, 20))); err != nil {
		t.Fatal(err)
	}
	for format, data := range map[string][]byte{"png": p.Bytes(), "jpeg": encodeJPEG(t, 10, 20)} {
		f := open(t, data, Limits{})
		if img := page(t, f, 1); f.Format() != format || f.Count() != 1 || !bytes.Equal(img.Data, data) || img.Rotate != 0 || img.Rendered {
			t.Errorf("%s: %+v", format, f)
		}
		if _, err := f.Page(t.Context(), 2); bordereau.CodeOf(err) != bordereau.NotFound {
			t.Errorf("%s, page 2: %v", format, err)
		}
		if f := open(t, data[:len(data)-2], Limits{}); !slices.Contains(f.Flags(), FlagTruncated) {
			t.Errorf("%s cut short: %v", format, f.Flags())
		}
	}
}

func TestRefuses(t *testing.T) {
	loop := []byte("%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Kids[2 0 R]/Count 1>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n")
	for _, tt := range []struct {
		name string
		data []byte
		lim  Limits
		code bordereau.Code
	}{
		{"nothing", nil, Limits{}, bordereau.Unsupported},
		{"gif", []byte("GIF89a"), Limits{}, bordereau.Unsupported},
		{"far header", append(bytes.Repeat([]byte(" "), 1025), drawnPDF(1, "0 0 99 99", "")...), Limits{}, bordereau.Unsupported},
		{"not a pdf inside", []byte("%PDF-1.4\nnothing"), Limits{}, bordereau.Unreadable},
		{"a tree that loops", loop, Limits{}, bordereau.Unreadable},
		{"the same without pdfcpu", loop, Limits{NoPdfcpu: true}, bordereau.Unreadable},
		{"201 pages", drawnPDF(201, "0 0 99 99", ""), Limits{}, bordereau.TooLarge},
		{"201 pages without pdfcpu", drawnPDF(201, "0 0 99 99", ""), Limits{NoPdfcpu: true}, bordereau.TooLarge},
		{"no size", drawnPDF(1, "0 0 0 0", ""), Limits{}, bordereau.Unreadable},
		{"pixels", encodeJPEG(t, 101, 100), Limits{PixelsPerPage: 10_000}, bordereau.TooLarge},
	} {
		f, err := Open(t.Context(), tt.data, tt.lim)
		if bordereau.CodeOf(err) != tt.code {
			t.Errorf("%s: %v", tt.name, err)
		}
		if err == nil {
			f.Close()
		}
	}
	for _, data := range [][]byte{drawnPDF(200, "0 0 99 99", ""), encodeJPEG(t, 100, 100)} {
		if f := open(t, data, Limits{PixelsPerPage: 10_000}); f.Count() < 1 {
			t.Error("refused at the limit")
		}
	}
}

// The pixels of a whole document are bounded; a page that is drawn again counts once.
func TestTotal(t *testing.T) {
	f := open(t, drawnPDF(3, "0 0 72 72", ""), Limits{DPI: 100, PixelsTotal: 20_500})
	page(t, f, 1)
	page(t, f, 1)
	page(t, f, 2)
	if _, err := f.Page(t.Context(), 3); bordereau.CodeOf(err) != bordereau.TooLarge {
		t.Errorf("past the total: %v", err)
	}
}

func TestTimeEndsPoppler(t *testing.T) {
	f := open(t, drawnPDF(1, "0 0 595 842", ""), Limits{})
	ctx, cancel := context.WithDeadline(t.Context(), time.Now())
	defer cancel()
	if _, err := f.Page(ctx, 1); bordereau.CodeOf(err) != bordereau.TimedOut {
		t.Errorf("%v", err)
	}
}

// The text layer of the real files is where their words are seen.
func TestLayerOfCorpus(t *testing.T) {
	root := os.Getenv("BORDEREAU_CORPUS")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "data")
	}
	files, err := filepath.Glob(filepath.Join(root, "documents", "rib", "*.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		img := page(t, open(t, data, Limits{}), 1)
		if len(img.Layer) < 50 {
			t.Errorf("%s: %d words", filepath.Base(path), len(img.Layer))
		}
	}
}

func TestParseLayer(t *testing.T) {
	const head = `<!DOCTYPE html><title><word xMin="1" yMin="1" xMax="2" yMax="2">title</word></title>` + "\n" +
		`  <page width="100.0" height="200.0">` + "\n<flow>\n<block xMin=\"0\">\n<line xMin=\"0\">\n"
	word := func(attrs, text string) string { return "  <word " + attrs + ">" + text + "</word>\n" }
	in := `xMin="10" yMin="20" xMax="30.2" yMax="40"`
	for _, tt := range []struct {
		name, out string
		want      []bordereau.Word
	}{
		{"one", head + word(in, "a&amp;lt;b") + "</page>", []bordereau.Word{{Text: "a&lt;b", Box: bordereau.Box{X: 20, Y: 40, W: 41, H: 40}, Confidence: 1, Block: 1, Line: 1}}},
		{"off the page", head + word(`xMin="-9" yMin="0" xMax="-1" yMax="9"`, "x") + "</page>", nil},
		{"half off it", head + word(`xMin="-9" yMin="-9" xMax="1" yMax="1"`, "x"), []bordereau.Word{{Text: "x", Box: bordereau.Box{W: 2, H: 2}, Confidence: 1, Block: 1, Line: 1}}},
		{"not a number", head + word(`xMin="NaN" yMin="0" xMax="1e999" yMax="9"`, "x"), nil},
		{"controls", head + word(in, "\x1b[31m\u202e"), []bordereau.Word{{Text: "[31m", Box: bordereau.Box{X: 20, Y: 40, W: 41, H: 40}, Confidence: 1, Block: 1, Line: 1}}},
		{"after the page", head + "</page>\n" + word(in, "x"), nil},
		{"cut short", head + `  <word xMin="1`, nil},
		{"nothing", "", nil},
	} {
		if got := parseLayer([]byte(tt.out), 2, 2, 200, 400); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %+v", tt.name, got)
		}
	}
}

func FuzzParseLayer(f *testing.F) {
	f.Add([]byte(`<page width="100" height="200">` + "\n" + `<word xMin="1" yMin="2" xMax="3" yMax="4">a&lt;</word>` + "\n</page>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, w := range parseLayer(data, 3, 2, 300, 400) {
			if w.Text == "" || w.Box.X < 0 || w.Box.Y < 0 || w.Box.W < 1 || w.Box.H < 1 || w.Box.X+w.Box.W > 300 || w.Box.Y+w.Box.H > 400 {
				t.Fatalf("%+v", w)
			}
		}
	})
}
