package handwriting

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
