package main

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"sync"
	"time"

	"bordereau/check"
	"bordereau/internal/specimen"
	"bordereau/ocr/codeline"
)

// codeLines reads the code lines of drawn cheques alone, with all that happens to cheques,
// and says how many are exact, refused and wrong, by grade and resolution. A line claims to be proved when its
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
		t, err := c.linesRead(reader, r)
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

func (c chequeBench) linesRead(reader *codeline.Reader, r chequeRow) (tally, error) {
	var t tally
	var mu sync.Mutex
	var failed error
	next := make(chan int)
	var wg sync.WaitGroup
	for range c.jobs {
		wg.Go(func() {
			for i := range next {
				one, err := c.lineRead(reader, c.seed+uint64(i), r)
				mu.Lock()
				t.add(one)
				if err != nil {
					failed = err
				}
				mu.Unlock()
			}
		})
	}
	for i := range c.n {
		next <- i
	}
	close(next)
	wg.Wait()
	return t, failed
}

// lineRead draws a cheque as a scanner delivers it and reads its line.
func (c chequeBench) lineRead(reader *codeline.Reader, seed uint64, r chequeRow) (tally, error) {
	t := tally{n: 1}
	spec, _ := c.spec(r, seed)
	spec.Back, spec.Defects.WrongKey, spec.Defects.Disagree = "", false, false
	d, err := specimen.Draw(spec)
	if err != nil {
		return t, err
	}
	img, err := delivered(d)
	if err != nil {
		return t, err
	}
	began := time.Now()
	lines := reader.Read(img, float64(r.dpi)/25.4)
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

// delivered is the front of a cheque after the compression of its file: what is black and
// white loses nothing.
func delivered(d specimen.Drawing) (*image.Gray, error) {
	if d.Truth.Defects.Bitonal || d.Truth.Defects.Adaptive {
		return d.Pages[0], nil
	}
	d.Pages = d.Pages[:1]
	data, err := specimen.Encode(d, "jpeg")
	if err != nil {
		return nil, err
	}
	img, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	gray, ok := img.(*image.Gray)
	if !ok {
		return nil, fmt.Errorf("a grey cheque became %T", img)
	}
	return gray, nil
}
