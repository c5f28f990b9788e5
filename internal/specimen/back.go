package specimen

import (
	"fmt"
	"image"
	"math/rand/v2"

	"bordereau"
)

// Backs lists what the back of a cheque may bear: an endorsement (CMF L131-16 and
// following: signature and account of who deposits it) by hand or by stamp, nothing, or
// what the seed chooses.
var Backs = []string{"signed", "stamped", "empty", "any"}

// stamp is an ink stamp pressed on a sheet, turned clockwise by an angle in degrees.
type stamp struct {
	*sheet
	x, y, angle float64
}

// backPage adds the back of the cheque that was drawn.
func (w *work) backPage() error {
	kind := w.spec.Back
	r := stream(w.spec.Seed, "back", 0)
	if chosen := pick(r, []string{"signed", "signed", "signed", "stamped", "empty"}); kind == "any" {
		kind = chosen
	}
	holder := w.spec.Depositor
	if holder == nil {
		holder = &People(r.Uint64(), 1)[0]
	}
	back := newSheet(chequeWidth, chequeHeight)
	pick(r, backForms(w.spec.Seed > HeldOut))(back, r)
	switch kind {
	case "signed":
		hand, err := penOf(w.spec.Seed, "depositor")
		if err != nil {
			return bordereau.Wrap(bordereau.Invalid, err, "this machine cannot write by hand")
		}
		back.endorse(r, hand, w.spec.Seed > HeldOut, holder)
	case "stamped":
		back.endorsedByStamp(r, holder)
	}
	w.field("endorsed", fmt.Sprint(kind != "empty"))
	front := w.sheets[0]
	whole := newSheet(front.w, front.h)
	whole.insert(back, front.w-w.at[0]-chequeWidth, w.at[1])
	whole.through = 0.04 + 0.06*r.Float64()
	w.page(whole)
	return nil
}

// backForms are what banks print on the back, in the upper half: the lower belongs to
// the machines.
func backForms(heldOut bool) []func(*sheet, *rand.Rand) {
	if heldOut {
		return []func(*sheet, *rand.Rand){func(s *sheet, _ *rand.Rand) {
			s.frame(4, 4, 84, 46, 0.25, 140)
			s.put(7, 8, sans, 6.5, "CADRE RÉSERVÉ À L'ENDOSSEMENT")
			s.put(92, 54, sans, 5, "Ne pas écrire ni signer au-dessous de ce trait")
			s.rule(4, 55.5, 171, 55.5, 0.25, 140)
		}, func(s *sheet, _ *rand.Rand) {
			s.centre(87.5, 6, sans, 6, "Endos du bénéficiaire - date, signature et numéro de compte")
		}}
	}
	return []func(*sheet, *rand.Rand){func(s *sheet, _ *rand.Rand) {
		s.put(5, 6.5, sansBold, 7, "ENDOSSEMENT")
		s.put(5, 56, sans, 5.5, "Ne rien écrire sous cette ligne")
		s.rule(5, 57.5, 170, 57.5, 0.3, 130)
	}, func(s *sheet, _ *rand.Rand) {
		s.put(5, 7, sans, 6.5, "Signature du bénéficiaire et numéro de compte :")
		s.rule(5, 52, 170, 52, 0.2, 130)
		s.put(5, 55, sans, 5.5, "Ne rien écrire sous cette ligne")
	}, func(*sheet, *rand.Rand) {}}
}

// endorse signs and writes the account number to be credited.
func (s *sheet) endorse(r *rand.Rand, hand *pen, heldOut bool, c *Customer) {
	x, y := 8+30*r.Float64(), 14+6*r.Float64()
	text := pick(r, []string{"", "Cpte ", "N° ", "compte "}) + c.Accounts[0].Number
	t := print{x: x, y: y + 4, size: hand.figureSize(3.6), text: text, pen: hand, seed: r.Uint64()}
	for x+t.length() > 160 {
		t.size -= 0.25
	}
	s.prints = append(s.prints, t)
	w, h := 36+14*r.Float64(), 13+5*r.Float64()
	s.autograph(r, heldOut, x+4, y+8, w, h)
	s.areas = map[string]Area{"endorsement": {X: round(x), Y: round(y - 2), W: round(max(t.length(), w+4)), H: round(h + 12)}}
}

// endorsedByStamp is how firms and counters endorse.
func (s *sheet) endorsedByStamp(r *rand.Rand, c *Customer) {
	m := newSheet(66, 24)
	const ink = 105
	m.frame(1, 1, 64, 22, 0.5, ink)
	for i, t := range []string{pick(r, []string{"ENDOSSEMENT", "VALEUR À L'ENCAISSEMENT", "POUR ENDOS"}), c.Name(), "Compte " + c.Accounts[0].Number} {
		size := 9.0
		for width(sansBold, size, t) > 60 {
			size -= 0.25
		}
		m.grey(33-width(sansBold, size, t)/2, 7.5+6*float64(i), sansBold, size, ink, t)
	}
	x, y := 10+60*r.Float64(), 12+14*r.Float64()
	s.stamps = append(s.stamps, stamp{m, x, y, -5 + 10*r.Float64()})
	s.areas = map[string]Area{"endorsement": {X: round(x), Y: round(y), W: 66, H: 24}}
}

// press lays a stamp over what is there.
func (p *painter) press(img *image.Gray, s stamp) {
	around := newSheet(s.w+8, s.h+12) // room to turn in
	around.insert(s.sheet, 4, 6)
	darken(img, turned(p.paint(around), s.angle, 0, 0, 255), int(p.px(s.x-4)), int(p.px(s.y-6)))
}

// darken lays a picture over another as ink does.
func darken(img, mark *image.Gray, x0, y0 int) {
	area := mark.Rect.Add(image.Pt(x0, y0)).Intersect(img.Rect)
	for y := area.Min.Y; y < area.Max.Y; y++ {
		row, ink := img.Pix[y*img.Stride:], mark.Pix[(y-y0)*mark.Stride:]
		for x := area.Min.X; x < area.Max.X; x++ {
			row[x] = min(row[x], ink[x-x0])
		}
	}
}

// showThrough lets the other side shine through, mirrored, at a share of its darkness.
func showThrough(img, other *image.Gray, share float64) {
	var ink [256]int
	for v := range ink {
		ink[v] = int(float64(255-v) * share)
	}
	w := min(img.Rect.Dx(), other.Rect.Dx())
	for y := range min(img.Rect.Dy(), other.Rect.Dy()) {
		row, back := img.Pix[y*img.Stride:y*img.Stride+w], other.Pix[y*other.Stride:y*other.Stride+w]
		for x, v := range row {
			row[x] = uint8(max(0, int(v)-ink[back[w-1-x]]))
		}
	}
}
