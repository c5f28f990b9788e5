package check

import (
	"slices"
	"strings"
)

var french = tongue{words: frenchWords(), number: frenchNumber}

func frenchWords() map[string]term {
	words := map[string]term{
		"ZERO": {class: zero}, "UN": {class: small, value: 1}, "UNE": {class: small, value: 1},
		"CENT": {class: hundred}, "CENTS": {class: hundred}, "ET": {class: and}, "VIRGULE": {class: comma},
	}
	for c, list := range map[class]string{
		small: "UN DEUX TROIS QUATRE CINQ SIX SEPT HUIT NEUF DIX ONZE DOUZE TREIZE QUATORZE QUINZE SEIZE",
		ten:   "DIX VINGT TRENTE QUARANTE CINQUANTE SOIXANTE SEPTANTE HUITANTE NONANTE",
	} {
		for i, w := range strings.Fields(list) {
			n := int64(i + 1)
			if c == ten {
				n *= 10
			}
			if n == 10 && c == ten {
				continue // counted among the small
			}
			words[w] = term{class: c, value: n}
			if n > 3 && n != 6 && n != 10 { // "quatres"
				words[w+"S"] = term{class: c, value: n, fault: n != 20}
			}
		}
	}
	words["OCTANTE"], words["QUARENTE"], words["CINQUENTE"] = words["HUITANTE"], words["QUARANTE"], words["CINQUANTE"]
	words["MILLES"] = term{class: scale, value: 1e3, fault: true}
	for w, n := range map[string]int64{"MIL": 1e3, "MILLE": 1e3, "MILLION": 1e6, "MILLIONS": 1e6, "MILLIARD": 1e9, "MILLIARDS": 1e9} {
		words[w] = term{class: scale, value: n}
	}
	return lexicon(words)
}

// frenchNumber takes milliards, millions, mille and the rest in falling order.
func frenchNumber(w []term) (int64, bool) {
	if len(w) == 1 && w[0].class == zero {
		return 0, true
	}
	return scaled(w, frenchBelow1000, true)
}

// scaled takes what stands before each scale as its multiple. In French a thousand may
// stand alone, and "et" behind a scale only before less than a hundred: "mille et un".
func scaled(w []term, below1000 func([]term) (int64, bool), french bool) (int64, bool) {
	var total int64
	top := int64(1e12)
	for i := 0; i < len(w); i++ {
		if w[i].class != scale {
			continue
		}
		s := w[i].value
		q, ok := below1000(w[:i])
		if i == 0 && french && s == 1e3 {
			q, ok = 1, true
		}
		if !ok || s >= top {
			return 0, false
		}
		total, top = total+q*s, s
		w, i = w[i+1:], -1
		if len(w) > 1 && w[0].class == and {
			if w = w[1:]; french {
				top = min(top, 100)
			}
		}
	}
	if len(w) == 0 {
		return total, total > 0
	}
	n, ok := below1000(w)
	return total + n, ok && n < top
}

// frenchBelow1000 takes a number below 1000, or eleven to nineteen hundred.
func frenchBelow1000(w []term) (int64, bool) {
	for i := range w {
		if w[i].class != hundred {
			continue
		}
		n, ok := frenchBelow100(w[:i])
		if i == 0 {
			n, ok = 1, true
		}
		if !ok || n > 19 || n == 10 {
			return 0, false
		}
		w = w[i+1:]
		if len(w) == 0 {
			return 100 * n, true
		}
		if w[0].class == and { // "cent et un"
			w = w[1:]
		}
		rest, ok := frenchBelow100(w)
		return 100*n + rest, ok
	}
	return frenchBelow100(w)
}

// frenchBelow100 takes 1 to 99.
func frenchBelow100(w []term) (int64, bool) {
	if len(w) == 0 {
		return 0, false
	}
	tens := int64(0)
	switch {
	case w[0].class == ten:
		tens, w = w[0].value, w[1:]
	case len(w) > 1 && w[0].class == small && w[0].value == 4 && w[1].class == ten && w[1].value == 20:
		tens, w = 80, w[2:]
	default:
		return frenchBelow20(w)
	}
	if len(w) == 0 {
		return tens, true
	}
	if w[0].class == and {
		w = w[1:]
	}
	n, ok := frenchBelow20(w)
	return tens + n, ok && (n < 10 || tens == 60 || tens == 80)
}

// frenchBelow20 takes 1 to 19.
func frenchBelow20(w []term) (int64, bool) {
	switch {
	case len(w) == 1 && w[0].class == small:
		return w[0].value, true
	case len(w) == 2 && w[0].class == small && w[0].value == 10 && w[1].class == small && w[1].value >= 7 && w[1].value <= 9:
		return 10 + w[1].value, true
	}
	return 0, false
}

// NumberWords are the words that numbers are written with in letters, in French and in
// English, in capitals without accents.
func NumberWords() []string {
	var out []string
	for _, t := range []tongue{french, english} {
		for w, x := range t.words {
			switch x.class {
			case zero, small, ten, hundred, scale:
				out = append(out, w)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
