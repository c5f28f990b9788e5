package cheque

import (
	"context"

	"bordereau"
	"bordereau/classify/spec"
)

// ruleHandwritten marks what a hand wrote: a clerk types it without seeing what the
// machine read, until something else proves it.
const ruleHandwritten = "handwritten_amount"

// handwritten reads the amount that a hand wrote into the box, where none in type was
// found. Figures alone prove nothing: the field carries no proof, and other readings
// of the ink beside it, until the words or the balance of the slip say the same.
func handwritten(ctx context.Context, d *spec.Draft) error {
	if d.Field("amount_figures") != nil || d.Zones == nil || d.Currency != "" {
		return nil // read in type; or of a country that writes amounts otherwise
	}
	p := paperOf(ctx, d.Sheet)
	if p == nil {
		return nil
	}
	words := again(ctx, d.Sheet, p.page, boxZone(d.Sheet, p), "hand_amount")
	if len(words) == 0 {
		return ctx.Err()
	}
	f := bordereau.Field{Name: "amount_figures", Value: words[0].Text, Raw: words[0].Text, Page: p.page, Box: words[0].Box, Confidence: words[0].Confidence}
	if _, err := bordereau.ParseMoney(f.Value, "EUR"); err != nil {
		return nil
	}
	for _, w := range words[1:] {
		f.Alternatives = append(f.Alternatives, w.Text)
		f.AlternativeConfidences = append(f.AlternativeConfidences, w.Confidence)
	}
	if d.Put(f) == nil {
		return nil
	}
	d.Put(bordereau.Field{Name: "currency", Value: "EUR", Page: p.page, Box: f.Box, Confidence: f.Confidence})
	d.Check(ruleHandwritten, bordereau.Inconclusive,
		"le montant en chiffres est écrit à la main : seuls les lettres, la balance de la remise ou une personne le prouvent", "amount_figures", "amount")
	return nil
}

// boxZone is where the box of the amount stands on a cheque, with room: at the right,
// in the upper half (NF K11-010).
func boxZone(s *spec.Sheet, p *paper) bordereau.Box {
	page := s.Page(p.page)
	if page == nil {
		return bordereau.Box{}
	}
	b := bordereau.Box{X: max(p.box.X+p.at(118), 0), Y: max(p.box.Y+p.at(2), 0)}
	b.W, b.H = min(p.at(56), page.Width-b.X), min(p.at(44), page.Height-b.Y)
	return b
}
