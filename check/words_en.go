package check

var (
	enSmall = map[string]int64{
		"ONE": 1, "TWO": 2, "THREE": 3, "FOUR": 4, "FIVE": 5, "SIX": 6, "SEVEN": 7, "EIGHT": 8, "NINE": 9, "TEN": 10, "ELEVEN": 11,
		"TWELVE": 12, "THIRTEEN": 13, "FOURTEEN": 14, "FIFTEEN": 15, "SIXTEEN": 16, "SEVENTEEN": 17, "EIGHTEEN": 18, "NINETEEN": 19, "A": 1,
	}
	enTens = map[string]int64{
		"TWENTY": 20, "THIRTY": 30, "FORTY": 40, "FOURTY": 40, "FIFTY": 50, "SIXTY": 60, "SEVENTY": 70, "EIGHTY": 80, "NINETY": 90,
	}
	enScale = []struct {
		word  string
		value int64
	}{{"BILLION", 1e9}, {"MILLION", 1e6}, {"THOUSAND", 1e3}}
	english = tongue{vocabulary: enVocabulary(), parse: parseEnglish}
)

func enVocabulary() map[string]bool {
	v := wordSet("ZERO HUNDRED AND EURO EUROS DOLLAR DOLLARS POUND POUNDS CENT CENTS PENCE")
	for w := range enSmall {
		if w != "A" { // a bare A inside a run-together word is noise
			v[w] = true
		}
	}
	for w := range enTens {
		v[w] = true
	}
	for _, s := range enScale {
		v[s.word] = true
	}
	return v
}

func parseEnglish(w []string) (int64, int) {
	if len(w) > 0 && w[0] == "ZERO" {
		return 0, 1
	}
	var total int64
	used := 0
	for _, s := range enScale {
		n, k := enHundreds(w[used:])
		if rest := w[used+k:]; k > 0 && len(rest) > 0 && rest[0] == s.word {
			total += n * s.value
			used += k + 1
			// "two thousand and five"
			if used < len(w) && w[used] == "AND" {
				if _, l := enHundreds(w[used+1:]); l > 0 && !enFraction(w[used+1+l:]) {
					used++
				}
			}
		}
	}
	n, k := enHundreds(w[used:])
	return total + n, used + k
}

// enFraction says that what was just read were the cents ("and fifty cents").
func enFraction(rest []string) bool { return len(rest) > 0 && subunits[rest[0]] }

func enHundreds(w []string) (int64, int) {
	n, k := enTensUnits(w)
	if k == 0 || k >= len(w) || w[k] != "HUNDRED" {
		return n, k
	}
	n, k = n*100, k+1
	j := k
	if j < len(w) && w[j] == "AND" {
		j++
	}
	if rest, l := enTensUnits(w[j:]); l > 0 && !(j > k && enFraction(w[j+l:])) {
		return n + rest, j + l
	}
	return n, k
}

func enTensUnits(w []string) (int64, int) {
	if len(w) == 0 {
		return 0, 0
	}
	if t, ok := enTens[w[0]]; ok {
		if len(w) > 1 {
			if u, ok := enSmall[w[1]]; ok && u < 10 && w[1] != "A" {
				return t + u, 2
			}
		}
		return t, 1
	}
	if u, ok := enSmall[w[0]]; ok {
		return u, 1
	}
	return 0, 0
}
