package specimen

import "fmt"

// Lettres-chèques: what a machine prints, cheque and letter in one.

// typed is a leaf that a machine fills in.
func (w *work) typedLeaf() *leaf {
	l := w.leaf()
	l.hand, l.handSize = pick(l.r, []face{mono, mono, sans, gopher}), 9.5
	return l
}

// perforated is the line along which the cheque is torn off.
func (s *sheet) perforated(y float64) {
	for d := 5.0; d < s.w-5; d += 4 {
		s.rule(d, y, d+2, y, 0.15, 120)
	}
}

// letterTable is a letter with the list of what it pays over a cheque at its foot.
func letterTable(w *work) {
	l := w.typedLeaf()
	l.crossedWaves(64, 4.4, 7, 234)
	l.logo(l.r, 6, 4, 7)
	l.put(16, 8.6, sansBold, 9, l.account.Bank.Name)
	l.put(16, 12, sans, 6, "Société fictive - SPECIMEN")
	l.numbered(92, 8.6, 7, "Lettre-chèque n° ")
	l.bars(74, 2.5, 14, 12)
	l.put(6, 18.6, sans, 6.5, bankOrder)
	l.words(6, 24.8, 6, 30.4, 124)
	l.put(6, 37, sans, 7, "à l'ordre de")
	l.payTo(24, 37, 98)
	l.box(130, 21, 40, 9, "", "")
	l.put(130, 20, sans, 6, "Montant en euros")
	l.put(130, 36, sans, 7, "À")
	l.placeAt(134, 36, 38)
	l.put(130, 41.5, sans, 7, "le")
	l.dateAt(134, 41.5, 38)
	l.drawer(70, 46, 7, sansBold, false)
	l.branch(6, 46, 5.5, 2.5, "Payable en France")
	l.sign(132, 45, 36, 14)
	l.numbered(6, 62.4, 7, "Chèque n° ")
	l.keyed(112, 62.4, 7, "")
	l.magneticLine(18)

	s := a4()
	s.lines(20, 22, sansBold, 11, 5, l.holder.Name())
	s.lines(20, 27, sans, 9, 4.4, l.holder.Street, l.holder.Town())
	s.put(112, 50, sans, 10.5, l.payee)
	s.put(20, 78, sansBold, 10.5, "AVIS DE RÈGLEMENT")
	s.put(20, 84, sans, 9.5, fmt.Sprintf("Lettre-chèque n° %s du %s", l.number, longDate(l.date)))
	y := s.settlements(l, 94)
	s.right(190, y+9, sansBold, 10, "Montant réglé : "+figures(l.cents)+" EUR")
	s.perforated(211)
	w.onPage(s, l.sheet, (210-chequeWidth)/2, 213)
}

// settlements lists two or three invoices that make up the amount.
func (s *sheet) settlements(l *leaf, y float64) float64 {
	s.put(22, y+5, sansBold, 9, "Facture")
	s.put(70, y+5, sansBold, 9, "Date")
	s.right(188, y+5, sansBold, 9, "Montant")
	rest, n := l.cents, 2+l.r.IntN(2)
	for i := range n {
		part := rest
		if i+1 < n {
			part = rest / 2
		}
		rest -= part
		y += 7
		s.put(22, y+5, sans, 9, fmt.Sprintf("F%06d", l.r.IntN(1_000_000)))
		s.put(70, y+5, sans, 9, l.date.AddDate(0, 0, -20-l.r.IntN(40)).Format("02/01/2006"))
		s.right(188, y+5, sans, 9, figures(part))
	}
	return y + 7
}

// stubCheque is a cheque of a firm's machine with its stub still on, at the left.
func stubCheque(w *work) {
	l := w.typedLeaf()
	l.rosette(120, 32, 26, 11, 230)
	l.rosette(50, 40, 20, 6, 234)
	l.logo(l.r, 132, 3.5, 8)
	l.within(143, 7.5, 29, sansBold, 7.5, l.account.Bank.Name)
	l.put(143, 10.5, sans, 5, "Fictive - SPECIMEN")
	l.drawer(6, 7, 7, sansBold, true)
	l.bars(100, 2.5, 16, 12)
	l.put(6, 22, serifItalic, 7.5, "Payez contre ce chèque")
	l.put(6, 25, serifItalic, 5.5, noEndorse)
	l.words(6, 31.4, 6, 37, 120)
	l.put(6, 43.6, serifItalic, 7.5, "à")
	l.payTo(11, 43.6, 108)
	l.box(134, 16, 37, 8.5, "EUR", "")
	l.put(126, 31.4, serifItalic, 7, "Fait à")
	l.placeAt(136, 31.4, 36)
	l.put(126, 37, serifItalic, 7, "le")
	l.dateAt(136, 37, 36)
	l.put(126, 42, serifItalic, 6, "Signature")
	l.sign(124, 43.5, 46, 15)
	l.branch(6, 49.4, 5.5, 2.5, "Payable en France")
	l.numbered(66, 62.2, 7, "Chèque n° ")
	l.keyed(98, 62.2, 7, "RLMC ")
	l.magneticLine(24)

	s := newSheet(chequeWidth+40, chequeHeight)
	s.lines(5, 10, sansBold, 7, 3.4, "TALON À CONSERVER", "SPECIMEN")
	s.lines(5, 24, sans, 6.5, 4.4, "Réf. "+fmt.Sprintf("%06d", l.r.IntN(1_000_000)), "Notre dossier :", fmt.Sprintf("%d-%04d", l.date.Year(), l.r.IntN(10_000)))
	for y := 3.0; y < s.h-3; y += 4 {
		s.rule(39, y, 39, y+2, 0.15, 120)
	}
	w.onPage(s, l.sheet, 40, 0)
}
