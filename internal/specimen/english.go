package specimen

import (
	"fmt"
	"strings"
)

// englishFigures writes cents as English papers do: "1,237.56".
func englishFigures(cents int64) string {
	sign := ""
	if cents < 0 {
		sign, cents = "-", -cents
	}
	whole := fmt.Sprint(cents / 100)
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return fmt.Sprintf("%s%s.%02d", sign, whole, cents%100)
}

func payslipEnglish(w *work) {
	g := w.wage()
	s := a4()
	s.put(18, 20, sansBold, 12, "Employer: "+g.employer.Company)
	s.lines(18, 26, sans, 9, 4.4, g.employer.Street, g.employer.Town(), "SIRET: "+w.truth.Fields["siret"])
	s.right(192, 20, sansBold, 14, "PAYSLIP")
	s.right(192, 27, sans, 10, "Pay period: "+g.month.Format("January 2006"))
	s.put(18, 50, sans, 10.5, "Employee: "+g.Title())
	s.put(18, 57, sans, 9.5, "NIR (social security number): "+nirGroups(g.nir))
	y := s.sums(20, 188, 76, 7, sans, 10, [2]string{"Basic salary", englishFigures(g.base)}, [2]string{"Bonus", englishFigures(g.bonus)}, [2]string{"Gross salary", englishFigures(g.gross())},
		[2]string{"Total employee contributions", englishFigures(g.contributions() + g.slip)})
	y = s.sums(20, 188, y+6, 7, sansBold, 10, [2]string{"Net pay before income tax", englishFigures(g.before())},
		[2]string{"Income tax withheld", englishFigures(g.tax)}, [2]string{"Net pay to the employee", "EUR " + englishFigures(g.net())})
	s.put(20, y+8, sans, 10, "Gross year to date: "+englishFigures(g.sumGross))
	w.page(s)
}

func statementEnglish(w *work) {
	st := w.statement()
	s := a4()
	s.put(18, 20, sansBold, 14, st.bank.Name)
	s.right(192, 20, sansBold, 14, "ACCOUNT STATEMENT")
	s.right(192, 27, sans, 10, "as at "+shortDate(st.closed))
	s.put(18, 42, sans, 10.5, "Account holder: "+st.Title())
	s.put(18, 50, sans, 9.5, "IBAN: "+groups(st.iban, 4))
	s.put(18, 56, sans, 9.5, "BIC: "+st.bank.BIC)
	side := func(cents int64) (debit, credit string) {
		if cents < 0 {
			return englishFigures(-cents), ""
		}
		return "", englishFigures(cents)
	}
	debit, credit := side(st.old)
	rows := [][]string{{"", "OPENING BALANCE AT " + shortDate(st.opened), debit, credit}}
	for _, m := range st.moves {
		debit, credit = side(m.cents)
		rows = append(rows, []string{shortDate(m.on), m.label, debit, credit})
	}
	debit, credit = side(st.new)
	rows = append(rows, []string{"", "CLOSING BALANCE AT " + shortDate(st.closed), debit, credit})
	s.grid(78, 6.4, sans, sansBold, 9.5, []column{{"Date", 18, false}, {"Description", 52, false}, {"Debit", 160, true}, {"Credit", 190, true}}, rows)
	w.page(s)
}

func confirmationEnglish(w *work) {
	d, net := w.executed()
	side := map[bool]string{true: "Purchase", false: "Sale"}[d.buy]
	s := a4()
	s.put(18, 20, sansBold, 13, d.Accounts[0].Bank.Name)
	s.right(192, 20, sansBold, 14, "TRADE CONFIRMATION")
	s.put(18, 40, sans, 10.5, "Account holder: "+d.Title())
	s.put(18, 47, sans, 10, "Securities account no "+d.account)
	y := s.pairs(18, 80, 66, 7.5, sans, sansBold, 10.5, [2]string{"Transaction:", side}, [2]string{"Security:", d.issuer}, [2]string{"ISIN:", d.isin}, [2]string{"Quantity:", fmt.Sprint(d.quantity)},
		[2]string{"Execution price:", strings.Replace(priced(d.price), ",", ".", 1) + " EUR"}, [2]string{"Trade date:", shortDate(d.traded)}, [2]string{"Settlement date:", shortDate(d.settled)})
	rows := [][2]string{{"Gross amount", "EUR " + englishFigures(d.gross())}, {"Brokerage", "EUR " + englishFigures(d.fees)}}
	if d.buy {
		rows = append(rows, [2]string{"Financial transaction tax", "EUR " + englishFigures(d.tax)})
	}
	s.sums(18, 190, y+8, 7.5, sans, 10.5, append(rows, [2]string{"Net amount", "EUR " + englishFigures(net)})...)
	w.page(s)
}

func actionEnglish(w *work) {
	d, unit, gross, kept, net := w.paid()
	s := a4()
	s.put(18, 20, serifBold, 12, d.Accounts[0].Bank.Name)
	s.put(18, 34, serifBold, 14, "DIVIDEND NOTICE")
	s.put(18, 44, serif, 10.5, "Securities account no "+d.account)
	s.put(18, 52, serif, 10.5, "Account holder: "+d.Title())
	y := s.pairs(18, 80, 68, 8, serif, serifBold, 10.5, [2]string{"Security:", d.issuer}, [2]string{"ISIN:", d.isin}, [2]string{"Ex-date:", shortDate(d.traded)}, [2]string{"Record date:", shortDate(d.traded.AddDate(0, 0, 1))},
		[2]string{"Payment date:", shortDate(d.settled)}, [2]string{"Quantity held:", fmt.Sprint(d.quantity)}, [2]string{"Amount per share:", strings.Replace(priced(unit), ",", ".", 1) + " EUR"})
	s.sums(18, 180, y+6, 8, serif, 10.5, [2]string{"Gross amount", "EUR " + englishFigures(gross)}, [2]string{"Withholding tax", "EUR " + englishFigures(kept)}, [2]string{"Net amount", "EUR " + englishFigures(net)})
	w.page(s)
}

func invoiceEnglish(w *work) {
	v := w.sale()
	w.field("vat_number", vatNumber(v.seller.SIREN))
	s := a4()
	s.put(18, 20, sansBold, 14, v.seller.Company)
	s.lines(18, 26, sans, 9, 4.2, v.seller.Street, v.seller.Town(), "SIRET "+v.seller.SIRET(), "VAT number: "+vatNumber(v.seller.SIREN))
	s.right(192, 22, sansBold, 18, "INVOICE")
	s.put(18, 56, sans, 10.5, "Invoice no: "+v.number)
	s.put(18, 62, sans, 10.5, "Invoice date: "+shortDate(v.date))
	s.addressed(115, 56, sans, 11, v.buyer)
	rows := [][]string{}
	for _, it := range v.items {
		rows = append(rows, []string{it.name, fmt.Sprint(it.count), englishFigures(it.unit), englishFigures(it.count * it.unit)})
	}
	y := s.grid(88, 8, sans, sansBold, 10, []column{{"Description", 20, false}, {"Quantity", 125, true}, {"Unit price", 158, true}, {"Amount", 190, true}}, rows)
	y = s.sums(120, 190, y+8, 7, sans, 10.5, [2]string{"Subtotal", "EUR " + englishFigures(v.net)}, [2]string{"VAT 20%", "EUR " + englishFigures(v.vat)}, [2]string{"Amount due", "EUR " + englishFigures(v.net+v.vat)})
	s.put(18, y+10, sans, 10, "Payment terms: 30 days by transfer to IBAN "+groups(v.seller.IBAN(), 4)+", BIC "+v.seller.Accounts[0].Bank.BIC)
	w.page(s)
}

func extractEnglish(w *work) {
	v := w.registered()
	s := a4()
	s.put(18, 20, serif, 11, "Registry of the Commercial Court of "+v.court)
	s.centre(105, 38, serifBold, 14, "EXTRACT FROM THE TRADE AND COMPANIES REGISTER")
	s.centre(105, 46, serif, 11, "Up to date as at "+v.upTo.Format("2 January 2006"))
	s.pairs(18, 80, 66, 8, serif, serifBold, 10.5, [2]string{"Registration number:", groups(v.siren, 3)}, [2]string{"SIREN:", groups(v.siren, 3) + " R.C.S. " + v.court}, [2]string{"Company name:", v.Company}, [2]string{"Legal form:", v.form},
		[2]string{"Share capital:", "EUR " + englishFigures(v.cents)}, [2]string{"Registered office:", v.Address()}, [2]string{"Manager:", fullName(v.manager)})
	s.put(130, 180, serif, 10.5, "The Registrar")
	s.signature(w.r, 132, 184, 40, 14)
	w.page(s)
}
