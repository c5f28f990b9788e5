package net

import "bordereau/ocr/handwriting/lanes"

// backward adds the gradients of the weights (to g, of the same form) and writes that
// of the inputs, with their border, unless dIn is nil. dOut has a border as wide as a
// tap reaches, of zeros; turned and lanes are written on.
func (l *layer) backward(g *layer, dIn, dOut, in []float32, turned *[]float32) {
	border := l.size / 2
	p, q := l.padded(), l.side+2*border
	taps, row := len(l.rel), l.side*Lanes
	for k := 0; k < l.out; k += 16 {
		d := resized(turned, l.side*row*16)
		for j := range 16 {
			total := float32(0)
			for y := range l.side {
				from := dOut[(((k+j)*q+y+border)*q+border)*Lanes:][:row]
				to := d[y*row*16:]
				for i, v := range from {
					to[i*16+j] = v
					total += v
				}
			}
			g.b[k+j] += total
		}
		for t := 0; t < taps; t += block {
			var acc [block * 16]float32
			for y := range l.side {
				var at [block]int32
				for j := range block {
					at[j] = l.rel[min(t+j, taps-1)] + int32(y*p*Lanes)
				}
				lanes.Outer(&acc, in, &at, d[y*row*16:], row)
			}
			to := g.w[(k/16*taps+t)*16:]
			for i, v := range acc[:16*min(block, taps-t)] {
				to[i] += v
			}
		}
	}
	if dIn == nil {
		return
	}
	// The gradient of the inputs is the convolution with the kernels turned around.
	spots := l.size * l.size
	w := resized(turned, l.in*l.out*spots)
	rel := make([]int32, 0, l.out*spots)
	for k := range l.out {
		for y := range l.size {
			for x := range l.size {
				rel = append(rel, int32(((k*q+y)*q+x)*Lanes))
			}
		}
		for c := range l.in {
			for s := range spots {
				w[(c/16*l.out*spots+k*spots+s)*16+c%16] = l.w[(k/16*taps+c*spots+spots-1-s)*16+k%16]
			}
		}
	}
	l.apply(dIn, dOut, rel, w, nil, l.in, l.side, border)
}

func resized(s *[]float32, n int) []float32 {
	if cap(*s) < n {
		*s = make([]float32, n)
	}
	return (*s)[:n]
}

// spread gives the gradient of each maximum, which has a border of dBorder, to the
// place it came from; what is written has one of 1. out are the maxima, with a border too.
func spread(dIn, dOut, out []float32, from []uint8, side, planes, border int) {
	half := side / 2
	q, p := half+2*border, side+2
	clear(dIn)
	for c := range planes {
		for y := range half {
			for x := range half {
				at := ((c*q+y+border)*q + x + border) * Lanes
				to := ((c*p+2*y+1)*p + 2*x + 1) * Lanes
				f := from[((c*half+y)*half+x)*Lanes:]
				for i := range Lanes {
					if out[at+i] > 0 {
						dIn[to+(int(f[i]&1)+int(f[i]>>1)*p)*Lanes+i] = dOut[at+i]
					}
				}
			}
		}
	}
}
