package spec

import (
	"strings"

	"bordereau"
)

// Verify holds what was read of an amount in words against an amount in figures,
// where it cannot be read by itself (letters apart, letters misread, words torn or run
// together): every amount there is, as it is spelt in French and in English, is laid
// along what was read. It is the amount of the figures only if that lies near enough
// (one letter in four may be wrong) and every other amount is farther by more than a
// misread letter; so "deux mille" never passes for "dix mille", nor a word that cannot
// be read for the one that the figures would have. The figures only say which amount is
// asked for.
func Verify(s Span, m bordereau.Money) (Value, bool) {
	read := strings.Join(fold(s.Text()), "")
	if len(read) < 6 || len(read) > 200 || m.Minor < 0 {
		return Value{}, false
	}
	l := newLattice(read)
	this, other := far, far
	for _, w := range wordingsOf(m.Currency) {
		a, b := l.lay(w, m)
		this, other = min(this, a), min(other, b)
	}
	if this > len(read)/2 || !standsOut(this, other) {
		return Value{}, false
	}
	return Value{Text: m.Decimal(), Currency: m.Currency, Words: s,
		Proofs: []bordereau.Proof{{Kind: bordereau.ProofCorroboration, Detail: "chaque mot du montant est reconnu malgré des lettres mal lues"}}}, true
}

// standsOut says that an amount at one distance is told from the next one at another.
// A wrong letter costs 2. Six and dix are one letter apart: where a letter of the line
// is misread it may be that one, so they are told apart only where none is.
func standsOut(this, other int) bool { return other >= this+3 || this == 0 && other >= 2 }

// far is the cost of what is not worth following.
const far = 1 << 20

// lattice lays the spellings of all amounts along letters at once, word by word: for
// every place in the letters it keeps the least cost of coming there.
type lattice struct {
	read  string
	bound int // what costs more is too far to matter
	row   [2][]int
	swaps [128][]int // by character, what it costs where each of those that were read stands
}

func newLattice(read string) *lattice {
	n := len(read)
	// The amount may cost n/2, the next one 3 more to be told from it.
	l := &lattice{read: read, bound: n/2 + 3, row: [2][]int{make([]int, n+1), make([]int, n+1)}}
	for c := byte('0'); c <= 'Z'; c++ {
		l.swaps[c] = make([]int, n)
		for j := range n {
			l.swaps[c][j] = swap(c, read[j])
		}
	}
	return l
}

// swap is the cost of one character where another stands. Figures are told from each
// other with less help than words.
func swap(a, b byte) int {
	switch {
	case a == b:
		return 0
	case alike[a][b]:
		return 1
	case a <= '9' && b <= '9':
		return 3
	}
	return 2
}

// costs are the least costs, by places in what was read: of the words that spell the
// amount that is asked for, and of those that spell any other one.
type costs struct{ this, other []int }

func (l *lattice) nothing() costs {
	c := costs{make([]int, len(l.read)+1), make([]int, len(l.read)+1)}
	for i := range c.this {
		c.this[i], c.other[i] = far, far
	}
	return c
}

func lower(to, from []int) {
	for i, c := range from {
		to[i] = min(to[i], c)
	}
}

func (l *lattice) merge(of ...costs) costs {
	all := l.nothing()
	for _, c := range of {
		lower(all.this, c.this)
		lower(all.other, c.other)
	}
	return all
}

// provided are the costs where the amount that is asked for goes on like this or, with
// false, does not.
func (l *lattice) provided(is bool, c costs) costs {
	if is {
		return c
	}
	to := l.nothing()
	lower(to.other, c.this)
	lower(to.other, c.other)
	return to
}

// word goes on by one of some words, which all say the same.
func (l *lattice) word(from costs, words ...string) costs {
	to := l.nothing()
	for _, w := range words {
		l.spell(to.this, from.this, w)
		l.spell(to.other, from.other, w)
	}
	return to
}

// value goes on by a value's words; words[v] are those of v, and want is asked for.
func (l *lattice) value(from costs, words [][]string, want int) costs {
	to, either := l.nothing(), l.provided(false, from).other
	for v, list := range words {
		for _, w := range list {
			if v == want {
				l.spell(to.this, from.this, w)
				l.spell(to.other, from.other, w)
			} else {
				l.spell(to.other, either, w)
			}
		}
	}
	return to
}

// spell lowers to by what it costs to read a word from each place.
func (l *lattice) spell(to, from []int, word string) {
	row, next := l.row[0], l.row[1]
	copy(row, from)
	for j := 1; j < len(row); j++ {
		row[j] = min(row[j], row[j-1]+2)
	}
	for i := range len(word) {
		before, left := row[0], row[0]+2
		least := left
		next[0] = left
		for j, c := range l.swaps[word[i]] {
			above := row[j+1]
			left = min(before+c, above+2, left+2)
			next[j+1], before = left, above
			least = min(least, left)
		}
		if least > l.bound {
			return
		}
		row, next = next, row
	}
	lower(to, row)
}
