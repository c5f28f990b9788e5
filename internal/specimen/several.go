package specimen

import (
	"image"
	"strings"

	"bordereau"
)

// OnA4 draws one to three cheques that lie on the glass together and are scanned as one
// A4 page, each a little askew. Its truth has the cheques in Parts, with their places on
// the page. They are made out to the Bundle's Customer, if it has one; of the Bundle, Order
// and Slip are not used.
func OnA4(seed uint64, n int, b Bundle) (Drawing, error) {
	b, err := b.complete(seed, n)
	if err != nil {
		return Drawing{}, err
	}
	if n > 3 {
		return Drawing{}, bordereau.Errorf(bordereau.Invalid, "%d cheques do not lie on one A4 page", n)
	}
	p := newPainter(b.DPI)
	page := image.NewGray(image.Rect(0, 0, int(p.px(210)+0.5), int(p.px(297)+0.5)))
	for i := range page.Pix {
		page.Pix[i] = 252
	}
	whole := Truth{Type: bordereau.Cheque, Seed: seed, HeldOut: seed > HeldOut, Layout: "on-a4", Format: b.Format, DPI: b.DPI, Pages: 1,
		Fields: map[string]string{}, Defects: GradedCheque(b.Grade, seed)}
	var texts []string
	for i := range n {
		s := b.cheque(seed+1+uint64(i), i)
		s.Defects = Defects{}
		if b.Customer != nil {
			s.Set, s.Depositor = map[string]string{"payee": b.Customer.Name()}, b.Customer
		}
		d, err := Draw(s)
		if err != nil {
			return Drawing{}, err
		}
		r := stream(s.Seed, "on A4", i)
		x, y := 4+26*r.Float64(), 8+94*float64(i)+6*r.Float64()
		lie := onGlass(edged(d.Pages[0]), int(p.px(4)), 252)
		darken(page, turned(lie, 3*(r.Float64()-0.5), 0, 0, 252), int(p.px(x-4)), int(p.px(y-4)))
		whole.Parts = append(whole.Parts, Part{Pages: []int{1}, At: &Area{Page: 1, X: round(x), Y: round(y), W: chequeWidth, H: chequeHeight}, Truth: d.Truth})
		whole.Hand = whole.Hand || d.Truth.Hand
		texts = append(texts, d.Truth.Text)
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
	return Drawing{Pages: []*image.Gray{d.apply(page, b.DPI, stream(seed, "defects", 0))}, DPI: b.DPI, Truth: whole}, nil
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
