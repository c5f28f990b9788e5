package net

import (
	"math"
	"math/rand/v2"
)

// Example is a picture with the class it is of.
type Example struct {
	Input
	Class int
}

// Trainer teaches a network by Adam (Kingma and Ba, 2014).
type Trainer struct {
	Net      *Net
	gradient *Net
	scratch  Scratch
	m, v     []float32 // running means of the gradient and of its square
	steps    int
}

// NewTrainer begins with random weights of the size that suits ReLU (He et al., 2015).
func NewTrainer(classes int, r *rand.Rand) *Trainer {
	n := New(classes)
	fill := func(w []float32, inputs int) {
		s := math.Sqrt(2 / float64(inputs))
		for i := range w {
			w[i] = float32(r.NormFloat64() * s)
		}
	}
	fill(n.w1, size1*size1)
	fill(n.w2, kernels1*size2*size2)
	fill(n.w3, flat)
	fill(n.w4, hidden)
	t := &Trainer{Net: n, gradient: New(classes), m: make([]float32, len(n.Weights)), v: make([]float32, len(n.Weights))}
	t.scratch.dLogits = make([]float32, classes)
	return t
}

// Step learns from a batch at a rate and returns its mean loss (cross entropy). A
// little of each truth is given to the other classes, so that no logit grows for ever.
func (t *Trainer) Step(batch []Example, rate float64) float64 {
	clear(t.gradient.Weights)
	loss := 0.0
	for i := range batch {
		loss += t.backward(&batch[i])
	}
	t.steps++
	const beta1, beta2, tiny, decay = 0.9, 0.999, 1e-8, 1e-5
	c1 := 1 - math.Pow(beta1, float64(t.steps))
	c2 := 1 - math.Pow(beta2, float64(t.steps))
	scale, step := 1/float32(len(batch)), float32(rate/c1)
	inv2 := float32(1 / c2)
	for i, g := range t.gradient.Weights {
		g *= scale
		t.m[i] = beta1*t.m[i] + (1-beta1)*g
		t.v[i] = beta2*t.v[i] + (1-beta2)*g*g
		t.Net.Weights[i] -= step*t.m[i]/(float32(math.Sqrt(float64(t.v[i]*inv2)))+tiny) + float32(rate*decay)*t.Net.Weights[i]
	}
	return loss / float64(len(batch))
}

const smoothing = 0.02 // of the truth, shared among all classes

// backward adds the gradient of one example and returns its loss.
func (t *Trainer) backward(e *Example) float64 {
	n, g, s := t.Net, t.gradient, &t.scratch
	logits := n.Forward(s, &e.Input)
	p := make([]float64, len(logits))
	Probabilities(p, logits, 1)
	for k := range p {
		want := smoothing / float64(len(p))
		if k == e.Class {
			want += 1 - smoothing
		}
		s.dLogits[k] = float32(p[k] - want)
	}
	clear(s.dH[:])
	for k, d := range s.dLogits {
		g.b4[k] += d
		add(g.w4[k*hidden:(k+1)*hidden], s.h[:], d)
		add(s.dH[:], n.w4[k*hidden:(k+1)*hidden], d)
	}
	clear(s.dFlat[:])
	for j, d := range s.dH {
		if s.h[j] <= 0 || d == 0 {
			continue
		}
		g.b3[j] += d
		add(g.w3[j*flat:(j+1)*flat], s.flat[:], d)
		add(s.dFlat[:], n.w3[j*flat:(j+1)*flat], d)
	}
	spread(s.dC2[:], s.dFlat[:kernels2*half2*half2], s.flat[:], s.from2[:])
	convolveBack(s.dC2[:], side2, s.p1[:], s.dP1[:], half1, kernels1, n.w2, g.w2, g.b2, size2)
	spread(s.dC1[:], s.dP1[:], s.p1[:], s.from1[:])
	convolveBack(s.dC1[:], side1, e.Pixels[:], nil, Side, 1, n.w1, g.w1, g.b1, size1)
	return -math.Log(max(p[e.Class], 1e-12))
}

// spread gives the gradient of each maximum to the place it came from.
func spread(dIn, dOut, out []float32, from []int32) {
	clear(dIn)
	for i, d := range dOut {
		if out[i] > 0 {
			dIn[from[i]] += d
		}
	}
}

// convolveBack adds the gradients of kernels and biases, and writes that of the input
// unless dIn is nil. Planes of the gradient are mostly zero: rows of zeros are passed over.
func convolveBack(dOut []float32, outSide int, in, dIn []float32, inSide, planes int, w, gw, gb []float32, size int) {
	clear(dIn)
	for k := range gb {
		for y := range outSide {
			for x, d := range dOut[(k*outSide+y)*outSide : (k*outSide+y+1)*outSide] {
				if d == 0 {
					continue
				}
				gb[k] += d
				for c := range planes {
					kernel := (k*planes + c) * size * size
					for ky := range size {
						at := (c*inSide+y+ky)*inSide + x
						add(gw[kernel+ky*size:kernel+ky*size+size], in[at:at+size], d)
						if dIn != nil {
							add(dIn[at:at+size], w[kernel+ky*size:kernel+ky*size+size], d)
						}
					}
				}
			}
		}
	}
}
