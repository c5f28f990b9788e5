package specimen

import (
	"fmt"
	"time"
)

// dwelling records what a proof of address without an amount says.
func (w *work) dwelling(issuer string) proof {
	p := proof{Customer: w.customer(), issuer: issuer, date: w.date("date", w.daysAgo(2, 80)), reference: fmt.Sprintf("%010d", w.r.IntN(1_000_000_000))}
	for k, v := range map[string]string{"account_holder": p.Name(), "address": p.Address(), "date": p.date.Format(time.DateOnly)} {
		w.field(k, v)
	}
	if issuer != "" {
		w.field("company", issuer)
	}
	return p
}

func holderStatement(w *work) {
	p := w.dwelling(pick(w.r, energy))
	d := w.deed(plainStyle)
	d.head(p.issuer, "Service clients")
	p.window(d.s, 115, 50)
	d.y = 76
	d.title(15, "ATTESTATION DE TITULAIRE DE CONTRAT")
	d.text("Par la présente, %s atteste que la personne désignée ci-dessous est titulaire d'un contrat de fourniture d'électricité en cours.", p.issuer)
	d.pairs(58, [2]string{"Titulaire du contrat :", p.Title()}, [2]string{"Référence client :", p.reference}, [2]string{"Adresse de consommation :", p.Address()})
	d.gap(4)
	d.text("Attestation établie le %s pour servir et valoir ce que de droit.", shortDate(p.date))
}

func paymentSchedule(w *work) {
	p := w.dwelling(pick(w.r, energy))
	d := w.deed(gopherStyle)
	d.head(p.issuer)
	p.window(d.s, 112, 48)
	d.y = 76
	d.title(15, "ÉCHÉANCIER DE PAIEMENT")
	d.pairs(58, [2]string{"Date d'émission :", shortDate(p.date)}, [2]string{"Titulaire du contrat :", p.Title()}, [2]string{"Adresse de consommation :", p.Address()}, [2]string{"Votre contrat :", "électricité, option base"})
	cents := int64(3_000 + w.r.IntN(9_000))
	d.heading("Vos mensualités")
	for i := range 10 {
		d.s.put(d.left+8, d.y, d.f, d.size, shortDate(p.date.AddDate(0, i+1, 10-p.date.Day())))
		d.s.right(d.left+90, d.y, d.f, d.size, figures(cents)+" €")
		d.y += d.leading + 1
	}
	d.gap(3)
	d.text("Cet échéancier vaut facture et peut servir de justificatif de domicile.")
}

func hosting(w *work) {
	host := newPerson(w.r)
	p := w.dwelling("")
	d := w.deed(deedStyle)
	d.title(16, "ATTESTATION D'HÉBERGEMENT")
	d.text("Je soussigné%s, %s, né%s le %s à %s, certifie sur l'honneur héberger à mon domicile, à titre gratuit :", host.e(), fullName(&host), host.e(), longDate(host.BirthDate), host.BirthPlace)
	d.pairs(40, [2]string{"Personne hébergée :", p.Title()}, [2]string{"Adresse du logement :", p.Address()})
	d.text("depuis plus de trois mois.")
	d.text("Je joins la copie de ma pièce d'identité et un justificatif de domicile à mon nom.")
	d.text("Fait à %s, le %s", p.City, longDate(p.date))
	d.signed(120, "L'hébergeant", true)
}

// hostingTyped is kept: a lodger's statement of other words.
func hostingTyped(w *work) {
	host := newPerson(w.r)
	p := w.dwelling("")
	d := w.deed(typedStyle)
	d.title(14, "ATTESTATION D'HÉBERGEMENT À TITRE GRATUIT")
	d.text("Je soussigné%s %s, demeurant à l'adresse ci-dessous, déclare sur l'honneur loger chez moi la personne suivante.", host.e(), fullName(&host))
	d.pairs(44, [2]string{"Nom de l'hébergé :", p.Title()}, [2]string{"Adresse du logement :", p.Address()})
	d.text("Fait pour valoir ce que de droit, à %s, le %s.", p.City, shortDate(p.date))
	d.signed(120, "Signature", true)
}
