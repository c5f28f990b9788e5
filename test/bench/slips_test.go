package main

import (
	"testing"

	"bordereau/internal/specimen"
)

// The share that the balancer promises, on a sample of the bench.
func TestTheFirstExplanationIsRight(t *testing.T) {
	rows, _ := explained(specimen.HeldOut+60_000, 1500)
	for row, least := range map[string]float64{misread: 0.95, words: 0.95, missing: 0.95, doubled: 0.95, allFaults: 0.9} {
		r := rows[row]
		if r.n < 50 || float64(r.first) < least*float64(r.n) {
			t.Errorf("%s: the first explanation is right in %d of %d slips, want %.0f %%", row, r.first, r.n, 100*least)
		}
	}
	if rows[misread].n < 500 {
		t.Errorf("%d slips only have a misread amount", rows[misread].n)
	}
}
