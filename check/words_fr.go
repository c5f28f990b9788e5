package check

import "strings"

var (
	frSmall = map[string]int64{
		"UN": 1, "UNE": 1, "DEUX": 2, "TROIS": 3, "QUATRE": 4, "CINQ": 5, "SIX": 6, "SEPT": 7, "HUIT": 8, "NEUF": 9, "DIX": 10,
		"ONZE": 11, "DOUZE": 12, "TREIZE": 13, "QUATORZE": 14, "QUINZE": 15, "SEIZE": 16,
	}
	frTens = map[string]int64{
		"VINGT": 20, "VINGTS": 20, "TRENTE": 30, "QUARANTE": 40, "CINQUANTE": 50, "SOIXANTE": 60,
		"SEPTANTE": 70, "HUITANTE": 80, "OCTANTE": 80, "NONANTE": 90,
	}
	frScale = []struct {
		words map[string]bool
		value int64
	}{
		{wordSet("MILLIARD MILLIARDS"), 1e9}, {wordSet("MILLION MILLIONS"), 1e6}, {wordSet("MILLE MIL MILLES"), 1e3},
	}
	french = tongue{vocabulary: frVocabulary(), parse: parseFrench}
)

func frVocabulary() map[string]bool {
	v := wordSet("ZERO CENT CENTS ET EURO EUROS CENTIME CENTIMES DINAR DINARS MILLIME MILLIMES FRANC FRANCS DOLLAR DOLLARS VIRGULE")
	for w := range frSmall {
		v[w] = true
	}
	for w := range frTens {
		v[w] = true
	}
	for _, s := range frScale {
		for w := range s.words {
			v[w] = true
		}
	}
	return v
}

// parseFrench takes milliards, millions, mille and the rest in falling order.
func parseFrench(w []string) (int64, int) {
	if len(w) > 0 && w[0] == "ZERO" {
		return 0, 1
	}
	var total int64
	used := 0
	for _, s := range frScale {
		n, k := frHundreds(w[used:])
		rest := w[used+k:]
		switch {
		case k > 0 && len(rest) > 0 && s.words[rest[0]]:
			total += n * s.value
			used += k + 1
		case k == 0 && s.value == 1e3 && len(w) > used && s.words[w[used]]: // a bare "mille"
			total += s.value
			used++
		}
	}
	n, k := frHundreds(w[used:])
	return total + n, used + k
}

// frHundreds takes a number below 1000, or eleven to nineteen hundred.
func frHundreds(w []string) (int64, int) {
	hundred := func(i int) bool { return i < len(w) && (w[i] == "CENT" || w[i] == "CENTS") }
	n, k := frTensUnits(w)
	switch {
	case k == 0 && hundred(0):
		n, k = 100, 1
	case k > 0 && n <= 19 && n != 10 && hundred(k):
		n, k = n*100, k+1
	default:
		return n, k
	}
	j := k
	if j < len(w) && w[j] == "ET" { // "cent et un"; before a currency "et" is not ours
		j++
	}
	if rest, l := frTensUnits(w[j:]); l > 0 {
		return n + rest, j + l
	}
	return n, k
}

// frTensUnits takes 1 to 99.
func frTensUnits(w []string) (int64, int) {
	at := func(i int) string {
		if i < len(w) {
			return w[i]
		}
		return ""
	}
	ten := int64(0)
	k := 0
	if at(0) == "QUATRE" && strings.HasPrefix(at(1), "VINGT") {
		ten, k = 80, 2
	} else if t, ok := frTens[at(0)]; ok {
		ten, k = t, 1
	}
	if k == 0 {
		if at(0) == "DIX" {
			if u := frSmall[at(1)]; u >= 7 && u <= 9 {
				return 10 + u, 2
			}
		}
		if u, ok := frSmall[at(0)]; ok {
			return u, 1
		}
		return 0, 0
	}
	j := k
	if at(j) == "ET" {
		j++
	}
	u, ok := frSmall[at(j)]
	switch {
	case !ok, u >= 10 && ten != 60 && ten != 80:
		return ten, k
	case j > k && ten == 80 && at(j) == "CENT":
		return ten, k
	}
	l := j + 1
	if at(j) == "DIX" {
		if v := frSmall[at(l)]; v >= 7 && v <= 9 {
			u, l = u+v, l+1
		}
	}
	return ten + u, l
}
