// Package lanes has the sums of products that the networks of handwriting are made of,
// sixteen side by side, in C that the compiler turns into the processor's vectors. Each
// sum is added up in the order in which a plain loop does it and rounded after every step,
// so that what comes out is the same to the last bit on every processor.
package lanes

/*
#cgo CFLAGS: -O3
#include "lanes.h"
*/
import "C"

import "unsafe"

// Wide is how many sums stand side by side.
const Wide = 16

// Channels is how many channels Taps and Outer work on at a time.
const Channels = 8

func ptr(v []float32) *C.float { return (*C.float)(unsafe.Pointer(unsafe.SliceData(v))) }

// Slide adds, for so many columns, to out[c*stride+k] the sum over i of in[c*step+i] *
// w[i*Wide+k], for the first kept lanes k.
func Slide(out []float32, stride, kept int, in []float32, step, columns int, w []float32) {
	wide := len(w) / Wide
	if columns == 0 || wide == 0 {
		return
	}
	_, _ = out[(columns-1)*stride+kept-1], in[(columns-1)*step+wide-1] // C looks at no bounds
	C.lanes_slide(ptr(out), C.long(stride), C.int(min(kept, Wide)), ptr(in), C.long(step), C.long(columns), ptr(w), C.long(wide))
}

// Taps convolves a row of places, Wide pictures at a time: out[j*plane+x*Wide+k] is the bias
// of channel j, if any is given, and the sum over the taps of in[rel[t]+x*Wide+k] *
// w[t*Wide+j]. The taps' places rise.
func Taps(out []float32, plane int, bias, in []float32, rel []int32, w []float32, places int) {
	if places == 0 || len(rel) == 0 {
		return
	}
	_, _ = out[(Channels-1)*plane+places*Wide-1], in[int(rel[len(rel)-1])+places*Wide-1]
	_ = w[(len(rel)-1)*Wide+Channels-1]
	if bias != nil {
		bias = bias[:Channels]
	}
	C.lanes_taps(ptr(out), C.long(plane), ptr(bias), ptr(in), (*C.int)(unsafe.Pointer(unsafe.SliceData(rel))), C.long(len(rel)), ptr(w), C.long(places))
}

// Outer adds to acc[j*Wide+k] the sum over i, below n, of in[from[j]+i] * d[i*Wide+k].
func Outer(acc *[Channels * Wide]float32, in []float32, from *[Channels]int32, d []float32, n int) {
	if n == 0 {
		return
	}
	for _, at := range from {
		_ = in[int(at)+n-1]
	}
	_ = d[n*Wide-1]
	C.lanes_outer(ptr(acc[:]), ptr(in), (*C.int)(unsafe.Pointer(from)), ptr(d), C.long(n))
}
