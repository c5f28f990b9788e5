package specimen

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"

	"bordereau"
)

// Encode writes a drawing as one of Formats. Every format carries the resolution.
// Formats of one picture (png, jpeg) refuse a document of several pages.
func Encode(d Drawing, format string) ([]byte, error) {
	if format == "pdf_text" {
		return bornDigital(d)
	}
	if len(d.Pages) == 0 {
		return nil, bordereau.Errorf(bordereau.Invalid, "the drawing has no pixels to write as %q", format)
	}
	if len(d.Pages) > 1 && !manyPages(format) {
		return nil, bordereau.Errorf(bordereau.Invalid, "a %s holds one page, and the document has %d", format, len(d.Pages))
	}
	switch format {
	case "png":
		return encodePNG(d.Pages[0], d.DPI)
	case "jpeg":
		return encodeJPEG(d.Pages[0], d.DPI, d.quality())
	case "jpeg_rgb":
		return encodeJPEG(tinted(d.Pages[0]), d.DPI, d.quality())
	case "tiff", "tiff_g4":
		return encodeTIFF(d.Pages, d.DPI, format == "tiff_g4")
	case "pdf", "pdf_g4":
		return scanned(d, format == "pdf_g4")
	}
	return nil, bordereau.Errorf(bordereau.Invalid, "specimens are not written as %q", format)
}

// manyPages says whether a format holds several pages.
func manyPages(format string) bool {
	return format != "png" && format != "jpeg" && format != "jpeg_rgb"
}

// bitonal says whether a format is black and white.
func bitonal(format string) bool { return format == "tiff_g4" || format == "pdf_g4" }

// Extension is the file name's ending of a format.
func Extension(format string) string {
	switch format {
	case "jpeg", "jpeg_rgb":
		return ".jpg"
	case "tiff", "tiff_g4":
		return ".tif"
	case "pdf", "pdf_g4", "pdf_text":
		return ".pdf"
	}
	return ".png"
}

func (d Drawing) quality() int {
	if q := d.Truth.Defects.JPEG; q > 0 {
		return q
	}
	return 75
}

func encodePNG(img image.Image, dpi int) ([]byte, error) {
	var b bytes.Buffer
	e := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := e.Encode(&b, img); err != nil {
		return nil, fmt.Errorf("encode png: %w", err)
	}
	// pHYs, in pixels a metre, goes right after IHDR (PNG §11.3.4.3).
	body := binary.BigEndian.AppendUint32([]byte("pHYs"), uint32(float64(dpi)/0.0254+0.5))
	body = binary.BigEndian.AppendUint32(body, uint32(float64(dpi)/0.0254+0.5))
	body = append(body, 1)
	chunk := binary.BigEndian.AppendUint32(nil, 9)
	chunk = append(chunk, body...)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(body))
	const head = 8 + 25
	raw := b.Bytes()
	return bytes.Join([][]byte{raw[:head], chunk, raw[head:]}, nil), nil
}

func encodeJPEG(img image.Image, dpi, quality int) ([]byte, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("encode jpeg: %w", err)
	}
	app0 := []byte{0xff, 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 1, byte(dpi >> 8), byte(dpi), byte(dpi >> 8), byte(dpi), 0, 0}
	raw := b.Bytes()
	return bytes.Join([][]byte{raw[:2], app0, raw[2:]}, nil), nil
}

// tinted makes a colour scan of a grey one: cream paper, blue-black ink.
func tinted(src *image.Gray) *image.YCbCr {
	dst := image.NewYCbCr(src.Rect, image.YCbCrSubsampleRatio420)
	w := src.Rect.Dx()
	for y := range src.Rect.Dy() {
		row := src.Pix[y*src.Stride : y*src.Stride+w]
		out := dst.Y[y*dst.YStride : y*dst.YStride+w]
		for x, v := range row {
			out[x] = uint8(20 + int(v)*230/255)
		}
		if y%2 == 0 {
			for x := 0; x < w; x += 2 {
				o := y/2*dst.CStride + x/2
				v := int(row[x])
				dst.Cb[o], dst.Cr[o] = uint8(138-v*16/255), uint8(124+v*7/255)
			}
		}
	}
	return dst
}

// encodeTIFF writes one directory a page (TIFF 6.0), in one strip each: bitonal
// by ITU-T T.6 or grey by deflate.
func encodeTIFF(pages []*image.Gray, dpi int, bitonal bool) ([]byte, error) {
	out := []byte{'I', 'I', 42, 0, 0, 0, 0, 0}
	link := 4 // where the offset of the next directory goes
	le := binary.LittleEndian
	for _, img := range pages {
		compression, depth, photometric := uint32(8), uint32(8), uint32(1)
		var strip []byte
		if bitonal {
			compression, depth, photometric = 4, 1, 0
			strip = groupFour(img)
		} else {
			var b bytes.Buffer
			z, err := zlib.NewWriterLevel(&b, zlib.BestSpeed)
			if err != nil {
				return nil, fmt.Errorf("encode tiff: %w", err)
			}
			for y := range img.Rect.Dy() {
				if _, err := z.Write(img.Pix[y*img.Stride : y*img.Stride+img.Rect.Dx()]); err != nil {
					return nil, fmt.Errorf("encode tiff: %w", err)
				}
			}
			if err := z.Close(); err != nil {
				return nil, fmt.Errorf("encode tiff: %w", err)
			}
			strip = b.Bytes()
		}
		at := uint32(len(out))
		out = append(out, strip...)
		if len(out)%2 == 1 {
			out = append(out, 0)
		}
		ratio := uint32(len(out))
		out = le.AppendUint32(out, uint32(dpi))
		out = le.AppendUint32(out, 1)
		le.PutUint32(out[link:], uint32(len(out)))
		w, h := uint32(img.Rect.Dx()), uint32(img.Rect.Dy())
		const short, long, rational = 3, 4, 5
		tags := [][3]uint32{{254, long, 2}, {256, long, w}, {257, long, h}, {258, short, depth}, {259, short, compression},
			{262, short, photometric}, {273, long, at}, {277, short, 1}, {278, long, h}, {279, long, uint32(len(strip))},
			{282, rational, ratio}, {283, rational, ratio}, {296, short, 2}}
		out = le.AppendUint16(out, uint16(len(tags)))
		for _, t := range tags {
			out = le.AppendUint16(out, uint16(t[0]))
			out = le.AppendUint16(out, uint16(t[1]))
			out = le.AppendUint32(out, 1)
			out = le.AppendUint32(out, t[2])
		}
		link = len(out)
		out = le.AppendUint32(out, 0)
	}
	return out, nil
}
