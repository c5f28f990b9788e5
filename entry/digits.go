package entry

import (
	"fmt"
	"strings"
)

// confused are the digits that readers take for each other.
const confused = "17 71 38 83 56 65 06 60 08 80 68 86 49 94 35 53 27 72"

// mistaken says how easily an amount is taken for another, and in what way; the
// reason is French and empty where it is none that is known.
func mistaken(truth, read int64) (Cause, float64, string) {
	t, r := fmt.Sprintf("%03d", truth), fmt.Sprintf("%03d", read)
	switch {
	case truth == read:
	case len(t) == len(r):
		from := 0
		for t[from] == r[from] {
			from++
		}
		switch {
		case t[from+1:] == r[from+1:]:
			pair := t[from:from+1] + r[from:from+1]
			often := oddsDigit
			if strings.Contains(confused, pair) {
				often = oddsConfused
			}
			return CauseDigit, often, fmt.Sprintf("un %c lu %c", pair[0], pair[1])
		case from+1 < len(t) && t[from] == r[from+1] && t[from+1] == r[from] && t[from+2:] == r[from+2:]:
			return CauseSwapped, oddsSwapped, "deux chiffres inversés"
		}
	case read == 10*truth || read == 100*truth || truth == 10*read || truth == 100*read:
		return CauseDigit, oddsComma, "virgule déplacée"
	case len(t) == len(r)+1 && without(t, r):
		return CauseDigit, oddsLost, "un chiffre perdu"
	case len(r) == len(t)+1 && without(r, t):
		return CauseDigit, oddsLost, "un chiffre de trop"
	}
	return "", oddsAnything, ""
}

// without says that the long number without one of its digits is the short one.
func without(long, short string) bool {
	for i := range long {
		if long[:i]+long[i+1:] == short {
			return true
		}
	}
	return false
}
