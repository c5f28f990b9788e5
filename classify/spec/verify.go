package spec

import (
	"strings"

	"bordereau"
	"bordereau/check"
)

// Verify holds what was read of an amount in words against an amount in figures,
// where it cannot be read by itself (letters apart, letters misread): the figures
// are written out and laid along it. It is the same amount only if every single
// word of it resembles the part it lies on, and no other numeral resembles that
// part as much; so "deux mille" never passes for "dix mille". The figures only say
// where the words end.
func Verify(s Span, m bordereau.Money) (Value, bool) {
	read := spaced(s.Text())
	if len(read) < 6 || len(read) > 200 {
		return Value{}, false
	}
	for _, sp := range check.Spellings {
		text, err := check.WriteWords(m, sp)
		if err != nil {
			continue
		}
		if words := fold(text); sp.Cents == "words" && aligned(words, read) {
			return Value{Text: m.Decimal(), Currency: m.Currency, Words: s,
				Proofs: []bordereau.Proof{{Kind: bordereau.ProofCorroboration, Detail: "chaque mot du montant est reconnu malgré des lettres mal lues"}}}, true
		}
	}
	return Value{}, false
}

// aligned lays words along letters by the cheapest edits and judges each part.
func aligned(words []string, read string) bool {
	want := strings.Join(words, "")
	n, m := len(want), len(read)
	if n > 200 || m > 2*n || n > 2*m {
		return false
	}
	cost := make([][]int, n+1)
	for i := range cost {
		cost[i] = make([]int, m+1)
		for j := range cost[i] {
			switch {
			case i == 0:
				cost[i][j] = 2 * j
			case j == 0:
				cost[i][j] = 2 * i
			default:
				cost[i][j] = min(cost[i-1][j-1]+swap(want[i-1], read[j-1]), cost[i-1][j]+2, cost[i][j-1]+2)
			}
		}
	}
	if cost[n][m] > n/2 { // one letter in four
		return false
	}
	// Back along the path: where each word begins in what was read.
	starts := make([]int, n+1)
	i, j := n, m
	starts[n] = m
	for i > 0 {
		switch {
		case j > 0 && cost[i][j] == cost[i-1][j-1]+swap(want[i-1], read[j-1]):
			i, j = i-1, j-1
		case cost[i][j] == cost[i-1][j]+2:
			i--
		default:
			j--
			continue
		}
		starts[i] = j
	}
	starts[0] = 0
	at := 0
	for _, w := range words {
		part := read[starts[at]:starts[at+len(w)]]
		at += len(w)
		if !nearestTo(w, part) {
			return false
		}
	}
	return true
}

func swap(a, b byte) int {
	switch {
	case a == b:
		return 0
	case alike[a][b]:
		return 1
	}
	return 2
}

// nearestTo says that a part resembles a word, and no other numeral as much. The
// words of the currency and "et" decide nothing and may be anything near.
func nearestTo(word, part string) bool {
	c := apart(word, part, 2*len(word))
	if word == "ET" || unitWords[word] {
		return c <= len(word)
	}
	if c > len(word) {
		return false
	}
	for _, other := range numerals {
		if other != word && other+"S" != word && word+"S" != other && !unitWords[other] && apart(other, part, 2*len(word)) <= c {
			return false
		}
	}
	return true
}
