package desk

import (
	"slices"
	"strings"

	"bordereau/check"
)

// Who keys an amount from the picture must not learn it from the search: that a document
// is found by "1 237,56", or by "mille deux cent", says what stands on it. So what may be
// said of an amount finds none that the caller keys blind; a reference typed whole does,
// and so do all other words.

// guarded is the tsquery that a document has to hold for those who key its amount blind;
// empty where they do not find it by what is asked.
func (a Asked) guarded() string {
	var all []string
	for _, t := range a.Terms {
		q := t.guarded()
		if q == "" {
			return ""
		}
		all = append(all, q)
	}
	return strings.Join(all, " & ")
}

func (t Term) guarded() string {
	switch {
	case t.Kind == TermAmount:
		return ""
	case t.Kind == TermDay || t.Kind == TermIBAN || !slices.ContainsFunc(t.Words, tellsAmount):
		return t.tsquery()
	case t.Kind == TermPhrase || !strings.ContainsAny(strings.Join(t.Words, ""), "0123456789"):
		return ""
	default: // no amount stands in the index under the sign of references
		return quoted("#" + strings.Join(t.Words, ""))
	}
}

// tellsAmount says whether a folded word may be part of an amount, in figures or in
// letters, be it the beginning of a word or with a letter for another.
func tellsAmount(word string) bool {
	if strings.ContainsAny(word, "0123456789") {
		return true
	}
	return slices.ContainsFunc(numberWords, func(n string) bool { return n == word || len(word) >= 3 && strings.HasPrefix(n, word) }) ||
		len(word) > 3 && slices.ContainsFunc(oneOff(word), func(w string) bool { return len(w) == len(word) && slices.Contains(numberWords, w) })
}

var numberWords = func() []string {
	words := check.NumberWords()
	for i := range words {
		words[i] = fold(words[i])
	}
	return words
}()
