package check

import (
	"fmt"
	"strings"

	"bordereau"
)

// RIB is a French domestic account number: bank 5, branch 5, account 11 (digits
// and letters), key 2.
type RIB struct {
	Bank, Branch, Account, Key string
}

func (r RIB) String() string {
	return strings.Join([]string{r.Bank, r.Branch, r.Account, r.Key}, " ")
}

// RIBKey is 97 - (89·bank + 15·branch + 3·account) mod 97. Letters of the account
// count as digits: A and J 1, B K S 2, ... I R Z 9. ok is false where a part has
// not its length or its characters.
func RIBKey(bank, branch, account string) (key string, ok bool) {
	if len(bank) != 5 || len(branch) != 5 || len(account) != 11 || !allDigits(bank) || !allDigits(branch) || !allAlnum(account) {
		return "", false
	}
	mod := func(s string) int {
		r := 0
		for i := range len(s) {
			d := 0
			switch c := s[i]; {
			case isDigit(c):
				d = int(c - '0')
			case c <= 'I':
				d = int(c-'A') + 1
			case c <= 'R':
				d = int(c-'J') + 1
			default:
				d = int(c-'S') + 2
			}
			r = (r*10 + d) % 97
		}
		return r
	}
	return fmt.Sprintf("%02d", 97-(89*mod(bank)+15*mod(branch)+3*mod(account))%97), true
}

// Valid says whether the key fits.
func (r RIB) Valid() bool {
	key, ok := RIBKey(r.Bank, r.Branch, r.Account)
	return ok && key == r.Key
}

// IBAN is the IBAN of this account in the country FR or MC.
func (r RIB) IBAN(country string) (IBAN, error) {
	bban := r.Bank + r.Branch + r.Account + r.Key
	key, ok := IBANKey(country, bban)
	if !ok {
		return IBAN{}, bordereau.Errorf(bordereau.Invalid, "Ce n'est pas un RIB")
	}
	return ParseIBAN(country + key + bban)
}

// Numeric says that the account holds no letters. With a right key such an
// account's French IBAN always begins with FR76, so that IBAN key and RIB key
// are one check, not two.
func (r RIB) Numeric() bool { return allDigits(r.Account) }

// ParseRIB accepts the 23 characters with or without spaces and checks the key.
func ParseRIB(s string) (RIB, error) {
	v := Compact(s)
	if len(v) != 23 || !allAlnum(v) {
		return RIB{}, bordereau.Errorf(bordereau.Invalid, "Un RIB a 23 caractères : banque 5, guichet 5, compte 11, clé 2")
	}
	r := RIB{Bank: v[:5], Branch: v[5:10], Account: v[10:21], Key: v[21:]}
	if !allDigits(r.Bank) || !allDigits(r.Branch) || !allDigits(r.Key) {
		return RIB{}, bordereau.Errorf(bordereau.Invalid, "Banque, guichet et clé d'un RIB n'ont que des chiffres")
	}
	if !r.Valid() {
		return RIB{}, bordereau.Errorf(bordereau.Invalid, "La clé RIB ne convient pas")
	}
	return r, nil
}

// IBANAgreesWithRIB says whether an IBAN and a RIB printed elsewhere name the
// same account, by the characters themselves and not by their keys.
func IBANAgreesWithRIB(i IBAN, r RIB) bool {
	return i.RIB != nil && *i.RIB == r
}
