package specimen

// The names are put together from parts, so that none is taken from a register.

// Banks are the banks on which cheques are drawn and accounts are held.
var Banks = []Bank{
	{"BANQUE DU GRAND LARGE", "Grand Large", "19991", "ZZGLFR2A"},
	{"CRÉDIT DES DEUX RIVES", "Deux Rives", "19992", "ZZDRFR2L"},
	{"CAISSE LANTERNE", "Lanterne", "19993", "ZZLAFR2N"},
	{"BANQUE DES TILLEULS", "Tilleuls", "19994", "ZZTIFR2T"},
}

var herNames = []string{"Solène", "Maëlys", "Ombeline", "Clémence", "Agathe", "Hélène", "Nadia", "Yasmine", "Rosalie",
	"Odette", "Perrine", "Inès", "Mathilde", "Corinne", "Aurore", "Bérénice", "Lucile", "Fatou", "Margaux", "Édith"}

var hisNames = []string{"Anselme", "Gaspard", "Bastien", "Karim", "Loïc", "Tristan", "Aurélien", "Mamadou", "Édouard",
	"Florent", "Gilles", "Hugo", "Ivan", "Jérôme", "Lucien", "Maxence", "Norbert", "Octave", "Rémi", "Théo"}

var nameHeads = []string{"Val", "Mont", "Bris", "Car", "Ter", "Lan", "Gau", "Per", "Fon", "Mar", "Cha", "Del", "Ros",
	"Vau", "Bel", "Tré", "Hau", "Cor", "Dur", "Quin"}

var nameTails = []string{"doré", "brissac", "tignol", "vernoy", "landier", "couret", "mazière", "quenot", "bussière",
	"tavelle", "ronceau", "gandier", "pontel", "virolle", "sandreau", "milleret", "fauvel", "carnoux", "bertol", "zanette"}

type town struct{ name, code string }

var towns = []town{
	{"Valmorte-sur-Orne", "99110"}, {"Saint-Elvire", "99240"}, {"Brissonville", "99320"}, {"Les Quatre-Moulins", "99410"},
	{"Port-Lanterne", "99500"}, {"Montfauvel", "99630"}, {"Rochebrune-le-Vieux", "99710"}, {"La Tavelle", "99820"},
	{"Corbonne", "99050"}, {"Aigremer", "99905"},
}

var streets = []string{"rue des Tilleuls", "avenue de la Gare", "rue du Vieux Moulin", "impasse des Lilas",
	"boulevard des Remparts", "chemin des Vignes", "place du Marché", "rue de la Fontaine", "allée des Acacias",
	"quai des Brumes", "rue Basse", "route du Phare"}

var trades = []string{"Menuiserie", "Boulangerie", "Imprimerie", "Garage", "Librairie", "Plomberie", "Transports",
	"Atelier", "Pépinière", "Charpentes"}

var firms = []string{"Brissonnet", "Lanternier", "du Grand Large", "des Moulins", "Valmorin", "Fontanelle",
	"Roncevaux", "Tavernel", "Aigremont", "Corvol"}

var legalForms = []string{"SARL", "SAS", "EURL", "SA"}

var energy = []string{"LUMÉA ÉNERGIE", "GAZELEC DE L'OUEST", "VOLTANE", "ÉLECTRON VERT"}

var telecoms = []string{"TÉLÉBRUME", "FILACOM", "BOUSSOLE MOBILE"}

var months = []string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
	"octobre", "novembre", "décembre"}

var wares = []string{"Planches de chêne 27 mm", "Pose et réglage", "Main d'oeuvre atelier", "Ramettes papier A4",
	"Vis inox (boîte de 200)", "Déplacement zone 2", "Peinture mate blanc cassé", "Joint de porte", "Cartouche filtrante",
	"Révision annuelle", "Étagère sur mesure", "Forfait nettoyage", "Plants de lavande", "Affiches couleur A2"}
