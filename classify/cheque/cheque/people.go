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
	return noLabel(in, words)
}

var noLabel = spec.Except(spec.Name, "le", "payez", "rédiger", "payable", "fait")

// order offers the line that begins with "à", where a cheque names the payee, unless
// it is that of place and date.
func order(s *spec.Sheet) []spec.Span {
	var out []spec.Span
	first := 0
	for _, phrase := range orders {
		if p := s.Find(phrase); len(p) > 0 && (first == 0 || s.RowOf(p[0]) < first) {
			first = s.RowOf(p[0]) + 1
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

// dateAgain reads what stands behind "le" anew, as a date.
func dateAgain(ctx context.Context, d *spec.Draft) error {
	p := paperOf(ctx, d.Sheet)
	if p == nil || d.Field("date") != nil {
		return nil
	}
	s := columnsOf(ctx, d.Sheet).right
	for _, label := range []string{"le", "date"} {
		for _, f := range s.Find(label) {
			x := f.Box.X + f.Box.W + p.at(1)
			box := bordereau.Box{X: x, Y: f.Box.Y - p.at(1.5), W: min(p.at(45), p.box.X+p.box.W-x), H: f.Box.H + p.at(3)}
			if v, ok := spec.Date(s, again(ctx, s, p.page, box, "date")); ok {
				d.PutValue("date", v)
				return nil
			}
		}
	}
	return ctx.Err()
}
