package desk

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold makes words comparable: small letters without accents, everything that is
// neither letter nor digit a space.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := true // none at the beginning, and no two
	for _, r := range s {
		for _, f := range folded(r) {
			if f == ' ' && space {
				continue
			}
			space = f == ' '
			b.WriteRune(f)
		}
	}
	return strings.TrimSuffix(b.String(), " ")
}

// folded is a character as fold writes it.
func folded(r rune) string {
	if r >= 0 && int(r) < len(foldedLatin) {
		return foldedLatin[r]
	}
	return foldRune(r)
}

// foldedLatin are the characters that papers here are written with.
var foldedLatin = func() (t [0x250]string) {
	for r := range t {
		t[r] = foldRune(rune(r))
	}
	return t
}()

func foldRune(r rune) string {
	switch r {
	case 'œ', 'Œ':
		return "oe"
	case 'æ', 'Æ':
		return "ae"
	case 'ß':
		return "ss"
	}
	var b strings.Builder
	for _, d := range norm.NFKD.String(string(r)) {
		switch {
		case unicode.Is(unicode.Mn, d):
		case unicode.IsLetter(d) || unicode.IsDigit(d):
			b.WriteRune(unicode.ToLower(d))
		default:
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// span is a stretch of a text, in bytes.
type span struct{ from, to int }

// wordsIn are the stretches of a text that are words: letters and digits, and the
// accents that are written behind them.
func wordsIn(text string) []span {
	var out []span
	from := -1
	for i, r := range text {
		in := unicode.IsLetter(r) || unicode.IsDigit(r) || from >= 0 && unicode.Is(unicode.Mn, r)
		if in && from < 0 {
			from = i
		}
		if !in && from >= 0 {
			out = append(out, span{from, i})
			from = -1
		}
	}
	if from >= 0 {
		out = append(out, span{from, len(text)})
	}
	return out
}

// strokes writes a word by the strokes of its letters: what a reader takes for one
// another (rn and m, li and h, ti and u, 0 and o) is made of the same ones, so a word and
// its misreading often become the same. Why so and not otherwise: docs/adr/0018.
func strokes(word string) string { return strokesOf.Replace(word) }

var strokesOf = strings.NewReplacer("m", "iii", "n", "ii", "u", "ii", "h", "ii", "l", "i", "t", "i", "f", "i", "j", "i",
	"r", "i", "w", "vv", "d", "ci", "q", "g", "0", "o", "1", "i", "2", "z", "5", "s", "6", "b", "7", "i", "8", "b", "9", "g")

// oneOff are the words that differ from a word of small letters in one: another, one more
// or one less, or two neighbours changed over.
func oneOff(word string) []string {
	const alphabet = "abcdefghijklmnopqrstuvwxyz"
	seen := map[string]bool{word: true}
	var out []string
	add := func(parts ...string) {
		if v := strings.Join(parts, ""); !seen[v] {
			seen[v] = true
			out = append(out, v)
		}
	}
	for i := range len(word) + 1 {
		before, after := word[:i], word[i:]
		for _, l := range alphabet {
			add(before, string(l), after)
			if after != "" {
				add(before, string(l), after[1:])
			}
		}
		if after != "" {
			add(before, after[1:])
		}
		if len(after) > 1 {
			add(before, after[1:2], after[:1], after[2:])
		}
	}
	return out
}

// figures says whether a folded word is digits alone.
func figures(word string) bool {
	for i := range len(word) {
		if word[i] < '0' || word[i] > '9' {
			return false
		}
	}
	return word != ""
}

// letters says whether a folded word is a to z alone.
func letters(word string) bool {
	for i := range len(word) {
		if word[i] < 'a' || word[i] > 'z' {
			return false
		}
	}
	return word != ""
}
