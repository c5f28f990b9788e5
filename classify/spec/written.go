package spec

import "strings"

var unitWords = map[string]bool{"EURO": true, "EUROS": true, "EUR": true, "CENTIME": true, "CENTIMES": true, "DINARS": true, "DOLLARS": true}

// Written finds amounts written out in words, wherever they stand, over one row or
// two. At least two numerals and a currency, or three numerals, make an amount.
func Written(s *Sheet) []Span {
	var out []Span
	runs := make([][]Span, len(s.Rows))
	for i := range s.Rows {
		runs[i] = numeralRuns(s.RowSpan(i))
	}
	for i, list := range runs {
		for n, run := range list {
			if n == len(list)-1 && i+1 < len(runs) && len(runs[i+1]) > 0 && s.Rows[i+1].Page == s.Rows[i].Page {
				next := runs[i+1][0]
				if next[0].row == i+1 && s.Rows[i+1].Box.Y-s.Rows[i].Box.Y < 6*s.LetterHeight(s.Rows[i].Page) {
					if both := append(append(Span{}, run...), next...); enough(both) {
						out = append(out, both)
					}
				}
			}
			if enough(run) {
				out = append(out, run)
			}
		}
	}
	return out
}

func enough(s Span) bool {
	n, unit := 0, false
	for _, w := range fold(s.Text()) {
		if v, ok := numeral(w); ok {
			n++
			unit = unit || unitWords[v]
		}
	}
	return n >= 3 || n >= 2 && unit
}

// numeralRuns cuts a row into runs of numerals; figures count behind one ("et 50 cts").
func numeralRuns(row Span) []Span {
	if len(row) > maxSpan {
		return nil
	}
	var out []Span
	var run Span
	flush := func() {
		for len(run) > 0 && (lead(run[0].Text) || Fold(run[0].Text) == "ET") {
			run = run[1:]
		}
		if len(run) > 0 {
			out = append(out, run)
		}
		run = nil
	}
	for _, w := range row {
		if spells(w.Text, len(run) > 0) {
			run = append(run, w)
		} else {
			flush()
		}
	}
	flush()
	return out
}

func spells(text string, inside bool) bool {
	words := fold(text)
	if len(words) == 0 {
		return inside && strings.Trim(text, "-–—*/.,=") == ""
	}
	for _, w := range words {
		_, ok := numeral(w)
		switch {
		case ok, unitWords[w]:
		case inside && (w == "CTS" || w == "CT" || w == "D" || w == "DE" || len(w) <= 2 && w[0] >= '0' && w[0] <= '9'):
		default:
			return false
		}
	}
	return true
}
