package engine

/*
#include <leptonica/allheaders.h>
*/
import "C"

import (
	"encoding/binary"
	"errors"
	"fmt"
	"unsafe"
)

// g4 encodes a binary image by ITU-T T.6 as one strip in which black runs are
// black. Leptonica writes it as a TIFF in memory, of which this is the strip.
func (x pix) g4() ([]byte, error) {
	var p *C.l_uint8
	var n C.size_t
	if C.pixWriteMemTiff(&p, &n, x.p, C.IFF_TIFF_G4) != 0 {
		return nil, errors.New("leptonica could not encode G4")
	}
	defer C.lept_free(unsafe.Pointer(p))
	return strip(C.GoBytes(unsafe.Pointer(p), C.int(n)))
}

// strip finds the only strip of a TIFF that Leptonica wrote (TIFF 6.0 §2).
func strip(tiff []byte) ([]byte, error) {
	var order binary.ByteOrder = binary.LittleEndian
	if len(tiff) < 8 {
		return nil, errors.New("the TIFF is too short")
	}
	if tiff[0] == 'M' {
		order = binary.BigEndian
	}
	at := int(order.Uint32(tiff[4:]))
	if at+2 > len(tiff) {
		return nil, errors.New("the TIFF has no directory")
	}
	tags := map[uint16][2]int{} // count and value
	for i := range int(order.Uint16(tiff[at:])) {
		e := at + 2 + 12*i
		if e+12 > len(tiff) {
			return nil, errors.New("the TIFF's directory is cut off")
		}
		v := int(order.Uint32(tiff[e+8:]))
		if order.Uint16(tiff[e+2:]) == 3 {
			v = int(order.Uint16(tiff[e+8:]))
		}
		tags[order.Uint16(tiff[e:])] = [2]int{int(order.Uint32(tiff[e+4:])), v}
	}
	const photometric, fillOrder, offsets, counts = 262, 266, 273, 279
	o, c := tags[offsets], tags[counts]
	if o[0] != 1 || c[0] != 1 || o[1] < 8 || c[1] < 1 || o[1]+c[1] > len(tiff) {
		return nil, fmt.Errorf("the TIFF has %d strips", o[0])
	}
	if tags[photometric][1] != 0 || tags[fillOrder][1] > 1 {
		return nil, errors.New("the TIFF's strip is not black on white, most significant bit first")
	}
	return tiff[o[1] : o[1]+c[1]], nil
}
