package web

var booksWords = words{
	"units.title":            {"Remises et ordres", "Remittances and orders"},
	"units.held":             {"Retenues", "Held"},
	"units.open":             {"En cours", "In progress"},
	"units.final":            {"Comptabilisées", "Booked"},
	"units.all":              {"Toutes", "All"},
	"units.caption":          {"Unités de comptabilisation", "Booking units"},
	"units.none":             {"Aucune remise dans cet état.", "No remittance in this state."},
	"units.kind":             {"Nature", "Kind"},
	"units.declared":         {"Déclaré", "Declared"},
	"units.why":              {"Retenue parce que", "Held because"},
	"units.reason":           {"Motif de la libération", "Reason for the release"},
	"units.where":            {"Voir ses chèques et la libérer à la station", "See its cheques and release it at the station"},
	"units.release":          {"Libérer", "Release"},
	"units.explained":        {"Ce qui rétablirait l'équilibre, du plus au moins probable", "What would restore the balance, likeliest first"},
	"units.see":              {"voir ce chèque", "see this cheque"},
	"units.entry":            {"Écriture", "Entry"},
	"units.filter":           {"Filtrer par état", "Filter by state"},
	"units.docs":             {"Documents", "Documents"},
	"unit.cheque_remittance": {"Remise de chèques", "Cheque remittance"},
	"unit.transfer":          {"Virement", "Transfer"},
}
