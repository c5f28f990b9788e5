package check

import (
	"strings"
	"time"

	"bordereau"
)

// ReadMRZ decodes a zone each line of which was read in several ways, in any order.
//
//  1. Every reading is laid along the positions of the norm (alignMRZ): what was read
//     twice falls out, what was lost stays open, and each character is taken as the
//     letter or digit that can stand there.
//  2. The positions are put to the vote.
//  3. In numbers O and Q are zeros: readers do not tell them apart in OCR-B, and
//     issuers avoid them. A digit tells every single one of them that is not (mostly).
//  4. Where a check digit does not fit, it may choose among what the readings gave,
//     if only one choice is the likeliest that fits. It proves nothing then (UsedUp).
//
// All that differs from what most readings gave is in Repairs.
func ReadMRZ(readings [][]string, now time.Time) (MRZ, error) {
	read := make([][]string, 0, 3)
	for _, ways := range readings {
		var line []string
		for _, l := range ways {
			if l = mrzCharacters(l); len(l) >= 20 && len(l) <= 60 {
				line = append(line, l)
			}
		}
		if len(line) > 0 {
			read = append(read, line)
		}
	}
	var best MRZ
	var bestCost float64
	for _, f := range mrzFormats(read) {
		b := newBallot(read, layouts[f])
		m, err := b.elect(f, now)
		if err != nil || !formatAgrees(m) {
			continue
		}
		if cost := b.cost - 4*float64(fitting(m)); best.Format == "" || cost < bestCost {
			best, bestCost = m, cost
		}
	}
	if best.Format == "" {
		return MRZ{}, bordereau.Errorf(bordereau.Invalid, "Ce ne sont pas les lignes d'une zone de lecture automatique")
	}
	return best, nil
}

func fitting(m MRZ) int {
	n := 0
	for _, d := range m.Digits {
		if d.OK && !d.UsedUp {
			n++
		}
	}
	return n
}

// mrzFormats are the layouts that so many lines, of such lengths, may have.
func mrzFormats(read [][]string) []MRZFormat {
	switch {
	case len(read) == 3:
		return []MRZFormat{TD1}
	case len(read) != 2:
		return nil
	}
	near := func(width int) (n int) {
		for _, line := range read {
			for _, l := range line {
				if d := len(l) - width; d >= -3 && d <= 3 {
					n++
				}
			}
		}
		return n
	}
	wide, narrow := near(44), near(36)
	switch {
	case wide == 0 && narrow == 0:
		return nil
	case wide > 2*narrow:
		return []MRZFormat{TD3, MRVA}
	case narrow > 2*wide:
		return []MRZFormat{TD2, MRVB, CNI1995}
	}
	return []MRZFormat{TD3, MRVA, TD2, MRVB, CNI1995}
}

// formatAgrees says whether what was elected begins as its layout does.
func formatAgrees(m MRZ) bool {
	f, ok := mrzFormat(m.Lines)
	return ok && f == m.Format
}

// ballot is what the readings give for each position of a layout.
type ballot struct {
	layout mrzLayout
	class  [3][44]byte
	votes  [3][44]map[byte]float64 // as the position's class takes it
	asRead [3][44]map[byte]float64
	cost   float64 // of laying the readings along the layout
	ways   int     // readings of the line that has fewest
}

func newBallot(read [][]string, layout mrzLayout) *ballot {
	b := &ballot{layout: layout, ways: len(read[0])}
	for _, s := range layout.spans {
		for i := s.from; i < s.to; i++ {
			b.class[s.line][i] = s.class
		}
	}
	for round := range 2 { // the second knows what most readings gave
		before := b.votes
		b.votes, b.asRead, b.cost = [3][44]map[byte]float64{}, [3][44]map[byte]float64{}, 0
		for n, line := range read {
			b.ways = min(b.ways, len(line))
			for _, l := range line {
				b.cast(n, l, before, round > 0, float64(len(line)))
			}
		}
	}
	return b
}

// cast lays one reading along its line and counts it.
func (b *ballot) cast(n int, l string, before [3][44]map[byte]float64, known bool, ways float64) {
	profile := func(i int, c byte) float64 {
		if !known {
			return 0
		}
		return 0.6 * (1 - portion(before[n][i], c))
	}
	at, also, cost := alignMRZ(l, b.class[n][:b.layout.width], profile)
	b.cost += cost / ways
	weight := 1.0
	switch d := len(l) - b.layout.width; {
	case d == 0:
		weight = 2
	case d > 3 || d < -3:
		weight = 0.5
	}
	for i, c := range at {
		if c == 0 {
			continue
		}
		if b.votes[n][i] == nil {
			b.votes[n][i], b.asRead[n][i] = map[byte]float64{}, map[byte]float64{}
		}
		b.asRead[n][i][c] += weight
		b.vote(n, i, c, weight)
		if also[i] != 0 {
			b.vote(n, i, also[i], weight/2)
		}
	}
}

// vote counts a character; one that has to be taken for another counts less.
func (b *ballot) vote(n, i int, c byte, weight float64) {
	c, cost := typed(c, b.class[n][i])
	b.votes[n][i][c] += weight * max(0.2, 1-cost)
}

func portion(votes map[byte]float64, c byte) float64 {
	sum := 0.0
	for _, v := range votes {
		sum += v
	}
	if sum == 0 {
		return 0
	}
	return votes[c] / sum
}

// most is what most readings gave, the first in the alphabet of those that tie.
func most(votes map[byte]float64) byte {
	best := byte(0)
	for c, v := range votes {
		if best == 0 || v > votes[best] || v == votes[best] && c < best {
			best = c
		}
	}
	return best
}

// typed takes a character as its position must, and says what that costs.
func typed(c, class byte) (byte, float64) {
	switch class {
	case 'a':
		if isDigit(c) {
			if l := letterFor[c]; l != 0 {
				return l, 0.5
			}
			return c, 1.2
		}
	case 'n', 'k', 'o':
		if isLetter(c) {
			if d := digitFor[c]; d != 0 {
				return d, 0.3
			}
			return c, 1.2
		}
		if c == '<' && class == 'k' {
			return c, 0.8
		}
		if c == '<' && class == 'n' {
			return c, 0.4
		}
	case 's':
		switch c {
		case 'M', 'F', '<':
		case 'P', 'E':
			return 'F', 0.4
		case 'N', 'H', 'W':
			return 'M', 0.4
		case 'K', 'C', 'X':
			return '<', 0.4
		default:
			return c, 1
		}
	}
	return c, 0
}

// zeroLike are the characters that a 0 of OCR-B is taken for.
const zeroLike = "0OQD"

// doubled says that a reader may have seen one character as these two: a 3 as 35,
// a T as 7T, an I as I1.
func doubled(a, b byte) bool {
	if a == b || mrzPairs[a] == b || strings.IndexByte(zeroLike, a) >= 0 && strings.IndexByte(zeroLike, b) >= 0 {
		return true
	}
	return strings.IndexByte(lookalikes[a], b) >= 0 || strings.IndexByte(lookalikes[b], a) >= 0
}

// alignMRZ lays a reading along the positions of a line at the least cost. A position
// nothing was read for is 0; also holds what else was read for it, where a reader saw one
// character as two. profile is what it costs to read c at a position where others read
// something else.
func alignMRZ(l string, class []byte, profile func(i int, c byte) float64) (at, also []byte, least float64) {
	n, w := len(l), len(class)
	cost := make([][]float64, n+1)
	from := make([][]byte, n+1) // p placed, d dropped, s a position skipped
	for i := range cost {
		cost[i], from[i] = make([]float64, w+1), make([]byte, w+1)
		for j := range cost[i] {
			if i == 0 && j == 0 {
				continue
			}
			best, how := 1e9, byte(0)
			if i > 0 && j > 0 {
				c, kind := typed(l[i-1], class[j-1])
				if v := cost[i-1][j-1] + kind + profile(j-1, c); v < best {
					best, how = v, 'p'
				}
			}
			if i > 0 {
				drop := 1.0
				if i > 1 && doubled(l[i-2], l[i-1]) || i < n && doubled(l[i-1], l[i]) {
					drop = 0.7
				}
				if v := cost[i-1][j] + drop; v < best {
					best, how = v, 'd'
				}
			}
			if j > 0 {
				skip := 1.0
				if i > 0 && l[i-1] == '<' || i < n && l[i] == '<' {
					skip = 0.5
				}
				if v := cost[i][j-1] + skip; v < best {
					best, how = v, 's'
				}
			}
			cost[i][j], from[i][j] = best, how
		}
	}
	at, also = make([]byte, w), make([]byte, w)
	for i, j := n, w; i > 0 || j > 0; {
		switch from[i][j] {
		case 'p':
			i, j = i-1, j-1
			at[j] = l[i]
		case 'd':
			i--
			switch {
			case j > 0 && i > 0 && l[i] != l[i-1] && doubled(l[i-1], l[i]):
				also[j-1] = l[i]
			case j < w && i+1 < n && l[i] != l[i+1] && doubled(l[i], l[i+1]):
				also[j] = l[i]
			}
		default:
			j--
		}
	}
	return at, also, cost[n][w]
}
