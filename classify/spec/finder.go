package spec

import (
	"strings"

	"bordereau"
)

// Right offers what stands right of a label: first the next cell, then all the
// rest of the row. Places where the label goes on ("Date" in "Date de livraison :")
// come last.
func Right(labels ...string) Finder {
	return func(s *Sheet) []Span {
		var out, later []Span
		for _, label := range labels {
			for _, p := range s.Find(label) {
				rest := s.rightOf(p)
				if len(rest) == 0 {
					continue
				}
				to := &out
				if s.goesOn(p, rest) {
					to = &later
				}
				if cells := s.Cells(rest); len(cells) > 1 {
					*to = append(*to, cells[0])
				}
				*to = append(*to, rest)
			}
		}
		return append(out, later...)
	}
}

// goesOn says whether a colon comes only some words after the phrase: then the
// phrase is the beginning of a longer label.
func (s *Sheet) goesOn(p Phrase, rest Span) bool {
	last := s.Words[p.Words[len(p.Words)-1]]
	if strings.ContainsAny(last.Text, ":") || rest[0].Box.X-last.Box.X-last.Box.W > 2*s.LetterHeight(p.Page) {
		return false
	}
	for i, w := range rest {
		if i == 4 || strings.ContainsAny(w.Text, "0123456789") {
			return false
		}
		if lead(w.Text) || strings.HasSuffix(w.Text, ":") {
			return i > 0 || len(w.Text) > 1
		}
	}
	return false
}

// Beside offers, label by label and place by place, what stands right of it and
// then what stands below it: for papers that have it either way.
func Beside(labels ...string) Finder {
	return func(s *Sheet) []Span {
		var out, later []Span
		for _, label := range labels {
			for _, p := range s.Find(label) {
				to := &out
				rest := s.rightOf(p)
				if len(rest) > 0 && s.goesOn(p, rest) {
					to = &later
				}
				if cells := s.Cells(rest); len(cells) > 0 {
					*to = append(*to, cells[0])
				}
				*to = append(*to, s.under(p.Page, p.Box, s.Words[p.Words[0]].row, 3)...)
			}
		}
		return append(out, later...)
	}
}

// rightOf is what stands on the row of a phrase, right of it.
func (s *Sheet) rightOf(p Phrase) Span {
	last := p.Words[len(p.Words)-1]
	row := s.Rows[s.Words[last].row].Words
	edge := s.Words[last].Box.X + s.Words[last].Box.W
	var rest Span
	if k := tail(s.Words[last].Text); k != "" {
		// The value is glued to its label: "IBAN:FR76...".
		w := s.Words[last]
		w.Text = k
		rest = append(rest, w)
	}
	for _, i := range row {
		if i != last && s.Words[i].Box.X >= edge-s.Words[i].Box.W/4 && s.Words[i].Box.X > s.Words[last].Box.X {
			if len(rest) == 0 && lead(s.Words[i].Text) {
				continue
			}
			w := s.Words[i]
			if len(rest) == 0 {
				w.Text = strings.TrimLeft(w.Text, ":|[;=")
			}
			rest = append(rest, w)
		}
	}
	return translated(rest)
}

// translated drops the label's other half, "/ Account holder :" or "(BIC) :".
func translated(rest Span) Span {
	if len(rest) == 0 || !strings.ContainsAny(rest[0].Text[:1], "/(") {
		return rest
	}
	slash := rest[0].Text[0] == '/'
	end := byte(')')
	if slash {
		end = ':'
	}
	for i, w := range rest {
		if i == 6 {
			break
		}
		if at := strings.IndexByte(w.Text, end); at >= 0 {
			rest = rest[i+1:]
			for len(rest) > 0 && lead(rest[0].Text) {
				rest = rest[1:]
			}
			return rest
		}
	}
	if slash {
		return nil // all of it is label
	}
	return rest
}

func tail(text string) string {
	if _, after, ok := strings.Cut(text, ":"); ok {
		return after
	}
	return ""
}

// Below offers the cells under a label, the nearest first, down to so many lines.
func Below(labels ...string) Finder { return below(3, labels) }

// Deep is Below down to so many lines: the foot of a table under its heading.
func Deep(lines int, labels ...string) Finder { return below(lines, labels) }

func below(lines int, labels []string) Finder {
	return func(s *Sheet) []Span {
		var out []Span
		for _, label := range labels {
			for _, p := range s.Find(label) {
				out = append(out, s.under(p.Page, p.Box, s.Words[p.Words[0]].row, lines)...)
			}
		}
		return out
	}
}

// under gives the cells below a box that share some of its width.
func (s *Sheet) under(page int, b bordereau.Box, row, lines int) []Span {
	var out []Span
	h := max(b.H, s.LetterHeight(page))
	for k := row + 1; k < len(s.Rows) && s.Rows[k].Page == page && len(out) < lines; k++ {
		if s.Rows[k].Box.Y > b.Y+b.H+(2*lines+1)*h {
			break
		}
		if s.Rows[k].Box.Y+s.Rows[k].Box.H/2 < b.Y+b.H {
			continue
		}
		for _, c := range s.Cells(s.RowSpan(k)) {
			cb := c.Box()
			if cb.X < b.X+b.W+h && cb.X+cb.W > b.X-h {
				out = append(out, c)
			}
		}
	}
	return out
}

// Paragraph gives the lines of a block that begins under a box at its left: an
// address under a name. It ends at a gap of two lines, or after so many lines.
func (s *Sheet) Paragraph(page int, b bordereau.Box, row, lines int) []Span {
	var out []Span
	h := max(b.H, s.LetterHeight(page))
	bottom := b.Y + b.H
	for k := row + 1; k < len(s.Rows) && s.Rows[k].Page == page && len(out) < lines; k++ {
		if s.Rows[k].Box.Y > bottom+2*h {
			break
		}
		for _, c := range s.Cells(s.RowSpan(k)) {
			cb := c.Box()
			if cb.X > b.X-3*h && cb.X < b.X+6*h {
				out, bottom = append(out, c), cb.Y+cb.H
				break
			}
		}
	}
	return out
}

// Everywhere offers every row of the sheet, top to bottom.
func Everywhere(s *Sheet) []Span {
	out := make([]Span, len(s.Rows))
	for i := range s.Rows {
		out[i] = s.RowSpan(i)
	}
	return out
}
