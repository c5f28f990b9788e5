package check

import "bordereau"

// ParseCreditorID accepts a SEPA creditor identifier (ICS): country 2, key 2,
// business code 3 (which the key leaves out), national part up to 28. Key by
// MOD 97-10 over the national part, country and key (EPC AT-02).
func ParseCreditorID(s string) (string, error) {
	v := Compact(s)
	if len(v) < 8 || len(v) > 35 || !allAlnum(v) || !Country(v[:2]) || !allDigits(v[2:4]) {
		return "", bordereau.Errorf(bordereau.Invalid, "Ce n'est pas un identifiant créancier SEPA")
	}
	if v[:2] == "FR" && (len(v) != 13 || !allAlnum(v[7:])) {
		return "", bordereau.Errorf(bordereau.Invalid, "Un identifiant créancier français a 13 caractères")
	}
	if r, ok := Mod97(v[7:] + v[:4]); !ok || r != 1 {
		return "", bordereau.Errorf(bordereau.Invalid, "La clé de l'identifiant créancier ne convient pas")
	}
	return v, nil
}

// ParseRF accepts a structured creditor reference (ISO 11649): RF, key 2, up to 21 characters.
func ParseRF(s string) (string, error) {
	v := Compact(s)
	if len(v) < 5 || len(v) > 25 || v[:2] != "RF" || !allAlnum(v) || !allDigits(v[2:4]) {
		return "", bordereau.Errorf(bordereau.Invalid, "Ce n'est pas une référence RF")
	}
	if r, ok := Mod97(v[4:] + v[:4]); !ok || r != 1 {
		return "", bordereau.Errorf(bordereau.Invalid, "La clé de la référence RF ne convient pas")
	}
	return v, nil
}
