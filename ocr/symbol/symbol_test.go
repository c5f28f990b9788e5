package symbol

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/code128"
	"github.com/boombuler/barcode/datamatrix"
	"github.com/boombuler/barcode/qr"

	"bordereau/ocr/testpage"
)

const (
	short = "DC03FR000001123F1636000126FR245700010MLLE/SAMPLE/ANGELA\x1d21BAT 2 ETG 3\x1d227 PLACE\x1d\x1fMETZ"
	quiet = 3 // modules of white around
)

var long = short + strings.Repeat("QXCTZMNQPTT5C2XICTEF4UGJ3NDE2CWM7HJOEEK4", 4)

// letter is a page of text with a white place at the top right.
func letter(t *testing.T, dpi int) *image.Gray {
	t.Helper()
	p, err := testpage.Letter(1, dpi)
	if err != nil {
		t.Fatal(err)
	}
	return p.Image
}

// on puts a symbol of modules of so many pixels, halves allowed, on a page.
func on(page *image.Gray, b barcode.Barcode, module float64, at image.Point) {
	w, h := b.Bounds().Dx(), b.Bounds().Dy()
	if h == 1 {
		h = 30 // a linear code has one row
	}
	r := image.Rect(0, 0, int(float64(w+2*quiet)*module), int(float64(h+2*quiet)*module)).Add(at)
	draw.Draw(page, r, image.White, image.Point{}, draw.Src)
	const fine = 8
	for y := range int(float64(h) * module) {
		for x := range int(float64(w) * module) {
			sum := 0
			for k := range fine * fine {
				px := (float64(x) + (float64(k%fine)+0.5)/fine) / module
				py := (float64(y) + (float64(k/fine)+0.5)/fine) / module
				c := b.At(b.Bounds().Min.X+min(int(px), w-1), b.Bounds().Min.Y+min(int(py), b.Bounds().Dy()-1))
				sum += int(color.GrayModel.Convert(c).(color.Gray).Y)
			}
			page.SetGray(at.X+int(quiet*module)+x, at.Y+int(quiet*module)+y, color.Gray{Y: uint8(sum / fine / fine)})
		}
	}
}

func only(t *testing.T, img *image.Gray, dpi int, kind Kind, want string) {
	t.Helper()
	got, err := Read(img, float64(dpi)/25.4)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range got {
		if s.Kind == kind && string(s.Text) == want {
			if !s.Box.In(img.Rect) || s.Box.Dx() < 20 {
				t.Errorf("it stands at %v", s.Box)
			}
			return
		}
	}
	t.Errorf("%q was not read: %d symbols", want, len(got))
}

func TestMatrixOnPages(t *testing.T) {
	for _, c := range []struct {
		dpi    int
		module float64
		text   string
	}{{300, 5, short}, {300, 4, long}, {300, 3, short}, {200, 4, long}, {200, 2.7, short}, {200, 2.5, long}} {
		page := letter(t, c.dpi)
		b, err := datamatrix.Encode(c.text)
		if err != nil {
			t.Fatal(err)
		}
		on(page, b, c.module, image.Pt(120*c.dpi/25, 8*c.dpi/25))
		for _, lie := range []struct {
			quarter int
			skew    float64
		}{{0, 0}, {1, 0}, {2, 0}, {3, 1.3}, {0, -4}, {0, 9}} {
			t.Run(fmt.Sprintf("%d dpi, modules of %v, %d modules, quarter %d, skew %v", c.dpi, c.module, b.Bounds().Dx(), lie.quarter, lie.skew), func(t *testing.T) {
				img := testpage.Quarter(page, lie.quarter)
				if lie.skew != 0 {
					img = testpage.Turn(img, lie.skew)
				}
				only(t, img, c.dpi, DataMatrix, c.text)
				only(t, img, 0, DataMatrix, c.text) // nobody says the resolution
			})
		}
	}
}

func TestQRAndCode128(t *testing.T) {
	page := letter(t, 200)
	q, err := qr.Encode("BORDEREAU/1/SUC-2026-0001", qr.Q, qr.Unicode)
	if err != nil {
		t.Fatal(err)
	}
	c, err := code128.Encode("CRE-2026-00042")
	if err != nil {
		t.Fatal(err)
	}
	on(page, q, 5, image.Pt(1200, 40))
	on(page, c, 3, image.Pt(300, 40))
	d, err := code128.Encode("CRE-2026-00043")
	if err != nil {
		t.Fatal(err)
	}
	on(page, d, 2, image.Pt(300, 140))
	on(page, d, 2, image.Pt(800, 140))
	for quarter := range 4 {
		turned := testpage.Quarter(page, quarter)
		only(t, turned, 200, QR, "BORDEREAU/1/SUC-2026-0001")
		if got, err := Read(turned, 200/25.4); err != nil || len(got) != 2 || !strings.HasPrefix(string(got[1].Text), "CRE-2026-0004") || got[1].Kind != Code128 {
			t.Errorf("of a QR code and three of lines, the QR code and one of lines are read: %v, %q", err, texts(got))
		}
	}
}

func TestSymbolAlone(t *testing.T) {
	b, err := datamatrix.Encode(short)
	if err != nil {
		t.Fatal(err)
	}
	for _, module := range []float64{2, 3, 8, 20} {
		side := int(float64(b.Bounds().Dx()+2*quiet) * module)
		img := image.NewGray(image.Rect(0, 0, side, side))
		on(img, b, module, image.Point{})
		only(t, img, 0, DataMatrix, short)
	}
}

// A page without a symbol has none; noise, stripes and chequers end soon and say nothing.
func TestHostilePictures(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	paint := func(w, h int, f func(x, y int) uint8) *image.Gray {
		img := image.NewGray(image.Rect(0, 0, w, h))
		for y := range h {
			for x := range w {
				img.Pix[y*img.Stride+x] = f(x, y)
			}
		}
		return img
	}
	tiles := func(x, y int) uint8 { // a thousand squares that look like symbols
		if x%120 > 90 || y%120 > 90 {
			return 255
		}
		return uint8(255 * r.IntN(2))
	}
	for name, img := range map[string]*image.Gray{
		"text": letter(t, 300), "nothing": image.NewGray(image.Rectangle{}), "one pixel": paint(1, 1, tiles), "thread": paint(20000, 9, tiles),
		"black": paint(2000, 2000, func(int, int) uint8 { return 0 }), "white": paint(2000, 2000, func(int, int) uint8 { return 255 }),
		"noise": paint(2480, 3508, func(int, int) uint8 { return uint8(r.IntN(256)) }), "chequers": paint(2480, 3508, func(x, y int) uint8 { return uint8(255 * ((x/4 + y/4) % 2)) }),
		"stripes": paint(2480, 3508, func(x, _ int) uint8 { return uint8(255 * (x / 3 % 2)) }), "tiles": paint(2480, 3508, tiles),
		"too large": image.NewGray(image.Rect(0, 0, 10000, 9000)),
	} {
		t.Run(name, func(t *testing.T) {
			from := time.Now()
			got, err := Read(img, 300/25.4)
			if err != nil || len(got) > 0 {
				t.Errorf("%v, %d symbols: %q", err, len(got), bytes.Join(texts(got), []byte("|")))
			}
			if d := time.Since(from); d > 5*patience {
				t.Errorf("it took %v", d)
			}
		})
	}
}

func texts(all []Symbol) (out [][]byte) {
	for _, s := range all {
		out = append(out, s.Text)
	}
	return out
}

// No more is answered than is said to be.
func TestManySymbols(t *testing.T) {
	page := image.NewGray(image.Rect(0, 0, 2480, 3508))
	draw.Draw(page, page.Rect, image.White, image.Point{}, draw.Src)
	for i := range 20 {
		b, err := datamatrix.Encode(fmt.Sprintf("%s %02d", short, i))
		if err != nil {
			t.Fatal(err)
		}
		on(page, b, 6, image.Pt(60+i%5*480, 60+i/5*480))
	}
	got, err := Read(page, 300/25.4)
	if err != nil || len(got) != most {
		t.Errorf("%d symbols of 20, %v", len(got), err)
	}
}
