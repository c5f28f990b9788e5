package check

import (
	"math"
	"strings"
	"sync"

	"bordereau"
)

// amountGraph is every way of writing out an amount in euros below a million, letter by
// letter: which letter may follow which, and what a numeral adds when it is begun.
type amountGraph struct {
	letters []int    // of each node; the first node is the start, which has none
	from    [][]link // where each may be come from
	ends    []int32  // nodes that an amount may end with
}

// link comes from a node and adds to the amount, in cents.
type link struct {
	node int32
	adds int64
}

var wordedAmounts = sync.OnceValue(func() *amountGraph {
	g := &amountGraph{letters: []int{-1}, from: [][]link{nil}}
	start := []int32{0}
	mille := g.word(start, "MILLE", 1000_00)
	mille = append(mille, g.word(g.hundreds(start, 1000_00), "MILLE", 0)...)
	whole := append(g.hundreds(append(start, mille...), 1_00), mille...)
	euros := append(g.word(whole, "EUROS", 0), g.word(append(whole, g.word(start, "ZERO", 0)...), "EURO", 0)...)
	and := append(g.word(euros, "ET", 0), euros...)
	cents := g.tens(and, 1)
	for ten := range int64(10) {
		first := g.word(and, string(rune('0'+ten)), ten*10)
		for unit := range int64(10) {
			cents = append(cents, g.word(first, string(rune('0'+unit)), unit)...)
		}
	}
	g.ends = append(euros, cents...)
	for _, unit := range append(centimes, "CENTIME") {
		if unit != "" {
			g.ends = append(g.ends, g.word(cents, unit, 0)...)
		}
	}
	return g
})

// word puts a word behind some nodes, and gives its last.
func (g *amountGraph) word(behind []int32, word string, adds int64) []int32 {
	for i, c := range word {
		g.letters = append(g.letters, inkedIndex(c))
		var from []link
		if i > 0 {
			from = []link{{int32(len(g.letters) - 2), 0}}
		} else {
			for _, b := range behind {
				from = append(from, link{b, adds})
			}
		}
		g.from = append(g.from, from)
	}
	return []int32{int32(len(g.letters) - 1)}
}

// tens are 1 to 99, times so many cents, as they are written in France, Belgium and
// Switzerland.
func (g *amountGraph) tens(behind []int32, scale int64) (ends []int32) {
	for n := int64(1); n < 100; n++ {
		known := map[string]bool{}
		for _, tens := range []string{"france", "belgium", "swiss"} {
			w := writer{Spelling{Language: "fr", Hyphens: "some", Tens: tens}, nil}
			w.frenchBelow100(n, true)
			text := lettersOnly(string(w.out))
			if !known[text] {
				known[text] = true
				ends = append(ends, g.word(behind, text, n*scale)...)
			}
		}
	}
	return ends
}

// hundreds are 1 to 999, times so many cents.
func (g *amountGraph) hundreds(behind []int32, scale int64) (ends []int32) {
	for n := int64(1); n < 10; n++ {
		times := behind
		if n > 1 {
			times = g.word(behind, lettersOnly(frUnits[n]), 0)
		}
		ends = append(ends, g.word(times, "CENT", n*100*scale)...)
		if n > 1 {
			ends = append(ends, g.word(times, "CENTS", n*100*scale)...)
		}
	}
	return append(ends, g.tens(append(ends, behind...), scale)...)
}

// lettersOnly are the letters and figures of a text, without accents, in capitals.
func lettersOnly(text string) string {
	return strings.Map(func(r rune) rune {
		if inkedIndex(r) < 0 {
			return -1
		}
		return r
	}, Fold(text))
}

// token is the cheapest way to a state: its cost, the amount so far and the number of letters.
type token struct {
	cost    float32
	letters int32
	minor   int64
}

var noWay = token{cost: float32(math.Inf(1))}

// beam is by how much a way may cost more than the cheapest to be followed.
const beam = 30

// read finds the amount that lines say best, on one of them or on two that follow each
// other; which lines is said by their numbers. Of two the one with more letters is better,
// as far as these are there.
func (g *amountGraph) read(lines []excess) (m bordereau.Money, from, to int, ok bool) {
	most := 0.0
	on, idle := make([]token, len(g.letters)), make([]token, len(g.letters)) // at a letter, behind it
	for first := range lines {
		for i := range on {
			on[i], idle[i] = noWay, noWay
		}
		idle[0] = token{}
		for last := first; last < min(first+2, len(lines)); last++ {
			on, idle = g.along(lines[last], on, idle)
			for _, e := range g.ends {
				for _, s := range []token{on[e], idle[e]} {
					if worth := wordedSeen*float64(s.letters) - float64(s.cost); s.minor > 0 && worth > most {
						m, from, to, most = bordereau.Money{Minor: s.minor, Currency: "EUR"}, first, last, worth
					}
				}
			}
		}
	}
	return m, from, to, most > 0
}

// along goes on along a line (Graves et al., 2006).
func (g *amountGraph) along(line excess, on, idle []token) (afterOn, afterIdle []token) {
	nextOn, nextIdle := make([]token, len(on)), make([]token, len(on))
	least := float32(0)
	for t := range line {
		row := &line[t]
		limit := least + beam
		nextOn[0], nextIdle[0] = noWay, idle[0]
		nextIdle[0].cost += row[36]
		least = nextIdle[0].cost
		for i := 1; i < len(on); i++ {
			best, rest := noWay, idle[i]
			if step := row[g.letters[i]]; step < beam {
				best = on[i]
				for _, f := range g.from[i] {
					behind := &idle[f.node]
					if g.letters[f.node] != g.letters[i] && on[f.node].cost < behind.cost {
						behind = &on[f.node]
					}
					if behind.cost < best.cost {
						best = token{behind.cost, behind.letters + 1, behind.minor + f.adds}
					}
				}
				if best.cost += step; best.cost > limit {
					best = noWay
				}
			}
			if on[i].cost < rest.cost {
				rest = on[i]
			}
			if rest.cost += row[36]; rest.cost > limit {
				rest = noWay
			}
			nextOn[i], nextIdle[i] = best, rest
			least = min(least, best.cost, rest.cost)
		}
		on, nextOn, idle, nextIdle = nextOn, on, nextIdle, idle
	}
	return on, idle
}
