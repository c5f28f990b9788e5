package handwriting

import (
	"image"
	"math"
	"slices"
	"strings"
)

// Support is how well the ink of a crop bears out an amount ("1237.56") that is said to
// stand there: how likely it is against the likeliest reading, 1 if it is that itself,
// 0 where no way through the ink reads so.
func (r *Reader) Support(img *image.Gray, amount string) float64 {
	l := Apart(img)
	if l == nil {
		return 0
	}
	shares := r.Shares(l)
	all := l.search(shares, nil)
	given := func(f found) bool { return decimal(f.cents) == amount }
	at := slices.IndexFunc(all, given)
	if at >= 0 {
		return math.Exp(all[0].cost - all[at].cost)
	}
	// Among all ways its own may have been too rare to be followed: it is sought alone.
	sought := l.search(followed(shares), beginning(strings.ReplaceAll(amount, ".", "")))
	if at = slices.IndexFunc(sought, given); at < 0 {
		return 0
	}
	if len(all) == 0 {
		return 1
	}
	return min(1, math.Exp(all[0].cost-sought[at].cost))
}

// followed are shares of which none is too small to be followed.
func followed(shares [][]float64) [][]float64 {
	out := make([][]float64, len(shares))
	for i, p := range shares {
		out[i] = make([]float64, len(p))
		for k, q := range p {
			out[i][k] = max(q, leastP)
		}
	}
	return out
}

// beginning allows ways whose figures begin as these do.
func beginning(figures string) func(text string) bool {
	return func(text string) bool {
		n := 0
		for _, c := range text {
			if c < '0' || c > '9' {
				continue
			}
			if n == len(figures) || figures[n] != byte(c) {
				return false
			}
			n++
		}
		return true
	}
}
