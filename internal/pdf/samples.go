package pdf

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// unpredict undoes PNG's predictors (ISO/IEC 15948 §9).
func unpredict(data []byte, row, unit int) ([]byte, bool) {
	out := make([]byte, 0, len(data)/(row+1)*row)
	above := make([]byte, row)
	for ; len(data) > row; data = data[row+1:] {
		line := data[1 : row+1]
		for i := range line {
			var a, c byte
			if i >= unit {
				a, c = line[i-unit], above[i-unit]
			}
			switch b := above[i]; data[0] {
			case 0:
			case 1:
				line[i] += a
			case 2:
				line[i] += b
			case 3:
				line[i] += byte((int(a) + int(b)) / 2)
			case 4:
				line[i] += paeth(a, b, c)
			default:
				return nil, false
			}
		}
		out = append(out, line...)
		above = line
	}
	return out, true
}

func paeth(a, b, c byte) byte {
	p := int(a) + int(b) - int(c)
	pa, pb, pc := abs(p-int(a)), abs(p-int(b)), abs(p-int(c))
	if pa <= pb && pa <= pc {
		return a
	}
	if pb <= pc {
		return b
	}
	return c
}

func abs(v int) int { return max(v, -v) }

// pnm puts a header before samples; in a PBM 1 is black, in a PDF it is white.
func pnm(data []byte, px pixels) []byte {
	var b bytes.Buffer
	b.Grow(len(data) + 32)
	switch {
	case px.bits == 1:
		fmt.Fprintf(&b, "P4\n%d %d\n", px.w, px.h)
	case px.channels == 1:
		fmt.Fprintf(&b, "P5\n%d %d\n255\n", px.w, px.h)
	default:
		fmt.Fprintf(&b, "P6\n%d %d\n255\n", px.w, px.h)
	}
	start := b.Len()
	b.Write(data)
	out := b.Bytes()
	if px.bits == 1 && !px.inverted {
		for i := start; i < len(out); i++ {
			out[i] = ^out[i]
		}
	}
	return out
}

// fax wraps a CCITT strip as a TIFF (TIFF 6.0 §11).
func (f *File) fax(strip []byte, parms types.Dict, px pixels) ([]byte, bool) {
	yes := func(key string) bool {
		v, _ := f.ctx.Dereference(parms[key])
		return v == types.Boolean(true)
	}
	k := f.integer(parms["K"], 0)
	if f.integer(parms["Columns"], 1728) != px.w || yes("EncodedByteAlign") {
		return nil, false
	}
	compression, options := uint32(4), uint32(0) // T.6
	if k >= 0 {
		compression = 3 // T.4
		if k > 0 {
			options = 1
		}
	}
	photometric := uint32(0) // runs of black are black
	if yes("BlackIs1") != px.inverted {
		photometric = 1
	}
	fields := [][3]uint32{ // tag, type, value
		{256, 4, uint32(px.w)}, {257, 4, uint32(px.h)}, {258, 3, 1}, {259, 3, compression}, {262, 3, photometric},
		{273, 4, 0}, {277, 3, 1}, {278, 4, uint32(px.h)}, {279, 4, uint32(len(strip))},
	}
	if compression == 3 {
		fields = append(fields, [3]uint32{292, 4, options})
	}
	le := binary.LittleEndian
	size := 8 + 2 + 12*len(fields) + 4
	fields[5][2] = uint32(size)
	out := append(make([]byte, 0, size+len(strip)), "II*\x00\x08\x00\x00\x00"...)
	out = le.AppendUint16(out, uint16(len(fields)))
	for _, fd := range fields {
		out = le.AppendUint32(le.AppendUint16(le.AppendUint16(out, uint16(fd[0])), uint16(fd[1])), 1)
		out = le.AppendUint32(out, fd[2]) // a SHORT stands in the first half: little-endian
	}
	return append(le.AppendUint32(out, 0), strip...), true
}
