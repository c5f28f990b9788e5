package spec

import (
	"strings"

	"bordereau"
)

// Verify holds what was read of an amount in words against an amount in figures, where
// the currency that the paper has for its own is not theirs: it is the same amount only
// if it is the one that nearest reads. The figures choose nothing.
func Verify(s Span, m bordereau.Money) (Value, bool) {
	if got, ok := nearest(lettersLike(s, m.Currency)); ok && got == m.Minor {
		return misspelt(s, m), true
	}
	return Value{}, false
}

// misspelt is the value of words that are no amount letter for letter.
func misspelt(s Span, m bordereau.Money) Value {
	return Value{Text: m.Decimal(), Currency: m.Currency, Words: s,
		Proofs: []bordereau.Proof{{Kind: bordereau.ProofCorroboration, Detail: "chaque mot du montant est reconnu malgré des lettres mal lues"}}}
}

// lettersLike are the letters that were read, with the wordings that they may be in: none
// where they are no amount.
func lettersLike(s Span, currency string) (read string, in []wording) {
	read = strings.Join(fold(s.Text()), "")
	if len(read) < 6 || len(read) > 200 {
		return read, nil
	}
	for _, w := range wordingsOf(currency) {
		if w.resembles(read) {
			in = append(in, w)
		}
	}
	return read, in
}

// nearest reads an amount, in minor units, of which letters were misread, words torn or
// run together: every amount there is, as it is spelt in French and in English, is laid
// along what was read. It is the nearest one only if that lies near enough (one letter
// in four may be wrong) and every other amount is farther by two misread letters; so
// "deux mille" never passes for "dix mille", and a word that cannot be read leaves the
// amount unread.
func nearest(read string, in []wording) (minor int64, ok bool) {
	if len(in) == 0 {
		return 0, false
	}
	l, best := newLattice(read), path{cost: far, next: far}
	for _, w := range in {
		best = best.or(l.lay(w))
	}
	return best.value, int(best.cost) <= len(read)/2 && best.standsOut()
}

// standsOut says that an amount is told from the next one. A wrong letter costs 2. Six and
// dix are one letter apart: where a letter of the line is misread it may be that one, so
// they are told apart only where none is.
func (p path) standsOut() bool { return p.next >= p.cost+4 || p.cost == 0 && p.next >= 2 }
