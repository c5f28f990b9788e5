package specimen

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"bordereau"
	"bordereau/check"
)

// spelled writes cents out as people do on cheques: spellings before and after 1990 or
// without hyphens, now and then Belgian or Swiss, capitals anywhere, centimes in words
// or figures, spelled out or shortened.
func spelled(r *rand.Rand, cents int64) string {
	form := check.Spelling{Language: "fr", Hyphens: pick(r, []string{"some", "some", "all", "none", "none"}), Tens: "france", Cents: "words"}
	if n := r.IntN(20); n == 0 {
		form.Tens = "belgium"
	} else if n == 1 {
		form.Tens = "swiss"
	}
	if r.IntN(3) == 0 {
		form.Cents = "figures"
	}
	s, err := check.WriteWords(bordereau.Money{Minor: cents, Currency: "EUR"}, form)
	if err != nil { // Draw has refused such amounts
		panic(fmt.Sprintf("specimen: %d cents cannot be written out: %v", cents, err))
	}
	short := pick(r, []string{"", "", "", "cts", "ct", "cents"})
	if cents%100 > 1 && short != "" {
		s = strings.TrimSuffix(s, "centimes") + short
	}
	if r.IntN(4) == 0 && cents%100 > 0 && cents >= 100 {
		s = strings.Replace(strings.Replace(s, "euros et ", "euros ", 1), "euro et ", "euro ", 1)
	}
	switch r.IntN(6) {
	case 0, 1, 2:
		return strings.ToUpper(s[:1]) + s[1:]
	case 3:
		return strings.ToUpper(s)
	case 4:
		words := strings.Fields(s)
		for i, w := range words {
			if w != "et" {
				words[i] = strings.ToUpper(string([]rune(w)[:1])) + string([]rune(w)[1:])
			}
		}
		return strings.Join(words, " ")
	}
	return s
}

// typedFigures writes cents as machines put them on cheques.
func typedFigures(r *rand.Rand, cents int64) string {
	f := figures(cents)
	switch r.IntN(9) {
	case 0:
		return "#" + f + "#"
	case 1:
		return "***" + f
	case 2:
		return strings.ReplaceAll(f, " ", "")
	case 3:
		return strings.ReplaceAll(f, " ", ".")
	case 4:
		return "*" + f + "*"
	}
	return f
}

// writtenFigures writes cents as people put them into the box.
func writtenFigures(r *rand.Rand, cents int64) string {
	f := figures(cents)
	tight := strings.ReplaceAll(f, " ", "")
	switch n := r.IntN(11); {
	case n < 2:
		return f
	case n == 2:
		return "#" + tight + "#"
	case n == 3:
		return strings.ReplaceAll(f, " ", ".")
	case n == 4:
		return "=" + tight + "="
	case n == 5 && cents%100 == 0:
		return strings.TrimSuffix(tight, "00") + "-"
	case n == 6:
		return "-" + tight + "-"
	case n == 7:
		return strings.ReplaceAll(tight, ",", "€")
	}
	return tight
}
