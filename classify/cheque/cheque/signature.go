package cheque

import (
	"context"
	"slices"
	"strings"

	"bordereau"
	"bordereau/classify/spec"
)

// What is looked for is drawn with a pen; see the alphabet "ink". drawnEnough is the
// confidence, 12 mm of strokes, below which a speck or a stray letter may be meant. A
// signature is so wide at least, and none of its strokes as low as a line of small print
// or as narrow as the edge of the paper on the glass, in millimetres.
const (
	drawnEnough = 0.3
	leastWide   = 7.0
	leastThick  = 3.0
	edgeReach   = 4.0 // of a back, where no endorsement is taken for one
)

// signature says whether the drawer signed (CMF L131-2): "true" where pen strokes that
// are no print stand in the place for it, "false" where nothing is drawn there. What
// is neither, such as a stamp or strokes that reach in from elsewhere, is left to a
// person: nobody signed, or somebody did, is not for the machine to guess.
func signature(ctx context.Context, d *spec.Draft) error {
	const name = "signature_present"
	p := paperOf(ctx, d.Sheet)
	if p == nil || d.Zones == nil {
		return nil
	}
	area, dated := signatureArea(d, p)
	if area.H < p.at(6) {
		return nil
	}
	ink, err := d.Zones.Read(ctx, p.page, area, "ink")
	if err != nil {
		return ctx.Err() // what cannot be looked at again is not known
	}
	f := bordereau.Field{Name: name, Page: p.page, Box: area, Value: "false", Raw: "", Confidence: 1}
	drawn, doubt := bordereau.Box{}, false
	sure := 0.0
	for _, w := range ink {
		switch {
		case w.Text != "stroke" || min(w.Box.W, w.Box.H) < p.at(leastThick) || !mostly(w.Box, grown(area, p.at(4))) || w.Box.Y+w.Box.H > p.band:
			doubt = true // of no signature's size, or on its way elsewhere
		case !dated || filledIn(d, p, w.Box) || printedOver(d.Sheet, p.page, w.Box):
			doubt = true // the date itself may be meant, a stamp, or what a label asks for
		default:
			drawn, sure = drawn.Union(w.Box), sure+w.Confidence
		}
	}
	switch {
	case sure >= drawnEnough && drawn.W >= p.at(leastWide):
		f.Value, f.Box, f.Confidence = "true", drawn, min(1, sure)
		f.Proofs = []bordereau.Proof{{Kind: bordereau.ProofCorroboration, Detail: "un tracé à la plume occupe la place de la signature"}}
	case doubt || sure > 0:
		return nil
	}
	d.Put(f)
	return nil
}

// signatureArea is the right lower part of the cheque: under the amount and "Fait à,
// le", over the band of the code line; where "signature" is printed, about there. dated
// is false where neither the date nor its label was seen.
func signatureArea(d *spec.Draft, p *paper) (area bordereau.Box, dated bool) {
	left := p.box.X + p.box.W*11/20
	top := p.box.Y + p.box.H*2/5
	under := func(b bordereau.Box, page int, slack float64) {
		if p.holds(page, b) && p.atRight(b) && b.Y+b.H < p.band-p.at(18) {
			top = max(top, b.Y+b.H+p.at(slack))
		}
	}
	for _, name := range []string{"amount_figures", "date", "place"} {
		if f := d.Field(name); f != nil {
			under(f.Box, f.Page, 0.7)
		}
	}
	dated = d.Field("date") != nil
	for _, label := range []string{"fait à", "le", "date"} {
		for _, found := range d.Find(label) {
			first := d.Words[found.Words[0]]
			town := label == "le" && strings.TrimSpace(spec.Fold(first.Text)) != "LE" // Rochebrune-le-Vieux
			if first.Confidence < 0.8 || town {                                       // a signature may be read as letters
				continue
			}
			under(found.Box, found.Page, 1.5) // what is written beside it hangs lower
			dated = dated || label != "fait à" && p.holds(found.Page, found.Box) && found.Box.Y > p.box.Y+p.box.H*2/5
		}
	}
	for _, found := range d.Find("signature") {
		if p.holds(found.Page, found.Box) {
			left = min(left, found.Box.X-p.at(10))
		}
	}
	left = max(left, p.box.X)
	return bordereau.Box{X: left, Y: top, W: p.box.X + p.box.W - left, H: p.band - top}, dated
}

// labels may stand in the place of the signature; a signature is drawn over them.
var labels = map[string]bool{"SIGNATURE": true, "SIGNATURES": true, "TIREUR": true, "TITULAIRE": true, "DU": true, "LE": true, "DATE": true}

// printedOver says whether print, as that of a stamp, stands where strokes were seen.
func printedOver(s *spec.Sheet, page int, b bordereau.Box) bool {
	for _, w := range s.Words {
		text := strings.TrimSpace(spec.Fold(w.Text))
		if w.Page == page && w.Confidence >= 0.8 && len(text) >= 3 && !labels[text] && overlap(w.Box, b) > 0 {
			return true
		}
	}
	return false
}

// filledIn says whether strokes are those of a date or place that was read, or stand on
// the line of a printed word and close behind it: then they are what the word asks for.
func filledIn(d *spec.Draft, p *paper, b bordereau.Box) bool {
	for _, name := range []string{"date", "place"} {
		if f := d.Field(name); f != nil && f.Page == p.page && overlap(f.Box, b) > 0 {
			return true
		}
	}
	for _, w := range d.Words {
		gap, middle := b.X-w.Box.X-w.Box.W, w.Box.Y+w.Box.H/2
		text := strings.TrimSpace(spec.Fold(w.Text))
		asks := len(text) > 1 && !strings.HasPrefix(text, "SIGN") || text == "A" // a loop of a signature is read as a letter
		if w.Page == p.page && w.Confidence >= 0.6 && asks &&
			gap > -p.at(1) && gap < p.at(9) && middle > b.Y && middle < b.Y+b.H {
			return true
		}
	}
	return false
}

// endorsement looks at the back. Where none was scanned it cannot be known; a mark that is
// not known for an endorsement is for a person: half of these backs are empty but for a
// crease or a fibre.
func endorsement(ctx context.Context, d *spec.Draft) error {
	const rule = "endorsement"
	p := paperOf(ctx, d.Sheet)
	var back *bordereau.Page
	for i := range d.Reading.Pages {
		if p != nil && d.Reading.Pages[i].Number == p.page+1 {
			back = &d.Reading.Pages[i]
		}
	}
	if back == nil || d.Zones == nil {
		d.Check(rule, bordereau.Inconclusive, "le verso du chèque n'a pas été numérisé : l'endos n'est pas vérifié")
		return nil
	}
	f := bordereau.Field{Name: "endorsed", Page: back.Number, Value: "false", Confidence: 1}
	if box, digits := accountOn(back); digits != "" {
		f.Value, f.Box, f.Raw = "true", box, digits
	}
	ink, err := d.Zones.Read(ctx, back.Number, bordereau.Box{}, "ink")
	if err != nil {
		return ctx.Err()
	}
	ink = slices.DeleteFunc(ink, atEdge(back, p))
	sure := 0.0
	for _, w := range ink {
		if w.Text == "stroke" && !printedOver(d.Sheet, back.Number, w.Box) {
			sure, f.Box = sure+w.Confidence, f.Box.Union(w.Box)
		}
	}
	if sure >= drawnEnough {
		f.Value = "true"
	}
	switch {
	case f.Value == "true":
		d.Check(rule, bordereau.Passed, "une signature, un cachet ou un numéro de compte figure au verso", f.Name)
	case len(ink) > 0:
		d.Check(rule, bordereau.Failed, "Le verso porte un tracé qui n'est pas reconnu comme un endos : regardez-le")
		return nil
	default:
		f.Box = bordereau.Box{W: back.Width, H: back.Height}
		d.Check(rule, bordereau.Failed, "Le verso ne porte ni signature, ni cachet, ni numéro de compte : faites endosser le chèque")
	}
	d.Put(f)
	return nil
}

// atEdge says of what seems drawn on a back whether it lies along its edge: the edge of
// the paper on the glass and a corner that is folded over do.
func atEdge(back *bordereau.Page, p *paper) func(bordereau.Word) bool {
	near := p.at(edgeReach)
	return func(w bordereau.Word) bool {
		b := w.Box
		return b.X < near || b.Y < near || b.X+b.W > back.Width-near || b.Y+b.H > back.Height-near
	}
}

// accountOn finds a number as long as one of an account on a page.
func accountOn(page *bordereau.Page) (bordereau.Box, string) {
	for _, w := range page.Words {
		digits := strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, w.Text)
		if len(digits) >= 9 && 3*len(digits) >= 2*len(w.Text) && w.Confidence >= 0.6 {
			return w.Box, w.Text
		}
	}
	return bordereau.Box{}, ""
}

// crossing looks for the two parallel bars (CMF L131-44). Nobody is refused for want
// of them: most cheques are crossed in print, and a person may not see them either.
func crossing(ctx context.Context, d *spec.Draft) error {
	const rule = "crossed"
	p := paperOf(ctx, d.Sheet)
	if p == nil || d.Zones == nil {
		return nil
	}
	ink, err := d.Zones.Read(ctx, p.page, p.box, "ink")
	if err != nil {
		return ctx.Err()
	}
	for i, a := range ink {
		for _, b := range ink[:i] {
			if a.Text == "bar" && b.Text == "bar" && parallel(a.Box, b.Box, p.at(15)) {
				d.Check(rule, bordereau.Passed, "deux barres parallèles : le chèque est barré, il ne se paie qu'à une banque ou à un client du tiré (CMF L131-44)")
				return nil
			}
		}
	}
	d.Check(rule, bordereau.Inconclusive, "les deux barres parallèles d'un chèque barré n'ont pas été trouvées (CMF L131-44)")
	return nil
}

// parallel says whether two bars are of about one length and slant and close together.
func parallel(a, b bordereau.Box, near int) bool {
	alike := func(x, y int) bool { return 3*min(x, y) >= 2*max(x, y) }
	return alike(a.W, b.W) && alike(a.H, b.H) && overlap(grown(a, near), b) > 0
}

func grown(b bordereau.Box, by int) bordereau.Box {
	return bordereau.Box{X: b.X - by, Y: b.Y - by, W: b.W + 2*by, H: b.H + 2*by}
}

// overlap is the area that two boxes share.
func overlap(a, b bordereau.Box) int {
	w, h := min(a.X+a.W, b.X+b.W)-max(a.X, b.X), min(a.Y+a.H, b.Y+b.H)-max(a.Y, b.Y)
	if w <= 0 || h <= 0 {
		return 0
	}
	return w * h
}

// mostly says whether four fifths of a box lie in another.
func mostly(b, in bordereau.Box) bool { return 5*overlap(b, in) >= 4*b.W*b.H }
