package specimen

import (
	"fmt"
	"strings"
	"time"
)

// inheritance is who inherits what of whom.
type inheritance struct {
	deceased *Customer
	died     time.Time
	date     time.Time
	town     string
	heirs    []heir
}

type heir struct {
	*Customer
	quality, share, right string // "conjoint survivant", "3/8", "pleine propriété"
}

const (
	outright  = "pleine propriété"
	usufruct  = "usufruit"
	bareOwned = "nue-propriété"
)

// inheritance shares an estate: to the children alone, with the surviving spouse in
// full ownership of a quarter (C. civ. 757), or with the spouse in usufruct of all.
func (w *work) inheritance() inheritance {
	v := inheritance{deceased: w.elder(), died: w.daysAgo(50, 300), date: w.date("date", w.daysAgo(2, 45)), town: pick(w.r, towns).name}
	children, how := 1+w.r.IntN(3), w.r.IntN(3)
	share, right := fmt.Sprintf("1/%d", children), outright
	if children == 1 {
		share = "1/1"
	}
	if how > 0 {
		s := newPerson(w.r)
		spouse := heir{&s, "conjoint survivant", "1/4", outright}
		share = []string{"3/4", "3/8", "1/4"}[children-1]
		if how == 2 {
			spouse.share, spouse.right, right = "1/1", usufruct, bareOwned
			share = []string{"1/1", "1/2", "1/3"}[children-1]
		}
		v.heirs = append(v.heirs, spouse)
	}
	for range children {
		c := w.kin(v.deceased.Surname, 30, v.deceased.BirthDate)
		v.heirs = append(v.heirs, heir{c, map[string]string{"M": "fils", "F": "fille"}[c.Sex] + " du défunt", share, right})
	}
	if w.spec.Defects.Disagree {
		last := &v.heirs[len(v.heirs)-1]
		last.share = map[string]string{"1/1": "1/2", "1/2": "1/3", "1/3": "1/6", "1/4": "1/8", "3/4": "2/4", "3/8": "1/8"}[last.share]
		w.wrong("shares")
	}
	w.field("deceased", fullName(v.deceased))
	w.field("death_date", iso(v.died))
	w.field("date", iso(v.date))
	w.field("place", v.town)
	for i, h := range v.heirs {
		w.field(fmt.Sprintf("lines[%d].name", i), fullName(h.Customer))
		w.field(fmt.Sprintf("lines[%d].share", i), h.share)
	}
	return v
}

// inLetters writes a share as deeds do: "trois huitièmes (3/8)".
func inLetters(share string) string {
	return map[string]string{"1/1": "la totalité (1/1)", "1/2": "un demi (1/2)", "1/3": "un tiers (1/3)", "1/4": "un quart (1/4)", "3/4": "trois quarts (3/4)",
		"2/4": "deux quarts (2/4)", "3/8": "trois huitièmes (3/8)", "1/8": "un huitième (1/8)", "1/6": "un sixième (1/6)"}[share]
}

func notoriety(w *work) {
	v := w.inheritance()
	notary := w.notary()
	w.field("notary", notary)
	d := w.deed(deedStyle)
	d.title(16, "ACTE DE NOTORIÉTÉ")
	d.text("L'an %d, le %s, à %s, en l'office notarial, Maître %s, notaire à %s, a reçu le présent acte.", v.date.Year(), longDate(v.date), v.town, notary, v.town)
	d.heading("PERSONNE DÉCÉDÉE")
	d.text("%s %s, né%s à %s le %s, demeurant %s, est décédé%s à %s le %s, ainsi qu'il résulte de la copie intégrale de l'acte de décès.", v.deceased.civility(), fullName(v.deceased), v.deceased.e(), v.deceased.BirthPlace,
		longDate(v.deceased.BirthDate), v.deceased.Address(), v.deceased.e(), v.town, longDate(v.died))
	d.text("Il n'est pas connu de testament ni de donation entre époux.")
	d.heading("DÉVOLUTION SUCCESSORALE")
	d.text("Ont vocation à recueillir la succession :")
	for i, h := range v.heirs {
		d.text("%d°) %s %s, né%s à %s le %s, %s, pour %s en %s.", i+1, h.civility(), fullName(h.Customer), h.e(), h.BirthPlace, longDate(h.BirthDate), h.quality, inLetters(h.share), h.right)
	}
	d.heading("AFFIRMATION")
	d.text("Les ayants droit affirment, en application de l'article 730-1 du code civil, avoir seuls vocation à recueillir la succession. Mention en sera portée en marge de l'acte de décès.")
	d.gap(6)
	d.signed(120, "Maître "+notary, true)
}

func notorietyTable(w *work) {
	v := w.inheritance()
	notary := w.notary()
	w.field("notary", notary)
	d := w.deed(plainStyle)
	d.head("Maître "+notary, "Notaire à "+v.town)
	d.title(15, "ACTE DE NOTORIÉTÉ APRÈS DÉCÈS")
	d.pairs(48, [2]string{"Date de l'acte :", shortDate(v.date)}, [2]string{"Défunt :", fullName(v.deceased)}, [2]string{"Date de naissance :", shortDate(v.deceased.BirthDate)},
		[2]string{"Date du décès :", shortDate(v.died)}, [2]string{"Lieu du décès :", v.town})
	d.heading("Dévolution successorale")
	d.heirs(v, 0)
	d.gap(6)
	d.text("Les requérants affirment qu'à leur connaissance il n'existe pas d'autre ayant droit (articles 730 et suivants du code civil).")
	d.gap(4)
	d.signed(110, "Le notaire", true)
}

// heirs prints a table of those who inherit.
func (d *deed) heirs(v inheritance, gap float64) {
	at := []float64{0, 66, 96, 122}
	for i, h := range []string{"Héritier", "Né le", "Part", "Droit"} {
		d.s.put(d.left+at[i], d.y, d.bold, d.size, h)
	}
	d.y += d.leading + 2 + gap
	for _, h := range v.heirs {
		for i, t := range []string{fullName(h.Customer), shortDate(h.BirthDate), h.share, h.right} {
			d.s.within(d.left+at[i], d.y, 62-18*min(float64(i), 1), d.f, d.size, t)
		}
		d.y += d.leading + 2 + gap
	}
}

// The five declarations of article L312-1-4 of the code monétaire et financier.
var declarations = []string{
	"qu'il n'existe pas de testament ni d'autres héritiers du défunt",
	"qu'il n'existe pas de contrat de mariage",
	"qu'ils autorisent le porteur du présent document à percevoir pour leur compte les sommes figurant sur les comptes du défunt ou à clôturer ceux-ci",
	"qu'il n'y a ni procès ni contestation en cours concernant la qualité d'héritier ou la composition de la succession",
	"que la succession ne comporte aucun bien immobilier",
}

func heirsAttestation(w *work) {
	v := w.inheritance()
	d := w.deed(plainStyle)
	d.title(15, "ATTESTATION DES HÉRITIERS")
	d.text("(article L. 312-1-4 du code monétaire et financier)")
	d.text("Nous soussignés, héritiers de %s %s, décédé%s à %s le %s :", v.deceased.civility(), fullName(v.deceased), v.deceased.e(), v.town, longDate(v.died))
	d.heirs(v, 0)
	d.gap(2)
	d.text("attestons :")
	for i, t := range declarations {
		d.text("%c) %s ;", 'a'+i, t)
	}
	d.text("Fait à %s, le %s", v.town, longDate(v.date))
	d.gap(2)
	d.s.put(d.left, d.y, d.bold, d.size, "Signatures de tous les héritiers")
	d.signatures(v)
}

// signatures has every heir sign under his name; of an unsigned paper the last does not.
func (d *deed) signatures(v inheritance) {
	d.y += 8
	for i, h := range v.heirs {
		x, y := d.left+float64(i%2)*84, d.y+float64(i/2)*26
		d.s.put(x, y, d.f, d.size, fullName(h.Customer))
		if !d.w.spec.Defects.Unsigned || i+1 < len(v.heirs) {
			d.s.signature(d.w.r, x+4, y+4, 40, 13)
		}
	}
	if d.w.spec.Defects.Unsigned {
		d.w.wrong("signatures")
	}
}

// heirsLetter is kept: the attestation as a typed letter, of its own wording.
func heirsLetter(w *work) {
	v := w.inheritance()
	d := w.deed(gopherStyle)
	d.title(13, "ATTESTATION DES AYANTS DROIT", "Code monétaire et financier, art. L312-1-4")
	names := make([]string, len(v.heirs))
	for i, h := range v.heirs {
		names[i] = fmt.Sprintf("%s, né%s le %s, pour %s en %s", fullName(h.Customer), h.e(), shortDate(h.BirthDate), h.share, h.right)
	}
	d.text("Succession de %s, décédé%s le %s à %s.", fullName(v.deceased), v.deceased.e(), shortDate(v.died), v.town)
	d.text("Les seuls héritiers sont :")
	for _, n := range names {
		d.text("- %s ;", n)
	}
	d.text("Ensemble, nous déclarons : ne connaître ni testament ni autre héritier ; qu'aucun contrat de mariage n'avait été conclu ; autoriser le porteur de cette attestation à percevoir les sommes ou à clôturer les comptes ; qu'aucun litige ni procès n'est en cours sur la qualité d'héritier ou la composition de la succession ; que la succession ne comprend pas d'immeuble.")
	d.text("Fait à %s, le %s.", v.town, shortDate(v.date))
	d.signatures(v)
}

// notorietyLong is kept: an act in numbered articles.
func notorietyLong(w *work) {
	v := w.inheritance()
	notary := w.notary()
	w.field("notary", notary)
	d := w.deed(typedStyle)
	d.head("OFFICE NOTARIAL DE " + strings.ToUpper(plain(v.town)))
	d.title(14, "NOTORIÉTÉ")
	d.text("Acte reçu par Maître %s le %s à %s, constatant la dévolution de la succession de :", notary, longDate(v.date), v.town)
	d.text("%s %s, décédé%s le %s à %s.", v.deceased.civility(), fullName(v.deceased), v.deceased.e(), longDate(v.died), v.town)
	d.heading("HÉRITIERS")
	for _, h := range v.heirs {
		d.text("- %s %s, né%s le %s à %s, %s, à concurrence de %s en %s ;", h.civility(), fullName(h.Customer), h.e(), longDate(h.BirthDate), h.BirthPlace, h.quality, inLetters(h.share), h.right)
	}
	d.heading("AFFIRMATION DES AYANTS DROIT")
	d.text("Lesquels affirment que leur droit est exclusif de tout autre, conformément aux articles 730 à 730-5 du code civil.")
	d.gap(4)
	d.signed(120, "Le notaire", true)
}
