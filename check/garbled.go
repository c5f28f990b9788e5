package check

import (
	"slices"
	"strings"
)

// How well what was read has to agree with a name. An impostor is somebody else's name;
// these are set so that of drawn ones less than one in 10,000 agrees with what is read of
// a hand, and no relative of the payee and no company that has another word in its name
// (`go run ./test/bench payees`).
const (
	garbledName = 0.15 // cost a letter of the whole name
	garbledWord = 0.2  // cost a letter of each of its words
	mostWord    = 1.5  // of a word, however long: two letters that look alike, or are lost
	shortWord   = 0.11 // of one of five letters at most: many names differ from it in a letter
	otherForm   = 0.5  // by how much another legal form has to cost more
)

// Costs of what happens to letters on the way through a hand and a recogniser.
const (
	costOther = 1.0 // a letter taken for any other
	costAlike = 0.6 // for one that looks like it
	costLost  = 0.7
	costThin  = 0.4 // an I or L lost or added
	costAdded = 0.8
	costEnd   = 1.5 // the last letter of a word lost, or one added behind it: Louis and Louise
)

// alike are the letters that are taken for each other.
var alike = []string{"OQDCGAUE", "ILTJ", "MNHWUR", "VUYW", "BSG", "EFC", "PDR", "KRX", "GZS", "RCV", "TF", "ZY", "HKB", "GYQ"}

var lookAlike = func() (t [26][26]bool) {
	for _, group := range alike {
		for _, a := range group {
			for _, b := range group {
				t[a-'A'][b-'A'] = true
			}
		}
	}
	return t
}()

var civilities = []string{"", "M", "MR", "MME", "MLLE", "MONSIEUR", "MADAME", "MADEMOISELLE"}

// GarbledName says whether what was read of handwriting is this name and hardly another
// one: each of its words is there, surname or given names first, with no more letters
// misread than a hand explains. It is for a name that is expected; nobody is to be found
// by it. A legal form is the name's own, and not nearly another.
func GarbledName(read, name string) bool {
	letters := garbledLetters(read)
	var words []string
	for _, w := range nameWords(name) {
		if w = asLetters.Replace(w); w != "&" {
			words = append(words, w)
		}
	}
	for len(words) > 1 && (titles[words[0]] || words[0] == "M") {
		words = words[1:]
	}
	if len(words) < 2 || len(letters) > 120 || !mayBe(letters, strings.Join(words, "")) {
		return false
	}
	if at := slices.IndexFunc(words, func(w string) bool { return forms[w] }); at >= 0 {
		return garbledCompany(letters, slices.Delete(slices.Clone(words), at, at+1), words[at])
	}
	for turn := range words {
		turned := append(slices.Clone(words[turn:]), words[:turn]...)
		for _, civility := range civilities {
			if all, worst := garbledCost(letters, civility, turned, ""); all <= garbledName && worst <= 1 {
				return true
			}
		}
	}
	return false
}

// mayBe says whether what was read has enough of a name's letters to be worth laying
// along it: each that is not there costs something.
func mayBe(letters, name string) bool {
	var there [26]int
	for _, c := range letters {
		there[c-'A']++
	}
	missing := 0
	for _, c := range name {
		if there[c-'A']--; there[c-'A'] < 0 {
			missing++
		}
	}
	return len(letters) > 0 && costThin*float64(missing) <= garbledName*float64(len(name))
}

// garbledCompany holds a name without its legal form, and the form behind or before it.
func garbledCompany(letters string, words []string, form string) bool {
	cost := func(form string) (sum, all, worst float64) {
		all, worst = garbledCost(letters, "", words, form)
		if a, w := garbledCost(letters, form, words, ""); a < all {
			all, worst = a, w
		}
		return all * float64(len(strings.Join(words, ""))), all, worst
	}
	sum, all, worst := cost(form)
	if all > garbledName || worst > 1 {
		return false
	}
	for other := range forms {
		if o, _, _ := cost(other); other != form && o < sum+otherForm {
			return false
		}
	}
	return true
}

// garbledLetters are the letters of what was read: figures that stand for letters are
// such; the label "à" and the specks behind a name go.
func garbledLetters(read string) string {
	words := strings.FieldsFunc(Fold(read), func(r rune) bool { return (r < 'A' || r > 'Z') && (r < '0' || r > '9') })
	for len(words) > 1 && len(words[len(words)-1]) == 1 {
		words = words[:len(words)-1]
	}
	if len(words) > 1 && words[0] == "A" {
		words = words[1:]
	}
	return asLetters.Replace(strings.Join(words, ""))
}

// asLetters takes figures for the letters that look like them.
var asLetters = strings.NewReplacer("0", "O", "1", "I", "2", "Z", "3", "E", "4", "A", "5", "S", "6", "G", "7", "T", "8", "B", "9", "G")

// garbledCost lays the words of a name, with what may stand before and behind it, along
// what was read at the least cost. It gives the cost a letter of the words, and that of
// the word which costs most, as a share of what a word may cost.
func garbledCost(letters, before string, words []string, behind string) (all, worst float64) {
	expected := before + strings.Join(words, "") + behind
	n, m := len(expected), len(letters)
	ends := make([]bool, n+1) // a word ends there
	at := len(before)
	for _, w := range words {
		at += len(w)
		ends[at] = true
	}
	if 2*m < n || m > 2*n {
		return 9, 9
	}
	cost := make([][]float64, n+1)
	for i := range cost {
		cost[i] = make([]float64, m+1)
		for j := range cost[i] {
			switch {
			case i == 0 && j == 0:
			case i == 0:
				cost[i][j] = cost[i][j-1] + added(letters[j-1], ends[i])
			case j == 0:
				cost[i][j] = cost[i-1][j] + lost(expected[i-1], ends[i])
			default:
				cost[i][j] = min(cost[i-1][j-1]+taken(expected[i-1], letters[j-1]), cost[i-1][j]+lost(expected[i-1], ends[i]), cost[i][j-1]+added(letters[j-1], ends[i]))
			}
		}
	}
	// Back along the cheapest way, word by word.
	i, j := n, m
	for w := len(words); w >= 0; w-- {
		word := behind
		if w < len(words) {
			word = words[w]
		}
		from, end := i-len(word), cost[i][j]
		for i > from {
			switch {
			case j > 0 && cost[i][j] == cost[i-1][j-1]+taken(expected[i-1], letters[j-1]):
				i, j = i-1, j-1
			case cost[i][j] == cost[i-1][j]+lost(expected[i-1], ends[i]):
				i--
			default:
				j--
			}
		}
		if w < len(words) {
			most := min(garbledWord*float64(len(word)), mostWord)
			if len(word) <= 5 {
				most = shortWord * float64(len(word))
			}
			worst = max(worst, (end-cost[i][j])/most)
		}
	}
	return cost[n][m] / float64(n-len(before)-len(behind)), worst
}

func taken(a, b byte) float64 {
	switch {
	case a == b:
		return 0
	case lookAlike[a-'A'][b-'A']:
		return costAlike
	}
	return costOther
}

func lost(c byte, end bool) float64 {
	switch {
	case end:
		return costEnd
	case c == 'I' || c == 'L':
		return costThin
	}
	return costLost
}

func added(c byte, end bool) float64 {
	switch {
	case end:
		return costEnd
	case c == 'I' || c == 'L':
		return costThin
	}
	return costAdded
}
