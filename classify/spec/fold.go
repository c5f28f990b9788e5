package spec

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold writes text in capitals without accents, everything but letters and
// digits as blanks: "N° d'identité" becomes "N  D IDENTITE".
func Fold(s string) string {
	ascii := true
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if !ascii {
		s = norm.NFD.String(ligatures.Replace(s))
	}
	b := make([]byte, 0, len(s))
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z':
			b = append(b, byte(r-'a'+'A'))
		case r >= 'A' && r <= 'Z' || r >= '0' && r <= '9':
			b = append(b, byte(r))
		case unicode.Is(unicode.Mn, r):
		default:
			b = append(b, ' ')
		}
	}
	return string(b)
}

var ligatures = strings.NewReplacer("œ", "oe", "Œ", "OE", "æ", "ae", "Æ", "AE", "ß", "ss")

// fold gives the words of a phrase.
func fold(s string) []string { return strings.Fields(Fold(s)) }

// letters is the set of characters of a word, one bit each: two words whose
// sets differ in more than 2n characters are more than n edits apart.
func letters(s string) uint64 {
	var m uint64
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 'A' && c <= 'Z':
			m |= 1 << (c - 'A')
		case c >= '0' && c <= '9':
			m |= 1 << (26 + c - '0')
		}
	}
	return m
}

// budget is how much may be wrong with a word of so many letters. An edit costs
// 2, or 1 where a character stands for one that looks like it.
func budget(n int) int {
	switch {
	case n <= 3:
		return 0
	case n <= 5:
		return 1
	case n <= 8:
		return 2
	case n <= 12:
		return 3
	}
	return 4
}

// Alike says whether a word may be a misreading of another; both are folded.
func Alike(word, read string) bool { return apart(word, read, budget(len(word))) <= budget(len(word)) }

// alike lists characters that recognisers take for each other.
var alike = func() (t [128][128]bool) {
	for _, group := range []string{"0OQDC", "1ILTJ", "5S", "8B", "2Z", "6G", "EF", "CGOE", "UV", "NMHR", "PR", "KX", "4A", "VY", "BE"} {
		for i := range group {
			for j := range group {
				t[group[i]][group[j]] = i != j
			}
		}
	}
	return t
}()

// ordinary words are close to words of cues and are never misreadings of them.
var ordinary = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`CHAQUE MANQUE METTRE LECTURE FRACTURE COMITE COMPTER CONTE VERTU VENTE MENTION PAYER
		PAYE PAGE PARIS PARTIE PORTE PORTER POSTE POSTAL ORDRES FACTEUR CULTURE RECLAME DECLARATION DATER TOTALE NOMBREUX
		SOCIETE BONJOUR MADAME MONSIEUR CLIENT CARTES VALEUR NOTRE VOTRE LEURS BANC VERSO VERS TIERS ENTRE CENTRE AUTRE`) {
		m[w] = true
	}
	return m
}()

// apart is the cost of reading b where a stands, or limit+1 when it is more than
// the limit. Both are folded words.
func apart(a, b string, limit int) int {
	if a == b {
		return 0
	}
	if d := len(a) - len(b); d*2 > limit || -d*2 > limit || len(b) > 63 {
		return limit + 1
	}
	var rows [2][64]int
	prev, cur := &rows[0], &rows[1]
	for j := 0; j <= len(b); j++ {
		prev[j] = 2 * j
	}
	for i := 1; i <= len(a); i++ {
		cur[0] = 2 * i
		least := cur[0]
		for j := 1; j <= len(b); j++ {
			sub := prev[j-1]
			if x, y := a[i-1], b[j-1]; x != y {
				if alike[x][y] {
					sub++
				} else {
					sub += 2
				}
			}
			cur[j] = min(sub, prev[j]+2, cur[j-1]+2)
			least = min(least, cur[j])
		}
		if least > limit {
			return limit + 1
		}
		prev, cur = cur, prev
	}
	return prev[len(b)]
}
