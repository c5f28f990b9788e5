package specimen

import (
	"fmt"
	"strings"
	"time"

	"bordereau"
	"bordereau/check"
)

// instruction is what a transfer order says.
type instruction struct {
	payer, payee     *Customer
	from, to         string // IBAN
	bic, payeeName   string
	cents, inWords   int64
	written, execute time.Time
	reason           string
}

func (w *work) instruction() instruction {
	payee := newPerson(w.r)
	if w.r.IntN(2) == 0 {
		payee = newCompany(w.r)
	}
	i := instruction{payer: w.customer(), payee: &payee, cents: w.amount(5_000, 900_000)}
	i.from = w.given("iban", i.payer.IBAN())
	i.to = w.given("creditor_iban", payee.IBAN())
	i.payeeName = w.given("creditor", payee.Name())
	i.bic = payee.Accounts[0].Bank.BIC
	i.written = w.date("date", w.daysAgo(0, 6))
	i.execute = i.written.AddDate(0, 0, 1+w.r.IntN(5))
	i.reason = pick(w.r, []string{"Facture", "Loyer", "Acompte travaux", "Remboursement", "Achat véhicule"}) + fmt.Sprintf(" %04d", w.r.IntN(10_000))
	i.inWords = i.cents
	if w.spec.Defects.Disagree {
		i.inWords = astray(w.r, i.cents)
		w.wrong("amount_words")
	}
	if w.spec.Defects.WrongKey {
		i.to = spoil(i.to, 15+w.r.IntN(8))
		w.wrong("iban")
	}
	for k, v := range map[string]string{"debtor": i.payer.Name(), "debtor_iban": i.from, "creditor": i.payeeName, "creditor_iban": i.to,
		"bic": i.bic, "amount": decimal(i.cents), "amount_figures": decimal(i.cents), "amount_words": decimal(i.inWords), "currency": "EUR",
		"date": i.written.Format(time.DateOnly), "execution_date": i.execute.Format(time.DateOnly), "remittance_information": i.reason,
		"signature_present": "true", "place": i.payer.City} {
		w.field(k, v)
	}
	return i
}

func transferForm(w *work) {
	i := w.instruction()
	s := a4()
	b := i.payer.Accounts[0].Bank
	s.logo(w.r, 18, 14, 12)
	s.put(34, 23, sansBold, 14, b.Name)
	s.centre(105, 42, sansBold, 17, "ORDRE DE VIREMENT")
	box := func(y float64, title string, rows [][2]string) float64 {
		h := 11 + 8*float64(len(rows))
		s.frame(18, y, 174, h, 0.3, 70)
		s.block(18, y, 174, 7, 225)
		s.put(21, y+5, sansBold, 10, title)
		for k, kv := range rows {
			s.put(22, y+14+8*float64(k), sans, 9.5, kv[0]+" :")
			s.put(72, y+14+8*float64(k), mono, 10.5, kv[1])
		}
		return y + h + 6
	}
	y := box(52, "DONNEUR D'ORDRE", [][2]string{{"Nom", i.payer.Title()}, {"Adresse", i.payer.Address()}, {"IBAN", groups(i.from, 4)}})
	y = box(y, "BÉNÉFICIAIRE", [][2]string{{"Nom", i.payeeName}, {"IBAN", groups(i.to, 4)}, {"BIC", i.bic}})
	y = box(y, "VIREMENT", [][2]string{{"Montant en chiffres", figures(i.cents) + " EUR"}, {"Motif", i.reason}, {"Date d'exécution", i.execute.Format("02/01/2006")}})
	s.put(22, y+4, sans, 9.5, "Montant en lettres :")
	s.paragraph(72, y+4, 118, mono, 10, 5, w.inWords(i.inWords))
	s.put(22, y+26, sans, 10, "Fait à "+i.payer.City+", le "+i.written.Format("02/01/2006"))
	s.put(115, y+26, sans, 10, "Signature du donneur d'ordre")
	s.signature(w.r, 125, y+30, 45, 16)
	w.page(s)
}

func transferLetter(w *work) {
	i := w.instruction()
	s := a4()
	f := pick(w.r, []face{serif, gopher})
	s.lines(20, 22, f, 11, 5, i.payer.Title(), i.payer.Street, i.payer.Town())
	s.put(120, 45, f, 11, i.payer.Accounts[0].Bank.Name)
	s.put(120, 60, f, 11, i.payer.City+", le "+longDate(i.written))
	s.put(20, 76, sansBold, 11.5, "Objet : ordre de virement")
	y := s.paragraph(20, 90, 170, f, 11, 5.6, "Madame, Monsieur,")
	y = s.paragraph(20, y+3, 170, f, 11, 5.6, fmt.Sprintf("Je vous prie de bien vouloir virer la somme de %s EUR (%s) par le débit de mon compte :",
		figures(i.cents), w.inWords(i.inWords)))
	y = s.lines(30, y+3, mono, 10.5, 6, "IBAN donneur d'ordre : "+groups(i.from, 4))
	y = s.paragraph(20, y+2, 170, f, 11, 5.6, "au profit du bénéficiaire suivant :")
	y = s.lines(30, y+3, mono, 10.5, 6, "Nom du bénéficiaire : "+i.payeeName, "IBAN bénéficiaire : "+groups(i.to, 4), "BIC : "+i.bic)
	y = s.lines(20, y+3, f, 11, 6, "Motif : "+i.reason, "Date d'exécution souhaitée : "+longDate(i.execute))
	y = s.paragraph(20, y+5, 170, f, 11, 5.6, "Je vous prie d'agréer mes salutations distinguées.")
	s.put(120, y+8, f, 11, "Signature")
	s.signature(w.r, 120, y+12, 50, 18)
	w.page(s)
}

func transferTable(w *work) {
	i := w.instruction()
	s := a4()
	s.put(18, 22, gopherBold, 16, "Ordre de virement SEPA")
	s.put(18, 30, gopher, 10, i.payer.Accounts[0].Bank.Name+" - à remettre à votre agence")
	rows := [][2]string{{"Donneur d'ordre", i.payer.Title()}, {"IBAN à débiter", groups(i.from, 4)}, {"Bénéficiaire", i.payeeName},
		{"IBAN à créditer", groups(i.to, 4)}, {"BIC", i.bic}, {"Montant", figures(i.cents) + " EUR"}, {"Montant en lettres", ""},
		{"Motif", i.reason}, {"Date d'exécution", i.execute.Format("02/01/2006")}, {"Fait à, le", i.payer.City + ", " + i.written.Format("02/01/2006")}}
	for k, kv := range rows {
		y := 42 + 13*float64(k)
		s.frame(18, y, 52, 13, 0.25, 80)
		s.frame(70, y, 122, 13, 0.25, 80)
		s.put(21, y+8, gopherBold, 9.5, kv[0])
		if kv[1] != "" {
			s.put(73, y+8, gopher, 10.5, kv[1])
		} else {
			s.paragraph(73, y+5.5, 116, gopher, 9, 4.6, w.inWords(i.inWords))
		}
	}
	s.put(21, 184, gopherBold, 9.5, "Signature")
	s.signature(w.r, 75, 178, 55, 20)
	w.page(s)
}

// inWords writes cents out in one of the ways found on paper.
func (w *work) inWords(cents int64) string {
	hyphens := pick(w.r, []string{"some", "all", "none"})
	s, err := check.WriteWords(bordereau.Money{Minor: cents, Currency: "EUR"}, check.Spelling{Language: "fr", Hyphens: hyphens, Tens: "france", Cents: "words"})
	if err != nil { // layOut has refused such amounts
		panic(fmt.Sprintf("specimen: %d cents cannot be written out: %v", cents, err))
	}
	return strings.TrimSpace(s)
}
