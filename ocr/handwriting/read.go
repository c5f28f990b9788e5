package handwriting

import (
	"fmt"
	"image"
	"math"

	"bordereau/ocr/handwriting/net"
)

// Reading is what a box says.
type Reading struct {
	Amount     string // "1237.56"
	Confidence float64
	Sure       bool // above the threshold: below it the reader abstains
	Digits     []Digit
	// Alternatives are other amounts that the ink may say, the likeliest first.
	Alternatives []Alternative
}

// Digit is one figure of the amount.
type Digit struct {
	Figure     int
	Confidence float64 // at the temperature of the calibration
}

// Alternative is another amount with its share.
type Alternative struct {
	Amount     string
	Confidence float64
}

// MostAlternatives is how many other amounts a reading gives at most: a slip is checked
// against them.
const MostAlternatives = 30

// Reader reads amounts. It is safe for concurrent use.
type Reader struct {
	net *net.Net
	cal Calibration
}

// Calibration makes what the network and the search say comparable with how often
// they are right. It is fitted on hands and papers drawn for it, not on those of the
// training.
type Calibration struct {
	Temperature float64            `json:"temperature"` // of the network
	Weights     [evidences]float64 `json:"weights"`     // of the evidence for an amount
	Bias        float64            `json:"bias"`
	Threshold   float64            `json:"threshold"` // below it the reader abstains
}

// NewReader makes a reader of a network and its calibration.
func NewReader(n *net.Net, cal Calibration) (*Reader, error) {
	if n.Classes != Classes || cal.Temperature <= 0 {
		return nil, fmt.Errorf("a reader of amounts needs %d classes and a temperature, not %d and %g", Classes, n.Classes, cal.Temperature)
	}
	return &Reader{n, cal}, nil
}

// Read reads a crop of the box, dark on light. The reading is empty where nothing
// reads as an amount.
func (r *Reader) Read(img *image.Gray) Reading {
	l := Apart(img)
	if l == nil {
		return Reading{}
	}
	all := l.search(r.Shares(l), nil)
	if len(all) == 0 {
		return Reading{}
	}
	shares := sharesOf(all)
	out := Reading{Amount: decimal(all[0].cents)}
	out.Confidence = r.cal.Confidence(evidence(all[0], shares[0]))
	out.Sure = out.Confidence >= r.cal.Threshold
	for _, s := range all[0].way {
		if s.class < 10 {
			out.Digits = append(out.Digits, Digit{s.class, s.p})
		}
	}
	rest := (1 - out.Confidence) / max(1-shares[0], 1e-9)
	for i := 1; i < len(all) && i <= MostAlternatives; i++ {
		out.Alternatives = append(out.Alternatives, Alternative{decimal(all[i].cents), min(out.Confidence, rest*shares[i])})
	}
	return out
}

func sharesOf(all []found) []float64 {
	out := make([]float64, len(all))
	sum := 0.0
	for i, f := range all {
		out[i] = math.Exp(all[0].cost - f.cost)
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

// Evidence is what speaks for the best amount: how far it is ahead of the others, how
// sure its least sure character is, and how sure all of them are on the average.
type Evidence [evidences]float64

const evidences = 3

// alone is the most that a lead counts: where only one way reads as an amount, that
// says little for it.
const alone = 4

func evidence(f found, share float64) Evidence {
	least, sum := 1.0, 0.0
	for _, s := range f.way {
		least = min(least, s.p)
		sum += math.Log(s.p)
	}
	return Evidence{min(logit(share), alone), logit(least), f.cost}
}

func logit(p float64) float64 {
	p = min(max(p, 1e-6), 1-1e-6)
	return math.Log(p / (1 - p))
}

// Confidence is the share of amounts with such evidence that are right.
func (c Calibration) Confidence(e Evidence) float64 {
	z := c.Bias
	for i, v := range e {
		z += c.Weights[i] * v
	}
	return 1 / (1 + math.Exp(-z))
}

// Weigh is the amount that is read and the evidence for it, for whoever calibrates.
func (r *Reader) Weigh(img *image.Gray) (amount string, e Evidence, ok bool) {
	l := Apart(img)
	if l == nil {
		return "", e, false
	}
	all := l.search(r.Shares(l), nil)
	if len(all) == 0 {
		return "", e, false
	}
	return decimal(all[0].cents), evidence(all[0], sharesOf(all)[0]), true
}

// Shares are those of the classes, for each candidate of a line.
func (r *Reader) Shares(l *Line) [][]float64 { return l.classify(r.net, r.cal.Temperature) }

// Amounts are what a line reads as if its candidates have such shares of the classes,
// the likeliest first.
func (l *Line) Amounts(shares [][]float64) []string {
	var out []string
	for _, f := range l.search(shares, nil) {
		out = append(out, decimal(f.cents))
	}
	return out
}

// Threshold is the confidence below which the reader abstains.
func (r *Reader) Threshold() float64 { return r.cal.Threshold }

func decimal(cents int64) string { return fmt.Sprintf("%d.%02d", cents/100, cents%100) }
