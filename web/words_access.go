package web

var accessWords = words{
	"access.title":    {"Accès", "Access"},
	"access.people":   {"Personnes", "People"},
	"access.keys":     {"Clés des machines", "Machine keys"},
	"access.name":     {"Nom", "Name"},
	"access.role":     {"Rôle", "Role"},
	"access.label":    {"Libellé", "Label"},
	"access.close":    {"Fermer", "Close"},
	"access.revoke":   {"Révoquer", "Revoke"},
	"access.closed":   {"Fermé", "Closed"},
	"access.active":   {"Actif", "Active"},
	"access.add":      {"Ajouter une personne", "Add a person"},
	"access.addkey":   {"Ajouter une clé", "Add a key"},
	"access.create":   {"Créer", "Create"},
	"access.secret":   {"Notez cette clé maintenant : elle ne sera plus affichée.", "Write this key down now: it will not be shown again."},
	"access.password": {"Mot de passe (12 caractères au moins)", "Password (at least 12 characters)"},
}
