package check

import (
	"strings"

	"bordereau"
)

// References are the kinds that ReadReference knows: what can stand at each position (n
// digit, a letter, c either, b either and outside the key; the last of an open shape repeats) and the check that holds
// the key.
var references = map[string]struct {
	shape string
	open  bool // as long as it is printed
	parse func(string) (string, error)
}{
	"siren":       {"nnnnnnnnn", false, ParseSIREN},
	"siret":       {"nnnnnnnnnnnnnn", false, ParseSIRET},
	"vat_fr":      {"aaccnnnnnnnnn", false, ParseVATFR},
	"creditor_id": {"aannbbbc", true, ParseCreditorID},
	"rf":          {"aannc", true, ParseRF},
	"isin":        {"aacccccccccn", false, ParseISIN},
	"lei":         {"ccccccccccccccccccnn", false, ParseLEI},
	"tax_number":  {"nnnnnnnnnnnnn", false, ParseSPI},
	"nir":         {"nnnnnncnnnnnnnn", false, ParseNIR},
}

// ReadReference makes a reference of what a reader saw, as ReadIBAN does an IBAN: a letter
// where only a digit can stand becomes its look-alike, which the key still proves, unless it
// fits with another look-alike as well (ok is then false). Where the key does not fit, the
// only look-alike that makes it fit is taken: repaired is true, and the key proves nothing
// any more. Kinds: siren, siret, vat_fr, creditor_id, rf, isin, lei, tax_number, nir.
func ReadReference(kind, raw string) (value string, repaired, ok bool) {
	r, known := references[kind]
	v := []byte(Compact(strings.NewReplacer("-", "", ".", "", ":", "", ",", "", "_", "", "'", "", "/", "").Replace(raw)))
	if !known || len(v) < len(r.shape) || len(v) > 40 || !r.open && len(v) != len(r.shape) {
		return "", false, false
	}
	class := func(i int) byte { return r.shape[min(i, len(r.shape)-1)] }
	for i, c := range v {
		switch {
		case fits(c, class(i)):
		case class(i) == 'n' && digitFor[c] != 0:
			v[i] = digitFor[c]
		case class(i) == 'a' && letterFor[c] != 0:
			v[i] = letterFor[c]
		default:
			return "", false, false
		}
	}
	_, err := r.parse(string(v))
	var others []string
	for i, was := range v {
		if err == nil && (class(i) != 'c' || isDigit(was)) { // what is told by these keys for sure
			continue
		}
		for _, c := range []byte(lookalikes[was]) {
			if !fits(c, class(i)) || err == nil && isLetter(c) {
				continue
			}
			v[i] = c
			if _, err := r.parse(string(v)); err == nil {
				others = append(others, string(v))
			}
		}
		v[i] = was
	}
	switch {
	case err == nil:
		return string(v), false, len(others) == 0
	case len(others) == 1:
		return others[0], true, true
	}
	return "", false, false
}

// mandateCharacters may stand in a mandate reference (EPC rulebook, AT-01).
const mandateCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+?/-:().,' "

// ParseMandateReference accepts a unique mandate reference (RUM): up to 35 characters of
// the SEPA set, no slash at its ends and no two together. It has no key: that it parses
// proves nothing.
func ParseMandateReference(s string) (string, error) {
	v := strings.Join(strings.Fields(s), " ")
	if v == "" || len(v) > 35 {
		return "", bordereau.Errorf(bordereau.Invalid, "Une référence unique de mandat a 1 à 35 caractères")
	}
	for i := range len(v) {
		if strings.IndexByte(mandateCharacters, v[i]) < 0 {
			return "", bordereau.Errorf(bordereau.Invalid, "Une référence unique de mandat ne peut contenir ce caractère")
		}
	}
	if strings.HasPrefix(v, "/") || strings.HasSuffix(v, "/") || strings.Contains(v, "//") {
		return "", bordereau.Errorf(bordereau.Invalid, "Une référence unique de mandat ne commence ni ne finit par une barre, et n'en a pas deux de suite")
	}
	return v, nil
}
