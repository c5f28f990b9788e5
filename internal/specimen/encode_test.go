package specimen

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"bordereau"
	"golang.org/x/image/ccitt"
	"golang.org/x/image/tiff"
	"pgregory.net/rapid"
)

func TestEveryKindInEveryFormatDecodes(t *testing.T) {
	for _, kind := range Kinds() {
		for _, format := range Formats {
			d, err := Draw(Spec{Kind: kind, Seed: 21, DPI: 200, Format: format})
			if err != nil {
				t.Fatal(err)
			}
			raw, err := Encode(d, format)
			if err != nil {
				t.Fatal(err)
			}
			switch format {
			case "png":
				same(t, d.Pages[0], decoded(t, png.Decode, raw), 0)
				if !bytes.Contains(raw[:64], []byte("pHYs\x00\x00\x1e\xc2\x00\x00\x1e\xc2\x01")) {
					t.Errorf("%s: the PNG does not say 200 dpi", kind)
				}
			case "jpeg", "jpeg_rgb":
				if img := decoded(t, jpeg.Decode, raw); img.Bounds() != d.Pages[0].Rect {
					t.Errorf("%s: %v", kind, img.Bounds())
				}
				if !bytes.Equal(raw[6:18], []byte("JFIF\x00\x01\x01\x01\x00\xc8\x00\xc8")) {
					t.Errorf("%s: the JPEG does not say 200 dpi: %x", kind, raw[:20])
				}
			case "tiff", "tiff_g4":
				same(t, d.Pages[0], decoded(t, tiff.Decode, raw), 0)
			default:
				checkPDF(t, raw, d)
			}
		}
	}
}

func decoded(t *testing.T, decode func(io.Reader) (image.Image, error), raw []byte) image.Image {
	t.Helper()
	img, err := decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func same(t *testing.T, want *image.Gray, got image.Image, tolerance int) {
	t.Helper()
	if got.Bounds() != want.Rect {
		t.Fatalf("the picture is %v, was %v", got.Bounds(), want.Rect)
	}
	if g, ok := got.(*image.Gray); ok && g.Stride == want.Stride && bytes.Equal(g.Pix, want.Pix) {
		return
	}
	for y := range want.Rect.Dy() {
		for x := range want.Rect.Dx() {
			r, _, _, _ := got.At(x, y).RGBA()
			if d := int(r>>8) - int(want.GrayAt(x, y).Y); d > tolerance || -d > tolerance {
				t.Fatalf("pixel %d, %d is %d, was %d", x, y, r>>8, want.GrayAt(x, y).Y)
			}
		}
	}
}

// checkPDF holds the cross-reference table against the objects, and the pictures
// against the pages.
func checkPDF(t *testing.T, raw []byte, d Drawing) {
	t.Helper()
	tail := regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`).FindSubmatch(raw)
	if tail == nil {
		t.Fatal("no startxref")
	}
	at, err := strconv.Atoi(string(tail[1]))
	if err != nil {
		t.Fatal(err)
	}
	entries := regexp.MustCompile(`(\d{10}) 00000 n `).FindAllSubmatch(raw[at:], -1)
	for i, e := range entries {
		off, err := strconv.Atoi(string(e[1]))
		if err != nil || !bytes.HasPrefix(raw[off:], []byte(strconv.Itoa(i+1)+" 0 obj\n")) {
			t.Fatalf("object %d is not at %s", i+1, e[1])
		}
	}
	if n := bytes.Count(raw, []byte("/Type /Page ")); n != d.Truth.Pages {
		t.Errorf("%d pages, want %d", n, d.Truth.Pages)
	}
	for i, s := range regexp.MustCompile(`(?s)/Subtype /Image .*?/Length (\d+) >>\nstream\n`).FindAllSubmatchIndex(raw, -1) {
		n, err := strconv.Atoi(string(raw[s[2]:s[3]]))
		if err != nil {
			t.Fatal(err)
		}
		body := raw[s[1] : s[1]+n]
		if bytes.Contains(raw[s[0]:s[1]], []byte("CCITT")) {
			same(t, d.Pages[i], fax(t, body, d.Pages[i].Rect), 0)
		} else if img := decoded(t, jpeg.Decode, body); img.Bounds() != d.Pages[i].Rect {
			t.Errorf("page %d is %v", i, img.Bounds())
		}
	}
}

func fax(t interface{ Fatal(...any) }, data []byte, r image.Rectangle) *image.Gray {
	img := image.NewGray(r)
	if err := ccitt.DecodeIntoGray(img, bytes.NewReader(data), ccitt.MSB, ccitt.Group4, nil); err != nil {
		t.Fatal(err)
	}
	return img
}

// Every run length of both colours, as the first line and under one that differs.
func TestGroupFourRuns(t *testing.T) {
	for n := 1; n < 5300; n += 1 + n/200 {
		img := image.NewGray(image.Rect(0, 0, 2*n+1, 2))
		for x := range n {
			img.Pix[x], img.Pix[img.Stride+n+x] = 255, 255
		}
		if got := fax(t, groupFour(img), img.Rect); !bytes.Equal(got.Pix, img.Pix) {
			t.Fatalf("runs of %d come back otherwise", n)
		}
	}
}

func TestGroupFourRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(1, 6000).Draw(t, "w"), rapid.IntRange(1, 8).Draw(t, "h")
		img := image.NewGray(image.Rect(0, 0, w, h))
		for y := range h { // runs of all lengths, and lines like the one above
			if y > 0 && rapid.Bool().Draw(t, "like above") {
				copy(img.Pix[y*w:(y+1)*w], img.Pix[(y-1)*w:])
				for range rapid.IntRange(0, 6).Draw(t, "changes") {
					img.Pix[y*w+rapid.IntRange(0, w-1).Draw(t, "x")] ^= 255
				}
				continue
			}
			v := uint8(255 * rapid.IntRange(0, 1).Draw(t, "first"))
			for x := 0; x < w; v = ^v {
				n := rapid.IntRange(1, 3000).Draw(t, "run")
				for k := x; k < min(x+n, w); k++ {
					img.Pix[y*w+k] = v
				}
				x += n
			}
		}
		if got := fax(t, groupFour(img), img.Rect); !bytes.Equal(got.Pix, img.Pix) {
			t.Fatal("the picture comes back otherwise")
		}
	})
}

func TestSeveralPages(t *testing.T) {
	var s Spec
	for seed := uint64(0); ; seed++ { // the first seed whose letter has two pages
		s = Spec{Kind: bordereau.Letter, Seed: seed, DPI: 200, Format: "tiff_g4"}
		d, err := Draw(s)
		if err != nil {
			t.Fatal(err)
		}
		if d.Truth.Pages == 2 {
			break
		}
	}
	for _, format := range []string{"tiff", "tiff_g4", "pdf", "pdf_g4", "pdf_text"} {
		s.Format = format
		d, err := Draw(s)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := Encode(d, format)
		if err != nil {
			t.Fatal(err)
		}
		if d.Truth.Pages != 2 || strings.Count(d.Truth.Text, "\f") != 1 {
			t.Fatalf("%s: %d pages", format, d.Truth.Pages)
		}
		if strings.HasPrefix(format, "pdf") {
			checkPDF(t, raw, d)
			continue
		}
		first := uint32(raw[4]) | uint32(raw[5])<<8 | uint32(raw[6])<<16 | uint32(raw[7])<<24
		next := first + 2 + 12*uint32(raw[first])
		copy(raw[4:8], raw[next:next+4]) // make the second directory the first
		same(t, d.Pages[1], decoded(t, tiff.Decode, raw), 0)
	}
	s.Format = "png"
	d, err := Draw(s)
	if err != nil || d.Truth.Pages != 1 {
		t.Errorf("as PNG the document has %d pages: %v", d.Truth.Pages, err)
	}
}

func TestBornDigitalHoldsTheText(t *testing.T) {
	d, err := Draw(Spec{Kind: bordereau.BankDetails, Seed: 4, Format: "pdf_text"})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := Encode(d, "pdf_text")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"(" + groups(d.Truth.Fields["iban"], 4) + ") Tj", "identit\xe9 bancaire", "/BaseFont /Times-Roman"} {
		if !bytes.Contains(bytes.ToLower(raw), bytes.ToLower([]byte(want))) && !bytes.Contains(raw, []byte(strings.ToUpper(want))) {
			t.Errorf("%q is not in the PDF", want)
		}
	}
	if _, err := Encode(d, "png"); bordereau.CodeOf(err) != bordereau.Invalid {
		t.Errorf("a born-digital drawing was written as PNG: %v", err)
	}
}
