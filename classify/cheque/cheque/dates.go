package cheque

import (
	"context"
	"strings"

	"bordereau"
	"bordereau/classify/spec"
)

// mostDatePlaces is how many places are read anew for a date.
const mostDatePlaces = 4

// dateAgain reads anew, as a date, what has the shape of one though the calendar knows no
// such day, and what stands behind or under "le" and "date".
func dateAgain(ctx context.Context, d *spec.Draft) error {
	p := paperOf(ctx, d.Sheet)
	if p == nil || d.Field("date") != nil {
		return nil
	}
	s := columnsOf(ctx, d.Sheet).body
	places := datePlaces(s, p)
	for _, box := range places[:min(len(places), mostDatePlaces)] {
		for _, alphabet := range []string{"date", "form"} {
			if v, ok := spec.Date(s, again(ctx, s, p.page, box, alphabet)); ok {
				d.PutValue("date", v)
				return nil
			}
		}
	}
	return ctx.Err()
}

// datePlaces are where a date may stand: where something like one was read, behind its
// label, and under a label that has nothing but a date's length of room behind it.
func datePlaces(s *spec.Sheet, p *paper) (places []bordereau.Box) {
	for _, w := range s.Words {
		if n := strings.Count(w.Text, "/") + strings.Count(w.Text, ".") + strings.Count(w.Text, "-"); n >= 2 && len(digitsOf(spec.Span{w})) >= 5 || n >= 1 && len(digitsOf(spec.Span{w})) >= 8 && len(w.Text) <= 12 {
			places = append(places, grown(w.Box, w.Box.H/3))
		}
	}
	var under []bordereau.Box
	for _, label := range []string{"le", "date"} {
		for _, f := range s.Find(label) {
			first := s.Words[f.Words[0]]
			if text := trimmed(first.Text); text != "LE" && text != "DATE" || first.Confidence < 0.5 {
				continue // Rochebrune-le-Vieux
			}
			x := f.Box.X + f.Box.W + p.at(1)
			places = append(places, bordereau.Box{X: x, Y: f.Box.Y - p.at(1.5), W: min(p.at(45), p.box.X+p.box.W-x), H: f.Box.H + p.at(3)})
			x = max(p.box.X, f.Box.X-p.at(2))
			under = append(under, bordereau.Box{X: x, Y: f.Box.Y + f.Box.H, W: min(p.at(36), p.box.X+p.box.W-x), H: p.at(6.5)})
		}
	}
	return append(places, under...)
}

// placeByDate takes the place from beside the date, or in a column from over or under it,
// where captions say what both are.
func placeByDate(ctx context.Context, d *spec.Draft) error {
	date, p := d.Field("date"), paperOf(ctx, d.Sheet)
	if date == nil || p == nil || d.Field("place") != nil {
		return ctx.Err()
	}
	s := columnsOf(ctx, d.Sheet).body
	middle := date.Box.Y + date.Box.H/2
	for i := range s.Rows {
		for _, cell := range around(s.Cells(s.RowSpan(i)), date.Box) {
			for len(cell) > 1 && besides[trimmed(cell[0].Text)] {
				cell = cell[1:]
			}
			b := cell.Box()
			off, gap := abs(b.Y+b.H/2-middle), max(date.Box.X-b.X-b.W, b.X-date.Box.X-date.Box.W)
			beside := off <= p.at(1.5) && gap < p.at(60)
			stacked := off <= p.at(10) && p.atRight(date.Box) && abs(b.X-date.Box.X) < p.at(3)
			if !beside && !stacked || b.Y < p.box.Y+p.box.H/3 {
				continue
			}
			if v, ok := alone(s, cell); ok && v.Words.Confidence() >= 0.5 && !isPayeeLabel(cell) && !besides[trimmed(cell.Text())] {
				d.PutValue("place", v)
				return nil
			}
		}
	}
	return ctx.Err()
}

// around are cells without the words that stand in a box, parted where these were.
func around(cells []spec.Span, box bordereau.Box) (out []spec.Span) {
	for _, cell := range cells {
		from := 0
		for i := 0; i <= len(cell); i++ {
			if i < len(cell) && overlap(cell[i].Box, box) == 0 {
				continue
			}
			if i > from {
				out = append(out, cell[from:i])
			}
			from = i + 1
		}
	}
	return out
}
