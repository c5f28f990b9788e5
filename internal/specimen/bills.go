package specimen

import (
	"fmt"
	"strings"
	"time"
)

// proof is what proves where somebody lives.
type proof struct {
	*Customer
	issuer    string
	date      time.Time
	reference string
	cents     int64
}

func (w *work) proof(issuers []string) proof {
	p := proof{Customer: w.customer(), issuer: pick(w.r, issuers), date: w.date("date", w.daysAgo(5, 80)),
		reference: fmt.Sprintf("%010d", w.r.IntN(1_000_000_000)), cents: 1_500 + w.r.Int64N(18_000)}
	w.field("account_holder", p.Name())
	w.field("address", p.Address())
	w.field("date", p.date.Format(time.DateOnly))
	w.field("company", p.issuer)
	w.field("gross_amount", decimal(p.cents))
	w.field("currency", "EUR")
	return p
}

func energyBill(w *work) {
	p := w.proof(energy)
	s := a4()
	s.logo(w.r, 18, 14, 13)
	s.put(35, 23, sansBold, 15, p.issuer)
	s.lines(18, 36, sans, 8.5, 4, "Service clients", "TSA 99999 - 99905 Aigremer Cedex", "Tél. 01 99 00 12 34")
	p.window(s, 115, 52)
	s.put(18, 60, sansBold, 10, "VOTRE CONTRAT")
	s.lines(18, 66, sans, 9, 4.6, "Électricité - offre Horizon", "Référence client : "+p.reference, "Puissance souscrite : 6 kVA")
	s.put(18, 84, sansBold, 10, "POINT DE LIVRAISON")
	s.lines(18, 90, sans, 9, 4.6, fmt.Sprintf("N° PDL : 99%012d", w.r.Int64N(1_000_000_000_000)), "Adresse de consommation : "+p.Street, p.Town())
	s.block(18, 106, 174, 12, 225)
	s.put(21, 114, sansBold, 14, "FACTURE du "+longDate(p.date))
	s.right(190, 114, sansBold, 12, fmt.Sprintf("n° %09d", w.r.IntN(1_000_000_000)))
	w.breakdown(s, 128, p.cents, "Abonnement", "Consommation (relevé)", "Taxes et contributions")
	s.paragraph(18, 200, 174, sans, 9, 4.3, "Votre prochain relevé aura lieu dans deux mois. Le montant sera prélevé sur votre compte bancaire. "+
		"Cette facture peut servir de justificatif de domicile. Conservez-la cinq ans.")
	w.page(s)
}

// energyBillDetailed has the details of the consumption on a second page.
func energyBillDetailed(w *work) {
	energyBill(w)
	s := a4()
	s.put(18, 24, sansBold, 13, "Détail de votre facture")
	for i, h := range []string{"Période", "Ancien relevé", "Nouveau relevé", "Consommation (kWh)"} {
		s.put(20+44*float64(i), 40, sansBold, 9.5, h)
	}
	meter := 10_000 + w.r.IntN(50_000)
	for i, month := range months {
		y := 48 + 8*float64(i)
		used := 90 + w.r.IntN(400)
		for k, v := range []string{month, fmt.Sprint(meter), fmt.Sprint(meter + used), fmt.Sprint(used)} {
			s.put(20+44*float64(k), y, sans, 10, v)
		}
		s.rule(18, y+2.5, 192, y+2.5, 0.1, 150)
		meter += used
	}
	w.page(s)
}

// window prints name and address where an envelope's window shows them.
func (p proof) window(s *sheet, x, y float64) {
	s.lines(x, y, sans, 11, 5.2, p.Title(), p.Street, p.Town())
}

// breakdown splits a gross amount into parts that add up.
func (w *work) breakdown(s *sheet, y float64, cents int64, parts ...string) {
	rest := cents
	for i, name := range parts {
		part := rest
		if i < len(parts)-1 {
			part = rest * int64(25+w.r.IntN(30)) / 100
		}
		rest -= part
		s.put(22, y, sans, 10, name)
		s.right(188, y, sans, 10, figures(part)+" €")
		y += 7
	}
	s.rule(20, y-3, 190, y-3, 0.3, 60)
	s.put(22, y+3, sansBold, 12, "Montant total TTC à payer")
	s.right(188, y+3, sansBold, 12, figures(cents)+" €")
}

func telecomBill(w *work) {
	p := w.proof(telecoms)
	s := a4()
	s.right(192, 22, gopherBold, 16, p.issuer)
	p.window(s, 110, 50)
	s.put(18, 50, gopherBold, 13, "Votre facture")
	s.lines(18, 58, gopher, 9.5, 5, "Date de facture : "+p.date.Format("02/01/2006"), "N° de client : "+p.reference,
		fmt.Sprintf("Facture n° F%08d", w.r.IntN(100_000_000)), "Ligne fixe et internet : "+p.Phone)
	s.put(18, 92, gopherBold, 11, "VOTRE CONTRAT : Fibre Maison")
	s.lines(18, 99, gopher, 9.5, 5, "Adresse d'installation : "+p.Address(), "Titulaire du contrat : "+p.Title())
	w.breakdown(s, 122, p.cents, "Abonnement internet", "Location du boîtier", "Communications hors forfait")
	s.paragraph(18, 180, 174, gopher, 9, 4.4, "Montant prélevé le 15 du mois suivant. Pour toute question, votre espace client est ouvert jour et nuit.")
	w.page(s)
}

func waterBill(w *work) {
	p := w.proof([]string{"LES EAUX DE VALMORTE", "SYNDICAT DES EAUX DU TILLEUL"})
	s := a4()
	s.put(18, 20, serifBold, 15, p.issuer)
	s.rule(18, 23, 192, 23, 0.8, 60)
	p.window(s, 18, 48)
	s.put(120, 40, serifBold, 12, "FACTURE D'EAU")
	s.lines(120, 47, serif, 10, 5, "Établie le "+longDate(p.date), "Contrat n° "+p.reference, "Période : semestre écoulé")
	s.put(18, 84, serif, 10.5, "Titulaire de l'abonnement : "+p.Title())
	s.put(18, 91, serif, 10.5, "Point de livraison : "+p.Address())
	w.breakdown(s, 108, p.cents, "Abonnement", "Distribution de l'eau", "Collecte et traitement", "Organismes publics")
	w.page(s)
}

func rentReceipt(w *work) {
	p := w.proof([]string{"AGENCE DU VIEUX PORT", "CABINET FONTANELLE GESTION", "RÉGIE LANTERNE IMMOBILIER"})
	s := a4()
	f := pick(w.r, []face{serif, mono})
	size := 11.0
	if f == mono {
		size = 9.5
	}
	s.lines(20, 22, sansBold, 12, 5.5, p.issuer)
	s.lines(20, 28, f, size-1, 5, "Administrateur de biens", "3 place du Marché, 99905 Aigremer")
	s.lines(115, 52, f, size, 5.4, p.Title(), p.Street, p.Town())
	s.centre(105, 84, sansBold, 17, "QUITTANCE DE LOYER")
	period := p.date.AddDate(0, 0, 1-p.date.Day())
	s.centre(105, 92, f, size, "Période du "+longDate(period)+" au "+longDate(period.AddDate(0, 1, -1)))
	y := s.paragraph(20, 108, 170, f, size, 6, fmt.Sprintf("Reçu de %s la somme de %s euros (%s), pour loyer et charges du logement situé %s.",
		p.Title(), figures(p.cents), w.inWords(p.cents), p.Address()))
	rent := p.cents * 85 / 100
	s.put(20, y+8, f, size, "Loyer nu : "+figures(rent)+" €")
	s.put(20, y+15, f, size, "Provision pour charges : "+figures(p.cents-rent)+" €")
	s.put(20, y+24, sansBold, size, "Total acquitté : "+figures(p.cents)+" €")
	s.put(110, y+42, f, size, "Fait à Aigremer, le "+longDate(p.date))
	s.signature(w.r, 120, y+48, 45, 15)
	w.page(s)
}

// sale is an invoice whose arithmetic is right.
type sale struct {
	seller, buyer *Customer
	number        string
	date          time.Time
	items         []item
	net, vat      int64
}

type item struct {
	name        string
	count, unit int64
}

func (w *work) sale() sale {
	seller := newCompany(w.r)
	v := sale{seller: &seller, buyer: w.customer(), date: w.date("date", w.daysAgo(2, 120))}
	v.number = fmt.Sprintf("FA-%d-%05d", v.date.Year(), 1+w.r.IntN(99_999))
	for range 2 + w.r.IntN(5) {
		it := item{pick(w.r, wares), 1 + w.r.Int64N(12), 250 + w.r.Int64N(24_000)}
		v.items = append(v.items, it)
		v.net += it.count * it.unit
	}
	v.vat = (v.net*20 + 50) / 100
	iban := v.seller.IBAN()
	if w.spec.Defects.WrongKey {
		iban = spoil(iban, 16)
		v.seller.Accounts[0].IBAN = iban
		w.wrong("iban")
	}
	for i, it := range v.items {
		at := fmt.Sprintf("lines[%d].", i)
		w.field(at+"description", it.name)
		w.field(at+"quantity", fmt.Sprint(it.count))
		w.field(at+"amount", decimal(it.count*it.unit))
	}
	for k, x := range map[string]string{"invoice_number": v.number, "date": v.date.Format(time.DateOnly), "company": v.seller.Company,
		"siret": v.seller.SIRET(), "siren": v.seller.SIREN, "iban": iban, "bic": v.seller.Accounts[0].Bank.BIC, "currency": "EUR",
		"net_amount": decimal(v.net), "vat_amount": decimal(v.vat), "gross_amount": decimal(v.net + v.vat)} {
		w.field(k, x)
	}
	return v
}

func vatNumber(siren string) string { return fmt.Sprintf("FR%02d%s", (12+3*mod97(siren))%97, siren) }

func invoiceClassic(w *work) { w.invoice(sans, sansBold, "FACTURE") }

func invoiceModern(w *work) { w.invoice(gopher, gopherBold, "Facture") }

func (w *work) invoice(f, bold face, title string) {
	v := w.sale()
	w.field("vat_number", vatNumber(v.seller.SIREN))
	s := a4()
	s.logo(w.r, 18, 14, 14)
	s.put(36, 20, bold, 14, v.seller.Company)
	s.lines(36, 25.5, f, 9, 4.2, v.seller.Street, v.seller.Town(), "SIRET "+v.seller.SIRET(), "TVA "+vatNumber(v.seller.SIREN))
	s.right(192, 22, bold, 18, title)
	s.put(18, 56, f, 10.5, "Facture n° "+v.number)
	s.put(18, 62, f, 10.5, "Date : "+v.date.Format("02/01/2006"))
	s.put(18, 68, f, 10.5, "Échéance : "+v.date.AddDate(0, 0, 30).Format("02/01/2006"))
	s.addressed(115, 56, f, 11, v.buyer)
	y := v.table(s, 84, f, bold)
	for _, t := range []struct {
		label string
		cents int64
		face  face
	}{{"Total HT", v.net, f}, {"TVA 20 %", v.vat, f}, {"Total TTC", v.net + v.vat, bold}, {"Net à payer", v.net + v.vat, bold}} {
		s.put(130, y, t.face, 10.5, t.label)
		s.right(190, y, t.face, 10.5, figures(t.cents)+" €")
		y += 7
	}
	s.put(18, y+8, bold, 10, "Règlement par virement")
	s.put(18, y+14, f, 10, "IBAN : "+groups(v.seller.IBAN(), 4))
	s.put(18, y+20, f, 10, "BIC : "+v.seller.Accounts[0].Bank.BIC)
	s.paragraph(18, 278, 174, f, 7.5, 3.4, "En cas de retard de paiement, indemnité forfaitaire pour frais de recouvrement : 40 euros. Pas d'escompte pour paiement anticipé.")
	w.page(s)
}

func (v sale) table(s *sheet, y float64, f, bold face) float64 {
	s.block(18, y-5.5, 174, 8, 225)
	s.put(20, y, bold, 9.5, "Désignation")
	s.right(125, y, bold, 9.5, "Quantité")
	s.right(158, y, bold, 9.5, "Prix unitaire")
	s.right(190, y, bold, 9.5, "Montant HT")
	for _, it := range v.items {
		y += 8
		s.put(20, y, f, 10, it.name)
		s.right(125, y, f, 10, fmt.Sprint(it.count))
		s.right(158, y, f, 10, figures(it.unit))
		s.right(190, y, f, 10, figures(it.count*it.unit))
	}
	s.rule(18, y+3, 192, y+3, 0.3, 60)
	return y + 11
}

func invoiceService(w *work) {
	v := w.sale()
	s := a4()
	s.centre(105, 24, serifBold, 18, strings.ToUpper(v.seller.Company))
	s.centre(105, 30, serif, 10, v.seller.Address()+" - SIRET "+v.seller.SIRET())
	s.addressed(25, 52, serif, 12, v.buyer)
	s.put(120, 52, serifBold, 13, "FACTURE N° "+v.number)
	s.put(120, 58, serif, 11, "du "+longDate(v.date))
	y := v.table(s, 88, serif, serifBold)
	s.right(190, y, serif, 11, "Montant hors taxes : "+figures(v.net)+" EUR")
	s.right(190, y+7, serif, 11, "TVA au taux de 20 % : "+figures(v.vat)+" EUR")
	s.right(190, y+15, serifBold, 12, "TOTAL TTC : "+figures(v.net+v.vat)+" EUR")
	s.paragraph(25, y+30, 160, serif, 11, 5.4, "À régler par virement sur le compte "+groups(v.seller.IBAN(), 4)+" (BIC "+v.seller.Accounts[0].Bank.BIC+").")
	w.page(s)
}
