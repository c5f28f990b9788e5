package spec

import (
	"strings"

	"bordereau"
	"bordereau/check"
)

// Dates finds every date of a span: a day, a month in figures or letters, a year.
func Dates(in *Sheet, s Span) []Value {
	if len(s) > maxSpan {
		s = s[:maxSpan]
	}
	var out []Value
	for i := 0; i < len(s); i++ {
		if !startsDate(s[i].Text) {
			continue
		}
		for n := 1; n <= 5 && i+n <= len(s); n++ {
			text := datish(s[i : i+n].Text())
			if !completeDate(text) {
				continue
			}
			d, err := check.ParseDate(text, in.Now)
			if err != nil {
				continue
			}
			out = append(out, Value{Text: d, Words: s[i : i+n],
				Proofs: []bordereau.Proof{{Kind: bordereau.ProofCorroboration, Detail: "est une date du calendrier"}}})
			i += n - 1
			break
		}
	}
	return out
}

// Date reads the first date of a span.
func Date(in *Sheet, s Span) (Value, bool) {
	if all := Dates(in, s); len(all) > 0 {
		return all[0], true
	}
	return Value{}, false
}

func startsDate(t string) bool {
	t = strings.TrimLeft(t, ":(.,;|*")
	return t != "" && (t[0] >= '0' && t[0] <= '9' || len(t) > 1 && strings.ContainsRune("OIl", rune(t[0])) && t[1] >= '0' && t[1] <= '9' || months[Fold(t)] || first(t))
}

// first says whether a word is "1er" with its figure misread.
func first(w string) bool { return w == "ler" || w == "Ier" || w == "|er" }

var months = map[string]bool{"JANUARY": true, "FEBRUARY": true, "MARCH": true, "APRIL": true, "MAY": true, "JUNE": true,
	"JULY": true, "AUGUST": true, "SEPTEMBER": true, "OCTOBER": true, "NOVEMBER": true, "DECEMBER": true}

// datish cleans the ends and, within a word of figures, letters that are digits.
func datish(t string) string {
	t = strings.Trim(t, ":(),;|*. ")
	words := strings.Fields(t)
	if len(words) > 1 && first(words[0]) {
		words[0] = "1er"
	}
	for i, w := range words {
		if strings.ContainsAny(w, "/.-") {
			words[i] = numeric(w)
		}
	}
	return strings.Join(words, " ")
}

// completeDate refuses what is rather a telephone number: figures alone need
// separators or a year of four digits.
func completeDate(t string) bool {
	if strings.ContainsAny(t, "/-.") {
		return true
	}
	for _, w := range strings.Fields(t) {
		if len(w) == 4 && (strings.HasPrefix(w, "19") || strings.HasPrefix(w, "20")) {
			return true
		}
	}
	return false
}
