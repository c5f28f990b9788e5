package media

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bordereau"
)

func TestSniff(t *testing.T) {
	for head, want := range map[string]string{
		"%PDF-1.4\n": "pdf", "\xef\xbb\xbf%PDF-1.4": "pdf", "junk\r\n%PDF-1.7": "pdf", strings.Repeat("x", 1019) + "%PDF-": "pdf",
		strings.Repeat("x", 1020) + "%PDF-": "", "<html>%PDF-1.4": "", " \n<!DOCTYPE html>%PDF-1.4": "", "PK\x03\x04%PDF-1.4": "",
		"%!PS-Adobe\n%PDF-1.4": "", "GIF89a%PDF-": "", "\xff\xd8\xff\xe0": "jpeg", "\xff\xd8": "", "\x89PNG\r\n\x1a\n": "png",
		"\x89PNG\n": "", "II*\x00": "tiff", "MM\x00*": "tiff", "II+\x00": "", "": "", "BM": "", "RIFF....WEBP": "",
		"\x00\x00\x00\x0cjP  ": "", "\xff\xd8\xff%PDF-1.4": "jpeg",
	} {
		if got := Sniff([]byte(head)); got != want {
			t.Errorf("%.20q: %q, want %q", head, got, want)
		}
	}
}

// entry is one of a TIFF directory; values longer than four bytes are appended.
type entry struct {
	tag, kind uint16
	value     uint32
}

// drawTIFF makes a file of directories; next gives the offset that follows each, by number of the directory, -1 the end.
func drawTIFF(order binary.AppendByteOrder, next []int, dirs ...[]entry) []byte {
	b := []byte("II*\x00")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		b = []byte("MM\x00*")
	}
	at := make([]uint32, len(dirs))
	off := uint32(8 + 8)
	for i, d := range dirs {
		at[i] = off
		off += 2 + 12*uint32(len(d)) + 4
	}
	b = order.AppendUint32(b, at[0])
	b = order.AppendUint32(order.AppendUint32(b, 300), 1) // a resolution, at 8
	for i, d := range dirs {
		b = order.AppendUint16(b, uint16(len(d)))
		for _, e := range d {
			b = order.AppendUint32(order.AppendUint16(order.AppendUint16(b, e.tag), e.kind), 1)
			if e.kind == 3 {
				b = order.AppendUint16(order.AppendUint16(b, uint16(e.value)), 0)
			} else {
				b = order.AppendUint32(b, e.value)
			}
		}
		if next[i] < 0 {
			b = order.AppendUint32(b, 0)
		} else {
			b = order.AppendUint32(b, at[next[i]])
		}
	}
	return append(b, make([]byte, 64)...)
}

func directoryOf(w, h uint32, more ...entry) []entry {
	return append([]entry{{tagWidth, 4, w}, {tagHeight, 3, h}, {tagBits, 3, 8}, {tagStrips, 4, 8}, {tagStripSizes, 4, 8}, {tagXRes, 5, 8}}, more...)
}

func TestTIFF(t *testing.T) {
	le, be := binary.AppendByteOrder(binary.LittleEndian), binary.AppendByteOrder(binary.BigEndian)
	lim := Limits{Pages: 3, Side: 1000, Pixels: 100_000, Total: 200_000}
	for _, tt := range []struct {
		name     string
		data     []byte
		pages    int
		code     bordereau.Code
		repaired bool
	}{
		{"one", drawTIFF(le, []int{-1}, directoryOf(100, 50)), 1, "", false},
		{"big-endian", drawTIFF(be, []int{1, -1}, directoryOf(100, 50), directoryOf(10, 20)), 2, "", false},
		{"thumbnail", drawTIFF(le, []int{1, -1}, directoryOf(100, 50), directoryOf(10, 20, entry{tagSubfile, 4, 1})), 1, "", false},
		{"loop on itself", drawTIFF(le, []int{0}, directoryOf(100, 50)), 1, "", true},
		{"loop of two", drawTIFF(be, []int{1, 0}, directoryOf(100, 50), directoryOf(10, 20)), 2, "", true},
		{"as many pages as allowed", drawTIFF(le, []int{1, 2, -1}, directoryOf(1, 1), directoryOf(1, 1), directoryOf(1, 1)), 3, "", false},
		{"one more", drawTIFF(le, []int{1, 2, 3, -1}, directoryOf(1, 1), directoryOf(1, 1), directoryOf(1, 1), directoryOf(1, 1)), 0, bordereau.TooLarge, false},
		{"side at the limit", drawTIFF(le, []int{-1}, directoryOf(1000, 100)), 1, "", false},
		{"side past it", drawTIFF(le, []int{-1}, directoryOf(1001, 1)), 0, bordereau.TooLarge, false},
		{"pixels past it", drawTIFF(le, []int{-1}, directoryOf(401, 250)), 0, bordereau.TooLarge, false},
		{"total past it", drawTIFF(le, []int{1, 2, -1}, directoryOf(400, 250), directoryOf(400, 250), directoryOf(1, 1)), 0, bordereau.TooLarge, false},
		{"no width", drawTIFF(le, []int{-1}, directoryOf(0, 50)), 0, bordereau.Unreadable, false},
		{"no strips", drawTIFF(le, []int{-1}, []entry{{tagWidth, 3, 1}, {tagHeight, 3, 1}}), 0, bordereau.Unreadable, false},
		{"strips elsewhere", drawTIFF(le, []int{-1}, []entry{{tagWidth, 3, 1}, {tagHeight, 3, 1}, {tagStrips, 4, 1 << 30}}), 0, bordereau.Unreadable, false},
		{"strip of 2 GB", drawTIFF(le, []int{-1}, []entry{{tagWidth, 3, 1}, {tagHeight, 3, 1}, {tagStrips, 4, 8}, {tagStripSizes, 4, 1 << 31}}), 0, bordereau.Unreadable, false},
		{"odd samples", drawTIFF(le, []int{-1}, directoryOf(1, 1, entry{tagSamples, 3, 100})), 0, bordereau.Unsupported, false},
		{"head only", []byte("II*\x00\x08\x00\x00\x00"), 0, bordereau.Unreadable, false},
		{"directory nowhere", []byte("II*\x00\xff\xff\xff\x7f"), 0, bordereau.Unreadable, false},
	} {
		s, err := Measure(tt.data, lim)
		if bordereau.CodeOf(err) != tt.code || err == nil && (len(s.Pictures) != tt.pages || s.Repaired != tt.repaired) {
			t.Errorf("%s: %d pages, repaired %v, %v", tt.name, len(s.Pictures), s.Repaired, err)
		}
		if err == nil && s.Pictures[0].DPI != 300 {
			t.Errorf("%s: %d dpi", tt.name, s.Pictures[0].DPI)
		}
		if s.Repaired {
			if again, err := Measure(s.Data, lim); err != nil || again.Repaired || len(again.Pictures) != tt.pages {
				t.Errorf("%s, repaired: %+v, %v", tt.name, again, err)
			}
		}
	}
}

// A picture's orientation is told, and the data no longer says it: some readers obey it, some do not.
func TestTIFFOrientation(t *testing.T) {
	data := drawTIFF(binary.BigEndian, []int{-1}, directoryOf(100, 50, entry{tagOrientation, 3, 6}))
	before := bytes.Clone(data)
	s, err := Measure(data, Limits{})
	if err != nil || s.Pictures[0].Orientation != 6 || s.Repaired {
		t.Fatalf("%+v, %v", s, err)
	}
	if again, err := Measure(s.Data, Limits{}); err != nil || again.Pictures[0].Orientation != 1 || !bytes.Equal(data, before) {
		t.Errorf("%+v, %v", again.Pictures, err)
	}
}

func encodeJPEG(t testing.TB, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, w, h)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// segment puts a marker segment behind the start of a JPEG.
func segment(data []byte, marker byte, body string) []byte {
	out := append([]byte{0xFF, 0xD8, 0xFF, marker}, binary.BigEndian.AppendUint16(nil, uint16(len(body)+2))...)
	return append(append(out, body...), data[2:]...)
}

func TestJPEG(t *testing.T) {
	ok := encodeJPEG(t, 40, 30)
	sof := bytes.Index(ok, []byte{0xFF, 0xC0})
	change := func(at int, b byte) []byte {
		c := bytes.Clone(ok)
		c[at] = b
		return c
	}
	scan := ok[bytes.Index(ok, []byte{0xFF, 0xDA}) : len(ok)-2]
	scans := func(n int) []byte {
		return append(append(bytes.Clone(ok[:len(ok)-2]), bytes.Repeat(scan, n-1)...), 0xFF, 0xD9)
	}
	exif := "Exif\x00\x00" + string(drawTIFF(binary.LittleEndian, []int{-1}, []entry{{tagOrientation, 3, 8}, {tagXRes, 5, 8}}))
	for _, tt := range []struct {
		name        string
		data        []byte
		code        bordereau.Code
		truncated   bool
		orientation int
		dpi         int
	}{
		{"plain", ok, "", false, 1, 0},
		{"exif", segment(ok, 0xE1, exif), "", false, 8, 300},
		{"broken exif", segment(ok, 0xE1, "Exif\x00\x00II*\x00\xff\xff\xff\xff"), "", false, 1, 0},
		{"jfif", segment(ok, 0xE0, "JFIF\x00\x01\x01\x01\x00\xc8\x00\xc8\x00\x00"), "", false, 1, 200},
		{"jfif in centimetres", segment(ok, 0xE0, "JFIF\x00\x01\x01\x02\x00\x76\x00\x76\x00\x00"), "", false, 1, 300},
		{"no end", ok[:len(ok)-2], "", true, 1, 0},
		{"half", ok[:len(ok)-20], "", true, 1, 0},
		{"no scan", ok[:sof+20], bordereau.Unreadable, false, 0, 0},
		{"only a start", []byte{0xFF, 0xD8, 0xFF, 0xD9}, bordereau.Unreadable, false, 0, 0},
		{"lossless", change(sof+1, 0xC3), bordereau.Unsupported, false, 0, 0},
		{"12 bits", change(sof+4, 12), bordereau.Unsupported, false, 0, 0},
		{"no height", change(sof+6, 0), bordereau.Unreadable, false, 0, 0},
		{"100 scans", scans(100), "", false, 1, 0},
		{"101 scans", scans(101), bordereau.TooLarge, false, 0, 0},
		{"too wide", change(sof+7, 0x60), bordereau.TooLarge, false, 0, 0},
	} {
		s, err := Measure(tt.data, Limits{Scans: 100, Side: 20_000})
		if bordereau.CodeOf(err) != tt.code {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if err == nil && (s.Truncated != tt.truncated || s.Pictures[0] != Picture{Width: 40, Height: 30, Bits: 8, Channels: 3, Orientation: tt.orientation, DPI: tt.dpi}) {
			t.Errorf("%s: truncated %v, %+v", tt.name, s.Truncated, s.Pictures[0])
		}
	}
}

func chunk(kind, body string) string {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, kind...), body...)
	return string(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE([]byte(kind+body))))
}

func TestPNG(t *testing.T) {
	const sig = "\x89PNG\r\n\x1a\n"
	head := func(w, h uint32, rest string) string {
		return chunk("IHDR", string(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h))+rest)
	}
	good := head(10, 20, "\x08\x02\x00\x00\x00")
	var real bytes.Buffer
	if err := png.Encode(&real, image.NewGray(image.Rect(0, 0, 10, 20))); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name      string
		data      string
		code      bordereau.Code
		truncated bool
		dpi       int
	}{
		{"real", real.String(), "", false, 0},
		{"resolution", sig + good + chunk("pHYs", "\x00\x00\x2e\x23\x00\x00\x2e\x23\x01") + chunk("IDAT", "x") + chunk("IEND", ""), "", false, 300},
		{"no end", sig + good + chunk("IDAT", "x"), "", true, 0},
		{"cut in the pixels", sig + good + chunk("IDAT", "xxxxxxxx")[:12], "", true, 0},
		{"no pixels", sig + good + chunk("IEND", ""), bordereau.Unreadable, false, 0},
		{"signature only", sig, bordereau.Unreadable, false, 0},
		{"no size", sig + head(0, 0, "\x08\x02\x00\x00\x00"), bordereau.Unreadable, false, 0},
		{"bits that do not go", sig + head(1, 1, "\x04\x02\x00\x00\x00"), bordereau.Unreadable, false, 0},
		{"bad sum", strings.Replace(sig+good+chunk("IDAT", "x"), "IHDR\x00", "IHDR\x01", 1), bordereau.Unreadable, false, 0},
		{"chunk of 4 GB", sig + good + "\xff\xff\xff\xffIDAT....", bordereau.Unreadable, false, 0},
		{"two heads", sig + good + good, bordereau.Unreadable, false, 0},
		{"400 million pixels", sig + head(20_000, 20_000, "\x01\x00\x00\x00\x00") + chunk("IDAT", "x") + chunk("IEND", ""), bordereau.TooLarge, false, 0},
	} {
		s, err := Measure([]byte(tt.data), Limits{Pixels: 80_000_000})
		if bordereau.CodeOf(err) != tt.code || err == nil && (s.Truncated != tt.truncated || s.Pictures[0].DPI != tt.dpi) {
			t.Errorf("%s: %+v, %v", tt.name, s, err)
		}
	}
	if _, err := Measure([]byte("GIF89a"), Limits{}); bordereau.CodeOf(err) != bordereau.Unsupported {
		t.Errorf("a GIF: %v", err)
	}
}

func FuzzMeasure(f *testing.F) {
	f.Add(encodeJPEG(f, 4, 4))
	f.Add(drawTIFF(binary.LittleEndian, []int{1, 0}, directoryOf(100, 50, entry{tagOrientation, 3, 5}), directoryOf(1, 1)))
	f.Add([]byte("\x89PNG\r\n\x1a\n" + chunk("IHDR", "\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00") + chunk("IDAT", "x")))
	root := os.Getenv("BORDEREAU_CORPUS")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "data")
	}
	files, err := filepath.Glob(filepath.Join(root, "hostile", "open", "image", "*"))
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range files {
		if data, err := os.ReadFile(path); err == nil && len(data) < 4096 {
			f.Add(data)
		}
	}
	lim := Limits{Pages: 5, Side: 100, Pixels: 5000, Total: 9000, Scans: 9}
	f.Fuzz(func(t *testing.T, data []byte) {
		before := bytes.Clone(data)
		s, err := Measure(data, lim)
		if !bytes.Equal(data, before) {
			t.Fatal("the data was changed")
		}
		if err != nil {
			return
		}
		if len(s.Pictures) == 0 || len(s.Pictures) > 5 {
			t.Fatalf("%d pictures", len(s.Pictures))
		}
		for _, p := range s.Pictures {
			if p.Width < 1 || p.Height < 1 || p.Width > 100 || p.Height > 100 || p.Orientation < 1 || p.Orientation > 8 {
				t.Fatalf("%+v", p)
			}
		}
	})
}
