package check

import (
	"fmt"
	"strings"

	"bordereau"
)

// IBAN is an account number that passed its country's structure and its key
// (ISO 13616). RIB is filled for France and Monaco, whose BBAN is a RIB.
type IBAN struct {
	Value   string // electronic form: capitals, no spaces
	Country string // ISO 3166-1 alpha-2, or XK
	BBAN    string
	RIB     *RIB
}

// Printed is the paper form, in groups of four.
func (i IBAN) Printed() string {
	var b strings.Builder
	for n := 0; n < len(i.Value); n += 4 {
		if n > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(i.Value[n:min(n+4, len(i.Value))])
	}
	return b.String()
}

// Masked hides all but the country, the key and the last four characters, for
// logs and lists.
func (i IBAN) Masked() string {
	if len(i.Value) < 8 {
		return "****"
	}
	return i.Value[:4] + strings.Repeat("*", len(i.Value)-8) + i.Value[len(i.Value)-4:]
}

// ParseIBAN accepts the electronic or the paper form. A French or Monegasque one
// must also carry a right RIB key: the two keys protect the same digits, so one
// wrong of the two is a wrong account.
func ParseIBAN(s string) (IBAN, error) {
	v := Compact(s)
	if len(v) < 5 || !allAlnum(v) {
		return IBAN{}, bordereau.Errorf(bordereau.Invalid, "Ce n'est pas un IBAN")
	}
	shape := ibanShape(v[:2])
	if shape == "" {
		return IBAN{}, bordereau.Errorf(bordereau.Invalid, "Le pays %s n'a pas d'IBAN", v[:2])
	}
	if len(v) != len(shape) {
		return IBAN{}, bordereau.Errorf(bordereau.Invalid, "Un IBAN %s a %d caractères, celui-ci en a %d", v[:2], len(shape), len(v))
	}
	for i := range len(v) {
		if !fits(v[i], shape[i]) {
			return IBAN{}, bordereau.Errorf(bordereau.Invalid, "Le caractère %c ne peut se trouver à la position %d d'un IBAN %s", v[i], i+1, v[:2])
		}
	}
	if !ibanKeyFits(v) {
		return IBAN{}, bordereau.Errorf(bordereau.Invalid, "La clé de l'IBAN ne convient pas")
	}
	iban := IBAN{Value: v, Country: v[:2], BBAN: v[4:]}
	if v[:2] == "FR" || v[:2] == "MC" {
		rib := RIB{Bank: v[4:9], Branch: v[9:14], Account: v[14:25], Key: v[25:27]}
		if !rib.Valid() {
			return IBAN{}, bordereau.Errorf(bordereau.Invalid, "La clé RIB contenue dans l'IBAN ne convient pas")
		}
		iban.RIB = &rib
	}
	return iban, nil
}

func ibanKeyFits(v string) bool {
	// Keys 00, 01 and 99 give the right remainder for some numbers, but are never issued.
	if k := v[2:4]; k < "02" || k > "98" {
		return false
	}
	r, ok := Mod97(v[4:] + v[:4])
	return ok && r == 1
}

// IBANKey is the key of a country's BBAN, two digits.
func IBANKey(country, bban string) (string, bool) {
	r, ok := Mod97(bban + country + "00")
	if !ok || len(country) != 2 {
		return "", false
	}
	return fmt.Sprintf("%02d", 98-r), true
}

// digitFor and letterFor say which digit or letter a reader meant when the other
// kind of character stands where only that kind can.
var (
	digitFor  = map[byte]byte{'O': '0', 'Q': '0', 'D': '0', 'I': '1', 'L': '1', '|': '1', '!': '1', 'Z': '2', 'A': '4', 'S': '5', '$': '5', 'G': '6', 'T': '7', 'B': '8'}
	letterFor = map[byte]byte{'0': 'O', '1': 'I', '2': 'Z', '4': 'A', '5': 'S', '$': 'S', '6': 'G', '7': 'T', '8': 'B', '|': 'I'}
	// lookalikes are pairs that readers confuse within and across the kinds.
	lookalikes = map[byte]string{
		'0': "O8DQ69", 'O': "0DQ", 'D': "0O", 'Q': "0O", '1': "7I4L", 'I': "1L", 'L': "1I", '2': "7Z", 'Z': "27",
		'3': "859", '4': "1A9", 'A': "4", '5': "6S38", 'S': "58", '6': "85G0", 'G': "6C", '7': "12T", 'T': "7",
		'8': "3B0695", 'B': "8", '9': "3804", 'C': "G", 'M': "N", 'N': "M", 'U': "V", 'V': "U", 'E': "F", 'F': "E", 'P': "R", 'R': "P",
	}
)

// letterForDigit says whether the key fits as well when a letter of a mixed part is
// the digit that it resembles. A letter counts as two digits (ISO 13616), so mod 97
// does not tell a digit taken for a letter as it tells one digit from another.
func letterForDigit(v []byte, shape string) bool {
	for i, was := range v {
		if shape[i] != 'c' || !isLetter(was) {
			continue
		}
		for d := byte('0'); d <= '9'; d++ {
			if strings.IndexByte(lookalikes[d], was) < 0 {
				continue
			}
			v[i] = d
			_, err := ParseIBAN(string(v))
			v[i] = was
			if err == nil {
				return true
			}
		}
	}
	return false
}

// ReadIBAN makes an IBAN of what a reader saw. A leading "IBAN" and separators
// fall away. A letter where the country's structure wants a digit (or the other
// way round) becomes its look-alike; that choice is the structure's, so the key
// still proves the result and repaired is false, unless the key also fits with a
// letter as the digit it resembles: then ok is false. If the key does not fit, the
// look-alikes of digits in mixed parts are taken for digits together, then every
// single look-alike is tried in turn, and one is taken only if it is the only one
// that fits: repaired is true, and the key proves nothing any more.
func ReadIBAN(raw string) (value string, repaired, ok bool) {
	s := Compact(strings.NewReplacer("-", "", ".", "", ":", "", ",", "", "_", "", "'", "").Replace(raw))
	for _, label := range []string{"IBAN", "1BAN", "LBAN", "|BAN"} {
		if rest, found := strings.CutPrefix(s, label); found && len(rest) > 4 {
			s = rest
			break
		}
	}
	if len(s) < 5 || len(s) > 40 {
		return "", false, false
	}
	v := []byte(s)
	for i := range 2 {
		if l, swap := letterFor[v[i]]; swap {
			v[i] = l
		}
	}
	shape := ibanShape(string(v[:2]))
	if len(shape) != len(v) {
		return "", false, false
	}
	for i := range v {
		switch {
		case fits(v[i], shape[i]):
		case shape[i] == 'n' && digitFor[v[i]] != 0:
			v[i] = digitFor[v[i]]
		case shape[i] == 'a' && letterFor[v[i]] != 0:
			v[i] = letterFor[v[i]]
		default:
			return "", false, false
		}
	}
	if _, err := ParseIBAN(string(v)); err == nil {
		if letterForDigit(v, shape) {
			return "", false, false
		}
		return string(v), false, true
	}
	// All letters of a mixed part that look like digits at once: printed accounts
	// rarely hold letters, and a reader that takes one 0 for O takes them all.
	numeric := append([]byte(nil), v...)
	for i := range numeric {
		if d := digitFor[numeric[i]]; d != 0 && shape[i] == 'c' {
			numeric[i] = d
		}
	}
	if _, err := ParseIBAN(string(numeric)); err == nil {
		return string(numeric), true, true
	}
	found := ""
	for i := 2; i < len(v); i++ {
		was := v[i]
		for _, c := range []byte(lookalikes[was]) {
			if !fits(c, shape[i]) {
				continue
			}
			v[i] = c
			if _, err := ParseIBAN(string(v)); err == nil {
				if found != "" {
					return "", false, false
				}
				found = string(v)
			}
		}
		v[i] = was
	}
	return found, found != "", found != ""
}
