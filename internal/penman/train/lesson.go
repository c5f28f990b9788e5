package main

import (
	"math/rand/v2"

	"bordereau/internal/penman"
	"bordereau/internal/script"
	"bordereau/ocr/handwriting"
	"bordereau/ocr/handwriting/net"
)

// school draws what is learned from.
type school struct {
	faces []script.Face
	kinds []penman.Kind // taken in turn
	r     *rand.Rand
	count int
}

// Shares of what is drawn and kept.
const (
	noAmount = .06 // drawings that are words or a scribble
	keepNot  = .25 // candidates that are no character; there are many more of them
)

// drawing draws an amount, now and then something that is none.
func (s *school) drawing() (*penman.Drawing, error) {
	hand := penman.NewHand(s.kinds[s.count%len(s.kinds)], s.faces, s.r)
	paper := penman.NewPaper(s.r)
	s.count++
	if s.r.Float64() < noAmount {
		return penman.Words(hand, paper, s.r)
	}
	return penman.Draw(hand, penman.Cents(s.r), paper, s.r)
}

// examples are the candidates of a new drawing with their truth.
func (s *school) examples() ([]net.Example, error) {
	d, err := s.drawing()
	if err != nil {
		return nil, err
	}
	line := handwriting.Apart(d.Image)
	if line == nil {
		return nil, nil
	}
	var out []net.Example
	for i, class := range d.Truths(line) {
		if class != penman.Unclear && (class != handwriting.Nothing || s.r.Float64() < keepNot) {
			out = append(out, net.Example{Input: line.Candidates[i].Input, Class: class})
		}
	}
	return out, nil
}
