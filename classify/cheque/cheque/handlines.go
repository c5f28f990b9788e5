package cheque

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"bordereau"
	"bordereau/classify/spec"
)

// writtenLine is where a hand may have written: on a ruled line, or where the recogniser
// of print made little of a row.
type writtenLine struct{ x, foot, w int }

// writtenLines are those of a cheque above its code line, from the lowest up; where two
// are one, that of the rule.
func writtenLines(ctx context.Context, s *spec.Sheet, p *paper) []writtenLine {
	return spec.Once(s, "cheque written lines", func() (out []writtenLine) {
		zone := p.onPage(s, bordereau.Box{X: p.box.X, Y: p.box.Y + p.at(8), W: p.box.W, H: p.band - p.box.Y - p.at(8)})
		put := func(l writtenLine) {
			same := func(o writtenLine) bool {
				shared := min(o.x+o.w, l.x+l.w) - max(o.x, l.x)
				return max(o.foot-l.foot, l.foot-o.foot) < p.at(2.5) && 2*shared > min(l.w, 2*o.w)
			}
			if l.foot > zone.Y && l.foot < p.band && !slices.ContainsFunc(out, same) {
				out = append(out, l)
			}
		}
		edge := columnsOf(ctx, s).edge
		for _, r := range again(ctx, s, p.page, zone, "rules") {
			if l := (writtenLine{r.Box.X, r.Box.Y, r.Box.W}); l.x > edge-p.at(8) || !joined(out, l, p.at(1.2), p.at(12)) {
				put(l)
			}
		}
		all := columnsOf(ctx, s).all
		for i := range all.Rows {
			for _, cell := range all.Cells(all.RowSpan(i)) {
				if b := cell.Box(); cell.Confidence() < surePayee && b.H < p.at(12) {
					put(writtenLine{b.X, b.Y + b.H, b.W + p.at(5)})
				}
			}
		}
		slices.SortStableFunc(out, func(a, b writtenLine) int { return cmp.Compare(b.foot, a.foot) })
		return out
	})
}

// joined puts a piece of a rule to that which it is broken off from, if there is one: at
// its height, within drift, no further than gap from its end.
func joined(lines []writtenLine, l writtenLine, drift, gap int) bool {
	for i := range lines {
		o := &lines[i]
		apart := max(o.x, l.x) - min(o.x+o.w, l.x+l.w)
		if max(o.foot-l.foot, l.foot-o.foot) <= drift && apart > 0 && apart < gap {
			right := max(o.x+o.w, l.x+l.w)
			o.x, o.foot = min(o.x, l.x), max(o.foot, l.foot)
			o.w = right - o.x
			return true
		}
	}
	return false
}

// mostLeftLines are read of a cheque.
const mostLeftLines = 6

// leftLines are the lines at the left on which a hand may have written, from the top.
func leftLines(ctx context.Context, s *spec.Sheet, p *paper) (out []bordereau.Box) {
	columns := columnsOf(ctx, s)
	right := p.box.X + p.box.W
	edge := right
	if columns.edge > 0 {
		edge = min(right, columns.edge)
	}
	for _, l := range writtenLines(ctx, s, p) {
		l = reaching(columns, p, l)
		box := bordereau.Box{X: max(l.x-p.at(1), p.box.X, columns.from), Y: max(l.foot-p.at(6), 0), H: p.at(8)}
		box.W = min(max(edge, l.x+l.w+p.at(1)), right) - box.X
		if l.x < p.box.X+p.box.W*9/20 && l.w > p.at(25) {
			out = append(out, box)
		}
	}
	slices.Reverse(out)
	return out[:min(len(out), mostLeftLines)]
}

// reaching is a line from where the form's lines begin, unless print stands there: the
// ruled line under what a hand wrote is not always seen whole.
func reaching(c columns, p *paper, l writtenLine) writtenLine {
	from := max(p.box.X+p.at(4), c.from)
	for _, w := range c.all.Words {
		b := w.Box
		if w.Page == p.page && b.X < l.x && b.Y+b.H > l.foot-p.at(4) && b.Y+b.H < l.foot+p.at(1.5) && w.Confidence > surePayee {
			from = max(from, b.X+b.W+p.at(.5))
		}
	}
	if from < l.x {
		l.x, l.w = from, l.w+l.x-from
	}
	return l
}

// inkedLine is a line of handwriting: its likeliest reading, and what it may say
// (check.Inked), also where figures stand among its letters. Empty where nothing is written.
type inkedLine struct{ read, letters, mixed string }

func inkedLineOf(ctx context.Context, s *spec.Sheet, page int, box bordereau.Box) inkedLine {
	return spec.Once(s, fmt.Sprint("cheque inked line ", page, box), func() (l inkedLine) {
		if words := again(ctx, s, page, box, "hand_line"); len(words) == 3 {
			l = inkedLine{words[0].Text, words[1].Text, words[2].Text}
		}
		return l
	})
}
