package specimen

import "strings"

// The forms of cheques for tuning: each the cheque of another bank that does not exist.
// What NF K11-010 fixes is the size and the white band of the code line; the amount in
// figures stands at the right, the signature at the lower right.

const (
	bankOrder = "Payez contre ce chèque non endossable sauf au profit d'un établissement bancaire ou assimilé"
	noEndorse = "non endossable sauf au profit d'un établissement bancaire ou assimilé"
)

// line is a ruled line to write on.
func (l *leaf) writingLine(x, right, y float64) { l.rule(x, y+0.9, right, y+0.9, 0.15, 120) }

// branch is where the cheque is payable.
func (l *leaf) branch(x, y, size, leading float64, title string) {
	rows := []string{title, l.account.Bank.Short + " - Agence de " + l.holder.City, "12 place de l'Horloge", l.holder.Town(), "Tél. " + l.holder.Phone}
	l.lines(x, y, sans, size, leading, rows...)
}

// drawer is whose account it is.
func (l *leaf) drawer(x, y, size float64, f face, account bool) {
	rows := []string{strings.ToUpper(l.holder.Title()), l.holder.Street, l.holder.Town()}
	if account {
		rows = append(rows, "Compte n° "+l.account.Number)
	}
	end := l.lines(x, y, f, size, size*0.43, rows...)
	l.area("drawer", x, y-size*0.4, min(60, l.sheet.w-x), end-y)
}

// numbered prints the number of the cheque with its label.
func (l *leaf) numbered(x, y, size float64, label string) {
	n := l.put(x, y, sans, size, label+l.number)
	l.area("cheque_number", x, y-size*0.36, n, size*0.4)
}

// keyed prints the RLMC key, with a label or without.
func (l *leaf) keyed(x, y, size float64, label string) {
	n := l.put(x, y, sans, size, label+"("+l.key+")")
	l.area("rlmc_key", x, y-size*0.36, n, size*0.4)
}

// topBoxCheque has its amount in the upper right corner and two full lines of words.
func topBoxCheque(w *work) {
	l := w.leaf()
	l.crossedWaves(64, 3.6, 5, 232)
	l.logo(l.r, 6, 4, 7)
	l.put(16, 8.5, serifBold, 11, l.account.Bank.Name)
	l.put(16, 12, serif, 6, "Société fictive - SPECIMEN")
	l.box(128, 4, 36, 9.5, "", "EUR")
	l.bars(100, 2.5, 18, 13)
	l.put(6, 18.4, sans, 6.5, bankOrder)
	l.words(6, 25.2, 6, 32.4, 170)
	l.writingLine(6, 170, 25.2)
	l.writingLine(6, 170, 32.4)
	l.put(6, 39.6, sans, 8, "à")
	l.payTo(11, 39.6, 110)
	l.writingLine(10, 170, 39.6)
	l.branch(6, 45, 5.5, 2.5, "Payable en France")
	l.put(92, 46, sans, 7, "Fait à")
	l.placeAt(101, 46, 33)
	l.put(137, 46, sans, 7, "le")
	l.dateAt(142, 46, 29)
	l.drawer(56, 51, 6.5, sansBold, true)
	l.sign(122, 48.5, 46, 12)
	l.numbered(6, 62.5, 7, "Chèque N° ")
	l.keyed(44, 62.5, 7, "")
	l.magneticLine(14)
	w.page(l.sheet)
}

// leftDateCheque has its bank at the right, its holder at the upper left, and place and
// date at the left under the payee. Its holder crosses it, or does not.
func leftDateCheque(w *work) {
	l := w.leaf()
	l.rosette(88, 34, 30, 9, 228)
	l.rosette(26, 52, 14, 7, 232)
	l.logo(l.r, 118, 4, 8)
	l.within(129, 9, 42, sansBold, 9.5, l.account.Bank.Name)
	l.put(129, 12.5, sansItalic, 6, "Société fictive - SPECIMEN")
	l.drawer(6, 7, 7, serifBold, false)
	l.perhapsBars(84, 2.5, 24, 13)
	l.put(6, 21, sansBold, 8, "Payez contre ce chèque")
	l.words(42, 21, 6, 28.4, 128)
	l.writingLine(41, 128, 21)
	l.writingLine(6, 128, 28.4)
	l.put(6, 36, sans, 7, "à l'ordre de")
	l.payTo(23, 36, 104)
	l.writingLine(22, 128, 36)
	l.put(138, 20.8, sans, 6, "B.P.F.")
	l.box(138, 22, 32, 9, "€", "")
	l.put(6, 43.6, sans, 7, "À")
	l.placeAt(10, 43.6, 34)
	l.writingLine(9, 45, 43.6)
	l.put(47, 43.6, sans, 7, "le")
	l.dateAt(52, 43.6, 32)
	l.writingLine(51, 84, 43.6)
	l.branch(6, 48.2, 5.5, 2.5, "Payable en France")
	l.put(112, 41.4, sans, 5.5, "Signature")
	l.sign(106, 43, 54, 16)
	l.numbered(52, 62.3, 7, "N° ")
	l.keyed(134, 62.3, 7, "clé RLMC ")
	l.magneticLine(20)
	w.page(l.sheet)
}

// payeeFirstCheque names the payee before the sum.
func payeeFirstCheque(w *work) {
	l := w.leaf()
	l.slanted(64, 2.6, 0.7, 234)
	l.logo(l.r, 56, 3.5, 7)
	l.put(66, 8.4, gopherBold, 10, l.account.Bank.Name)
	l.put(66, 12, gopher, 6, "Société fictive - SPECIMEN")
	l.bars(3, 2, 18, 12)
	l.put(6, 20, sans, 7, "Contre ce chèque payez à l'ordre de")
	l.payTo(48, 20, 78)
	l.writingLine(47, 128, 20)
	l.put(6, 27.4, sans, 7, "la somme de")
	l.words(21, 27.4, 6, 34.6, 128)
	l.writingLine(21, 128, 27.4)
	l.writingLine(6, 128, 34.6)
	l.put(6, 38.8, sans, 5.5, "Chèque "+noEndorse)
	l.box(133, 14, 33, 10, "", "€")
	l.put(133, 32, sans, 7, "Fait à")
	l.placeAt(142, 32, 30)
	l.put(133, 38.4, sans, 7, "le")
	l.dateAt(138, 38.4, 32)
	l.sign(130, 41, 40, 17)
	l.drawer(66, 45.5, 7, sansBold, false)
	l.put(66, 58, sans, 6, "Compte n° "+l.account.Number)
	l.branch(6, 45.5, 6, 2.7, "PAYABLE EN FRANCE")
	l.numbered(6, 62.6, 7.5, "Chèque n° ")
	l.keyed(100, 62.6, 7.5, "")
	l.magneticLine(11)
	w.page(l.sheet)
}

// bandCheque has a coloured band at its head, which holds the number, and its key in the
// white band beside the code line.
func bandCheque(w *work) {
	l := w.leaf()
	l.tinted(l.r, 63, 240)
	l.block(1, 1, 173, 11, 214)
	l.logo(l.r, 5, 2.5, 8)
	l.put(16, 8.4, sansBold, 11, l.account.Bank.Name)
	l.put(78, 8.2, sans, 6, "SPECIMEN - société fictive")
	l.numbered(134, 8.2, 8, "Chèque n° ")
	l.put(5, 17, serif, 8, "Payez contre ce chèque")
	l.put(5, 20, serif, 6, noEndorse)
	l.words(5, 27.4, 5, 34.4, 120)
	l.writingLine(5, 120, 27.4)
	l.writingLine(5, 120, 34.4)
	l.put(5, 41.4, serif, 8, "À")
	l.payTo(10, 41.4, 109)
	l.writingLine(9, 120, 41.4)
	l.bars(99, 14, 17, 8)
	l.box(126, 19, 38, 10, "", "EUR")
	l.put(126, 35.4, serif, 7.5, "À")
	l.placeAt(130, 35.4, 40)
	l.writingLine(129, 170, 35.4)
	l.put(126, 41.6, serif, 7.5, "le")
	l.dateAt(130, 41.6, 40)
	l.writingLine(129, 170, 41.6)
	l.drawer(5, 47.5, 7, sansBold, true)
	l.branch(70, 47.5, 5.5, 2.5, "Payable en France :")
	l.sign(124, 44.5, 46, 16)
	l.keyed(150, 74.5, 8, "")
	l.magneticLine(12)
	w.page(l.sheet)
}

// columnCheque keeps all that the bank prints in a column at the left.
func columnCheque(w *work) {
	l := w.leaf()
	l.tinted(l.r, 63, 242)
	l.block(1, 1, 50, 62, 226)
	l.logo(l.r, 5, 4, 8)
	l.within(15, 7.4, 34, sansBold, 7.5, l.account.Bank.Name)
	l.put(15, 10.6, sans, 5, "Fictive - SPECIMEN")
	l.branch(5, 17, 5.5, 2.6, "Payable en France")
	l.drawer(5, 36, 6, sansBold, true)
	l.numbered(5, 54, 7.5, "N° ")
	l.keyed(5, 59.5, 7.5, "")
	l.put(55, 7, sans, 7, "Payez contre ce chèque")
	l.put(55, 10, sans, 5, noEndorse)
	l.bars(114, 2, 16, 10)
	l.box(134, 4, 34, 10, "€", "")
	l.words(55, 21, 55, 28.4, 170)
	l.writingLine(55, 170, 21)
	l.writingLine(55, 170, 28.4)
	l.put(55, 36, sans, 8, "à")
	l.payTo(60, 36, 106)
	l.writingLine(59, 170, 36)
	l.put(55, 43.6, sans, 7, "Le")
	l.dateAt(60, 43.6, 30)
	l.put(94, 43.6, sans, 7, "à")
	l.placeAt(98, 43.6, 36)
	l.sign(120, 45.5, 48, 16)
	l.magneticLine(34)
	w.page(l.sheet)
}
