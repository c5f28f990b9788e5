package classify_test

import (
	"image"
	"strings"
	"testing"

	"bordereau"
	"bordereau/internal/specimen"
)

// drawnPile is cheques endorsed by a stamp, one for each customer, as a file of all fronts
// and then all backs, in order or turned over.
func drawnPile(t *testing.T, seed uint64, who []specimen.Customer, format string, turned bool) []byte {
	t.Helper()
	pages := make([]*image.Gray, 2*len(who))
	for i := range who {
		s := specimen.Spec{Kind: bordereau.Cheque, Seed: seed + uint64(i), DPI: 200, Format: format, Layout: "personal", Back: "stamped",
			Depositor: &who[i], Set: map[string]string{"payee": who[i].Name()}, Defects: specimen.GradedCheque(specimen.Light, seed+uint64(i))}
		s.Defects.Rotation = 0
		d, err := specimen.Draw(s)
		if err != nil {
			t.Fatal(err)
		}
		at := len(who) + i
		if turned {
			at = len(pages) - 1 - i
		}
		pages[i], pages[at] = d.Pages[0], d.Pages[1]
	}
	data, err := specimen.Encode(specimen.Drawing{DPI: 200, Pages: pages}, format)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// The backs behind all fronts go to their cheques through the real reading child: by the
// payees that they name, or alike where all bear one endorsement; not by a guess.
func TestAPileOfBacksThroughTheChild(t *testing.T) {
	reader, people := childReader(t), specimen.People(41, 3)
	for _, c := range []struct {
		who          []specimen.Customer
		format       string
		turned       bool
		want, doubts string
	}{
		{people, "tiff", true, "1 6v | 2 5v | 3 4v", ""},
		{people[:2], "tiff_g4", false, "1 3v | 2 4v", ""},
		{[]specimen.Customer{people[0], people[0]}, "tiff_g4", true, "1 3v | 2 4v", "rien ne prouve"},
	} {
		z, r := readThroughChild(t, reader, drawnPile(t, 733_000, c.who, c.format, c.turned))
		d, err := house(t).Divide(t.Context(), r, z)
		z.Close()
		doubts := ""
		for _, p := range d.Parts {
			if p.Check != nil {
				doubts = p.Check.Detail
			}
		}
		if err != nil || shown(d) != c.want || !strings.HasPrefix(doubts, c.doubts) || c.doubts == "" && doubts != "" {
			t.Errorf("%d cheques, %s: %q, not %q: %+v %q %v", len(c.who), c.format, shown(d), c.want, d.Check, doubts, err)
		}
	}
}
