package cheque

import (
	"context"
	"slices"
	"strings"

	"bordereau"
	"bordereau/classify/spec"
)

// rulePayeeByHand marks a payee that a hand wrote: what is read of it is garbled, and
// may be known by the name that its slip lets expect.
const rulePayeeByHand = "handwritten_payee"

// surePayee is the confidence from which a payee was typed: a hand's letters hardly ever
// come near it.
const surePayee = 0.85

// payeeByHand reads the payee's line anew in some ways, where a hand wrote there. What
// each makes of it stands among the alternatives.
func payeeByHand(ctx context.Context, d *spec.Draft) error {
	p, f := paperOf(ctx, d.Sheet), d.Field("payee")
	byHand := slices.ContainsFunc(d.Understanding.Checks, func(c bordereau.Check) bool { return c.Rule == ruleHandwritten })
	if p == nil || d.Zones == nil || d.Currency != "" || f != nil && f.Confidence >= surePayee && !byHand {
		return nil
	}
	var read, inked []string
	own, others := payeeLines(ctx, d.Sheet, p, f)
	for n, box := range append(own, others...) {
		for _, alphabet := range []string{"text", "line"} {
			if n >= len(own) {
				break // what may be any line is held against a name only, letter by letter
			}
			words := again(ctx, d.Sheet, p.page, box, alphabet)
			text := words.Text()
			if len(strings.ReplaceAll(spec.Fold(text), " ", "")) < 5 || slices.Contains(read, text) {
				continue
			}
			if read = append(read, text); f == nil {
				f = d.Put(bordereau.Field{Name: "payee", Value: text, Raw: text, Page: p.page, Box: box, Confidence: words.Confidence()})
			}
		}
		if line := inkedLineOf(ctx, d.Sheet, p.page, box); line.letters != "" {
			if inked = append(inked, line.letters); f == nil {
				f = d.Put(bordereau.Field{Name: "payee", Value: line.read, Raw: line.read, Page: p.page, Box: box})
			}
		}
	}
	if f == nil {
		return ctx.Err()
	}
	f.Ink = inked
	f.Alternatives = slices.DeleteFunc(read, func(s string) bool { return s == f.Value })
	d.Check(rulePayeeByHand, bordereau.Inconclusive, "le bénéficiaire est écrit à la main : sa lecture est incertaine", "payee")
	return ctx.Err()
}

// mostOtherLines are looked at for the payee beside those that labels tell.
const mostOtherLines = 4

// payeeLines are where the payee may stand: behind its label, and where it was read; others
// are the lines at the left on which a hand may have written.
func payeeLines(ctx context.Context, s *spec.Sheet, p *paper, f *bordereau.Field) (boxes, others []bordereau.Box) {
	columns := columnsOf(ctx, s)
	right := p.box.X + p.box.W
	if columns.edge > 0 {
		right = min(right, columns.edge)
	}
	place := func(x, baseline int) bordereau.Box {
		box := bordereau.Box{X: max(x, p.box.X, columns.from), Y: max(baseline-p.at(6), 0), H: p.at(8)}
		box.W = right - box.X
		return box
	}
	known := func(box bordereau.Box) bool {
		return slices.ContainsFunc(boxes, func(o bordereau.Box) bool { return max(o.Y-box.Y, box.Y-o.Y) < p.at(2.5) })
	}
	line := func(x, baseline int) {
		if box := place(x, baseline); box.W > p.at(30) && len(boxes) < 2 && !known(box) {
			boxes = append(boxes, box)
		}
	}
	for _, label := range payeeLabels {
		for _, at := range columns.body.Find(label) {
			if p.holds(at.Page, at.Box) {
				line(at.Box.X+at.Box.W, at.Box.Y+at.Box.H)
			}
		}
	}
	for _, span := range order(columns.left) {
		b := span.Box()
		line(b.X-p.at(1), b.Y+b.H)
	}
	if f != nil && !f.Box.Empty() && p.holds(f.Page, f.Box) {
		line(f.Box.X-p.at(4), f.Box.Y+f.Box.H)
	}
	for _, box := range leftLines(ctx, s, p) {
		if len(others) < mostOtherLines && !known(box) {
			others = append(others, box)
		}
	}
	return boxes, others
}
