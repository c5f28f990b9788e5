package model

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sort"

	"bordereau"
)

// Sample is a page whose type is known: drawn, or named by a clerk.
type Sample struct {
	Type      bordereau.Type
	Reading   bordereau.Reading
	Features  []string // instead of a reading: what it was made into elsewhere
	Corrected bool     // a clerk named it
}

func (s Sample) features() map[string]float64 {
	if s.Features == nil {
		return Features(s.Reading)
	}
	seen := map[string]float64{}
	for _, f := range s.Features {
		seen[f] = 1
	}
	return weighed(seen)
}

// Report says how the model does on the samples that it was not taught on, one in five.
type Report struct {
	Taught, Held int
	Right        int     // of those held back
	Error        float64 // expected calibration error over ten bins
}

// What is learned is kept small: features that so many samples share, so many weights a
// type, so many rounds over the samples.
const (
	leastShared = 3
	leastNamed  = 10 // clerks' pages, and dossiers of theirs: a customer's name must not get into a file
	mostWeights = 160
	rounds      = 60
	shrink      = 2e-4
	rate        = 0.6
	held        = 5
)

type taught struct {
	at       int // place of the type
	names    []string
	features map[string]float64
}

// Train learns from samples; the same samples in the same order and the same seed give
// the same bytes. Clerks' corrections weigh like drawn pages.
func Train(samples []Sample, seed uint64) ([]byte, Report, error) {
	m := Model{Version: 1, Seed: seed, Temperature: 1}
	for _, t := range bordereau.Types {
		if slices.ContainsFunc(samples, func(s Sample) bool { return s.Type == t }) {
			m.Types = append(m.Types, t)
		}
	}
	if len(m.Types) < 2 {
		return nil, Report{}, fmt.Errorf("train the classifier: samples of %d types", len(m.Types))
	}
	all := prepare(m.Types, samples)
	r := rand.New(rand.NewPCG(seed, 1))
	order := r.Perm(len(all))
	back, rest := order[:len(all)/held], order[len(all)/held:]
	for _, s := range samples {
		if s.Corrected {
			m.Corrections++
		}
	}
	m.Samples = len(rest)
	m.descend(all, rest, r)
	m.prune()
	m.calibrate(all, back)
	rep := Report{Taught: len(rest), Held: len(back)}
	rep.Right, rep.Error = m.judge(all, back)
	data, err := json.Marshal(m)
	return append(data, '\n'), rep, err
}

// prepare turns samples into features and drops what hardly any of them share.
func prepare(types []bordereau.Type, samples []Sample) []taught {
	shared, named := map[string]int{}, map[string]int{}
	all := make([]taught, len(samples))
	for i, s := range samples {
		all[i] = taught{at: slices.Index(types, s.Type), features: s.features()}
		for f := range all[i].features {
			if s.Corrected {
				named[f]++
			} else {
				shared[f]++
			}
		}
	}
	for i := range all {
		for _, f := range sorted(all[i].features) {
			if shared[f] >= leastShared || named[f] >= leastNamed {
				all[i].names = append(all[i].names, f)
			}
		}
	}
	return all
}

// descend is stochastic gradient descent on the logistic loss, each step as long as the
// feature's own steps were short before (AdaGrad).
func (m *Model) descend(all []taught, rest []int, r *rand.Rand) {
	k := len(m.Types)
	weights, squares := map[string][]float64{}, map[string][]float64{}
	m.Bias = make([]float64, k)
	biasSquares := make([]float64, k)
	for range rounds {
		r.Shuffle(len(rest), func(i, j int) { rest[i], rest[j] = rest[j], rest[i] })
		for _, i := range rest {
			s := all[i]
			p := slices.Clone(m.Bias)
			for _, f := range s.names {
				if weights[f] == nil {
					weights[f], squares[f] = make([]float64, k), make([]float64, k)
				}
				for c, w := range weights[f] {
					p[c] += w * s.features[f]
				}
			}
			softmax(p)
			p[s.at]--
			for c, g := range p {
				biasSquares[c] += g * g
				m.Bias[c] -= 0.1 * rate * g / math.Sqrt(biasSquares[c]+1e-8)
			}
			for _, f := range s.names {
				w, q, x := weights[f], squares[f], s.features[f]
				for c := range w {
					g := p[c]*x + shrink*w[c]
					q[c] += g * g
					w[c] -= rate * g / math.Sqrt(q[c]+1e-8)
				}
			}
		}
	}
	m.Weights = map[string]map[int]float64{}
	for f, ws := range weights {
		m.Weights[f] = map[int]float64{}
		for c, w := range ws {
			m.Weights[f][c] = w
		}
	}
}

// prune keeps the heaviest weights of each type, to two decimals.
func (m *Model) prune() {
	type heavy struct {
		f string
		w float64
	}
	kept := map[string]map[int]float64{}
	names := make([]string, 0, len(m.Weights))
	for f := range m.Weights {
		names = append(names, f)
	}
	sort.Strings(names)
	for c := range m.Types {
		var list []heavy
		for _, f := range names {
			if w := m.Weights[f][c]; math.Abs(w) >= 0.01 {
				list = append(list, heavy{f, w})
			}
		}
		sort.SliceStable(list, func(a, b int) bool { return math.Abs(list[a].w) > math.Abs(list[b].w) })
		for _, h := range list[:min(mostWeights, len(list))] {
			if kept[h.f] == nil {
				kept[h.f] = map[int]float64{}
			}
			kept[h.f][c] = math.Round(100*h.w) / 100
		}
	}
	m.Weights = kept
	for c := range m.Bias {
		m.Bias[c] = math.Round(1000*m.Bias[c]) / 1000
	}
}

// calibrate chooses the temperature at which the samples held back are likeliest. They
// share their layouts with those that were taught, so they may soften what was learned,
// but never sharpen it: the least temperature is 1.
func (m *Model) calibrate(all []taught, back []int) {
	best, least := 1.0, math.Inf(1)
	for t := 1.0; t <= 8; t *= 1.1 {
		loss := 0.0
		for _, i := range back {
			p := m.scores(all[i].features)
			for c := range p {
				p[c] /= t
			}
			softmax(p)
			loss -= math.Log(max(p[all[i].at], 1e-9))
		}
		if loss < least {
			best, least = t, loss
		}
	}
	m.Temperature = math.Round(1000*best) / 1000
}

// judge counts what is right, and how far what is said is from what is so.
func (m *Model) judge(all []taught, back []int) (right int, wrongness float64) {
	var said, so, n [10]float64
	for _, i := range back {
		top := m.Predict(all[i].features)[0]
		hit := 0.0
		if top.Type == m.Types[all[i].at] {
			right++
			hit = 1
		}
		bin := min(9, int(10*top.Probability))
		said[bin], so[bin], n[bin] = said[bin]+top.Probability, so[bin]+hit, n[bin]+1
	}
	for b := range n {
		wrongness += math.Abs(said[b] - so[b])
	}
	return right, wrongness / math.Max(1, float64(len(back)))
}
