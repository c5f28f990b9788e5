package specimen

import (
	"fmt"
	"strings"

	"bordereau"
)

// blankPage has nothing on it but what lies on the scanner's glass.
func blankPage(w *work) {
	s := a4()
	for range 3 + w.r.IntN(10) {
		x, y := 210*w.r.Float64(), 297*w.r.Float64()
		s.oval(x, y, 0.1+0.2*w.r.Float64(), 0.1+0.2*w.r.Float64(), uint8(60+w.r.IntN(120)), 297)
	}
	w.page(s)
}

func menu(w *work) {
	s := a4()
	s.centre(105, 35, serifBold, 24, "Auberge "+pick(w.r, firms))
	s.centre(105, 48, serifItalic, 14, "Menu du jour")
	dishes := []string{"Velouté de potimarron", "Terrine de campagne", "Salade de chèvre chaud", "Filet de lieu, beurre blanc", "Blanquette de veau",
		"Gratin de légumes", "Risotto aux cèpes", "Tarte fine aux pommes", "Mousse au chocolat", "Fromages affinés", "Café gourmand"}
	y := 68.0
	for i, part := range []string{"Entrées", "Plats", "Desserts"} {
		s.centre(105, y, serifBold, 16, part)
		for k := range 3 {
			y += 9
			name := dishes[(i*3+k+w.r.IntN(2))%len(dishes)]
			s.put(45, y, serif, 13, name)
			s.right(165, y, serif, 13, fmt.Sprintf("%d,50 €", 6+w.r.IntN(18)))
		}
		y += 17
	}
	s.centre(105, y+10, serifItalic, 12, "Prix nets, service compris")
	w.page(s)
}

func crossword(w *work) {
	s := a4()
	s.centre(105, 22, sansBold, 18, fmt.Sprintf("MOTS CROISÉS N° %d", 1+w.r.IntN(900)))
	const n, cell = 10, 11.0
	for i := range n {
		s.put(43+cell*float64(i), 34, sans, 9, fmt.Sprint(i+1))
		s.put(33, 43+cell*float64(i), sans, 9, string(rune('A'+i)))
		for k := range n {
			x, y := 40+cell*float64(i), 36+cell*float64(k)
			s.frame(x, y, cell, cell, 0.3, 40)
			if w.r.IntN(6) == 0 {
				s.block(x, y, cell, cell, 20)
			}
		}
	}
	clues := []string{"Coule en Bretagne", "Fin de journée", "Met en ordre", "Ancien do", "Se porte à l'épaule", "Note", "Article", "Il chante le matin", "Mesure agraire", "Préposition"}
	s.put(20, 162, sansBold, 11, "Horizontalement")
	s.put(110, 162, sansBold, 11, "Verticalement")
	for i := range n {
		s.put(20, 170+6*float64(i), sans, 10, fmt.Sprintf("%c. %s", 'A'+i, pick(w.r, clues)))
		s.put(110, 170+6*float64(i), sans, 10, fmt.Sprintf("%d. %s", i+1, pick(w.r, clues)))
	}
	w.page(s)
}

func weather(w *work) {
	s := a4()
	t := pick(w.r, towns)
	s.put(20, 25, sansBold, 15, "Relevés météorologiques - station de "+t.name)
	s.put(20, 33, sans, 10, "Températures en degrés, pluie en millimètres, vent en km/h")
	for i, h := range []string{"Jour", "Min.", "Max.", "Pluie", "Vent"} {
		s.put(22+34*float64(i), 45, sansBold, 10, h)
	}
	for d := range 28 {
		y := 52 + 7.5*float64(d)
		low := -2 + w.r.IntN(12)
		for i, v := range []string{fmt.Sprintf("%02d", d+1), fmt.Sprintf("%d,%d", low, w.r.IntN(10)), fmt.Sprintf("%d,%d", low+5+w.r.IntN(9), w.r.IntN(10)),
			fmt.Sprintf("%d,%d", w.r.IntN(20), w.r.IntN(10)), fmt.Sprint(w.r.IntN(90))} {
			s.put(22+34*float64(i), y, sans, 10, v)
		}
		s.rule(20, y+2, 190, y+2, 0.1, 150)
	}
	w.page(s)
}

func programme(w *work) {
	s := a4()
	s.centre(105, 30, gopherBold, 20, "Fête du village de "+pick(w.r, towns).name)
	y := 55.0
	for _, h := range []string{"9 h", "10 h 30", "12 h", "14 h", "16 h", "18 h 30", "21 h"} {
		s.put(30, y, gopherBold, 13, h)
		s.put(60, y, gopher, 13, pick(w.r, []string{"Vide-grenier sur la place", "Course en sac des enfants", "Repas sous les tilleuls", "Concours de pétanque", "Fanfare de la vallée", "Bal et feu d'artifice", "Marché des potiers"}))
		y += 16
	}
	w.page(s)
}

// A lookalike speaks of a type without being of it.
type lookalike struct {
	not  bordereau.Type
	kind bordereau.Type // what it is
	name string
	draw func(*work)
}

// about draws a letter on a subject.
func about(subject string, body ...string) func(*work) {
	return func(w *work) { w.send(w.missive(subject, body...)) }
}

var lookalikes = []lookalike{
	{bordereau.Cheque, bordereau.Letter, "letter-lost-cheque", about("perte d'un chèque",
		"J'ai égaré le chèque n° 0012345 que je destinais à mon garagiste. Il n'était ni daté ni signé, et le montant n'était pas inscrit.",
		"Je vous prie de former opposition au paiement de ce chèque et de m'adresser un nouveau chéquier.")},
	{bordereau.Cheque, bordereau.Unknown, "chequebook-advice", advice("Bien remplir son chèque", "Écrivez le montant en toutes lettres, puis en chiffres.",
		"Indiquez le bénéficiaire après la lettre à.", "Datez et signez en bas à droite.", "Ne laissez aucun espace : payez contre ce chèque, dit la formule.")},
	{bordereau.RemittanceSlip, bordereau.Letter, "letter-slips-wanted", about("commande de bordereaux de remise",
		"Merci de me faire parvenir deux carnets de bordereaux de remise de chèques, le dernier étant terminé.",
		"Le nombre de chèques que je dépose chaque mois a doublé depuis la rentrée.")},
	{bordereau.IdentityCard, bordereau.Letter, "letter-renewal", about("renouvellement de ma carte nationale d'identité",
		"Ma carte nationale d'identité arrive à expiration. La mairie m'a fixé un rendez-vous le mois prochain ; je vous en remettrai une copie dès que je l'aurai reçue.",
		"Le numéro du document n'est pas encore connu. Je vous prie de m'accorder un délai.")},
	{bordereau.IdentityCard, bordereau.Invoice, "invoice-identity-photos", invoicePhotos},
	{bordereau.Passport, bordereau.Letter, "letter-passport", about("départ à l'étranger",
		"Je pars à l'étranger pour trois mois. Mon passeport est en cours de validité, et la préfecture me l'a confirmé.",
		"Merci de relever le plafond de ma carte pendant cette période.")},
	{bordereau.ResidencePermit, bordereau.Letter, "letter-permit", about("renouvellement de mon titre",
		"Ma carte de séjour est en cours de renouvellement à la préfecture. Je vous adresserai une copie du nouveau titre de séjour dès que je l'aurai.",
		"Merci de ne pas bloquer mon compte dans l'intervalle.")},
	{bordereau.OtherPiece, bordereau.Letter, "letter-visa", about("frais de visa",
		"Le consulat m'a débité deux fois les frais de mon visa. La durée du séjour et le nombre d'entrées n'ont pas changé.",
		"Je vous prie de me rembourser le second paiement.")},
	{bordereau.ProofOfAddress, bordereau.Letter, "letter-moving", about("déménagement",
		"J'ai déménagé. Je n'ai pas encore de facture à mon nom : le contrat d'électricité et le point de livraison sont en cours de transfert.",
		"Je vous enverrai un justificatif de domicile ou une quittance de loyer dès que possible.")},
	{bordereau.ProofOfAddress, bordereau.Unknown, "lease-advert", advice("À LOUER - trois pièces lumineux", "Rue calme, proche de la gare, 64 m², deuxième étage.",
		"Loyer 690 € charges comprises, dépôt de garantie un mois.", "Dossier : trois quittances de loyer et une facture récente.", "Téléphoner au 01 99 00 45 67.")},
	{bordereau.BankDetails, bordereau.Letter, "letter-about-rib", about("vos coordonnées bancaires",
		"Afin de vous rembourser, nous vous remercions de nous envoyer votre relevé d'identité bancaire. L'IBAN et le BIC y figurent, avec le nom du titulaire du compte.",
		"Sans ce RIB, le virement ne pourra pas être exécuté.")},
	{bordereau.TransferOrder, bordereau.Letter, "letter-transfer-received", about("votre virement",
		"Nous avons bien reçu votre virement et vous en remercions. Le bénéficiaire en a été averti.",
		"Aucun ordre de virement supplémentaire n'est nécessaire : le solde est nul.")},
	{bordereau.Complaint, bordereau.Letter, "letter-thanks", about("remerciements",
		"Ma réclamation de l'an dernier a été traitée avec soin, et je tenais à vous en remercier. Je ne conteste plus rien.",
		"Votre équipe a été parfaite : transmettez-lui mes félicitations.")},
	{bordereau.Invoice, bordereau.Unknown, "quotation", quotation},
	{bordereau.TaxNotice, bordereau.Letter, "letter-tax-notice", about("mon avis d'impôt",
		"Vous me demandez mon dernier avis d'impôt. Je ne l'ai pas encore reçu : le revenu fiscal de référence de l'an passé figure sur le précédent, que vous avez déjà.",
		"Le numéro fiscal et la référence de l'avis vous seront communiqués dès réception.")},
	{bordereau.Payslip, bordereau.Letter, "letter-payslips", about("mes bulletins de paie",
		"Mes trois derniers bulletins de paie vous parviendront par courrier séparé. Mon salaire brut n'a pas changé.",
		"Le net à payer avant impôt a un peu baissé, à cause des cotisations salariales.")},
	{bordereau.AccountStatement, bordereau.Letter, "letter-statement", about("relevé de compte manquant",
		"Je n'ai pas reçu mon relevé de compte du mois dernier. L'ancien solde et le nouveau solde ne me sont donc pas connus.",
		"Merci de m'en adresser un duplicata sans frais.")},
	{bordereau.AmortisationTable, bordereau.Letter, "letter-schedule", about("remboursement anticipé",
		"Je souhaite rembourser mon prêt par anticipation. Merci de m'indiquer le capital restant dû à la prochaine échéance et de m'adresser un tableau d'amortissement à jour.",
		"Je vous remercie de préciser la part des intérêts et de l'assurance.")},
	{bordereau.SepaMandate, bordereau.Letter, "letter-revocation", about("révocation de mon mandat de prélèvement SEPA",
		"Je révoque le mandat de prélèvement SEPA que j'avais donné à mon club de sport. La référence unique du mandat figure sur le dernier avis.",
		"Merci de rejeter tout prélèvement de ce créancier, dont l'identifiant créancier SEPA vous est connu.")},
	{bordereau.SepaTIP, bordereau.Letter, "letter-tip", about("règlement par TIP SEPA",
		"Le TIP SEPA joint à votre avis était illisible. Je vous prie de m'en envoyer un autre, que je renverrai avec date et signature.",
		"À défaut, je réglerai par virement le montant indiqué.")},
	{bordereau.LoanOffer, bordereau.Letter, "letter-loan", about("demande de prêt",
		"Je souhaite recevoir une offre de prêt pour l'achat d'un appartement. Merci de m'indiquer le TAEG et le coût total du crédit.",
		"Je sais que l'emprunteur dispose d'un délai de réflexion de dix jours et ne suis pas pressé.")},
	{bordereau.TradeConfirmation, bordereau.Letter, "letter-trade", about("avis d'opéré non reçu",
		"Je n'ai pas reçu l'avis d'opéré de ma dernière vente. Le courtage prélevé me paraît élevé.",
		"Merci de me préciser la date de règlement et le montant net.")},
	{bordereau.SecuritiesOrder, bordereau.Letter, "letter-order", about("ordre de bourse",
		"Je souhaite savoir comment passer un ordre de bourse à cours limite sur mon compte-titres.",
		"La validité d'un ordre au marché est-elle d'une journée ?")},
	{bordereau.CorporateActionNotice, bordereau.Letter, "letter-dividend", about("dividende",
		"Le dividende annoncé pour la date de paiement du mois dernier n'a pas été versé sur mon compte.",
		"Merci de vérifier l'opération sur titres et la date de détachement.")},
	{bordereau.Letter, bordereau.Unknown, "postcards", advice("CARTES POSTALES", "Vue du phare, 1,20 €", "Le port au couchant, 1,20 €", "La lande en fleurs, 1,50 €", "Timbres en vente à la caisse")},
	{bordereau.DeathCertificate, bordereau.Letter, "letter-death-announced", about("décès de mon père",
		"Mon père est décédé le mois dernier. La mairie doit me remettre la copie intégrale de l'acte de décès ; je vous l'adresserai dès que je l'aurai.",
		"Je vous remercie de bloquer son compte dès à présent.")},
	{bordereau.DeathCertificate, bordereau.Unknown, "death-notice", newspaper("AVIS DE DÉCÈS", "La famille a la tristesse de vous faire part du décès de", "La cérémonie religieuse sera célébrée jeudi à dix heures en l'église de la commune.", "Ni fleurs ni couronnes.")},
	{bordereau.HeirsCertificate, bordereau.Letter, "letter-to-heirs", about("succession de votre mère",
		"Afin de régler la succession, nous vous remercions de nous faire parvenir un acte de notoriété établi par votre notaire ou, si les avoirs sont modestes, l'attestation des héritiers signée de tous les ayants droit.",
		"Les fonds seront versés à chaque héritier selon ses droits.")},
	{bordereau.HeirsCertificate, bordereau.Unknown, "leaflet-estate", advice("Régler une succession", "Un notaire établit l'acte de notoriété.", "L'attestation des héritiers suffit pour une petite succession (article L. 312-1-4).", "Les parts des héritiers dépendent de la loi.", "Demandez conseil à votre agence.")},
	{bordereau.FamilyRecordBook, bordereau.Letter, "letter-record-book", about("perte de notre livret de famille",
		"Nous avons perdu notre livret de famille pendant notre déménagement. La mairie nous en établira un second.",
		"Nous vous remettrons une copie des pages des enfants dès que nous l'aurons reçu.")},
	{bordereau.CompanyExtract, bordereau.Letter, "letter-kbis-wanted", about("mise à jour du dossier de votre société",
		"La réglementation nous demande un extrait Kbis de moins de trois mois. Nous vous remercions de nous le transmettre avec les statuts à jour.",
		"Le greffe du tribunal de commerce le délivre en ligne.")},
	{bordereau.CompanyExtract, bordereau.Unknown, "legal-notice", newspaper("ANNONCE LÉGALE", "Avis de constitution. Aux termes d'un acte sous signature privée, il a été constitué une société dont le capital social est de 5 000 euros.", "La société sera immatriculée au registre du commerce et des sociétés, au greffe du tribunal compétent.", "Pour avis, le gérant.")},
	{bordereau.FormalNotice, bordereau.Letter, "letter-about-notice", about("votre courrier du mois dernier",
		"Vous m'avez adressé une mise en demeure que je ne comprends pas : la somme a été réglée par virement avant l'échéance.",
		"Vous trouverez ci-joint le justificatif. Merci de m'en donner acte.")},
	{bordereau.FormalNotice, bordereau.Unknown, "general-terms", advice("CONDITIONS GÉNÉRALES DE VENTE", "Article 7. Les factures sont payables à trente jours.", "Article 8. À défaut de paiement, une mise en demeure est adressée par lettre recommandée.", "Article 9. Les pénalités de retard courent de plein droit.", "Article 10. Tout litige relève du tribunal du siège.")},
	{bordereau.EnforcementOrder, bordereau.Letter, "letter-about-order", about("procédure en cours",
		"Votre client a obtenu une injonction de payer, mais aucun titre exécutoire ne m'a été signifié. Je forme opposition dans le délai.",
		"Je vous prie de suspendre toute saisie-attribution jusqu'à la décision.")},
	{bordereau.EnforcementOrder, bordereau.Unknown, "leaflet-order", advice("Obtenir un titre exécutoire", "Le créancier dépose une requête en injonction de payer.", "Le greffe appose la formule exécutoire.", "La saisie-attribution bloque les comptes.", "Renseignez-vous auprès du tribunal.")},
	{bordereau.BirthCertificate, bordereau.Letter, "letter-birth", about("naissance de notre fille",
		"Notre fille est née la semaine dernière. Nous souhaitons lui ouvrir un livret et joindrons la copie de son acte de naissance dès que la mairie l'aura délivrée.",
		"Merci de nous indiquer les pièces à préparer.")},
	{bordereau.BirthCertificate, bordereau.Unknown, "birth-notice", newspaper("CARNET ROSE", "Les parents ont la joie de vous annoncer la naissance de leur enfant, né à l'aube.", "Toute la famille se porte bien et vous embrasse.")},
	{bordereau.MarriageCertificate, bordereau.Letter, "letter-marriage", about("changement de nom d'usage",
		"Je me suis mariée le mois dernier. L'extrait de l'acte de mariage me sera remis prochainement par la mairie, et je vous le porterai.",
		"Merci de mettre mon compte à mon nom d'épouse à réception.")},
	{bordereau.MarriageCertificate, bordereau.Unknown, "wedding-card", newspaper("FAIRE-PART", "Leurs parents sont heureux de vous faire part du mariage de leurs enfants.", "La cérémonie aura lieu à la mairie, samedi à quinze heures, suivie d'un vin d'honneur.")},
	{bordereau.SaleAgreement, bordereau.Letter, "letter-sale", about("projet d'achat",
		"J'ai signé un compromis de vente pour un appartement, sous condition suspensive d'obtention d'un prêt. Je souhaite vous rencontrer pour le financer.",
		"Je vous apporterai l'acte lors de notre rendez-vous.")},
	{bordereau.SaleAgreement, bordereau.Unknown, "house-advert", advice("À VENDRE - maison de ville", "Quatre pièces, jardin clos, garage.", "Prix de vente : 210 000 euros, frais d'agence inclus.", "Visite sur rendez-vous, vendeur pressé.", "Téléphoner au 01 99 00 55 66.")},
	{bordereau.ArticlesOfAssociation, bordereau.Letter, "letter-articles", about("transfert de notre siège social",
		"Notre société a transféré son siège social. Les statuts mis à jour sont en cours d'enregistrement et vous seront transmis avec un nouvel extrait.",
		"Le capital social et la gérance ne changent pas.")},
	{bordereau.EmploymentContract, bordereau.Letter, "letter-job", about("changement de situation",
		"J'ai signé un contrat de travail à durée indéterminée, avec une période d'essai de deux mois. Mon employeur vous confirmera ma rémunération.",
		"Je souhaite revoir le plafond de mon découvert.")},
	{bordereau.EmploymentContract, bordereau.Unknown, "job-advert", advice("OFFRE D'EMPLOI", "Menuiserie cherche un compagnon, contrat à durée indéterminée.", "Période d'essai de deux mois, 35 heures par semaine.", "Rémunération selon la convention collective.", "Écrire au journal qui transmettra.")},
	{bordereau.OtherPiece, bordereau.Letter, "letter-certificate", about("attestation demandée",
		"L'attestation que vous m'avez réclamée est en cours d'établissement. Ma mutuelle certifie les documents sous huit jours.",
		"Je vous la ferai suivre dès réception.")},
}

// newspaper is a notice in a column of print.
func newspaper(title string, says ...string) func(*work) {
	return func(w *work) {
		c := newPerson(w.r)
		s := a4()
		s.centre(105, 22, serifBold, 16, "L'Écho de "+pick(w.r, towns).name)
		s.rule(20, 26, 190, 26, 0.5, 60)
		s.put(30, 44, serifBold, 14, title)
		y := 54.0
		for i, t := range says {
			y = s.paragraph(30, y, 80, serif, 10.5, 5, t) + 2
			if i == 0 {
				y = s.paragraph(30, y, 80, serifBold, 11, 5.4, c.Title()) + 2
			}
		}
		y = 44
		for _, t := range w.prose(3) {
			y = s.paragraph(118, y, 70, serif, 9.5, 4.6, t) + 3
		}
		w.page(s)
	}
}

// advice is a leaflet of a title and short lines.
func advice(title string, rows ...string) func(*work) {
	return func(w *work) {
		s := a4()
		f := pick(w.r, []face{sans, gopher})
		s.centre(105, 40, sansBold, 20, title)
		for i, r := range rows {
			y := 70 + 22*float64(i)
			s.oval(30, y-2, 2.4, 2.4, 80, 300)
			s.paragraph(38, y, 145, f, 14, 7, r)
		}
		w.page(s)
	}
}

func invoicePhotos(w *work) {
	v := w.sale()
	s := a4()
	s.put(20, 24, sansBold, 14, "PHOTO MINUTE "+strings.ToUpper(v.seller.City))
	s.lines(20, 30, sans, 9.5, 4.5, v.seller.Address(), "SIRET "+v.seller.SIRET())
	s.put(20, 52, sansBold, 14, "FACTURE N° "+v.number)
	s.put(20, 60, sans, 11, "Date : "+v.date.Format("02/01/2006"))
	s.addressed(115, 52, sans, 11, v.buyer)
	v.items = []item{{"4 photos pour carte nationale d'identité", 1, 500}, {"Planche pour passeport", 2, 650}}
	v.net = 1_800
	v.vat = 360
	w.truth.Fields = map[string]string{"invoice_number": v.number, "date": w.truth.Fields["date"], "siret": v.seller.SIRET(), "siren": v.seller.SIREN,
		"currency": "EUR", "net_amount": "18.00", "vat_amount": "3.60", "gross_amount": "21.60"}
	y := v.table(s, 86, sans, sansBold)
	s.right(190, y, sans, 11, "Total HT : "+figures(v.net)+" €")
	s.right(190, y+7, sans, 11, "TVA 20 % : "+figures(v.vat)+" €")
	s.right(190, y+14, sansBold, 12, "Total TTC : "+figures(v.net+v.vat)+" €")
	w.page(s)
}

func quotation(w *work) {
	v := w.sale()
	w.truth.Fields = map[string]string{}
	s := a4()
	s.put(20, 22, gopherBold, 14, v.seller.Company)
	s.lines(20, 28, gopher, 9.5, 4.5, v.seller.Street, v.seller.Town())
	s.put(20, 54, gopherBold, 15, "DEVIS GRATUIT")
	s.put(20, 61, gopher, 10.5, "Valable deux mois, sans engagement ; une facture suivra les travaux.")
	s.addressed(120, 46, gopher, 11, v.buyer)
	y := v.table(s, 84, gopher, gopherBold)
	s.right(190, y, gopher, 11, "Estimation HT : "+figures(v.net)+" €")
	s.put(20, y+20, gopher, 11, "Bon pour accord, date et signature :")
	w.page(s)
}
