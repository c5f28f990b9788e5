package main

import (
	"flag"
	"fmt"
	"io"
	"math"
	"runtime"
	"sync"
	"time"

	"bordereau"
	"bordereau/check"
	"bordereau/internal/specimen"
	"bordereau/ocr/codeline"
)

// cheques reads the code lines of drawn cheques whose seeds, and so layouts, were
// never used for tuning, and says how many lines are exact, refused and wrong, by
// grade and resolution. A line claims to be proved when its grammar holds and the key
// that is printed beside it fits; what the key had to repair claims nothing.
func cheques(args []string, out io.Writer) error {
	fs := flag.NewFlagSet("cheques", flag.ContinueOnError)
	n := fs.Int("n", 400, "cheques a row of the table")
	seed := fs.Uint64("seed", specimen.HeldOut+20_000, "of the first cheque")
	jobs := fs.Int("jobs", runtime.NumCPU(), "cheques at the same time")
	if err := fs.Parse(args); err != nil {
		return err
	}
	reader := codeline.New()
	fmt.Fprintf(out, "code lines of %d cheques a row, from seed %d; 95 %% intervals in brackets\n\n", *n, *seed)
	fmt.Fprintln(out, "| dpi | picture | grade | wrong among proved | exact % | refused % | wrong % | ms a cheque |")
	fmt.Fprintln(out, "|---|---|---|---|---|---|---|---|")
	var all, good tally
	for _, dpi := range []int{200, 300} {
		for _, bitonal := range []bool{false, true} {
			for g := specimen.Clean; g <= specimen.Heavy; g++ {
				t, err := linesRead(reader, *n, *seed, dpi, bitonal, g, *jobs)
				if err != nil {
					return err
				}
				picture := "grey"
				if bitonal {
					picture = "bitonal"
				}
				fmt.Fprintf(out, "| %d | %s | %s | %s\n", dpi, picture, [...]string{"clean", "light", "medium", "heavy"}[g], t.row())
				all.add(t)
				if g == specimen.Light || g == specimen.Medium {
					good.add(t)
				}
			}
		}
	}
	fmt.Fprintf(out, "| | light and medium | | %s\n| | all | | %s\n", good.row(), all.row())
	return nil
}

// tally counts what became of code lines.
type tally struct {
	n, exact, refused, wrong int
	proved, provedWrong      int
	took                     time.Duration
}

func (t *tally) add(o tally) {
	t.n += o.n
	t.exact += o.exact
	t.refused += o.refused
	t.wrong += o.wrong
	t.proved += o.proved
	t.provedWrong += o.provedWrong
	t.took += o.took
}

func (t tally) row() string {
	share := func(k int) string {
		lo, hi := wilson(k, t.n)
		return fmt.Sprintf("%.2f [%.2f-%.2f]", 100*float64(k)/float64(max(t.n, 1)), 100*lo, 100*hi)
	}
	return fmt.Sprintf("%d of %d | %s | %s | %s | %.0f |", t.provedWrong, t.proved, share(t.exact), share(t.refused), share(t.wrong),
		float64(t.took.Milliseconds())/float64(max(t.n, 1)))
}

// wilson is the 95 % interval of a share.
func wilson(k, n int) (lo, hi float64) {
	if n == 0 {
		return 0, 1
	}
	const z = 1.96
	p, m := float64(k)/float64(n), float64(n)
	mid, half := p+z*z/(2*m), z*math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return max(0, (mid-half)/(1+z*z/m)), min(1, (mid+half)/(1+z*z/m))
}

func linesRead(reader *codeline.Reader, n int, seed uint64, dpi int, bitonal bool, g specimen.Grade, jobs int) (tally, error) {
	var t tally
	var mu sync.Mutex
	var failed error
	next := make(chan int)
	var wg sync.WaitGroup
	for range jobs {
		wg.Go(func() {
			for i := range next {
				one, err := lineRead(reader, seed+uint64(i), dpi, bitonal, g)
				mu.Lock()
				t.add(one)
				if err != nil {
					failed = err
				}
				mu.Unlock()
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
	return t, failed
}

func lineRead(reader *codeline.Reader, seed uint64, dpi int, bitonal bool, g specimen.Grade) (tally, error) {
	t := tally{n: 1}
	defects := specimen.Graded(g, seed)
	defects.Bitonal = bitonal
	d, err := specimen.Draw(specimen.Spec{Kind: bordereau.Cheque, Seed: seed, DPI: dpi, Defects: defects})
	if err != nil {
		return t, err
	}
	began := time.Now()
	lines := reader.Read(d.Pages[0], float64(dpi)/25.4)
	t.took = time.Since(began)
	if len(lines) == 0 {
		t.refused++
		return t, nil
	}
	right := lines[0].Text() == d.Truth.Fields["code_line"]
	sure := len(lines) == 1
	for _, c := range lines[0].Chars {
		sure = sure && c.Agreed
	}
	parsed, err := check.ParseCodeLine(lines[0].Text())
	if err == nil && parsed.RLMCFits(d.Truth.Fields["rlmc_key"]) {
		t.proved++
		if !right {
			t.provedWrong++
		}
	}
	switch {
	case right:
		t.exact++
	case err != nil || !sure: // it goes to a clerk with its doubt
		t.refused++
	default:
		t.wrong++
	}
	return t, nil
}
