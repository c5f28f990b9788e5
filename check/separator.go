package check

import (
	"regexp"
	"strings"
)

const (
	separatorMark = "BORDEREAU/SEPARATEUR/1/"
	dossierMark   = "BORDEREAU/DOSSIER/1/"
)

var reference = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9 ._/-]{0,63}$`)

// SeparatorText is what the QR code of a separator sheet says; empty where the reference
// of the dossier cannot be one: 1 to 64 letters, digits, blanks and . _ / -
func SeparatorText(dossier string) string {
	if !reference.MatchString(dossier) {
		return ""
	}
	return separatorMark + dossier
}

// ParseSeparator reads the dossier out of it.
func ParseSeparator(text string) (dossier string, ok bool) {
	ref, ok := strings.CutPrefix(text, separatorMark)
	return ref, ok && reference.MatchString(ref)
}

// DossierText is what the code printed on a paper of a dossier says, QR or Code 128; empty
// where the reference cannot be one.
func DossierText(dossier string) string {
	if !reference.MatchString(dossier) {
		return ""
	}
	return dossierMark + dossier
}

// ParseDossier reads the dossier out of it.
func ParseDossier(text string) (dossier string, ok bool) {
	ref, ok := strings.CutPrefix(text, dossierMark)
	return ref, ok && reference.MatchString(ref)
}
