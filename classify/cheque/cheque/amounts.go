package cheque

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"bordereau"
	"bordereau/classify/spec"
)

// figures takes the amount from the box at the right: the first that stands in the right
// half, with its cents if one has them, else the first of the cheque. Where none is seen,
// what stands right of the sign is read again as an amount.
func figures(ctx context.Context, d *spec.Draft) error {
	p := paperOf(ctx, d.Sheet)
	var first *spec.Value
	sheet := columnsOf(ctx, d.Sheet).body
	for _, cents := range []bool{true, false} {
		for i := range sheet.Rows {
			page := sheet.Page(sheet.Rows[i].Page)
			for _, v := range spec.Amounts(sheet, sheet.RowSpan(i)) {
				b := v.Words.Box()
				right := p != nil && p.atRight(b) || p == nil && page != nil && 2*b.X+b.W > page.Width
				if right && cents == strings.ContainsAny(v.Words.Text(), ".,") {
					if whole, ok := wholeAmount(ctx, sheet, sheet.RowSpan(i), v.Words); ok {
						v = whole
					}
					putAmount(d, v)
					return nil
				}
				if first == nil {
					first = &v
				}
			}
		}
	}
	if v, ok := figuresAgain(ctx, d.Sheet, p); ok {
		first = &v
	} else if p != nil && first == nil {
		if v, ok := amountMissed(ctx, sheet, p); ok {
			first = &v
		}
	}
	if first != nil {
		putAmount(d, *first)
	}
	return ctx.Err()
}

// figuresAgain reads the box of the amount anew, from its sign to the right edge.
func figuresAgain(ctx context.Context, s *spec.Sheet, p *paper) (spec.Value, bool) {
	if p == nil {
		return spec.Value{}, false
	}
	for _, w := range s.Words {
		if (w.Text == "€" || w.Text == "EUR") && p.holds(w.Page, w.Box) && p.atRight(w.Box) {
			x := w.Box.X + w.Box.W
			box := bordereau.Box{X: x, Y: w.Box.Y - p.at(1.5), W: p.box.X + p.box.W - x - p.at(4), H: w.Box.H + p.at(3)}
			if v, ok := spec.LastAmount(s, again(ctx, s, p.page, box, "amount")); ok {
				return v, true
			}
		}
	}
	return spec.Value{}, false
}

// orders are the phrases behind or under which the amount is written out; small type is
// read run together.
var orders = []string{"la somme de", "lasommede", "la sommede", "lasomme de", "somme en toutes lettres", "établissement bancaire ou assimilé", "payez contre ce chèque", "contre ce chèque payez", "contre ce chèque"}

// inWords takes the amount from between the printed order to pay and the payee:
// everything that is written there (two lines, and rows of specks), or nothing. Half
// an amount is another amount. What cannot be read so is read again, line by line.
func inWords(ctx context.Context, d *spec.Draft) error {
	s := columnsOf(ctx, d.Sheet).left
	lines := wordLines(s)
	var words spec.Span
	for _, l := range lines {
		words = append(words, l...)
	}
	v, ok := written(d, s, words)
	if !ok { // what stands under them may not be known for what it is
		var numbers spec.Span
		for _, l := range numberLines(columnsOf(ctx, d.Sheet).body) {
			numbers = append(numbers, withoutFigures(s, l)...)
		}
		v, ok = written(d, s, numbers)
	}
	if !ok { // written further right than the form has its columns
		var wider spec.Span
		all := columnsOf(ctx, d.Sheet).body
		for _, l := range wordLines(all) {
			wider = append(wider, l...)
		}
		v, ok = written(d, all, wider)
	}
	if !ok {
		var anew spec.Span
		for _, l := range lines {
			b := l.Box()
			if line := again(ctx, s, l[0].Page, grown(b, b.H/4), "line"); spec.Numerals(line) > 0 || saysCurrency(line) {
				anew = append(anew, numbersIn(line)...) // another line is not of the amount
			}
		}
		if v, ok = written(d, s, anew); ok {
			v.Words = words // the places of the page as it was read
		}
	}
	if !ok && spec.Numerals(slices.Concat(lines...)) == 0 {
		v, ok = written(d, s, withoutFigures(s, wordsLookedFor(ctx, d.Sheet, s)))
	}
	if ok {
		d.PutValue("amount_words", v)
		return nil
	}
	return spec.Take("amount_words", spec.InWords, func(*spec.Sheet) []spec.Span { return spec.Written(s) })(ctx, d)
}

// wordsLookedFor reads what stands between the printed order and the payee's line anew,
// where nothing was seen: a line in large type between small print may be passed over.
func wordsLookedFor(ctx context.Context, whole, s *spec.Sheet) spec.Span {
	from, ok := orderToPay(s)
	p := paperOf(ctx, whole)
	if !ok || p == nil {
		return nil
	}
	top, bottom := from.Box.Y+from.Box.H, from.Box.Y+from.Box.H+p.at(18)
	for k := s.RowOf(from) + 1; k < len(s.Rows); k++ {
		if row := s.RowSpan(k); len(row) > 0 && toPayee(row) {
			bottom = min(bottom, row.Box().Y)
			break
		}
	}
	c := columnsOf(ctx, whole)
	box := bordereau.Box{X: c.from, Y: top + 1, W: min(p.box.X+p.box.W, c.edge) - c.from, H: bottom - top - 2}
	for _, alphabet := range []string{"text", "form"} {
		if words := spelling(again(ctx, s, p.page, box, alphabet)); spec.Numerals(words) > 1 {
			return words
		}
	}
	return nil
}

// spelling are the lines of what was read anew that are of an amount in words.
func spelling(words spec.Span) (out spec.Span) {
	for len(words) > 0 {
		n := 1
		for n < len(words) && words[n].Block == words[0].Block && words[n].Line == words[0].Line {
			n++
		}
		if line := words[:n]; spec.Numerals(line) > 0 || saysCurrency(line) {
			out = append(out, numbersIn(line)...)
		}
		words = words[n:]
	}
	return out
}

// slips are what recognisers make of a q in small type; no numeral has "cing" in it.
var slips = strings.NewReplacer("cinqg", "cinq", "cing", "cinq", "Cinqg", "Cinq", "Cing", "Cinq", "CING", "CINQ")

// written reads an amount in words by itself or, where letters are misread, holds it
// against the figures.
func written(d *spec.Draft, s *spec.Sheet, seen spec.Span) (spec.Value, bool) {
	words := cleaned(seen)
	v, ok := spelt(d, s, words)
	v.Words = seen
	for at := len(words) - 1; !ok && at > 0; at-- { // what stands behind it is another field
		if endsInCents(words[:at]) {
			v, ok = spelt(d, s, words[:at])
			v.Words = words[:at]
		}
	}
	return v, ok
}

// cleaned are words without what fills their line, and with what recognisers often make of
// them put right.
func cleaned(seen spec.Span) spec.Span {
	words := slices.DeleteFunc(slices.Clone(seen), filler)
	for i := range words {
		words[i].Text = slips.Replace(words[i].Text)
	}
	return words
}

// spelt is the amount that words say or, where letters are misread, the one in figures that
// they may say.
func spelt(d *spec.Draft, s *spec.Sheet, words spec.Span) (spec.Value, bool) {
	v, ok := spec.InWords(s, words)
	if f := d.Field("amount_figures"); !ok && f != nil {
		if m, err := bordereau.ParseMoney(f.Value, d.Understanding.Value("currency")); err == nil {
			v, ok = spec.Verify(words, m)
		}
	}
	return v, ok
}

// endsInCents says whether an amount in words is complete, whatever stands behind it. Behind
// its unit cents may follow that could not be read.
func endsInCents(words spec.Span) bool {
	text := strings.Fields(spec.Fold(words[len(words)-1].Text))
	if len(text) == 0 || spec.Numerals(words) == 0 {
		return false
	}
	switch text[len(text)-1] {
	case "CENTIMES", "CENTIME", "CENTS", "CTS", "CT":
		return true
	}
	return false
}

// filler says whether a word is what fills a line up, so that nothing can be added to it:
// some of its signs are read as others, or as digits.
func filler(w spec.Word) bool {
	signs, all := 0, 0
	for _, r := range w.Text {
		if all++; !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			signs++
		}
	}
	return w.Confidence < 0.5 && all >= 5 && 3*signs >= 2*all
}

// orderToPay is the print behind or under which the amount is written out.
func orderToPay(s *spec.Sheet) (spec.Phrase, bool) {
	for _, phrase := range orders {
		for _, found := range s.Find(phrase) {
			if !strings.Contains(spec.Fold(s.RowSpan(s.RowOf(found)).Text()), "CHIFFRES") { // the label of the box
				return found, true
			}
		}
	}
	return spec.Phrase{}, false
}

// orderPrinted is where what is known of the order to pay stands: its first words and "la
// somme de" may be lines apart. It is empty where none is.
func orderPrinted(s *spec.Sheet) (all bordereau.Box) {
	for _, phrase := range orders {
		for _, found := range s.Find(phrase) {
			all = all.Union(found.Box)
		}
	}
	return all
}

// wordLines are the lines between the printed order and the payee.
func wordLines(s *spec.Sheet) []spec.Span {
	from, ok := orderToPay(s)
	if !ok {
		return nil
	}
	row := s.RowOf(from)
	ends := map[int]bool{}
	for _, phrase := range []string{"non endossable", "payable en France", "bancaire ou assimilé"} {
		for _, p := range s.Find(phrase) {
			ends[s.RowOf(p)] = true
		}
	}
	var out []spec.Span
	for k := max(0, row-1); k < len(s.Rows) && k < row+8; k++ {
		if s.Rows[k].Page != from.Page {
			continue
		}
		span := s.RowSpan(k)
		if k > row && (toPayee(span) || ends[k]) {
			break
		}
		var line spec.Span
		for _, c := range s.Cells(span) {
			if k <= row { // beside the print, in letters that may stand higher
				c = after(c, from.Box)
			}
			line = append(line, withoutFigures(s, c)...)
		}
		if len(line) > 0 {
			out = append(out, line)
		}
	}
	return out
}

// withoutFigures leaves out the amounts in figures, and what holds no letter.
func withoutFigures(s *spec.Sheet, c spec.Span) spec.Span {
	figures := map[spec.Word]bool{}
	for _, v := range spec.Amounts(s, c) {
		for _, w := range v.Words {
			figures[w] = true
		}
	}
	var out spec.Span
	for _, w := range c {
		if !figures[w] && strings.TrimSpace(spec.Fold(w.Text)) != "" {
			out = append(out, w)
		}
	}
	return out
}

// payeeLabels are what is printed before the payee.
var payeeLabels = []string{"à l'ordre de", "àlordrede", "àlordre de", "ordre de", "pay to the order of", "bénéficiaire", "ordre"}

// toPayee says whether a row names the payee: "à l'ordre de", or "à" with a name
// behind it, and not a speck that was taken for a letter.
func toPayee(row spec.Span) bool {
	text := strings.ReplaceAll(spec.Fold(row.Text()), " ", "")
	for _, label := range []string{"ALORDRE", "LORDRE", "ORDREDE", "BENEFICIAIRE"} {
		if strings.HasPrefix(text, label) {
			return true
		}
	}
	if strings.TrimSpace(spec.Fold(row[0].Text)) != "A" {
		return false
	}
	for _, w := range row[1:] {
		if len(strings.TrimSpace(spec.Fold(w.Text))) >= 3 {
			return true
		}
	}
	return false
}

// after is what of a cell stands right of a box, at its height.
func after(c spec.Span, b bordereau.Box) spec.Span {
	for i, w := range c {
		if w.Box.X >= b.X+b.W && w.Box.Y+w.Box.H > b.Y && w.Box.Y < b.Y+b.H {
			return c[i:]
		}
	}
	return nil
}

func putAmount(d *spec.Draft, v spec.Value) {
	d.PutValue("amount_figures", v)
	d.PutValue("currency", spec.Value{Text: v.Currency, Words: v.Words})
}
