package pdf

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bordereau"
)

// build makes a file of objects 1, 2, ... with a table; object 1 is the catalog.
func build(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, off := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", off)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}

func stream(dict string, data []byte) string {
	return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", dict, len(data), data)
}

func zipped(data []byte) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write(data)
	_ = z.Close()
	return b.Bytes()
}

// onePage is a file of one page with the content, page attributes and image given.
func onePage(content, attributes, image string) []byte {
	return build("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 300]/Resources<</XObject<</Im 5 0 R>>"+
			"/ExtGState<</Clear<</ca .5>>/Plain<</ca 1>>>>>>/Contents 4 0 R"+attributes+">>",
		stream("", []byte(content)), image)
}

const full = "q 200 0 0 300 0 0 cm /Im Do Q"

func grayImage(extra string, w, h int) string {
	return stream(fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/FlateDecode%s", w, h, extra),
		zipped(bytes.Repeat([]byte{200}, w*h)))
}

func TestPageImage(t *testing.T) {
	plain := grayImage("", 400, 600)
	jpg := asJPEG(t, drawn(400, 600))
	predicted := make([]byte, 0, 401*600)
	for range 600 {
		predicted = append(append(predicted, 1, 50), make([]byte, 399)...) // Sub: 50, 50, ...
	}
	for _, tt := range []struct {
		name   string
		file   []byte
		head   string // of the data; "" if the page has to be drawn
		rotate int
	}{
		{"flate", onePage(full, "", plain), "P5\n400 600\n255\n\xC8\xC8", 0},
		{"no filter", onePage(full, "", stream("/Subtype/Image/Width 400/Height 600/BitsPerComponent 8/ColorSpace/DeviceGray", bytes.Repeat([]byte{7}, 400*600))), "P5\n400 600\n255\n\x07", 0},
		{"predictor", onePage(full, "", stream("/Subtype/Image/Width 400/Height 600/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 400>>", zipped(predicted))), "P5\n400 600\n255\n22", 0},
		{"jpeg", onePage(full, "", stream("/Subtype/Image/Width 400/Height 600/BitsPerComponent 8/ColorSpace/DeviceGray/Filter[/FlateDecode/DCTDecode]", zipped(jpg))), string(jpg), 0},
		{"bits", onePage(full, "", stream("/Subtype/Image/Width 400/Height 600/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/FlateDecode", zipped(make([]byte, 50*600)))), "P4\n400 600\n\xFF", 0},
		{"bits inverted", onePage(full, "", stream("/Subtype/Image/Width 400/Height 600/BitsPerComponent 1/ColorSpace/DeviceGray/Decode[1 0]/Filter/FlateDecode", zipped(make([]byte, 50*600)))), "P4\n400 600\n\x00", 0},
		{"fax", onePage(full, "", stream("/Subtype/Image/Width 400/Height 600/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 400>>", g4White(400, 600))), "II*\x00", 0},
		{"turned by the page", onePage(full, "/Rotate 90", plain), "P5", 90},
		{"turned by the matrix", onePage("0 -300 200 0 0 300 cm /Im Do", "", grayImage("", 600, 400)), "P5", 90},
		{"turned by both", onePage("0 -300 200 0 0 300 cm /Im Do", "/Rotate 270", grayImage("", 600, 400)), "P5", 0},
		{"half by half", onePage("q 2 0 0 2 0 0 cm 100 0 0 150 0 0 cm /Im Do Q", "", plain), "P5", 0},
		{"invisible text", onePage(full+" BT 3 Tr /F 9 Tf (x) Tj [(y) 3 (z)] TJ ET", "", plain), "P5", 0},
		{"white below", onePage("1 g 0 0 200 300 re f "+full, "", plain), "P5", 0},
		{"whole clip", onePage("0 0 200 300 re W n "+full, "", plain), "P5", 0},
		{"plain state", onePage("/Plain gs "+full, "", plain), "P5", 0},
		{"link", onePage(full, "/Annots[<</Subtype/Link>>]", plain), "P5", 0},

		{"visible text", onePage(full+" BT /F 9 Tf (x) Tj ET", "", plain), "", 0},
		{"text made visible again", onePage(full+" BT q 3 Tr Q (x) Tj ET", "", plain), "", 0},
		{"paint above", onePage(full+" 0 0 9 9 re f", "", plain), "", 0},
		{"narrow clip", onePage("0 0 99 300 re W n "+full, "", plain), "", 0},
		{"path clip", onePage("0 0 m 9 9 l h W n "+full, "", plain), "", 0},
		{"see-through", onePage("/Clear gs "+full, "", plain), "", 0},
		{"unknown state", onePage("/Nothing gs "+full, "", plain), "", 0},
		{"stamp", onePage(full, "/Annots[<</Subtype/Stamp>>]", plain), "", 0},
		{"two images", onePage(full+full, "", plain), "", 0},
		{"inline image", onePage("BI /W 1 /H 1 ID x EI "+full, "", plain), "", 0},
		{"smaller", onePage("q 150 0 0 225 0 0 cm /Im Do Q", "", plain), "", 0},
		{"larger", onePage("q 220 0 0 330 0 0 cm /Im Do Q", "", plain), "", 0},
		{"cropped", onePage(full, "/CropBox[0 0 100 300]", plain), "", 0},
		{"slanted", onePage("200 5 -5 300 0 0 cm /Im Do", "", plain), "", 0},
		{"mirrored", onePage("-200 0 0 300 200 0 cm /Im Do", "", plain), "", 0},
		{"squeezed", onePage(full, "", grayImage("", 800, 600)), "", 0},
		{"masked", onePage(full, "", grayImage("/SMask 5 0 R", 400, 600)), "", 0},
		{"coarse", onePage(full, "", grayImage("", 200, 300)), "", 0},
		{"too few samples", onePage(full, "", stream("/Subtype/Image/Width 400/Height 600/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/FlateDecode", zipped([]byte{1}))), "", 0},
		{"external", onePage(full, "", grayImage("/F(http://127.0.0.1/x)", 400, 600)), "", 0},
		{"jpeg of another size", onePage(full, "", stream("/Subtype/Image/Width 401/Height 600/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/DCTDecode", jpg)), "", 0},
		{"colour as grey", onePage(full, "", stream("/Subtype/Image/Width 400/Height 600/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/DCTDecode", jpg)), "", 0},
	} {
		f, err := Open(tt.file, DefaultBudget, 0)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		img, ok := f.PageImage(1)
		if ok != (tt.head != "") || !bytes.HasPrefix(img.Data, []byte(tt.head)) || ok && (img.Rotate != tt.rotate || img.DPI < 140 || img.DPI > 150) {
			t.Errorf("%s: %v, %d dpi, turned %d, %.20q", tt.name, ok, img.DPI, img.Rotate, img.Data)
		}
		if _, ok := f.PageImage(2); ok {
			t.Errorf("%s: a page that is not there", tt.name)
		}
	}
}

// What we write, we take out again unaltered.
func TestOwnPagesComeBack(t *testing.T) {
	jpg := asJPEG(t, drawn(800, 1200))
	for _, rotate := range []int{0, 90, 180, 270} {
		data, err := os.ReadFile(write(t, Page{Image: jpg, Format: "jpeg", Width: 800, Height: 1200, DPI: 200, Rotate: rotate, Words: words}))
		if err != nil {
			t.Fatal(err)
		}
		f, err := Open(data, DefaultBudget, 0)
		if err != nil {
			t.Fatal(err)
		}
		img, ok := f.PageImage(1)
		if !ok || !bytes.Equal(img.Data, jpg) || img.DPI != 200 || img.Rotate != rotate {
			t.Errorf("turned %d: %v, %d bytes, %d dpi, turned %d", rotate, ok, len(img.Data), img.DPI, img.Rotate)
		}
		if info := f.Info(); len(info.Flags) != 0 || len(info.Pages) != 1 || !info.Pages[0].Fonts {
			t.Errorf("info: %+v", info)
		}
	}
}

func TestLookRefuses(t *testing.T) {
	flates := func(n int) (string, []byte) {
		data := make([]byte, 64<<20)
		for range n {
			data = zipped(data)
		}
		return "/Filter[" + strings.Repeat("/FlateDecode ", n) + "]", data
	}
	dict, triple := flates(3)
	for name, data := range map[string][]byte{
		"triple flate":   onePage("", "", stream(dict, triple)),
		"many filters":   onePage("", "", stream("/Filter["+strings.Repeat("/AHx ", 5)+"]", nil)),
		"escaped filter": onePage("", "", stream("/F#69lter["+strings.Repeat("/#46l ", 5)+"]", nil)),
		"deep":           append([]byte("%PDF-1.7\n1 0 obj "), bytes.Repeat([]byte("["), 101)...),
		"objects":        bytes.Repeat([]byte("1 0 obj endobj "), 500_001),
		"huge image":     onePage(full, "", "<</Subtype/Image/Width 50000/Height 50000/Length 1>>\nstream\nx\nendstream"),
		"deep in an object stream": onePage("", "", stream("/Type/ObjStm/N 1/First 0/Filter/FlateDecode",
			zipped(bytes.Repeat([]byte("<</a"), 200)))),
	} {
		if _, err := Look(data, DefaultBudget); bordereau.CodeOf(err) != bordereau.TooLarge || !IsBudget(err) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := Open(data, DefaultBudget, 0); bordereau.CodeOf(err) != bordereau.TooLarge {
			t.Errorf("%s, opened: %v", name, err)
		}
	}
	atLimit := append([]byte("%PDF-1.7\n1 0 obj "), bytes.Repeat([]byte("["), 100)...)
	if _, err := Look(atLimit, DefaultBudget); err != nil {
		t.Errorf("at the limit: %v", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	tree := []string{"<</Type/Catalog/Pages 2 0 R>>"}
	for i := range 60 {
		tree = append(tree, fmt.Sprintf("<</Type/Pages/Kids[%d 0 R]/Count 1>>", i+3))
	}
	deep := build(append(tree, "<</Type/Page>>")...)
	media := func(box string) []byte {
		return build("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox"+box+">>")
	}
	for _, tt := range []struct {
		name string
		data []byte
		code bordereau.Code
	}{
		{"deep tree", deep, bordereau.TooLarge},
		{"no size", media("[0 0 0 0]"), bordereau.Unreadable},
		{"past the largest size", media("[0 0 14401 100]"), bordereau.TooLarge},
		{"past it by its unit", media("[0 0 7201 100]/UserUnit 2"), bordereau.TooLarge},
	} {
		if _, err := Open(tt.data, DefaultBudget, 0); bordereau.CodeOf(err) != tt.code {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	if _, err := Open(media("[0 0 14400 14400]"), DefaultBudget, 0); err != nil {
		t.Errorf("the largest size: %v", err)
	}
	loop := build("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R]/Count 1>>")
	for name, data := range map[string][]byte{"loop": loop, "garbage": []byte("%PDF-1.7\nnothing"), "empty": nil} {
		if _, err := Open(data, DefaultBudget, 0); !errors.Is(err, ErrNotParsed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	many := build("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids["+strings.Repeat("3 0 R ", 20_000)+"]/Count 20000>>", "<</Type/Page/MediaBox[0 0 9 9]>>")
	f, err := Open(many, DefaultBudget, 200)
	if err != nil || len(f.Info().Pages) != 201 {
		t.Errorf("many pages: %v", err)
	}
}

func TestFlags(t *testing.T) {
	page := []string{"<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"}
	with := func(catalog string, more ...string) []byte {
		return build(append(append([]string{"<</Type/Catalog/Pages 2 0 R" + catalog + ">>"}, page...), more...)...)
	}
	for _, tt := range []struct {
		data []byte
		want []string
	}{
		{with(""), nil},
		{with("/OpenAction[3 0 R/Fit]"), nil}, // where it opens, not what it does
		{with("/OpenAction<</S/JavaScript/JS(app.alert(1))>>"), []string{FlagJavaScript, FlagOpenAction}},
		{with("/OpenAction<</S/J#61vaScript>>"), []string{FlagJavaScript, FlagOpenAction}},
		{with("/OpenAction 4 0 R", "<</S/Launch/F(x)>>"), []string{FlagLaunch, FlagOpenAction}},
		{with("/Names<</EmbeddedFiles 4 0 R>>", "<<>>"), []string{FlagEmbedded}},
		{with("/AcroForm<</XFA 4 0 R>>", stream("", []byte("<!DOCTYPE x>"))), []string{FlagXFA}},
		{with("", "<</S/URI/URI(http://example.org)>>"), []string{FlagURI}},
		{with("", "<</Type/Sig/ByteRange[0 1 2 3]>>"), []string{FlagSignature}},
		{with("", stream("/F(/etc/passwd)", nil)), []string{FlagExternal}},
		{with("", stream("/F<</FS/URL/F(http://127.0.0.1/)>>", nil)), []string{FlagExternal}},
		{with("/OCProperties<<>>"), []string{FlagLayers}},
		{append(with(""), with("")...), []string{FlagRevisions}},
		{with("", stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", zipped([]byte("9 0 <</S/SubmitForm>>")))), []string{FlagRemote}},
		{with("", stream("", []byte("/JavaScript"))), nil}, // content, not structure
	} {
		s, err := Look(tt.data, DefaultBudget)
		if err != nil || !slices.Equal(s.Flags, tt.want) {
			t.Errorf("%.120q: %v, %v; want %v", tt.data, s.Flags, err, tt.want)
		}
	}
}

func corpus(t testing.TB, pattern string) []string {
	t.Helper()
	root := os.Getenv("BORDEREAU_CORPUS")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "data")
	}
	found, err := filepath.Glob(filepath.Join(root, pattern))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// pdfcpu opens the real files of the corpus, and none of ours needs poppler.
func TestInspectCorpus(t *testing.T) {
	files := corpus(t, "documents/*/*.pdf")
	files = append(files, write(t, Page{Image: asJPEG(t, drawn(80, 80)), Format: "jpeg", Width: 80, Height: 80}))
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		info, err := Inspect(data)
		if err != nil || len(info.Pages) == 0 {
			t.Errorf("%s: %+v, %v", filepath.Base(path), info, err)
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(onePage(full, "", grayImage("/DecodeParms<</Predictor 15/Columns 400>>", 400, 600)))
	f.Add(build("<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript>>>>", "<</Type/Pages/Kids[2 0 R]>>"))
	f.Add(onePage("q BT 3 Tr [(a\\)b) -1 <41>] TJ ET 0 0 9 9 re W n /Im Do Q", "/Annots[null]", stream("/Subtype/Image", nil)))
	b := DefaultBudget
	b.Stream, b.Total, b.Pixels = 1<<20, 4<<20, 1<<20
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Open(data, b, 5)
		if err != nil {
			return
		}
		for n := range file.Info().Pages {
			if img, ok := file.PageImage(n + 1); ok && len(img.Data) == 0 {
				t.Error("an image without data")
			}
		}
	})
}
