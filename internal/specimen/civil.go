package specimen

import (
	"fmt"
	"strings"
	"time"
)

// death is what an act of death says.
type death struct {
	*Customer
	day, drawn, issued time.Time
	number             int
	town               string
	declarant          *Customer
	spouse             *Customer
}

func (w *work) death() death {
	d := death{Customer: w.elder(), number: 1 + w.r.IntN(900), town: pick(w.r, towns).name}
	d.day = w.daysAgo(30, 300)
	d.drawn = d.day.AddDate(0, 0, 1+w.r.IntN(2))
	d.issued = d.drawn.AddDate(0, 0, 2+w.r.IntN(20))
	d.declarant = w.kin(d.Surname, 30, d.BirthDate)
	spouse := newPerson(w.r)
	d.spouse = &spouse
	for k, v := range map[string]string{"deceased": fullName(d.Customer), "death_date": iso(d.day), "birth_date": iso(d.BirthDate),
		"birth_place": d.BirthPlace, "place": d.town, "issue_date": iso(d.issued), "document_number": fmt.Sprint(d.number)} {
		w.field(k, v)
	}
	return d
}

// parents names a father and a mother.
func (w *work) parents(c *Customer) string {
	father, mother := pick(w.r, hisNames), pick(w.r, herNames)
	child := "fils"
	if c.Sex == "F" {
		child = "fille"
	}
	return fmt.Sprintf("%s de %s %s et de %s %s", child, father, strings.ToUpper(c.Surname), mother, strings.ToUpper(surname(w.r)))
}

func deathRegister(w *work) {
	v := w.death()
	d := w.deed(deedStyle)
	d.head("Commune de "+v.town, "État civil")
	d.s.right(d.left+d.width, 24, d.f, d.size, fmt.Sprintf("Acte n° %d", v.number))
	d.title(17, "ACTE DE DÉCÈS")
	d.title(12, "COPIE INTÉGRALE")
	d.text("Décès de : %s", fullName(v.Customer))
	d.text("survenu le : %s", longDate(v.day))
	d.gap(4)
	d.text("Le %s à %d heures %d minutes, est décédé%s en notre commune, %s : %s, né%s à %s le %s, retraité%s, domicilié%s %s, %s, veuf ou veuve de %s.",
		longDate(v.day), w.r.IntN(24), 10+w.r.IntN(49), v.e(), v.Street, fullName(v.Customer), v.e(), v.BirthPlace, longDate(v.BirthDate), v.e(), v.e(), v.Address(), w.parents(v.Customer), fullName(v.spouse))
	d.text("Dressé le %s à %d heures, sur la déclaration de %s, âgé%s de %d ans, qui, lecture faite et invité%s à lire l'acte, a signé avec nous, %s, officier de l'état civil par délégation.",
		longDate(v.drawn), 9+w.r.IntN(8), fullName(v.declarant), v.declarant.e(), v.day.Year()-v.declarant.BirthDate.Year(), v.declarant.e(), w.notary())
	d.gap(6)
	d.heading("MENTIONS MARGINALES")
	d.text("Néant.")
	d.gap(10)
	d.text("Copie certifiée conforme, délivrée à %s le %s.", v.town, longDate(v.issued))
	d.signed(120, "L'officier de l'état civil", true)
}

func deathForm(w *work) {
	v := w.death()
	d := w.deed(plainStyle)
	d.head("RÉPUBLIQUE FRANÇAISE", "MAIRIE DE "+strings.ToUpper(plain(v.town)))
	d.title(16, "COPIE INTÉGRALE D'ACTE DE DÉCÈS")
	d.pairs(62, [2]string{"Numéro de l'acte :", fmt.Sprint(v.number)}, [2]string{"Date du décès :", shortDate(v.day)},
		[2]string{"Commune du décès :", v.town}, [2]string{"Heure du décès :", fmt.Sprintf("%d h %02d", w.r.IntN(24), w.r.IntN(60))})
	d.heading("LA PERSONNE DÉCÉDÉE")
	d.pairs(62, [2]string{"Nom et prénoms :", fullName(v.Customer)}, [2]string{"Date de naissance :", shortDate(v.BirthDate)},
		[2]string{"Lieu de naissance :", v.BirthPlace}, [2]string{"Domicile :", v.Address()}, [2]string{"Filiation :", w.parents(v.Customer)},
		[2]string{"Conjoint :", fullName(v.spouse)})
	d.heading("LE DÉCLARANT")
	d.pairs(62, [2]string{"Nom et prénoms :", fullName(v.declarant)}, [2]string{"Acte dressé le :", shortDate(v.drawn)})
	d.heading("MENTIONS EN MARGE")
	d.text("Aucune mention.")
	d.gap(10)
	d.text("Pour copie intégrale conforme à l'acte inscrit au registre, délivrée le %s.", shortDate(v.issued))
	d.text("L'officier de l'état civil,")
	d.s.signature(w.r, 120, d.y, 40, 14)
}

func deathWorded(w *work) {
	v := w.death()
	d := w.deed(typedStyle)
	d.s.lines(22, 24, monoBold, 9.5, 5, fmt.Sprintf("N° %d", v.number), "DÉCÈS")
	d.s.right(190, 24, mono, 9.5, "Commune de "+v.town)
	d.y = 44
	d.title(14, "ACTE DE DÉCÈS - COPIE INTÉGRALE")
	d.text("Le %s, à %s heures, %s, né%s le %s à %s, domicilié%s %s, %s, est décédé%s %s, en la commune de %s.",
		wordedDate(v.day), numeral(2+w.r.IntN(20)), fullName(v.Customer), v.e(), wordedDate(v.BirthDate), v.BirthPlace, v.e(), v.Address(), w.parents(v.Customer), v.e(), v.Street, v.town)
	d.text("Dressé par nous, %s, adjoint au maire, officier de l'état civil, le %s, sur les déclarations de %s.", w.notary(), wordedDate(v.drawn), fullName(v.declarant))
	d.gap(8)
	d.text("Copie délivrée conforme aux registres le %s", longDate(v.issued))
	d.signed(120, "L'officier d'état civil", true)
}

// deathMargin is kept: a register's page with its margin beside the act.
func deathMargin(w *work) {
	v := w.death()
	s := a4()
	s.put(20, 22, gopherBold, 11, "Ville de "+v.town)
	s.put(20, 28, gopher, 9, "Service de l'état civil")
	s.centre(125, 44, gopherBold, 15, "EXTRAIT DU REGISTRE DES ACTES DE DÉCÈS")
	s.centre(125, 51, gopher, 10.5, "copie intégrale")
	s.rule(62, 58, 62, 230, 0.3, 80)
	s.lines(18, 66, gopher, 9.5, 5.2, fmt.Sprintf("Acte n° %d", v.number), "DÉCÈS DE", strings.ToUpper(plain(v.Surname)), "le "+shortDate(v.day))
	y := s.paragraph(68, 66, 124, gopher, 10.5, 5.6, fmt.Sprintf("Le %s à %d heures est décédé%s, %s à %s, %s, né%s à %s le %s, %s.",
		longDate(v.day), w.r.IntN(24), v.e(), v.Street, v.town, fullName(v.Customer), v.e(), v.BirthPlace, longDate(v.BirthDate), w.parents(v.Customer)))
	y = s.paragraph(68, y+3, 124, gopher, 10.5, 5.6, fmt.Sprintf("Dressé le %s sur la déclaration de %s, qui a signé avec nous, officier de l'état civil.", longDate(v.drawn), fullName(v.declarant)))
	s.put(68, y+12, gopher, 10.5, "Pour copie conforme, le "+longDate(v.issued))
	s.put(120, y+22, gopher, 10.5, "L'officier de l'état civil")
	s.signature(w.r, 122, y+26, 40, 14)
	w.page(s)
}

// couple is what a family record book and a marriage are about.
type couple struct {
	he, she  *Customer
	married  time.Time
	town     string
	children []*Customer
}

func (w *work) couple(children int) couple {
	c := couple{town: pick(w.r, towns).name}
	he, she := newPerson(w.r), newPerson(w.r)
	he.Sex, he.GivenNames, he.UsageName = "M", pick(w.r, hisNames), ""
	she.Sex, she.GivenNames, she.UsageName = "F", pick(w.r, herNames), ""
	c.he, c.she = &he, &she
	she.BirthDate = he.BirthDate.AddDate(1, 3, 0)
	c.married = he.BirthDate.AddDate(27, w.r.IntN(12), w.r.IntN(28))
	for i := range children {
		k := w.kin(he.Surname, 29+2*i, he.BirthDate)
		k.GivenNames = strings.Fields(k.GivenNames)[0]
		c.children = append(c.children, k)
	}
	return c
}

// record says who stands in the book: the spouses, then the children.
func (w *work) record(c couple) {
	w.field("marriage_date", iso(c.married))
	w.field("place", c.town)
	for i, p := range append([]*Customer{c.he, c.she}, c.children...) {
		row := fmt.Sprintf("lines[%d].", i)
		w.field(row+"surname", strings.ToUpper(p.Surname))
		w.field(row+"given_names", p.GivenNames)
		w.field(row+"birth_date", iso(p.BirthDate))
	}
}

func recordBook(w *work) {
	c := w.couple(1 + w.r.IntN(3))
	w.record(c)
	d := w.deed(deedStyle)
	d.title(20, "LIVRET DE FAMILLE")
	d.title(12, "EXTRAIT DE L'ACTE DE MARIAGE")
	d.text("Mariage célébré à %s le %s", c.town, longDate(c.married))
	d.spouses(c)
	for i, k := range c.children {
		d.room(34)
		d.title(12, fmt.Sprintf("EXTRAIT DE L'ACTE DE NAISSANCE - ENFANT N° %d", i+1))
		d.pairs(30, [2]string{"Nom :", strings.ToUpper(k.Surname)}, [2]string{"Prénoms :", k.GivenNames}, [2]string{"Né" + k.e() + " le :", longDate(k.BirthDate)}, [2]string{"à :", k.BirthPlace})
	}
	d.gap(5)
	d.text("Délivré conforme aux registres, l'officier de l'état civil")
}

func (d *deed) spouses(c couple) {
	for _, p := range []*Customer{c.he, c.she} {
		word := "ÉPOUX"
		if p.Sex == "F" {
			word = "ÉPOUSE"
		}
		d.heading(word)
		d.pairs(30, [2]string{"Nom :", strings.ToUpper(p.Surname)}, [2]string{"Prénoms :", p.GivenNames}, [2]string{"Né" + p.e() + " le :", longDate(p.BirthDate)}, [2]string{"à :", p.BirthPlace})
	}
}

func recordBookSides(w *work) {
	c := w.couple(2)
	w.record(c)
	s := a4()
	s.centre(105, 24, sansBold, 18, "LIVRET DE FAMILLE")
	s.centre(105, 32, sans, 10, "Remis aux époux lors de la célébration du mariage")
	card := func(x, y float64, title string, p *Customer) {
		s.frame(x, y, 82, 44, 0.3, 90)
		s.put(x+3, y+6, sansBold, 10, title)
		s.lines(x+3, y+14, sans, 10, 6, "Nom : "+strings.ToUpper(p.Surname), "Prénoms : "+p.GivenNames, "Né"+p.e()+" le "+shortDate(p.BirthDate), "à "+p.BirthPlace)
	}
	card(20, 42, "ÉPOUX", c.he)
	card(108, 42, "ÉPOUSE", c.she)
	s.put(20, 98, sans, 10.5, "Mariés le "+shortDate(c.married)+" à "+c.town)
	card(20, 108, "PREMIER ENFANT", c.children[0])
	card(108, 108, "DEUXIÈME ENFANT", c.children[1])
	s.put(20, 164, sans, 9, "Extraits des actes de naissance et de mariage certifiés par l'officier de l'état civil.")
	w.page(s)
}

// recordBookTyped is kept.
func recordBookTyped(w *work) {
	c := w.couple(1 + w.r.IntN(2))
	w.record(c)
	d := w.deed(typedStyle)
	d.title(15, "LIVRET DE FAMILLE")
	d.text("Extrait de l'acte de mariage dressé à %s le %s", c.town, longDate(c.married))
	row := func(who string, p *Customer) {
		d.pairs(28, [2]string{who, fullName(p)}, [2]string{"", "né" + p.e() + " le " + longDate(p.BirthDate) + " à " + p.BirthPlace})
	}
	row("Époux :", c.he)
	row("Épouse :", c.she)
	d.heading("Enfants")
	for i, k := range c.children {
		row(fmt.Sprintf("Enfant %d :", i+1), k)
	}
	d.gap(4)
	d.text("Certifié exact par l'officier de l'état civil de %s.", c.town)
}

func birthText(st style, worded bool) func(*work) {
	return func(w *work) {
		c := w.person()
		town := pick(w.r, towns).name
		d := w.deed(st)
		d.head("Commune de " + town)
		say := longDate
		if worded {
			say = wordedDate
			d.title(15, "EXTRAIT D'ACTE DE NAISSANCE AVEC FILIATION")
		} else {
			d.title(15, "ACTE DE NAISSANCE")
			d.title(11, "copie intégrale")
		}
		d.text("Le %s à %d heures est né%s à %s : %s, du sexe %s, %s.", say(c.BirthDate), w.r.IntN(24), c.e(), town, fullName(c), map[string]string{"M": "masculin", "F": "féminin"}[c.Sex], w.parents(c))
		d.text("Dressé le %s par nous, %s, officier de l'état civil.", say(c.BirthDate.AddDate(0, 0, 2)), w.notary())
		d.heading("MENTIONS MARGINALES")
		d.text("Néant.")
		d.text("Copie délivrée le %s.", longDate(w.daysAgo(1, 60)))
		d.signed(120, "L'officier de l'état civil", true)
	}
}

func birthForm(w *work) {
	c := w.person()
	d := w.deed(plainStyle)
	d.head("MAIRIE DE " + strings.ToUpper(plain(pick(w.r, towns).name)))
	d.title(16, "EXTRAIT D'ACTE DE NAISSANCE")
	d.pairs(50, [2]string{"Nom :", strings.ToUpper(c.Surname)}, [2]string{"Prénoms :", c.GivenNames}, [2]string{"Né" + c.e() + " le :", shortDate(c.BirthDate)},
		[2]string{"À :", c.BirthPlace}, [2]string{"Sexe :", c.Sex}, [2]string{"Filiation :", w.parents(c)})
	d.gap(8)
	d.text("Délivré selon procédé informatisé le %s, l'officier de l'état civil.", shortDate(w.daysAgo(1, 60)))
}

func marriageText(st style, worded bool) func(*work) {
	return func(w *work) {
		c := w.couple(0)
		d := w.deed(st)
		d.head("Commune de " + c.town)
		say := longDate
		if worded {
			say = wordedDate
			d.title(15, "EXTRAIT D'ACTE DE MARIAGE")
		} else {
			d.title(16, "ACTE DE MARIAGE")
			d.title(11, "copie intégrale")
		}
		d.text("Le %s à %d heures, devant nous ont comparu publiquement en la maison commune : %s, né le %s à %s, %s, et %s, née le %s à %s, %s.", say(c.married), 10+w.r.IntN(7),
			fullName(c.he), say(c.he.BirthDate), c.he.BirthPlace, w.parents(c.he), fullName(c.she), say(c.she.BirthDate), c.she.BirthPlace, w.parents(c.she))
		d.text("Les futurs époux ont déclaré l'un après l'autre vouloir se prendre pour époux et nous avons prononcé au nom de la loi qu'ils sont unis par le mariage. Il n'a pas été fait de contrat de mariage.")
		d.text("En présence des témoins majeurs, lecture faite, les époux et les témoins ont signé avec nous, officier de l'état civil.")
		d.signed(120, "L'officier de l'état civil", true)
	}
}

func marriageForm(w *work) {
	c := w.couple(0)
	d := w.deed(plainStyle)
	d.head("MAIRIE DE " + strings.ToUpper(plain(c.town)))
	d.title(16, "EXTRAIT D'ACTE DE MARIAGE")
	d.pairs(50, [2]string{"Mariage célébré le :", shortDate(c.married)}, [2]string{"Époux :", fullName(c.he)}, [2]string{"né le :", shortDate(c.he.BirthDate)},
		[2]string{"Épouse :", fullName(c.she)}, [2]string{"née le :", shortDate(c.she.BirthDate)}, [2]string{"Contrat de mariage :", "sans contrat"})
	d.gap(8)
	d.text("Délivré conforme aux registres le %s, l'officier de l'état civil.", shortDate(w.daysAgo(1, 60)))
}
