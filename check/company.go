package check

import (
	"fmt"
	"strings"

	"bordereau"
)

// ParseSIREN accepts the nine digits of a company (Luhn), spaces aside.
func ParseSIREN(s string) (string, error) {
	v := Compact(s)
	if len(v) != 9 || !allDigits(v) {
		return "", bordereau.Errorf(bordereau.Invalid, "Un SIREN a neuf chiffres")
	}
	if !Luhn(v) {
		return "", bordereau.Errorf(bordereau.Invalid, "La clé du SIREN ne convient pas")
	}
	return v, nil
}

const laPoste = "356000000"

// ParseSIRET accepts the fourteen digits of an establishment. The Luhn digit must
// fit, except for La Poste, whose many branches have outgrown it: there the sum of
// the digits is a multiple of 5 (its head office alone keeps to Luhn).
func ParseSIRET(s string) (string, error) {
	v := Compact(s)
	if len(v) != 14 || !allDigits(v) {
		return "", bordereau.Errorf(bordereau.Invalid, "Un SIRET a quatorze chiffres")
	}
	if Luhn(v) && Luhn(v[:9]) {
		return v, nil
	}
	if strings.HasPrefix(v, laPoste) {
		sum := 0
		for i := range len(v) {
			sum += int(v[i] - '0')
		}
		if sum%5 == 0 {
			return v, nil
		}
	}
	return "", bordereau.Errorf(bordereau.Invalid, "La clé du SIRET ne convient pas")
}

// vatAlphabet are the characters of a French VAT key: O and I are left out.
const vatAlphabet = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"

// ParseVATFR accepts a French intra-community VAT number, FR, a key of two
// characters and a SIREN. A numeric key is (12 + 3·(SIREN mod 97)) mod 97; keys with
// letters follow the administration's second scheme, modulo 11. Monegasque numbers
// (000 after the key) hold no SIREN.
func ParseVATFR(s string) (string, error) {
	v := Compact(s)
	if len(v) != 13 || v[:2] != "FR" || !allDigits(v[4:]) {
		return "", bordereau.Errorf(bordereau.Invalid, "Un numéro de TVA français a FR, deux caractères de clé et neuf chiffres")
	}
	a, b := strings.IndexByte(vatAlphabet, v[2]), strings.IndexByte(vatAlphabet, v[3])
	if a < 0 || b < 0 {
		return "", bordereau.Errorf(bordereau.Invalid, "La clé d'un numéro de TVA n'a ni O ni I")
	}
	if v[4:7] != "000" && !Luhn(v[4:]) {
		return "", bordereau.Errorf(bordereau.Invalid, "Le SIREN du numéro de TVA ne convient pas")
	}
	siren := 0
	for i := 4; i < len(v); i++ {
		siren = siren*10 + int(v[i]-'0')
	}
	fit := false
	switch {
	case a < 10 && b < 10:
		fit = a*10+b == (12+3*(siren%97))%97
	case a < 10:
		n := a*24 + b - 10
		fit = (siren+1+n/11)%11 == n%11
	default:
		n := a*34 + b - 100
		fit = (siren+1+n/11)%11 == n%11
	}
	if !fit {
		return "", bordereau.Errorf(bordereau.Invalid, "La clé du numéro de TVA ne convient pas")
	}
	return v, nil
}

// VATKeyFR is the numeric key of a SIREN's VAT number.
func VATKeyFR(siren string) (string, bool) {
	if len(siren) != 9 || !allDigits(siren) {
		return "", false
	}
	r, _ := Mod97(siren)
	return fmt.Sprintf("%02d", (12+3*r)%97), true
}
