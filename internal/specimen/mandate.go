package specimen

import (
	"fmt"
	"strings"
	"time"
)

// authority is what a debtor allows a creditor.
type authority struct {
	debtor, creditor    *Customer
	reference, id, iban string
	recurrent           bool
	signed              time.Time
}

// creditorID puts the key of ISO 7064 into a French creditor identifier; the business
// code ZZZ is left out of it.
func creditorID(national string) string {
	return fmt.Sprintf("FR%02dZZZ%s", 98-mod97(national+"FR00"), national)
}

func (w *work) authority() authority {
	c := newCompany(w.r)
	a := authority{debtor: w.customer(), creditor: &c, recurrent: w.r.IntN(3) > 0, signed: w.date("date", w.daysAgo(1, 60))}
	a.reference = fmt.Sprintf("RUM-%d-%06d", a.signed.Year(), w.r.IntN(1_000_000))
	a.id = creditorID(fmt.Sprintf("%06d", 100_000+w.r.IntN(800_000)))
	a.iban = w.given("iban", a.debtor.IBAN())
	if w.spec.Defects.WrongKey {
		a.id = spoil(a.id, 8)
		w.wrong("creditor_id")
	}
	w.know(map[string]string{"mandate_reference": a.reference, "creditor_id": a.id, "creditor": a.creditor.Company, "debtor": a.debtor.Name(), "debtor_iban": a.iban})
	return a
}

func (w *work) signedAuthority() authority {
	a := w.authority()
	kind := "one_off"
	if a.recurrent {
		kind = "recurrent"
	}
	w.know(map[string]string{"recurrence": kind, "date": iso(a.signed), "place": a.debtor.City, "bic": a.debtor.Accounts[0].Bank.BIC})
	return a
}

const refund = "Vous bénéficiez du droit d'être remboursé par votre banque selon les conditions décrites dans la convention que vous avez passée avec elle. " +
	"Une demande de remboursement doit être présentée dans les 8 semaines suivant la date de débit de votre compte pour un prélèvement autorisé."

func (a authority) allows() string {
	return "En signant ce formulaire de mandat, vous autorisez " + a.creditor.Company + " à envoyer des instructions à votre banque pour débiter votre compte, et votre banque à débiter votre compte. " + refund
}

// tick draws the two boxes of a mandate with a cross in one.
func (s *sheet) tick(x, y float64, f face, size float64, crossed bool, text string) float64 {
	s.frame(x, y-3.4, 4, 4, 0.25, 40)
	if crossed {
		s.put(x+0.8, y-0.2, sansBold, 10, "X")
	}
	return x + 7 + s.put(x+7, y, f, size, text)
}

func mandateForm(w *work) {
	a := w.signedAuthority()
	s := a4()
	s.centre(105, 20, sansBold, 15, "MANDAT DE PRÉLÈVEMENT SEPA")
	s.put(18, 32, sans, 10, "Référence unique du mandat : "+a.reference)
	s.paragraph(18, 42, 174, sans, 9, 4.4, a.allows())
	s.block(18, 66, 174, 7, 226)
	s.put(20, 71, sansBold, 10, "CRÉANCIER")
	s.pairs(20, 75, 81, 7, sans, sansBold, 10, [2]string{"Nom du créancier :", a.creditor.Company}, [2]string{"Identifiant créancier SEPA :", a.id}, [2]string{"Adresse :", a.creditor.Address()})
	s.block(18, 104, 174, 7, 226)
	s.put(20, 109, sansBold, 10, "DÉBITEUR")
	s.pairs(20, 75, 119, 7, sans, sansBold, 10, [2]string{"Nom du débiteur :", a.debtor.Title()}, [2]string{"Adresse :", a.debtor.Address()},
		[2]string{"IBAN :", groups(a.iban, 4)}, [2]string{"BIC :", a.debtor.Accounts[0].Bank.BIC})
	x := s.tick(20, 154, sans, 10, a.recurrent, "Paiement récurrent")
	s.tick(x+20, 154, sans, 10, !a.recurrent, "Paiement ponctuel")
	s.put(20, 168, sans, 10, "Fait à "+a.debtor.City+", le "+shortDate(a.signed))
	s.put(120, 168, sans, 10, "Signature :")
	s.signature(w.r, 122, 172, 45, 16)
	w.page(s)
}

func mandateLines(w *work) {
	a := w.signedAuthority()
	s := a4()
	kind := "ponctuel"
	if a.recurrent {
		kind = "récurrent"
	}
	s.put(20, 24, serifBold, 15, "Mandat de prélèvement SEPA")
	y := s.lines(20, 38, serif, 11, 7, "RUM : "+a.reference, "Créancier : "+a.creditor.Company, "ICS : "+a.id, "Type de paiement : "+kind)
	y = s.lines(20, y+6, serif, 11, 7, "Débiteur : "+a.debtor.Title(), a.debtor.Address(), "IBAN "+groups(a.iban, 4), "BIC "+a.debtor.Accounts[0].Bank.BIC)
	y = s.paragraph(20, y+6, 170, serif, 10.5, 5.2, a.allows())
	s.put(20, y+10, serif, 11, "Fait à "+a.debtor.City+", le "+longDate(a.signed))
	s.put(120, y+10, serif, 11, "Signature")
	s.signature(w.r, 120, y+14, 50, 17)
	w.page(s)
}

func mandateColumns(w *work) {
	a := w.signedAuthority()
	s := a4()
	s.put(16, 20, gopherBold, 14, a.creditor.Company)
	s.right(194, 20, gopherBold, 12, "MANDAT DE PRÉLÈVEMENT SEPA")
	s.grid(34, 7, gopherBold, gopher, 10, []column{{"Référence unique du mandat", 16, false}, {"Identifiant créancier SEPA", 110, false}}, [][]string{{a.reference, a.id}})
	s.grid(54, 7, gopherBold, gopher, 10, []column{{"Nom du débiteur", 16, false}, {"Nom du créancier", 110, false}}, [][]string{{a.debtor.Title(), a.creditor.Company}, {a.debtor.Street, a.creditor.Street}, {a.debtor.Town(), a.creditor.Town()}})
	s.put(16, 88, gopher, 10, "IBAN du compte à débiter")
	s.put(70, 88, gopherBold, 10, groups(a.iban, 4))
	s.put(16, 96, gopher, 10, "BIC")
	s.put(70, 96, gopherBold, 10, a.debtor.Accounts[0].Bank.BIC)
	x := s.tick(16, 108, gopher, 10, !a.recurrent, "Paiement ponctuel")
	s.tick(x+14, 108, gopher, 10, a.recurrent, "Paiement récurrent")
	s.paragraph(16, 122, 178, gopher, 9, 4.5, a.allows())
	s.put(16, 162, gopher, 10, "Fait à "+a.debtor.City+", le "+shortDate(a.signed))
	s.put(110, 162, gopher, 10, "Signature du débiteur")
	s.signature(w.r, 112, 166, 48, 16)
	w.page(s)
}

// tipped is a bill with a TIP to sign and send back.
type tipped struct {
	authority
	cents int64
	due   time.Time
	line  string
}

func (w *work) tipNotice() tipped {
	c := tipped{authority: w.authority(), cents: w.amount(1_500, 90_000)}
	delete(w.truth.Fields, "debtor_iban")
	c.due = w.spec.Day.AddDate(0, 0, 5+w.r.IntN(25))
	c.line = fmt.Sprintf("%012d %010d %06d %08d", w.r.Int64N(1e12), w.r.Int64N(1e10), w.r.IntN(1_000_000), c.cents)
	w.know(map[string]string{"amount": decimal(c.cents), "currency": "EUR", "due_date": iso(c.due), "optical_line": c.line})
	return c
}

// slip draws the part that is torn off and sent back.
func (c tipped) slip(s *sheet, y float64, f, bold face) {
	s.rule(8, y-6, 202, y-6, 0.2, 120)
	s.put(16, y, bold, 12, "TIP SEPA")
	s.put(60, y, f, 8.5, "Titre interbancaire de paiement SEPA, mandat ponctuel")
}

func tipFoot(w *work) {
	c := w.tipNotice()
	s := a4()
	s.put(18, 22, sansBold, 14, c.creditor.Company)
	s.lines(18, 28, sans, 9, 4.4, c.creditor.Street, c.creditor.Town())
	s.lines(118, 50, sans, 11, 5.2, c.debtor.Title(), c.debtor.Street, c.debtor.Town())
	s.put(18, 82, sansBold, 12, "Votre avis d'échéance")
	s.pairs(18, 80, 94, 7, sans, sansBold, 10.5, [2]string{"Montant à payer :", figures(c.cents) + " €"}, [2]string{"À payer avant le :", shortDate(c.due)})
	s.paragraph(18, 116, 170, sans, 10, 5, "Pour régler, datez et signez le titre ci-dessous sans le plier et renvoyez-le dans l'enveloppe jointe. Joindre un RIB la première fois.")
	c.slip(s, 200, sans, sansBold)
	s.pairs(16, 70, 210, 6.5, sans, sansBold, 9.5, [2]string{"Référence unique du mandat :", c.reference}, [2]string{"Identifiant créancier (ICS) :", c.id}, [2]string{"Créancier :", c.creditor.Company})
	s.put(150, 210, sans, 9.5, "Montant :")
	s.right(198, 210, sansBold, 11, figures(c.cents)+" €")
	s.put(130, 222, sans, 9, "Date et signature")
	s.signature(w.r, 132, 226, 45, 15)
	s.put(16, 262, mono, 11, c.line)
	w.page(s)
}

func tipBand(w *work) {
	c := w.tipNotice()
	s := a4()
	s.put(16, 20, serifBold, 13, c.creditor.Company)
	s.put(16, 40, serif, 11, "Débiteur : "+c.debtor.Title())
	s.put(16, 47, serif, 11, c.debtor.Address())
	s.put(16, 60, serif, 11, "Somme à payer : "+figures(c.cents)+" €, avant le "+shortDate(c.due))
	c.slip(s, 180, serif, serifBold)
	s.lines(16, 190, serif, 10.5, 6.5, "ICS : "+c.id, "RUM : "+c.reference, "Montant : "+figures(c.cents)+" €", "Centre d'encaissement de la Tavelle")
	s.put(120, 192, serif, 10, "Date et signature")
	s.signature(w.r, 122, 196, 48, 16)
	s.put(16, 250, mono, 11, c.line)
	w.page(s)
}

func tipTop(w *work) {
	c := w.tipNotice()
	s := a4()
	s.put(16, 20, gopherBold, 13, c.creditor.Company)
	s.put(120, 20, gopher, 10, "Échéance du "+shortDate(c.due))
	s.lines(118, 40, gopher, 10.5, 5, c.debtor.Title(), c.debtor.Street, c.debtor.Town())
	s.put(16, 66, gopherBold, 11, "Net à payer")
	s.right(110, 66, gopherBold, 11, figures(c.cents)+" €")
	c.slip(s, 170, gopher, gopherBold)
	s.grid(182, 6.5, gopherBold, gopher, 9.5, []column{{"Référence unique du mandat", 16, false}, {"ICS", 90, false}, {"Montant", 190, true}}, [][]string{{c.reference, c.id, figures(c.cents) + " €"}})
	s.put(16, 204, gopher, 9.5, "Créancier : "+c.creditor.Company)
	s.put(120, 208, gopher, 9.5, "Date et signature")
	s.signature(w.r, 122, 212, 48, 15)
	s.put(16, 250, mono, 11, c.line)
	w.page(s)
}

// offer is a loan with the figures that an offer has to tell.
type offer struct {
	*Customer
	bank                     Bank
	capital, cost, payment   int64
	months                   int
	rate, annual             string
	issued, received, signed time.Time
}

func (w *work) offer(capital int64, months int) offer {
	o := offer{Customer: w.person(), capital: capital + 10_000*w.r.Int64N(900), months: months}
	o.bank = o.Accounts[0].Bank
	basis := 150 + w.r.Int64N(350)
	o.rate = fmt.Sprintf("%d,%02d", basis/100, basis%100)
	o.annual = fmt.Sprintf("%d,%02d", (basis+55)/100, (basis+55)%100)
	o.cost = o.capital * basis * int64(months) / 240_000
	o.payment = (o.capital + o.cost) / int64(months)
	o.issued = w.date("date", w.daysAgo(20, 60))
	o.received = o.issued.AddDate(0, 0, 2)
	o.signed = o.received.AddDate(0, 0, 11+w.r.IntN(6))
	total := o.capital + o.cost
	if w.spec.Defects.WrongTotal {
		o.cost += 10_000
		w.wrong("total_due")
	}
	w.know(map[string]string{"debtor": o.Name(), "creditor": o.bank.Name, "date": iso(o.issued), "received_date": iso(o.received), "acceptance_date": iso(o.signed),
		"loan_amount": decimal(o.capital), "rate": point(o.rate), "annual_rate": point(o.annual), "duration": fmt.Sprint(o.months), "payment": decimal(o.payment),
		"loan_cost": decimal(o.cost), "total_due": decimal(total), "currency": "EUR"})
	return o
}

// point writes a French number in the canonical form, without an end of zeros.
func point(n string) string {
	if strings.Contains(n, ",") {
		n = strings.TrimSuffix(strings.TrimRight(n, "0"), ",")
	}
	return strings.Replace(n, ",", ".", 1)
}

func (o offer) total(w *work) string {
	whole, frac, _ := strings.Cut(w.truth.Fields["total_due"], ".")
	var cents int64
	for _, c := range whole + frac {
		cents = 10*cents + int64(c-'0')
	}
	return figures(cents)
}

func offerHome(w *work) {
	o := w.offer(9_000_000, 240)
	s := a4()
	s.put(18, 20, sansBold, 13, o.bank.Name)
	s.centre(105, 36, sansBold, 16, "OFFRE DE PRÊT IMMOBILIER")
	y := s.pairs(18, 80, 52, 7.5, sans, sansBold, 10.5, [2]string{"Date de l'offre :", shortDate(o.issued)}, [2]string{"Prêteur :", o.bank.Name}, [2]string{"Emprunteur :", o.Title()},
		[2]string{"Montant du prêt :", figures(o.capital) + " €"}, [2]string{"Durée :", fmt.Sprint(o.months) + " mois"}, [2]string{"Taux débiteur fixe :", o.rate + " %"}, [2]string{"TAEG :", o.annual + " %"},
		[2]string{"Mensualité :", figures(o.payment) + " €"}, [2]string{"Coût total du crédit :", figures(o.cost) + " €"}, [2]string{"Montant total dû :", o.total(w) + " €"})
	y = s.paragraph(18, y+6, 174, sans, 9.5, 4.8, "L'emprunteur et les cautions ne peuvent accepter l'offre qu'après un délai de réflexion de dix jours suivant sa réception. Les conditions de l'offre sont maintenues pendant trente jours au moins.")
	s.put(18, y+8, sans, 10, "Offre reçue le "+shortDate(o.received))
	s.put(110, y+8, sans, 10, "Offre acceptée le "+shortDate(o.signed))
	s.put(110, y+16, sans, 10, "Signature de l'emprunteur")
	s.signature(w.r, 112, y+20, 48, 16)
	w.page(s)
}

func offerConsumer(w *work) {
	o := w.offer(300_000, 48)
	s := a4()
	s.put(20, 22, serifBold, 15, "Offre de contrat de crédit")
	s.put(20, 29, serif, 11, o.bank.Name+", prêt personnel")
	y := s.lines(20, 44, serif, 11, 7, "Offre émise le "+longDate(o.issued), "Emprunteur : "+o.Title()+", "+o.Address(), "Montant total du crédit : "+figures(o.capital)+" €",
		"Durée : "+fmt.Sprint(o.months)+" mois, mensualité : "+figures(o.payment)+" €", "Taux débiteur : "+o.rate+" %", "Taux annuel effectif global (TAEG) : "+o.annual+" %",
		"Coût total du crédit : "+figures(o.cost)+" €", "Montant total dû par l'emprunteur : "+o.total(w)+" €")
	y = s.paragraph(20, y+6, 170, serif, 10.5, 5.2, "L'emprunteur peut se rétracter sans motif dans un délai de quatorze jours à compter de l'acceptation ; un bordereau de rétractation est joint.")
	s.put(20, y+8, serif, 11, "Offre reçue le "+longDate(o.received))
	s.put(20, y+15, serif, 11, "Offre acceptée le "+longDate(o.signed))
	s.put(120, y+15, serif, 11, "Signature de l'emprunteur")
	s.signature(w.r, 122, y+19, 48, 16)
	w.page(s)
}

func offerGrid(w *work) {
	o := w.offer(6_000_000, 180)
	s := a4()
	s.block(14, 12, 182, 12, 226)
	s.put(18, 20, gopherBold, 13, "OFFRE DE PRÊT")
	s.right(192, 20, gopherBold, 11, o.bank.Name)
	s.put(18, 34, gopher, 10, "Date de l'offre : "+shortDate(o.issued))
	s.put(110, 34, gopher, 10, "Emprunteur : "+o.Title())
	s.grid(48, 7, gopherBold, gopher, 10, []column{{"Montant du prêt", 18, false}, {"Durée", 70, false}, {"Mensualité", 110, false}}, [][]string{{figures(o.capital) + " €", fmt.Sprint(o.months) + " mois", figures(o.payment) + " €"}})
	s.grid(68, 7, gopher, gopher, 10, []column{{"Taux nominal : " + o.rate + " %", 18, false}, {"TAEG : " + o.annual + " %", 110, false}}, nil)
	s.sums(18, 190, 84, 7.5, gopher, 10.5, [2]string{"Coût total du crédit", figures(o.cost) + " €"}, [2]string{"Montant total dû", o.total(w) + " €"})
	s.paragraph(18, 108, 174, gopher, 9, 4.6, "Le délai de réflexion de 10 jours court du lendemain de la réception de l'offre par chaque emprunteur et chaque caution.")
	s.put(18, 126, gopher, 10, "Reçue le "+shortDate(o.received))
	s.put(110, 126, gopher, 10, "Acceptée le "+shortDate(o.signed))
	s.put(110, 136, gopher, 10, "Signature")
	s.signature(w.r, 112, 140, 48, 16)
	w.page(s)
}
