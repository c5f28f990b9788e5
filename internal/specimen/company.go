package specimen

import (
	"fmt"
	"strings"
	"time"
)

// registered is a company as its register has it.
type registered struct {
	*Customer
	form, capital     string
	cents             int64
	since, upTo       time.Time
	court             string
	manager           *Customer
	siren, activities string
}

var activities = []string{"Fabrication et pose d'ouvrages en bois", "Vente de livres et de papeterie", "Transport public routier de marchandises",
	"Entretien et réparation de véhicules", "Travaux de plomberie et de chauffage"}

func (w *work) registered() registered {
	c := w.customer()
	if c.Person() {
		n := newCompany(w.r)
		c = &n
	}
	v := registered{Customer: c, cents: int64(1+w.r.IntN(90)) * 100_000, since: w.daysAgo(900, 9000), upTo: w.date("date", w.daysAgo(2, 75)),
		court: pick(w.r, towns).name, siren: c.SIREN, activities: pick(w.r, activities)}
	words := strings.Fields(c.Company)
	v.form = map[string]string{"SARL": "Société à responsabilité limitée", "SAS": "Société par actions simplifiée",
		"EURL": "Entreprise unipersonnelle à responsabilité limitée", "SA": "Société anonyme"}[words[len(words)-1]]
	m := newPerson(w.r)
	v.manager = &m
	v.capital = figures(v.cents)
	if w.spec.Defects.WrongKey {
		v.siren = spoil(v.siren, 3+w.r.IntN(5))
		w.wrong("siren")
	}
	for k, t := range map[string]string{"siren": v.siren, "company": c.Company, "capital": decimal(v.cents), "currency": "EUR", "address": c.Address(), "date": iso(v.upTo), "place": v.court} {
		w.field(k, t)
	}
	return v
}

func extractKbis(w *work) {
	v := w.registered()
	d := w.deed(plainStyle)
	d.head("Greffe du Tribunal de Commerce de "+v.court, pick(w.r, streets)+", 99905 Aigremer")
	d.s.put(d.left, d.y+2, d.f, 9, fmt.Sprintf("N° de gestion %dB%05d", v.since.Year(), w.r.IntN(100_000)))
	d.y += 6
	d.title(15, "EXTRAIT KBIS")
	d.title(10.5, "EXTRAIT D'IMMATRICULATION PRINCIPALE AU REGISTRE", "DU COMMERCE ET DES SOCIÉTÉS", "à jour au "+longDate(v.upTo))
	d.heading("IDENTIFICATION DE LA PERSONNE MORALE")
	d.pairs(66, [2]string{"Immatriculation au RCS, numéro", groups(v.siren, 3) + " R.C.S. " + v.court}, [2]string{"Date d'immatriculation", shortDate(v.since)},
		[2]string{"Dénomination ou raison sociale", v.Company}, [2]string{"Forme juridique", v.form}, [2]string{"Capital social", v.capital + " Euros"},
		[2]string{"Adresse du siège", v.Address()}, [2]string{"Activités principales", v.activities}, [2]string{"Durée de la personne morale", "Jusqu'au " + shortDate(v.since.AddDate(99, 0, 0))})
	d.heading("GESTION, DIRECTION, ADMINISTRATION")
	d.pairs(66, [2]string{"Nom, prénoms", strings.ToUpper(v.manager.Surname) + " " + v.manager.GivenNames}, [2]string{"Date et lieu de naissance", "Le " + shortDate(v.manager.BirthDate) + " à " + v.manager.BirthPlace}, [2]string{"Nationalité", "Française"})
	d.heading("ÉTABLISSEMENT PRINCIPAL")
	d.pairs(66, [2]string{"Activité exercée", v.activities}, [2]string{"Origine du fonds", "Création"}, [2]string{"Mode d'exploitation", "Exploitation directe"})
	d.gap(6)
	d.signed(140, "Le Greffier", true)
	d.gap(22)
	d.text("FIN DE L'EXTRAIT")
}

func extractColumns(w *work) {
	v := w.registered()
	d := w.deed(typedStyle)
	d.head("GREFFE DU TRIBUNAL DE COMMERCE", "DE "+strings.ToUpper(plain(v.court)))
	d.title(13, "EXTRAIT K BIS")
	d.text("Registre du commerce et des sociétés - Extrait à jour au %s", shortDate(v.upTo))
	d.pairs(58, [2]string{"Numéro d'identification :", groups(v.siren, 3) + " R.C.S. " + strings.ToUpper(plain(v.court))}, [2]string{"Dénomination sociale :", v.Company}, [2]string{"Forme juridique :", v.form},
		[2]string{"Au capital de :", v.capital + " EUR"}, [2]string{"Siège social :", v.Address()}, [2]string{"Gérant ou président :", fullName(v.manager)}, [2]string{"Immatriculée depuis le :", shortDate(v.since)})
	d.gap(6)
	d.text("Extrait délivré sous la responsabilité du greffier, qui certifie l'exactitude des mentions ci-dessus.")
	d.signed(130, "Le Greffier", true)
}

// extractBoxed is kept.
func extractBoxed(w *work) {
	v := w.registered()
	s := a4()
	s.centre(105, 22, gopherBold, 13, "RÉPUBLIQUE FRANÇAISE")
	s.centre(105, 30, gopher, 10, "Greffe du tribunal de commerce de "+v.court)
	s.block(20, 38, 170, 12, 225)
	s.centre(105, 46, gopherBold, 14, "Extrait Kbis")
	s.put(22, 58, gopher, 10, "Situation à jour au "+longDate(v.upTo))
	rows := [][2]string{{"Dénomination", v.Company}, {"SIREN", groups(v.siren, 3)}, {"Immatriculation", groups(v.siren, 3) + " R.C.S. " + v.court}, {"Forme", v.form},
		{"Capital social", v.capital + " €"}, {"Adresse du siège", v.Address()}, {"Dirigeant", fullName(v.manager)}, {"Activité", v.activities}}
	for i, kv := range rows {
		y := 70 + 12*float64(i)
		s.frame(20, y-7, 170, 11, 0.2, 120)
		s.put(23, y, gopherBold, 9.5, kv[0])
		s.put(75, y, gopher, 10, kv[1])
	}
	s.put(130, 180, gopher, 10, "Le greffier")
	s.signature(w.r, 132, 184, 40, 14)
	w.page(s)
}

func articles(st style, title string) func(*work) {
	return func(w *work) {
		c := newCompany(w.r)
		d := w.deed(st)
		d.head(c.Company, "Siège social : "+c.Address())
		d.title(18, title)
		d.text("Les soussignés ont établi ainsi qu'il suit les statuts de la société qu'ils sont convenus de constituer entre eux.")
		for i, a := range [][2]string{{"FORME", "La société est régie par le code de commerce et par les présents statuts."},
			{"OBJET", "La société a pour objet, en France et à l'étranger : " + strings.ToLower(pick(w.r, activities)) + "."},
			{"DÉNOMINATION", "La dénomination sociale est : " + c.Company + "."},
			{"SIÈGE SOCIAL", "Le siège social est fixé au " + c.Address() + "."},
			{"CAPITAL SOCIAL", fmt.Sprintf("Le capital social est fixé à %d euros, divisé en parts sociales de même valeur.", 1000*(1+w.r.IntN(40)))},
			{"GÉRANCE", "La société est gérée par une ou plusieurs personnes physiques, nommées par les associés."},
			{"EXERCICE SOCIAL", "L'exercice social commence le 1er janvier et se termine le 31 décembre."}} {
			d.heading(fmt.Sprintf("Article %d - %s", i+1, a[0]))
			d.text("%s", a[1])
		}
		d.text("Fait à %s, le %s", c.City, longDate(w.daysAgo(100, 3000)))
		d.signed(120, "Les associés", true)
	}
}
