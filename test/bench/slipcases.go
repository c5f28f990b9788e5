package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"bordereau"
	"bordereau/entry"
)

// The distribution that slips are drawn from. It was written down before the
// balancer's odds were, and says what goes wrong in a bank's remittances:
//
//   - 2 to 60 cheques, each number as likely as any other. Amounts around 120 €
//     (log-normal), half of them whole euros, so that the same amount comes twice.
//   - Each cheque's amount is proved with probability 1/2; a wrong one never is.
//     A right reading's confidence lies between 0.65 and 1, a wrong one's between
//     0.3 and 1: they overlap.
//   - Three in ten unproved amounts have one or two other readings that are wrong,
//     and one in twenty has words that were read as another amount.
//   - The listing was read in nine slips of ten. Two lines in a hundred are lost
//     and one in a hundred is misread; eight numbers in ten were read. In one slip
//     of ten the cheques lie in another order.
//   - The branch declares count and total with half of the slips.
//
// One thing is wrong with each slip, as often in a hundred as shares says.
var shares = []struct {
	fault   string
	percent int
}{
	{misread, 50}, {words, 10}, {typed, 5}, {missing, 10}, {doubled, 7}, {totalMisread, 8}, {addition, 4}, {listedWrong, 2}, {countMisread, 2}, {unread, 2},
}

const (
	misread      = "amount misread"
	words        = "words against figures"
	typed        = "amount typed with two digits exchanged"
	missing      = "cheque missing"
	doubled      = "cheque doubled"
	totalMisread = "total misread"
	addition     = "cheque left out of the total, or counted twice"
	listedWrong  = "cheque listed with another amount"
	countMisread = "count misread"
	unread       = "amount not read"
)

// slipCase is a remittance with one fault, and what would set it right.
type slipCase struct {
	entry.Remittance
	fault   string
	listing bool // the listing was read
	other   bool // of a misread amount: the right one is among its other readings
	right   []entry.Explanation
}

// drawSlip draws the case of a seed.
func drawSlip(seed uint64) slipCase {
	r := rand.New(rand.NewPCG(seed, 0x736c697073))
	c := slipCase{Remittance: entry.Remittance{Currency: "EUR"}, listing: r.IntN(10) > 0}
	n := 2 + r.IntN(59)
	truth := make([]int64, n)
	var total int64
	for i := range truth {
		truth[i] = amount(r)
		total += truth[i]
		p := entry.Part{Ordinal: i + 1, Number: fmt.Sprintf("%07d", 1_000+r.IntN(9_000_000)), Minor: truth[i], Known: true, Proved: r.IntN(2) == 0, Confidence: 1 - 0.35*r.Float64()}
		if p.Proved {
			p.Words, p.Figures = &truth[i], &truth[i]
		} else {
			if r.IntN(10) < 3 {
				for range 1 + r.IntN(2) {
					p.Others = append(p.Others, misreading(r, truth[i]))
				}
			}
			if r.IntN(20) == 0 {
				w := misreading(r, truth[i])
				p.Words, p.Figures = &w, &truth[i]
			}
		}
		c.Cheques = append(c.Cheques, p)
	}
	if c.listing {
		for i := range truth {
			if l, ok := line(r, c.Cheques[i].Number, truth[i]); ok {
				c.Listing = append(c.Listing, l)
			}
		}
	}
	d := entry.Declared{Source: "le bordereau", Count: &n, Total: &total}
	c.Declared = []entry.Declared{d}
	if r.IntN(2) == 0 {
		d.Source = "le dépôt de l'agence"
		c.Declared = append(c.Declared, d)
	}
	share := r.IntN(100)
	for _, s := range shares {
		if share -= s.percent; share < 0 {
			c.fault = s.fault
			break
		}
	}
	c.spoil(r, truth, total)
	if r.IntN(10) == 0 {
		r.Shuffle(len(c.Cheques), func(i, j int) { c.Cheques[i], c.Cheques[j] = c.Cheques[j], c.Cheques[i] })
	}
	return c
}

// amount is one of a shopkeeper's cheques, in cents; never 7,77 or the like, which
// nobody can type with digits exchanged.
func amount(r *rand.Rand) int64 {
	cents := int64(100 * min(max(120*math.Exp(1.2*r.NormFloat64()), 1), 50_000))
	switch r.IntN(10) {
	case 0, 1, 2:
		cents = max(cents/500*500, 500)
	case 3, 4:
		cents = cents / 100 * 100
	}
	if d := strconv.FormatInt(cents, 10); strings.Trim(d, d[:1]) == "" {
		cents++
	}
	return cents
}

// misreading is what a reader takes an amount for: three in four times by digits
// that look alike, else by any digit, by one lost or added, or by the comma.
func misreading(r *rand.Rand, truth int64) int64 {
	alike := map[byte]string{'0': "68", '1': "7", '2': "7", '3': "85", '4': "9", '5': "63", '6': "5008", '7': "12", '8': "360", '9': "4"}
	for {
		d := []byte(fmt.Sprintf("%03d", truth))
		i := r.IntN(len(d))
		switch k := r.IntN(100); {
		case k < 75:
			d[i] = alike[d[i]][r.IntN(len(alike[d[i]]))]
		case k < 85:
			d[i] = byte('0' + r.IntN(10))
		case k < 90:
			d = slices.Delete(d, i, i+1)
		case k < 95:
			d = slices.Insert(d, i, byte('0'+r.IntN(10)))
		default:
			d = append(d, "00"[:1+r.IntN(2)]...)
		}
		if read, err := strconv.ParseInt(string(d), 10, 64); err == nil && read > 0 && read != truth {
			return read
		}
	}
}

// exchange swaps two neighbouring digits of an amount; it has two that differ.
func exchange(r *rand.Rand, truth int64) int64 {
	for {
		d := []byte(fmt.Sprintf("%03d", truth))
		i := r.IntN(len(d) - 1)
		d[i], d[i+1] = d[i+1], d[i]
		if read, err := strconv.ParseInt(string(d), 10, 64); err == nil && read > 0 && read != truth {
			return read
		}
	}
}

// line is a line of the listing as it was read; false where it was lost.
func line(r *rand.Rand, number string, minor int64) (entry.Listed, bool) {
	l := entry.Listed{Minor: minor, Known: true}
	if r.IntN(10) < 8 {
		l.Number = number
	}
	if r.IntN(100) == 0 {
		l.Minor = misreading(r, minor)
	}
	return l, r.IntN(100) >= 2
}

// spoil puts the fault in.
func (c *slipCase) spoil(r *rand.Rand, truth []int64, total int64) {
	k := r.IntN(len(c.Cheques))
	p := &c.Cheques[k]
	wrong := func(read int64) {
		p.Minor, p.Proved, p.Words, p.Figures, p.Others = read, false, nil, nil, nil
		p.Confidence = 1 - 0.7*r.Float64()
		c.restores(entry.Explanation{Ordinal: p.Ordinal, Field: "amount", Value: euros(truth[k])})
	}
	declare := func(t int64) {
		for i := range c.Declared {
			c.Declared[i].Total = &t
		}
		c.restores(entry.Explanation{Field: "slip_total", Value: euros(total)})
	}
	switch c.fault {
	case misread:
		wrong(misreading(r, truth[k]))
		if c.other = r.IntN(2) == 0; c.other {
			p.Others = append(p.Others, truth[k])
			if r.IntN(10) < 3 {
				p.Others = slices.Insert(p.Others, 0, misreading(r, truth[k]))
			}
		} else if r.IntN(2) == 0 {
			p.Others = append(p.Others, misreading(r, p.Minor))
		}
	case words:
		read := misreading(r, truth[k])
		wrong(read)
		if r.IntN(2) == 0 {
			p.Words, p.Figures = &truth[k], &read
		} else {
			p.Words, p.Figures = &read, &truth[k]
		}
	case typed:
		wrong(exchange(r, truth[k]))
		p.Confidence = 1 - 0.35*r.Float64()
	case missing:
		c.restores(entry.Explanation{Cause: entry.CauseMissing, Value: euros(truth[k])})
		c.Cheques = slices.Delete(c.Cheques, k, k+1)
	case doubled:
		twin := *p
		twin.Ordinal = len(c.Cheques) + 1
		c.restores(entry.Explanation{Cause: entry.CauseDoubled, Ordinal: p.Ordinal, Value: euros(p.Minor)})
		if r.IntN(5) == 0 {
			twin.Number = "" // the code line of the second picture was not read
		}
		c.Cheques = append(c.Cheques, twin)
		c.restores(entry.Explanation{Cause: entry.CauseDoubled, Ordinal: twin.Ordinal, Value: euros(p.Minor)})
	case totalMisread:
		read := misreading(r, total)
		declare(read)
		if len(c.Declared) > 1 {
			c.Declared[1].Total = &total // the branch read it itself
		}
		if r.IntN(2) == 0 {
			c.Declared[0].Others = []int64{total}
		}
	case addition:
		if r.IntN(2) == 0 {
			declare(total - truth[k])
		} else {
			declare(total + truth[k])
		}
	case listedWrong:
		read := misreading(r, truth[k])
		for i := range c.Listing {
			if c.Listing[i].Minor == truth[k] {
				c.Listing[i].Minor = read
				break
			}
		}
		declare(total - truth[k] + read)
	case countMisread:
		n := len(c.Cheques)
		read := n
		for read == n || read < 1 {
			read = int(misreading(r, int64(n)))
		}
		c.Declared[0].Count = &read
		c.restores(entry.Explanation{Field: "slip_count", Value: strconv.Itoa(n)})
	case unread:
		wrong(truth[k])
		p.Minor, p.Known = 0, false
	}
}

func (c *slipCase) restores(e entry.Explanation) { c.right = append(c.right, e) }

// place is where the right explanation stands among those that are offered, from
// 1; 0 where it is none of them.
func (c *slipCase) place(offered []entry.Explanation) int {
	for i, e := range offered {
		for _, x := range c.right {
			if e.Field == x.Field && e.Value == x.Value && (e.Field != "amount" || e.Ordinal == x.Ordinal) &&
				(e.Field != "" || e.Cause == x.Cause && (x.Ordinal == 0 || e.Ordinal == x.Ordinal)) {
				return i + 1
			}
		}
	}
	return 0
}

func euros(minor int64) string { return bordereau.Money{Minor: minor, Currency: "EUR"}.Decimal() }
