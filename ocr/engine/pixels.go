package engine

/*
#include <leptonica/allheaders.h>

// bytesOf copies an 8 bit image out, a byte a pixel. A word of a PIX holds its first
// pixel in its highest byte, whatever the machine.
static void bytesOf(PIX *pix, unsigned char *out) {
	int w = pixGetWidth(pix), h = pixGetHeight(pix), wpl = pixGetWpl(pix);
	l_uint32 *data = pixGetData(pix);
	for (int y = 0; y < h; y++, data += wpl)
		for (int x = 0; x < w; x++)
			*out++ = GET_DATA_BYTE(data, x);
}
*/
import "C"

import (
	"image"
	"unsafe"
)

// bytes copies a grey image out of Leptonica.
func (x pix) bytes() *image.Gray {
	img := image.NewGray(image.Rect(0, 0, x.width(), x.height()))
	if len(img.Pix) > 0 {
		C.bytesOf(x.p, (*C.uchar)(unsafe.Pointer(&img.Pix[0])))
	}
	return img
}
