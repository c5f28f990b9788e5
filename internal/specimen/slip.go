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

// columns of a slip's listing: their left edges and titles.
func (m remittance) listing(s *sheet, y, left, right float64, f face, ruled bool) float64 {
	at := []float64{left, left + 12, left + 42, left + 82, right}
	const row = 8.0
	for i, t := range []string{"N°", "N° du chèque", "Banque", "Tireur"} {
		s.put(at[i]+1.5, y+5.3, sansBold, 9, t)
	}
	s.right(right-1.5, y+5.3, sansBold, 9, "Montant (EUR)")
	for i, l := range m.lines {
		by := y + row*float64(i+1) + 5.5
		s.put(at[0]+1.5, by, f, 10, fmt.Sprint(i+1))
		s.put(at[1]+1.5, by, f, 10, l.number)
		s.put(at[2]+1.5, by, f, 10, l.bank)
		s.put(at[3]+1.5, by, f, 10, l.drawer)
		s.right(right-1.5, by, f, 10, figures(l.cents))
	}
	end := y + row*float64(len(m.lines)+1)
	for i := 0; i <= len(m.lines)+1; i++ {
		if ruled || i < 2 || i > len(m.lines) {
			s.rule(left, y+row*float64(i), right, y+row*float64(i), 0.2, 90)
		}
	}
	if ruled {
		for _, x := range append(at[:4:4], right-34, right) {
			s.rule(x, y, x, end, 0.2, 90)
		}
	}
	return end
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
	y := m.listing(s, 102, 18, 192, mono, true)
	s.put(22, y+12, sansBold, 11, "Nombre de chèques :")
	s.put(68, y+12, monoBold, 12, fmt.Sprint(len(m.lines)))
	s.put(110, y+12, sansBold, 11, "Montant total :")
	s.right(190, y+12, monoBold, 12, figures(m.total)+" EUR")
	s.paragraph(18, y+28, 100, sans, 8, 3.6, "Les chèques sont crédités sous réserve d'encaissement. Les chèques doivent être endossés par le titulaire du compte.")
	s.put(125, y+28, sans, 10, "Signature du remettant :")
	s.signature(w.r, 130, y+32, 45, 16)
	w.page(s)
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
	y := m.listing(s, 92, 20, 190, f, false)
	s.right(190, y+9, sansBold, 12, "Montant total de la remise : "+figures(m.total)+" €")
	s.put(20, y+9, sansBold, 12, fmt.Sprintf("Nombre de chèques remis : %d", len(m.lines)))
	s.put(20, y+28, f, 11, "Fait à "+m.holder.City+", signature :")
	s.signature(w.r, 85, y+20, 50, 16)
	w.page(s)
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
	y := m.listing(s, 50, 15, 195, mono, true)
	s.put(15, y+10, sans, 9, "SIGNATURE DU TITULAIRE")
	s.signature(w.r, 65, y+4, 45, 14)
	s.right(195, y+12, sans, 9, m.account.Bank.Name)
	w.page(s)
}
