package spec_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/check"
	"bordereau/classify/internal/typeset"
	"bordereau/classify/spec"
)

// looksLike are characters that recognisers take for each other; not those that the
// verification thinks alike, but what is commonly met.
var looksLike = map[byte]string{'a': "oe4", 'c': "eo", 'd': "ol", 'e': "co3", 'f': "t1", 'h': "bn", 'i': "l1jt", 'l': "1it", 'm': "nr", 'n': "urm", 'o': "0ec",
	'q': "gp9", 'r': "nt", 's': "5z", 't': "lfi", 'u': "nvo", 'v': "uy", 'x': "kz", 'z': "2s", '0': "O6", '1': "l7", '5': "S6", '6': "5b", '8': "B3", '9': "q4"}

// misread writes a text as it may be recognised: letters taken for others, lost and
// added at the rate, blanks lost and added.
func misread(r *rand.Rand, text string, rate float64) string {
	var out []byte
	for i := range len(text) {
		c := text[i]
		if c == ' ' || c == '-' {
			if r.Float64() > 2*rate {
				out = append(out, c)
			}
			continue
		}
		switch p := r.Float64(); {
		case p < 0.5*rate:
			if like := looksLike[c]; like != "" {
				c = like[r.IntN(len(like))]
			}
			out = append(out, c)
		case p < 0.7*rate:
			out = append(out, byte('a'+r.IntN(26)))
		case p < 0.85*rate:
		case p < rate:
			out = append(out, c, byte('a'+r.IntN(26)))
		default:
			out = append(out, c)
		}
		if r.Float64() < rate {
			out = append(out, ' ')
		}
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

// twins are numbers below a hundred whose words are near to each other.
var twins = [][2]int64{{6, 10}, {2, 12}, {2, 10}, {11, 12}, {13, 30}, {16, 13}, {30, 40}, {40, 50}, {50, 60}, {60, 70}, {66, 70}, {66, 76}, {67, 77}, {86, 90},
	{20, 24}, {80, 24}, {80, 84}, {1, 0}, {7, 5}, {8, 18}, {9, 19}, {3, 13}, {3, 16}, {21, 61}, {100, 0}, {100, 20}, {700, 100}, {600, 500}, {200, 100}}

// neighbours are amounts for which another may be taken: a digit changed, added or lost,
// two swapped, other cents or none, a word taken for one that is near to it.
func neighbours(r *rand.Rand, m bordereau.Money) []bordereau.Money {
	var out []bordereau.Money
	add := func(minor int64) {
		if minor > 0 && minor != m.Minor && minor < 1e11 {
			out = append(out, bordereau.Money{Minor: minor, Currency: m.Currency})
		}
	}
	digits := []byte(fmt.Sprint(m.Minor))
	number := func(d []byte) (n int64) {
		for _, c := range d {
			n = 10*n + int64(c-'0')
		}
		return n
	}
	for i := range digits {
		other := append([]byte{}, digits...)
		other[i] = byte('0' + r.IntN(10))
		add(number(other))
		if i > 0 {
			other = append([]byte{}, digits...)
			other[i-1], other[i] = other[i], other[i-1]
			add(number(other))
		}
	}
	add(m.Minor / 100 * 100)
	add(m.Minor/100*100 + r.Int64N(100))
	add(m.Minor * 10)
	add(m.Minor / 10)
	for _, place := range []int64{1, 100, 100_000} { // cents, units, thousands
		for _, t := range twins {
			for _, way := range [][2]int64{{t[0], t[1]}, {t[1], t[0]}} {
				if group := m.Minor / place % 100; t[0] < 100 && group == way[0] || t[0] >= 100 && m.Minor/place%1000/100*100 == way[0] {
					add(m.Minor + place*(way[1]-way[0]))
				}
			}
		}
	}
	return out
}

// drawn is an amount with its words as they were misread.
func drawn(t *testing.T, r *rand.Rand, rate float64, spellings []check.Spelling) (m bordereau.Money, text string, read spec.Span, in *spec.Sheet) {
	t.Helper()
	m = bordereau.Money{Minor: 100 + r.Int64N([]int64{10_000, 100_000, 1_000_000, 100_000_000}[r.IntN(4)]), Currency: "EUR"}
	if r.IntN(5) == 0 {
		m.Minor -= m.Minor % 100
	}
	text, err := check.WriteWords(m, spellings[r.IntN(len(spellings))])
	if err != nil {
		t.Fatal(err)
	}
	in = spec.NewSheet(typeset.Reading(misread(r, text, rate)), time.Now())
	return m, text, in.RowSpan(0), in
}

// draws is how many amounts a test takes: more with BORDEREAU_AMOUNTS=all (make test-amounts).
func draws(few, all int) int {
	if os.Getenv("BORDEREAU_AMOUNTS") == "all" {
		return all
	}
	return few
}

// TestOnlyTheRightAmountIsVerified asks for amounts whose words were misread, and for
// their neighbours: none of those may pass.
func TestOnlyTheRightAmountIsVerified(t *testing.T) {
	for _, c := range []struct{ rate, least float64 }{{0, 1}, {0.02, 0.7}, {0.05, 0.4}, {0.1, 0.1}} {
		t.Run(fmt.Sprintf("%.0f%%", 100*c.rate), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(7, uint64(1000*c.rate)))
			n, verified, asked := draws(8, 600), 0, 0
			for range n {
				m, text, read, _ := drawn(t, r, c.rate, check.Spellings)
				if _, ok := spec.Verify(read, m); ok {
					verified++
				}
				for _, other := range neighbours(r, m) {
					asked++
					if _, ok := spec.Verify(read, other); ok {
						t.Errorf("%s, read %q, is verified as %s", text, read.Text(), other.Decimal())
					}
				}
			}
			t.Logf("%d of %d verified, %d neighbours asked for", verified, n, asked)
			if float64(verified) < c.least*float64(n) {
				t.Errorf("only %d of %d are verified", verified, n)
			}
		})
	}
}

// TestMisreadWordsAreReadRightOrNotAtAll reads amounts without anything to hold them
// against. Cents in figures are not among them: a figure may be misread as another one.
func TestMisreadWordsAreReadRightOrNotAtAll(t *testing.T) {
	var inWords []check.Spelling
	for _, s := range check.Spellings {
		if s.Cents == "words" {
			inWords = append(inWords, s)
		}
	}
	for _, c := range []struct{ rate, least float64 }{{0, 1}, {0.02, 0.7}, {0.05, 0.4}, {0.1, 0.2}} {
		t.Run(fmt.Sprintf("%.0f%%", 100*c.rate), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(8, uint64(1000*c.rate)))
			n, right := draws(100, 5000), 0
			for range n {
				m, text, read, in := drawn(t, r, c.rate, inWords)
				if v, ok := spec.InWords(in, read); ok && v.Text == m.Decimal() {
					right++
				} else if ok {
					t.Errorf("%s, read %q, is taken for %s", text, read.Text(), v.Text)
				}
			}
			t.Logf("%d of %d are read", right, n)
			if float64(right) < c.least*float64(n) {
				t.Errorf("only %d of %d are read", right, n)
			}
		})
	}
}

// A page that is full of misread amounts does not hold up the others.
func TestMisreadWordsAreLookedAtSoManyTimes(t *testing.T) {
	s := sheet("mi1le deux cent trentc-sept euros")
	read := 0
	for range 100 {
		if _, ok := spec.InWords(s, s.RowSpan(0)); ok {
			read++
		}
	}
	if read != 40 {
		t.Errorf("%d times", read)
	}
}
