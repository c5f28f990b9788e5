// Package symbol finds and decodes the printed codes of a page: DataMatrix (ISO/IEC
// 16022, which carries 2D-Doc), QR (ISO/IEC 18004) and Code 128 (ISO/IEC 15417). ZXing
// decodes; it finds a QR code anywhere on a page but a DataMatrix only where it lies in
// the middle of the picture, so the squares of a page are found here and shown to it one
// by one.
//
// It runs in the reading child: the picture is hostile. What is read is bounded in number,
// in length and in time.
package symbol

/*
#cgo pkg-config: zxing
#cgo CXXFLAGS: -std=c++17 -O2
#include "zxing.h"
*/
import "C"

import (
	"errors"
	"image"
	"time"
	"unsafe"
)

// Kind is the symbology, by its identifier in ISO/IEC 15424 without the modifier.
type Kind string

// The symbologies that are read.
const (
	DataMatrix Kind = "]d"
	QR         Kind = "]Q"
	Code128    Kind = "]C"
	Patch      Kind = "patch" // it has no identifier of its own
)

// Symbol is one code: its bytes as they are encoded, and where it stands in the picture.
type Symbol struct {
	Kind Kind
	Text []byte // at most 4096
	Box  image.Rectangle
}

const (
	most       = 8 // symbols of a page
	squares    = 16
	patience   = 4 * time.Second
	maxPixels  = 80_000_000
	smallWidth = 700 // pixels of a square that is shown twice as large, too
)

// errLibrary says that ZXing failed, which it does on no picture that is known.
var errLibrary = errors.New("the library of symbols failed")

// Read finds the symbols of a picture that has so many pixels a millimetre, 0 where nobody
// knows. It gives up looking for more after some seconds.
func Read(img *image.Gray, scale float64) ([]Symbol, error) {
	b := img.Bounds()
	if b.Dx() < 8 || b.Dy() < 8 || b.Dx()*b.Dy() > maxPixels {
		return nil, nil
	}
	until := time.Now().Add(patience)
	patched := patch(img, scale)
	out, err := decode(img, b, C.symbol_qr, false)
	if err != nil {
		return nil, err
	}
	// By itself and one alone: where the library compares codes of lines it may abort.
	lines, err := decode(img, b, C.symbol_code128, false)
	if err != nil {
		return nil, err
	}
	out = append(append(out, lines...), patched...)
	for _, r := range find(img, scale) {
		if len(out) >= most || time.Now().After(until) {
			break
		}
		if covered(out, r) {
			continue
		}
		found, err := look(img, r)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out[:min(len(out), most)], nil
}

// look shows a square to the library as it is, twice as large, and with one threshold for
// the whole of it.
func look(img *image.Gray, r image.Rectangle) ([]Symbol, error) {
	found, err := decode(img, r, C.symbol_matrix|C.symbol_qr, false)
	if err != nil || len(found) > 0 {
		return found, err
	}
	if max(r.Dx(), r.Dy()) <= smallWidth {
		big := doubled(img, r)
		if found, err = decode(big, big.Rect, C.symbol_matrix|C.symbol_qr, false); err != nil {
			return nil, err
		}
		for i := range found {
			q := found[i].Box
			found[i].Box = image.Rect(q.Min.X/2, q.Min.Y/2, q.Max.X/2, q.Max.Y/2).Add(r.Min)
		}
		if len(found) > 0 {
			return found, nil
		}
	}
	return decode(img, r, C.symbol_matrix, true)
}

// decode is what the library sees in a part of a picture.
func decode(img *image.Gray, r image.Rectangle, kinds C.int, global bool) ([]Symbol, error) {
	r = r.Intersect(img.Rect)
	if r.Empty() {
		return nil, nil
	}
	found := make([]C.symbol_found, most)
	one := C.int(0)
	if global {
		one = 1
	}
	n := C.symbol_read((*C.uchar)(unsafe.Pointer(&img.Pix[img.PixOffset(r.Min.X, r.Min.Y)])), C.int(r.Dx()), C.int(r.Dy()), C.int(img.Stride), kinds, one, &found[0], most)
	if n < 0 {
		return nil, errLibrary
	}
	out := make([]Symbol, 0, n)
	for i := range found[:n] {
		f := &found[i]
		s := Symbol{Kind: kindOf(f.kind), Text: C.GoBytes(unsafe.Pointer(&f.text), f.length)}
		for k := range f.x {
			p := image.Pt(int(f.x[k]), int(f.y[k]))
			s.Box = s.Box.Union(image.Rectangle{Min: p, Max: p.Add(image.Pt(1, 1))})
		}
		s.Box = s.Box.Add(r.Min).Intersect(img.Rect)
		out = append(out, s)
	}
	return out, nil
}

func kindOf(k C.int) Kind {
	switch k {
	case C.symbol_matrix:
		return DataMatrix
	case C.symbol_qr:
		return QR
	}
	return Code128
}

// covered says whether a symbol that was read lies in the square.
func covered(known []Symbol, r image.Rectangle) bool {
	for _, s := range known {
		if in := s.Box.Intersect(r); 2*in.Dx()*in.Dy() > r.Dx()*r.Dy() {
			return true
		}
	}
	return false
}

// doubled is a part of a picture at twice its size, between the pixels by their mean.
func doubled(img *image.Gray, r image.Rectangle) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, 2*r.Dx(), 2*r.Dy()))
	at := func(x, y int) int { return int(img.Pix[img.PixOffset(min(x, r.Max.X-1), min(y, r.Max.Y-1))]) }
	for y := range r.Dy() {
		for x := range r.Dx() {
			px, py := r.Min.X+x, r.Min.Y+y
			a, b, c, d := at(px, py), at(px+1, py), at(px, py+1), at(px+1, py+1)
			o := out.PixOffset(2*x, 2*y)
			out.Pix[o], out.Pix[o+1] = uint8(a), uint8((a+b)/2)
			out.Pix[o+out.Stride], out.Pix[o+out.Stride+1] = uint8((a+c)/2), uint8((a+b+c+d)/4)
		}
	}
	return out
}
