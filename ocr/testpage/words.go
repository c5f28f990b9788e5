package testpage

var companies = []string{"Menuiserie Lefèvre et Fils", "Transports Garonne Océan", "Boulangerie du Vieux Port", "Imprimerie Châtelain", "Électricité Générale Morvan", "Cabinet Dufour & Associés"}

var streets = []string{"rue de la République", "avenue du Général Leclerc", "boulevard Saint-Michel", "place de l'Église", "chemin des Écoliers", "quai des Chartrons"}

var towns = []string{"33000 BORDEAUX", "69003 LYON", "44200 NANTES", "13006 MARSEILLE", "67000 STRASBOURG", "59800 LILLE"}

var places = []string{"Bordeaux", "Lyon", "Nantes", "Marseille", "Strasbourg", "Lille"}

var months = []string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}

var subjects = []string{"relance de paiement de notre facture", "modification de vos coordonnées bancaires", "confirmation de votre ordre de virement", "demande de prélèvement automatique", "clôture de votre compte d'épargne"}

var items = []string{"Fourniture de bois massif", "Main-d'œuvre et déplacement", "Frais de dossier", "Cotisation annuelle", "Location de matériel", "Entretien des installations", "Prestation de conseil", "Remise exceptionnelle"}

// Each sentence takes one number.
var sentences = []string{
	"Nous avons bien reçu votre courrier du mois dernier concernant le dossier numéro %d et vous en remercions.",
	"Sauf erreur ou omission de notre part, la somme de %d euros demeure impayée à ce jour malgré nos précédents rappels.",
	"Nous vous prions de bien vouloir procéder au règlement dans un délai de huit jours sous la référence %d.",
	"Votre conseiller se tient à votre disposition au guichet de l'agence %d pour tout renseignement complémentaire.",
	"Le montant sera prélevé sur le compte désigné ci-dessous après vérification de la pièce numéro %d.",
	"Conformément aux conditions générales, les intérêts de retard courent depuis l'échéance du contrat %d.",
	"Veuillez trouver ci-joint le relevé détaillé des opérations enregistrées sous le bordereau %d.",
	"À défaut de réponse, nous serions contraints de transmettre le dossier %d à notre service contentieux.",
	"Cette décision prend effet dès la signature de l'avenant %d par les deux parties intéressées.",
	"Nous joignons également une copie certifiée de l'acte enregistré au greffe sous le numéro %d.",
}
