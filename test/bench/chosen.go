package main

import (
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"

	"bordereau"
	"bordereau/entry"
	"bordereau/internal/penman"
	"bordereau/internal/script"
	"bordereau/internal/specimen"
	"bordereau/ocr/handwriting"
)

// chosen lets slips choose among the readings of handwritten amounts, as the reader gives
// them for drawn hands, and says how many slips balance so and how many cheques pass with
// an amount that is not theirs. The faults are those of slipcases.go, as often as there;
// but an amount is misread here as the reader does, and two digits are exchanged on the
// slip, whose total follows: the balance is even, and only the ink can tell.
func chosen(args []string, out io.Writer) error {
	fs := flag.NewFlagSet("chosen", flag.ContinueOnError)
	n := fs.Int("n", 20_000, "slips")
	most := fs.Int("most", 20, "cheques of a slip; two at least")
	hands := fs.Int("hands", 1000, "amounts that are drawn and read, from which those of the slips are taken")
	seed := fs.Uint64("seed", specimen.HeldOut+50_000, "of the first slip and the first hand; up to the held-out seeds for tuning")
	from := fs.Float64("from", 0, "confidence from which a reading is taken; 0 is the reader's own threshold")
	jobs := fs.Int("jobs", runtime.NumCPU(), "amounts that are read at the same time")
	if err := fs.Parse(args); err != nil {
		return err
	}
	pool, err := inkPool(*hands, *seed, *from, *jobs)
	if err != nil {
		return err
	}
	rows := map[string]*chosenRow{allFaults: {}}
	for i := range *n {
		c := drawHandSlip(*seed+uint64(i), *most, pool)
		if rows[c.fault] == nil {
			rows[c.fault] = &chosenRow{}
		}
		rows[c.fault].count(c)
		rows[allFaults].count(c)
	}
	fmt.Fprintf(out, "%d slips of 2 to %d cheques, half of them by hand, from seed %d; 95 %% intervals in brackets\n\n", *n, *most, *seed)
	fmt.Fprintln(out, "| fault | slips | balance as first read % | balance by choice % | cheques by hand in balanced slips | with a wrong amount | wrong among 10,000 cheques by hand of all slips |\n|---|---|---|---|---|---|---|")
	for _, s := range append(shares[:len(shares):len(shares)], struct {
		fault   string
		percent int
	}{fault: allFaults}) {
		if r := rows[s.fault]; r != nil {
			lo, hi := wilson(r.wrong, r.hand)
			fmt.Fprintf(out, "| %s | %d | %s | %s | %d | %d | %.2f [%.2f-%.2f] |\n", s.fault, r.n, interval(r.even, r.n), interval(r.choice, r.n), r.passed, r.wrong,
				1e4*float64(r.wrong)/float64(max(r.hand, 1)), 1e4*lo, 1e4*hi)
		}
	}
	return nil
}

type chosenRow struct{ n, even, choice, hand, passed, wrong int }

func (r *chosenRow) count(c handSlip) {
	choices := c.Solve()
	b := c.With(choices).Weigh()
	r.n++
	r.even += b2i(b.Even && len(choices) == 0)
	r.choice += b2i(b.Even && len(choices) > 0)
	for _, p := range c.With(choices).Cheques {
		if p.Proved {
			continue
		}
		r.hand++
		r.passed += b2i(b.Even)
		r.wrong += b2i(b.Even && p.Minor != c.truth[p.Ordinal])
	}
}

// inked is an amount that a hand wrote, and what is read of it; nothing where the reader
// abstains.
type inked struct {
	truth int64
	ink   []entry.Reading
}

// inkPool draws and reads amounts: of fonts that the network did not learn, and of pens.
func inkPool(n int, seed uint64, from float64, jobs int) ([]inked, error) {
	reader, err := handwriting.New()
	if err != nil {
		return nil, err
	}
	faces, err := script.Faces()
	if err != nil {
		return nil, err
	}
	pool := make([]inked, n)
	return pool, parallel(jobs, n, func(i int) error {
		kind := []penman.Kind{penman.Held, penman.Pen}[i%2]
		r := rand.New(rand.NewPCG(seed+uint64(i), uint64(kind)))
		paper := penman.NewPaper(r)
		d, err := penman.Draw(penman.NewHand(kind, faces, r), penman.Cents(r), paper, r)
		if err != nil {
			return err
		}
		truth, err := bordereau.ParseMoney(d.Amount, "EUR")
		if err != nil {
			return err
		}
		pool[i].truth = truth.Minor
		got := reader.Read(d.Image)
		if got.Amount == "" || from == 0 && !got.Sure || got.Confidence < from {
			return nil
		}
		for _, a := range append([]handwriting.Alternative{{Amount: got.Amount, Confidence: got.Confidence}}, got.Alternatives...) {
			m, err := bordereau.ParseMoney(a.Amount, "EUR")
			if err != nil {
				return err
			}
			pool[i].ink = append(pool[i].ink, entry.Reading{Minor: m.Minor, Confidence: a.Confidence})
		}
		return nil
	})
}

// handSlip is a remittance with the true amount of each cheque, by ordinal.
type handSlip struct {
	slipCase
	truth map[int]int64
}

// drawHandSlip draws a slip with one fault, as drawSlip does, of cheques of a pool.
func drawHandSlip(seed uint64, most int, pool []inked) handSlip {
	r := rand.New(rand.NewPCG(seed, 0x696e6b))
	c := handSlip{slipCase{Remittance: entry.Remittance{Currency: "EUR"}, listing: r.IntN(10) > 0}, map[int]int64{}}
	n := 2 + r.IntN(most-1)
	truth := make([]int64, n)
	var total int64
	for i := range n {
		x := pool[r.IntN(len(pool))]
		p := entry.Part{Ordinal: i + 1, Number: fmt.Sprintf("%07d", 1_000+r.IntN(9_000_000)), Minor: x.truth, Known: true, Confidence: 1}
		if p.Proved = r.IntN(2) == 0; !p.Proved {
			for x.ink == nil { // a clerk types what is not read
				x = pool[r.IntN(len(pool))]
			}
			p.Ink, p.Minor, p.Confidence = x.ink, x.ink[0].Minor, x.ink[0].Confidence
		}
		truth[i], c.truth[p.Ordinal] = x.truth, x.truth
		total += x.truth
		c.Cheques = append(c.Cheques, p)
		if l, ok := line(r, p.Number, x.truth); ok && c.listing {
			c.Listing = append(c.Listing, l)
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
	c.fail(r, truth, total)
	if r.IntN(10) == 0 {
		r.Shuffle(len(c.Cheques), func(i, j int) { c.Cheques[i], c.Cheques[j] = c.Cheques[j], c.Cheques[i] })
	}
	return c
}

// fail puts the fault in.
func (c *handSlip) fail(r *rand.Rand, truth []int64, total int64) {
	k := r.IntN(len(c.Cheques))
	listed := func(as int64) {
		for i := range c.Listing {
			if c.Listing[i].Minor == truth[k] {
				c.Listing[i].Minor = as
				break
			}
		}
		t := total - truth[k] + as
		for i := range c.Declared {
			c.Declared[i].Total = &t
		}
	}
	switch c.fault {
	case misread: // by the reader
	case words: // that is for a person: the amount is known when he has been there
		c.Cheques[k].Known, c.Cheques[k].Ink = false, nil
	case typed:
		if as := swapped(r, truth[k]); as > 0 {
			listed(as)
		}
	case listedWrong:
		listed(misreading(r, truth[k]))
	case doubled: // the truth of the twin is that of the cheque
		c.spoil(r, truth, total)
		for _, p := range c.Cheques {
			if c.truth[p.Ordinal] == 0 {
				c.truth[p.Ordinal] = p.Minor
			}
		}
	default:
		c.spoil(r, truth, total)
	}
}

// swapped is an amount with two neighbouring digits exchanged; 0 where all are the same.
func swapped(r *rand.Rand, truth int64) int64 {
	d := fmt.Sprintf("%03d", truth)
	for i := range len(d) - 1 {
		if d[i] != d[i+1] {
			return exchange(r, truth)
		}
	}
	return 0
}
