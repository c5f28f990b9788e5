package cheque

import (
	"context"

	"bordereau"
	"bordereau/check"
	"bordereau/classify/spec"
)

// Some forms print in small type over or under a line what it is for.
const captionReach = 6.5 // mm between the middles of a caption and of what is written on its line

// payeeCaptioned takes the payee from over or under a caption that stands by itself. What
// is over it goes first: there a line of words stands where the caption is over its own.
func payeeCaptioned(ctx context.Context, d *spec.Draft) error {
	p := paperOf(ctx, d.Sheet)
	if p == nil || d.Field("payee") != nil {
		return ctx.Err()
	}
	s := columnsOf(ctx, d.Sheet).all
	for _, short := range []bool{false, true} { // "à" alone may be the caption of the place
		for i := range s.Rows {
			for _, cell := range s.Cells(s.RowSpan(i)) {
				if !isPayeeLabel(cell) || short != (letters(cell) == "A") || short && dateNear(s, i, p) {
					continue
				}
				for _, step := range []int{-1, 1} {
					if v, ok := beside(s, p, i, step, cell.Box()); ok {
						d.PutValue("payee", v)
						return nil
					}
				}
			}
		}
	}
	return ctx.Err()
}

// beside is the name on the line next to a caption, over (-1) or under it (1).
func beside(s *spec.Sheet, p *paper, row, step int, caption bordereau.Box) (spec.Value, bool) {
	middle := caption.Y + caption.H/2
	for k := row; k >= 0 && k < len(s.Rows) && abs(k-row) <= 2; k += step {
		if len(spec.Dates(s, s.RowSpan(k))) > 0 {
			continue // place and date have captions too
		}
		for _, cell := range s.Cells(s.RowSpan(k)) {
			b := cell.Box()
			off := step * (b.Y + b.H/2 - middle)
			if off < p.at(1.5) || off > p.at(captionReach) || b.X > caption.X+p.at(20) || b.X+b.W < caption.X || heads(s, p, b) {
				continue
			}
			if v, ok := alone(s, cell); ok && !isPayeeLabel(cell) {
				return v, true
			}
		}
	}
	return spec.Value{}, false
}

// dateNear says whether a date stands close to a row.
func dateNear(s *spec.Sheet, row int, p *paper) bool {
	y := s.Rows[row].Box.Y
	for k := range s.Rows {
		if abs(s.Rows[k].Box.Y-y) < p.at(12) && len(spec.Dates(s, s.RowSpan(k))) > 0 {
			return true
		}
	}
	return false
}

// heads says whether a name heads an address, as the drawer's and the branch's do.
func heads(s *spec.Sheet, p *paper, name bordereau.Box) bool {
	for _, a := range spec.Addresses(s) {
		if b := a.Name().Box(); overlap(b, name) > 0 || abs(a.Box.X-name.X) < p.at(3) && a.Box.Y > name.Y && a.Box.Y-name.Y < p.at(12) {
			return true
		}
	}
	return false
}

// isPayeeLabel says whether a cell is nothing but the label of the payee's line, as it
// is read in small print.
func isPayeeLabel(cell spec.Span) bool {
	text := letters(cell)
	for _, label := range []string{"ALORDREDE", "LORDREDE", "ORDREDE", "BENEFICIAIRE"} {
		if check.Distance(text, label) <= len(label)/4 {
			return true
		}
	}
	return text == "A"
}

// letters are those of some words, plain and without blanks.
func letters(s spec.Span) string {
	var out []byte
	for _, c := range []byte(spec.Fold(s.Text())) {
		if c >= 'A' && c <= 'Z' {
			out = append(out, c)
		}
	}
	return string(out)
}
