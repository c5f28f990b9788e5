package handwriting

import (
	"image"
	"math"
	"sort"

	"bordereau/ocr/handwriting/net"
)

// hypothesis is a way through the pieces as far as one of them.
type hypothesis struct {
	before *hypothesis
	symbol symbol
	part   int
	cost   float64
	junk   bool   // the last step passed over a piece
	text   string // what it reads within the amount; ways that read alike are one
}

func (h *hypothesis) way() []symbol {
	var out []symbol
	for ; h.before != nil; h = h.before {
		if !h.junk {
			out = append(out, h.symbol)
		}
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}

// found is an amount with the likeliest way that reads so.
type found struct {
	cents int64
	cost  float64
	way   []symbol
}

// The costs that no probability gives; a cost is a negative logarithm.
const (
	beam      = 64   // ways that are kept at each piece
	leastP    = .001 // of a class that is followed
	speckCost = 1.5  // of a speck that is passed over
	skipCost  = 4    // of a larger piece: more likely a figure that is not known as one
)

// endCost is how rarely people write amounts that end so: a comma that was not seen is
// likelier than one that was not written.
var endCost = [...]float64{hasCents: 0, signed: 1.5, filled: 2, bare: 3}

// classify gives the shares of the classes for each candidate, at a temperature of the
// network.
func (l *Line) classify(n *net.Net, temperature float64) [][]float64 {
	out := make([][]float64, len(l.Candidates))
	var s net.Scratch
	for from := 0; from < len(out); from += net.Lanes {
		to := min(from+net.Lanes, len(out))
		in := make([]*net.Input, to-from)
		for i := range in {
			in[i] = &l.Candidates[from+i].Input
		}
		for i, logits := range n.Forward(&s, in) {
			out[from+i] = make([]float64, n.Classes)
			net.Probabilities(out[from+i], logits, temperature)
		}
	}
	return out
}

// search finds amounts in a line whose candidates have such shares of the classes, the
// likeliest first. It follows no way whose text is not allowed; nil allows all.
func (l *Line) search(shares [][]float64, allowed func(text string) bool) []found {
	starts := make([][]step, l.Pieces)
	for i := range l.Candidates {
		c := &l.Candidates[i]
		starts[c.From] = append(starts[c.From], l.steps(c, shares[i])...)
	}
	reached := make([]front, l.Pieces+1)
	reached[0].add(&hypothesis{})
	for i := range l.Pieces {
		for _, h := range reached[i].best() {
			for _, st := range starts[i] {
				if g, ok := h.after(st); ok && (allowed == nil || allowed(g.text)) {
					reached[st.candidate.To].add(g)
				}
			}
		}
	}
	return l.amounts(reached[l.Pieces].all)
}

// after is a hypothesis with one step more; false where grammar forbids it.
func (h *hypothesis) after(st step) (*hypothesis, bool) {
	g := &hypothesis{before: h, symbol: st.symbol, part: h.part, cost: h.cost + st.cost, junk: st.junk, text: h.text}
	switch {
	case !st.junk:
		ok := false
		if g.part, ok = next(h.part, st.class); !ok {
			return nil, false
		}
	case st.ends && h.part == within:
		g.part = behind // no figure follows what is no part of an amount
	}
	if g.part == behind && h.part == within {
		g.text += "|"
		if !st.junk {
			g.text += "-" // what fills the line says that the amount ends
		}
	} else if g.part == within && !st.junk {
		g.text += string(rune('0' + st.class))
	}
	return g, true
}

// front holds the hypotheses that reach one piece: of those that read alike, the best.
type front struct {
	all   []*hypothesis
	known map[string]int
}

func (f *front) add(h *hypothesis) {
	if f.known == nil {
		f.known = map[string]int{}
	}
	key := string(rune('0'+h.part)) + h.text
	at, known := f.known[key]
	switch {
	case !known:
		f.known[key] = len(f.all)
		f.all = append(f.all, h)
	case h.cost < f.all[at].cost:
		f.all[at] = h
	}
}

// best are the cheapest. Nothing is added any more.
func (f *front) best() []*hypothesis {
	sort.SliceStable(f.all, func(a, b int) bool { return f.all[a].cost < f.all[b].cost })
	return f.all[:min(beam, len(f.all))]
}

type step struct {
	symbol
	cost float64
	junk bool // it is passed over
	ends bool // and is no mere speck
}

// steps are what a candidate may be. Its cost grows with its pieces, so that ways of
// few and of many characters can be compared.
func (l *Line) steps(c *Candidate, p []float64) []step {
	var out []step
	run := c.weight()
	for class, q := range p {
		switch {
		case q < leastP:
		case class != Nothing:
			out = append(out, step{symbol: symbol{class, q, c}, cost: -run * math.Log(q)})
		case c.To == c.From+1:
			st := step{symbol{class, q, c}, skipCost - math.Log(q), true, true}
			if l.speck(c.Box) {
				st.cost, st.ends = speckCost-math.Log(q), false
			}
			out = append(out, st)
		}
	}
	return out
}

// weight is how much a candidate counts for on a way.
func (c *Candidate) weight() float64 { return math.Pow(float64(c.To-c.From), .8) }

// speck says whether a piece is too small to be more than dirt.
func (l *Line) speck(b image.Rectangle) bool {
	return float64(b.Dx()) < .3*l.high && float64(b.Dy()) < .3*l.high
}

// amounts are those that complete ways read, each by its best way.
func (l *Line) amounts(ends []*hypothesis) []found {
	best := map[int64]found{}
	for _, h := range ends {
		way := h.way()
		cents, end, ok := amountOf(way, l.high)
		if !ok {
			continue
		}
		cost := h.cost + endCost[end]
		if f, known := best[cents]; !known || cost < f.cost {
			best[cents] = found{cents, cost, way}
		}
	}
	out := make([]found, 0, len(best))
	for _, f := range best {
		out = append(out, f)
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].cost != out[j].cost {
			return out[i].cost < out[j].cost
		}
		return out[i].cents < out[j].cents
	})
	return out
}
