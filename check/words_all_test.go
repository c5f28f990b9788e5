package check

import (
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"bordereau"
)

// spelt are the spellings in which every amount is read back: those that are written
// here, the likeliest of them first, every other way of hyphens, tens and cents, and
// capitals.
var spelt = func() (out []spelling) {
	all := slices.Clone(Spellings)
	for _, hyphens := range []string{"some", "all", "none"} {
		for _, tens := range []string{"france", "belgium", "swiss"} {
			for _, cents := range []string{"words", "figures"} {
				if s := (Spelling{"fr", hyphens, tens, cents}); !slices.Contains(all, s) {
					all = append(all, s)
				}
			}
		}
	}
	all = append(all, Spelling{Language: "en", Cents: "figures"})
	for _, s := range all {
		out = append(out, spelling{strings.Join(strings.Fields(s.Language+" "+s.Hyphens+" "+s.Tens+" "+s.Cents), " "), s, false})
	}
	return append(out, spelling{"in capitals", Spellings[0], true})
}()

type spelling struct {
	name string
	Spelling
	capitals bool
}

// The first spelling is always held over every whole amount below a million; of the rest
// this is the share, one in so many, that is drawn unless BORDEREAU_AMOUNTS is "all"
// (make test-amounts).
const share = 60

// TestEveryAmountIsReadBack holds that what is written is read as the same amount: every
// whole amount below a million, every number of cents, a million amounts below a
// thousand million, in every spelling.
func TestEveryAmountIsReadBack(t *testing.T) {
	all := os.Getenv("BORDEREAU_AMOUNTS") == "all"
	for i, s := range spelt {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			draw := rand.New(rand.NewPCG(1990, uint64(i)))
			step := func() int64 {
				if all || i == 0 {
					return 1
				}
				return 1 + draw.Int64N(2*share-1)
			}
			held := 0
			back := func(minor int64, currency string) {
				held++
				m := bordereau.Money{Minor: minor, Currency: currency}
				w, err := WriteWords(m, s.Spelling)
				if s.capitals {
					w = strings.ToUpper(w)
				}
				if got, bad := ParseWords(w, currency); err != nil || bad != nil || got != m {
					t.Fatalf("%v is written %q (%v) and read %v (%v)", m, w, err, got, bad)
				}
			}
			for n := int64(0); n < 1_000_000; n += step() {
				back(100*n, "EUR")
			}
			for cents := range int64(100) {
				for _, whole := range []int64{0, 1, 100, 100_000, 8_000_000, 123_456_700} {
					back(whole+cents, "EUR")
				}
			}
			for millimes := range int64(1000) {
				back(1_991_327_000+millimes, "TND")
			}
			draws := 1_000_000
			if !all {
				draws /= share
			}
			for range draws {
				back(draw.Int64N(100_000_000_000), "EUR")
			}
			t.Logf("%d amounts", held)
		})
	}
}

// No two amounts are written alike, whatever the spellings: else one would be read as the other.
func TestNoTwoAmountsAreWrittenAlike(t *testing.T) {
	letters := func(s string) string { return strings.NewReplacer(" ", "", "-", "", "'", "").Replace(s) }
	held := map[string]bordereau.Money{}
	for i := range int64(15_000) {
		m := bordereau.Money{Minor: i * 149 % 2_000_003, Currency: "EUR"}
		for _, s := range spelt {
			w, err := WriteWords(m, s.Spelling)
			if err != nil {
				t.Fatal(err)
			}
			other, met := held[letters(w)]
			held[letters(w)] = m
			if met && other != m {
				t.Fatalf("%v and %v are both %q", m, other, w)
			}
		}
	}
}
