package specimen

import (
	"fmt"
	"strings"
)

func saleAgreement(st style, title string) func(*work) {
	return func(w *work) {
		seller, buyer := newPerson(w.r), w.person()
		d := w.deed(st)
		d.title(15, title)
		d.text("ENTRE LES SOUSSIGNÉS : %s %s, demeurant %s, ci-après dénommé le vendeur,", seller.civility(), fullName(&seller), seller.Address())
		d.text("ET : %s %s, demeurant %s, ci-après dénommé l'acquéreur,", buyer.civility(), fullName(buyer), buyer.Address())
		d.heading("DÉSIGNATION DU BIEN")
		d.text("Un appartement de %d m², situé %s, au deuxième étage, avec cave et droit aux parties communes.", 30+w.r.IntN(80), seller.Address())
		d.heading("PRIX DE VENTE")
		price := int64(80+w.r.IntN(300)) * 100_000
		d.text("La vente est consentie au prix de %s euros, payable comptant le jour de la signature de l'acte authentique.", figures(price))
		d.heading("CONDITIONS SUSPENSIVES")
		d.text("Les présentes sont soumises à la condition suspensive de l'obtention d'un prêt par l'acquéreur avant le %s.", longDate(w.spec.Day.AddDate(0, 2, 0)))
		d.heading("DÉLAI DE RÉTRACTATION")
		d.text("L'acquéreur non professionnel peut se rétracter dans un délai de dix jours (article L. 271-1 du code de la construction et de l'habitation).")
		d.text("Fait à %s, le %s", seller.City, longDate(w.daysAgo(2, 40)))
		d.signed(30, "Le vendeur", true)
		d.signed(120, "L'acquéreur", true)
	}
}

func employment(st style, title string) func(*work) {
	return func(w *work) {
		firm, p := newCompany(w.r), w.person()
		d := w.deed(st)
		d.head(firm.Company, firm.Address(), "SIRET "+firm.SIRET())
		d.title(15, title)
		d.text("Entre la société %s, ci-après l'employeur, et %s %s, ci-après %s, il a été convenu ce qui suit.", firm.Company, p.civility(), fullName(p), map[string]string{"M": "le salarié", "F": "la salariée"}[p.Sex])
		for i, a := range [][2]string{{"ENGAGEMENT", fmt.Sprintf("%s est engagé%s à compter du %s, sous réserve de la visite d'information et de prévention.", p.Name(), p.e(), longDate(w.daysAgo(100, 2000)))},
			{"FONCTIONS", "Le poste occupé est celui de " + pick(w.r, []string{"comptable", "menuisier", "chauffeur", "libraire"}) + ", position et coefficient de la convention collective."},
			{"PÉRIODE D'ESSAI", "Le contrat ne deviendra définitif qu'à l'issue d'une période d'essai de deux mois."},
			{"DURÉE DU TRAVAIL", "La durée hebdomadaire de travail est fixée à 35 heures."},
			{"RÉMUNÉRATION", fmt.Sprintf("La rémunération mensuelle brute est de %s euros.", figures(int64(1800+w.r.IntN(2500))*100))},
			{"CONGÉS PAYÉS", "Les congés payés sont acquis selon les dispositions légales et conventionnelles."}} {
			d.heading(fmt.Sprintf("Article %d - %s", i+1, a[0]))
			d.text("%s", a[1])
		}
		d.text("Fait en deux exemplaires à %s, le %s", firm.City, longDate(w.daysAgo(100, 2000)))
		d.signed(30, "L'employeur", true)
		d.signed(120, "Le salarié ou la salariée", true)
	}
}

// certificate is a paper of an office that is filed as it is.
func certificate(st style, office, title string, says ...string) func(*work) {
	return func(w *work) {
		firm := newCompany(w.r)
		d := w.deed(st)
		d.head(office)
		d.title(16, title)
		d.text("Référence : %s-%06d", strings.ToUpper(office[:3]), w.r.IntN(1_000_000))
		d.text("Le directeur certifie que l'entreprise désignée ci-dessous")
		d.pairs(36, [2]string{"Raison sociale :", firm.Company}, [2]string{"SIRET :", firm.SIRET()}, [2]string{"Adresse :", firm.Address()})
		for _, t := range says {
			d.text("%s", t)
		}
		d.text("Fait à %s, le %s", firm.City, longDate(w.daysAgo(1, 90)))
		d.signed(120, "Le directeur", true)
	}
}
