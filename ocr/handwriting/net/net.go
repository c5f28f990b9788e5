// Package net is a small convolutional network in plain Go: two layers of
// convolution with maxima taken over squares of two, a layer that also sees a few
// measures of the picture's place, and a layer of classes. It learns by gradient
// descent (Adam) and is exactly repeatable on one kind of machine.
package net

import "math"

// The shapes of the layers.
const (
	Side     = 24 // a picture is Side by Side, 0 is paper and 1 is ink
	Features = 9  // measures beside the picture

	kernels1, size1 = 14, 5
	side1           = Side - size1 + 1 // 20
	half1           = side1 / 2        // 10
	kernels2, size2 = 32, 3
	side2           = half1 - size2 + 1 // 8
	half2           = side2 / 2         // 4
	flat            = kernels2*half2*half2 + Features
	hidden          = 128
)

// Input is a picture, row by row, and its measures.
type Input struct {
	Pixels   [Side * Side]float32
	Measures [Features]float32
}

// Net is a network of so many classes. It is safe for concurrent use while it is
// not trained; each use brings its own Scratch.
type Net struct {
	Classes int
	// Weights are all of them in one row; the slices below are parts of it.
	Weights                        []float32
	w1, b1, w2, b2, w3, b3, w4, b4 []float32
}

// New makes a network whose weights are all zero.
func New(classes int) *Net {
	n := &Net{Classes: classes, Weights: make([]float32, Size(classes))}
	n.divide()
	return n
}

// Size is how many weights a network of so many classes has.
func Size(classes int) int {
	return kernels1*(size1*size1+1) + kernels2*(kernels1*size2*size2+1) + hidden*(flat+1) + classes*(hidden+1)
}

func (n *Net) divide() {
	rest := n.Weights
	for _, part := range []struct {
		at   *[]float32
		size int
	}{
		{&n.w1, kernels1 * size1 * size1}, {&n.b1, kernels1},
		{&n.w2, kernels2 * kernels1 * size2 * size2}, {&n.b2, kernels2},
		{&n.w3, hidden * flat}, {&n.b3, hidden},
		{&n.w4, n.Classes * hidden}, {&n.b4, n.Classes},
	} {
		*part.at, rest = rest[:part.size:part.size], rest[part.size:]
	}
}

// Scratch is what one use of a network writes on.
type Scratch struct {
	c1     [kernels1 * side1 * side1]float32
	p1     [kernels1 * half1 * half1]float32
	from1  [kernels1 * half1 * half1]int32 // place in c1 of each maximum
	c2     [kernels2 * side2 * side2]float32
	flat   [flat]float32
	from2  [kernels2 * half2 * half2]int32
	h      [hidden]float32
	Logits []float32

	// gradients, of training
	dFlat   [flat]float32
	dH      [hidden]float32
	dC1     [kernels1 * side1 * side1]float32
	dP1     [kernels1 * half1 * half1]float32
	dC2     [kernels2 * side2 * side2]float32
	dLogits []float32
}

// Forward computes the logits of the classes, which are s.Logits until its next use.
func (n *Net) Forward(s *Scratch, in *Input) []float32 {
	convolve(s.c1[:], side1, in.Pixels[:], Side, 1, n.w1, n.b1, size1)
	halve(s.p1[:], s.from1[:], s.c1[:], side1, kernels1)
	convolve(s.c2[:], side2, s.p1[:], half1, kernels1, n.w2, n.b2, size2)
	halve(s.flat[:kernels2*half2*half2], s.from2[:], s.c2[:], side2, kernels2)
	copy(s.flat[kernels2*half2*half2:], in.Measures[:])
	for j := range s.h {
		s.h[j] = max(0, n.b3[j]+dot(n.w3[j*flat:(j+1)*flat], s.flat[:]))
	}
	if len(s.Logits) != n.Classes {
		s.Logits = make([]float32, n.Classes)
	}
	for k := range s.Logits {
		s.Logits[k] = n.b4[k] + dot(n.w4[k*hidden:(k+1)*hidden], s.h[:])
	}
	return s.Logits
}

// convolve writes one plane for each bias: the sum over the planes of in, each laid
// under its kernel.
func convolve(out []float32, outSide int, in []float32, inSide, planes int, w, bias []float32, size int) {
	for k, b := range bias {
		plane := out[k*outSide*outSide : (k+1)*outSide*outSide]
		for i := range plane {
			plane[i] = b
		}
		for c := range planes {
			kernel := w[(k*planes+c)*size*size:]
			for ky := range size {
				row := kernel[ky*size : (ky+1)*size]
				for y := range outSide {
					at := (c*inSide + y + ky) * inSide
					slide(plane[y*outSide:(y+1)*outSide], in[at:at+inSide], row)
				}
			}
		}
	}
}

// slide adds to each place of out the sum of in from there on under the row of a
// kernel, which is 3 or 5 long.
func slide(out, in, row []float32) {
	if len(row) == size1 {
		in = in[:len(out)+4]
		k0, k1, k2, k3, k4 := row[0], row[1], row[2], row[3], row[4]
		for i := range out {
			out[i] += in[i]*k0 + in[i+1]*k1 + in[i+2]*k2 + in[i+3]*k3 + in[i+4]*k4
		}
		return
	}
	in = in[:len(out)+2]
	k0, k1, k2 := row[0], row[1], row[2]
	for i := range out {
		out[i] += in[i]*k0 + in[i+1]*k1 + in[i+2]*k2
	}
}

// halve takes the greatest of each square of two, and nothing below zero.
func halve(out []float32, from []int32, in []float32, side, planes int) {
	half := side / 2
	for p := range planes {
		for y := range half {
			for x := range half {
				at := int32(p*side*side + 2*y*side + 2*x)
				best := at
				for _, o := range [3]int32{at + 1, at + int32(side), at + int32(side) + 1} {
					if in[o] > in[best] {
						best = o
					}
				}
				o := (p*half+y)*half + x
				out[o], from[o] = max(0, in[best]), best
			}
		}
	}
}

// add is out += in * v.
func add(out, in []float32, v float32) {
	in = in[:len(out)]
	for i := range out {
		out[i] += in[i] * v
	}
}

func dot(a, b []float32) float32 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float32
	i := 0
	for ; i+3 < len(a); i += 4 {
		s0 += a[i] * b[i]
		s1 += a[i+1] * b[i+1]
		s2 += a[i+2] * b[i+2]
		s3 += a[i+3] * b[i+3]
	}
	for ; i < len(a); i++ {
		s0 += a[i] * b[i]
	}
	return s0 + s1 + s2 + s3
}

// Probabilities are the shares of the classes at a temperature above 0: the higher
// it is, the less sure they are. They are written into p.
func Probabilities(p []float64, logits []float32, temperature float64) {
	most := logits[0]
	for _, l := range logits {
		most = max(most, l)
	}
	sum := 0.0
	for i, l := range logits {
		p[i] = math.Exp(float64(l-most) / temperature)
		sum += p[i]
	}
	for i := range logits {
		p[i] /= sum
	}
}
