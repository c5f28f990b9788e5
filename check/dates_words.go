package check

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"bordereau"
)

// ParseDateWords reads a date as registers write it out: "douze mars deux mille
// vingt-six", "premier avril mil neuf cent quarante-quatre". It gives YYYY-MM-DD. The
// words must be the date and nothing else.
func ParseDateWords(raw string) (string, error) {
	bad := func() (string, error) {
		return "", bordereau.Errorf(bordereau.Invalid, "Ce n'est pas une date écrite en toutes lettres")
	}
	if len(raw) > 120 {
		return bad()
	}
	words := strings.Fields(strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r
		}
		return ' '
	}, Fold(raw)))
	at := -1
	for i, w := range words {
		if w != "SEPT" && monthName[w] > 0 { // "dix-sept mai"
			at = i
			break
		}
	}
	if at < 1 || at > 3 || at+1 >= len(words) {
		return bad()
	}
	day, ok := int64(1), true
	if at != 1 || words[0] != "PREMIER" {
		day, ok = wholeWords(words[:at])
	}
	year, known := wholeWords(words[at+1:])
	if !ok || !known || day < 1 || day > 31 || year < 1800 || year > 2200 {
		return bad()
	}
	iso := fmt.Sprintf("%04d-%02d-%02d", year, monthName[words[at]], day)
	if _, err := time.Parse(time.DateOnly, iso); err != nil {
		return bad()
	}
	return iso, nil
}

// wholeWords reads a whole number in French words.
func wholeWords(words []string) (int64, bool) {
	if slices.Contains(words, "EUROS") || slices.Contains(words, "EURO") {
		return 0, false // an amount
	}
	m, err := ParseWords(strings.Join(words, " ")+" euros", "EUR")
	return m.Minor / 100, err == nil && m.Minor%100 == 0
}
