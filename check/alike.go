package check

import "strings"

// SameButForLookalikes says that two readings of one reference differ in nothing but a
// letter that is taken for a digit: O and 0, I and 1.
func SameButForLookalikes(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if a[i] != b[i] && mrzPairs[a[i]] != b[i] &&
			(strings.IndexByte(zeroLike, a[i]) < 0 || strings.IndexByte(zeroLike, b[i]) < 0) {
			return false
		}
	}
	return true
}
