package cheque

import (
	"context"

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
	lines := numberLines(c.all)
	if len(lines) == 0 {
		return ctx.Err()
	}
	var anew spec.Span
	for _, l := range lines {
		anew = append(anew, numbersIn(again(ctx, d.Sheet, p.page, c.lineOf(p, l), "form"))...)
	}
	if words != nil && spec.Numerals(anew) <= spec.Numerals(lettersOf(words.Raw)) {
		return ctx.Err()
	}
	v, ok := written(d, c.all, anew)
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
	x := p.box.X + p.at(2)
	right := max(min(c.edge, p.box.X+p.box.W-p.at(2)), b.X+b.W+p.at(2))
	h := p.at(7)
	return bordereau.Box{X: x, Y: max(0, b.Y+b.H/2-h/2), W: right - x, H: h}
}

// numberLines are the rows in which an amount is written out: the one with most numerals,
// and the one above or below it that has some too.
func numberLines(s *spec.Sheet) []spec.Span {
	best, most := -1, 1
	n := make([]int, len(s.Rows))
	for i := range s.Rows {
		if n[i] = spec.Numerals(s.RowSpan(i)); n[i] > most {
			best, most = i, n[i]
		}
	}
	if best < 0 {
		return nil
	}
	lines := []spec.Span{numbersIn(s.RowSpan(best))}
	high := 6 * s.LetterHeight(s.Rows[best].Page)
	near := func(i int) bool {
		return i >= 0 && i < len(s.Rows) && n[i] > 0 && abs(s.Rows[i].Box.Y-s.Rows[best].Box.Y) < high
	}
	switch {
	case near(best+1) && (!near(best-1) || n[best+1] >= n[best-1]):
		return append(lines, numbersIn(s.RowSpan(best+1)))
	case near(best - 1):
		return append([]spec.Span{numbersIn(s.RowSpan(best - 1))}, lines...)
	}
	return lines
}

// numbersIn are the words of a row from behind what is printed before the first numeral
// to the end.
func numbersIn(row spec.Span) spec.Span {
	from := 0
	for i, w := range row {
		if printedBefore[trimmed(w.Text)] || spec.Numerals(row[i:i+1]) == 0 && len(trimmed(w.Text)) < 3 {
			from = i + 1
			continue
		}
		break
	}
	return row[from:]
}

// printedBefore are the words of forms that stand before an amount in words on its line.
var printedBefore = map[string]bool{"PAYEZ": true, "PAYER": true, "CONTRE": true, "CE": true, "CHEQUE": true, "NON": true, "ENDOSSABLE": true,
	"LA": true, "SOMME": true, "DE": true, "EN": true, "TOUTES": true, "LETTRES": true, "MONTANT": true, "VEUILLEZ": true,
	"SAUF": true, "AU": true, "PROFIT": true, "D UN": true, "ETABLISSEMENT": true, "BANCAIRE": true, "OU": true, "ASSIMILE": true}

func abs(n int) int { return max(n, -n) }
