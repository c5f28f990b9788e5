package engine

import (
	"bytes"
	"context"
	"testing"

	"bordereau"
	"bordereau/internal/specimen"
	"bordereau/ocr/raster"
)

// The two sides of a cheque are looked at in turns: neither is decoded, nor its code line
// looked for, more than once. What is large is not kept.
func TestTwoSidesLieOnTheDesk(t *testing.T) {
	d := deskOf(t, specimen.Spec{Kind: bordereau.Cheque, Seed: 3, DPI: 200, Format: "pdf", Back: "signed"})
	var sides [3]*sheet
	for _, n := range []int{1, 2, 1, 2, 1} {
		s, err := d.fetch(context.Background(), n)
		if err != nil {
			t.Fatal(err)
		}
		if sides[n] != nil && sides[n] != s {
			t.Errorf("side %d is decoded again", n)
		}
		sides[n] = s
		if s.raw.p == nil || d.number != n {
			t.Fatalf("page %d is at hand, asked for %d", d.number, n)
		}
	}
	if !d.aside.small() || d.aside.number != 2 {
		t.Errorf("page %d lies aside", d.aside.number)
	}
}

// A large page makes room for the next one.
func TestLargePagesAreNotKept(t *testing.T) {
	d := deskOf(t, specimen.Spec{Kind: bordereau.Cheque, Seed: 3, DPI: 600, Format: "pdf", Back: "signed", Defects: specimen.Defects{Glass: 40}})
	for n := 1; n <= 2; n++ {
		s, err := d.fetch(context.Background(), n)
		if err != nil {
			t.Fatal(err)
		}
		if n == 1 && s.raw.width()*s.raw.height() <= asidePixels {
			t.Fatalf("%d by %d is not large", s.raw.width(), s.raw.height())
		}
	}
	if d.aside.number != 0 {
		t.Errorf("page %d lies aside", d.aside.number)
	}
}

// deskOf puts a drawn file on a desk.
func deskOf(t *testing.T, s specimen.Spec) *desk {
	t.Helper()
	drawn, err := specimen.Draw(s)
	if err != nil {
		t.Fatal(err)
	}
	data, err := specimen.Encode(drawn, s.Format)
	if err != nil {
		t.Fatal(err)
	}
	f, err := raster.Open(context.Background(), bytes.Clone(data), raster.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{file: f, pages: map[int]bordereau.Page{}}
	t.Cleanup(d.clear)
	return d
}
