package specimen

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// The keys are computed here and not by package check: what draws and what
// verifies must not share a mistake.

// ribKey is the key of bank, branch and account written one after the other, all
// in digits: what makes the 23 digits a multiple of 97.
func ribKey(digits string) string { return fmt.Sprintf("%02d", 97-mod97(digits+"00")) }

// ibanOf puts the check digits of ISO 13616 before a national number.
func ibanOf(country, bban string) string {
	return fmt.Sprintf("%s%02d%s", country, 98-mod97(bban+country+"00"), bban)
}

// leiOf puts the check digits of ISO 17442 behind eighteen characters.
func leiOf(body string) string { return fmt.Sprintf("%s%02d", body, 98-mod97(body+"00")) }

// mod97 reads letters as 10..35 (ISO 7064).
func mod97(s string) int {
	n := 0
	for _, c := range s {
		switch {
		case c >= '0' && c <= '9':
			n = (n*10 + int(c-'0')) % 97
		case c >= 'A' && c <= 'Z':
			n = (n*100 + int(c-'A') + 10) % 97
		}
	}
	return n
}

// luhn appends the digit that makes the sum of Luhn a multiple of ten.
func luhn(body string) string {
	sum := 0
	for i := range body {
		d := int(body[len(body)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return body + string(rune('0'+(10-sum%10)%10))
}

// rlmc is the key of a French cheque's code line, 01 to 97.
func rlmc(number, interbank, internal string) string {
	return fmt.Sprintf("%02d", 97-mod97(number+interbank+internal+"00"))
}

// mrzDigit is the check digit of ICAO 9303-3 §4.9.
func mrzDigit(s string) string {
	sum := 0
	for i, c := range s {
		v := 0
		switch {
		case c >= '0' && c <= '9':
			v = int(c - '0')
		case c >= 'A' && c <= 'Z':
			v = int(c-'A') + 10
		}
		sum += v * [3]int{7, 3, 1}[i%3]
	}
	return string(rune('0' + sum%10))
}

// mrzText writes a name in the letters of a machine-readable zone.
func mrzText(s string) string {
	var b strings.Builder
	for _, r := range strings.ToUpper(plain(s)) {
		switch {
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == ' ', r == '-':
			b.WriteByte('<')
		}
	}
	return b.String()
}

// fit fills with < or cuts to exactly n characters.
func fit(s string, n int) string { return (s + strings.Repeat("<", n))[:n] }

var accents = strings.NewReplacer("é", "e", "è", "e", "ê", "e", "ë", "e", "à", "a", "â", "a", "î", "i", "ï", "i",
	"ô", "o", "û", "u", "ù", "u", "ç", "c", "É", "E", "È", "E", "Ê", "E", "À", "A", "Ç", "C", "Î", "I", "Ô", "O")

func plain(s string) string { return accents.Replace(s) }

// spoil changes one digit of a value so that its key no longer fits.
func spoil(s string, at int) string {
	b := []byte(s)
	for i := range b {
		j := (at + i) % len(b)
		if b[j] >= '0' && b[j] <= '9' {
			b[j] = '0' + (b[j]-'0'+3)%10
			break
		}
	}
	return string(b)
}

// groups sets a value in groups of n characters.
func groups(s string, n int) string {
	var parts []string
	for len(s) > n {
		parts, s = append(parts, s[:n]), s[n:]
	}
	return strings.Join(append(parts, s), " ")
}

// figures writes cents as they stand on French paper: 1 237,56.
func figures(cents int64) string {
	s := fmt.Sprint(cents / 100)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + " " + s[i:]
	}
	return fmt.Sprintf("%s,%02d", s, cents%100)
}

// decimal writes cents in the canonical form.
func decimal(cents int64) string { return fmt.Sprintf("%d.%02d", cents/100, cents%100) }

// astray is a wrong amount near the right one, as slips of the pen make them.
func astray(r *rand.Rand, cents int64) int64 {
	if wrong := cents + pick(r, []int64{900, 9_000, -270, 10_000, -500}); wrong > 0 {
		return wrong
	}
	return cents + 900
}
