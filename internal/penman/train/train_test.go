package main

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"bordereau/internal/penman"
	"bordereau/internal/script"
	"bordereau/ocr/handwriting"
	"bordereau/ocr/handwriting/net"
)

func TestExamplesHoldFiguresAndWhatIsNone(t *testing.T) {
	faces, err := script.Faces()
	if err != nil {
		t.Fatal(err)
	}
	s := &school{faces: faces, kinds: []penman.Kind{penman.Pen, penman.Seen}, r: rand.New(rand.NewPCG(1, 2))}
	figures, none := 0, 0
	for range 30 {
		examples, err := s.examples()
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range examples {
			switch {
			case e.Class < 10:
				figures++
			case e.Class == handwriting.Nothing:
				none++
			}
		}
	}
	if figures < 60 || none < 60 {
		t.Errorf("%d figures, %d that are none", figures, none)
	}
}

// Evidence that tells right from wrong is found out, and the threshold keeps the wrong
// ones to their share.
func TestFitFindsWhatTells(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var samples []sample
	for range 600 {
		e := handwriting.Evidence{4 * r.NormFloat64(), r.NormFloat64(), 5 * r.Float64()}
		samples = append(samples, sample{e, e[0]+r.NormFloat64() > 0})
	}
	cal := handwriting.Calibration{Temperature: 1}
	fit(&cal, samples, .02)
	if cal.Weights[0] < .3 || cal.Weights[0] < 2*max(cal.Weights[1], -cal.Weights[1]) {
		t.Errorf("weights %v", cal.Weights)
	}
	read, wrong := 0, 0
	for _, s := range samples {
		if cal.Confidence(s.e) >= cal.Threshold {
			read++
			if !s.right {
				wrong++
			}
		}
	}
	if read < 200 || float64(wrong) > .02*float64(read) {
		t.Errorf("%d read, %d of them wrong", read, wrong)
	}
}

// A seed gives one network.
func TestASeedTeachesOneNetwork(t *testing.T) {
	faces, err := script.Figures()
	if err != nil {
		t.Fatal(err)
	}
	taught := func(seed uint64) []byte {
		s := &school{faces: faces, kinds: []penman.Kind{penman.AnyOld}, r: rand.New(rand.NewPCG(seed, 1))}
		n, err := learn(s, rand.New(rand.NewPCG(seed, 2)), 4)
		if err != nil {
			t.Fatal(err)
		}
		return n.Marshal()
	}
	first := taught(7)
	if !bytes.Equal(first, taught(7)) {
		t.Error("one seed taught two networks")
	}
	if bytes.Equal(first, taught(8)) {
		t.Error("two seeds taught one network")
	}
}

// What is distorted stays a picture of about as much ink.
func TestDistortionKeepsTheInk(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	var in net.Input
	for y := 6; y < 18; y++ {
		for p := range net.Planes {
			for x := 9; x < 14; x++ {
				in.Pixels[(p*net.Side+y)*net.Side+x] = 255
			}
		}
	}
	moved := 0
	for range 200 {
		e := in
		distort(&e, r)
		if e.Pixels != in.Pixels {
			moved++
		}
		sum := 0
		for _, v := range e.Pixels[:plane] {
			sum += int(v)
		}
		if whole := 60 * 255; sum < whole/3 || sum > 2*whole {
			t.Fatalf("of %d ink %d are left", whole, sum)
		}
	}
	if moved < 100 {
		t.Errorf("%d of 200 were distorted", moved)
	}
}
