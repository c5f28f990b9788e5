package cheque

import (
	"context"

	"bordereau"
	"bordereau/classify/spec"
)

// wordsByHand reads the amount in words that a hand wrote, line by line, without asking the
// figures. What the recogniser of print made of it stands only if it is the same amount:
// a hand's words are easily taken for others.
func wordsByHand(ctx context.Context, d *spec.Draft) error {
	p := paperOf(ctx, d.Sheet)
	if p == nil || d.Zones == nil || d.Currency != "" || !told(d, ruleHandwritten) {
		return nil
	}
	zone, ok := wordsZone(ctx, d.Sheet, p)
	if !ok {
		return ctx.Err()
	}
	lines := again(ctx, d.Sheet, p.page, zone, "hand_words")
	var words spec.Span
	for _, w := range lines {
		if w.Block == 1 {
			words = append(words, w)
		}
	}
	v, read := spec.InWords(d.Sheet, words)
	f := d.Field("amount_words")
	switch {
	case !read:
		return ctx.Err()
	case f != nil && f.Value != v.Text:
		drop(d, "amount_words")
		return ctx.Err()
	case f == nil:
		d.Put(bordereau.Field{Name: "amount_words", Value: v.Text, Raw: words.Text(), Page: p.page, Box: zone, Proofs: v.Proofs})
		d.Check(ruleHandText, bordereau.Inconclusive, "le montant en lettres est écrit à la main", "amount_words", "amount")
	}
	return ctx.Err()
}

// wordsZone is where the amount in words stands: from the printed order to pay down to the
// payee's line.
func wordsZone(ctx context.Context, s *spec.Sheet, p *paper) (bordereau.Box, bool) {
	c := columnsOf(ctx, s)
	from, ok := orderToPay(c.left)
	if !ok {
		return bordereau.Box{}, false
	}
	right := p.box.X + p.box.W*3/4
	if c.edge > 0 {
		right = c.edge
	}
	top, foot := from.Box.Y-p.at(4), from.Box.Y+p.at(20)
	for _, b := range payeeLines(ctx, s, p, nil) {
		if line := b.Y + p.at(2); line > from.Box.Y+p.at(6) {
			foot = min(foot, line)
		}
	}
	return p.onPage(s, bordereau.Box{X: p.box.X, Y: top, W: right - p.box.X, H: foot - top}), true
}
