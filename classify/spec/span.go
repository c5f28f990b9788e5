package spec

import (
	"context"
	"regexp"
	"strings"

	"bordereau"
)

// Span is a run of words in which a value is looked for.
type Span []Word

// Text is the words with a blank between them.
func (s Span) Text() string {
	parts := make([]string, len(s))
	for i, w := range s {
		parts[i] = w.Text
	}
	return strings.Join(parts, " ")
}

// Box holds the span's words.
func (s Span) Box() bordereau.Box {
	var b bordereau.Box
	for _, w := range s {
		b = b.Union(w.Box)
	}
	return b
}

// Confidence is the mean of the words' confidences, drawn down to the worst one's
// neighbourhood: half the mean, half the minimum.
func (s Span) Confidence() float64 {
	if len(s) == 0 {
		return 0
	}
	sum, least, n := 0.0, 1.0, 0
	for _, w := range s {
		if len(s) > 1 && rule(w.Text) {
			continue
		}
		c := max(0, min(1, w.Confidence))
		sum, least, n = sum+c, min(least, c), n+1
	}
	return round((sum/float64(max(n, 1)) + least) / 2)
}

// cut is the part of a span that holds the bytes lo to hi of its text.
func (s Span) cut(lo, hi int) Span {
	at, from, to := 0, -1, 0
	for i, w := range s {
		if end := at + len(w.Text); at < hi && end > lo {
			if from < 0 {
				from = i
			}
			to = i + 1
		}
		at += len(w.Text) + 1
	}
	if from < 0 {
		return nil
	}
	return s[from:to]
}

// Value is what a reader made of a span: the canonical form, and the words it used.
type Value struct {
	Text     string
	Words    Span
	Repaired bool   // a key chose a character
	Currency string // of an amount
	Proofs   []bordereau.Proof
}

// Reader makes a value of a span, if there is one in it.
type Reader func(in *Sheet, s Span) (Value, bool)

// Finder offers the places where a value may stand, the likeliest first.
type Finder func(s *Sheet) []Span

// Take tries the finders in order, each place in order, and puts the first value
// that the reader accepts.
func Take(name string, read Reader, from ...Finder) Step {
	return func(_ context.Context, d *Draft) error {
		if d.Field(name) != nil {
			return nil
		}
		for _, find := range from {
			for _, span := range find(d.Sheet) {
				if v, ok := read(d.Sheet, span); ok {
					d.PutValue(name, v)
					return nil
				}
			}
		}
		return nil
	}
}

// PutValue makes a field of a value.
func (d *Draft) PutValue(name string, v Value) *bordereau.Field {
	f := bordereau.Field{Name: name, Value: v.Text, Raw: v.Words.Text(), Repaired: v.Repaired,
		Box: v.Words.Box(), Confidence: v.Words.Confidence(), Proofs: v.Proofs}
	if len(v.Words) > 0 {
		f.Page = v.Words[0].Page
	}
	return d.Put(f)
}

// span makes a span of word indices.
func (s *Sheet) span(idx []int) Span {
	out := make(Span, len(idx))
	for k, i := range idx {
		out[k] = s.Words[i]
	}
	return out
}

// RowSpan is a row of the sheet as a span.
func (s *Sheet) RowSpan(i int) Span { return s.span(s.Rows[i].Words) }

// Cells cuts a row where a gap is wider than one and a half times its letters are high.
func (s *Sheet) Cells(words Span) []Span {
	var cells []Span
	for i, w := range words {
		if i > 0 {
			prev := words[i-1].Box
			if gap := w.Box.X - prev.X - prev.W; 2*gap > 3*max(s.LetterHeight(w.Page), min(prev.H, w.Box.H)) || rule(w.Text) {
				cells = append(cells, nil)
			}
		} else {
			cells = append(cells, nil)
		}
		if !rule(w.Text) {
			cells[len(cells)-1] = append(cells[len(cells)-1], w)
		}
	}
	out := cells[:0]
	for _, c := range cells {
		if len(c) > 0 {
			out = append(out, c)
		}
	}
	return out
}

// rule says whether a word is a line of a table that was taken for letters.
func rule(text string) bool { return strings.Trim(text, "|[]¦_") == "" }

// lead says whether a word only leads from a label to its value.
func lead(text string) bool { return strings.Trim(text, ":.;|[]¦_—–-=~>•*·…") == "" }

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

// Match accepts what an expression finds in the folded text of a span: capitals
// without accents, anything but letters and digits a blank. Its first group, if
// any, bounds the words that are taken; the value is those words as printed.
func Match(expr string) Reader {
	re := regexp.MustCompile(expr)
	return func(_ *Sheet, s Span) (Value, bool) {
		text, starts := s.folded()
		m := re.FindStringSubmatchIndex(text)
		if m == nil {
			return Value{}, false
		}
		lo, hi := m[0], m[1]
		if len(m) > 2 && m[2] >= 0 {
			lo, hi = m[2], m[3]
		}
		var words Span
		for i, w := range s {
			if starts[i] < hi && starts[i+1]-1 > lo {
				words = append(words, w)
			}
		}
		if len(words) == 0 {
			return Value{}, false
		}
		return Value{Text: words.Text(), Words: words}, true
	}
}

// folded is the folded text, with the place where each word starts, and one past the end.
func (s Span) folded() (string, []int) {
	var b strings.Builder
	starts := make([]int, 0, len(s)+1)
	for _, w := range s {
		starts = append(starts, b.Len())
		b.WriteString(Fold(w.Text))
		b.WriteByte(' ')
	}
	return b.String(), append(starts, b.Len())
}

// In reads with one reader the part that another one found.
func In(outer, inner Reader) Reader {
	return func(in *Sheet, s Span) (Value, bool) {
		v, ok := outer(in, s)
		if !ok {
			return v, false
		}
		return inner(in, v.Words)
	}
}
