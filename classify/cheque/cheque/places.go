package cheque

import "bordereau/classify/spec"

// The days within which a cheque that is payable in metropolitan France is presented for
// payment, by where it was issued (CMF L131-32), by their names in the dated table.
const (
	inFrance  = "cheque_presentation"
	inEurope  = "cheque_presentation_europe"
	elsewhere = "cheque_presentation_abroad"
)

// abroad are the places of issue outside metropolitan France that writers of French
// cheques name, with their days; a name that a town of France bears too is not among
// them. A place that is not here is taken to be in France, where the shortest delay is.
var abroad = func() map[string]string {
	out := map[string]string{}
	for days, names := range map[string][]string{
		inEurope: {
			"Monaco", "Monte-Carlo", "Belgique", "Bruxelles", "Anvers", "Liège", "Namur", "Charleroi", "Luxembourg", "Suisse", "Genève", "Lausanne", "Bâle", "Zurich", "Berne",
			"Allemagne", "Berlin", "Francfort", "Munich", "Cologne", "Hambourg", "Sarrebruck", "Italie", "Rome", "Milan", "Turin", "Gênes", "Espagne", "Madrid", "Barcelone",
			"Portugal", "Lisbonne", "Porto", "Pays-Bas", "Amsterdam", "Rotterdam", "Royaume-Uni", "Londres", "London", "Irlande", "Dublin", "Andorre", "Andorre-la-Vieille",
			"Autriche", "Pologne", "Varsovie", "Grèce", "Athènes", "Suède", "Stockholm", "Danemark", "Copenhague", "Norvège", "Oslo", "Jersey", "Guernesey",
		},
		elsewhere: {
			"Guadeloupe", "Pointe-à-Pitre", "Basse-Terre", "Les Abymes", "Baie-Mahault", "Martinique", "Fort-de-France", "Le Lamentin", "Guyane", "Cayenne", "Kourou",
			"Saint-Laurent-du-Maroni", "La Réunion", "Saint-Denis de La Réunion", "Saint-Denis (Réunion)", "Le Tampon", "Mayotte", "Mamoudzou", "Saint-Pierre-et-Miquelon",
			"Saint-Barthélemy", "Gustavia", "Marigot", "Nouvelle-Calédonie", "Nouméa", "Polynésie française", "Papeete", "Tahiti", "Wallis-et-Futuna", "Mata-Utu",
			"Maroc", "Casablanca", "Rabat", "Marrakech", "Algérie", "Alger", "Oran", "Tunisie", "Tunis", "Sénégal", "Dakar", "Abidjan", "Beyrouth", "Montréal", "Québec",
			"New York", "Tokyo", "Dubaï", "Tel-Aviv", "Île Maurice", "Antananarivo",
		},
	} {
		for _, name := range names {
			out[spec.Fold(name)] = days
		}
	}
	return out
}()

// presentation is how many days a cheque may be presented that was issued at a place as
// written on it, empty where it was not read.
func presentation(place string) string {
	if days, ok := abroad[spec.Fold(place)]; ok {
		return days
	}
	return inFrance
}
