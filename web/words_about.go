package web

// aboutWords are those of the declaration of accessibility (article 47 of law 2005-102,
// RGAA 4.1.2).
var aboutWords = words{
	"a11y.title":    {"Déclaration d'accessibilité", "Accessibility statement"},
	"a11y.link":     {"Accessibilité : partiellement conforme", "Accessibility: partially compliant"},
	"a11y.scope":    {"Cette déclaration porte sur les pages de Bordereau, l'application du back office. La banque qui l'exploite la complète de ses propres coordonnées.", "This statement is about the pages of Bordereau, the back office's application. The bank that runs it adds how it can be reached."},
	"a11y.state":    {"État de conformité", "State of compliance"},
	"a11y.partly":   {"Les pages sont construites selon le RGAA 4.1.2 et les WCAG 2.2 (niveau AA). Elles sont déclarées partiellement conformes : les contrôles automatiques ne trouvent rien, mais aucun audit par des personnes n'a encore eu lieu.", "The pages are built to RGAA 4.1.2 and WCAG 2.2 (level AA). They are declared partially compliant: automatic checks find nothing, but no audit by people has taken place yet."},
	"a11y.tested":   {"Ce qui est contrôlé", "What is checked"},
	"a11y.auto":     {"Chaque page, en clair et en sombre, à quatre largeurs dont 320 pixels, par un outil automatique, à chaque version.", "Every page, in light and dark, at four widths including 320 pixels, by an automatic tool, for every version."},
	"a11y.keys":     {"Tout le travail de validation se fait au clavier seul ; les touches peuvent être changées.", "All of the validation work can be done with the keyboard alone; keys can be changed."},
	"a11y.noscript": {"Déposer, valider, rechercher et ouvrir un dossier fonctionnent aussi sans script.", "Dropping off, validating, searching and opening a case file work without scripts, too."},
	"a11y.gaps":     {"Ce qui n'est pas accessible", "What is not accessible"},
	"a11y.images":   {"Les documents numérisés sont des images : le texte lu par la machine les accompagne, il peut être incomplet ou faux.", "Scanned documents are pictures: the text that the machine read goes with them, and may be incomplete or wrong."},
	"a11y.retyping": {"La double saisie d'un montant est demandée par sécurité, bien que la valeur ait été lue.", "An amount has to be typed although it was read: this is asked for security."},
	"a11y.manual":   {"L'essai avec NVDA et Firefox et avec les contrastes élevés de Windows reste à faire.", "The test with NVDA and Firefox, and with the high contrasts of Windows, is still to be done."},
	"a11y.french":   {"En anglais, certains détails des contrôles restent en français ; ils sont marqués comme tels.", "In English, some details of checks stay in French; they are marked as such."},
	"a11y.help":     {"Signaler une difficulté", "Reporting a difficulty"},
	"a11y.contact":  {"Adressez-vous à votre responsable ou à l'administrateur. Sans réponse, vous pouvez saisir le Défenseur des droits.", "Turn to your supervisor or the administrator. Without an answer you may turn to the Défenseur des droits."},
}
