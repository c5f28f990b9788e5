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
	Net *Net
	// Dropout is the share of the hidden values that are left out of each step
	// (Srivastava et al., 2014).
	Dropout float64

	r                *rand.Rand
	gradient         *Net
	scratch          Scratch
	m, v             []float32 // running means of the gradient and of its square
	steps            int
	mean             []float32 // running mean of the weights
	keep             []float32
	d1, d2, d3       []float32 // gradients of the outputs of convolutions
	dp1, dp2         []float32 // and of their inputs
	dFlat, dH, dLast []float32
	turned           []float32
}

// NewTrainer begins with random weights of the size that suits ReLU (He et al., 2015).
func NewTrainer(classes int, r *rand.Rand) *Trainer {
	n := New(classes)
	for i := range n.layers {
		l := &n.layers[i]
		s := math.Sqrt(2 / float64(len(l.rel)))
		for j := range l.w {
			l.w[j] = float32(r.NormFloat64() * s)
		}
	}
	size := len(n.Weights)
	t := &Trainer{Net: n, Dropout: .3, r: r, gradient: New(classes), m: make([]float32, size), v: make([]float32, size), mean: make([]float32, size)}
	l := &n.layers
	bordered := func(i int) []float32 { return make([]float32, l[i].out*(l[i].side+2)*(l[i].side+2)*Lanes) }
	t.d1, t.d2, t.d3 = bordered(0), bordered(1), bordered(2)
	t.dp1, t.dp2 = l[1].inputs(), l[2].inputs()
	t.dFlat, t.dH, t.dLast = l[3].inputs(), l[4].inputs(), l[4].outputs()
	t.keep = make([]float32, hidden*Lanes)
	return t
}

// Step learns from a batch at a rate and returns its mean loss (cross entropy). A
// little of each truth is given to the other classes, so that no logit grows for ever.
func (t *Trainer) Step(batch []Example, rate float64) float64 {
	clear(t.gradient.Weights)
	loss := 0.0
	for i := 0; i < len(batch); i += Lanes {
		loss += t.backward(batch[i:min(i+Lanes, len(batch))])
	}
	t.steps++
	const beta1, beta2, tiny, decay, slow = 0.9, 0.999, 1e-8, 1e-4, 0.001
	c1 := 1 - math.Pow(beta1, float64(t.steps))
	c2 := 1 - math.Pow(beta2, float64(t.steps))
	scale, step := 1/float32(len(batch)), float32(rate/c1)
	inv2 := float32(1 / c2)
	for i, g := range t.gradient.Weights {
		g *= scale
		t.m[i] = beta1*t.m[i] + (1-beta1)*g
		t.v[i] = beta2*t.v[i] + (1-beta2)*g*g
		t.Net.Weights[i] -= step*t.m[i]/(float32(math.Sqrt(float64(t.v[i]*inv2)))+tiny) + float32(rate*decay)*t.Net.Weights[i]
		t.mean[i] += slow * (t.Net.Weights[i] - t.mean[i])
	}
	return loss / float64(len(batch))
}

// Mean is a network of the running means of the weights over about the last thousand
// steps: it generalises better than that of the last step.
func (t *Trainer) Mean() *Net {
	n := New(t.Net.Classes)
	whole := float32(1 - math.Pow(.999, float64(t.steps)))
	for i, w := range t.mean {
		n.Weights[i] = w / whole
	}
	return n
}

const smoothing = 0.05 // of the truth, shared among all classes

// backward adds the gradients of some examples and returns the sum of their losses.
func (t *Trainer) backward(batch []Example) float64 {
	n, g, s := t.Net, t.gradient, &t.scratch
	in := make([]*Input, len(batch))
	for i := range batch {
		in[i] = &batch[i].Input
	}
	for i := range t.keep {
		t.keep[i] = 0
		if t.Dropout == 0 || t.r.Float64() >= t.Dropout {
			t.keep[i] = float32(1 / (1 - t.Dropout))
		}
	}
	n.forward(s, in, t.keep)
	loss := t.slope(batch)
	n.layers[4].backward(&g.layers[4], t.dH, t.dLast, s.h, &t.turned)
	for i, h := range s.h {
		if h <= 0 {
			t.dH[i] = 0
		} else {
			t.dH[i] *= t.keep[i]
		}
	}
	n.layers[3].backward(&g.layers[3], t.dFlat, t.dH, s.flat, &t.turned)
	spread(t.d3, t.dFlat, s.flat, s.from[2], Side/4, kernels3, 0)
	n.layers[2].backward(&g.layers[2], t.dp2, t.d3, s.p2, &t.turned)
	spread(t.d2, t.dp2, s.p2, s.from[1], Side/2, kernels2, 1)
	n.layers[1].backward(&g.layers[1], t.dp1, t.d2, s.p1, &t.turned)
	spread(t.d1, t.dp1, s.p1, s.from[0], Side, kernels1, 1)
	n.layers[0].backward(&g.layers[0], nil, t.d1, s.in, &t.turned)
	return loss
}

// slope writes the gradients of the logits and returns the loss.
func (t *Trainer) slope(batch []Example) (loss float64) {
	classes := t.Net.Classes
	p, logits := make([]float64, classes), make([]float32, classes)
	clear(t.dLast)
	for lane := range batch {
		for k := range logits {
			logits[k] = t.scratch.out[k*Lanes+lane]
		}
		Probabilities(p, logits, 1)
		for k := range p {
			want := smoothing / float64(classes)
			if k == batch[lane].Class {
				want += 1 - smoothing
			}
			t.dLast[k*Lanes+lane] = float32(p[k] - want)
		}
		loss -= math.Log(max(p[batch[lane].Class], 1e-12))
	}
	return loss
}
