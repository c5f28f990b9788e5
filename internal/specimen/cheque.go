package specimen

import (
	"fmt"
	"strings"
	"time"
)

// A French cheque is 175 by 80 mm (NF K11-010).
const chequeWidth, chequeHeight = 175.0, 80.0

// order is what a cheque says.
type order struct {
	holder            *Customer
	account           Account
	payee, place      string
	date              time.Time
	cents, wordsCents int64
	number, zib, zin  string
	key               string
	line              string
	hand              face
	handSize          float64
	keyAtLeft         bool
}

func (w *work) order() order {
	o := order{holder: w.customer(), hand: pick(w.r, []face{mono, serifItalic, sans}), handSize: 10.5}
	o.account = o.holder.Accounts[0]
	o.cents = w.amount(1_000, 480_000)
	other := newPerson(w.r)
	firm := newCompany(w.r)
	o.payee = w.given("payee", pick(w.r, []string{other.Name(), firm.Company, other.Title()}))
	o.place = w.given("place", o.holder.City)
	o.date = w.date("date", w.daysAgo(1, 60))
	o.number = w.given("cheque_number", fmt.Sprintf("%07d", 1_000+w.r.IntN(9_000_000)))
	// Places 6 to 9 of the interbank zone are the last four digits of the bank code.
	o.zib = fmt.Sprintf("0%02d00%s%03d", 10+w.r.IntN(80), o.account.Bank.Code[1:], w.r.IntN(1000))
	o.zin = o.account.Number + "0"
	o.key = rlmc(o.number, o.zib, o.zin)
	o.wordsCents = o.cents
	if w.spec.Defects.Disagree {
		o.wordsCents = astray(w.r, o.cents)
		w.wrong("amount_words")
	}
	if w.spec.Defects.WrongKey {
		o.key = spoil(o.key, 1)
		w.wrong("rlmc_key")
	}
	o.line = "C" + o.number + " C" + o.zib + "D " + o.zin + "A"
	for k, v := range map[string]string{
		"amount": decimal(o.cents), "amount_figures": decimal(o.cents), "amount_words": decimal(o.wordsCents),
		"currency": "EUR", "date": o.date.Format(time.DateOnly), "place": o.place, "payee": o.payee,
		"drawer": o.holder.Name(), "bank": o.account.Bank.Name, "cheque_number": o.number, "interbank_zone": o.zib,
		"internal_zone": o.zin, "rlmc_key": o.key, "code_line": o.line, "code_line_font": "cmc7", "signature_present": fmt.Sprint(!w.spec.Defects.Unsigned),
	} {
		w.field(k, v)
	}
	for name, left := range map[string]bool{"date": w.spec.Defects.Undated, "place": w.spec.Defects.Unplaced,
		"amount": w.spec.Defects.Unsummed, "amount_figures": w.spec.Defects.Unsummed, "amount_words": w.spec.Defects.Unsummed} {
		if left {
			delete(w.truth.Fields, name)
		}
	}
	return o
}

// on draws the plainest form; shift moves what its holder fills in.
func (o order) on(w *work, shift float64) *sheet {
	l := &leaf{sheet: newSheet(chequeWidth, chequeHeight), order: o, w: w, r: stream(w.spec.Seed, "leaf", 0), pen: w.pen}
	s := l.sheet
	s.waves(2, 2, 171, 60, 3.2, 236)
	s.logo(w.r, 6, 5, 8)
	s.put(17, 9, sansBold, 10, o.account.Bank.Name)
	s.put(17, 13, sans, 6.5, "Société fictive - SPECIMEN")
	// The crossing: two slanted bars, upper left.
	l.w.truth.Crossed = true
	s.rule(60, 17, 74, 1, 0.35, 90)
	s.rule(64, 17, 78, 1, 0.35, 90)

	s.put(6, 19.6, sans, 7, "Payez contre ce chèque non endossable")
	s.put(6, 22.4, sans, 5.5, "sauf au profit d'un établissement bancaire ou assimilé")
	s.rule(28, 27.6, 128, 27.6, 0.15, 120)
	s.rule(6, 34.6, 128, 34.6, 0.15, 120)
	s.put(6, 40.9, sans, 8, "à")
	s.rule(10, 41.7, 128, 41.7, 0.15, 120)
	words := o.words(w)
	if l.pen != nil || w.spec.Defects.Unsummed {
		l.words(28, 26.8, 6, 33.8, 128)
	} else if first := wrap(o.hand, o.handSize, 98, words); len(first) > 0 {
		s.within(29, 26.8, 98, o.hand, o.handSize, first[0])
		rest := strings.TrimSpace(strings.TrimPrefix(words, first[0]))
		s.within(7, 33.8, 121, o.hand, o.handSize, rest)
	}
	l.area("amount_words", 6, 20.8, 122, 15)
	l.payTo(13+shift, 40.9, 115-shift)

	s.frame(133, 24, 38, 10, 0.4, 60)
	s.put(134.5, 30.6, sansBold, 12, "€")
	typed := pick(w.r, []face{sansBold, monoBold, gopherBold})
	if l.pen != nil || w.spec.Defects.Unsummed {
		l.amount(138, 31, 33, 10)
	} else {
		size := 11.5
		for width(typed, size, figures(o.cents)) > 31 {
			size -= 0.25
		}
		s.right(169, 30.8, typed, size, figures(o.cents))
		l.area("amount_figures", 138, 23, 33, 10)
	}

	s.put(6, 46.5, sans, 6, "Payable en France")
	s.lines(6, 49.5, sans, 6, 2.7, o.account.Bank.Short+" - Agence de "+o.holder.City, "12 place de l'Horloge", o.holder.Town(), "Tél. "+o.holder.Phone)
	s.lines(66, 46.5, sansBold, 7, 3, strings.ToUpper(o.holder.Title()), o.holder.Street, o.holder.Town())
	s.put(66, 57, sans, 6, "Compte n° "+o.account.Number)
	l.area("drawer", 66, 43.5, 60, 14)

	s.put(133, 40, sans, 8, "Fait à")
	l.placeAt(144, 40, 28)
	s.put(133, 45.5, sans, 8, "le")
	l.dateAt(144, 45.5, 28)
	l.area("signature", 133, 47, 38, 15)
	if !w.spec.Defects.Unsigned {
		s.signature(w.r, 137, 47, 30, 12)
	}

	s.put(6, 63.5, sans, 7, "Chèque n° "+o.number)
	keyX := 120.0
	if o.keyAtLeft {
		keyX = 42
	}
	s.put(keyX, 63.5, sans, 7.5, "("+o.key+")")
	l.area("cheque_number", 6, 60.5, 34, 4)
	l.area("rlmc_key", keyX, 60.5, 8, 4)
	l.magneticLine(16)
	return s
}

func (o order) words(w *work) string {
	s := w.inWords(o.wordsCents)
	switch w.r.IntN(3) {
	case 0:
		return strings.ToUpper(s[:1]) + s[1:]
	case 1:
		return strings.ToUpper(s)
	}
	return s
}

func personalCheque(w *work) { w.page(w.order().on(w, 0)) }

func leftKeyCheque(w *work) {
	o := w.order()
	o.keyAtLeft = true
	w.page(o.on(w, 4))
}

// wideCheque is typed larger.
func wideCheque(w *work) {
	o := w.order()
	o.hand, o.handSize = gopher, 11.5
	w.page(o.on(w, 8))
}

// Lettres-chèques: a letter of A4 with a cheque at its foot or top, all by machine.
func letterChequeFoot(w *work) { w.letterCheque(213, 20) }

func letterChequeTop(w *work) { w.letterCheque(4, 105) }

func (w *work) letterCheque(chequeY, letterY float64) {
	o := w.order()
	o.hand, o.handSize = mono, 10
	s := a4()
	x, f := 20.0, pick(w.r, []face{sans, serif})
	s.lines(x, letterY, sansBold, 11, 5, o.holder.Name())
	s.lines(x, letterY+5, f, 10, 4.6, o.holder.Street, o.holder.Town())
	s.put(120, letterY+16, f, 10.5, o.payee)
	y := s.paragraph(x, letterY+34, 170, f, 10.5, 5.2, fmt.Sprintf("Référence : règlement n° %06d du %s", w.r.IntN(1_000_000), longDate(o.date)))
	y = s.paragraph(x, y+4, 170, f, 10.5, 5.2, "Madame, Monsieur,")
	y = s.paragraph(x, y+3, 170, f, 10.5, 5.2, fmt.Sprintf("Veuillez trouver ci-joint notre chèque n° %s d'un montant de %s EUR en règlement de votre facture. "+
		"Nous vous remercions de bien vouloir détacher le titre avant sa remise à l'encaissement.", o.number, figures(o.cents)))
	s.paragraph(x, y+3, 170, f, 10.5, 5.2, "Nous vous prions d'agréer nos salutations distinguées.")
	c := o.on(w, 0)
	dx := (210 - chequeWidth) / 2
	edge := chequeY - 1
	if chequeY < 100 {
		edge = chequeY + chequeHeight + 1
	}
	for d := 5.0; d < 205; d += 4 {
		s.rule(d, edge, d+2, edge, 0.15, 120)
	}
	w.onPage(s, c, dx, chequeY)
}

// onPage places a cheque on the sheet of its letter.
func (w *work) onPage(s, cheque *sheet, dx, dy float64) {
	s.insert(cheque, dx, dy)
	w.at = [2]float64{dx, dy}
	w.page(s)
}

func longDate(t time.Time) string {
	day := fmt.Sprint(t.Day())
	if day == "1" {
		day = "1er"
	}
	return day + " " + months[t.Month()-1] + " " + fmt.Sprint(t.Year())
}
