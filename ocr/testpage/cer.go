package testpage

import (
	"sort"
	"strings"
)

// CER is the share of characters that were read wrongly: edit distance over the
// length of the truth, both with their white space folded.
func CER(truth, got string) float64 {
	t, g := []rune(fold(truth)), []rune(fold(got))
	if len(t) == 0 {
		return float64(min(len(g), 1))
	}
	return float64(distance(t, g)) / float64(len(t))
}

// CERUnordered is CER where the order of the words does not count: each word of
// the truth is held against the nearest unused word that was read, as equals first.
func CERUnordered(truth, got string) float64 {
	t, g := strings.Fields(truth), strings.Fields(got)
	left := map[string]int{}
	for _, w := range g {
		left[w]++
	}
	var missed []string
	total := 0
	for _, w := range t {
		total += len([]rune(w))
		if left[w] > 0 {
			left[w]--
			continue
		}
		missed = append(missed, w)
	}
	var over []string
	for w, n := range left {
		for range n {
			over = append(over, w)
		}
	}
	sort.Strings(over)
	errors := 0
	for _, w := range missed {
		best, at := len([]rune(w)), -1
		for i, o := range over {
			if d := distance([]rune(w), []rune(o)); d < best {
				best, at = d, i
			}
		}
		errors += best
		if at >= 0 {
			over = append(over[:at], over[at+1:]...)
		}
	}
	for _, o := range over {
		errors += len([]rune(o))
	}
	return float64(errors) / float64(max(total, 1))
}

func fold(s string) string { return strings.Join(strings.Fields(s), " ") }

func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diag := row[0]
		row[0] = i + 1
		for j := range b {
			cost := diag
			if a[i] != b[j] {
				cost = 1 + min(diag, row[j], row[j+1])
			}
			diag, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
