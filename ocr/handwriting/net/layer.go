package net

import "bordereau/ocr/handwriting/lanes"

// layer is a convolution of squares of size by size with a border of zeros; one of
// size 1 on pictures of one pixel is a layer where all is joined to all.
type layer struct {
	in, out    int // channels
	side, size int
	rel        []int32   // where the taps lie from the first, in values
	w          []float32 // [out/16][tap][16]; taps lie as [channel][y][x]
	b          []float32
}

func newLayer(in, out, side, size int) layer {
	l := layer{in: in, out: out, side: side, size: size}
	p := l.padded()
	for c := range in {
		for y := range size {
			for x := range size {
				l.rel = append(l.rel, int32(((c*p+y)*p+x)*Lanes))
			}
		}
	}
	return l
}

func (l *layer) padded() int        { return l.side + l.size - 1 }
func (l *layer) weights() int       { return l.out * (len(l.rel) + 1) }
func (l *layer) inputs() []float32  { return make([]float32, l.in*l.padded()*l.padded()*Lanes) }
func (l *layer) outputs() []float32 { return make([]float32, l.out*l.side*l.side*Lanes) }

// forward writes the outputs, without a border, of inputs with one.
func (l *layer) forward(out, in []float32) {
	l.apply(out, in, l.rel, l.w, l.b, l.out, l.side, 0)
}

// apply convolves: for every place of each block of eight channels, the sum over the
// taps. Outputs lie with a border.
func (l *layer) apply(out, in []float32, rel []int32, w, bias []float32, channels, side, border int) {
	p, q := l.padded(), side+2*border
	taps := len(rel)
	for k := 0; k < channels; k += block {
		weights := w[(k/16*taps)*16+k%16:]
		var own []float32
		if bias != nil {
			own = bias[k:]
		}
		for y := range side {
			at := (k*q+y+border)*q*Lanes + border*Lanes
			lanes.Taps(out[at:], q*q*Lanes, own, in[y*p*Lanes:], rel, weights, side)
		}
	}
}

const block = lanes.Channels

// halve takes the greatest of each square of two, and nothing below zero, and notes
// which of the four it was. Outputs lie with a border.
func halve(out []float32, from []uint8, in []float32, side, planes, border int) {
	half := side / 2
	q := half + 2*border
	for p := range planes {
		for y := range half {
			for x := range half {
				at := ((p*side+2*y)*side + 2*x) * Lanes
				a, b := in[at:at+2*Lanes], in[at+side*Lanes:at+(side+2)*Lanes]
				to := ((p*q+y+border)*q + x + border) * Lanes
				o, f := out[to:to+Lanes], from[((p*half+y)*half+x)*Lanes:][:Lanes]
				for i := range o {
					best, which := a[i], uint8(0)
					if v := a[i+Lanes]; v > best {
						best, which = v, 1
					}
					if v := b[i]; v > best {
						best, which = v, 2
					}
					if v := b[i+Lanes]; v > best {
						best, which = v, 3
					}
					o[i], f[i] = max(0, best), which
				}
			}
		}
	}
}
