package hostile

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/jpeg"
	"strings"
	"testing"

	"bordereau/ocr/testpage"
)

// pngHeader is a sound PNG but for its claim.
func pngHeader(w, h uint32) []byte {
	be := binary.BigEndian
	out := []byte("\x89PNG\r\n\x1a\n")
	chunk := func(kind string, body []byte) {
		out = be.AppendUint32(out, uint32(len(body)))
		part := append([]byte(kind), body...)
		out = be.AppendUint32(append(out, part...), crc32.ChecksumIEEE(part))
	}
	chunk("IHDR", append(be.AppendUint32(be.AppendUint32(nil, w), h), 1, 0, 0, 0, 0))
	chunk("IDAT", pack(make([]byte, 1<<16)))
	chunk("IEND", nil)
	return out
}

func pack(data []byte) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write(data) // to memory
	_ = z.Close()
	return b.Bytes()
}

// loopingTIFF is a grey page whose directory is followed by itself.
func loopingTIFF() []byte {
	le := binary.LittleEndian
	const w, h, dir = 64, 64, 8 + 64*64
	out := append([]byte("II*\x00"), le.AppendUint32(nil, dir)...)
	out = append(out, bytes.Repeat([]byte{0xFF}, w*h)...)
	fields := [][3]uint32{{256, 4, w}, {257, 4, h}, {258, 3, 8}, {259, 3, 1}, {262, 3, 1}, {273, 4, 8}, {277, 3, 1}, {278, 4, h}, {279, 4, w * h}}
	out = le.AppendUint16(out, uint16(len(fields)))
	for _, f := range fields {
		out = le.AppendUint32(le.AppendUint16(le.AppendUint16(out, uint16(f[0])), uint16(f[1])), 1)
		out = le.AppendUint32(out, f[2])
	}
	return le.AppendUint32(out, dir)
}

// nestedFlate is a page whose content was packed n times.
func nestedFlate(t *testing.T, n int) []byte {
	t.Helper()
	data := make([]byte, 100<<20)
	for range n {
		data = pack(data)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Count 1/Kids[3 0 R]>> endobj\n"+
		"3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>> endobj\n4 0 obj <</Filter[%s]/Length %d>> stream\n%s\nendstream endobj\n"+
		"trailer <</Root 1 0 R>>\n%%%%EOF\n", strings.Repeat("/FlateDecode ", n), len(data), data)
	return b.Bytes()
}

func halfJPEG(t *testing.T) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 600, 800))
	for i := range img.Pix {
		img.Pix[i] = byte(i * 7)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()[:b.Len()/2]
}

func blankJPEG(t *testing.T) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 200, 300))
	for i := range img.Pix {
		img.Pix[i] = 0xFF
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// letter is a page that any reader can read.
func letter(t *testing.T) []byte {
	t.Helper()
	p, err := testpage.Letter(1, 150)
	if err != nil {
		t.Fatal(err)
	}
	data, err := testpage.JPEG(p, 80)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
