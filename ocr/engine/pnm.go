package engine

/*
#include <string.h>
#include <leptonica/allheaders.h>

// fill copies rows of one or three bytes a pixel, or of packed bits, into a PIX,
// whose words are big-endian in meaning.
static void fill(PIX *pix, const unsigned char *src, int channels) {
	int w = pixGetWidth(pix), h = pixGetHeight(pix), wpl = pixGetWpl(pix);
	l_uint32 *data = pixGetData(pix);
	size_t row = channels == 0 ? (size_t)(w + 7) / 8 : (size_t)w * channels;
	for (int y = 0; y < h; y++, src += row) {
		l_uint32 *line = data + (size_t)y * wpl;
		if (channels == 3) {
			for (int x = 0; x < w; x++)
				composeRGBPixel(src[3 * x], src[3 * x + 1], src[3 * x + 2], line + x);
			continue;
		}
		memcpy(line, src, row);
	}
	if (channels != 3)
		pixEndianByteSwap(pix);
}
*/
import "C"

import (
	"bytes"
	"errors"
	"strconv"
	"unsafe"
)

// pnm is the header of a binary PBM, PGM or PPM of at most 8 bits.
type pnm struct {
	w, h     int
	channels int // 0 packed bits, 1 grey, 3 colour
	pixels   []byte
}

// readPNM reads the form in which rasterisers hand pages over; Leptonica would
// take 60 ms for an A4 page, byte by byte. ok is false for anything else.
func readPNM(data []byte) (p pnm, ok bool) {
	if len(data) < 8 || data[0] != 'P' || data[1] < '4' || data[1] > '6' {
		return p, false
	}
	numbers := 3
	switch data[1] {
	case '4':
		numbers = 2
	case '5':
		p.channels = 1
	case '6':
		p.channels = 3
	}
	at, got := 2, [3]int{0, 0, 255}
	for i := range numbers {
		for at < len(data) && (data[at] == '#' || bytes.IndexByte([]byte(" \t\r\n"), data[at]) >= 0) {
			if data[at] != '#' {
				at++
				continue
			}
			end := bytes.IndexByte(data[at:], '\n')
			if end < 0 {
				return p, false
			}
			at += end
		}
		start := at
		for at < len(data) && data[at] >= '0' && data[at] <= '9' {
			at++
		}
		n, err := strconv.Atoi(string(data[start:min(at, start+7)]))
		if err != nil || at-start > 7 {
			return p, false
		}
		got[i] = n
	}
	p.w, p.h = got[0], got[1]
	if at >= len(data) || p.w == 0 || p.h == 0 || p.w > 1<<16 || p.h > 1<<16 || got[2] != 255 {
		return p, false
	}
	p.pixels = data[at+1:]
	row := p.w * p.channels
	if p.channels == 0 {
		row = (p.w + 7) / 8
	}
	return p, len(p.pixels) >= row*p.h
}

func (p pnm) pix() (pix, error) {
	depth := map[int]C.l_int32{0: 1, 1: 8, 3: 32}[p.channels]
	x, err := own(C.pixCreateNoInit(C.l_int32(p.w), C.l_int32(p.h), depth), "hold the page")
	if err != nil {
		return x, err
	}
	if len(p.pixels) == 0 {
		x.free()
		return pix{}, errors.New("the page has no pixels")
	}
	C.pixSetPadBits(x.p, 0)
	C.fill(x.p, (*C.uchar)(unsafe.Pointer(&p.pixels[0])), C.int(p.channels))
	return x, nil
}

// pnm is the picture as a PBM, PGM or PPM.
func (x pix) pnm() ([]byte, error) {
	var p *C.l_uint8
	var n C.size_t
	if C.pixWriteMemPnm(&p, &n, x.p) != 0 {
		return nil, errors.New("leptonica could not write a piece of a page")
	}
	defer C.lept_free(unsafe.Pointer(p))
	return C.GoBytes(unsafe.Pointer(p), C.int(n)), nil
}
