// Package net is a small convolutional network: three layers of
// convolution with maxima taken over squares of two, a layer that also sees a few
// measures of the picture's place, and a layer of classes. It learns by gradient
// descent (Adam) and is exactly repeatable on one kind of machine. Pictures go through
// it sixteen at a time, side by side (package lanes).
package net

import (
	"fmt"
	"math"
)

// The shapes of what goes in.
const (
	Side     = 24 // a plane of a picture is Side by Side, 0 is paper and 255 is ink
	Planes   = 3
	Features = 9 // measures beside the picture

	Lanes = 16 // pictures that go through at a time
)

// The shapes of the layers. Numbers of outputs are multiples of 16.
const (
	kernels1 = 16
	kernels2 = 32
	kernels3 = 48
	half3    = Side / 8
	seen     = kernels3 * half3 * half3
	flat     = (seen + Features + 15) / 16 * 16
	hidden   = 128
)

// Input is a picture, plane by plane and row by row, and its measures.
type Input struct {
	Pixels   [Planes * Side * Side]uint8
	Measures [Features]float32
}

// Net is a network of so many classes, 16 at most. It is safe for concurrent use
// while it is not trained; each use brings its own Scratch.
type Net struct {
	Classes int
	Weights []float32 // all of them in one row; those of the layers are parts of it
	layers  [5]layer
}

// New makes a network whose weights are all zero.
func New(classes int) *Net {
	n := &Net{Classes: classes, layers: [5]layer{
		newLayer(Planes, kernels1, Side, 3),
		newLayer(kernels1, kernels2, Side/2, 3),
		newLayer(kernels2, kernels3, Side/4, 3),
		newLayer(flat, hidden, 1, 1),
		newLayer(hidden, 16, 1, 1),
	}}
	size := 0
	for i := range n.layers {
		size += n.layers[i].weights()
	}
	n.Weights = make([]float32, size)
	rest := n.Weights
	for i := range n.layers {
		l := &n.layers[i]
		k := l.weights() - l.out
		l.w, l.b, rest = rest[:k:k], rest[k:k+l.out:k+l.out], rest[k+l.out:]
	}
	return n
}

// Scratch is what one use of a network writes on. Values lie as [channel][y][x][lane];
// inputs of convolutions have a border of zeros.
type Scratch struct {
	in, p1, p2   []float32
	c1, c2, c3   []float32
	flat, h, out []float32
	from         [3][]uint8 // which of the four of each square was the greatest
	logits       [Lanes][]float32
}

func (s *Scratch) grow(n *Net) {
	if s.in != nil {
		return
	}
	l := &n.layers
	s.in, s.p1, s.p2 = l[0].inputs(), l[1].inputs(), l[2].inputs()
	s.c1, s.c2, s.c3 = l[0].outputs(), l[1].outputs(), l[2].outputs()
	s.flat, s.h, s.out = l[3].inputs(), l[4].inputs(), l[4].outputs()
	for i := range s.from {
		s.from[i] = make([]uint8, len([3][]float32{s.c1, s.c2, s.c3}[i])/4)
	}
}

// Forward computes the logits of the classes of up to Lanes pictures. They hold until
// the next use of s.
func (n *Net) Forward(s *Scratch, in []*Input) [][]float32 {
	n.forward(s, in, nil)
	for i := range in {
		if len(s.logits[i]) != n.Classes {
			s.logits[i] = make([]float32, n.Classes)
		}
		for k := range s.logits[i] {
			s.logits[i][k] = s.out[k*Lanes+i]
		}
	}
	return s.logits[:len(in)]
}

// forward fills the scratch; keep, if not nil, is what the hidden values are multiplied by.
func (n *Net) forward(s *Scratch, in []*Input, keep []float32) {
	s.grow(n)
	s.load(in)
	n.layers[0].forward(s.c1, s.in)
	halve(s.p1, s.from[0], s.c1, Side, kernels1, 1)
	n.layers[1].forward(s.c2, s.p1)
	halve(s.p2, s.from[1], s.c2, Side/2, kernels2, 1)
	n.layers[2].forward(s.c3, s.p2)
	halve(s.flat[:seen*Lanes], s.from[2], s.c3, Side/4, kernels3, 0)
	n.layers[3].forward(s.h, s.flat)
	for i, v := range s.h {
		s.h[i] = max(0, v)
	}
	for i, k := range keep {
		s.h[i] *= k
	}
	n.layers[4].forward(s.out, s.h)
}

// load lays pictures side by side.
func (s *Scratch) load(in []*Input) {
	if len(in) > Lanes {
		panic(fmt.Sprintf("net: %d pictures at a time", len(in)))
	}
	for lane, e := range in {
		at := 0
		for p := range Planes {
			for y := range Side {
				to := ((p*(Side+2)+y+1)*(Side+2)+1)*Lanes + lane
				for _, v := range e.Pixels[at : at+Side] {
					s.in[to] = float32(v) / 255
					to += Lanes
				}
				at += Side
			}
		}
		for i, m := range e.Measures {
			s.flat[(seen+i)*Lanes+lane] = m
		}
	}
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
