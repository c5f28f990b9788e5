package specimen

import (
	"image"
	"slices"
	"strings"

	"bordereau"
)

// OnA4 draws one to three cheques that lie on the glass together and are scanned as one
// A4 page, each a little askew. Its truth has the cheques in Parts, with their places on
// the page. They are made out to the Bundle's Customer, if it has one; with Turned, each to
// its own depositor if not, and a second page has their backs. Of the Bundle, Order and Slip
// are not used.
func OnA4(seed uint64, n int, b Bundle) (Drawing, error) {
	b, err := b.complete(seed, n)
	if err != nil {
		return Drawing{}, err
	}
	if n > 3 {
		return Drawing{}, bordereau.Errorf(bordereau.Invalid, "%d cheques do not lie on one A4 page", n)
	}
	p := newPainter(b.DPI)
	page, behind := p.glass(), p.glass()
	whole := Truth{Type: bordereau.Cheque, Seed: seed, HeldOut: seed > HeldOut, Layout: "on-a4", Format: b.Format, DPI: b.DPI, Pages: 1,
		Fields: map[string]string{}, Defects: GradedCheque(b.Grade, seed)}
	var texts, backs []string
	for i := range n {
		s := b.cheque(seed+1+uint64(i), i)
		s.Defects = Defects{}
		who := b.Customer
		if b.Turned != "" {
			s.Back = b.Back
			if who == nil {
				who = &People(stream(s.Seed, "depositor on A4", i).Uint64(), 1)[0]
			}
		}
		if who != nil {
			s.Set, s.Depositor = map[string]string{"payee": who.Name()}, who
		}
		d, err := Draw(s)
		if err != nil {
			return Drawing{}, err
		}
		r := stream(s.Seed, "on A4", i)
		x, y := 4+26*r.Float64(), 8+94*float64(i)+6*r.Float64()
		askew := 3 * (r.Float64() - 0.5)
		lay := func(page, side *image.Gray, x, askew float64) {
			darken(page, turned(onGlass(edged(side), int(p.px(4)), 252), askew, 0, 0, 252), int(p.px(x-4)), int(p.px(y-4)))
		}
		lay(page, d.Pages[0], x, askew)
		pages := []int{1}
		front, back, _ := strings.Cut(d.Truth.Text, "\f")
		if b.Turned != "" {
			lay(behind, d.Pages[1], 210-x-chequeWidth, -askew)
			pages, backs = append(pages, 2), append(backs, back)
		}
		whole.Parts = append(whole.Parts, Part{Pages: pages, At: &Area{Page: 1, X: round(x), Y: round(y), W: chequeWidth, H: chequeHeight}, Truth: d.Truth})
		whole.Hand = whole.Hand || d.Truth.Hand
		texts = append(texts, front)
	}
	if n == 1 {
		whole.Fields = whole.Parts[0].Truth.Fields
	}
	whole.Text = strings.Join(texts, "\n")
	// What happens to a cheque's own paper is not for the page; the scanner's part is.
	d := &whole.Defects
	d.Fold, d.Creases, d.LineStamp, d.LineStroke = 0, 0, false, false
	d.CutLeft, d.CutTop, d.Cut, d.CutBottom = 0, 0, 0, 0
	if bitonal(b.Format) {
		d.Bitonal = true
	}
	out := Drawing{Pages: []*image.Gray{d.apply(page, b.DPI, stream(seed, "defects", 0))}, DPI: b.DPI}
	if b.Turned != "" {
		if b.Turned == "short" {
			slices.Reverse(behind.Pix)
		}
		out.Pages = append(out.Pages, d.apply(behind, b.DPI, stream(seed, "defects", 1)))
		whole.Pages, whole.Text = 2, whole.Text+"\f"+strings.Join(backs, "\n")
	}
	out.Truth = whole
	return out, nil
}

// glass is an empty A4 page under a white lid.
func (p *painter) glass() *image.Gray {
	page := image.NewGray(image.Rect(0, 0, int(p.px(210)+0.5), int(p.px(297)+0.5)))
	for i := range page.Pix {
		page.Pix[i] = 252
	}
	return page
}

// edged is a picture with the shadow that the edge of a paper throws.
func edged(src *image.Gray) *image.Gray {
	w, h := src.Rect.Dx(), src.Rect.Dy()
	for x := range w {
		src.Pix[(h-1)*src.Stride+x] = 190
		src.Pix[x] = 225
	}
	for y := range h {
		src.Pix[y*src.Stride] = 225
		src.Pix[y*src.Stride+w-1] = 190
	}
	return src
}
