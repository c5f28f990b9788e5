package cheque

import (
	"bordereau/check"
	"bordereau/classify/spec"
)

// Some forms print in small type over or under a line what it is for.
const captionReach = 6.5 // mm between the middles of a caption and of what is written on its line

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

// isPayeeLabel says whether a cell is nothing but the label of the payee's line, as it
// is read in small print.
func isPayeeLabel(cell spec.Span) bool {
	text := letters(cell)
	for _, label := range []string{"ALORDREDE", "LORDREDE", "ORDREDE", "ORDRE", "BENEFICIAIRE"} {
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
