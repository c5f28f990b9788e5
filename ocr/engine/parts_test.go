package engine

import (
	"bytes"
	"image"
	"math"
	"testing"

	"bordereau"
	"bordereau/ocr/testpage"
)

func TestMRZLines(t *testing.T) {
	at := func(y int, text string) bordereau.Word {
		return bordereau.Word{Text: text, Box: bordereau.Box{X: 100, Y: y, W: 20 * len(text), H: 20}, Block: 1, Line: y}
	}
	words := []bordereau.Word{
		at(10, "REPUBLIQUEFRANCAISEPREFECTUREDEPOLICE"),
		at(400, "P<UTOERIKSSON<<ANNA<MARIA<<<<<<K<<LL<"),
		at(440, "L898902C36UTO7408122F1204159ZE184226B"),
		at(600, "Fait le 3 mars"),
	}
	if got := mrzLines(words, bordereau.Box{}); len(got) != 2 || got[0].Y >= 400 || got[1].Y+got[1].H <= 460 {
		t.Errorf("the zone is at %v", got)
	}
	if got := mrzLines(words, bordereau.Box{X: 0, Y: 0, W: 2000, H: 300}); len(got) != 0 {
		t.Errorf("above the zone there is one at %v", got)
	}
	// Lines that stand close have boxes that reach into each other.
	words[1].Box.H, words[2].Box.H = 44, 44
	if got := mrzLines(words, bordereau.Box{}); len(got) != 2 || got[0].Y+got[0].H > got[1].Y+14 {
		t.Errorf("the lines of the zone overlap: %v", got)
	}
}

// A page whose lines run up or down, as Tesseract reads them, lies on its side.
func TestUpended(t *testing.T) {
	word := func(w, h int) seen { return seen{text: "ERIKSSON<<ANNA", box: rect{10, 10, w, h}} }
	if !upended([]seen{word(20, 300), word(20, 280), word(90, 20)}) || upended([]seen{word(20, 300), word(280, 20), word(300, 20)}) || upended(nil) {
		t.Error("a page on its side is not told from one that stands")
	}
}

func TestReconcile(t *testing.T) {
	page := func(texts ...string) []bordereau.Word {
		var out []bordereau.Word
		for i, s := range texts {
			out = append(out, bordereau.Word{Text: s, Box: bordereau.Box{X: 10 + i%6*150, Y: 10 + i/6*40, W: 140, H: 24}, Confidence: 0.9, Block: 1, Line: 1 + i/6})
		}
		return out
	}
	filler := []string{"Nous", "vous", "prions", "de", "bien", "vouloir", "régler", "cette", "facture", "avant", "la", "fin", "du", "mois", "prochain", "sous", "la", "présente", "référence"}
	with := func(s ...string) []bordereau.Word { return page(append(append([]string{}, filler...), s...)...) }
	for _, c := range []struct {
		name        string
		seen, layer []bordereau.Word
		again       string
		want        bordereau.LayerVerdict
		last        string // word that is kept
	}{
		{"no layer", with("1237,56"), nil, "", bordereau.LayerNone, "1237,56"},
		{"only dots", with("1237,56"), page("...."), "", bordereau.LayerNone, "1237,56"},
		{"the same", with("1237,56"), with("1237,56"), "", bordereau.LayerAgrees, "1237,56"},
		{"a confusion", with("S0MME"), with("Somme"), "", bordereau.LayerAgrees, "Somme"},
		{"an O for a zero", with("1O37,56"), with("1037,56"), "", bordereau.LayerAgrees, "1037,56"},
		{"another amount", with("1237,56"), with("9237,56"), "1237,56", bordereau.LayerDiffers, "1237,56"},
		{"misread, right at the second look", with("1287,56"), with("1237,56"), "1237,56", bordereau.LayerAgrees, "1237,56"},
		{"other text altogether", with("mars"), page("Ordre", "de", "virement", "au", "profit", "de", "Paul", "Martin"), "", bordereau.LayerDiffers, "mars"},
	} {
		got, verdict, err := reconcile(c.seen, c.layer, func(_ bordereau.Box, told string) (bool, error) { return c.again == told, nil })
		if err != nil {
			t.Fatal(err)
		}
		if verdict != c.want {
			t.Errorf("%s: %q, not %q", c.name, verdict, c.want)
		}
		if len(got) == 0 || got[len(got)-1].Text != c.last {
			t.Errorf("%s: the last word is %v", c.name, got[len(got)-1:])
		}
	}
	// A number beside the page that nobody sees is not taken over.
	hidden := append(with("1237,56"), bordereau.Word{Text: "FR7630006000011234567890189", Box: bordereau.Box{X: 10, Y: 900, W: 300, H: 20}})
	got, verdict, err := reconcile(with("1237,56"), hidden, nil)
	if err != nil || verdict != bordereau.LayerDiffers {
		t.Errorf("a hidden account: %q, %v", verdict, err)
	}
	for _, w := range got {
		if w.Text == "FR7630006000011234567890189" {
			t.Error("hidden text was taken over")
		}
	}
}

func TestReconcileSplitsWordsAsTheLayerDoes(t *testing.T) {
	box := func(x, w int) bordereau.Box { return bordereau.Box{X: x, Y: 10, W: w, H: 20} }
	seen := []bordereau.Word{{Text: "FR763000", Box: box(10, 160), Confidence: 0.7, Block: 2, Line: 5}}
	layer := []bordereau.Word{{Text: "FR76", Box: box(10, 78)}, {Text: "3000", Box: box(92, 78)}}
	got, verdict, err := reconcile(seen, layer, nil)
	if err != nil || verdict != bordereau.LayerAgrees || len(got) != 2 || got[1].Text != "3000" || got[1].Line != 5 || got[1].Confidence != 0.7 {
		t.Errorf("got %+v, %q, %v", got, verdict, err)
	}
}

// TestPlaced: words of the layer land where the page as displayed shows them,
// which is where recognition sees them.
func TestPlaced(t *testing.T) {
	e := started(t)
	page := drawn(t, 2)
	for _, c := range []struct {
		quarter int
		skew    float64
	}{{0, 0}, {1, 0}, {2, -3}, {3, 2}} {
		img := testpage.Quarter(testpage.Turn(page.Image, c.skew), c.quarter)
		s := laid(t, img, 300)
		got := read(t, e, s)
		// The layer as the container would tell it: in pixels of the turned image.
		layer := make([]bordereau.Word, len(page.Words))
		for i, w := range page.Words {
			layer[i] = w
			layer[i].Box = turned(w.Box, page.Image.Rect.Dx(), page.Image.Rect.Dy(), c.skew, c.quarter)
		}
		placed := s.placed(layer)
		for i, w := range got.Words {
			if i >= len(placed) || w.Text != placed[i].Text || len(w.Text) < 3 {
				continue
			}
			if dx := w.Box.X - placed[i].Box.X; !overlap(w.Box, placed[i].Box) || max(dx, -dx) > 8 {
				t.Errorf("quarter %d skew %v: %q is seen at %v and placed at %v", c.quarter, c.skew, w.Text, w.Box, placed[i].Box)
				break
			}
		}
		if _, verdict, err := reconcile(got.Words, placed, func(bordereau.Box, string) (bool, error) { return false, nil }); err != nil || verdict != bordereau.LayerAgrees {
			t.Errorf("quarter %d skew %v: the layer %s, %v", c.quarter, c.skew, verdict, err)
		}
	}
}

// turned is where a box goes when its page of w x h is turned.
func turned(b bordereau.Box, w, h int, degrees float64, quarters int) bordereau.Box {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	x, y := float64(b.X)+float64(b.W)/2-float64(w)/2, float64(b.Y)+float64(b.H)/2-float64(h)/2
	x, y = x*cos-y*sin, x*sin+y*cos
	for range quarters {
		x, y = -y, x
		w, h = h, w
		b.W, b.H = b.H, b.W
	}
	return bordereau.Box{X: int(x + float64(w)/2 - float64(b.W)/2), Y: int(y + float64(h)/2 - float64(b.H)/2), W: b.W, H: b.H}
}

// TestBanner: what is printed white on dark is read as well.
func TestBanner(t *testing.T) {
	e := started(t)
	page := drawn(t, 4)
	for y := 215; y < 405; y++ { // over the head of the letter
		for x := 200; x < 2280; x++ {
			i := y*page.Image.Stride + x
			page.Image.Pix[i] = uint8(90 + (255-int(page.Image.Pix[i]))*165/255)
		}
	}
	got := read(t, e, laid(t, page.Image, 300))
	if cer := testpage.CERUnordered(page.Text(), got.Text()); cer > 0.01 {
		t.Errorf("%.2f %% of the characters are wrong:\n%s", 100*cer, got.Text())
	}
}

// TestOneStrip: the G4 strip taken out of Leptonica's TIFF is the page, black on white.
func TestOneStrip(t *testing.T) {
	img := image.NewGray(image.Rect(0, 0, 300, 200))
	for i := range img.Pix {
		img.Pix[i] = 255
		if x, y := i%300, i/300; x > 50 && x < 250 && y > 50 && y < 150 {
			img.Pix[i] = 0
		}
	}
	grey, err := decode(testpage.PGM(img), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer grey.free()
	bw, err := grey.binary(128)
	if err != nil {
		t.Fatal(err)
	}
	defer bw.free()
	strip, err := bw.g4()
	if err != nil {
		t.Fatal(err)
	}
	if len(strip) == 0 || len(strip) > 200 {
		t.Errorf("a rectangle takes %d bytes", len(strip))
	}
}

func FuzzStrip(f *testing.F) {
	f.Add([]byte("II*\x00\x08\x00\x00\x00\x01\x00\x11\x01\x04\x00\x01\x00\x00\x00\x08\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if got, err := strip(data); err == nil && len(got) > len(data) {
			t.Fatal("a strip longer than its file")
		}
	})
}

func FuzzReadPNM(f *testing.F) {
	f.Add([]byte("P4\n# a comment\n9 2\n\xff\x80\x00\x00"))
	f.Add([]byte("P5 2 2 255\nabcd"))
	f.Add([]byte("P6\n1 1\n255\nrgb"))
	f.Add([]byte("P5 9999999 9999999 255\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, ok := readPNM(data)
		if !ok {
			return
		}
		if p.w*p.h > 1<<22 {
			return // holding it is a matter of limits
		}
		x, err := p.pix()
		if err != nil {
			t.Fatal(err)
		}
		defer x.free()
		if x.width() != p.w || x.height() != p.h {
			t.Fatalf("%d x %d became %d x %d", p.w, p.h, x.width(), x.height())
		}
	})
}

// TestPNM: one black pixel stands where it was drawn, whatever the form and the
// bytes that fill a row up.
func TestPNM(t *testing.T) {
	const w, h, px, py = 13, 5, 9, 3
	bits, grey, colour := make([]byte, 2*h), bytes.Repeat([]byte{255}, w*h), bytes.Repeat([]byte{255}, 3*w*h)
	bits[2*py+px/8] = 0x80 >> (px % 8)
	grey[py*w+px] = 0
	for i := range 3 {
		colour[3*(py*w+px)+i] = 0
	}
	for head, body := range map[string][]byte{"P4\n13 5\n": bits, "P5 13 5 255\n": grey, "P6 # by hand\n13\t5\n255\n": colour} {
		p, ok := readPNM(append([]byte(head), body...))
		if !ok {
			t.Fatalf("%q is not read", head)
		}
		x, err := p.pix()
		if err != nil {
			t.Fatal(err)
		}
		g, err := x.grey()
		if err != nil {
			t.Fatal(err)
		}
		bw, err := g.binary(128)
		if err != nil {
			t.Fatal(err)
		}
		got, err := bw.components()
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != 1 || got[0] != (rect{px, py, 1, 1}) {
			t.Errorf("%q has its pixel at %v", head, got)
		}
		bw.free()
		g.free()
		x.free()
	}
	for _, bad := range []string{"", "P5", "P5 2 2 255\nab", "P5 0 2 255\nab", "P5 2 2 65535\nabcdefgh", "P5 99999999 2 255\nab", "P2 2 2 255\nabcd"} {
		if _, ok := readPNM([]byte(bad)); ok {
			t.Errorf("%q is read", bad)
		}
	}
}
