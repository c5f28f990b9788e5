package specimen

import "time"

// column is one of a drawn table: its title, where it begins or, flush right, ends.
type column struct {
	title string
	x     float64
	flush bool
}

// grid draws a table: titles on one baseline, then rows; it gives the baseline after them.
func (s *sheet) grid(y, step float64, f, bold face, size float64, columns []column, rows [][]string) float64 {
	cell := func(c column, y float64, f face, text string) {
		switch {
		case text == "":
		case c.flush:
			s.right(c.x, y, f, size, text)
		default:
			s.put(c.x, y, f, size, text)
		}
	}
	for _, c := range columns {
		cell(c, y, bold, c.title)
	}
	for _, row := range rows {
		y += step
		for i, text := range row {
			cell(columns[i], y, f, text)
		}
	}
	return y + step
}

// pairs prints labels and, from another edge on, what they are of.
func (s *sheet) pairs(x, to, y, step float64, f, bold face, size float64, rows ...[2]string) float64 {
	for _, r := range rows {
		for i, at := range []float64{x, to} {
			if r[i] != "" {
				s.put(at, y, [2]face{f, bold}[i], size, r[i])
			}
		}
		y += step
	}
	return y
}

// sums prints labels with amounts flush right.
func (s *sheet) sums(x, to, y, step float64, f face, size float64, rows ...[2]string) float64 {
	for _, r := range rows {
		s.put(x, y, f, size, r[0])
		s.right(to, y, f, size, r[1])
		y += step
	}
	return y
}

// know records several fields.
func (w *work) know(fields map[string]string) {
	for k, v := range fields {
		w.field(k, v)
	}
}

func shortDate(t time.Time) string { return t.Format("02/01/2006") }

func iso(t time.Time) string { return t.Format(time.DateOnly) }
