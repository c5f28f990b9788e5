package main

import (
	"flag"
	"fmt"
	"image"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"sort"
	"sync"
	"time"

	"bordereau/internal/penman"
	"bordereau/internal/script"
	"bordereau/internal/specimen"
	"bordereau/ocr/handwriting"
)

// hand reads drawn handwritten amounts of hands and papers that the network did not
// learn from, and says for each threshold how many are read and how many of those are
// wrong. What is read and wrong passes nowhere by itself: words or a balance must say
// the same.
func hand(args []string, out io.Writer) error {
	fs := flag.NewFlagSet("hand", flag.ContinueOnError)
	n := fs.Int("n", 1000, "amounts of each kind of hand")
	seed := fs.Uint64("seed", 7_000_000, "of the first amount")
	jobs := fs.Int("jobs", runtime.NumCPU(), "amounts at the same time")
	cheques := fs.Int("cheques", 25, "whole cheques a row, through the engine")
	from := fs.Uint64("cheques-seed", specimen.HeldOut+7_000_000, "of the first whole cheque; below the held-out seeds for tuning")
	layout := fs.String("layout", "", "form of the whole cheques; empty draws one by the seed")
	show := fs.Bool("show", false, "tell what holds each whole cheque")
	real := fs.String("figures", "", "folder with t10k-images-idx3-ubyte.gz and its labels (the form of MNIST): figures that people wrote")
	if err := fs.Parse(args); err != nil {
		return err
	}
	reader, err := handwriting.New()
	if err != nil {
		return err
	}
	faces, err := script.Faces()
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "handwritten amounts, %d a kind, from seed %d; 95 %% intervals in brackets\n", *n, *seed)
	benches := []*handBench{
		{name: "fonts kept for measuring", kind: penman.Held},
		{name: "strokes of a pen, new hands", kind: penman.Pen},
		{name: "fonts kept for measuring, damage of kinds never learned", kind: penman.Held, worse: true},
		{name: "strokes of a pen, damage of kinds never learned", kind: penman.Pen, worse: true},
	}
	if *real != "" {
		figures, err := figuresOf(*real)
		if err != nil {
			return err
		}
		benches = append(benches, &handBench{name: "figures that people wrote, set together", kind: penman.Pen, real: figures})
	}
	for _, b := range benches {
		b.reader, b.faces = reader, faces
		if err := b.run(*n, *seed, *jobs); err != nil {
			return err
		}
		fmt.Fprintf(out, "\n%s\n\n", b.name)
		curve(out, "amounts", b.amounts, reader.Threshold())
		fmt.Fprintln(out)
		curve(out, "single figures", b.figures, 0)
		fmt.Fprintf(out, "\n%.0f ms an amount; right among the first 6 readings: %s; 20: %s; %d: %s; cut so that it can be read: %s\n", float64(b.took.Milliseconds())/float64(*n),
			b.among(6), b.among(20), 1+handwriting.MostAlternatives, b.among(1+handwriting.MostAlternatives), sharePrinted(b.cut, *n))
	}
	if *cheques > 0 {
		return handCheques(out, handRun{*cheques, *from, *layout, *show})
	}
	return nil
}

// verdict is one answer with its confidence, below 0 where there is none.
type verdict struct {
	confidence float64
	right      bool
}

type handBench struct {
	name   string
	reader *handwriting.Reader
	faces  []script.Face
	kind   penman.Kind
	worse  bool
	real   [10][]*image.Gray // figures that people wrote, by digit

	mu               sync.Mutex
	amounts, figures []verdict
	ranks            []int // of the right amount among what was read, from 0
	cut              int   // would be right if every candidate were known
	took             time.Duration
	failed           error
}

func (b *handBench) run(n int, seed uint64, jobs int) error {
	next := make(chan uint64)
	var wg sync.WaitGroup
	for range jobs {
		wg.Go(func() {
			for s := range next {
				if err := b.one(s); err != nil {
					b.mu.Lock()
					b.failed = err
					b.mu.Unlock()
				}
			}
		})
	}
	for i := range n {
		next <- seed + uint64(i)
	}
	close(next)
	wg.Wait()
	return b.failed
}

func (b *handBench) one(seed uint64) error {
	r := rand.New(rand.NewPCG(seed, uint64(b.kind)))
	paper := penman.NewPaper(r)
	if b.worse {
		paper = paper.Worse(r)
	}
	person := penman.NewHand(b.kind, b.faces, r)
	if len(b.real[0]) > 0 {
		person = person.With(func(c rune) *image.Gray {
			if c < '0' || c > '9' {
				return nil
			}
			all := b.real[c-'0']
			return all[r.IntN(len(all))]
		})
	}
	d, err := penman.Draw(person, penman.Cents(r), paper, r)
	if err != nil {
		return err
	}
	began := time.Now()
	got := b.reader.Read(d.Image)
	took := time.Since(began)
	var figures []verdict
	cut := false
	if line := handwriting.Apart(d.Image); line != nil {
		truths := d.Truths(line)
		cut = slices.Contains(line.Amounts(certain(truths)), d.Amount)
		shares := b.reader.Shares(line)
		for i, truth := range truths {
			if truth >= 0 && truth < 10 {
				share := slices.Max(shares[i])
				figures = append(figures, verdict{share, shares[i][truth] == share})
			}
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.took += took
	b.figures = append(b.figures, figures...)
	if got.Amount == "" {
		got.Confidence = -1 // not read at any threshold
	}
	b.amounts = append(b.amounts, verdict{got.Confidence, got.Amount == d.Amount})
	rank := slices.IndexFunc(append([]handwriting.Alternative{{Amount: got.Amount}}, got.Alternatives...), func(a handwriting.Alternative) bool { return a.Amount == d.Amount })
	if rank >= 0 {
		b.ranks = append(b.ranks, rank)
	}
	if cut {
		b.cut++
	}
	return nil
}

// among is the share of amounts that are right among so many readings.
func (b *handBench) among(n int) string {
	in := 0
	for _, rank := range b.ranks {
		if rank < n {
			in++
		}
	}
	return sharePrinted(in, len(b.amounts))
}

// certain are the shares of candidates whose truth is known; what is unclear is taken
// for nothing.
func certain(truths []int) [][]float64 {
	out := make([][]float64, len(truths))
	for i, t := range truths {
		out[i] = make([]float64, handwriting.Classes)
		if t == penman.Unclear {
			t = handwriting.Nothing
		}
		out[i][t] = 1
	}
	return out
}

// curve prints read rate against error rate, from the strictest threshold to none. At
// is the threshold in use, 0 none.
func curve(out io.Writer, what string, all []verdict, at float64) {
	thresholds := []float64{.99, .98, .95, .9, .8, .6, .4, 0}
	if at > 0 {
		thresholds = append(thresholds, at)
		sort.Sort(sort.Reverse(sort.Float64Slice(thresholds)))
	}
	fmt.Fprintf(out, "| %s: confidence from | read %% | wrong among read %% | |\n|---|---|---|---|\n", what)
	for _, t := range thresholds {
		read, wrong := 0, 0
		for _, v := range all {
			if v.confidence >= t {
				read++
				if !v.right {
					wrong++
				}
			}
		}
		mark := ""
		if t == at && at > 0 {
			mark = "in use"
		}
		fmt.Fprintf(out, "| %.3f | %s | %s | %s |\n", t, sharePrinted(read, len(all)), sharePrinted(wrong, read), mark)
	}
}

func sharePrinted(k, n int) string {
	lo, hi := wilson(k, n)
	return fmt.Sprintf("%.2f [%.2f-%.2f] (%d of %d)", 100*float64(k)/float64(max(n, 1)), 100*lo, 100*hi, k, n)
}
