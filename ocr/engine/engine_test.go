package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"bordereau"
	"bordereau/ocr"
	"bordereau/ocr/raster"
	"bordereau/ocr/testpage"
)

// OpenMP reads its limit before Go runs: the tests start themselves anew with it.
func TestMain(m *testing.M) {
	if os.Getenv("OMP_THREAD_LIMIT") != "1" {
		if err := os.Setenv("OMP_THREAD_LIMIT", "1"); err != nil {
			panic(err)
		}
		if err := syscall.Exec("/proc/self/exe", os.Args, os.Environ()); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

func started(t testing.TB) *Engine {
	t.Helper()
	e, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

func drawn(t testing.TB, n int) testpage.Page {
	t.Helper()
	p, err := testpage.Letter(n, 300)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func laid(t testing.TB, img *image.Gray, dpi int) *sheet {
	t.Helper()
	s, err := lay(raster.Image{Data: testpage.PGM(img), DPI: dpi})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.free)
	return s
}

func read(t testing.TB, e *Engine, s *sheet) bordereau.Page {
	t.Helper()
	p, err := e.read(s, false)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestWordsAndBoxes reads one page however it lies: its words and their boxes
// come out as on the page that was drawn.
func TestWordsAndBoxes(t *testing.T) {
	e := started(t)
	page := drawn(t, 0)
	shade := testpage.Degradation{Paper: 225, Ink: 20, Shade: 0.6, Noise: 8}
	for _, c := range []struct {
		quarter int
		skew    float64
		spoil   testpage.Degradation
	}{
		{0, 0, testpage.Degradation{Paper: 255}},
		{2, 0, testpage.Degradation{Paper: 255}},
		{1, 0, testpage.Degradation{Paper: 250, Noise: 4}},
		{3, -4, testpage.Degradation{Paper: 250, Noise: 4}},
		{0, 4, testpage.Degradation{Paper: 250, Noise: 4}},
		{0, -9, testpage.Degradation{Paper: 250, Noise: 4}},
		{2, 5, shade},
	} {
		t.Run(fmt.Sprintf("quarter %d skew %v shade %v", c.quarter, c.skew, c.spoil.Shade), func(t *testing.T) {
			img := testpage.Spoil(page, c.spoil, 1).Image
			if c.skew != 0 {
				img = testpage.Turn(img, c.skew)
			}
			s := laid(t, testpage.Quarter(img, c.quarter), 300)
			got := read(t, e, s)
			if cer := testpage.CER(page.Text(), got.Text()); cer > 0.01 {
				t.Errorf("%.2f %% of the characters are wrong:\n%s", 100*cer, got.Text())
			}
			if want := (4 - c.quarter) % 4 * 90; got.Rotation != want {
				t.Errorf("turned by %d, not %d", got.Rotation, want)
			}
			if math.Abs(got.Skew+c.skew) > 0.15 {
				t.Errorf("straightened by %.2f, not %.2f", got.Skew, -c.skew)
			}
			dx, dy := (got.Width-page.Image.Rect.Dx())/2, (got.Height-page.Image.Rect.Dy())/2
			for i, w := range got.Words {
				if i >= len(page.Words) || w.Text != page.Words[i].Text {
					break
				}
				want := page.Words[i].Box
				want.X, want.Y = want.X+dx, want.Y+dy
				// Tesseract gives letters that stand alone the height of their line.
				if len([]rune(w.Text)) > 1 && apart(w.Box, want) > 9 {
					t.Errorf("%q is at %v, not %v", w.Text, w.Box, want)
				}
			}
		})
	}
}

// apart is the largest distance between the edges of two boxes.
func apart(a, b bordereau.Box) int {
	most := 0
	for _, d := range []int{a.X - b.X, a.Y - b.Y, a.X + a.W - b.X - b.W, a.Y + a.H - b.Y - b.H} {
		most = max(most, d, -d)
	}
	return most
}

func TestBlank(t *testing.T) {
	e := started(t)
	white := func() *image.Gray {
		img := image.NewGray(image.Rect(0, 0, 2480, 3508))
		for i := range img.Pix {
			img.Pix[i] = 250
		}
		return img
	}
	noisy := testpage.Spoil(testpage.Page{Image: white(), DPI: 300}, testpage.Degradation{Paper: 230, Shade: 0.4, Noise: 9}, 1).Image
	dusty := white()
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		x, y := r.IntN(2470), r.IntN(3500)
		for d := range 9 {
			dusty.SetGray(x+d%3, y+d/3, color.Gray{Y: 40})
		}
	}
	punched := white()
	for _, y := range []int{1270, 2215} {
		for py := -36; py <= 36; py++ {
			for px := -36; px <= 36; px++ {
				if px*px+py*py <= 36*36 {
					punched.SetGray(140+px, y+py, color.Gray{Y: 20})
				}
			}
		}
	}
	for y := range 3508 { // the scanner's lid along the edge
		for x := range 25 {
			punched.SetGray(2479-x, y, color.Gray{Y: 10})
		}
	}
	for name, img := range map[string]*image.Gray{"white": white(), "noisy": noisy, "dusty": dusty, "punched": punched} {
		if p := read(t, e, laid(t, img, 300)); !p.Blank || len(p.Words) > 0 {
			t.Errorf("the %s page is not blank: %d words", name, len(p.Words))
		}
	}
	sheet, err := testpage.New(300)
	if err != nil {
		t.Fatal(err)
	}
	face, err := sheet.Face(false, 11)
	if err != nil {
		t.Fatal(err)
	}
	defer face.Close()
	sheet.Set(face, 30, 40, "Page 2")
	if p := read(t, e, laid(t, sheet.Page().Image, 300)); p.Blank || p.Text() != "Page 2" {
		t.Errorf("two words are %q, blank %v", p.Text(), p.Blank)
	}
}

func TestZones(t *testing.T) {
	e := started(t)
	sheet, err := testpage.New(300)
	if err != nil {
		t.Fatal(err)
	}
	face, err := sheet.Face(false, 11)
	if err != nil {
		t.Fatal(err)
	}
	defer face.Close()
	sheet.Set(face, 30, 40, "Nous avons payé la somme")
	sheet.Set(face, 30, 60, "O1234567890 Z")
	sheet.Set(face, 30, 80, "1 237,56 EUR")
	sheet.Set(face, 30, 100, "FR76 3000 6000 0112 3456 7890 189")
	for n := range 8 { // so that the page can be laid
		sheet.Set(face, 30, 120+6*float64(n), "Veuillez trouver ci-joint le relevé détaillé des opérations")
	}
	s := laid(t, testpage.Turn(sheet.Page().Image, 2), 300)
	page := read(t, e, s)
	row := func(mm float64) bordereau.Box {
		dx, dy := (page.Width-2480)/2, (page.Height-3507)/2
		y := int(mm / 25.4 * 300)
		return bordereau.Box{X: 300 + dx, Y: y - 60 + dy, W: 1500, H: 90}
	}
	for _, c := range []struct {
		mm       float64
		alphabet ocr.Alphabet
		want     string
	}{
		{40, ocr.Free, "Nous avons payé la somme"},
		{40, ocr.Line, "Nous avons payé la somme"},
		{80, ocr.Amount, "1 237,56 EUR"},
		{100, ocr.Code, "FR76 3000 6000 0112 3456 7890 189"},
	} {
		words, err := e.zone(s, row(c.mm), c.alphabet)
		if err != nil {
			t.Fatal(err)
		}
		if got := (bordereau.Page{Words: words}).Text(); got != c.want {
			t.Errorf("as %q the zone says %q, not %q", c.alphabet, got, c.want)
		}
		for _, w := range words {
			if !inside(w.Box, row(c.mm)) {
				t.Errorf("%q is at %v, outside its zone", w.Text, w.Box)
			}
		}
	}
	words, err := e.zone(s, row(60), ocr.Digits)
	if err != nil {
		t.Fatal(err)
	}
	if got := joinText(words); strings.Trim(got, "0123456789") != "" || !strings.Contains(got, "1234567890") {
		t.Errorf("as digits the zone says %q", got)
	}
	if _, err := e.zone(s, bordereau.Box{X: 99999, Y: 3, W: 10, H: 10}, ocr.Free); bordereau.CodeOf(err) != bordereau.Invalid {
		t.Errorf("a zone off the page gives %v", err)
	}
}

func TestModelsMustExist(t *testing.T) {
	for _, cfg := range []Config{
		{Languages: []string{"xxx"}},
		{Languages: []string{"../../etc/passwd"}},
		{Languages: []string{"fra"}, Models: t.TempDir()},
		{Languages: []string{"fra"}, CodeLanguage: "fra;rm"},
	} {
		if e, err := New(cfg); err == nil {
			t.Errorf("%+v was accepted", cfg)
			if err := e.Close(); err != nil {
				t.Error(err)
			}
		}
	}
	if _, err := New(Config{Models: t.TempDir()}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing model gives %v", err)
	}
}

func TestIdentityNamesEveryModel(t *testing.T) {
	id, err := started(t).Identity()
	if err != nil {
		t.Fatal(err)
	}
	if id.Name != "tesseract" || !strings.HasPrefix(id.Version, "5") || len(id.Models) != 4 || id.Models[0].Name != "fra" || id.Models[2].Name != "hand_amount" || id.Models[3].Name != "hand_line" || id.Models[3].SHA256 == id.Models[2].SHA256 || len(id.Models[1].SHA256) != 64 {
		t.Errorf("the engine is %+v", id)
	}
}

// TestPictures: what people look at is upright, and as large as was asked for.
func TestPictures(t *testing.T) {
	page := drawn(t, 1)
	s := laid(t, testpage.Quarter(page.Image, 1), 300)
	for _, c := range []struct{ dpi, w int }{{0, 2480}, {150, 1240}, {72, 595}, {600, 2480}} {
		jpeg, w, h, err := s.picture(c.dpi)
		if err != nil {
			t.Fatal(err)
		}
		if w < c.w-2 || w > c.w+2 || h < w || string(jpeg[:3]) != "\xff\xd8\xff" {
			t.Errorf("at %d dpi the picture is %d x %d", c.dpi, w, h)
		}
	}
	if jpegChannels(must(s.picture(72))) != 1 {
		t.Error("a grey page became a coloured picture")
	}
	red := image.NewRGBA(image.Rect(0, 0, 400, 300))
	for i := 0; i < len(red.Pix); i += 4 {
		red.Pix[i], red.Pix[i+3] = 200, 255
	}
	data, err := testpage.PNG(red)
	if err != nil {
		t.Fatal(err)
	}
	coloured, err := lay(raster.Image{Data: data})
	if err != nil {
		t.Fatal(err)
	}
	defer coloured.free()
	if jpegChannels(must(coloured.picture(0))) != 3 {
		t.Error("a coloured page lost its colours")
	}
}

func must(jpeg []byte, _, _ int, err error) []byte {
	if err != nil {
		panic(err)
	}
	return jpeg
}

// corpus is the folder of reference files, "" where there is none.
func corpus() string {
	dir := os.Getenv("BORDEREAU_CORPUS")
	if dir == "" {
		dir = "../../../shared/data"
	}
	if _, err := os.Stat(dir); err != nil {
		return ""
	}
	return dir
}

// TestRealPages holds the error on real scans; the figures are those of the
// first version, with a little room. Without the corpus a drawn page stands in.
func TestRealPages(t *testing.T) {
	e := started(t)
	type scan struct {
		name, truth string
		data        []byte
		dpi         int
		most        float64
	}
	page := drawn(t, 3)
	scans := []scan{{"drawn", page.Text(), testpage.PGM(page.Image), 300, 0.002}}
	for _, c := range []struct {
		file, truth string
		dpi         int
		most        float64
	}{
		{"8071_093.3B.tif", "8071_093.3B.txt", 300, 0.022}, {"linn.png", "linn.txt", 300, 0.032}, {"phototest.tif", "phototest.gold.txt", 0, 0.005},
	} {
		data, err := os.ReadFile(filepath.Join(corpus(), "documents/ocr_page", c.file))
		if corpus() == "" || errors.Is(err, fs.ErrNotExist) {
			continue
		}
		truth, err2 := os.ReadFile(filepath.Join(corpus(), "documents/ocr_page", c.truth))
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		scans = append(scans, scan{c.file, string(truth), data, c.dpi, c.most})
	}
	for _, c := range scans {
		s, err := lay(raster.Image{Data: c.data, DPI: c.dpi})
		if err != nil {
			t.Fatal(err)
		}
		p := read(t, e, s)
		s.free()
		plain, unordered := testpage.CER(c.truth, p.Text()), testpage.CERUnordered(c.truth, p.Text())
		t.Logf("%s: CER %.2f %%, regardless of order %.2f %%", c.name, 100*plain, 100*unordered)
		if unordered > c.most {
			t.Errorf("%s: %.2f %% of the characters are wrong, %.2f were", c.name, 100*unordered, 100*c.most)
		}
	}
}

func TestHandlersRefuseNonsense(t *testing.T) {
	h := Handlers(Config{})
	for method, params := range map[string]string{
		ocr.MethodRead: `{"page":1}`, ocr.MethodZone: `{"page":1}`, ocr.MethodImage: `{"page":1}`, ocr.MethodPDF: `{}`, ocr.MethodMeasure: `{"page":1}`,
	} {
		if _, _, err := h[method](context.Background(), json.RawMessage(params), nil); bordereau.CodeOf(err) != bordereau.Conflicting {
			t.Errorf("%s without a file gives %v", method, err)
		}
	}
}
