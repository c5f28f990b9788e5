package specimen

import (
	"fmt"
	"strings"
	"testing"

	"bordereau"
)

// A slip of many cheques carries its sub-total from page to page, and each of its
// cheques stands on exactly one of them.
func TestALongSlipIsCarriedOver(t *testing.T) {
	for _, n := range []int{onePage, onePage + 1, 17, 18, 23, 41, mostCheques} {
		for _, seed := range []uint64{1, 2, 3, HeldOut + 1} {
			d, err := Draw(Spec{Kind: bordereau.RemittanceSlip, Seed: seed, Format: "pdf_text", Cheques: listed(n)})
			if err != nil {
				t.Fatal(err)
			}
			pages := strings.Split(d.Truth.Text, "\f")
			if d.Truth.Pages != len(pages) || n <= onePage && len(pages) > 1 || n > 22 && len(pages) == 1 {
				t.Errorf("%d cheques, seed %d: %d pages", n, seed, len(pages))
			}
			for i := range n {
				if c := strings.Count(d.Truth.Text, fmt.Sprintf("%07d", 4_000_000+i)); c != 1 {
					t.Errorf("%d cheques, seed %d: cheque %d is listed %d times", n, seed, i+1, c)
				}
			}
			for i, p := range pages {
				rows := strings.Split(p, "\n")
				if over := strings.Contains(p, "À reporter"); over != (i < len(pages)-1) {
					t.Errorf("%d cheques, seed %d: page %d of %d is carried over: %v", n, seed, i+1, len(pages), over)
				}
				if i == 0 {
					continue
				}
				before := strings.Split(pages[i-1], "\n")
				sum := strings.TrimPrefix(before[len(before)-1], "À reporter ")
				found := false
				for _, r := range rows {
					found = found || r == "Report "+sum
				}
				if !found {
					t.Errorf("%d cheques, seed %d: page %d does not take %s over", n, seed, i+1, sum)
				}
			}
		}
	}
}

func listed(n int) []Truth {
	out := make([]Truth, n)
	for i := range out {
		out[i].Fields = map[string]string{"amount": decimal(int64(1_237 + 911*i)), "cheque_number": fmt.Sprintf("%07d", 4_000_000+i), "bank": Banks[i%len(Banks)].Name, "drawer": "Anne Martin"}
	}
	return out
}
