package cheque

import (
	"context"
	"strings"

	"bordereau"
	"bordereau/classify/spec"
)

// payeeName is a name without the specks between its words.
func payeeName(in *spec.Sheet, s spec.Span) (spec.Value, bool) {
	var words spec.Span
	for _, w := range s {
		if w.Confidence >= 0.5 || len([]rune(strings.Trim(w.Text, ".,-_' "))) > 2 {
			words = append(words, w)
		}
	}
	if spec.Numerals(words) > 2 || isPayeeLabel(words) {
		return spec.Value{}, false // an amount in words, or what is printed before the name
	}
	return noLabel(in, words)
}

var noLabel = spec.Except(spec.Name, "le", "payez", "rédiger", "payable", "fait")

// order offers the line that begins with "à", where a cheque names the payee, unless
// it is that of place and date.
func order(s *spec.Sheet) []spec.Span {
	var out []spec.Span
	first := 0
	for _, phrase := range []string{"contre ce chèque", "bancaire ou assimilé", "la somme de"} {
		if p := s.Find(phrase); len(p) > 0 {
			first = s.RowOf(p[0])
			break
		}
	}
	for i := first; i < len(s.Rows); i++ {
		if _, dated := spec.Date(s, s.RowSpan(i)); dated && !strings.Contains(spec.Fold(s.RowSpan(i).Text()), "FAIT") {
			continue
		}
		cells := s.Cells(s.RowSpan(i))
		for _, c := range cells {
			if first := strings.Trim(spec.Fold(c[0].Text), " "); first != "A" {
				continue
			}
			if len(c) > 1 {
				out = append(out, c[1:])
			} else if len(cells) > 1 {
				out = append(out, cells[1])
			}
		}
	}
	return out
}

// payeeByPlace takes what stands alone on the line under the words, or over them, where
// the label was not read: the name, without what is left of "à l'ordre de".
func payeeByPlace(ctx context.Context, d *spec.Draft) error {
	words := d.Field("amount_words")
	p := paperOf(ctx, d.Sheet)
	if d.Field("payee") != nil || words == nil || p == nil {
		return ctx.Err()
	}
	s := columnsOf(ctx, d.Sheet).left
	var under, over []spec.Span
	for i := range s.Rows {
		cells := s.Cells(s.RowSpan(i))
		gap := s.Rows[i].Box.Y - words.Box.Y - words.Box.H
		if len(cells) == 0 {
			continue
		}
		row := s.RowSpan(i)
		if _, ok := alone(s, row); !ok {
			row = cells[0]
		}
		switch {
		case len(spec.Dates(s, row)) > 0 || spec.Numerals(row) > 1:
		case gap > -p.at(2) && gap < p.at(13):
			under = append(under, row)
		case gap < 0 && words.Box.Y-s.Rows[i].Box.Y < p.at(11) && s.Rows[i].Box.Y+s.Rows[i].Box.H < words.Box.Y:
			over = append(over, row)
		}
	}
	for _, row := range append(under, over...) {
		for len(row) > 1 && remnants[trimmed(row[0].Text)] {
			row = row[1:]
		}
		if v, ok := alone(s, row); ok {
			d.PutValue("payee", v)
			return nil
		}
	}
	return nil
}

// remnants are what a label "à l'ordre de" may be read as, in part.
var remnants = map[string]bool{"": true, "A": true, "L": true, "D": true, "DE": true, "L ORDRE": true, "ORDRE": true, "A L": true, "AL": true, "DS": true}

// alone reads a name that no other label goes with.
func alone(s *spec.Sheet, row spec.Span) (spec.Value, bool) {
	return spec.Except(payeeName, "contre", "chèque", "somme", "euros", "centimes", "endossable", "bancaire", "France", "signature", "lieu", "date", "agence", "fait")(s, row)
}

func trimmed(text string) string { return strings.TrimSpace(spec.Fold(text)) }

// placeBefore takes the place from between "à" and "le", or from a line that is "à" and
// a name with "le" and the date on the next one.
func placeBefore(_ context.Context, d *spec.Draft) error {
	for i := range d.Rows {
		row := d.RowSpan(i)
		_, dated := spec.Date(d.Sheet, row)
		if !dated && i+1 < len(d.Rows) {
			next := d.RowSpan(i + 1)
			_, dated = spec.Date(d.Sheet, next)
			dated = dated && strings.TrimSpace(spec.Fold(next[0].Text)) == "LE"
		}
		if !dated {
			continue
		}
		var words spec.Span
		inside := false
		for _, w := range row {
			switch text := strings.ReplaceAll(spec.Fold(w.Text), " ", ""); {
			case text == "LE":
				inside = false
			case text == "A" || text == "FAIT" || text == "FAITA": // the last one: the first may name the payee
				words, inside = nil, true
			case inside && text != "":
				words = append(words, w)
			}
		}
		if v, ok := spec.Except(spec.Name, "date", "signature")(d.Sheet, words); ok {
			d.PutValue("place", v)
			return nil
		}
	}
	return nil
}

// drawer takes the holder of the account: the name over the address that is not
// the branch's, which stands under "Payable".
func drawer(ctx context.Context, d *spec.Draft) error {
	if err := spec.Take("drawer", spec.Holder, spec.Right("tireur", "titulaire du compte"), spec.Below("tireur", "titulaire du compte"))(ctx, d); err != nil {
		return err
	}
	payee := strings.Fields(spec.Fold(d.Understanding.Value("payee")))
	for _, a := range spec.Addresses(d.Sheet) {
		v, ok := spec.Except(spec.Holder, "payable", "tél", "agence", "siège")(d.Sheet, a.Name())
		if !ok || strings.Join(strings.Fields(spec.Fold(v.Text)), " ") == strings.Join(payee, " ") {
			continue
		}
		if d.Near(a.Page, a.Box, 8, "payable", "payable en France", "agence", "domiciliation") {
			continue
		}
		d.PutValue("drawer", v)
		return nil
	}
	return nil
}

// dateAgain reads what stands behind "le" anew, as a date, and what has the shape of one
// though the calendar knows no such day.
func dateAgain(ctx context.Context, d *spec.Draft) error {
	p := paperOf(ctx, d.Sheet)
	if p == nil || d.Field("date") != nil {
		return nil
	}
	c := columnsOf(ctx, d.Sheet)
	var places []bordereau.Box
	for _, w := range c.all.Words {
		if n := strings.Count(w.Text, "/") + strings.Count(w.Text, ".") + strings.Count(w.Text, "-"); n >= 2 && len(digitsOf(spec.Span{w})) >= 5 {
			places = append(places, grown(w.Box, w.Box.H/3))
		}
	}
	for _, label := range []string{"le", "date"} {
		for _, f := range c.right.Find(label) {
			x := f.Box.X + f.Box.W + p.at(1)
			places = append(places, bordereau.Box{X: x, Y: f.Box.Y - p.at(1.5), W: min(p.at(45), p.box.X+p.box.W-x), H: f.Box.H + p.at(3)})
		}
	}
	for _, box := range places[:min(len(places), 3)] {
		for _, alphabet := range []string{"date", "form"} {
			if v, ok := spec.Date(c.all, again(ctx, c.all, p.page, box, alphabet)); ok {
				d.PutValue("date", v)
				return nil
			}
		}
	}
	return ctx.Err()
}
