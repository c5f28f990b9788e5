package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"bordereau"
	"bordereau/check"
	"bordereau/internal/specimen"
	"bordereau/ocr/codeline"
)

// codeLines reads the code lines of drawn cheques alone and says how many are exact,
// refused and wrong, by grade and resolution. A line claims to be proved when its
// grammar holds and the key that is printed beside it fits; what the key had to repair
// claims nothing.
func codeLines(c chequeBench, out io.Writer) error {
	reader := codeline.New()
	fmt.Fprintf(out, "code lines of %d cheques a row, from seed %d; 95 %% intervals in brackets\n\n", c.n, c.seed)
	fmt.Fprintln(out, "| dpi | picture | grade | wrong among proved | exact % | refused % | wrong % | ms a cheque |")
	fmt.Fprintln(out, "|---|---|---|---|---|---|---|---|")
	var all, good tally
	for _, r := range c.rows {
		if r.picture == "photo" {
			continue // where the line lies on a photograph is for the whole reading to find
		}
		t, err := linesRead(reader, c.n, c.seed, r, c.jobs)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "| %s | %s\n", r, t.row())
		all.add(t)
		if r.grade == specimen.Light || r.grade == specimen.Medium {
			good.add(t)
		}
	}
	fmt.Fprintf(out, "| | light and medium | | %s\n| | all | | %s\n\n", good.row(), all.row())
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
	share := func(k int) string { return share(k, t.n) }
	return fmt.Sprintf("%d of %d | %s | %s | %s | %.0f |", t.provedWrong, t.proved, share(t.exact), share(t.refused), share(t.wrong),
		float64(t.took.Milliseconds())/float64(max(t.n, 1)))
}

func linesRead(reader *codeline.Reader, n int, seed uint64, r chequeRow, jobs int) (tally, error) {
	var t tally
	var mu sync.Mutex
	var failed error
	next := make(chan int)
	var wg sync.WaitGroup
	for range jobs {
		wg.Go(func() {
			for i := range next {
				one, err := lineRead(reader, seed+uint64(i), r)
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

func lineRead(reader *codeline.Reader, seed uint64, r chequeRow) (tally, error) {
	t := tally{n: 1}
	defects := specimen.Graded(r.grade, seed)
	defects.Bitonal, defects.Adaptive = r.picture == "bitonal", r.picture == "adaptive"
	d, err := specimen.Draw(specimen.Spec{Kind: bordereau.Cheque, Seed: seed, DPI: r.dpi, Defects: defects})
	if err != nil {
		return t, err
	}
	began := time.Now()
	lines := reader.Read(d.Pages[0], float64(r.dpi)/25.4)
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
