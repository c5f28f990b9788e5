package web

var searchWords = words{
	"search.title":   {"Recherche", "Search"},
	"search.words":   {"Mots du document", "Words of the document"},
	"search.go":      {"Rechercher", "Search"},
	"search.any":     {"Tous", "All"},
	"search.results": {"Documents trouvés", "Documents found"},
	"search.none":    {"Aucun document ne correspond.", "No document matches."},
	"search.files":   {"Dossiers trouvés", "Case files found"},
	"search.from":    {"Reçu du", "Received from"},
	"search.to":      {"au", "to"},
	"search.excerpt": {"Extrait", "Excerpt"},
}
