package cheque

import (
	"context"
	"strings"

	"bordereau"
	"bordereau/classify/spec"
)

// wordsOnceMore reads the lines of the words anew, with ruled lines taken off and as wide
// as the form has them, where they were not read or say another amount than the figures.
// A line loses words far more often than it gains some: the reading that has more numerals
// stands, whatever the figures say.
func wordsOnceMore(ctx context.Context, d *spec.Draft) error {
	f, words := d.Field("amount_figures"), d.Field("amount_words")
	p := paperOf(ctx, d.Sheet)
	if p == nil || f == nil || words != nil && words.Value == f.Value {
		return ctx.Err()
	}
	c := columnsOf(ctx, d.Sheet)
	lines := numberLines(c.body)
	if len(lines) == 0 {
		return ctx.Err()
	}
	var anew spec.Span
	for _, l := range lines {
		anew = append(anew, numbersIn(again(ctx, d.Sheet, p.page, c.lineOf(p, l), "form"))...)
	}
	if len(lines) < 3 {
		anew = append(anew, c.below(ctx, d.Sheet, p, lines[len(lines)-1])...)
	}
	if words != nil && spec.Numerals(anew) <= spec.Numerals(lettersOf(words.Raw)) {
		return ctx.Err()
	}
	v, ok := written(d, c.body, anew)
	if !ok {
		return ctx.Err()
	}
	if words == nil {
		d.PutValue("amount_words", v)
		return nil
	}
	words.Alternatives = append(words.Alternatives, words.Value)
	words.Value, words.Raw, words.Confidence = v.Text, v.Words.Text(), v.Words.Confidence()
	return nil
}

func lettersOf(text string) spec.Span { return spec.Span{{Word: bordereau.Word{Text: text}}} }

// lineOf is the place of a line of words, from the edge of the cheque to the right column
// or, where it runs on, to its own end.
func (c columns) lineOf(p *paper, l spec.Span) bordereau.Box {
	b := l.Box()
	x := max(p.box.X+p.at(2), c.from)
	right := max(min(c.edge, p.box.X+p.box.W-p.at(2)), b.X+b.W+p.at(2))
	h := p.at(7)
	return bordereau.Box{X: x, Y: max(0, b.Y+b.H/2-h/2), W: right - x, H: h}
}

// below reads the line under one of words, which the page's reading may have passed over:
// nothing, unless it goes on with an amount.
func (c columns) below(ctx context.Context, s *spec.Sheet, p *paper, l spec.Span) spec.Span {
	b := c.lineOf(p, l)
	b.Y += b.H
	b.H = p.at(8)
	for _, alphabet := range []string{"form", "text"} { // what fills the line may spoil it for one of them
		var next spec.Span
		for _, w := range again(ctx, s, p.page, b, alphabet) {
			if len(next) > 0 && w.Line != next[0].Line {
				break
			}
			next = append(next, w)
		}
		if next = numbersIn(next); spec.Numerals(next) > 0 || saysCurrency(next) {
			return next
		}
	}
	return nil
}

// numberLines are the rows in which an amount is written out: the one with most numerals,
// and the one or two above or below it that have some too, or say what they count. Between two
// lines of words the row of the box in figures may stand.
func numberLines(s *spec.Sheet) []spec.Span {
	best, most := -1, 1
	n := make([]int, len(s.Rows))
	for i := range s.Rows {
		if n[i] = numerals(s.RowSpan(i)); n[i] > most {
			best, most = i, n[i]
		}
	}
	if best < 0 {
		return nil
	}
	high := 6 * s.LetterHeight(s.Rows[best].Page)
	next := func(from, step int) (i, weight int) {
		for i := from + step; i >= 0 && i < len(s.Rows) && abs(i-from) <= 2; i += step {
			if abs(s.Rows[i].Box.Y-s.Rows[from].Box.Y) < high && s.Rows[i].Page == s.Rows[best].Page && (n[i] > 0 || saysCurrency(s.RowSpan(i))) {
				return i, n[i] + 1
			}
		}
		return 0, 0
	}
	rows := []int{best}
	below, b := next(best, 1)
	above, a := next(best, -1)
	switch {
	case b > 0 && b >= a:
		rows = append(rows, below)
		if third, ok := next(below, 1); ok > 0 { // in a narrow column
			rows = append(rows, third)
		}
	case a > 0:
		rows = []int{above, best}
		if first, ok := next(above, -1); ok > 2 { // "un" stands in many an order to pay
			rows = []int{first, above, best}
		}
	}
	var lines []spec.Span
	for _, i := range rows {
		lines = append(lines, numbersIn(s.RowSpan(i)))
	}
	return lines
}

// numerals counts those of an amount: the caption of its box may say "en euros".
func numerals(row spec.Span) int {
	return spec.Numerals(row) - strings.Count(spec.Fold(row.Text()), "EN EURO")
}

// saysCurrency says whether a row begins with what an amount is counted in: the second
// line of one may hold no numeral that was read.
func saysCurrency(row spec.Span) bool {
	for _, w := range row[:min(3, len(row))] {
		switch strings.Trim(spec.Fold(w.Text), " .") {
		case "EURO", "EUROS", "CENT", "CENTS", "CTS", "CENTIME", "CENTIMES":
			return numerals(row) > 0 || spec.Numerals(row) == 0
		}
	}
	return false
}

// numbersIn are the words of a row from behind what is printed before the first numeral
// to where another column begins.
func numbersIn(row spec.Span) spec.Span {
	from := 0
	for i, w := range row {
		if formPrint(w.Text) {
			from = i + 1
			continue
		}
		if spec.Numerals(row[i:i+1]) > 0 || digitsOf(row[i:i+1]) != "" {
			break
		}
		if len(trimmed(w.Text)) < 3 && from == i {
			from = i + 1
		}
	}
	row = row[from:]
	for i := 1; i < len(row); i++ {
		if gap := row[i].Box.X - row[i-1].Box.X - row[i-1].Box.W; gap > 2*max(row[i].Box.H, row[i-1].Box.H) && numerals(row[i:]) == 0 && !saysCurrency(row[i:]) {
			return row[:i]
		}
	}
	return row
}

// formPrint says whether a word is what a form prints before an amount in words, run
// together with others of its kind or misread.
func formPrint(text string) bool {
	w := strings.ReplaceAll(trimmed(text), " ", "")
	if printedBefore[w] {
		return true
	}
	for part := w; len(part) > 0; { // "LASOMMEDE"
		cut := ""
		for known := range printedBefore {
			if strings.HasPrefix(part, known) && len(known) > len(cut) {
				cut = known
			}
		}
		if cut == "" {
			break
		}
		if part = part[len(cut):]; part == "" {
			return true
		}
	}
	for known := range printedBefore {
		if len(known) >= 5 && spec.Alike(known, w) {
			return true
		}
	}
	return false
}

// printedBefore are the words of forms that stand before an amount in words on its line.
var printedBefore = map[string]bool{"PAYEZ": true, "PAYER": true, "CONTRE": true, "CE": true, "CHEQUE": true, "NON": true, "ENDOSSABLE": true,
	"LA": true, "SOMME": true, "DE": true, "EN": true, "TOUTES": true, "LETTRES": true, "MONTANT": true, "VEUILLEZ": true,
	"SAUF": true, "AU": true, "PROFIT": true, "DUN": true, "ETABLISSEMENT": true, "BANCAIRE": true, "OU": true, "ASSIMILE": true}

func abs(n int) int { return max(n, -n) }
