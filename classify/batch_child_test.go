package classify_test

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"testing"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/code128"
	"github.com/boombuler/barcode/qr"

	"bordereau"
	"bordereau/check"
	"bordereau/check/twoddoc"
	"bordereau/classify"
	"bordereau/internal/specimen"
)

// whitePage is an empty A4 page of 200 dpi.
func whitePage() *image.Gray {
	img := image.NewGray(image.Rect(0, 0, 1654, 2339))
	draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
	return img
}

// coded is a sheet with a printed code, its modules so many pixels.
func coded(t *testing.T, code barcode.Barcode, err error, module, high int) *image.Gray {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	img, b := whitePage(), code.Bounds()
	for y := range max(b.Dy(), high) {
		for x := range b.Dx() {
			if color.GrayModel.Convert(code.At(b.Min.X+x, b.Min.Y+min(y, b.Dy()-1))).(color.Gray).Y < 128 {
				draw.Draw(img, image.Rect(x*module, y*module, (x+1)*module, (y+1)*module).Add(image.Pt(250, 500)), image.Black, image.Point{}, draw.Src)
			}
		}
	}
	return img
}

// A batch with sheets of three kinds between its papers is divided at them by the real
// reading child.
func TestABatchIsDividedThroughTheChild(t *testing.T) {
	paper := func(seed uint64) *image.Gray {
		d, err := specimen.Draw(specimen.Spec{Kind: bordereau.Letter, Layout: "request", Seed: seed, DPI: 200})
		if err != nil {
			t.Fatal(err)
		}
		return d.Pages[0]
	}
	square, err := qr.Encode(check.SeparatorText("SUC-1"), qr.Q, qr.Unicode)
	first := coded(t, square, err, 12, 0)
	bars, err := code128.Encode(check.SeparatorText("OUV-2"))
	second := coded(t, bars, err, 3, 60)
	patch := whitePage()
	y := 90
	for _, high := range []int{16, 40, 16, 40} { // patch T: narrow, wide, narrow, wide
		draw.Draw(patch, image.Rect(400, y, 1200, y+high), image.Black, image.Point{}, draw.Src)
		y += high + 16
	}
	data, err := specimen.Encode(specimen.Drawing{DPI: 200, Pages: []*image.Gray{first, paper(1), second, paper(2), patch, paper(3)}}, "pdf")
	if err != nil {
		t.Fatal(err)
	}
	z, reading := readThroughChild(t, childReader(t), data)
	defer z.Close()
	d, err := house(t).Divide(t.Context(), reading, z)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range d.Parts {
		got = append(got, fmt.Sprint(p.Dossier, p.Numbers()))
	}
	if fmt.Sprint(got, d.Apart) != "[SUC-1[2] OUV-2[4] OUV-2[6]] [1 3 5]" {
		t.Errorf("%v apart %v: %+v", got, d.Apart, d.Check)
	}
}

// A bill with a signed code is read by the real child: its code says what it prints, and
// its signature is worth nothing but where trials are allowed.
func TestASignedBillThroughTheChild(t *testing.T) {
	d, err := specimen.Draw(specimen.Spec{Kind: bordereau.ProofOfAddress, Layout: "energy-signed", Seed: 5, DPI: 300, Format: "tiff"})
	if err != nil {
		t.Fatal(err)
	}
	data, err := specimen.Encode(d, "tiff")
	if err != nil {
		t.Fatal(err)
	}
	z, reading := readThroughChild(t, childReader(t), data)
	defer z.Close()
	for trial, want := range map[bool]string{false: "invalid", true: "test"} {
		c, err := classify.New(classify.Config{Families: classify.Families(), Now: day, Trust: func() *twoddoc.Trust { return &twoddoc.Trust{AllowTest: trial} }})
		if err != nil {
			t.Fatal(err)
		}
		u, err := c.Understand(t.Context(), reading, z)
		if err != nil {
			t.Fatal(err)
		}
		if u.Type != bordereau.ProofOfAddress || u.Value("code2d_signature") != want || u.Value("code2d_type") == "" || verdict(u, "code2d_differs") != bordereau.Passed {
			t.Errorf("trials %v: %s, type %q, signature %q: %v", trial, u.Type, u.Value("code2d_type"), u.Value("code2d_signature"), u.Checks)
		}
	}
}

// The code of a dossier is read off a letter, as a square and as bars; the letter stays
// one, and is no separator sheet.
func TestDossierCodesThroughTheChild(t *testing.T) {
	reader := childReader(t)
	for _, layout := range []string{"coded", "barred"} {
		t.Run(layout, func(t *testing.T) {
			d, err := specimen.Draw(specimen.Spec{Kind: bordereau.Letter, Layout: layout, Seed: 4, DPI: 200})
			if err != nil {
				t.Fatal(err)
			}
			data, err := specimen.Encode(d, "png")
			if err != nil {
				t.Fatal(err)
			}
			u := throughChild(t, reader, data)
			if want := d.Truth.Fields["dossier_reference"]; u.Type != bordereau.Letter || want == "" || u.Value("dossier_reference") != want {
				t.Errorf("%s, %q, want %q", u.Type, u.Value("dossier_reference"), want)
			}
		})
	}
}
