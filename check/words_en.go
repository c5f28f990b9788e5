package check

import "strings"

var english = tongue{words: englishWords(), number: englishNumber}

func englishWords() map[string]term {
	words := map[string]term{
		"ZERO": {class: zero}, "A": {class: small, value: 1}, "HUNDRED": {class: hundred}, "AND": {class: and}, "POINT": {class: comma},
		"THOUSAND": {class: scale, value: 1e3}, "MILLION": {class: scale, value: 1e6}, "BILLION": {class: scale, value: 1e9},
	}
	for i, w := range enUnits {
		if i > 0 {
			words[strings.ToUpper(w)] = term{class: small, value: int64(i)}
		}
	}
	for i, w := range enTenNames {
		if i > 1 {
			words[strings.ToUpper(w)] = term{class: ten, value: int64(10 * i)}
		}
	}
	words["FOURTY"] = words["FORTY"]
	words = lexicon(words)
	words["CENT"], words["CENTS"] = term{class: subunit}, term{class: subunit}
	return words
}

func englishNumber(w []term) (int64, bool) {
	if len(w) == 1 && w[0].class == zero {
		return 0, true
	}
	return scaled(w, englishBelow1000, false)
}

// englishBelow1000 takes a number below 1000, or eleven to ninety-nine hundred.
func englishBelow1000(w []term) (int64, bool) {
	for i := range w {
		if w[i].class != hundred {
			continue
		}
		n, ok := englishBelow100(w[:i])
		if w = w[i+1:]; !ok || len(w) == 0 {
			return 100 * n, ok
		}
		if w[0].class == and {
			w = w[1:]
		}
		rest, ok := englishBelow100(w)
		return 100*n + rest, ok
	}
	return englishBelow100(w)
}

// englishBelow100 takes 1 to 99.
func englishBelow100(w []term) (int64, bool) {
	switch {
	case len(w) == 1 && (w[0].class == small || w[0].class == ten):
		return w[0].value, true
	case len(w) == 2 && w[0].class == ten && w[1].class == small && w[1].value < 10:
		return w[0].value + w[1].value, true
	}
	return 0, false
}
