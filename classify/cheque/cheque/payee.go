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
	for _, box := range payeeLines(ctx, d.Sheet, p, f) {
		for _, alphabet := range []string{"text", "line"} {
			words := again(ctx, d.Sheet, p.page, box, alphabet)
			text := words.Text()
			if len(strings.ReplaceAll(spec.Fold(text), " ", "")) < 5 || slices.Contains(read, text) {
				continue
			}
			if read = append(read, text); f == nil {
				f = d.Put(bordereau.Field{Name: "payee", Value: text, Raw: text, Page: p.page, Box: box, Confidence: words.Confidence()})
			}
		}
		if line := again(ctx, d.Sheet, p.page, box, "hand_line"); len(line) == 2 {
			if inked = append(inked, line[1].Text); f == nil {
				f = d.Put(bordereau.Field{Name: "payee", Value: line[0].Text, Raw: line[0].Text, Page: p.page, Box: box})
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

// payeeLines are where the payee may stand: behind its label, and where it was read.
func payeeLines(ctx context.Context, s *spec.Sheet, p *paper, f *bordereau.Field) (boxes []bordereau.Box) {
	columns := columnsOf(ctx, s)
	right := p.box.X + p.box.W
	if columns.edge > 0 {
		right = min(right, columns.edge)
	}
	line := func(x, baseline int) {
		box := bordereau.Box{X: max(x, p.box.X), Y: max(baseline-p.at(6), 0), H: p.at(8)}
		box.W = right - box.X
		if box.W > p.at(30) && len(boxes) < 2 && !slices.ContainsFunc(boxes, func(o bordereau.Box) bool { return max(o.Y-box.Y, box.Y-o.Y) < p.at(2.5) }) {
			boxes = append(boxes, box)
		}
	}
	for _, label := range payeeLabels {
		for _, at := range columns.all.Find(label) {
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
	if len(boxes) == 0 { // the last of the long lines that are to be filled in, if no label was read
		rules := again(ctx, s, p.page, bordereau.Box{X: p.box.X, Y: p.box.Y + p.box.H/5, W: p.box.W / 2, H: p.band - p.box.Y - p.box.H/5}, "rules")
		for _, r := range slices.Backward(rules) {
			if r.Box.W >= p.at(60) {
				line(r.Box.X-p.at(1), r.Box.Y)
				break
			}
		}
	}
	return boxes
}
