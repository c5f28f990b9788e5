package testpage

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
)

func pgmHeader(img *image.Gray) string {
	return fmt.Sprintf("P5 %d %d 255\n", img.Rect.Dx(), img.Rect.Dy())
}

// JPEG is the page as scanners send it, with its resolution in the header.
func JPEG(p Page, quality int) ([]byte, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, p.Image, &jpeg.Options{Quality: quality}); err != nil {
		return nil, err
	}
	d := byte(p.DPI >> 8)
	jfif := []byte{0xff, 0xd8, 0xff, 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 1, d, byte(p.DPI), d, byte(p.DPI), 0, 0}
	return append(jfif, b.Bytes()[2:]...), nil
}

// PNG is the page without loss; its resolution is not written.
func PNG(img image.Image) ([]byte, error) {
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, img); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
