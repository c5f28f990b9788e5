package spec

import (
	"unicode"

	"bordereau"
)

// Column is a column of a listing, known by its heading.
type Column struct {
	Name     string
	Headings []string
}

// TableRow is a row of a listing: the cells under each heading, joined.
type TableRow map[string]Span

// Table finds a listing: the row in which most of the headings stand, at least so
// many, and the rows under it down to one that holds a phrase of stop, or to a
// gap. Rows without anything under the column must are not part of it.
func (s *Sheet) Table(columns []Column, least int, must string, read Reader, stop ...string) []TableRow {
	head, boxes := s.heading(columns, s.anyPage)
	if head < 0 || len(boxes) < least {
		return nil
	}
	return s.rowsUnder(head, boxes, holding(must, read), s.stops(stop))
}

// holding keeps the rows that hold a value in one column.
func holding(column string, read Reader) func(*Sheet, TableRow) bool {
	return func(s *Sheet, row TableRow) bool { _, ok := read(s, row[column]); return ok }
}

// Pages is a Table that goes on over further pages, on each of which its headings
// stand again.
func (s *Sheet) Pages(columns []Column, least int, must string, read Reader, stop ...string) []TableRow {
	return s.Listing(columns, least, holding(must, read), stop...)
}

// Listing is Pages of the rows that keep says belong to it.
func (s *Sheet) Listing(columns []Column, least int, keep func(*Sheet, TableRow) bool, stop ...string) []TableRow {
	ends := s.stops(stop)
	var out []TableRow
	for _, p := range s.Reading.Pages {
		head, boxes := s.heading(columns, func(row int) bool { return s.Rows[row].Page == p.Number })
		if head < 0 || len(boxes) < least {
			continue
		}
		out = append(out, s.rowsUnder(head, boxes, keep, ends)...)
	}
	return out[:min(len(out), MaxRows)]
}

func (s *Sheet) anyPage(int) bool { return true }

// stops are the rows in which a phrase stands.
func (s *Sheet) stops(phrases []string) map[int]bool {
	ends := map[int]bool{}
	for _, phrase := range phrases {
		for _, p := range s.Find(phrase) {
			ends[s.Words[p.Words[0]].row] = true
		}
	}
	return ends
}

// rowsUnder takes the rows of a page under its headings.
func (s *Sheet) rowsUnder(head int, boxes map[string]bordereau.Box, keep func(*Sheet, TableRow) bool, ends map[int]bool) []TableRow {
	var out []TableRow
	page, missing := s.Rows[head].Page, 0
	for k := head + 1; k < len(s.Rows) && len(out) < MaxRows; k++ {
		if s.Rows[k].Page != page || ends[k] || missing > 2 {
			break
		}
		row := TableRow{}
		for _, c := range s.Cells(s.RowSpan(k)) {
			if name := under(boxes, c.Box()); name != "" {
				row[name] = append(row[name], c...)
			}
		}
		if !keep(s, row) {
			if s.written(k) {
				missing++
			}
			continue
		}
		missing = 0
		out = append(out, row)
	}
	return out
}

// written says that a row holds a word, and not only specks and pieces of rules
// that were taken for letters.
func (s *Sheet) written(row int) bool {
	for _, w := range s.Rows[row].Words {
		letters := 0
		for _, r := range s.Words[w].Text {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				letters++
			}
		}
		if letters > 2 {
			return true
		}
	}
	return false
}

// heading finds the row with most headings among those that count, and where each
// stands.
func (s *Sheet) heading(columns []Column, counts func(row int) bool) (int, map[string]bordereau.Box) {
	rows := map[int]map[string]bordereau.Box{}
	for _, c := range columns {
		for _, h := range c.Headings {
			for _, p := range s.Find(h) {
				r := s.Words[p.Words[0]].row
				if !counts(r) || !s.together(p) {
					continue
				}
				if rows[r] == nil {
					rows[r] = map[string]bordereau.Box{}
				}
				if _, ok := rows[r][c.Name]; !ok {
					rows[r][c.Name] = p.Box
				}
			}
		}
	}
	best := -1
	for r, found := range rows {
		if best < 0 || len(found) > len(rows[best]) || len(found) == len(rows[best]) && r < best {
			best = r
		}
	}
	if best < 0 {
		return -1, nil
	}
	return best, rows[best]
}

// together says that a phrase stands in one place: "Date" beside "Échéance" are two
// headings, not one.
func (s *Sheet) together(p Phrase) bool {
	for i, w := range p.Words[1:] {
		a, b := s.Words[p.Words[i]], s.Words[w]
		if a.row == b.row && 2*(b.Box.X-a.Box.X-a.Box.W) > 3*max(s.LetterHeight(p.Page), min(a.Box.H, b.Box.H)) {
			return false
		}
	}
	return true
}

// under names the heading that a cell stands under: the one it shares most width
// with, or whose middle is nearest.
func under(boxes map[string]bordereau.Box, b bordereau.Box) string {
	best, score := "", -1<<30
	for name, h := range boxes {
		shared := min(b.X+b.W, h.X+h.W) - max(b.X, h.X)
		if shared <= 0 {
			// Not over each other: nearer is better, both are below 0.
			d := (2*b.X + b.W - 2*h.X - h.W) / 2
			shared = -max(d, -d) - 1
		}
		if shared > score || shared == score && name < best {
			best, score = name, shared
		}
	}
	return best
}

// ColumnOf names the column of a listing in which a place stands, below its headings on
// the same page; "" elsewhere.
func (s *Sheet) ColumnOf(columns []Column, least, page int, b bordereau.Box) string {
	head, boxes := s.heading(columns, func(row int) bool { return s.Rows[row].Page == page })
	if head < 0 || len(boxes) < least || b.Y < s.Rows[head].Box.Y+s.Rows[head].Box.H/2 {
		return ""
	}
	return under(boxes, b)
}
