package spec

import "strings"

var unitWords = map[string]bool{"EURO": true, "EUROS": true, "EUR": true, "CENTIME": true, "CENTIMES": true, "DINARS": true, "DOLLARS": true}

// Written finds amounts written out in words, wherever they stand, over one row or
// two. At least two numerals and a currency, or three numerals, make an amount. A
// run that may be a part of an amount, the rest misread, is none: half an amount is
// another amount.
func Written(s *Sheet) []Span {
	var out []Span
	runs := make([][]numeralRun, len(s.Rows))
	for i := range s.Rows {
		runs[i] = numeralRuns(s, i)
	}
	for i, list := range runs {
		for n, r := range list {
			last := n == len(list)-1 && r.ends
			if !r.clean || r.starts && i > 0 && goesOn(runs[i-1]) && s.close(i-1, i) {
				continue // something unread stands before it, or it goes on from above
			}
			if last && i+1 < len(runs) && s.close(i, i+1) {
				next := i + 1
				if len(runs[next]) == 0 && next+1 < len(runs) && s.close(i, next+1) {
					next++ // the label stands between the two lines of its box
				}
				if len(runs[next]) > 0 && runs[next][0].starts {
					if both := append(append(Span{}, r.words...), runs[next][0].words...); enough(both) {
						out = append(out, both)
					}
				}
				if s.holdsCents(next) {
					continue // its centimes stand below, read or not
				}
			}
			if enough(r.words) {
				out = append(out, r.words)
			}
		}
	}
	return out
}

// numeralRun is a run of numerals on a row: whether it begins and ends what is
// written there, and whether nothing unread stands right before it.
type numeralRun struct {
	words               Span
	starts, ends, clean bool
}

// goesOn says whether a row ends within an amount.
func goesOn(row []numeralRun) bool {
	if len(row) == 0 || !row[len(row)-1].ends {
		return false
	}
	n := 0
	for _, w := range fold(row[len(row)-1].words.Text()) {
		if v, ok := numeral(w); ok && v != "ET" && !unitWords[v] {
			n++
		}
	}
	return n >= 2
}

// close says whether two rows are lines of one text.
func (s *Sheet) close(i, j int) bool {
	a, b := s.Rows[i], s.Rows[j]
	return a.Page == b.Page && b.Box.Y-a.Box.Y < 5*s.LetterHeight(a.Page)
}

// holdsCents says whether a row holds a word that looks like centimes.
func (s *Sheet) holdsCents(i int) bool {
	for _, w := range s.Rows[i].Words {
		for _, t := range fold(s.Words[w].Text) {
			if len(t) >= 6 && apart("CENTIMES", t, 5) <= 5 {
				return true
			}
		}
	}
	return false
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
func numeralRuns(s *Sheet, row int) []numeralRun {
	if len(s.Rows[row].Words) > maxSpan {
		return nil
	}
	var out []numeralRun
	for _, cell := range s.Cells(s.RowSpan(row)) {
		for i := 0; i < len(cell); i++ {
			if first := strings.TrimSpace(Fold(cell[i].Text)); !spells(cell[i].Text, false) || lead(cell[i].Text) || first == "ET" || i > 0 && unitWords[first] {
				continue
			}
			end := i + 1
			for end < len(cell) && spells(cell[end].Text, true) {
				end++
			}
			r := numeralRun{words: cell[i:end], starts: i == 0, ends: end == len(cell), clean: i == 0 || leadsIn(cell[i-1].Text)}
			out = append(out, r)
			i = end
		}
	}
	return out
}

// leadIns are words after which an amount may begin.
var leadIns = map[string]bool{"DE": true, "SOMME": true, "LETTRES": true, "LETTRE": true, "CHEQUE": true, "ASSIMILE": true, "SOIT": true, "A": true, "OF": true, "EUR": true}

func leadsIn(text string) bool {
	return lead(text) || strings.HasSuffix(text, ":") || strings.HasSuffix(text, "(") || leadIns[strings.TrimSpace(Fold(text))]
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
