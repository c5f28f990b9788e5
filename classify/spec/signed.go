package spec

import (
	"context"

	"bordereau"
)

// What a pen drew is asked for with the alphabet "ink"; millimetres. A signature has so
// many strokes (as their confidence, 0.3 is 12 mm), and is so wide and so high at least.
const (
	signedStrokes        = 0.3
	signedWide           = 7.0
	signedHigh           = 3.0
	signWide, signTall   = 65.0, 26.0
	defaultPixelsPerInch = 300
)

// Signed says whether somebody signed under, or beside, one of the labels: "true" where
// pen strokes that are no print stand there, "false" where nothing is drawn. What is
// neither is left to a person.
func Signed(labels ...string) Step {
	return func(ctx context.Context, d *Draft) error {
		if d.Zones == nil {
			return nil
		}
		for _, label := range labels {
			places := d.Find(label)
			if len(places) == 0 {
				continue
			}
			return d.signedAt(ctx, places[len(places)-1])
		}
		return nil
	}
}

func (d *Draft) signedAt(ctx context.Context, p Phrase) error {
	page := d.Page(p.Page)
	if page == nil {
		return nil
	}
	dpi := page.DPI
	if dpi <= 0 {
		dpi = defaultPixelsPerInch
	}
	mm := func(n float64) int { return int(n * float64(dpi) / 25.4) }
	area := bordereau.Box{X: max(0, p.Box.X-mm(5)), Y: p.Box.Y + p.Box.H + mm(0.5), W: mm(signWide), H: mm(signTall)}
	area.W, area.H = min(area.W, page.Width-area.X), min(area.H, page.Height-area.Y)
	if area.H < mm(6) || area.W < mm(signedWide) {
		return nil
	}
	ink, err := d.Zones.Read(ctx, p.Page, area, "ink")
	if err != nil {
		return ctx.Err() // what cannot be looked at again is not known
	}
	var drawn bordereau.Box
	sure, doubt := 0.0, false
	for _, w := range ink {
		if w.Text == "stroke" && min(w.Box.W, w.Box.H) >= mm(signedHigh) {
			drawn, sure = drawn.Union(w.Box), sure+w.Confidence
		} else {
			doubt = true
		}
	}
	f := bordereau.Field{Name: "signature_present", Page: p.Page, Box: area, Value: "false", Confidence: 1}
	switch {
	case sure >= signedStrokes && drawn.W >= mm(signedWide):
		f.Value, f.Box, f.Confidence = "true", drawn, min(1, sure)
		f.Proofs = []bordereau.Proof{{Kind: bordereau.ProofCorroboration, Detail: "un tracé à la plume occupe la place de la signature"}}
	case doubt || sure > 0:
		return nil
	}
	d.Put(f)
	return nil
}
