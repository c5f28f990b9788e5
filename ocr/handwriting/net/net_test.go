package net

import (
	"math"
	"math/rand/v2"
	"testing"
)

// drawn is a bar that stands or lies, by class, somewhere.
func drawn(r *rand.Rand) Example {
	var e Example
	e.Class = r.IntN(2)
	at := 4 + r.IntN(Side-8)
	for i := 3; i < Side-3; i++ {
		if e.Class == 0 {
			e.Pixels[i*Side+at] = 200
		} else {
			e.Pixels[at*Side+i] = 200
		}
	}
	for i := range e.Pixels {
		e.Pixels[i] += uint8(r.IntN(50))
	}
	return e
}

func TestTrainingLowersTheLoss(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	tr := NewTrainer(2, r)
	batch := make([]Example, 16)
	var first, last float64
	for step := range 40 {
		for i := range batch {
			batch[i] = drawn(r)
		}
		last = tr.Step(batch, 1e-3)
		if step == 0 {
			first = last
		}
	}
	if last > first/3 {
		t.Errorf("the loss went from %.3f to %.3f", first, last)
	}
	var s Scratch
	for range 50 {
		e := drawn(r)
		l := tr.Net.Forward(&s, []*Input{&e.Input})[0]
		if (l[1] > l[0]) != (e.Class == 1) {
			t.Fatal("a bar that it learned is taken for the other")
		}
	}
}

// The gradient that is worked out is the one that is measured.
func TestGradientIsTheSlope(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	tr := NewTrainer(3, r)
	tr.Dropout = 0
	e := drawn(r)
	e.Measures = [Features]float32{0.3, -0.2, 0.5, 1, 0.1}
	clear(tr.gradient.Weights)
	tr.backward([]Example{e, drawn(r)}[:1])
	want := append([]float32(nil), tr.gradient.Weights...)
	loss := func() float64 { // with the shares that are given to other classes
		var s Scratch
		p := make([]float64, 3)
		Probabilities(p, tr.Net.Forward(&s, []*Input{&e.Input})[0], 1)
		sum := 0.0
		for k := range p {
			share := smoothing / 3
			if k == e.Class {
				share += 1 - smoothing
			}
			sum -= share * math.Log(p[k])
		}
		return sum
	}
	checked, bent := 0, 0 // where another maximum takes over, the slope is bent
	for range 150 {
		i := r.IntN(len(want))
		if math.Abs(float64(want[i])) < 1e-3 {
			continue
		}
		const h = 1e-3
		was := tr.Net.Weights[i]
		tr.Net.Weights[i] = was + h
		up := loss()
		tr.Net.Weights[i] = was - h
		down := loss()
		tr.Net.Weights[i] = was
		if slope := (up - down) / (2 * h); math.Abs(slope-float64(want[i])) > 0.05*math.Abs(slope)+2e-3 {
			t.Logf("weight %d: slope %.5f, gradient %.5f", i, slope, want[i])
			bent++
		}
		checked++
	}
	if checked < 20 || bent > checked/20 {
		t.Fatalf("%d weights were checked, %d gradients are not the slope", checked, bent)
	}
}

func TestForwardGivesTheGoldenVector(t *testing.T) {
	n := New(3)
	for i := range n.Weights {
		n.Weights[i] = float32(i%7-3) / 40
	}
	var in Input
	for i := range in.Pixels {
		in.Pixels[i] = uint8(i % 5 * 51)
	}
	in.Measures = [Features]float32{0.1, 0.2, 0.3, 0.4, 0.5}
	var s Scratch
	got := n.Forward(&s, []*Input{&in})[0]
	want := golden
	for k := range want {
		if math.Abs(float64(got[k]-want[k])) > 1e-4 {
			t.Fatalf("got %v, want %v", got, want)
		}
	}
}

func TestWeightsSurviveTheFile(t *testing.T) {
	tr := NewTrainer(5, rand.New(rand.NewPCG(5, 6)))
	again, err := Unmarshal(tr.Net.Marshal())
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range tr.Net.Weights {
		if math.Abs(float64(w-again.Weights[i])) > 1e-4 {
			t.Fatalf("weight %d: %v became %v", i, w, again.Weights[i])
		}
	}
}

func FuzzUnmarshal(f *testing.F) {
	f.Add(New(2).Marshal())
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := Unmarshal(data)
		if err != nil {
			return
		}
		var s Scratch
		if got := n.Forward(&s, []*Input{new(Input)})[0]; len(got) != n.Classes {
			t.Fatalf("%d logits of %d classes", len(got), n.Classes)
		}
	})
}

func BenchmarkForward(b *testing.B) {
	tr := NewTrainer(15, rand.New(rand.NewPCG(7, 8)))
	var s Scratch
	e := drawn(rand.New(rand.NewPCG(1, 1)))
	in := make([]*Input, Lanes)
	for i := range in {
		in[i] = &e.Input
	}
	for b.Loop() {
		tr.Net.Forward(&s, in)
	}
}

func BenchmarkStep(b *testing.B) {
	r := rand.New(rand.NewPCG(7, 8))
	tr := NewTrainer(15, r)
	batch := make([]Example, 64)
	for i := range batch {
		batch[i] = drawn(r)
	}
	for b.Loop() {
		tr.Step(batch, 1e-3)
	}
}

// golden was worked out apart, by the sums written out in another language.
var golden = []float32{-0.00013276, 0.01029038, 0.11370404}
