package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"bordereau"
	"bordereau/internal/specimen"
	"bordereau/ocr/handwriting"
	"bordereau/policy"
	"bordereau/review"
)

// handRun says which cheques are read: n a row, from a seed, on one form or any.
type handRun struct {
	n      int
	seed   uint64
	layout string
	show   bool
}

// handCheques reads whole cheques that were filled in by hand, on forms and in faces
// kept for measuring, through the reading child and the understanding: whether the
// box was found, its amount read, and whether anything wrong passed for proved.
func handCheques(out io.Writer, run handRun) error {
	r, err := newChequeReader(1)
	if err != nil {
		return err
	}
	defer r.pool.Close()
	fmt.Fprintf(out, "\nwhole cheques filled in by hand, %d a row, from seed %d %s\n\n| dpi | grade | amount read %% | right %% | right or among the others %% | surely read %% | wrong among these %% | proved, of them wrong | passes in a slip %% | date right %% | date corroborated, of them wrong | ms a cheque |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n", run.n, run.seed, run.layout)
	why := map[string]int{}
	for _, dpi := range []int{200, 300} {
		for _, g := range []specimen.Grade{specimen.Light, specimen.Medium} {
			t, err := r.handRow(run, dpi, g)
			if err != nil {
				return err
			}
			n := run.n
			fmt.Fprintf(out, "| %d | %s | %s | %s | %s | %s | %s | %d, %d | %s | %s | %d, %d | %d |\n", dpi, gradeNames[g], sharePrinted(t.read, n), sharePrinted(t.right, n),
				sharePrinted(t.among, n), sharePrinted(t.sure, n), sharePrinted(t.sureWrong, t.sure), t.proved, t.provedWrong, sharePrinted(t.inSlip, n),
				sharePrinted(t.dates, n), t.corroborated, t.corroboratedWrong, t.took.Milliseconds()/int64(n))
			for name, n := range t.reasons {
				why[name] += n
			}
		}
	}
	fmt.Fprint(out, "\n| what holds them in their slips | cheques |\n|---|---|\n")
	for _, name := range slices.Sorted(maps.Keys(why)) {
		fmt.Fprintf(out, "| %s | %d |\n", name, why[name])
	}
	return nil
}

type handTally struct {
	read, right, among              int
	sure, sureWrong                 int // above the reader's threshold
	proved, provedWrong             int // alone or in a slip
	inSlip                          int
	dates                           int // right
	corroborated, corroboratedWrong int
	took                            time.Duration
	reasons                         map[string]int // what held cheques in their slips
}

// tell says what holds a cheque, with what was read beside what was drawn.
func tell(seed uint64, dpi int, g specimen.Grade, u *bordereau.Understanding, truth specimen.Truth, reasons []policy.Reason) {
	fmt.Fprintf(os.Stderr, "%d %d %s:", seed, dpi, gradeNames[g])
	for _, r := range reasons {
		fmt.Fprintf(os.Stderr, " %s %s", r.Field, r.Rule)
		if f := u.Field(r.Field); f != nil {
			fmt.Fprintf(os.Stderr, " %q", f.Value)
		}
		fmt.Fprintf(os.Stderr, " (%s);", truth.Fields[r.Field])
	}
	fmt.Fprintln(os.Stderr)
}

// held counts each reason of a cheque once.
func (t *handTally) held(reasons []policy.Reason) {
	if t.reasons == nil {
		t.reasons = map[string]int{}
	}
	seen := map[string]bool{}
	for _, r := range reasons {
		if name := strings.TrimSpace(r.Field + " " + r.Rule); !seen[name] {
			seen[name] = true
			t.reasons[name]++
		}
	}
	if len(seen) == 1 {
		for name := range seen {
			t.reasons["nothing but "+name]++
		}
	}
}

func (r *chequeReader) handRow(run handRun, dpi int, g specimen.Grade) (t handTally, err error) {
	reader, err := handwriting.New()
	if err != nil {
		return t, err
	}
	threshold := reader.Threshold()
	for i := range run.n {
		s := run.seed + uint64(i)
		d, err := specimen.Draw(specimen.Spec{Kind: bordereau.Cheque, Seed: s, DPI: dpi, Format: "jpeg", Layout: run.layout, Hand: true, Defects: specimen.Graded(g, s)})
		if err != nil {
			return t, err
		}
		data, err := specimen.Encode(d, "jpeg")
		if err != nil {
			return t, err
		}
		began := time.Now()
		reading, u, err := r.read(context.Background(), data)
		if err != nil {
			return t, err
		}
		t.took += time.Since(began)
		inSlip := remitted(u, d.Truth, s)
		decided := r.policy.Decide(inSlip, policy.Circumstances{Now: r.now, DossierKnown: true, Flags: reading.Flags})
		t.inSlip += b2i(decided.Passes())
		t.held(decided.Reasons)
		if run.show {
			tell(s, dpi, g, &inSlip, d.Truth, decided.Reasons)
		}
		inSlip = r.policy.Statuses(inSlip)
		u = r.policy.Statuses(u)
		t.add(&u, &inSlip, d.Truth.Fields["amount_figures"], threshold)
		t.date(u.Field("date"), d.Truth.Fields["date"])
	}
	return t, nil
}

// add counts one cheque, as it was read and as it is in its slip.
func (t *handTally) add(u, inSlip *bordereau.Understanding, truth string, threshold float64) {
	if a := inSlip.Field("amount"); a != nil && a.Status == bordereau.Proved {
		t.proved++
		if a.Value != truth {
			t.provedWrong++
		}
	}
	byHand := slices.ContainsFunc(u.Checks, func(c bordereau.Check) bool { return c.Rule == review.RuleHandwritten })
	f := u.Field("amount_figures")
	if f == nil || !byHand {
		return
	}
	t.read++
	if f.Confidence >= threshold {
		t.sure++
		if f.Value != truth {
			t.sureWrong++
		}
	}
	if f.Value == truth {
		t.right++
	}
	if f.Value == truth || slices.Contains(f.Alternatives, truth) {
		t.among++
	}
}

func (t *handTally) date(f *bordereau.Field, truth string) {
	if f == nil {
		return
	}
	if f.Value == truth {
		t.dates++
	}
	if f.Status == bordereau.Corroborated || f.Status == bordereau.Proved {
		t.corroborated++
		if f.Value != truth {
			t.corroboratedWrong++
		}
	}
}
