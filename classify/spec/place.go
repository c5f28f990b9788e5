package spec

import (
	"context"
	"regexp"
	"sort"
	"strings"

	"bordereau"
)

// Nearest says which group of labels a box belongs to: that of the nearest label
// left of it on its row, or above it. -1 where none stands there.
func (s *Sheet) Nearest(page int, b bordereau.Box, groups ...[]string) int {
	best, cost := -1, 1<<30
	h := s.LetterHeight(page)
	for g, labels := range groups {
		for _, label := range labels {
			for _, p := range s.Find(label) {
				if p.Page != page {
					continue
				}
				var c int
				switch {
				case p.Box.Y+p.Box.H/2 >= b.Y-h/2 && p.Box.Y+p.Box.H/2 <= b.Y+b.H+h/2: // same row
					if p.Box.X >= b.X+b.W {
						continue
					}
					c = max(0, b.X-p.Box.X-p.Box.W) / 4
				case p.Box.Y < b.Y:
					c = b.Y - p.Box.Y + 2*max(0, p.Box.X-b.X-b.W) + max(0, b.X-p.Box.X-p.Box.W-20*h)
					if p.Box.X > b.X+b.W { // a column to the right
						c += 40 * h
					}
				default:
					continue
				}
				// Of labels at one place the longer one is meant.
				if c = c*8 - len(p.Words); c < cost {
					best, cost = g, c
				}
			}
		}
	}
	return best
}

// Of keeps the places of a finder that belong to the first group of labels rather
// than to another one: the name under "Donneur d'ordre", not that under "Bénéficiaire".
func Of(mine []string, others []string, from Finder) Finder {
	return func(s *Sheet) []Span {
		var out []Span
		for _, span := range from(s) {
			if len(span) > 0 && s.Nearest(span[0].Page, span.Box(), mine, others) == 0 {
				out = append(out, span)
			}
		}
		return out
	}
}

// Address is a postal address as it stands on paper: a name, lines, and a line
// that begins with a post code.
type Address struct {
	Lines []Span // the name first
	Page  int
	Box   bordereau.Box
}

// Name is the first line.
func (a Address) Name() Span { return a.Lines[0] }

// Rest is everything below the name.
func (a Address) Rest() Span {
	var out Span
	for _, l := range a.Lines[1:] {
		out = append(out, l...)
	}
	return out
}

var postcode = regexp.MustCompile(`^ *(?:F )?\d{5} +[A-Z]{2,}`)

// Addresses finds the addresses of a sheet, top to bottom.
func Addresses(s *Sheet) []Address {
	return Once(s, "addresses", func() []Address {
		var out []Address
		for k := range s.Rows {
			if len(out) == 50 {
				break
			}
			for _, c := range s.Cells(s.RowSpan(k)) {
				if text, _ := c.folded(); len(c) <= 8 && postcode.MatchString(text) {
					if a, ok := s.addressAbove(k, c); ok {
						out = append(out, a)
					}
				}
			}
		}
		return out
	})
}

// addressAbove collects the lines over a post code that begin where it begins.
func (s *Sheet) addressAbove(row int, last Span) (Address, bool) {
	a := Address{Lines: []Span{last}, Page: last[0].Page, Box: last.Box()}
	edge, top := last.Box(), last.Box()
	for k := row - 1; k >= 0 && s.Rows[k].Page == a.Page && len(a.Lines) < 6; k-- {
		h := max(edge.H, s.LetterHeight(a.Page))
		if s.Rows[k].Box.Y+s.Rows[k].Box.H < top.Y-6*h {
			break
		}
		for _, c := range s.Cells(s.RowSpan(k)) {
			b := c.Box()
			if b.X > edge.X-2*h && b.X < edge.X+2*h && b.Y+b.H > top.Y-3*h/2 && b.Y < top.Y {
				a.Lines, a.Box, top = append([]Span{c}, a.Lines...), a.Box.Union(b), b
				break
			}
		}
		if top.Y-s.Rows[k].Box.Y > 3*h && len(a.Lines) > 1 {
			break
		}
	}
	return a, len(a.Lines) >= 2
}

// RowOf is the row in which a phrase begins.
func (s *Sheet) RowOf(p Phrase) int { return s.Words[p.Words[0]].row }

// RowAt is the row of a word.
func (s *Sheet) RowAt(w Word) int { return w.row }

// Near says whether one of the phrases stands in a box or at most so many lines above it.
func (s *Sheet) Near(page int, b bordereau.Box, lines int, phrases ...string) bool {
	h := s.LetterHeight(page)
	for _, phrase := range phrases {
		for _, p := range s.Find(phrase) {
			if p.Page == page && p.Box.Y < b.Y+b.H && p.Box.Y > b.Y-lines*h && p.Box.X < b.X+b.W && p.Box.X+p.Box.W > b.X {
				return true
			}
		}
	}
	return false
}

// Head offers the cells at the top of the first page, from the top left down:
// where a sender names itself.
func Head(s *Sheet) []Span {
	var out []Span
	first := s.FirstPage()
	page := s.pages[first]
	for k := range s.Rows {
		if s.Rows[k].Page != first || page != nil && page.Height > 0 && 4*s.Rows[k].Box.Y > page.Height || len(out) == 6 {
			break
		}
		if cells := s.Cells(s.RowSpan(k)); len(cells) > 0 {
			if b := cells[0].Box(); page == nil || 2*b.X < page.Width {
				out = append(out, cells[0])
			}
		}
	}
	return out
}

// Sender offers the name over the first address at the left of the first page,
// and then its top: where the writer of a letter stands.
func Sender(s *Sheet) []Span { return append(Writer(s), Head(s)...) }

// Writer offers the name over the first address at the left of the first page.
func Writer(s *Sheet) []Span {
	for _, a := range Addresses(s) {
		page := s.pages[a.Page]
		if a.Page == s.FirstPage() && (page == nil || 2*a.Box.X < page.Width) {
			return []Span{a.Name()}
		}
	}
	return nil
}

// Dated offers what follows a "le" behind a place: "Lyon, le 3 mars 2026".
func Dated(s *Sheet) []Span {
	var out []Span
	for k := range s.Rows {
		row := s.RowSpan(k)
		for i := 1; i < len(row) && i < 12; i++ {
			if Fold(row[i].Text) == "LE" {
				out = append(out, row[i+1:])
			}
		}
	}
	return out
}

// banks are words of banks' names.
var banks = []string{"banque", "crédit", "caisse d'épargne", "caisse", "société générale", "BNP", "postale", "bank", "HSBC", "CIC", "LCL", "BRED"}

// generic are the words that make no name alone: they are labels.
var generic = map[string]bool{"BANQUE": true, "CREDIT": true, "CAISSE": true, "BANK": true, "POSTALE": true}

// Bank offers the lines that sound like a bank's name, those in the largest type first.
func Bank(s *Sheet) []Span {
	var out []Span
	for _, b := range banks {
		for _, p := range s.Find(b) {
			for _, c := range s.Cells(s.RowSpan(s.RowOf(p))) {
				if cb := c.Box(); p.Cost == 0 && len(c) <= 7 && !generic[strings.TrimSpace(Fold(c.Text()))] && cb.X <= p.Box.X && cb.X+cb.W >= p.Box.X+p.Box.W && !strings.Contains(c.Text(), ":") {
					out = append(out, c)
				}
			}
		}
	}
	tall := func(c Span) int { return c[len(c)-1].Box.H }
	sort.SliceStable(out, func(i, j int) bool { return tall(out[i]) > tall(out[j]) })
	return out
}

// BankName reads the name of a bank.
var BankName = Except(Name, "code", "banque tirée", "bancaire", "IBAN", "BIC", "identité", "relevé", "compte", "coordonnées", "chèque", "établissement bancaire")

var placed = Match(`(?:FAIT +A|FAITA|\bA) +([A-Z][A-Z ]*?) +(?:CEDEX +)?(?:\d\d +)?LE +\d`)

// Issue takes place and date of issue: "Fait à Lyon, le 3 mars 2026", on one row or
// with the date below.
func Issue(ctx context.Context, d *Draft) error {
	for i := range d.Rows {
		for _, c := range d.Cells(d.RowSpan(i)) {
			if v, ok := placed(d.Sheet, c); ok {
				if v, ok = Name(d.Sheet, v.Words); ok {
					d.PutValue("place", v)
					return Take("date", Date, func(*Sheet) []Span { return []Span{c} })(ctx, d)
				}
			}
		}
	}
	return Take("place", Except(Name, "date", "signature"), func(s *Sheet) []Span {
		var out []Span
		for _, span := range Beside("fait à, le", "faità", "fait à")(s) { // "Fait à, le" beside "Lyon, 03/03/2026"
			if v, ok := beforeDate(s, span); ok {
				out = append(out, v.Words)
			}
		}
		return append(out, Right("fait à", "faità")(s)...)
	})(ctx, d)
}

var beforeDate = Match(`^ *([A-Z][A-Z ]*?) +\d\d? +\d\d? +\d{4}`)
