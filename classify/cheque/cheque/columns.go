package cheque

import (
	"context"
	"slices"
	"strings"

	"bordereau"
	"bordereau/classify/spec"
)

// columns are the words of the cheque alone, without the letter or the other cheques
// of its sheet, and parted where forms part them: at the right the amount in figures,
// place and date, at the left all that is written along ruled lines. Side by side they
// do not stand on the same lines. body is all but what the bank printed into a panel at
// the left; left and right are parts of it.
type columns struct {
	all, body, left, right *spec.Sheet
	from                   int // where the body begins
	edge                   int // where the right column begins, 0 if nothing tells
}

func columnsOf(ctx context.Context, s *spec.Sheet) columns {
	return spec.Once(s, "cheque columns", func() columns {
		p := paperOf(ctx, s)
		if p == nil {
			return columns{all: s, body: s, left: s, right: s}
		}
		on := func(w bordereau.Word) bool { return p.holds(p.page, w.Box) && w.Box.Y+w.Box.H/2 < p.band }
		s = withMissed(ctx, s, p)
		c := columns{all: part(s, p.page, on), edge: p.rightColumn(s)}
		c.from, c.body = p.panel(c.all), c.all
		in := on
		if c.from > p.box.X {
			in = func(w bordereau.Word) bool { return on(w) && w.Box.X >= c.from }
			c.body = part(s, p.page, in)
		}
		from := starts(s.Page(p.page).Words)
		c.left = part(s, p.page, func(w bordereau.Word) bool { return in(w) && from[w] < c.edge })
		c.right = part(s, p.page, func(w bordereau.Word) bool { return in(w) && from[w] >= c.edge })
		return c
	})
}

// Some forms keep what the bank prints in a panel at their left side. leastPanel is how
// wide one is at least, in millimetres.
const leastPanel = 32.0

// panel is where what is filled in begins, right of a panel: where both the order to pay
// and the amount in words do, with an address left of them. It is the edge of the cheque
// where there is no panel.
func (p *paper) panel(s *spec.Sheet) int {
	order := orderPrinted(s)
	x := order.X
	if x < p.box.X+p.at(leastPanel) {
		return p.box.X
	}
	for _, w := range mostNumerals(s) {
		if spec.Numerals(spec.Span{w}) > 0 {
			x = min(x, w.Box.X)
			break
		}
	}
	x -= p.at(2)
	if x < p.box.X+p.at(leastPanel) {
		return p.box.X
	}
	for _, a := range spec.Addresses(s) {
		if a.Box.X+a.Box.W <= x+p.at(2) && a.Box.Y+a.Box.H > order.Y {
			return x
		}
	}
	return p.box.X
}

// mostNumerals is the run of words that holds most numerals of an amount: beside it, on the
// same row, the panel may name a place called Les Quatre-Moulins.
func mostNumerals(s *spec.Sheet) (best spec.Span) {
	for i := range s.Rows {
		for _, cell := range s.Cells(s.RowSpan(i)) {
			if numerals(cell) > numerals(best) {
				best = cell
			}
		}
	}
	return best
}

// withMissed is the sheet with what of the cheque the page's reading passed over: whole
// lines in frames and on ruled lines are.
func withMissed(ctx context.Context, s *spec.Sheet, p *paper) *spec.Sheet {
	missed := again(ctx, s, p.page, bordereau.Box{X: p.box.X, Y: p.box.Y, W: p.box.W, H: p.band - p.box.Y}, "missed")
	if len(missed) == 0 {
		return s
	}
	r := s.Reading
	r.Pages = slices.Clone(r.Pages)
	for i := range r.Pages {
		if r.Pages[i].Number != p.page {
			continue
		}
		words := slices.Clone(r.Pages[i].Words)
		for _, w := range missed {
			w.Block += missedBlocks // none of the page's own
			words = append(words, w.Word)
		}
		r.Pages[i].Words = words
	}
	return s.Part(r)
}

// missedBlocks is beyond the number of blocks on any page.
const missedBlocks = 1 << 20

// starts is where the run of words begins that each word stands in: what follows each
// other on a line with no more than a blank between; a recogniser's box may reach over the
// next word. A line of words may run on over the right column.
func starts(words []bordereau.Word) map[bordereau.Word]int {
	from := make(map[bordereau.Word]int, len(words))
	for i, w := range words {
		from[w] = w.Box.X
		if i == 0 {
			continue
		}
		last := words[i-1]
		gap := w.Box.X - last.Box.X - last.Box.W
		if w.Block == last.Block && w.Line == last.Line && w.Box.X > last.Box.X && gap < 3*max(last.Box.H, w.Box.H)/2 {
			from[w] = from[last]
		}
	}
	return from
}

// part is the sheet of some words of a page. Specks and pieces of ruled lines go.
func part(s *spec.Sheet, page int, keep func(bordereau.Word) bool) *spec.Sheet {
	r := bordereau.Reading{}
	low := s.LetterHeight(page) / 3
	for _, p := range s.Reading.Pages {
		if p.Number != page {
			continue
		}
		words := p.Words
		p.Words = nil
		for _, w := range words {
			speck := w.Box.H <= low && w.Confidence < 0.5 || w.Confidence < 0.25 && len([]rune(w.Text)) == 1
			if keep(w) && !speck && !seenTwice(&p.Words, w) {
				p.Words = append(p.Words, w)
			}
		}
		r.Pages = append(r.Pages, p)
	}
	return s.Part(r)
}

// seenTwice says whether a word stands where one of another line does: a recogniser now
// and then gives a line twice, and what was missed is read beside a bad reading of it. The
// surer reading stays. Within a line a box only reaches over its neighbour.
func seenTwice(words *[]bordereau.Word, w bordereau.Word) bool {
	for i := range *words {
		o := &(*words)[i]
		if o.Block == w.Block && o.Line == w.Line || 2*overlap(o.Box, w.Box) <= min(o.Box.W*o.Box.H, w.Box.W*w.Box.H) {
			continue
		}
		if w.Confidence > o.Confidence {
			*o = w
		}
		return true
	}
	return false
}

// rightColumn is where the right column begins: at the amount, its sign or its label,
// or at "Fait à, le", whichever is furthest left.
func (p *paper) rightColumn(s *spec.Sheet) int {
	edge := p.box.X + p.box.W*37/50
	found := false
	see := func(page int, b bordereau.Box) {
		if p.holds(page, b) && b.X > p.box.X+p.box.W*11/20 && b.Y < p.band {
			if x := b.X - p.at(2); x < edge || !found {
				edge = x
			}
			found = true
		}
	}
	from := starts(s.Page(p.page).Words)
	for _, w := range s.Words {
		text := strings.TrimSpace(spec.Fold(w.Text))
		label := (text == "A" || text == "LE") && w.Confidence >= 0.6 && from[w.Word] == w.Box.X
		if w.Text == "€" || w.Text == "EUR" || label {
			see(w.Page, w.Box)
		}
	}
	for i := range s.Rows {
		for _, v := range spec.Amounts(s, s.RowSpan(i)) {
			b := v.Words.Box()
			b.X -= p.at(1)
			see(v.Words[0].Page, b)
		}
	}
	for _, phrase := range []string{"fait à", "faità", "B.P.F.", "montant en euros"} {
		for _, f := range s.Find(phrase) {
			see(f.Page, f.Box)
		}
	}
	return edge
}

// in runs a step over a part of the cheque.
func in(part func(columns) *spec.Sheet, step spec.Step) spec.Step {
	return func(ctx context.Context, d *spec.Draft) error {
		of := &spec.Draft{Sheet: part(columnsOf(ctx, d.Sheet))}
		of.Understanding.Fields = d.Understanding.Fields
		err := step(ctx, of)
		d.Understanding.Fields = of.Understanding.Fields
		return err
	}
}

func atRight(c columns) *spec.Sheet { return c.right }
func onBody(c columns) *spec.Sheet  { return c.body }
func onAll(c columns) *spec.Sheet   { return c.all }

// again reads a part of the page anew; nil where that cannot be done.
func again(ctx context.Context, s *spec.Sheet, page int, box bordereau.Box, alphabet string) spec.Span {
	if s.Zones == nil || box.Empty() {
		return nil
	}
	words, err := s.Zones.Read(ctx, page, box, alphabet)
	if err != nil {
		return nil // what cannot be read again stays as it was read
	}
	var out spec.Span
	for _, w := range words {
		if strings.TrimSpace(w.Text) != "" {
			out = append(out, spec.Word{Word: w, Page: page})
		}
	}
	return out
}
