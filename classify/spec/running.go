package spec

import (
	"context"
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"

	"bordereau"
	"bordereau/check"
)

// Running is the words of a sheet in reading order as one text, for deeds, whose values
// stand in sentences: capitals without accents, punctuation as printed, one blank between
// words.
type Running struct {
	Text   string
	starts []int
	words  Span
}

// mostRunning bounds how many words of a sheet are read as sentences.
const mostRunning = 4000

// Running gives the sheet's running text.
func (s *Sheet) Running() *Running {
	return Once(s, "running", func() *Running { return Run(s.Words[:min(len(s.Words), mostRunning)]) })
}

// Run makes running text of a span.
func Run(words Span) *Running {
	r := &Running{words: words}
	var b strings.Builder
	for _, w := range words {
		r.starts = append(r.starts, b.Len())
		b.WriteString(bare(w.Text))
		b.WriteByte(' ')
	}
	r.Text = b.String()
	return r
}

// bare writes capitals without accents and keeps what stands between letters.
func bare(s string) string {
	var b strings.Builder
	for _, c := range norm.NFD.String(ligatures.Replace(s)) {
		switch {
		case c >= 'a' && c <= 'z':
			b.WriteByte(byte(c - 'a' + 'A'))
		case c == '’' || c == '‘' || c == '`':
			b.WriteByte('\'')
		case c == '–' || c == '—':
			b.WriteByte('-')
		case c == '°' || c == 'º':
			b.WriteByte('o') // the o of "n°" and "1°": small, so that it is no letter of a word
		case c == '€':
			b.WriteString("EUR")
		case c < 0x80:
			b.WriteByte(byte(c))
		}
	}
	return b.String()
}

// span is the words that hold the bytes lo to hi of the text.
func (r *Running) span(lo, hi int) Span {
	from, to := len(r.words), 0
	for i := range r.words {
		end := len(r.Text)
		if i+1 < len(r.starts) {
			end = r.starts[i+1]
		}
		if r.starts[i] < hi && end-1 > lo {
			from, to = min(from, i), i+1
		}
	}
	if from >= to {
		return nil
	}
	return r.words[from:to]
}

// Sentence reads what the first group of an expression holds in the running text, the
// expressions in order; each is matched against Running.Text.
func Sentence(exprs ...string) Finder {
	list := make([]*regexp.Regexp, len(exprs))
	for i, e := range exprs {
		list[i] = regexp.MustCompile(e)
	}
	return func(s *Sheet) []Span {
		r := s.Running()
		var out []Span
		for _, re := range list {
			for _, m := range re.FindAllStringSubmatchIndex(r.Text, 8) {
				if sp := r.span(m[2], m[3]); sp != nil {
					out = append(out, sp)
				}
			}
		}
		return out
	}
}

// Groups gives the words of every group of every match of an expression, nil where a
// group did not take part; at most so many matches.
func (r *Running) Groups(re *regexp.Regexp, most int) (out [][]Span) {
	for _, m := range re.FindAllStringSubmatchIndex(r.Text, most) {
		row := make([]Span, len(m)/2)
		for i := range row {
			if m[2*i] >= 0 {
				row[i] = r.span(m[2*i], m[2*i+1])
			}
		}
		out = append(out, row)
	}
	return out
}

// AnyDate reads the first date of a span, in figures or written out: "douze mars deux
// mille vingt-six".
func AnyDate(in *Sheet, s Span) (Value, bool) {
	if v, ok := Date(in, s); ok {
		return v, true
	}
	for i := range s {
		for n := min(len(s)-i, 14); n >= 4; n-- {
			if d, err := check.ParseDateWords(s[i : i+n].Text()); err == nil {
				return Value{Text: d, Words: s[i : i+n], Proofs: []bordereau.Proof{{Kind: bordereau.ProofCorroboration, Detail: "est une date écrite en toutes lettres"}}}, true
			}
		}
	}
	return Value{}, false
}

// Agree proves a field that a second place on the paper says as well. The place must not
// share a word with the first; same says whether two values are one (nil: the same text).
func Agree(name string, read Reader, same func(a, b string) bool, where string, from ...Finder) Step {
	return func(_ context.Context, d *Draft) error {
		f := d.Field(name)
		if f == nil {
			return nil
		}
		for _, find := range from {
			for _, span := range find(d.Sheet) {
				v, ok := read(d.Sheet, span)
				if !ok || len(v.Words) == 0 || v.Words[0].Page == f.Page && meets(v.Words.Box(), f.Box) {
					continue
				}
				if v.Text == f.Value || same != nil && same(v.Text, f.Value) {
					f.Prove(bordereau.ProofAgreement, where)
					return nil
				}
			}
		}
		return nil
	}
}

func meets(a, b bordereau.Box) bool {
	return a.X < b.X+b.W && b.X < a.X+a.W && a.Y < b.Y+b.H && b.Y < a.Y+a.H
}

// SameName says whether two values are one name, for Agree.
func SameName(a, b string) bool { return check.CompareNames(a, b).Same() }
