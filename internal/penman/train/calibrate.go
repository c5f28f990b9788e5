package main

import (
	"math"
	"slices"
	"sort"

	"bordereau/ocr/handwriting"
	"bordereau/ocr/handwriting/net"
)

// temperature is the one at which the network's shares fit best what is so: the least
// mean loss over examples.
func temperature(n *net.Net, examples []net.Example) (best, accuracy float64) {
	var s net.Scratch
	var logits [][]float32
	right := 0
	for from := 0; from < len(examples); from += net.Lanes {
		part := examples[from:min(from+net.Lanes, len(examples))]
		in := make([]*net.Input, len(part))
		for i := range part {
			in[i] = &part[i].Input
		}
		for i, l := range n.Forward(&s, in) {
			logits = append(logits, slices.Clone(l))
			if slices.Max(l) == l[part[i].Class] {
				right++
			}
		}
	}
	least := math.Inf(1)
	p := make([]float64, n.Classes)
	for t := .5; t < 3; t += .05 {
		loss := 0.0
		for i := range logits {
			net.Probabilities(p, logits[i], t)
			loss -= math.Log(max(p[examples[i].Class], 1e-9))
		}
		if loss < least {
			least, best = loss, t
		}
	}
	return best, float64(right) / float64(len(examples))
}

// sample is an amount as it was read, and whether it is right.
type sample struct {
	e     handwriting.Evidence
	right bool
}

// fit is the logistic regression of being right on the evidence, and the threshold
// above which at most so many of the amounts are wrong.
func fit(cal *handwriting.Calibration, samples []sample, wrong float64) {
	cal.Weights, cal.Bias = handwriting.Evidence{}, 0
	const rate, decay = .02, 1e-4
	for range 4000 {
		var dw handwriting.Evidence
		db := 0.0
		for _, s := range samples {
			d := cal.Confidence(s.e)
			if s.right {
				d--
			}
			for i, v := range s.e {
				dw[i] += d * v
			}
			db += d
		}
		n := float64(len(samples))
		for i := range dw {
			cal.Weights[i] -= rate * (dw[i]/n + decay*cal.Weights[i])
		}
		cal.Bias -= rate * db / n
	}
	sort.Slice(samples, func(i, j int) bool { return cal.Confidence(samples[i].e) > cal.Confidence(samples[j].e) })
	cal.Threshold = 1
	bad := 0
	for i, s := range samples {
		if !s.right {
			bad++
		}
		if i >= 50 && float64(bad) <= wrong*float64(i+1) {
			cal.Threshold = cal.Confidence(s.e)
		}
	}
}
