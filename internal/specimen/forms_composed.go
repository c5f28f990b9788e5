package specimen

import "math/rand/v2"

// composedCheque is kept for measuring, as forms_kept.go is: rows of cells that share the
// width of the paper, put together by chance. It has nothing in common with drawnCheque
// but the norm: the size, the white band, figures at the right, signature at the lower
// right (NF K11-010), and what the law asks for (CMF L131-2).
func composedCheque(w *work) {
	l := w.leaf()
	l.compose()
	w.page(l.sheet)
}

// composedLetter is one with a letter over it.
func composedLetter(w *work) {
	l := w.typedLeaf()
	l.compose()
	s := a4()
	s.right(190, 24, serifBold, 12, l.holder.Name())
	s.right(190, 29, serif, 9, l.holder.Address())
	s.paragraph(25, 62, 160, serif, 10.5, 5, "Objet : règlement de votre décompte. Le chèque ci-dessous est à détacher et à remettre à votre banque. Il porte le numéro "+l.number+".")
	s.perforated(204)
	w.onPage(s, l.sheet, 17.5, 208)
}

// cell is a part of a row: so much of its width, and what is drawn from x on, w wide, on
// a baseline.
type cell struct {
	share float64
	draw  func(x, y, w float64)
}

// across draws cells beside each other with a gap between them.
func across(x, y, w float64, cells ...cell) {
	const gap = 3.0
	all := 0.0
	for _, c := range cells {
		all += c.share
	}
	w -= gap * float64(len(cells)-1)
	for _, c := range cells {
		c.draw(x, y, w*c.share/all)
		x += w*c.share/all + gap
	}
}

// captions say in small print what a line is for: before it, over it or under it.
type captions struct {
	l     *leaf
	style int
	f     face
}

// over draws a field with its caption; fill draws the field from x on, w wide.
func (c captions) over(text string, fill func(x, y, w float64)) func(x, y, w float64) {
	return func(x, y, w float64) {
		switch c.style {
		case 0:
			n := width(c.f, 6.5, text) + 1.5
			c.l.put(x, y, c.f, 6.5, text)
			x, w = x+n, w-n
		case 1:
			c.l.put(x, y-4.4, c.f, 4.5, text)
		case 2:
			c.l.put(x, y+3, c.f, 4.5, text)
		}
		c.l.curve(0.12, 100, false, [2]float64{x, y + 0.8}, [2]float64{x + w, y + 0.8})
		fill(x, y, w)
	}
}

func (l *leaf) compose() {
	r := stream(l.w.spec.Seed, "composed", 0)
	l.hand, l.handSize = pick(r, []face{mono, sans, serif, gopherBold, monoBold}), 9+2*r.Float64()
	if r.IntN(2) == 0 {
		l.slanted(63, 2.8, 0.5, 236)
	} else {
		l.rosette(87, 32, 34, 12, 233)
	}
	c := captions{l, r.IntN(3), pick(r, []face{sans, serif, gopher})}
	small := 5 + 1.5*r.Float64()
	bank := cell{3, func(x, y, w float64) { l.within(x, y, w, serifBold, 10, l.account.Bank.Name) }}
	holder := cell{3, func(x, y, _ float64) { l.drawer(x, y-2, 6, sansBold, false) }}
	number := cell{2, func(x, y, _ float64) { l.numbered(x, y, 7.5, pick(r, []string{"Chèque n° ", "N° "})) }}
	figures := cell{3, func(x, y, w float64) {
		sign := pick(r, []string{"€", "EUR"})
		l.put(x, y, sansBold, 9, sign)
		n := width(sansBold, 9, sign) + 1.5
		if r.IntN(2) == 0 {
			l.frame(x+n, y-6, w-n, 8.5, 0.25, 80)
		}
		l.amount(x+n, y, w-n, 8)
	}}
	place := cell{3, c.over(pick(r, []string{"à", "Fait à", "Lieu"}), l.placeAt)}
	date := cell{2.5, c.over(pick(r, []string{"le", "Date", "Le"}), l.dateAt)}
	payee := cell{7, c.over(pick(r, []string{"à l'ordre de", "à", "Bénéficiaire"}), l.payTo)}
	l.composeRows(r, c.f, small, cells{bank, holder, number, figures, place, date, payee})
}

// cells are what the rows are made of.
type cells struct{ bank, holder, number, figures, place, date, payee cell }

// composeRows lays the rows: head, order, words, payee, and what stands below.
func (l *leaf) composeRows(r *rand.Rand, f face, small float64, c cells) {
	x, w := 7.0, 161.0
	holderAtTop := r.IntN(2) == 0
	middle := c.number
	if holderAtTop {
		middle = c.holder
	}
	atTop := r.IntN(3) == 0
	if atTop {
		across(x, 10, w, c.bank, middle, c.figures)
	} else {
		across(x, 10, w, c.bank, middle, c.place, c.date)
	}
	l.put(x, 19.5, f, small, pick(r, []string{"Payez contre ce chèque", bankOrder, "Payez contre ce chèque " + noEndorse}))
	long := 168.0
	switch beside := r.IntN(2) == 0; {
	case !atTop && beside:
		long = 118
		across(125, 28, 43, c.figures)
		l.words(x, 27, x, 34, long)
		across(x, 41.4, 112, c.payee)
	case !atTop:
		l.words(x, 27, x, 34, long)
		across(x, 41.4, w, c.payee, c.figures)
	default:
		across(x, 26.6, w, c.payee)
		l.words(x, 34, x, 41, long)
	}
	top := 48.0
	if atTop {
		across(x, 48, 108, c.place, c.date)
		top = 53
	}
	l.branch(x, top, 5, 2.2, "Payable en France")
	if !holderAtTop {
		l.drawer(66, top, 5.5, sansBold, false)
	}
	l.sign(122, 46.5, 44, 14.5)
	if holderAtTop {
		l.numbered(56, 62.8, 7.5, "Chèque n° ")
	}
	l.keyed(104, 62.8, 7, "")
	l.magneticLine(12 + 12*r.Float64())
}
