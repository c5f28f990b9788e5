package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"bordereau"
	"bordereau/internal/specimen"
	"bordereau/policy"
	"bordereau/review"
)

// handCheques reads whole cheques that were filled in by hand, on forms and in faces
// kept for measuring, through the reading child and the understanding: whether the
// box was found, its amount read, and whether anything wrong passed for proved.
func handCheques(out io.Writer, n int, seed uint64) error {
	r, err := newChequeReader(1)
	if err != nil {
		return err
	}
	defer r.pool.Close()
	fmt.Fprintf(out, "\nwhole cheques filled in by hand, %d a row, from seed %d\n\n| dpi | grade | amount read %% | wrong among read %% | right or among the others %% | proved, of them wrong | passes in a slip %% | ms a cheque |\n|---|---|---|---|---|---|---|---|\n", n, seed)
	for _, dpi := range []int{200, 300} {
		for _, g := range []specimen.Grade{specimen.Light, specimen.Medium} {
			t, err := r.handRow(n, seed, dpi, g)
			if err != nil {
				return err
			}
			fmt.Fprintf(out, "| %d | %s | %s | %s | %s | %d, %d | %s | %d |\n", dpi, gradeNames[g], sharePrinted(t.read, n), sharePrinted(t.wrong, t.read),
				sharePrinted(t.among, t.read), t.proved, t.provedWrong, sharePrinted(t.inSlip, n), t.took.Milliseconds()/int64(n))
		}
	}
	return nil
}

type handTally struct {
	read, wrong, among  int
	proved, provedWrong int // alone or in a slip
	inSlip              int
	took                time.Duration
}

func (r *chequeReader) handRow(n int, seed uint64, dpi int, g specimen.Grade) (t handTally, err error) {
	for i := range n {
		s := seed + uint64(i)
		d, err := specimen.Draw(specimen.Spec{Kind: bordereau.Cheque, Seed: s, DPI: dpi, Format: "jpeg", Hand: true, Defects: specimen.Graded(g, s)})
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
		t.inSlip += b2i(r.policy.Decide(inSlip, policy.Circumstances{Now: r.now, DossierKnown: true, Flags: reading.Flags}).Passes())
		inSlip = r.policy.Statuses(inSlip)
		t.add(&u, &inSlip, d.Truth.Fields["amount_figures"])
	}
	return t, nil
}

// add counts one cheque, as it was read and as it is in its slip.
func (t *handTally) add(u, inSlip *bordereau.Understanding, truth string) {
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
	if f.Value != truth {
		t.wrong++
	}
	if f.Value == truth || slices.Contains(f.Alternatives, truth) {
		t.among++
	}
}
