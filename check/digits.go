package check

import (
	"strings"
	"unicode"
)

// Compact removes what people and printers put between the characters of a
// reference (all white space, NBSP and NNBSP included) and writes capitals.
func Compact(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' {
			return -1
		}
		return unicode.ToUpper(r)
	}, s)
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c >= 'A' && c <= 'Z' }

func allDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

func allAlnum(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) && !isLetter(s[i]) {
			return false
		}
	}
	return s != ""
}

// Mod97 is the remainder by 97 of the number that s spells when every letter is
// replaced by two digits, A=10 to Z=35 (ISO 7064, MOD 97-10). ok is false when s
// is empty or holds anything but 0-9 and A-Z.
func Mod97(s string) (remainder int, ok bool) {
	if !allAlnum(s) {
		return 0, false
	}
	r := 0
	for i := range len(s) {
		if c := s[i]; isDigit(c) {
			r = (r*10 + int(c-'0')) % 97
		} else {
			r = (r*100 + int(c-'A') + 10) % 97
		}
	}
	return r, true
}

// Luhn says whether the last digit of s is its Luhn digit (ISO/IEC 7812-1, annex B).
func Luhn(s string) bool {
	if len(s) < 2 || !allDigits(s) {
		return false
	}
	return luhnSum(s)%10 == 0
}

// LuhnDigit is the digit that has to follow s.
func LuhnDigit(s string) (byte, bool) {
	if !allDigits(s) {
		return 0, false
	}
	return '0' + byte((10-luhnSum(s+"0")%10)%10), true
}

func luhnSum(s string) int {
	sum := 0
	for i := range len(s) {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum
}
