package check

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

var ligatures = strings.NewReplacer("Œ", "OE", "Æ", "AE", "ẞ", "SS", "ß", "SS", "Ø", "O", "Ł", "L", "Đ", "D", "’", "'", "‘", "'", "`", "'", "‐", "-", "‑", "-", "–", "-", "—", "-")

// Fold writes capitals without accents, ligatures spelled out, apostrophes and
// hyphens in their plain form: what two spellings of one word have in common.
func Fold(s string) string {
	decomposed := norm.NFKD.String(s)
	return ligatures.Replace(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, decomposed))
}
