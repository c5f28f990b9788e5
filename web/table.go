package web

import (
	"bordereau"
	"bordereau/internal/border"
)

// answerers may answer what a clerk asks about a document.
var answerers = []bordereau.Role{bordereau.RoleBranch, bordereau.RoleClerk, bordereau.RoleSupervisor}

// Table is the access table of the pages: what is not here is not served.
var Table = border.Table{
	{Method: "GET", Path: "/static/:name", Open: true},
	{Method: "GET", Path: "/favicon.ico", Open: true},
	{Method: "GET", Path: "/connexion", Open: true},
	{Method: "POST", Path: "/connexion", Open: true},
	{Method: "POST", Path: "/deconnexion", Anyone: true},
	{Method: "GET", Path: "/", Anyone: true},

	{Method: "GET", Path: "/depot", Roles: border.Depositors},
	{Method: "POST", Path: "/depot", Roles: border.Depositors, Delivery: true},
	{Method: "GET", Path: "/depot/:id", Roles: border.Followers},

	{Method: "GET", Path: "/corbeille", Roles: border.Watchers},
	{Method: "POST", Path: "/corbeille/suivante", Roles: border.Keepers},
	{Method: "GET", Path: "/validation/:task", Roles: border.Keepers},
	{Method: "POST", Path: "/validation/:task", Roles: border.Keepers},
	{Method: "POST", Path: "/validation/:task/rendre", Roles: border.Keepers},

	{Method: "GET", Path: "/recherche", Roles: border.Readers},
	{Method: "GET", Path: "/document/:id", Roles: border.Readers},
	{Method: "GET", Path: "/document/:id/page/:n", Roles: border.Readers},
	{Method: "GET", Path: "/document/:id/original", Roles: border.Readers},
	{Method: "GET", Path: "/document/:id/archive.pdf", Roles: border.Readers},
	{Method: "POST", Path: "/document/:id/rouvrir", Roles: border.Keepers},
	{Method: "GET", Path: "/dossier/:ref", Roles: border.Readers},

	{Method: "POST", Path: "/dossier/:ref/evenement", Roles: border.Keepers},
	{Method: "POST", Path: "/dossier/:ref/lettre", Roles: border.Keepers},
	{Method: "GET", Path: "/lettre/:id", Roles: border.Watchers},
	{Method: "POST", Path: "/lettre/:id/valider", Roles: border.Keepers},
	{Method: "POST", Path: "/document/:id/question", Roles: border.Keepers},
	{Method: "POST", Path: "/question/:id/reponse", Roles: answerers},
	{Method: "GET", Path: "/echeances", Roles: border.Watchers},
	{Method: "POST", Path: "/echeances/:id/clore", Roles: border.Keepers},

	{Method: "GET", Path: "/remises", Roles: border.Watchers},
	{Method: "POST", Path: "/remises/:id/liberer", Roles: border.Supervisors},
	{Method: "GET", Path: "/ecritures", Roles: border.EntryPeople},
	{Method: "POST", Path: "/ecritures/:day/cloture", Roles: border.Supervisors},

	{Method: "GET", Path: "/acces", Roles: border.AdminWatch},
	{Method: "POST", Path: "/acces/personnes", Roles: border.Admins},
	{Method: "POST", Path: "/acces/personnes/:login/fermer", Roles: border.Admins},
	{Method: "POST", Path: "/acces/cles", Roles: border.Admins},
	{Method: "POST", Path: "/acces/cles/:id/revoquer", Roles: border.Admins},
}

// home is where each role lands after signing in.
func home(r bordereau.Role) string {
	switch r {
	case bordereau.RoleBranch:
		return "/depot"
	case bordereau.RoleClerk, bordereau.RoleSupervisor, bordereau.RoleAuditor:
		return "/corbeille"
	case bordereau.RoleBooking:
		return "/ecritures"
	case bordereau.RoleAdmin:
		return "/acces"
	}
	return "/recherche"
}
