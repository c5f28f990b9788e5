package spec

import (
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
	head, boxes := s.heading(columns)
	if head < 0 || len(boxes) < least {
		return nil
	}
	ends := map[int]bool{}
	for _, phrase := range stop {
		for _, p := range s.Find(phrase) {
			ends[s.Words[p.Words[0]].row] = true
		}
	}
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
		if _, ok := read(s, row[must]); !ok {
			missing++
			continue
		}
		missing = 0
		out = append(out, row)
	}
	return out
}

// heading finds the row with most headings, and where each stands.
func (s *Sheet) heading(columns []Column) (int, map[string]bordereau.Box) {
	rows := map[int]map[string]bordereau.Box{}
	for _, c := range columns {
		for _, h := range c.Headings {
			for _, p := range s.Find(h) {
				r := s.Words[p.Words[0]].row
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
