package specimen

import "strings"

// mixedCheque is a form for tuning whose parts stand where real forms have them, each by
// chance: what the bank prints in a panel at one side or in strips above and below, the
// figures beside the words, on the payee's line, in a corner or low at the right, the date
// before the place, over it, under it or beside it, captions in columns over their values.
func mixedCheque(w *work) {
	l := w.leaf()
	l.filler()
	l.vary()
	w.page(l.sheet)
}

// mixedLetter is one with a letter over it.
func mixedLetter(w *work) {
	l := w.typedLeaf()
	l.filler()
	l.vary()
	w.onPage(l.letter(22, 120), l.sheet, (210-chequeWidth)*l.r.Float64(), 297-chequeHeight-12*l.r.Float64())
}

// mixed is the part of a form that is written on: from left to right, in millimetres.
type mixed struct {
	l           *leaf
	f           face
	size        float64 // of its labels
	left, right float64
	style       int // where a label stands: before its value, over it, over it with a colon
	rule        int // ruled, dashed, none
}

func (l *leaf) vary() {
	l.security()
	r := l.r
	v := mixed{l: l, f: pick(r, []face{sans, serif, gopher, sansBold, serifItalic}), size: l.some(5.5, 7.5), left: 5, right: 170, style: r.IntN(4), rule: r.IntN(3)}
	var order, foot float64
	switch r.IntN(3) {
	case 0:
		order, foot = v.panel(r.IntN(2) == 0)
	case 1:
		order, foot = v.strips()
	default:
		order, foot = v.head()
	}
	v.body(order, foot)
	l.magneticLine(l.some(9, 30))
}

// panel keeps what the bank prints at one side: at the left all of it, at the right what
// has room over the signature. It gives where the order may stand and the foot of what is
// written on.
func (v *mixed) panel(atRight bool) (order, foot float64) {
	l, wide := v.l, v.l.some(38, 50)
	x, high := 3.0, 60.5
	if atRight {
		x, high = 172-wide, 42
		v.right = x - 3
		l.branch(5, 51, 5, 2.2, "Payable en France")
	} else {
		v.left = x + wide + 3
	}
	switch l.r.IntN(3) {
	case 0:
		l.block(x-1, 1.5, wide+2, high, uint8(l.some(222, 240)))
	case 1:
		l.frame(x-1, 1.5, wide+2, high, 0.15, 120)
	}
	l.logo(l.r, x+1, 3, 6.5)
	l.within(x+9, 7, wide-9, sansBold, 8, l.account.Bank.Name)
	y := 13.0
	parts := []func(){
		func() { l.drawer(x+1, y, 5.5, pick(l.r, []face{sansBold, sans, serifBold}), l.r.IntN(2) == 0); y += 12 },
		func() {
			l.numbered(x+1, y, 6.5, pick(l.r, []string{"N° ", "Chèque n° ", "CHÈQUE N° "}))
			l.keyed(x+1, y+4, 6.5, pick(l.r, []string{"", "Clé "}))
			y += 8
		},
	}
	if !atRight {
		parts = append(parts, func() { l.branch(x+1, y, 5, 2.4, "Payable en France"); y += 13.5 })
	}
	l.r.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
	for _, part := range parts {
		part()
		y += l.some(0, 3)
	}
	return l.some(6, 9), 48
}

// strips has the bank over the order, and holder, branch, number and key in a row under
// all that is written on.
func (v *mixed) strips() (order, foot float64) {
	l := v.l
	l.logo(l.r, 5, 3, 6)
	l.within(13, 7.4, 60, serifBold, 9.5, l.account.Bank.Name)
	l.branch(5, 50, 5, 2.3, "Payable en France")
	l.drawer(l.some(48, 64), 50, 5.5, sansBold, false)
	if l.r.IntN(2) == 0 {
		l.numbered(5, 62.8, 7, "Chèque n° ")
		l.keyed(l.some(44, 90), 62.8, 7, pick(l.r, []string{"", "RLMC "}))
	} else {
		l.numbered(l.some(78, 90), 7.4, 7, "N° ")
		l.keyed(l.some(118, 140), 62.8, 7, "clé RLMC ")
	}
	return l.some(12, 15), 46
}

// head has holder and bank side by side at the head, and the branch at the foot.
func (v *mixed) head() (order, foot float64) {
	l := v.l
	holder, bank := 5.0, l.some(62, 74)
	if l.r.IntN(2) == 0 {
		holder, bank = bank, 6
	}
	l.drawer(holder, 5.5, 6, pick(l.r, []face{sansBold, serifBold}), l.r.IntN(3) == 0)
	l.within(bank, 6.5, 48, gopherBold, 9, l.account.Bank.Name)
	l.branch(l.some(5, 12), 51, 5, 2.2, pick(l.r, []string{"Payable en France", "PAYABLE EN FRANCE"}))
	l.numbered(l.some(60, 70), 62.6, 7, "Chèque n° ")
	l.keyed(l.some(112, 124), 62.6, 7, "")
	return l.some(17.5, 19.5), 48
}

// body is what is filled in between the order and the foot, in the width that is left.
func (v *mixed) body(y, foot float64) {
	l, r := v.l, v.l.r
	wide := v.right - v.left
	box := l.some(30, 38) // of the figures
	right := v.right      // of the words
	figures := r.IntN(4)  // beside the words, on the payee's line, in the corner, low at the right
	if figures == 0 && wide < 118 {
		figures = 2
	}
	if figures == 2 && y > 10 {
		l.numberBox(v.right-box, 3, box)
	} else if figures == 2 {
		l.numberBox(v.right-box, y-3.5, box)
	}
	v.orderText(y, v.right-v.left-box-8)
	y += 2
	if figures == 2 && y < 12 {
		y = 12
	}
	if figures == 0 {
		right = v.right - box - 10
		l.numberBox(v.right-box, y+2, box)
	}
	step := min(l.some(6.4, 8.4), (foot-y)/4)
	words := func() {
		l.words(v.left, y+step, v.left, y+2*step-0.6, right)
		v.line(v.left, right, y+step)
		v.line(v.left, right, y+2*step-0.6)
		y += 2*step - 0.6
	}
	payee := func() {
		y += step
		end := right
		if figures == 1 {
			end = v.right - box - 9
			l.numberBox(v.right-box, y-6.5, box)
		}
		v.field(pick(r, []string{"à l'ordre de", "à", "A l'ordre de", "À", "Bénéficiaire", "Ordre :"}), v.left, y, end, l.payTo)
	}
	if r.IntN(4) == 0 {
		payee()
		words()
	} else {
		words()
		payee()
	}
	if figures == 3 {
		l.numberBox(v.right-box, y+1, box)
	}
	v.placeAndDate(min(y+step, foot), foot, figures, box)
	l.sign(122, 50.5, 46, 11)
}

// orderText prints the order to pay, on one line or on two where it is long.
func (v *mixed) orderText(y, wide float64) {
	l := v.l
	text := pick(l.r, []string{"Payez contre ce chèque", "PAYEZ CONTRE CE CHÈQUE", "Veuillez payer contre ce chèque", bankOrder, "Payez contre ce chèque la somme de"})
	size := v.size
	if width(v.f, size, text) > wide {
		text = "Payez contre ce chèque"
		l.put(v.left, y+2.2, v.f, 4.5, noEndorse)
	}
	l.put(v.left, y, v.f, size, text)
}

// placeAndDate prints both under the payee, in one row or under each other, in either order.
func (v *mixed) placeAndDate(y, foot float64, figures int, box float64) {
	l, r := v.l, v.l.r
	place := func(x, y, end float64) {
		v.field(pick(r, []string{"Fait à", "à", "À", "Lieu", "Lieu :"}), x, y, end, l.placeAt)
	}
	date := func(x, y, end float64) {
		v.field(pick(r, []string{"le", "Le", "Date", "Date :", "le"}), x, y, end, l.dateAt)
	}
	end := v.right
	if figures == 3 {
		end -= box + 9
	}
	x := v.left
	wide := end - x
	if wide > 110 && r.IntN(2) == 0 {
		x = end - l.some(76, 90)
		wide = end - x
	}
	first, second := place, date
	if r.IntN(2) == 0 {
		first, second = date, place
	}
	step := l.some(5, 6)
	if v.style > 1 {
		step += 2
	}
	if y+step <= foot && r.IntN(2) == 0 {
		first(x, y, min(end, x+52))
		second(x, y+step, min(end, x+52))
		return
	}
	mid := x + wide*l.some(0.47, 0.52)
	first(x, y, mid-3)
	second(mid, y, end)
}

// field prints a label before or over a place to write, and fills that in.
func (v *mixed) field(label string, x, y, end float64, fill func(x, y, w float64)) {
	l := v.l
	if v.style < 2 {
		x += l.put(x, y, v.f, v.size, label) + 1.5
	} else {
		l.put(x, y-l.some(3.6, 4.2), v.f, 4.8, strings.TrimSuffix(label, " :"))
	}
	v.line(x, end, y)
	fill(x, y, end-x-1)
}

func (v *mixed) line(x, right, y float64) {
	switch v.rule {
	case 0:
		v.l.rule(x, y+0.9, right, y+0.9, 0.15, uint8(v.l.some(90, 150)))
	case 1:
		for d := x; d < right; d += 2 {
			v.l.rule(d, y+0.9, d+1.2, y+0.9, 0.2, 120)
		}
	}
}

// numberBox is the place of the figures: a frame, a tint or nothing, its sign on a side.
func (l *leaf) numberBox(x, y, w float64) {
	const h = 8.5
	before, after := pick(l.r, []string{"€", "EUR", ""}), ""
	if l.r.IntN(3) == 0 {
		before, after, w = "", pick(l.r, []string{"€", "EUR"}), w-8
	}
	if l.r.IntN(3) > 0 {
		l.box(x, y, w, h, before, after)
		return
	}
	l.block(x, y, w, h, uint8(l.some(228, 248)))
	if before != "" {
		l.right(x-1, y+h*0.68, sansBold, 9, before)
	}
	if after != "" {
		l.put(x+w+1, y+h*0.68, sansBold, 9, after)
	}
	l.amount(x+1, y+h*0.75, w-2, h)
}
