package handwriting

import (
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"
)

// amountBeam is how many beginnings of an amount are followed.
const amountBeam = 80

// amounts are those that the frames may say, each by all ways of writing it, the likeliest
// first. may, if not nil, allows beginnings.
func (f *Frames) amounts(may func(text string) bool) []sum {
	costs := map[int64]float64{}
	for _, s := range f.search(amountBeam, func(text string, c rune) bool {
		return goesOn(text, c) && (may == nil || may(text+string(c)))
	}) {
		cents, end, ok := amountIn(s.text)
		if !ok {
			continue
		}
		c := s.cost + endCost[end]
		if old, known := costs[cents]; known {
			c = either(old, c)
		}
		costs[cents] = c
	}
	out := make([]sum, 0, len(costs))
	for cents, c := range costs {
		out = append(out, sum{cents: cents, cost: c, whole: c})
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].cost != out[j].cost {
			return out[i].cost < out[j].cost
		}
		return out[i].cents < out[j].cents
	})
	return out
}

// goesOn says whether an amount may go on so: what fills the line, figures with their
// signs, what fills the line.
func goesOn(text string, c rune) bool {
	trimmed := strings.TrimLeft(text, fills+" €")
	body := !strings.ContainsAny(trimmed, fills)
	switch {
	case c == ' ':
		return text != "" && lastRune(text) != ' '
	case c >= '0' && c <= '9':
		return body && len(trimmed) < 14
	case strings.ContainsRune(fills, c):
		return true
	case c == '€':
		return strings.Count(text, "€") < 2
	}
	return body && trimmed != "" && !strings.ContainsRune(".^", lastRune(trimmed)) && (lastRune(trimmed) != ',' || c == '^')
}

// fills are what fills the line before and behind an amount.
const fills = "-#="

// amountIn is what a text in a box says in cents.
func amountIn(text string) (cents int64, end whole, ok bool) {
	text = strings.TrimLeft(strings.ReplaceAll(text, " ", ""), fills+"€")
	body, end := text, bare
	if at := strings.IndexAny(text, fills); at >= 0 {
		body, end = text[:at], filled
	}
	if rest, found := strings.CutSuffix(body, "€"); found {
		body, end = rest, signed
	}
	if rest, found := strings.CutSuffix(body, ","); found {
		if end == bare {
			return 0, end, false // "1237," goes on
		}
		body, end = rest, hasCents // "1237,-"
	}
	euros, rest := body, "00"
	if at := strings.LastIndexAny(body, ",.^€"); at >= 0 {
		sign, size := utf8.DecodeRuneInString(body[at:])
		behind := body[at+size:]
		switch {
		case len(behind) == 2:
			euros, rest, end = strings.TrimRight(body[:at], ",."), behind, hasCents
		case len(behind) != 3 || sign != '.' && sign != ',':
			return 0, end, false
		}
	}
	if strings.ContainsAny(euros, "€^") {
		return 0, end, false
	}
	groups := strings.FieldsFunc(euros, func(c rune) bool { return c == '.' || c == ',' })
	if len(groups) == 0 {
		return 0, end, false
	}
	cents, ok = valueOf(groups, rest)
	return cents, end, ok
}

// valueOf is the amount of groups of thousands and two figures of centimes.
func valueOf(groups []string, cents string) (int64, bool) {
	for i, g := range groups {
		if i > 0 && len(g) != 3 || len(groups) > 1 && len(g) > 3 {
			return 0, false
		}
	}
	text := strings.Join(groups, "")
	if len(text) > 1 && text[0] == '0' || len(text) > 7 {
		return 0, false
	}
	n, err := strconv.ParseInt(text+cents, 10, 64)
	return n, err == nil && n > 0
}
