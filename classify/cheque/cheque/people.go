package cheque

import (
	"context"
	"slices"
	"strings"

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
	for len(words) > 1 && beforeName(words[0], words[1]) {
		words = words[1:]
	}
	for len(words) > 1 && besides[trimmed(words[len(words)-1].Text)] { // the label of the next column
		words = words[:len(words)-1]
	}
	if spec.Numerals(words) > 2 || isPayeeLabel(words) {
		return spec.Value{}, false // an amount in words, or what is printed before the name
	}
	return noLabel(in, words)
}

var noLabel = spec.Except(spec.Name, "le", "payez", "rédiger", "payable", "fait", "lieu", "date", "RLMC")

// beforeName says whether a word is what is printed before the name that follows: it ends
// in a colon, is the label, however misread, or is doubtful and in far smaller type.
func beforeName(w, next spec.Word) bool {
	return strings.HasSuffix(w.Text, ":") || w.Text == "de" || len(w.Text) > 2 && isPayeeLabel(spec.Span{w}) ||
		w.Confidence < 0.85 && len([]rune(w.Text)) > 3 && 3*w.Box.H < 2*next.Box.H
}

// besides are labels of what may stand beside a name on its line.
var besides = map[string]bool{"A": true, "LE": true, "LIEU": true, "DATE": true, "FAIT": true, "EUR": true}

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

// remnants are what a label "à l'ordre de" may be read as, in part.
var remnants = map[string]bool{"": true, "A": true, "L": true, "D": true, "DE": true, "L ORDRE": true, "ORDRE": true, "A L": true, "AL": true, "DS": true}

// alone reads a name that no other label goes with.
func alone(s *spec.Sheet, row spec.Span) (spec.Value, bool) {
	return spec.Except(payeeName, "contre", "chèque", "somme", "euros", "centimes", "endossable", "bancaire", "France", "signature", "lieu", "date", "agence", "fait", "ct", "cts", "cents", "ordre")(s, row)
}

func trimmed(text string) string { return strings.TrimSpace(spec.Fold(text)) }

// placeBefore takes the place from between "à" and "le", or from a line that is "à" and
// a name with "le" and the date on the next one, unless another "à" follows the date.
func placeBefore(_ context.Context, d *spec.Draft) error {
	for i := range d.Rows {
		row := d.RowSpan(i)
		_, dated := spec.Date(d.Sheet, row)
		if !dated && i+1 < len(d.Rows) {
			next := d.RowSpan(i + 1)
			_, dated = spec.Date(d.Sheet, next)
			dated = dated && trimmed(next[0].Text) == "LE" && !slices.ContainsFunc(next, func(w spec.Word) bool { // the place may follow the date
				return placeLabels[trimmed(w.Text)]
			}) && !(i+2 < len(d.Rows) && placeLabels[trimmed(d.RowSpan(i + 2)[0].Text)])
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
		if v, ok := spec.Except(spec.Name, "date", "signature")(d.Sheet, words); ok && digitsOf(v.Words) == "" {
			d.PutValue("place", v)
			return nil
		}
	}
	return nil
}

// placeLabels are what is printed before the place.
var placeLabels = map[string]bool{"A": true, "FAIT": true, "FAITA": true, "LIEU": true}

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
