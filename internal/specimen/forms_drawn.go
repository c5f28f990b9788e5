package specimen

import (
	"fmt"
	"strings"
)

// drawnCheque is a form whose geometry and wording are drawn by chance, so that a reader
// cannot be fitted to a handful of banks. By the norm (NF K11-010) are: the size, the white
// band of 16 mm with the code line 4 to 5 mm above the lower edge, the amount in figures
// in the upper right, the signature at the lower right above the band. By the law (CMF
// L131-2) are the word "chèque" within the order to pay, the drawee, the place of payment.
// All else is each bank's own: where the order, the lines of words, the payee, place and
// date, branch, drawer, number and key stand, how they are worded and how large, ruled
// lines, dots, boxes or none, the ground, and what its holder's machine types in.
func drawnCheque(w *work) {
	l := w.leaf()
	l.filler()
	l.form(false)
	w.page(l.sheet)
}

// captionedCheque says in small print over or under its lines what they are for.
func captionedCheque(w *work) {
	l := w.leaf()
	l.filler()
	l.form(true)
	w.page(l.sheet)
}

// drawnLetter is a drawn form on a sheet: at its foot, in its middle, at its head, or with a stub.
func drawnLetter(w *work) {
	l := w.typedLeaf()
	l.filler()
	l.form(false)
	dx := (210 - chequeWidth) * l.r.Float64()
	switch l.r.IntN(4) {
	case 0:
		s := newSheet(chequeWidth+38, chequeHeight)
		s.lines(4, 10, sansBold, 7, 3.4, "TALON", "SPECIMEN", l.number)
		w.onPage(s, l.sheet, 38, 0)
	case 1:
		w.onPage(l.letter(105, 190), l.sheet, dx, 10+8*l.r.Float64())
	case 2:
		w.onPage(l.letter(22, 80), l.sheet, dx, 112+10*l.r.Float64())
	default:
		w.onPage(l.letter(22, 120), l.sheet, dx, 297-chequeHeight-14*l.r.Float64())
	}
}

// letter is what stands beside the cheque on its sheet, between two heights.
func (l *leaf) letter(top, bottom float64) *sheet {
	s, f := a4(), pick(l.r, []face{sans, serif, gopher})
	s.lines(20, top, sansBold, 11, 5, l.holder.Name())
	s.lines(20, top+5, f, 9.5, 4.4, l.holder.Street, l.holder.Town())
	s.put(115, top+8, f, 10.5, l.payee)
	y := s.paragraph(20, top+24, 170, f, 10, 4.8, fmt.Sprintf("Règlement n° %06d du %s : vous trouverez ci-joint un titre de paiement, à détacher avant sa remise.",
		l.r.IntN(1_000_000), longDate(l.date)))
	if y+30 < bottom && l.r.IntN(2) == 0 {
		s.settlements(l, y+2)
	}
	return s
}

// filler is the machine that fills the form in.
func (l *leaf) filler() {
	l.hand = pick(l.r, []face{mono, mono, monoBold, sans, sans, sansBold, serif, serifItalic, gopher})
	l.handSize = 8.5 + 0.25*float64(l.r.IntN(15)) // to 12 points
}

// some is a length by chance.
func (l *leaf) some(from, to float64) float64 { return from + (to-from)*l.r.Float64() }

// form prints the bank's part around what is filled in. From top to bottom: head, order,
// words and payee, then the lower half, number and key, the code line.
func (l *leaf) form(captioned bool) {
	l.security()
	p := plan{face: pick(l.r, []face{sans, sans, serif, gopher, sansItalic}), size: l.some(5.5, 8.5), left: l.some(4, 10), rule: l.r.IntN(4)}
	p.right = chequeWidth - l.some(4, 9)
	p.edge = l.some(112, 128)
	if captioned {
		p.caption = pick(l.r, []float64{-4.4, 3.2})
	}
	boxAtTop := l.r.IntN(3) == 0
	y := p.head(l, boxAtTop)
	if boxAtTop {
		p.edge = p.right
	}
	y = p.order(l, y)
	below := 0.0
	if !boxAtTop {
		below = p.amount(l, p.edge+5, l.some(15, 22))
	}
	p.lower(l, y, below)
	p.foot(l)
}

// security is the ground of the paper.
func (l *leaf) security() {
	grey := uint8(226 + l.r.IntN(14))
	switch l.r.IntN(6) {
	case 0:
		l.crossedWaves(63, l.some(3, 5), l.some(4, 9), grey)
	case 1:
		l.rosette(l.some(30, 80), l.some(20, 45), l.some(14, 30), 3+2*l.r.IntN(6), grey)
		l.rosette(l.some(90, 150), l.some(20, 45), l.some(14, 26), 3+2*l.r.IntN(6), grey)
	case 2:
		l.slanted(63, l.some(2, 3.6), l.some(0.3, 1.2), grey)
	case 3:
		l.tinted(l.r, 63, grey)
	case 4:
		l.waves(2, 2, 171, 60, l.some(2.6, 4), grey)
	}
}

// plan is how a form is laid out.
type plan struct {
	face              face
	size              float64 // of its labels, in points
	left, right, edge float64 // of what is filled in; edge is where the right column begins
	rule              int     // of the lines to write on: ruled, dotted, boxed, none
	caption           float64 // how far under a line what says what it is for stands; 0 is before it
}

// head prints the bank, a crossing, and now and then the box of the amount. It gives
// the height at which the order may begin.
func (p *plan) head(l *leaf, box bool) float64 {
	name := pick(l.r, []face{sansBold, serifBold, gopherBold})
	x := pick(l.r, []float64{p.left, l.some(40, 60)})
	l.logo(l.r, x, l.some(3, 5), 7)
	l.within(x+10, 8.4, 50, name, l.some(9, 11), l.account.Bank.Name)
	l.put(x+10, 11.8, p.face, 5.5, "Société fictive - SPECIMEN")
	if l.r.IntN(3) > 0 {
		l.bars(l.some(106, 112), 2.5, 13, 9)
	}
	if box {
		p.amount(l, l.some(126, 132), l.some(4, 5.5))
		return l.some(18.5, 20)
	}
	return l.some(17, 19.5)
}

// order prints the order to pay with the lines for words and payee, in either order, and
// gives the height of its last line.
func (p *plan) order(l *leaf, y float64) float64 {
	text := pick(l.r, []string{bankOrder, "Payez contre ce chèque", "Payez contre ce chèque " + noEndorse, "PAYEZ CONTRE CE CHÈQUE",
		"Veuillez payer contre ce chèque non endossable", "Contre ce chèque non endossable payez la somme de"})
	size := p.size
	for width(p.face, size, text) > p.edge-p.left {
		size -= 0.25
	}
	end := p.left + l.put(p.left, y, p.face, size, text)
	step := l.some(6.2, 7.8)
	words := func() {
		x := p.left
		if label := pick(l.r, []string{"", "", "la somme de", "Somme :"}); label != "" && !strings.Contains(text, "somme") {
			x += l.put(x, y+step, p.face, p.size, label) + 1.5
		} else if end < p.edge-55 && l.r.IntN(2) == 0 {
			x, y = end+2, y-step // the words begin behind the order
		}
		second := pick(l.r, []float64{p.left, x})
		l.words(x, y+step, second, y+2*step, p.edge)
		p.line(l, x, p.edge, y+step)
		p.line(l, second, p.edge, y+2*step)
		y += 2 * step
	}
	payee := func() {
		y += step
		label := pick(l.r, []string{"à", "À", "à l'ordre de", "A l'ordre de", "à :"})
		x := p.label(l, p.left, y, p.size+0.5, label)
		l.payTo(x, y, p.edge-x-1)
		p.line(l, x, p.edge, y)
	}
	if l.r.IntN(5) == 0 {
		end = p.edge
		payee()
		words()
		return y
	}
	words()
	payee()
	return y
}

// label says what a line is for, and gives where on it there is room to write.
func (p *plan) label(l *leaf, x, y, size float64, text string) float64 {
	if p.caption == 0 {
		return x + l.put(x, y, p.face, size, text) + 1.5
	}
	l.put(x, y+p.caption, p.face, 5, text)
	return x
}

// line is what the form has to write on.
func (p *plan) line(l *leaf, x, right, y float64) {
	switch p.rule {
	case 0:
		l.rule(x, y+0.9, right, y+0.9, 0.15, uint8(l.some(80, 150)))
	case 1:
		for d := x; d < right; d += 1.2 {
			l.rule(d, y+0.9, d+0.4, y+0.9, 0.25, 110)
		}
	case 2:
		l.frame(x-0.5, y-4.2, right-x+0.5, 5.4, 0.15, 140)
	}
}

// amount prints the place of the figures, and gives its foot.
func (p *plan) amount(l *leaf, x, y float64) float64 {
	h := l.some(8, 10.5)
	before, after := "", ""
	switch l.r.IntN(5) {
	case 0, 1:
		before = pick(l.r, []string{"€", "EUR"})
	case 2, 3:
		after = pick(l.r, []string{"€", "EUR"})
	}
	from, to := x+3, p.right-1
	if before != "" {
		from = x + 8
	}
	if after != "" {
		to -= 8
	}
	if label := pick(l.r, []string{"", "", "B.P.F.", "Montant en euros", "Somme en chiffres"}); label != "" {
		l.put(from, y-1, p.face, 5.5, label)
	}
	switch l.r.IntN(4) {
	case 0, 1:
		l.box(from, y, to-from, h, before, after)
		return y + h
	case 2: // no frame, a tint
		l.block(from, y, to-from, h, uint8(l.some(225, 245)))
	case 3: // a line
		l.rule(from, y+h*0.85, to, y+h*0.85, 0.2, 90)
	}
	if before != "" {
		l.right(from-1, y+h*0.68, sansBold, 10, before)
	}
	if after != "" {
		l.put(to+1, y+h*0.68, sansBold, 9, after)
	}
	l.amount(from+1, y+h*0.75, to-from-2, h)
	return y + h
}

// lower prints what stands under the lines: branch, drawer, place and date, signature.
// Place and date stand in the right column under the amount, whose foot is at below, or
// under the payee, as they must where the lines run through (0).
func (p *plan) lower(l *leaf, y, below float64) {
	top := y + 5.2
	branch := pick(l.r, []string{"Payable en France", "PAYABLE EN FRANCE", "Payable en France :"})
	small := min(l.some(5, 6), 6)
	if below == 0 || l.r.IntN(4) == 0 { // on one line; the blocks below
		p.dated(l, p.left, top+0.8, 112)
		top += 6
	} else {
		p.dated(l, p.edge+4, below+l.some(5.5, 7), p.right-p.edge-4)
	}
	first, second := p.left, l.some(58, 64)
	if l.r.IntN(2) == 0 {
		first, second = second, first
	}
	leading := min(2.5, (60.2-top)/4)
	l.branch(first, top, small, leading, branch)
	size := min(7, (60.2-top)/1.5)
	l.drawer(second, top, size, pick(l.r, []face{sansBold, serifBold, sans}), false)
	if l.r.IntN(2) == 0 && p.caption == 0 { // captions come down as far
		l.put(126, 47, p.face, 5.5, "Signature")
	}
	l.sign(124, 48, 44, 13)
}

// dated prints place and date from x on, on one line or on two.
func (p *plan) dated(l *leaf, x, y, room float64) {
	words := pick(l.r, [][2]string{{"Fait à", "le"}, {"À", "le"}, {"à", "le"}, {"Fait à", "Le"}, {"Lieu", "Date"}})
	if room < 60 {
		at := p.label(l, x, y, p.size, words[0])
		l.placeAt(at, y, x+room-at)
		p.line(l, at, x+room, y)
		y += l.some(5.2, 6)
		if p.caption != 0 {
			y += 2
		}
		at = p.label(l, x, y, p.size, words[1])
		l.dateAt(at, y, x+room-at)
		p.line(l, at, x+room, y)
		return
	}
	at := p.label(l, x, y, p.size, words[0])
	l.placeAt(at, y, room/2-10)
	mid := at + room/2 - 8
	on := p.label(l, mid, y, p.size, words[1])
	l.dateAt(on, y, x+room-on)
	if p.rule != 2 {
		p.line(l, at, mid-1, y)
		p.line(l, on, x+room, y)
	}
}

// foot prints number and key over the white band, or the key in it.
func (p *plan) foot(l *leaf) {
	l.numbered(p.left, 62.8, l.some(6.5, 8), pick(l.r, []string{"Chèque n° ", "Chèque N° ", "N° ", "n° "}))
	label := pick(l.r, []string{"", "", "clé ", "RLMC ", "clé RLMC "})
	start := l.some(9, 30)
	if length := 3.2 * float64(len(l.line)); start+length < 152 && l.r.IntN(3) == 0 {
		l.keyed(start+length+4, 74.5, 7.5, label[:0])
	} else {
		l.keyed(pick(l.r, []float64{l.some(46, 54), l.some(100, 118), l.some(138, 150)}), 62.8, l.some(6.5, 8), label)
	}
	l.magneticLine(start)
}
