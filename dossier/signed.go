package dossier

import (
	"fmt"
	"slices"
	"strings"

	"bordereau"
	"bordereau/check"
)

// RuleSigned names the check of what a signed code says against the customers.
const RuleSigned = "dossier_signed"

// The fields of a 2D-Doc that speak of its holder (specification 3.3.0).
var (
	signedNames   = []string{"10", "30", "46", "62"}
	signedAddress = []string{"22", "24", "25"}
)

const (
	signedGiven, signedSurname = "60", "62"
	signedIBAN, signedBirth    = "31", "69"
	signedWhole                = "4Y" // an address in one field
)

// signed holds what a code under a valid signature says against the dossier: the issuer
// vouches for it, so what differs is no misreading. It asks papers that speak of the
// customer; an account may be with another bank.
func (v *verification) signed() {
	if v.u.Value("code2d_signature") != "valid" || !v.claim.mustName {
		return
	}
	who, name := v.signedHolder()
	switch {
	case name == "":
		return
	case who == nil:
		v.say(RuleSigned, bordereau.Failed, fmt.Sprintf("Le code signé est au nom de « %s », qui n'est celui d'aucun client du dossier", name), "code2d_signature")
		return
	}
	var differs []string
	if born := v.code(signedBirth); born != "" && who.BirthDate != "" && born != who.BirthDate {
		differs = append(differs, "la date de naissance "+born)
	}
	if iban := v.code(signedIBAN); iban != "" && v.claim.mustIBAN && !opens(v.kind) && !v.holds(iban) {
		differs = append(differs, "un compte qui n'est pas le sien")
	}
	if address := v.signedAddress(); address != "" && who.Address != "" && !among(addressWords(address), addressWords(who.Address)) {
		differs = append(differs, fmt.Sprintf("l'adresse « %s »", address))
	}
	if len(differs) > 0 {
		v.say(RuleSigned, bordereau.Failed, "Le code signé ne dit pas ce que le dossier sait du client "+who.Ref+" : "+strings.Join(differs, " ; "), "code2d_signature")
		return
	}
	v.say(RuleSigned, bordereau.Passed, "Le code signé dit ce que le dossier sait du client "+who.Ref, "code2d_signature")
}

func (v *verification) code(id string) string { return v.u.Value("code2d_" + id) }

// signedHolder is the customer whom a code names, and the name.
func (v *verification) signedHolder() (*Customer, string) {
	name := ""
	for _, id := range signedNames {
		if value := v.code(id); value != "" && check.Fold(value) != "" && strings.ContainsFunc(value, isLetter) {
			name = value
			break
		}
	}
	if given := v.code(signedGiven); given != "" && v.code(signedSurname) != "" {
		name = v.code(signedSurname) + " " + given
	}
	if name == "" {
		return nil, ""
	}
	for i := range v.customers {
		if v.customers[i].closest([]string{name}).Score >= check.CloseName {
			return &v.customers[i], name
		}
	}
	return nil, name
}

func isLetter(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' }

func (v *verification) signedAddress() string {
	var parts []string
	for _, id := range signedAddress {
		if s := v.code(id); s != "" {
			parts = append(parts, s)
		}
	}
	if len(parts) == 0 {
		return v.code(signedWhole)
	}
	return strings.Join(parts, " ")
}

// holds says whether an account is one of the customers'.
func (v *verification) holds(iban string) bool {
	return slices.ContainsFunc(v.accounts, func(a Account) bool {
		return a.IBAN == check.Compact(iban) && slices.ContainsFunc(v.customers, func(c Customer) bool { return slices.Contains(a.Holders, c.Ref) })
	})
}

// among says that all words of one text stand in another.
func among(words, text []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(text, w) })
}
