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

// SamePlace says that two values are the same print, or one a part of the other's: a figure
// that is read a second time through a wider span says nothing more.
func (v Value) SamePlace(o Value) bool {
	return len(v.Words) > 0 && len(o.Words) > 0 && v.Words[0].Page == o.Words[0].Page && meets(v.Words.Box(), o.Words.Box())
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
