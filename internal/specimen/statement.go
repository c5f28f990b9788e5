package specimen

import (
	"fmt"
	"strings"
	"time"
)

// movement is an operation of an account; a debit is negative.
type movement struct {
	on    time.Time
	label string
	cents int64
}

// account statement whose balances and movements fit.
type statement struct {
	*Customer
	iban           string
	bank           Bank
	opened, closed time.Time
	old, new       int64
	moves          []movement
}

var operations = []struct {
	label  string
	credit bool
}{{"PRLV SEPA VOLTANE", false}, {"CARTE LIBRAIRIE CORVOL", false}, {"RETRAIT DAB LA TAVELLE", false}, {"PRLV SEPA FILACOM", false}, {"CHEQUE 0048217", false},
	{"VIR RECU SALAIRE", true}, {"VIR RECU REMBOURSEMENT", true}, {"CARTE GARAGE FONTANELLE", false}, {"FRAIS DE TENUE", false}, {"REMISE DE CHEQUES", true}}

func (w *work) statement() statement {
	c := w.customer()
	st := statement{Customer: c, iban: c.IBAN(), bank: c.Accounts[0].Bank}
	st.closed = w.date("date", time.Date(w.spec.Day.Year(), w.spec.Day.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, -w.r.IntN(3), -1))
	st.opened = st.closed.AddDate(0, 0, -st.closed.Day())
	st.old = 20_000 + w.r.Int64N(400_000)
	if w.r.IntN(6) == 0 {
		st.old = -st.old / 10
	}
	st.new = st.old
	for i := range 8 + w.r.IntN(10) {
		op := pick(w.r, operations)
		cents := 500 + w.r.Int64N(30_000)
		if op.credit {
			cents = 10_000 + w.r.Int64N(220_000)
		} else {
			cents = -cents
		}
		m := movement{st.opened.AddDate(0, 0, 1+min(i+w.r.IntN(2), 27)), op.label, cents}
		st.moves, st.new = append(st.moves, m), st.new+cents
		at := fmt.Sprintf("lines[%d].", i)
		w.know(map[string]string{at + "date": iso(m.on), at + "amount": money(cents), at + "description": m.label})
	}
	if w.spec.Defects.WrongTotal {
		st.new = astray(w.r, st.new)
		w.wrong("closing_balance")
	}
	st.iban = w.given("iban", st.iban)
	if w.spec.Defects.WrongKey {
		st.iban = spoil(st.iban, 16)
		w.wrong("iban")
	}
	w.know(map[string]string{"iban": st.iban, "bic": st.bank.BIC, "account_holder": c.Name(), "statement_date": iso(st.closed), "currency": "EUR",
		"opening_balance": money(st.old), "closing_balance": money(st.new)})
	return st
}

// money is decimal with a sign.
func money(cents int64) string {
	if cents < 0 {
		return "-" + decimal(-cents)
	}
	return decimal(cents)
}

// sides puts an amount under debit or credit.
func sides(cents int64) (debit, credit string) {
	if cents < 0 {
		return figures(-cents), ""
	}
	return "", figures(cents)
}

func (st statement) rows(layout string, year bool) [][]string {
	var rows [][]string
	for _, m := range st.moves {
		debit, credit := sides(m.cents)
		on := m.on.Format("02/01")
		if year {
			on = shortDate(m.on)
		}
		switch layout {
		case "value":
			rows = append(rows, []string{on, on, m.label, debit, credit})
		default:
			rows = append(rows, []string{on, m.label, debit, credit})
		}
	}
	return rows
}

func statementTable(w *work) {
	st := w.statement()
	s := a4()
	s.put(18, 20, sansBold, 14, st.bank.Name)
	s.right(192, 20, sansBold, 14, "RELEVÉ DE COMPTE")
	s.right(192, 27, sans, 10, "arrêté au "+shortDate(st.closed))
	s.lines(118, 46, sans, 11, 5, st.Title(), st.Street, st.Town())
	s.put(18, 50, sans, 9.5, "IBAN : "+groups(st.iban, 4))
	s.put(18, 56, sans, 9.5, "BIC : "+st.bank.BIC)
	columns := []column{{"Date", 18, false}, {"Valeur", 42, false}, {"Libellé", 66, false}, {"Débit", 160, true}, {"Crédit", 190, true}}
	debit, credit := sides(st.old)
	rows := append([][]string{{"", "", "ANCIEN SOLDE AU " + shortDate(st.opened), debit, credit}}, st.rows("value", true)...)
	debit, credit = sides(st.new)
	rows = append(rows, []string{"", "", "NOUVEAU SOLDE AU " + shortDate(st.closed), debit, credit})
	s.grid(78, 6.4, sans, sansBold, 9.5, columns, rows)
	s.rule(16, 80, 192, 80, 0.3, 60)
	s.paragraph(18, 278, 174, sans, 7.5, 3.5, "Les sommes déposées sont couvertes par le fonds de garantie. Toute réclamation est à adresser à votre agence.")
	w.page(s)
}

func said(cents int64) string {
	if cents < 0 {
		return "débiteur de " + figures(-cents) + " €"
	}
	return "créditeur de " + figures(cents) + " €"
}

func statementBoxes(w *work) {
	st := w.statement()
	s := a4()
	s.put(20, 22, serifBold, 15, "Extrait de compte")
	s.put(20, 29, serif, 10.5, st.bank.Name+", agence de "+st.City)
	s.lines(115, 42, serif, 11, 5.2, st.Title(), st.Street, st.Town())
	s.put(20, 66, serif, 10, "Compte n° "+groups(st.iban, 4)+"   BIC "+st.bank.BIC)
	s.put(20, 74, serifBold, 10.5, "Solde précédent au "+shortDate(st.opened)+" : "+said(st.old))
	y := s.grid(86, 6.6, serif, serifBold, 10, []column{{"Date", 20, false}, {"Nature de l'opération", 48, false}, {"Débit", 155, true}, {"Crédit", 188, true}}, st.rows("plain", false))
	s.put(20, y+6, serifBold, 10.5, "Nouveau solde au "+shortDate(st.closed)+" : "+said(st.new))
	w.page(s)
}

func statementStrips(w *work) {
	st := w.statement()
	s := a4()
	s.block(14, 12, 182, 12, 226)
	s.put(18, 20, gopherBold, 12, "RELEVÉ DE COMPTE AU "+shortDate(st.closed))
	s.right(192, 20, gopherBold, 12, st.bank.Short)
	s.put(18, 34, gopher, 9.5, "Titulaire du compte : "+st.Title())
	s.put(18, 40, gopher, 9.5, "IBAN "+groups(st.iban, 4)+"     BIC "+st.bank.BIC)
	columns := []column{{"Date", 18, false}, {"Opération", 50, false}, {"Débit (EUR)", 158, true}, {"Crédit (EUR)", 192, true}}
	debit, credit := sides(st.old)
	rows := append([][]string{{"", "Solde précédent", debit, credit}}, st.rows("plain", true)...)
	y := s.grid(54, 7, gopher, gopherBold, 9.5, columns, rows)
	for k := range len(rows) {
		if k%2 == 1 {
			s.block(14, 56+7*float64(k), 182, 7, 242)
		}
	}
	debit, credit = sides(st.new)
	s.grid(y+3, 0, gopherBold, gopherBold, 10, []column{{"Nouveau solde", 50, false}, {strings.TrimSpace(debit), 158, true}, {strings.TrimSpace(credit), 192, true}}, nil)
	w.page(s)
}

// loan is one with its schedule, in constant instalments.
type loan struct {
	*Customer
	reference          string
	capital, insurance int64
	rate               string // percent, printed
	basis              int64  // rate in hundredths of a percent
	start              time.Time
	rows               []instalment
	interestSum        int64
}

type instalment struct {
	on                                               time.Time
	payment, principal, interest, insurance, remains int64
}

func (w *work) loan(months int) loan {
	l := loan{Customer: w.person(), capital: 100_000 * (20 + w.r.Int64N(80)), insurance: 100 * (3 + w.r.Int64N(20))}
	l.reference = fmt.Sprintf("P%08d", w.r.IntN(100_000_000))
	l.basis = 90 + w.r.Int64N(400)
	l.rate = fmt.Sprintf("%d,%02d", l.basis/100, l.basis%100)
	l.start = w.daysAgo(10, 300)
	principal := l.capital / int64(months)
	left := l.capital
	for i := range months {
		interest := (left*l.basis + 60_000) / 120_000
		r := instalment{on: l.start.AddDate(0, i+1, 5-l.start.Day()), principal: principal, interest: interest, insurance: l.insurance}
		if i == months-1 {
			r.principal = left
		}
		left -= r.principal
		r.payment, r.remains = r.principal+r.interest+r.insurance, left
		l.rows, l.interestSum = append(l.rows, r), l.interestSum+interest
	}
	if w.spec.Defects.WrongTotal {
		k := w.r.IntN(len(l.rows))
		l.rows[k].remains += 9_000
		w.wrong("schedule")
	}
	w.know(map[string]string{"debtor": l.Name(), "loan_amount": decimal(l.capital), "rate": strings.TrimRight(strings.TrimRight(strings.Replace(l.rate, ",", ".", 1), "0"), "."),
		"loan_reference": l.reference, "currency": "EUR"})
	for i, r := range l.rows {
		at := fmt.Sprintf("lines[%d].", i)
		w.know(map[string]string{at + "date": iso(r.on), at + "payment": decimal(r.payment), at + "principal": decimal(r.principal), at + "interest": decimal(r.interest),
			at + "insurance": decimal(r.insurance), at + "remaining": decimal(r.remains)})
	}
	return l
}

func (l loan) table(from, to int) [][]string {
	var rows [][]string
	for i, r := range l.rows[from:to] {
		rows = append(rows, []string{fmt.Sprint(from + i + 1), shortDate(r.on), figures(r.payment), figures(r.principal), figures(r.interest), figures(r.insurance), figures(r.remains)})
	}
	return rows
}

func scheduleTable(w *work) {
	l := w.loan(24)
	s := a4()
	s.centre(105, 22, sansBold, 15, "TABLEAU D'AMORTISSEMENT")
	s.pairs(18, 70, 36, 6.5, sans, sansBold, 10, [2]string{"Emprunteur :", l.Title()}, [2]string{"Prêt n° :", l.reference},
		[2]string{"Montant du prêt :", figures(l.capital) + " €"}, [2]string{"Taux nominal :", l.rate + " %"}, [2]string{"Durée :", "24 mois"})
	s.grid(76, 7, sans, sansBold, 9, []column{{"Rang", 18, false}, {"Date", 34, false}, {"Échéance", 84, true}, {"Capital amorti", 113, true}, {"Intérêts", 135, true}, {"Assurance", 158, true}, {"Capital restant dû", 192, true}}, l.table(0, 24))
	s.rule(16, 78, 194, 78, 0.3, 60)
	w.page(s)
}

func schedulePlain(w *work) {
	l := w.loan(18)
	s := a4()
	s.lines(20, 22, serif, 11, 5.4, l.Title(), l.Street, l.Town())
	s.put(20, 50, serifBold, 13, "TABLEAU D'AMORTISSEMENT")
	s.put(20, 60, serif, 10.5, "Dossier n° "+l.reference+", emprunteur : "+l.Title())
	s.put(20, 67, serif, 10.5, "Montant du crédit : "+figures(l.capital)+" €, taux fixe : "+l.rate+" %")
	s.grid(84, 8, serif, serifBold, 10, []column{{"N°", 20, false}, {"Date", 32, false}, {"Échéance", 84, true}, {"Amortissement", 114, true}, {"Intérêts", 136, true}, {"Assurance", 160, true}, {"Capital restant dû", 194, true}}, l.table(0, 18))
	w.page(s)
}

func schedulePages(w *work) {
	l := w.loan(60)
	columns := []column{{"N°", 20, false}, {"Date", 34, false}, {"Mensualité", 86, true}, {"Amortissement", 116, true}, {"Intérêts", 138, true}, {"Assurance", 162, true}, {"Capital restant dû", 194, true}}
	for page := range 2 {
		s := a4()
		s.put(20, 18, serifBold, 14, "Plan de remboursement")
		s.put(20, 25, serif, 10, "Emprunteur : "+l.Title())
		s.put(120, 25, serif, 10, "Référence du prêt : "+l.reference)
		y := 38.0
		if page == 0 {
			s.put(20, 32, serif, 10, "Capital emprunté : "+figures(l.capital)+" €")
			s.put(120, 32, serif, 10, "Taux débiteur : "+l.rate+" %")
			y = 46
		}
		s.grid(y, 7.4, serif, serifBold, 10, columns, l.table(30*page, 30*page+30))
		w.page(s)
	}
}

func scheduleRuled(w *work) {
	l := w.loan(30)
	s := a4()
	s.put(16, 20, gopherBold, 13, "Tableau d'amortissement du prêt n° "+l.reference)
	s.put(16, 28, gopher, 9.5, "Emprunteur : "+l.Title()+", "+l.City)
	s.put(16, 34, gopher, 9.5, "Montant emprunté : "+figures(l.capital)+" EUR")
	s.put(110, 34, gopher, 9.5, "Taux annuel : "+l.rate+" %")
	y := s.grid(46, 7, gopher, gopherBold, 8.5, []column{{"N°", 16, false}, {"Date", 30, false}, {"À payer", 80, true}, {"Dont capital", 108, true}, {"Dont intérêts", 136, true}, {"Assurance", 160, true}, {"Restant dû", 194, true}}, l.table(0, 30))
	for k := range 31 {
		s.rule(14, 48.3+7*float64(k), 196, 48.3+7*float64(k), 0.1, 150)
	}
	s.put(16, y+4, gopherBold, 9.5, "Total des intérêts : "+figures(l.interestSum)+" EUR")
	w.page(s)
}
