package web

import (
	"fmt"

	"bordereau"
)

// french holds what the pages say, by key. Another language is another map with
// the same keys.
var french = map[string]string{
	"app":             "Bordereau",
	"skip":            "Aller au contenu",
	"nav":             "Navigation principale",
	"nav.deposit":     "Dépôt",
	"nav.inbox":       "Corbeille",
	"nav.search":      "Recherche",
	"nav.units":       "Remises",
	"nav.due":         "Échéances",
	"letter.title":    "Lettres au client",
	"letter.released": "Validée",
	"letter.draft":    "À relire",
	"letter.release":  "Valider la lettre",
	"letter.lang":     "Langue",
	"letter.fr":       "français",
	"letter.en":       "anglais",
	"letter.write":    "Rédiger la demande de pièces",
	"question.title":  "Questions à l'agence",
	"question.ask":    "Votre question",
	"question.answer": "Votre réponse",
	"question.send":   "Envoyer",
	"done.drafted":    "Lettre rédigée : relisez-la avant de la valider.",
	"done.letter":     "Lettre validée ; elle reste à envoyer.",
	"done.asked":      "Question posée à l'agence.",
	"done.answered":   "Réponse enregistrée.",
	"due.title":       "Obligations et échéances",
	"due.filter":      "Filtrer les obligations",
	"due.open":        "Ouvertes",
	"due.done":        "Closes",
	"due.void":        "Sans objet",
	"due.caption":     "Obligations, la plus proche d'abord",
	"due.until":       "Échéance",
	"due.from":        "pas avant le",
	"due.late":        "En retard",
	"due.what":        "Obligation",
	"due.since":       "Court depuis le",
	"due.proof":       "Preuve",
	"due.day":         "Fait le",
	"due.reference":   "Preuve (numéro d'envoi, récépissé)",
	"due.close":       "Clore",
	"due.none":        "Aucune obligation.",
	"due.tell":        "Signaler un événement",
	"due.event":       "Événement",
	"due.told":        "Signaler",
	"done.proved":     "Obligation close.",
	"done.told":       "Événement enregistré.",
	"nav.entries":     "Écritures",
	"nav.access":      "Accès",
	"sign.out":        "Se déconnecter",
	"sign.in":         "Se connecter",
	"sign.login":      "Identifiant",
	"sign.password":   "Mot de passe",
	"sign.hint":       "Votre session se termine après un quart d'heure sans activité.",
	"next":            "Page suivante",
	"none":            "—",
	"see":             "Voir",
	"home":            "Revenir à l'accueil",
	"error.ref":       "Référence à citer",
	"actor.person":    "personne",
	"document":        "Document",
	"file":            "Fichier",
	"type":            "Type",
	"state":           "État",
	"branch":          "Agence",
	"dossier":         "Dossier",
	"received":        "Reçu le",
	"pages":           "Pages",
	"reason":          "Motif",
	"amount":          "Montant",
	"count":           "Nombre",
	"actions":         "Actions",
	"since":           "Depuis",
	"size":            "Taille",
	"currency":        "Devise",
	"field.row":       "%s, ligne %s",
	"done.deposit":    "Dépôt enregistré.",
	"done.decided":    "Décision enregistrée.",
	"done.returned":   "Tâche rendue à la corbeille.",
	"done.empty":      "Aucune tâche n'attend.",
	"done.released":   "Remise libérée.",
	"done.closed":     "Journée close.",
	"done.reopened":   "La validation est annulée ; le document est de nouveau à valider.",
	"done.added":      "Accès créé.",
	"done.ended":      "Accès retiré.",
	"done.refiled":    "Document classé dans un autre dossier.",
	"deposit.title":   "Déposer des documents",
	"deposit.files":   "Fichiers (PDF, TIFF, JPEG, PNG)",
	"deposit.limits":  "Au plus %d fichiers de %s chacun.",
	"deposit.kind":    "Nature attendue",
	"deposit.any":     "Non précisée",
	"deposit.count":   "Nombre de chèques",
	"deposit.total":   "Total du bordereau",
	"deposit.ref":     "Référence de l'agence",
	"deposit.send":    "Déposer",
	"deposit.own":     "Dépôts de l'agence %s",
	"deposit.none":    "Aucun dépôt pour le moment.",
	"deposit.number":  "N°",
	"deposit.open":    "Suivre le dépôt",
	"receipt.title":   "Dépôt n° %d",
	"receipt":         "Reçu",
	"receipt.digest":  "Empreinte des fichiers (SHA-256)",
	"receipt.sign":    "Signature",
	"receipt.at":      "Pris en charge le",
	"receipt.files":   "Documents de ce dépôt",
	"receipt.double":  "Doublon d'un document déjà reçu",
	"inbox.title":     "Corbeille",
	"inbox.next":      "Traiter la suivante",
	"inbox.tasks":     "Tâches en attente d'une personne",
	"inbox.none":      "Aucune tâche n'attend.",
	"inbox.why":       "À faire",
	"inbox.held":      "Réservée jusqu'au",
	"inbox.second":    "2e lecture",
	"inbox.first":     "1re lecture",
	"inbox.reading":   "Lecture",
	"inbox.go":        "Reprendre",

	"station.title":     "Validation",
	"station.todo":      "%d à vérifier",
	"station.sure":      "Rien à vérifier",
	"station.image":     "Pages du document",
	"station.page":      "Page %d",
	"station.noimage":   "Aucune image : le document n'a pas pu être lu.",
	"station.fields":    "Champs",
	"station.doubtful":  "À vérifier",
	"station.others":    "Autres champs",
	"station.unasked":   "non exigé",
	"station.confirm":   "Je confirme cette valeur",
	"station.absent":    "Ne figure pas sur le document",
	"station.blind":     "Seconde lecture : saisissez la valeur sans reprendre celle de votre collègue.",
	"station.hand":      "Écrit à la main : saisissez la valeur que vous lisez sur l'image.",
	"station.validate":  "Valider le document",
	"station.until":     "Réservé jusqu'au",
	"station.nolease":   "Cette tâche n'est pas réservée à votre nom : prenez-la depuis la corbeille.",
	"station.retry":     "Rien n'a été enregistré. Votre saisie est conservée ci-dessous.",
	"station.giveback":  "Rendre à la corbeille",
	"station.other":     "Autre décision",
	"station.type":      "Type de document",
	"station.retype":    "Changer le type",
	"station.typing":    "Type proposé : %s. Saisissez ses champs puis validez.",
	"station.note":      "Note",
	"station.choose":    "Choisir un motif",
	"station.reject":    "Rejeter",
	"station.return":    "Demander une nouvelle numérisation",
	"station.illegible": "Illisible",
	"station.escalate":  "Transmettre à un responsable",
	"station.wait":      "Mettre en attente",
	"station.refile":    "Classer dans ce dossier",
	"station.checks":    "Contrôles",
	"station.reasons":   "Ce qui reste à régler",
	"station.parts":     "Pages de chaque document du fichier",
	"station.split":     "Séparer en documents",

	"search.title":   "Recherche",
	"search.words":   "Mots du document",
	"search.go":      "Rechercher",
	"search.any":     "Tous",
	"search.results": "Documents trouvés",
	"search.none":    "Aucun document ne correspond.",
	"search.files":   "Dossiers trouvés",
	"search.from":    "Reçu du",
	"search.to":      "au",
	"search.excerpt": "Extrait",

	"document.original": "Original tel que reçu",
	"document.pdf":      "PDF d'archive",
	"document.fields":   "Champs et preuves",
	"document.nofields": "Aucun champ n'a été lu.",
	"document.value":    "Valeur",
	"document.proofs":   "Preuves",
	"document.status":   "État",
	"document.checks":   "Contrôles",
	"document.result":   "Résultat",
	"document.detail":   "Détail",
	"document.history":  "Historique",
	"document.event":    "Événement",
	"document.by":       "Par",
	"document.at":       "Date",
	"document.entry":    "Écriture n°",
	"document.reopen":   "Annuler la validation",
	"document.why":      "Rattachement au dossier",
	"document.type":     "Pourquoi ce type",
	"document.reasons":  "Ce qui reste à régler",
	"document.pages":    "%s, p. %s",
	"document.part":     "Fait partie du fichier",
	"document.parts":    "Documents de ce fichier",

	"dossier.title":   "Dossier %s",
	"dossier.pieces":  "Pièces du dossier",
	"dossier.piece":   "Pièce",
	"dossier.need":    "Exigence",
	"dossier.why":     "Explication",
	"dossier.docs":    "Documents",
	"dossier.all":     "Tous les documents du dossier",
	"dossier.closed":  "Restreint",
	"dossier.clients": "Clients",
	"dossier.opened":  "Ouvert le",

	"units.title":            "Remises et ordres",
	"units.held":             "Retenues",
	"units.open":             "En cours",
	"units.final":            "Comptabilisées",
	"units.all":              "Toutes",
	"units.caption":          "Unités de comptabilisation",
	"units.none":             "Aucune remise dans cet état.",
	"units.kind":             "Nature",
	"units.declared":         "Déclaré",
	"units.why":              "Retenue parce que",
	"units.reason":           "Motif de la libération",
	"units.release":          "Libérer",
	"units.explained":        "Ce qui rétablirait l'équilibre, du plus au moins probable",
	"units.see":              "voir ce chèque",
	"units.entry":            "Écriture",
	"units.filter":           "Filtrer par état",
	"units.docs":             "Documents",
	"unit.cheque_remittance": "Remise de chèques",
	"unit.transfer":          "Virement",

	"entries.title":    "Écritures du %s",
	"entries.day":      "Jour comptable",
	"entries.show":     "Afficher",
	"entries.caption":  "Écritures de la journée",
	"entries.none":     "Aucune écriture ce jour.",
	"entries.totals":   "Totaux de la journée",
	"entries.accepted": "Acceptées",
	"entries.refused":  "Refusées",
	"entries.waiting":  "En attente d'accusé",
	"entries.close":    "Clore la journée",
	"entries.closed":   "Journée close",
	"entries.opened":   "Journée ouverte",
	"entries.ack":      "Accusé",
	"entries.reversed": "Extournée",

	"access.title":    "Accès",
	"access.people":   "Personnes",
	"access.keys":     "Clés des machines",
	"access.name":     "Nom",
	"access.role":     "Rôle",
	"access.label":    "Libellé",
	"access.close":    "Fermer",
	"access.revoke":   "Révoquer",
	"access.closed":   "Fermé",
	"access.active":   "Actif",
	"access.add":      "Ajouter une personne",
	"access.addkey":   "Ajouter une clé",
	"access.create":   "Créer",
	"access.secret":   "Notez cette clé maintenant : elle ne sera plus affichée.",
	"access.password": "Mot de passe (12 caractères au moins)",
}

// say is a text of the catalogue. A key that is not there shows itself, and fails
// a test.
func say(key string, args ...any) string {
	s, ok := french[key]
	if !ok {
		return "[" + key + "]"
	}
	if len(args) > 0 {
		return fmt.Sprintf(s, args...)
	}
	return s
}

// done is what a page says after something was done; unknown words say nothing.
func done(what string) string { return french["done."+what] }

func named(m map[string]string, key string) string {
	if s, ok := m[key]; ok {
		return s
	}
	return key
}

var typeNames = map[string]string{
	"cheque": "Chèque", "remittance_slip": "Bordereau de remise", "identity_card": "Carte d'identité", "passport": "Passeport",
	"residence_permit": "Titre de séjour", "proof_of_address": "Justificatif de domicile", "tax_notice": "Avis d'imposition", "payslip": "Bulletin de paie",
	"bank_details": "RIB", "company_extract": "Extrait Kbis", "death_certificate": "Acte de décès", "heirs_certificate": "Acte de notoriété",
	"family_record_book": "Livret de famille", "sepa_mandate": "Mandat SEPA", "transfer_order": "Ordre de virement", "sepa_tip": "TIP SEPA",
	"loan_offer": "Offre de prêt", "amortisation_table": "Tableau d'amortissement", "securities_order": "Ordre de bourse", "trade_confirmation": "Avis d'opéré",
	"corporate_action_notice": "Avis d'opération sur titres", "formal_notice": "Mise en demeure", "enforcement_order": "Saisie", "complaint": "Réclamation",
	"invoice": "Facture", "account_statement": "Relevé de compte", "letter": "Courrier", "separator": "Page séparatrice", "blank": "Page blanche",
	"unknown": "Type inconnu", "birth_certificate": "Acte de naissance", "marriage_certificate": "Acte de mariage", "sale_agreement": "Compromis de vente",
	"articles_of_association": "Statuts", "employment_contract": "Contrat de travail", "other_piece": "Autre pièce",
}

func typeName(t bordereau.Type) string {
	if t == "" {
		return say("none")
	}
	return named(typeNames, string(t))
}

var proofNames = map[string]string{"person": "personne", "signature": "signature", "agreement": "concordance", "check_digit": "clé de contrôle",
	"balance": "équilibre", "dossier": "dossier", "corroboration": "indice"}

func proofName(k bordereau.ProofKind) string { return named(proofNames, string(k)) }

var statusNames = map[string]string{"proved": "sûr", "corroborated": "probable", "doubtful": "à vérifier", "conflict": "bloquant", "": "à vérifier"}

func statusName(s bordereau.Status) string { return named(statusNames, string(s)) }

var checkNames = map[string]string{"passed": "conforme", "failed": "non conforme", "inconclusive": "indéterminé"}

func checkName(v bordereau.Verdict) string { return named(checkNames, string(v)) }

var roleNames = map[string]string{"branch": "agence", "reader": "lecteur", "clerk": "opérateur", "supervisor": "superviseur", "auditor": "auditeur",
	"booking": "comptabilité", "admin": "administrateur"}

func roleName(r bordereau.Role) string { return named(roleNames, string(r)) }

var unitStates = map[string]string{"open": "en cours", "held": "retenue", "final": "comptabilisée", "void": "annulée"}

func unitKind(s string) string { return named(french, "unit."+s) }

func unitState(s string) string { return named(unitStates, s) }

var verdictNames = map[string]string{"waiting": "en attente", "accepted": "acceptée", "refused": "refusée"}

func verdictName(s string) string { return named(verdictNames, s) }

var lineStates = map[string]string{"satisfied": "présente", "missing": "manquante", "inconclusive": "à examiner", "expired": "périmée"}

func lineState(s any) string { return named(lineStates, fmt.Sprint(s)) }

var needNames = map[string]string{"mandatory": "obligatoire", "conditional": "selon le cas", "optional": "facultative", "check": "contrôle"}

func needName(s string) string { return named(needNames, s) }

var entryKinds = map[string]string{"cheque_remittance": "remise de chèques", "transfer": "virement", "direct_debit": "prélèvement", "securities_order": "ordre de bourse",
	"corporate_action": "opération sur titres", "estate_payment": "succession", "reversal": "extourne"}

func entryKind(k any) string { return named(entryKinds, fmt.Sprint(k)) }

var happenings = map[string]string{
	"document.received": "reçu", "document.screened": "ouvert", "document.read": "lu", "document.classified": "type et champs déterminés",
	"document.passed": "validé sans intervention", "document.review_needed": "à valider", "document.taken": "pris en charge", "document.given_back": "rendu",
	"document.first_opinion": "première lecture faite", "document.disagreed": "lectures différentes", "document.decided": "validé", "document.reopened": "validation annulée",
	"document.archived": "archivé", "document.booked": "comptabilisé", "document.refiled": "reclassé", "document.rejected": "rejeté", "document.returned": "à numériser à nouveau",
	"document.duplicate_found": "doublon", "document.split": "séparé", "document.gave_up": "illisible par la machine", "document.redriven": "relancé", "document.destroyed": "détruit",
}

func happened(kind string) string { return named(happenings, kind) }
