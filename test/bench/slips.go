package main

import (
	"flag"
	"fmt"
	"io"
	"time"

	"bordereau/internal/specimen"
)

// slips asks the balancer to explain drawn slips that do not balance, and says how
// often its first explanation is the right one, by kind of fault.
func slips(args []string, out io.Writer) error {
	fs := flag.NewFlagSet("slips", flag.ContinueOnError)
	n := fs.Int("n", 4000, "slips; half of them have a misread amount")
	seed := fs.Uint64("seed", specimen.HeldOut+30_000, "of the first slip; up to the held-out seeds for tuning")
	if err := fs.Parse(args); err != nil {
		return err
	}
	rows, took := explained(*seed, *n)
	fmt.Fprintf(out, "%d slips of 2 to 60 cheques with one fault each, from seed %d; 95 %% intervals in brackets\n\n", *n, *seed)
	fmt.Fprintln(out, "| fault | slips | first is right % | among the first three % | not offered % | none offered |")
	fmt.Fprintln(out, "|---|---|---|---|---|---|")
	for _, name := range rowNames() {
		if r := rows[name]; r.n > 0 {
			fmt.Fprintf(out, "| %s | %d | %s | %s | %s | %d |\n", name, r.n, interval(r.first, r.n), interval(r.three, r.n), interval(r.absent, r.n), r.none)
		}
	}
	fmt.Fprintf(out, "\n%.1f microseconds a slip\n", float64(took.Nanoseconds())/1000/float64(max(*n, 1)))
	return nil
}

// ranks counts where the right explanation stood.
type ranks struct{ n, first, three, absent, none int }

const allFaults = "all, as often as they happen"

// rowNames are the rows of the table: the misread amount first, then what it is made of.
func rowNames() []string {
	names := []string{misread}
	for _, listing := range []bool{true, false} {
		for _, other := range []bool{true, false} {
			names = append(names, misreadRow(listing, other))
		}
	}
	for _, s := range shares[1:] {
		names = append(names, s.fault)
	}
	return append(names, allFaults)
}

func misreadRow(listing, other bool) string {
	l, o := "listing read", "right amount among the other readings"
	if !listing {
		l = "no listing"
	}
	if !other {
		o = "not among them"
	}
	return "– " + l + ", " + o
}

// explained draws slips from a seed on, and counts by row.
func explained(seed uint64, n int) (map[string]ranks, time.Duration) {
	rows := map[string]ranks{}
	var took time.Duration
	for i := range n {
		c := drawSlip(seed + uint64(i))
		began := time.Now()
		offered := c.Explain()
		took += time.Since(began)
		names := []string{c.fault, allFaults}
		if c.fault == misread {
			names = append(names, misreadRow(c.listing, c.other))
		}
		at := c.place(offered)
		for _, name := range names {
			r := rows[name]
			r.n++
			r.first += b2i(at == 1)
			r.three += b2i(at >= 1 && at <= 3)
			r.absent += b2i(at == 0)
			r.none += b2i(len(offered) == 0)
			rows[name] = r
		}
	}
	return rows, took
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// interval writes a share with its 95 % interval, in percent.
func interval(k, n int) string {
	lo, hi := wilson(k, n)
	return fmt.Sprintf("%.1f [%.1f-%.1f]", 100*float64(k)/float64(max(n, 1)), 100*lo, 100*hi)
}
