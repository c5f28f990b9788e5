package pdf

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bordereau"
)

// drawn is a grey image with a dark mark in its top left corner.
func drawn(w, h int) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			v := uint8(230 - 30*x/w)
			if x < w/4 && y < h/8 {
				v = 0
			}
			img.SetGray(x, y, color.Gray{Y: v})
		}
	}
	return img
}

func asJPEG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 75}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func tool(t testing.TB, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out)
}

var meta = Meta{Title: "Remise n° 42 <é & co>", Created: time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)}

func write(t testing.TB, pages ...Page) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, meta, pages); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "out.pdf")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if qpdf, err := exec.LookPath("qpdf"); err == nil {
		if out := tool(t, qpdf, "--check", path); strings.Contains(out, "WARNING") {
			t.Error(out)
		}
	}
	return path
}

var words = []bordereau.Word{
	{Text: "Été", Box: bordereau.Box{X: 100, Y: 200, W: 150, H: 40}, Block: 1, Line: 1},
	{Text: "1 237,56", Box: bordereau.Box{X: 270, Y: 200, W: 300, H: 40}, Block: 1, Line: 1},
	{Text: "€𝄞ﬁ", Box: bordereau.Box{X: 100, Y: 1000, W: 90, H: 30}, Block: 1, Line: 2},
	{Text: "", Box: bordereau.Box{X: 1, Y: 1, W: 9, H: 9}},
	{Text: "a\x00\uFEFFb", Box: bordereau.Box{X: 600, Y: 1000, W: 60, H: 30}, Block: 2, Line: 3},
}

var boxLine = regexp.MustCompile(`<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*)</word>`)

// The words come back from poppler, where they were and as they were, however the page was turned.
func TestWordsComeBack(t *testing.T) {
	for _, rotate := range []int{0, 90, 180, 270} {
		w, h := 800, 1200
		if rotate%180 == 90 {
			w, h = h, w
		}
		img := drawn(w, h)
		path := write(t, Page{Image: asJPEG(t, img), Format: "jpeg", Width: w, Height: h, DPI: 200, Rotate: rotate, Words: words})
		out := tool(t, "pdftotext", "-bbox", path, "-")
		want := []struct {
			text string
			box  bordereau.Box
		}{
			{"Été", words[0].Box}, {"1 237,56", words[1].Box}, {"€𝄞ﬁ", words[2].Box}, {"ab", words[4].Box},
		}
		// The group separator is a space to poppler: its word falls in two, of one box.
		out = strings.ReplaceAll(out, "&amp;", "&")
		var got []string
		union := map[int]bordereau.Box{}
		n := 0
		for _, m := range boxLine.FindAllStringSubmatch(out, -1) {
			var v [4]int
			for i := range v {
				f, err := strconv.ParseFloat(m[i+1], 64)
				if err != nil {
					t.Fatal(err)
				}
				v[i] = int(math.Round(f * 200 / 72))
			}
			box := bordereau.Box{X: v[0], Y: v[1], W: v[2] - v[0], H: v[3] - v[1]}
			if m[5] == "237,56" {
				got[n-1] += " " + m[5]
				union[n-1] = union[n-1].Union(box)
				continue
			}
			got, union[n] = append(got, m[5]), box
			n++
		}
		if len(got) != len(want) {
			t.Fatalf("turned by %d: got %q", rotate, got)
		}
		for i, w := range want {
			if got[i] != w.text && !(i == 2 && got[i] == "€𝄞fi") {
				t.Errorf("turned by %d: %q, want %q", rotate, got[i], w.text)
			}
			g := union[i]
			for _, d := range []int{g.X - w.box.X, g.Y - w.box.Y, g.W - w.box.W, g.H - w.box.H} {
				if d < -2 || d > 2 {
					t.Errorf("turned by %d: %q at %v, want %v", rotate, w.text, g, w.box)
					break
				}
			}
		}
		// The mark is in the corner that turning brings it to.
		prefix := filepath.Join(t.TempDir(), "p")
		tool(t, "pdftoppm", "-r", "36", "-gray", path, prefix)
		found, _ := filepath.Glob(prefix + "*")
		pgm, err := os.ReadFile(found[0])
		if err != nil {
			t.Fatal(err)
		}
		var pw, ph, maxv int
		if _, err := fmt.Sscanf(string(pgm[:20]), "P5\n%d %d\n%d", &pw, &ph, &maxv); err != nil {
			t.Fatal(err)
		}
		px := pgm[len(pgm)-pw*ph:]
		corners := map[int]byte{0: px[3*pw+3], 90: px[3*pw+pw-4], 180: px[(ph-4)*pw+pw-4], 270: px[(ph-4)*pw+3]}
		for at, v := range corners {
			if (at == rotate) != (v < 60) {
				t.Errorf("turned by %d: the corner of %d is %d", rotate, at, v)
			}
		}
	}
}

// A page that was straightened for reading carries its words where they stand on
// the picture that was captured.
func TestWordsFollowSkew(t *testing.T) {
	p := Page{Image: asJPEG(t, drawn(800, 1200)), Format: "jpeg", Width: 800, Height: 1200, DPI: 72, Skew: 5,
		Words: []bordereau.Word{{Text: "loin", Box: bordereau.Box{X: 700, Y: 580, W: 80, H: 20}}}}
	out := tool(t, "pdftotext", "-bbox", write(t, p), "-")
	m := boxLine.FindStringSubmatch(out)
	if m == nil {
		t.Fatal(out)
	}
	y0, _ := strconv.ParseFloat(m[2], 64)
	y1, _ := strconv.ParseFloat(m[4], 64)
	// The centre, 340 right of the page's and 10 above, is turned back by 5 degrees counter-clockwise: up.
	want := 600 - 340*math.Sin(5*math.Pi/180) - 10*math.Cos(5*math.Pi/180)
	if got := (y0 + y1) / 2; math.Abs(got-want) > 5 {
		t.Errorf("centre at %.1f, want %.1f", got, want)
	}
}

func TestFormats(t *testing.T) {
	gray := drawn(160, 240)
	rgb := make([]byte, 0, 160*240*3)
	bits := make([]byte, 20*240)
	for i, v := range gray.Pix {
		rgb = append(rgb, v, v, v)
		if v < 128 {
			bits[i/160*20+i%160/8] |= 0x80 >> (i % 8)
		}
	}
	path := write(t,
		Page{Image: asJPEG(t, gray), Format: "jpeg", Width: 160, Height: 240, DPI: 100},
		Page{Image: gray.Pix, Format: "gray", Width: 160, Height: 240, DPI: 100},
		Page{Image: rgb, Format: "rgb", Width: 160, Height: 240, DPI: 100},
		Page{Image: bits, Format: "bitonal", Width: 160, Height: 240, DPI: 100},
		Page{Image: g4White(160, 240), Format: "ccitt", Width: 160, Height: 240, DPI: 100})
	if out := tool(t, "pdfinfo", path); !strings.Contains(out, "Pages:           5") || !strings.Contains(out, "Remise n° 42 <é & co>") ||
		!strings.Contains(out, "115.2 x 172.8") {
		t.Error(out)
	}
	prefix := filepath.Join(t.TempDir(), "p")
	tool(t, "pdftoppm", "-r", "100", "-gray", path, prefix)
	for i := 1; i <= 5; i++ {
		pgm, err := os.ReadFile(fmt.Sprintf("%s-%d.pgm", prefix, i))
		if err != nil {
			t.Fatal(err)
		}
		px := pgm[len(pgm)-160*240:]
		dark, light := px[10*160+10], px[200*160+100]
		if i == 5 && dark < 250 || i != 5 && dark > 20 || light < 150 {
			t.Errorf("page %d: mark %d, paper %d", i, dark, light)
		}
	}
}

// g4White is a Group 4 strip of white rows: each is one vertical mode V0 (ITU-T
// T.6 §2.2.4), closed by EOFB.
func g4White(_, h int) []byte {
	var b []byte
	var acc uint32
	n := 0
	put := func(v uint32, bits int) {
		acc, n = acc<<bits|v, n+bits
		for n >= 8 {
			b = append(b, byte(acc>>(n-8)))
			n -= 8
		}
	}
	for range h {
		put(1, 1)
	}
	put(0x001, 12)
	put(0x001, 12)
	put(0, 7)
	return b
}

func TestRefuses(t *testing.T) {
	ok := asJPEG(t, drawn(16, 16))
	for name, p := range map[string]Page{
		"no image":      {Format: "jpeg", Width: 16, Height: 16},
		"wrong size":    {Image: ok, Format: "jpeg", Width: 17, Height: 16},
		"wrong length":  {Image: []byte{1, 2}, Format: "gray", Width: 16, Height: 16},
		"odd turn":      {Image: ok, Format: "jpeg", Width: 16, Height: 16, Rotate: 45},
		"unknown":       {Image: ok, Format: "webp", Width: 16, Height: 16},
		"not a number":  {Image: ok, Format: "jpeg", Width: 16, Height: 16, Skew: math.NaN()},
		"cut off":       {Image: ok[:4], Format: "jpeg", Width: 16, Height: 16},
		"no dimensions": {Image: ok, Format: "jpeg"},
	} {
		if err := Write(&bytes.Buffer{}, Meta{}, []Page{p}); bordereau.CodeOf(err) != bordereau.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := Write(&bytes.Buffer{}, Meta{}, nil); bordereau.CodeOf(err) != bordereau.Invalid {
		t.Errorf("no pages: %v", err)
	}
}

// The same input gives the same bytes, whatever the words hold, and the file stays sound.
func TestDeterministic(t *testing.T) {
	img := asJPEG(t, drawn(64, 64))
	rapid.Check(t, func(rt *rapid.T) {
		p := Page{Image: img, Format: "jpeg", Width: 64, Height: 64, DPI: rapid.IntRange(1, 1200).Draw(rt, "dpi"),
			Rotate: rapid.SampledFrom([]int{0, 90, 180, 270}).Draw(rt, "rotate"), Skew: rapid.Float64Range(-45, 45).Draw(rt, "skew")}
		for range rapid.IntRange(0, 5).Draw(rt, "n") {
			p.Words = append(p.Words, bordereau.Word{Text: rapid.String().Draw(rt, "text"), Box: bordereau.Box{
				X: rapid.Int().Draw(rt, "x"), Y: rapid.Int().Draw(rt, "y"), W: rapid.Int().Draw(rt, "w"), H: rapid.IntRange(-1, 99).Draw(rt, "h")}})
		}
		m := Meta{Title: rapid.String().Draw(rt, "title"), Created: time.Unix(rapid.Int64Range(0, 4e9).Draw(rt, "t"), 0)}
		var a, b bytes.Buffer
		if err := Write(&a, m, []Page{p}); err != nil {
			rt.Fatal(err)
		}
		if err := Write(&b, m, []Page{p}); err != nil || sha256.Sum256(a.Bytes()) != sha256.Sum256(b.Bytes()) {
			rt.Fatalf("not the same bytes: %v", err)
		}
		if c := (&Writer{font: newGlyphless()}).content(p); bytes.Contains(c, []byte("NaN")) || bytes.Contains(c, []byte("Inf")) {
			rt.Fatalf("not a number: %s", c)
		}
	})
}

func TestMadeParts(t *testing.T) {
	ttf := invisibleTrueType()
	if sum := checksum(ttf); sum != 0xB1B0AFBA {
		t.Errorf("the font's checksum is %08X", sum)
	}
	icc := sRGB()
	if int(binary.BigEndian.Uint32(icc)) != len(icc) || string(icc[36:40]) != "acsp" || string(icc[12:20]) != "mntrRGB " {
		t.Errorf("the profile's head is wrong: % X", icc[:40])
	}
}

func BenchmarkTextPage(b *testing.B) {
	img := asJPEG(b, drawn(2480, 3508))
	p := Page{Image: img, Format: "jpeg", Width: 2480, Height: 3508, DPI: 300}
	for i := range 500 {
		p.Words = append(p.Words, bordereau.Word{Text: fmt.Sprintf("mot%d", i), Line: i / 10,
			Box: bordereau.Box{X: 100 + 200*(i%10), Y: 100 + 60*(i/10), W: 150, H: 40}})
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := Write(&bytes.Buffer{}, meta, []Page{p}); err != nil {
			b.Fatal(err)
		}
	}
}
