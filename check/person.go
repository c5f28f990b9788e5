package check

import (
	"fmt"
	"strconv"
	"strings"

	"bordereau"
)

// ParseNIR accepts a French social security number of 13 characters and its key:
// 97 - n mod 97, where the Corsican departments 2A and 2B count as 19 and 18. The
// number is sensitive: show it masked (MaskNIR), never store or index it.
func ParseNIR(s string) (string, error) {
	v := Compact(s)
	if len(v) != 15 {
		return "", bordereau.Errorf(bordereau.Invalid, "Un numéro de sécurité sociale a 15 caractères, clé comprise")
	}
	body := v[:13]
	switch v[5:7] {
	case "2A":
		body = v[:5] + "19" + v[7:13]
	case "2B":
		body = v[:5] + "18" + v[7:13]
	}
	if !allDigits(body) || !allDigits(v[13:]) || !strings.ContainsRune("123478", rune(v[0])) {
		return "", bordereau.Errorf(bordereau.Invalid, "Ce n'est pas un numéro de sécurité sociale")
	}
	r, _ := Mod97(body)
	if fmt.Sprintf("%02d", 97-r) != v[13:] {
		return "", bordereau.Errorf(bordereau.Invalid, "La clé du numéro de sécurité sociale ne convient pas")
	}
	return v, nil
}

// MaskNIR keeps the sex and the year of birth and hides the rest.
func MaskNIR(v string) string {
	v = Compact(v)
	if len(v) < 5 {
		return strings.Repeat("*", len(v))
	}
	return v[:3] + strings.Repeat("*", len(v)-3)
}

// ParseSPI accepts a French tax number: 13 digits, the first 0 to 3, the last three
// the first ten modulo 511.
func ParseSPI(s string) (string, error) {
	v := Compact(s)
	if len(v) != 13 || !allDigits(v) || v[0] > '3' {
		return "", bordereau.Errorf(bordereau.Invalid, "Un numéro fiscal a 13 chiffres et commence par 0, 1, 2 ou 3")
	}
	n, err := strconv.ParseInt(v[:10], 10, 64)
	if err != nil || fmt.Sprintf("%03d", n%511) != v[10:] {
		return "", bordereau.Errorf(bordereau.Invalid, "La clé du numéro fiscal ne convient pas")
	}
	return v, nil
}
