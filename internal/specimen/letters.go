package specimen

import (
	"fmt"
	"strings"
	"time"
)

// missive is the frame of a letter; what it says is given in paragraphs.
type missive struct {
	from          *Customer
	to            []string
	date          time.Time
	subject       string
	body          []string
	closing       string
	f             face
	size, leading float64
	received      time.Time // stamped by who received it, unless zero
}

func (w *work) missive(subject string, body ...string) missive {
	m := missive{from: w.customer(), date: w.date("date", w.daysAgo(1, 40)), subject: subject, body: body,
		f: pick(w.r, []face{serif, sans, gopher}), size: 11, leading: 5.5,
		closing: "Je vous prie d'agréer, Madame, Monsieur, l'expression de mes salutations distinguées."}
	m.to = []string{m.from.Accounts[0].Bank.Name, "Agence de " + m.from.City, m.from.Town()}
	return m
}

func (w *work) send(m missive) {
	s := a4()
	s.lines(20, 22, m.f, m.size, 5, m.from.Title(), m.from.Street, m.from.Town())
	s.lines(118, 46, m.f, m.size, 5, m.to...)
	s.put(118, 68, m.f, m.size, m.from.City+", le "+longDate(m.date))
	bold := map[face]face{serif: serifBold, sans: sansBold, gopher: gopherBold}[m.f]
	y := s.paragraph(20, 84, 170, bold, m.size, m.leading, "Objet : "+m.subject)
	y = s.lines(20, y+5, m.f, m.size, m.leading, "Madame, Monsieur,")
	for _, p := range append(m.body, m.closing) {
		y = s.paragraph(20, y+3, 170, m.f, m.size, m.leading, p)
	}
	s.put(120, y+8, m.f, m.size, m.from.Name())
	s.signature(w.r, 120, y+10, 45, 15)
	if !m.received.IsZero() {
		s.frame(128, 9, 62, 15, 0.5, 90)
		s.centre(159, 15, sansBold, 9, "COURRIER REÇU LE")
		s.centre(159, 21, monoBold, 11, m.received.Format("02/01/2006"))
		w.field("received_date", m.received.Format(time.DateOnly))
	}
	w.page(s)
	w.field("subject", m.subject)
	w.field("date", m.date.Format(time.DateOnly))
}

func complaintFee(w *work) {
	cents := w.disputed(800 + w.r.Int64N(9_000))
	day := longDate(w.daysAgo(20, 60))
	w.complain(w.missive("RÉCLAMATION - frais prélevés sur mon compte",
		fmt.Sprintf("Je conteste les frais de %s EUR prélevés le %s sur mon compte sous le libellé « commission d'intervention ».", figures(cents), day),
		"Aucune information préalable ne m'a été adressée, et le solde de mon compte était suffisant à cette date. Cette situation me cause un vif mécontentement.",
		"Je vous demande de rembourser cette somme dans les meilleurs délais et de m'en donner confirmation par écrit.",
		"À défaut de réponse satisfaisante sous deux mois, je saisirai le médiateur."))
}

func complaintOperation(w *work) {
	cents := w.disputed(2_000 + w.r.Int64N(90_000))
	day := longDate(w.daysAgo(10, 50))
	w.complain(w.missive("Réclamation relative à une opération non autorisée",
		fmt.Sprintf("Par la présente, je conteste le paiement par carte de %s EUR du %s, que je n'ai pas effectué.", figures(cents), day),
		"Ma carte n'a jamais quitté ma possession et j'ai formé opposition dès que j'ai découvert cette opération sur mon relevé.",
		"Conformément à la loi, je vous demande de me rembourser immédiatement le montant de cette opération et de rétablir le compte dans l'état où il se serait trouvé.",
		"Je joins la copie de mon dépôt de plainte."))
}

func complaintService(w *work) {
	m := w.missive("lettre de réclamation",
		"Je tiens à vous faire part de mon mécontentement au sujet du traitement de ma demande : trois rendez-vous ont été annulés et mes courriers sont restés sans réponse.",
		"Je conteste également le refus qui m'a été opposé oralement et vous mets en demeure de me répondre par écrit sous quinze jours.",
		"Sans réponse de votre part, ma réclamation sera portée devant le médiateur.")
	m.f, m.size, m.leading = serif, 12, 6
	w.complain(m)
}

// disputed is the amount that a complaint is about.
func (w *work) disputed(cents int64) int64 {
	w.field("amount", decimal(cents))
	w.field("currency", "EUR")
	return cents
}

func (w *work) complain(m missive) {
	w.field("account_holder", m.from.Name())
	if r := stream(w.spec.Seed, "received", 0); r.IntN(3) > 0 { // else the branch forgot its stamp
		if m.received = m.date.AddDate(0, 0, 1+r.IntN(4)); m.received.After(w.spec.Day) {
			m.received = w.spec.Day
		}
	}
	if w.r.IntN(2) == 0 {
		iban := m.from.IBAN()
		if w.spec.Defects.WrongKey {
			iban = spoil(iban, 16)
			w.wrong("iban")
		}
		m.body = append([]string{"Compte concerné : " + groups(iban, 4)}, m.body...)
		w.field("iban", iban)
	}
	w.send(m)
}

func letterRequest(w *work) {
	texts := [][]string{
		{"demande de rendez-vous", "Je souhaiterais rencontrer mon conseiller au sujet d'un projet immobilier. Je suis disponible tous les matins, sauf le mercredi.",
			"Je vous serais reconnaissant de m'indiquer les documents que je dois préparer pour cet entretien."},
		{"changement d'adresse électronique", "Je vous informe que mon adresse électronique a changé. Merci de mettre à jour mes coordonnées et de m'envoyer vos messages à la nouvelle adresse que je vous ai remise au guichet.",
			"Je reste à votre disposition pour tout renseignement complémentaire."},
		{"procuration sur mon compte", "Je souhaite donner procuration à mon conjoint sur mes comptes. Pourriez-vous me faire parvenir le formulaire nécessaire ?",
			"Je passerai le signer à l'agence dès sa réception."},
		{"fermeture d'un livret", "Je souhaite fermer le livret que je détiens dans vos livres. Merci de virer le solde sur mon compte courant et de m'envoyer une confirmation.",
			"Cette demande ne concerne aucun autre produit."},
	}
	t := pick(w.r, texts)
	w.send(w.missive(t[0], t[1:]...))
}

func letterBank(w *work) {
	m := w.missive("votre conseiller change",
		"Votre nouveau conseiller prendra contact avec vous dans les prochaines semaines afin de faire le point sur vos projets.",
		"Nos horaires évoluent également : l'agence est désormais ouverte du mardi au samedi, de neuf heures à dix-sept heures, avec une pause à midi.",
		"Nous vous remercions de votre confiance et restons à votre écoute.")
	m.closing = "Nous vous prions d'agréer, cher client, l'expression de nos sentiments dévoués."
	w.send(m)
}

// letterLong fills the page with prose, a text of some hundred words.
func letterLong(w *work) {
	m := w.missive("suite de notre entretien", w.prose(6)...)
	m.size, m.leading = 10, 4.8
	w.send(m)
}

// letterTwoPages goes on overleaf.
func letterTwoPages(w *work) {
	w.send(w.missive("compte rendu de la réunion", w.prose(4)...))
	s := a4()
	s.centre(105, 20, serif, 10, "- 2 -")
	y := 34.0
	for _, p := range w.prose(7) {
		y = s.paragraph(20, y+3, 170, serif, 11, 5.4, p)
	}
	w.page(s)
}

// prose is n paragraphs of a few sentences.
func (w *work) prose(n int) []string {
	paragraphs := make([]string, n)
	for i := range paragraphs {
		var p []string
		for range 4 {
			p = append(p, pick(w.r, sentences))
		}
		paragraphs[i] = strings.Join(p, " ")
	}
	return paragraphs
}

var sentences = []string{
	"Nous avons bien reçu votre courrier et nous vous en remercions.",
	"Les travaux de la rue commenceront au printemps et dureront environ six semaines.",
	"Il nous paraît utile de rappeler les principaux points de notre échange.",
	"Le calendrier proposé tient compte des congés et des jours fériés.",
	"Chacun pourra consulter le dossier complet à l'accueil, aux heures d'ouverture.",
	"La répartition des tâches entre les équipes reste à préciser avant la fin du mois.",
	"Plusieurs habitants ont exprimé le souhait d'un éclairage plus discret.",
	"Le budget prévisionnel fait apparaître une légère baisse des dépenses courantes.",
	"Nous reviendrons vers vous dès que les mesures auront été vérifiées.",
	"Cette solution présente l'avantage d'être simple et peu coûteuse.",
	"Les participants ont jugé la réunion utile et demandent qu'elle soit renouvelée.",
	"Un compte rendu détaillé vous sera adressé sous huit jours.",
	"Le choix des matériaux dépendra de leur disponibilité chez le fournisseur.",
	"Il convient de prévoir un délai supplémentaire en cas de mauvais temps.",
	"La prochaine visite aura lieu un jeudi, vers dix heures trente.",
	"Nous comptons sur votre présence et vous souhaitons bonne réception de ces documents.",
}
