package cheque

import (
	"context"
	"slices"
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
// label, and under or over a label that has nothing but a date's length of room behind it.
func datePlaces(s *spec.Sheet, p *paper) (places []bordereau.Box) {
	for _, w := range s.Words {
		if n := partings(w); n >= 2 && len(digitsOf(spec.Span{w})) >= 5 || n >= 1 && len(digitsOf(spec.Span{w})) >= 8 && len(w.Text) <= 12 {
			places = append(places, grown(w.Box, w.Box.H/3))
		}
	}
	var under, over []bordereau.Box
	for _, l := range dateLabels(s) {
		if l.first.Confidence < sureLabel {
			continue
		}
		x := l.box.X + l.box.W + p.at(1)
		places = append(places, bordereau.Box{X: x, Y: l.box.Y - p.at(1.5), W: min(p.at(45), p.box.X+p.box.W-x), H: l.box.H + p.at(3)})
		x = max(p.box.X, l.box.X-p.at(2))
		w := min(p.at(36), p.box.X+p.box.W-x)
		under = append(under, bordereau.Box{X: x, Y: l.box.Y + l.box.H, W: w, H: p.at(6.5)})
		over = append(over, bordereau.Box{X: x, Y: max(0, l.box.Y-p.at(6.5)), W: w, H: p.at(6.5)})
	}
	return slices.Concat(places, under, over)
}

// partings is how many signs of a word stand between the numbers of a date.
func partings(w spec.Word) int {
	return strings.Count(w.Text, "/") + strings.Count(w.Text, ".") + strings.Count(w.Text, "-")
}

// likeDate says whether a word has the shape of a date, however little of it was read.
func likeDate(w spec.Word) bool { return partings(w) >= 2 && len(digitsOf(spec.Span{w})) >= 3 }

// dateLabel is "le" or "date" in print, first the word that says so.
type dateLabel struct {
	first spec.Word
	box   bordereau.Box
}

// sureLabel is the confidence from which a date is looked for beside such a label.
const sureLabel = 0.5

// dateLabels are those of a sheet, each a word by itself: not that of Rochebrune-le-Vieux.
func dateLabels(s *spec.Sheet) (out []dateLabel) {
	for _, label := range []string{"le", "date"} {
		for _, f := range s.Find(label) {
			first := s.Words[f.Words[0]]
			if text := trimmed(first.Text); text == "LE" || text == "DATE" {
				out = append(out, dateLabel{first, f.Box})
			}
		}
	}
	return out
}

// zones are where the form has the date, close by its label: behind it and, unless beside
// says that it can stand nowhere else, over and under it.
func (l dateLabel) zones(p *paper, beside bool) []bordereau.Box {
	b := l.first.Box
	out := []bordereau.Box{{X: b.X + b.W + p.at(.5), Y: b.Y - p.at(1.2), W: p.at(24), H: b.H + p.at(2.2)}}
	if !beside {
		out = append(out, bordereau.Box{X: b.X - p.at(1), Y: b.Y - p.at(6), W: p.at(26), H: p.at(5.5)},
			bordereau.Box{X: b.X - p.at(1), Y: b.Y + b.H + p.at(.5), W: p.at(26), H: p.at(6)})
	}
	for i := range out {
		out[i].W = min(out[i].W, p.box.X+p.box.W-p.at(3)-out[i].X)
	}
	return out
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
