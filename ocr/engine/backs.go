package engine

import (
	"slices"
	"unicode"

	"bordereau"
)

const (
	mostOnBack = 60  // words on the back of a cheque
	overhang   = 2.0 // mm that may stick out of a paper's place
)

// backs are the papers of a page that shows the backs of those on the page before, each in
// the place and of the number of its front; nil elsewhere. A sheet that is turned over along
// one edge keeps its rows, along the other it reverses them. The page is cut where all that
// stands on it lies in the places of one of the two, or in both and parted alike.
func (d *desk) backs(s *sheet, p bordereau.Page) ([]bordereau.Box, bordereau.BackRows, error) {
	front := d.pages[p.Number-1]
	if front.Papers < 2 || front.Backs != "" || s.told || p.Blank || len(p.Words) > mostOnBack*front.Papers || !front.SameSize(p) {
		return nil, "", nil
	}
	marks, err := d.marks(s, p.Words)
	if err != nil {
		return nil, "", err
	}
	w, h := int(float64(s.raw.width())/s.scale), int(float64(s.raw.height())/s.scale)
	var kept, reversed []bordereau.Box
	for k := range front.Papers {
		b := d.places[bordereau.PieceOf(front.Number, k+1)]
		kept = append(kept, b)
		reversed = append(reversed, bordereau.Box{X: w - b.X - b.W, Y: h - b.Y - b.H, W: b.W, H: b.H})
	}
	slack := int(overhang * s.paperScale())
	one, other := parted(marks, kept, slack), parted(marks, reversed, slack)
	for i := range other {
		other[i] = front.Papers - 1 - other[i]
	}
	switch {
	case one != nil && other == nil:
		return kept, bordereau.BacksPlaced, nil
	case one == nil && other != nil:
		return reversed, bordereau.BacksPlaced, nil
	case one != nil && slices.Equal(one, other):
		return kept, bordereau.BacksEither, nil
	}
	return nil, "", nil
}

// marks are where something is written or drawn, on the page as it comes out of its
// container. What has no letter or figure is dust or the edge of a paper.
func (d *desk) marks(s *sheet, words []bordereau.Word) ([]bordereau.Box, error) {
	var out []bordereau.Box
	for _, w := range words {
		n := 0
		for _, r := range w.Text {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				n++
			}
		}
		if n > 1 {
			out = append(out, s.onRaw(w.Box))
		}
	}
	ink, err := d.engine.ink(s, words, bordereau.Box{})
	for _, w := range ink {
		if w.Text == "stroke" {
			out = append(out, s.onRaw(w.Box))
		}
	}
	return out, err
}

// parted are the places in which the marks lie, one for each; nil where one lies in none.
func parted(marks, places []bordereau.Box, slack int) []int {
	in := make([]int, len(marks))
	for i, m := range marks {
		in[i] = slices.IndexFunc(places, func(p bordereau.Box) bool {
			return m.X >= p.X-slack && m.Y >= p.Y-slack && m.X+m.W <= p.X+p.W+slack && m.Y+m.H <= p.Y+p.H+slack
		})
		if in[i] < 0 {
			return nil
		}
	}
	return in
}
