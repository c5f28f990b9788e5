package cheque

import (
	"cmp"
	"context"
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
				return max(o.foot-l.foot, l.foot-o.foot) < p.at(2.5) && o.x < l.x+l.w && l.x < o.x+o.w
			}
			if l.foot > zone.Y && l.foot < p.band && !slices.ContainsFunc(out, same) {
				out = append(out, l)
			}
		}
		for _, r := range again(ctx, s, p.page, zone, "rules") {
			put(writtenLine{r.Box.X, r.Box.Y, r.Box.W})
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
