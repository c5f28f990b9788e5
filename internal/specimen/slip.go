package specimen

import (
	"fmt"
	"strings"
	"time"

	"bordereau"
)

// remittance is what a slip declares.
type remittance struct {
	holder  *Customer
	account Account
	date    time.Time
	lines   []remitted
	total   int64
}

type remitted struct {
	number, bank, drawer string
	cents                int64
}

func (w *work) remittance(most int) remittance {
	m := remittance{holder: w.customer(), date: w.date("date", w.daysAgo(0, 3))}
	m.account = m.holder.Accounts[0]
	for range 2 + w.r.IntN(most-1) {
		drawer := newPerson(w.r)
		m.lines = append(m.lines, remitted{fmt.Sprintf("%07d", 1_000+w.r.IntN(9_000_000)), drawer.Accounts[0].Bank.Short, drawer.Name(), 1_000 + w.r.Int64N(90_000)})
	}
	if len(w.spec.Cheques) > 0 {
		m.lines = m.lines[:0]
		for _, t := range w.spec.Cheques {
			cents, err := bordereau.ParseMoney(t.Fields["amount"], "EUR")
			if err != nil {
				panic(fmt.Sprintf("specimen: a cheque of the slip has no amount: %v", err))
			}
			m.lines = append(m.lines, remitted{t.Fields["cheque_number"], bankShort(t.Fields["bank"]), t.Fields["drawer"], cents.Minor})
		}
	}
	for i, l := range m.lines {
		m.total += l.cents
		at := fmt.Sprintf("lines[%d].", i)
		w.field(at+"cheque_number", l.number)
		w.field(at+"bank", l.bank)
		w.field(at+"drawer", l.drawer)
		w.field(at+"amount", decimal(l.cents))
	}
	if w.spec.Defects.WrongTotal {
		m.total = astray(w.r, m.total)
		w.wrong("slip_total")
	}
	iban := m.account.IBAN
	if w.spec.Defects.WrongKey {
		iban = spoil(iban, 17)
		w.wrong("iban")
	}
	m.account.IBAN = iban
	w.field("account_holder", m.holder.Name())
	w.field("iban", iban)
	w.field("date", m.date.Format(time.DateOnly))
	w.field("slip_count", fmt.Sprint(len(m.lines)))
	w.field("slip_total", decimal(m.total))
	w.field("currency", "EUR")
	w.field("signature_present", "true")
	return m
}

func bankShort(name string) string {
	for _, b := range Banks {
		if b.Name == name {
			return b.Short
		}
	}
	return name
}

// A slip of more cheques than fit on its page goes on: every page but the last ends
// with what is to be carried over ("à reporter"), every page but the first begins
// with it ("report").
const (
	slipRow    = 8.0
	slipFoot   = 271.0 // where a page ends that is carried over
	slipLast   = 235.0 // where the last one ends: count, total and signature follow
	slipOnward = 36.0  // where the listing of a further page begins
)

// listing draws the cheques from y on, on further pages made by next where they do
// not fit, and gives the last page and where the listing ends on it.
func (m remittance) listing(s *sheet, y, left, right float64, f face, ruled bool, next func() *sheet) (*sheet, float64) {
	rest := m.lines
	if len(rest) <= onePage {
		return s, m.part(s, rest, y, left, right, f, ruled, false, false)
	}
	for carried := false; ; carried = true {
		room := int((slipFoot-y)/slipRow) - 2 // the headings, and what is carried over
		last := int((slipLast-y)/slipRow) - 2
		if carried {
			room--
		}
		if len(rest) <= last {
			return s, m.part(s, rest, y, left, right, f, ruled, carried, false)
		}
		room = min(room, len(rest)-1)
		m.part(s, rest[:room], y, left, right, f, ruled, carried, true)
		rest, s, y = rest[room:], next(), slipOnward
	}
}

// part draws the lines of one page; sub-totals stand above and below them where
// they carry on from a page before, or go on upon the next.
func (m remittance) part(s *sheet, lines []remitted, y, left, right float64, f face, ruled, carried, goesOn bool) float64 {
	at := []float64{left, left + 12, left + 42, left + 82, right}
	for i, t := range []string{"N°", "N° du chèque", "Banque", "Tireur"} {
		s.put(at[i]+1.5, y+5.3, sansBold, 9, t)
	}
	s.right(right-1.5, y+5.3, sansBold, 9, "Montant (EUR)")
	first := 0
	for &m.lines[first] != &lines[0] {
		first++
	}
	row := 0
	subTotal := func(words string, upTo int) {
		row++
		var sum int64
		for _, l := range m.lines[:upTo] {
			sum += l.cents
		}
		by := y + slipRow*float64(row) + 5.5
		s.put(at[3]+1.5, by, sansBold, 10, words)
		s.right(right-1.5, by, f, 10, figures(sum))
	}
	if carried {
		subTotal("Report", first)
	}
	for i, l := range lines {
		row++
		by := y + slipRow*float64(row) + 5.5
		s.put(at[0]+1.5, by, f, 10, fmt.Sprint(first+i+1))
		s.put(at[1]+1.5, by, f, 10, l.number)
		s.put(at[2]+1.5, by, f, 10, l.bank)
		s.put(at[3]+1.5, by, f, 10, l.drawer)
		s.right(right-1.5, by, f, 10, figures(l.cents))
	}
	if goesOn {
		subTotal("À reporter", first+len(lines))
	}
	end := y + slipRow*float64(row+1)
	for i := 0; i <= row+1; i++ {
		if ruled || i < 2 || i > row {
			s.rule(left, y+slipRow*float64(i), right, y+slipRow*float64(i), 0.2, 90)
		}
	}
	if ruled {
		for _, x := range append(at[:4:4], right-34, right) {
			s.rule(x, y, x, end, 0.2, 90)
		}
	}
	return end
}

// onward is a further page of a slip, with who remits and which page it is.
func (w *work) onward(m remittance, title string, f face) func() *sheet {
	n := 1
	return func() *sheet {
		n++
		s := w.page(a4())
		s.put(20, 16, sansBold, 12, title+" (suite)")
		s.right(192, 16, sans, 9, fmt.Sprintf("Page %d", n))
		s.put(20, 24, f, 10, m.holder.Title())
		s.right(192, 24, f, 10, groups(m.account.IBAN, 4))
		return s
	}
}

func slipForm(w *work) {
	m := w.remittance(6)
	s := a4()
	b := m.account.Bank
	s.logo(w.r, 18, 15, 11)
	s.put(33, 23, sansBold, 13, b.Name)
	s.centre(105, 42, sansBold, 16, "BORDEREAU DE REMISE DE CHÈQUES")
	s.frame(18, 50, 174, 42, 0.3, 60)
	for i, kv := range [][2]string{{"Titulaire du compte :", m.holder.Title()}, {"IBAN :", groups(m.account.IBAN, 4)},
		{"Date de remise :", m.date.Format("02/01/2006")}, {"Agence :", m.holder.City}} {
		y := 58 + 9*float64(i)
		s.put(22, y, sans, 10, kv[0])
		s.put(68, y, mono, 11, kv[1])
	}
	w.page(s)
	s, y := m.listing(s, 102, 18, 192, mono, true, w.onward(m, "BORDEREAU DE REMISE DE CHÈQUES", mono))
	s.put(22, y+12, sansBold, 11, "Nombre de chèques :")
	s.put(68, y+12, monoBold, 12, fmt.Sprint(len(m.lines)))
	s.put(110, y+12, sansBold, 11, "Montant total :")
	s.right(190, y+12, monoBold, 12, figures(m.total)+" EUR")
	s.paragraph(18, y+28, 100, sans, 8, 3.6, "Les chèques sont crédités sous réserve d'encaissement. Les chèques doivent être endossés par le titulaire du compte.")
	s.put(125, y+28, sans, 10, "Signature du remettant :")
	s.signature(w.r, 130, y+32, 45, 16)
}

func slipPrinted(w *work) {
	m := w.remittance(6)
	s := a4()
	f := pick(w.r, []face{serif, gopher})
	s.right(192, 20, sansBold, 12, m.account.Bank.Name)
	s.put(20, 36, sansBold, 15, "REMISE DE CHÈQUES À L'ENCAISSEMENT")
	s.put(20, 43, f, 11, fmt.Sprintf("Bordereau de remise n° %06d", w.r.IntN(1_000_000)))
	s.lines(20, 56, f, 11, 7, "Remettant : "+m.holder.Title(), m.holder.Street+", "+m.holder.Town(),
		"Compte à créditer : "+groups(m.account.IBAN, 4), "Remis le : "+longDate(m.date))
	w.page(s)
	s, y := m.listing(s, 92, 20, 190, f, false, w.onward(m, "REMISE DE CHÈQUES À L'ENCAISSEMENT", f))
	s.right(190, y+9, sansBold, 12, "Montant total de la remise : "+figures(m.total)+" €")
	s.put(20, y+9, sansBold, 12, fmt.Sprintf("Nombre de chèques remis : %d", len(m.lines)))
	s.put(20, y+28, f, 11, "Fait à "+m.holder.City+", signature :")
	s.signature(w.r, 85, y+20, 50, 16)
}

func slipHalfPage(w *work) {
	m := w.remittance(4)
	s := newSheet(210, 148.5)
	if len(m.lines) > 8 {
		s = a4()
	}
	s.centre(105, 14, sansBold, 14, "REMISE DE CHÈQUES")
	s.put(15, 24, sans, 9, "TITULAIRE")
	s.put(15, 29, mono, 11, strings.ToUpper(m.holder.Title()))
	s.put(110, 24, sans, 9, "IBAN")
	s.put(110, 29, mono, 11, groups(m.account.IBAN, 4))
	s.put(15, 37, sans, 9, "DATE")
	s.put(15, 42, mono, 11, m.date.Format("02/01/2006"))
	s.put(60, 37, sans, 9, "NOMBRE DE CHÈQUES")
	s.put(60, 42, monoBold, 12, fmt.Sprint(len(m.lines)))
	s.put(110, 37, sans, 9, "MONTANT TOTAL")
	s.put(110, 42, monoBold, 12, figures(m.total)+" EUR")
	w.page(s)
	s, y := m.listing(s, 50, 15, 195, mono, true, w.onward(m, "REMISE DE CHÈQUES", mono))
	s.put(15, y+10, sans, 9, "SIGNATURE DU TITULAIRE")
	s.signature(w.r, 65, y+4, 45, 14)
	s.right(195, y+12, sans, 9, m.account.Bank.Name)
}
