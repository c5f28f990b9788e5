package specimen

import (
	"fmt"
	"strings"
	"time"
)

// claim is a debt that is called in.
type claim struct {
	creditor, debtor            *Customer
	date                        time.Time
	principal, interest, charge int64
}

func (c claim) total() int64 { return c.principal + c.interest + c.charge }

func (w *work) claim() claim {
	cr := newCompany(w.r)
	c := claim{creditor: &cr, debtor: w.customer(), date: w.date("date", w.daysAgo(1, 60)), principal: 20_000 + w.r.Int64N(900_000), interest: 500 + w.r.Int64N(30_000), charge: 4_000}
	for k, v := range map[string]string{"creditor": c.creditor.Name(), "debtor": c.debtor.Name(), "date": iso(c.date), "currency": "EUR", "amount": decimal(c.total())} {
		w.field(k, v)
	}
	return c
}

// sums prints what the total is made of; a wrong total is another one.
func (w *work) sums(d *deed, c claim) {
	total := c.total()
	if w.spec.Defects.WrongTotal {
		total += 9_000
		w.wrong("total")
		w.field("amount", decimal(total))
	}
	for _, kv := range []struct {
		label string
		cents int64
	}{{"Principal", c.principal}, {"Intérêts de retard", c.interest}, {"Frais", c.charge}, {"Total dû", total}} {
		d.s.put(d.left+10, d.y, d.f, d.size, kv.label)
		d.s.right(d.left+120, d.y, d.f, d.size, figures(kv.cents)+" €")
		d.y += d.leading + 1
	}
	d.gap(3)
}

func noticeLetter(w *work) {
	c := w.claim()
	d := w.deed(deedStyle)
	d.head(c.creditor.Name(), c.creditor.Street, c.creditor.Town())
	d.s.lines(118, 46, d.f, d.size, 5, c.debtor.Title(), c.debtor.Street, c.debtor.Town())
	d.s.put(118, 66, d.f, d.size, c.creditor.City+", le "+longDate(c.date))
	d.y = 78
	d.text("Lettre recommandée avec accusé de réception n° 2C %03d %03d %04d %d", w.r.IntN(1000), w.r.IntN(1000), w.r.IntN(10000), w.r.IntN(10))
	subject := "mise en demeure de payer"
	w.field("subject", subject)
	d.heading("Objet : " + subject)
	d.text("Madame, Monsieur,")
	d.text("Malgré nos relances, la somme de %s EUR que vous nous devez au titre du contrat n° %06d reste impayée à ce jour.", figures(c.total()), w.r.IntN(1_000_000))
	d.text("Par la présente, nous vous mettons en demeure de régler cette somme sous huitaine à compter de la réception de cette lettre. Cette mise en demeure fait courir les intérêts au taux légal (article 1344-1 du code civil).")
	d.text("À défaut de paiement dans ce délai, nous saisirons le tribunal sans autre avis.")
	d.text("Veuillez agréer, Madame, Monsieur, nos salutations distinguées.")
	d.signed(120, "Le service contentieux", true)
}

func noticeStatement(w *work) {
	c := w.claim()
	d := w.deed(plainStyle)
	d.head(strings.ToUpper(plain(c.creditor.Name())), "Service recouvrement - "+c.creditor.Town())
	d.s.lines(115, 50, d.f, d.size, 5, c.debtor.Title(), c.debtor.Street, c.debtor.Town())
	d.y = 76
	d.title(16, "MISE EN DEMEURE")
	d.pairs(40, [2]string{"Date :", shortDate(c.date)}, [2]string{"Créancier :", c.creditor.Name()}, [2]string{"Débiteur :", c.debtor.Name()}, [2]string{"Envoi :", "recommandé avec avis de réception"})
	d.text("Vous restez devoir les sommes suivantes :")
	w.sums(d, c)
	d.text("Nous vous mettons en demeure de payer le total sous quinze jours. À défaut de paiement, la déchéance du terme sera prononcée et le dossier sera remis à un commissaire de justice.")
	d.signed(120, "Pour le créancier", true)
}

// noticeLawyer is kept.
func noticeLawyer(w *work) {
	c := w.claim()
	d := w.deed(gopherStyle)
	d.head("Cabinet "+w.notary(), "Avocat au barreau")
	d.s.put(120, 44, d.f, d.size, c.debtor.City+", le "+shortDate(c.date))
	d.s.lines(120, 54, d.f, d.size, 5, c.debtor.Title(), c.debtor.Street, c.debtor.Town())
	d.y = 80
	d.text("LRAR")
	d.heading("Objet : dernière mise en demeure avant poursuites")
	w.field("subject", "dernière mise en demeure avant poursuites")
	d.text("Créancier : %s", c.creditor.Name())
	d.text("Mon client me charge de vous mettre en demeure de lui verser, sous huit jours, la somme totale de %s €, se décomposant ainsi :", figures(c.total()))
	w.sums(d, c)
	d.text("Faute de règlement dans ce délai, j'ai reçu instruction de vous assigner devant le tribunal compétent.")
	d.signed(120, "L'avocat", true)
}

// ruling numbers a case in its court's general roll.
func (w *work) ruling(c claim) (number, court string) {
	number = fmt.Sprintf("%02d/%05d", c.date.Year()%100, 100+w.r.IntN(9000))
	court = pick(w.r, towns).name
	w.field("document_number", number)
	w.field("place", court)
	return number, court
}

const formula = "EN CONSÉQUENCE, LA RÉPUBLIQUE FRANÇAISE mande et ordonne à tous commissaires de justice, sur ce requis, de mettre la présente décision à exécution, aux procureurs généraux et aux procureurs de la République d'y tenir la main, à tous commandants et officiers de la force publique de prêter main-forte lorsqu'ils en seront légalement requis."

func orderToPay(w *work) {
	c := w.claim()
	number, court := w.ruling(c)
	d := w.deed(deedStyle)
	d.head("TRIBUNAL JUDICIAIRE DE "+strings.ToUpper(plain(court)), "N° RG "+number)
	d.title(12, "RÉPUBLIQUE FRANÇAISE", "AU NOM DU PEUPLE FRANÇAIS")
	d.title(14, "ORDONNANCE PORTANT INJONCTION DE PAYER")
	d.pairs(40, [2]string{"Créancier :", c.creditor.Name()}, [2]string{"Débiteur :", c.debtor.Name()}, [2]string{"demeurant", c.debtor.Address()})
	d.text("Vu la requête et les pièces produites, ENJOIGNONS à %s de payer à %s la somme totale de %s EUR en principal, intérêts et frais.", c.debtor.Name(), c.creditor.Name(), figures(c.total()))
	w.sums(d, c)
	d.text("Fait à %s, le %s", court, longDate(c.date))
	d.gap(4)
	d.heading("FORMULE EXÉCUTOIRE")
	d.text("%s", formula)
	d.signed(120, "Le greffier", true)
}

func judgment(w *work) {
	c := w.claim()
	number, court := w.ruling(c)
	d := w.deed(typedStyle)
	d.head("TRIBUNAL DE COMMERCE DE "+strings.ToUpper(plain(court)), "RG n° "+number)
	d.title(14, "JUGEMENT DU "+strings.ToUpper(plain(longDate(c.date))))
	d.title(11, "GROSSE")
	d.text("AU NOM DU PEUPLE FRANÇAIS")
	d.pairs(30, [2]string{"DEMANDEUR", c.creditor.Name()}, [2]string{"DÉFENDEUR", c.debtor.Name()})
	d.text("PAR CES MOTIFS, le tribunal, statuant publiquement, par jugement contradictoire et en premier ressort,")
	d.text("CONDAMNE %s à payer à %s la somme de %s EUR, avec intérêts au taux légal ;", c.debtor.Name(), c.creditor.Name(), figures(c.total()))
	d.text("DIT que le jugement est revêtu de la formule exécutoire.")
	d.text("%s", formula)
	d.signed(120, "Le greffier", true)
}

// attachment is kept: a commissaire de justice attaches what stands on the accounts.
func attachment(w *work) {
	c := w.claim()
	number, court := w.ruling(c)
	d := w.deed(gopherStyle)
	d.head("SCP "+w.notary(), "Commissaires de justice associés")
	d.title(14, "PROCÈS-VERBAL DE SAISIE-ATTRIBUTION")
	d.text("Le %s,", longDate(c.date))
	d.text("En vertu d'un titre exécutoire rendu par le tribunal judiciaire de %s, n° RG %s, revêtu de la formule exécutoire,", court, number)
	d.pairs(44, [2]string{"À la demande de :", c.creditor.Name()}, [2]string{"À l'encontre de :", c.debtor.Name()}, [2]string{"domicilié à :", c.debtor.Address()})
	d.text("nous avons procédé entre les mains de la banque à la saisie-attribution des sommes dont elle est tenue envers le débiteur, pour avoir paiement de :")
	w.sums(d, c)
	d.text("Le tiers saisi est tenu de déclarer sur-le-champ l'étendue de ses obligations à l'égard du débiteur (articles L. 211-3 et R. 211-4 du code des procédures civiles d'exécution).")
	d.signed(120, "Le commissaire de justice", true)
}
