package check

import (
	"math"
	"slices"
	"strings"

	"bordereau"
)

// Wording is what the handwritten lines of an amount in words say.
type Wording struct {
	Amount bordereau.Money // the amount that they say best
	Text   string          // as it is written out there, without blanks
	how    wording
	Cost   float64 // a letter, above the cheapest that may stand there
	Lead   float64 // by how much the next amount costs more
	ink    excess  // where they stand
	least  float64 // what the cheapest amount costs there
}

// The limits of what is said clearly, and of what is seen at all. Of drawn cheques (`go run
// ./test/bench worded`) the words of the true amount mostly cost less than half a letter's
// and lead by ten; of 1,400 cheques one said another, with a lead of five.
const (
	wordedMost = 0.9
	wordedLead = 7.0
	wordedSeen = 1.3
	// wordedNear is by how much an amount may cost more than the cheapest for the words
	// not to speak against it. Of 68 cheques drawn with other words than figures, in faces
	// that the network does not know, the figures cost at least 6.75 more.
	wordedNear = 2.0
	wordedRude = 1.45 // a letter, of an amount that the words do not speak against
)

// Clear says whether the words say their amount and hardly another one.
func (w Wording) Clear() bool { return w.Cost <= wordedMost && w.Lead >= wordedLead }

// Seen says whether the words are there.
func (w Wording) Seen() bool { return w.Cost <= wordedSeen }

// Lacks says whether the words are those of m but for its first ones or its centimes, which
// may not have been seen.
func (w Wording) Lacks(m bordereau.Money) bool {
	return w.Amount != m && (strings.HasSuffix(w.how.spell(m), w.Text) || w.Amount.Minor == m.Minor/100*100)
}

// Written is the amount as it stands there, as near as that is known: hundredths in figures
// stay so.
func (w Wording) Written() string {
	text, err := WriteWords(w.Amount, w.how.Spelling)
	if err != nil {
		return w.Text
	}
	return text
}

// InkedAmount reads an amount in euros that a hand wrote out, from the lines, from top to
// bottom, on which it may stand: one of them or two that follow each other. readings are
// amounts that its figures may say. ok is false where nothing like it stands there.
func InkedAmount(lines []Inked, readings []bordereau.Money) (w Wording, ok bool) {
	rows := make([]excess, len(lines))
	for i, l := range lines {
		rows[i] = excessOf(l)
	}
	amount, from, to, ok := wordedAmounts().read(rows)
	if !ok {
		return w, false
	}
	w.Amount = amount
	ink := rows[from]
	if to > from {
		ink = slices.Concat(ink, rows[to])
	}
	var how wording
	least := math.Inf(1)
	for _, h := range wordings {
		if c := ink.lay(h.spell(amount)); c < least {
			how, least = h, c
		}
	}
	w.Lead = math.Inf(1)
	for _, other := range append(otherWords(amount), readings...) {
		if other == amount {
			continue
		}
		rival := how
		for _, rival.cents = range centimes { // "neuf cents" is taken for "centimes"
			w.Lead = min(w.Lead, ink.lay(rival.spell(other))-least)
		}
	}
	for other := amount.Minor / 100 * 100; other < amount.Minor/100*100+100; other++ {
		if other != amount.Minor {
			w.Lead = min(w.Lead, ink.lay(how.otherwise().spell(bordereau.Money{Minor: other, Currency: "EUR"}))-least)
		}
	}
	w.Text = how.spell(w.Amount)
	w.how, w.ink, w.least = how, ink, least+min(w.Lead, 0)
	w.Cost = least / float64(len(w.Text))
	return w, true
}

// Above is by how much m, in whatever way it is written out, costs more where the words
// stand than the cheapest amount, and whether the words may well say m. Where they lack a
// part of m they speak neither against it nor for it.
func (w Wording) Above(m bordereau.Money) (more float64, may bool) {
	if w.Lacks(m) {
		return 0, false
	}
	least, letters := math.Inf(1), 1
	for _, h := range wordings {
		text := h.spell(m)
		if c := w.ink.lay(text); c < least {
			least, letters = c, len(text)
		}
	}
	more = max(least-w.least, 0)
	return more, more <= wordedNear && least <= wordedRude*float64(letters)
}

// wording is a way in which hands write an amount out.
type wording struct {
	Spelling
	cents string // for centimes
}

// centimes are what hands write for them.
var centimes = []string{"CENTIMES", "CTS", "CENTS", "CT", "C", ""}

var wordings = func() (all []wording) {
	for _, tens := range []string{"france", "belgium", "swiss"} {
		for _, how := range []string{"words", "figures"} {
			for _, unit := range centimes {
				all = append(all, wording{Spelling{"fr", "some", tens, how}, unit})
			}
		}
	}
	return all
}()

// otherwise has the hundredths in figures, if they are in words, or in words.
func (h wording) otherwise() wording {
	if h.Cents == "words" {
		h.Cents = "figures"
	} else {
		h.Cents = "words"
	}
	return h
}

// spell writes an amount out without blanks, in capitals and figures; empty if that cannot
// be done.
func (h wording) spell(m bordereau.Money) string {
	text, err := WriteWords(m, h.Spelling)
	if err != nil {
		return ""
	}
	text = lettersOnly(text)
	whole, with := strings.CutSuffix(text, "CENTIMES")
	if !with {
		whole, with = strings.CutSuffix(text, "CENTIME")
	}
	if with {
		return whole + h.cents
	}
	return text
}

// otherWords are the amounts with another numeral below a hundred, or other hundreds.
func otherWords(m bordereau.Money) (out []bordereau.Money) {
	other := func(in, below int64) {
		own := m.Minor / in % below
		for n := range below {
			if v := m.Minor + (n-own)*in; n != own && v > 0 {
				out = append(out, bordereau.Money{Minor: v, Currency: m.Currency})
			}
		}
	}
	other(1, 100)
	other(1_00, 100)
	other(100_00, 10)
	other(1000_00, 100)
	other(100_000_00, 10)
	return out
}

// excess is what each character costs in each part of a line above the cheapest there; none
// is last.
type excess [][37]float32

func excessOf(k Inked) excess {
	out := make(excess, len(k.parts))
	for t, p := range k.parts {
		for c, cost := range p.cost {
			out[t][c] = float32(cost - p.least)
		}
		out[t][36] = float32(p.none - p.least)
	}
	return out
}

// lay is the cost of a text laid along the parts (Graves et al., 2006: state 2i is none
// before letter i, 2i+1 that letter); infinite for no text.
func (e excess) lay(text string) float64 {
	if text == "" {
		return math.Inf(1)
	}
	n := 2*len(text) + 1
	letters := make([]int, len(text))
	for i, c := range text {
		letters[i] = inkedIndex(c)
	}
	inf := float32(math.Inf(1))
	cost := make([]float32, n)
	for s := range cost {
		cost[s] = inf
	}
	cost[0] = 0
	for t := range e {
		row := &e[t]
		// From the last state down, so that those before are still of the part before.
		for s := min(n-1, 2*t+1); s >= 0; s-- {
			best := cost[s]
			if s > 0 {
				best = min(best, cost[s-1])
			}
			if s%2 == 0 {
				cost[s] = best + row[36]
				continue
			}
			i := s / 2
			if i > 0 && letters[i] != letters[i-1] {
				best = min(best, cost[s-2])
			}
			cost[s] = best + row[letters[i]]
		}
	}
	return float64(min(cost[n-1], cost[n-2]))
}
