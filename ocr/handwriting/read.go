package handwriting

import (
	"fmt"
	"math"

	"bordereau/ocr/handwriting/net"
)

// Reading is what a box says.
type Reading struct {
	Amount     string // "1237.56"
	Confidence float64
	Sure       bool // above the threshold: below it the reader abstains
	// Alternatives are other amounts that the ink may say, the likeliest first.
	Alternatives []Alternative
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
	net   *net.Net
	cal   Calibration
	lines *LineReader
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

// NewReader makes a reader of a network of figures, the reader of lines and their
// calibration.
func NewReader(n *net.Net, lines *LineReader, cal Calibration) (*Reader, error) {
	if n.Classes != Classes || cal.Temperature <= 0 {
		return nil, fmt.Errorf("a reader of amounts needs %d classes and a temperature, not %d and %g", Classes, n.Classes, cal.Temperature)
	}
	return &Reader{n, cal, lines}, nil
}

// Evidence is what speaks for the best amount: how far it is ahead of the others, how far
// behind the first one of each reader, how likely it is for the line as a whole, and how
// sure its least sure figure is.
type Evidence [evidences]float64

const evidences = 5

// alone is the most that a lead counts: where only one way reads as an amount, that
// says little for it.
const alone = 4

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
