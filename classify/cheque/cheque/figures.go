package cheque

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"bordereau"
	"bordereau/classify/spec"
)

// wholeAmount is the amount of which v was read, with all that stands close by it. Where
// digits, a letter taken for a comma or a speck stand between or beside, or no comma at
// all, v may be a part of it: then the place is read anew, and only a reading that has
// every digit seen before, or that two ways of reading agree on, is taken. ok is false
// where none is.
func wholeAmount(ctx context.Context, s *spec.Sheet, row, v spec.Span) (spec.Value, bool) {
	near := closeBy(row, v)
	if digitsOf(near) == digitsOf(v) && strings.ContainsAny(v.Text(), ".,") {
		return spec.Value{}, false
	}
	return amountIn(ctx, s, near)
}

// amountIn reads the place of words anew as an amount.
func amountIn(ctx context.Context, s *spec.Sheet, near spec.Span) (spec.Value, bool) {
	b := near.Box()
	box := bordereau.Box{X: max(0, b.X-b.H/2), Y: max(0, b.Y-b.H/4), W: b.W + 3*b.H, H: 3 * b.H / 2}
	seen := digitsOf(near)
	var before string
	for _, alphabet := range []string{"form", "amount", "line"} {
		v, ok := spec.LastAmount(s, again(ctx, s, near[0].Page, box, alphabet))
		if !ok {
			continue
		}
		if got := digitsOf(v.Words); got == seen && strings.ContainsAny(v.Words.Text(), ".,") || v.Text == before && v.Words.Confidence() >= 0.5 {
			return v, true
		}
		before = v.Text
	}
	return spec.Value{}, false
}

// closeBy are the words of a row around some of them that may belong to one amount: with
// digits, or short, and no more than a thousand's gap apart.
func closeBy(row, v spec.Span) spec.Span {
	from, to := -1, -1
	for i, w := range row {
		if w == v[0] {
			from = i
		}
		if w == v[len(v)-1] {
			to = i
		}
	}
	if from < 0 || to < from {
		return v
	}
	near := func(a, b spec.Word) bool {
		gap := b.Box.X - a.Box.X - a.Box.W
		return gap < 3*max(a.Box.H, b.Box.H)/2 && gap < 4*min(a.Box.H, b.Box.H)
	}
	for from > 0 && ofAmount(row[from-1].Text) && near(row[from-1], row[from]) {
		from--
	}
	for to+1 < len(row) && ofAmount(row[to+1].Text) && near(row[to], row[to+1]) {
		to++
	}
	return row[from : to+1]
}

// ofAmount says whether a word may be a piece of an amount: digits, a filler, a comma
// taken for a letter.
func ofAmount(text string) bool {
	letters, digits := 0, 0
	for _, r := range text {
		switch {
		case unicode.IsLetter(r):
			letters++
		case unicode.IsDigit(r):
			digits++
		}
	}
	return letters <= 1 && (digits > 0 || len([]rune(text)) <= 2) && !strings.ContainsAny(strings.TrimRight(text, "/°|"), "/()")
}

func digitsOf(s spec.Span) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s.Text())
}

// amountMissed looks for an amount that no row gives: digits at the right, in the upper
// part of the cheque, whose comma or one of whose digits was not seen; and where there are
// none, in what the right of it says when it is read anew.
func amountMissed(ctx context.Context, s *spec.Sheet, p *paper) (spec.Value, bool) {
	tries := 0
	try := func(row spec.Span) (spec.Value, bool) {
		if len(spec.Dates(s, row)) > 0 {
			return spec.Value{}, false
		}
		for _, w := range row {
			if b := w.Box; len(digitsOf(spec.Span{w})) < 2 || !ofAmount(w.Text) || b.X < p.box.X+p.box.W/2 || b.Y > p.band-p.at(20) || tries == mostTries {
				continue
			}
			tries++
			if v, ok := amountIn(ctx, s, closeBy(row, spec.Span{w})); ok {
				return v, true
			}
		}
		return spec.Value{}, false
	}
	for i := range s.Rows {
		if v, ok := try(s.RowSpan(i)); ok {
			return v, true
		}
	}
	if wordsPenned(ctx, s) >= 0 { // the figures are a hand's as well
		return spec.Value{}, false
	}
	x := p.box.X + p.box.W*9/20
	anew := again(ctx, s, p.page, bordereau.Box{X: x, Y: p.box.Y, W: p.box.X + p.box.W - x, H: p.band - p.at(20) - p.box.Y}, "text")
	tries = 0
	for len(anew) > 0 {
		n := 1
		for n < len(anew) && anew[n].Block == anew[0].Block && anew[n].Line == anew[0].Line {
			n++
		}
		if row := anew[:n]; strings.ContainsAny(row.Text(), ",.") {
			if v, ok := try(row); ok {
				return v, true
			}
		}
		anew = anew[n:]
	}
	return spec.Value{}, false
}

// mostTries is how many places are read anew for an amount.
const mostTries = 3

// figuresOnceMore looks at the figures again where the words say another amount. What
// fills the box (#, *) is often read as a digit: a reading that sees it so stands; else
// one that two further ways of reading agree on. The words have no say.
func figuresOnceMore(ctx context.Context, d *spec.Draft) error {
	f, words := d.Field("amount_figures"), d.Field("amount_words")
	if f == nil || words == nil || f.Value == words.Value || f.Page == 0 {
		return nil
	}
	before := f.Box.H
	if len(f.Value) == len("955.46") { // thousands may stand by themselves before three figures
		before *= 2
	}
	box := bordereau.Box{X: max(0, f.Box.X-before), Y: max(0, f.Box.Y-f.Box.H/4), W: f.Box.W + before + f.Box.H/2, H: 3 * f.Box.H / 2}
	var readings []string
	for _, alphabet := range []string{"line", "amount", "form"} {
		span := again(ctx, d.Sheet, f.Page, box, alphabet)
		v, ok := spec.LastAmount(d.Sheet, span)
		if !ok || !strings.ContainsAny(v.Words.Text(), ".,") {
			continue
		}
		if alphabet == "line" && v.Text == f.Value {
			break
		}
		if v.Text != f.Value && (alphabet == "line" && strings.ContainsAny(span.Text(), "#*") || slices.Contains(readings, v.Text)) {
			f.Alternatives = append(f.Alternatives, f.Value)
			f.Value, f.Raw, f.Confidence = v.Text, v.Words.Text(), v.Words.Confidence()
			break
		}
		readings = append(readings, v.Text)
	}
	byNetwork(ctx, d, f, box)
	return ctx.Err()
}

// byNetwork has figures that are doubtful read by the network that knows single figures,
// which takes a filler for none. Its reading stands where it is the surer one.
func byNetwork(ctx context.Context, d *spec.Draft, f *bordereau.Field, box bordereau.Box) {
	if f.Confidence >= 0.5 {
		return
	}
	words := again(ctx, d.Sheet, f.Page, box, "hand_amount")
	if len(words) == 0 || words[0].Text == f.Value || words[0].Confidence < 0.5 {
		return
	}
	f.Alternatives = append(f.Alternatives, f.Value)
	f.Value, f.Raw, f.Confidence = words[0].Text, words[0].Text, words[0].Confidence
}
