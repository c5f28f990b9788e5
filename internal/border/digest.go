package border

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// ParseContentDigest reads the sha-256 of a Content-Digest field (RFC 9530 §2),
// a dictionary of structured fields (RFC 8941 §3.2), as lower case hex. Other
// algorithms are passed over; "" says that there is no sha-256. A damaged field
// is an error: a sender who wanted to be checked must not go unchecked.
func ParseContentDigest(field string) (string, error) {
	bad := Malformed("L'empreinte n'a pas pu être comprise : écrivez-la sha-256=:base64:.")
	bad.Pointer = "Content-Digest"
	if len(field) > 4096 {
		return "", bad
	}
	found := ""
	for rest := strings.Trim(field, " \t"); rest != ""; {
		key, after, ok := strings.Cut(rest, "=:")
		if !ok || !dictionaryKey(key) {
			return "", bad
		}
		value, after, ok := strings.Cut(after, ":")
		if !ok {
			return "", bad
		}
		raw, err := base64.StdEncoding.Strict().DecodeString(value)
		if err != nil {
			return "", bad
		}
		if key == "sha-256" {
			if len(raw) != sha256.Size {
				return "", bad
			}
			found = hex.EncodeToString(raw) // the last one counts, RFC 8941 §3.2
		}
		rest = strings.TrimLeft(after, " \t")
		if rest == "" {
			break
		}
		if rest[0] != ',' {
			return "", bad
		}
		if rest = strings.TrimLeft(rest[1:], " \t"); rest == "" {
			return "", bad
		}
	}
	return found, nil
}

func dictionaryKey(s string) bool {
	for i, r := range s {
		switch {
		case r >= 'a' && r <= 'z', r == '*':
		case i > 0 && (r >= '0' && r <= '9' || r == '_' || r == '-' || r == '.'):
		default:
			return false
		}
	}
	return s != ""
}
