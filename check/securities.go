package check

import (
	"strconv"
	"strings"

	"bordereau"
)

// ParseISIN accepts a security's number (ISO 6166): prefix 2 letters, 9 characters,
// Luhn digit over the digits that letters expand to.
func ParseISIN(s string) (string, error) {
	v := Compact(s)
	if len(v) != 12 || !allAlnum(v) || !isLetter(v[0]) || !isLetter(v[1]) || !isDigit(v[11]) {
		return "", bordereau.Errorf(bordereau.Invalid, "Un ISIN a deux lettres, neuf caractères et un chiffre de contrôle")
	}
	var b strings.Builder
	for i := range len(v) {
		if isDigit(v[i]) {
			b.WriteByte(v[i])
		} else {
			b.WriteString(strconv.Itoa(int(v[i]-'A') + 10))
		}
	}
	if !Luhn(b.String()) {
		return "", bordereau.Errorf(bordereau.Invalid, "Le chiffre de contrôle de l'ISIN ne convient pas")
	}
	return v, nil
}

// ParseLEI accepts a legal entity identifier (ISO 17442): 18 characters and two
// digits by MOD 97-10.
func ParseLEI(s string) (string, error) {
	v := Compact(s)
	if len(v) != 20 || !allAlnum(v) || !allDigits(v[18:]) {
		return "", bordereau.Errorf(bordereau.Invalid, "Un LEI a 20 caractères")
	}
	if r, ok := Mod97(v); !ok || r != 1 {
		return "", bordereau.Errorf(bordereau.Invalid, "La clé du LEI ne convient pas")
	}
	return v, nil
}
