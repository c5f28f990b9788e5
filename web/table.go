package web

import (
	"bordereau"
	"bordereau/internal/border"
)

var (
	depositors  = []bordereau.Role{bordereau.RoleBranch}
	followers   = []bordereau.Role{bordereau.RoleBranch, bordereau.RoleClerk, bordereau.RoleSupervisor, bordereau.RoleAuditor}
	readers     = []bordereau.Role{bordereau.RoleBranch, bordereau.RoleReader, bordereau.RoleClerk, bordereau.RoleSupervisor, bordereau.RoleAuditor}
	keepers     = []bordereau.Role{bordereau.RoleClerk, bordereau.RoleSupervisor}
	watchers    = []bordereau.Role{bordereau.RoleClerk, bordereau.RoleSupervisor, bordereau.RoleAuditor}
	supervisors = []bordereau.Role{bordereau.RoleSupervisor}
	entryPeople = []bordereau.Role{bordereau.RoleBooking, bordereau.RoleClerk, bordereau.RoleSupervisor, bordereau.RoleAuditor}
	admins      = []bordereau.Role{bordereau.RoleAdmin}
	adminWatch  = []bordereau.Role{bordereau.RoleAdmin, bordereau.RoleAuditor}
)

// Table is the access table of the pages: what is not here is not served.
var Table = border.Table{
	{Method: "GET", Path: "/static/:name", Open: true},
	{Method: "GET", Path: "/favicon.ico", Open: true},
	{Method: "GET", Path: "/connexion", Open: true},
	{Method: "POST", Path: "/connexion", Open: true},
	{Method: "POST", Path: "/deconnexion", Anyone: true},
	{Method: "GET", Path: "/", Anyone: true},

	{Method: "GET", Path: "/depot", Roles: depositors},
	{Method: "POST", Path: "/depot", Roles: depositors, Delivery: true},
	{Method: "GET", Path: "/depot/:id", Roles: followers},

	{Method: "GET", Path: "/corbeille", Roles: watchers},
	{Method: "POST", Path: "/corbeille/suivante", Roles: keepers},
	{Method: "GET", Path: "/validation/:task", Roles: keepers},
	{Method: "POST", Path: "/validation/:task", Roles: keepers},
	{Method: "POST", Path: "/validation/:task/rendre", Roles: keepers},

	{Method: "GET", Path: "/recherche", Roles: readers},
	{Method: "GET", Path: "/document/:id", Roles: readers},
	{Method: "GET", Path: "/document/:id/page/:n", Roles: readers},
	{Method: "GET", Path: "/document/:id/original", Roles: readers},
	{Method: "GET", Path: "/document/:id/archive.pdf", Roles: readers},
	{Method: "POST", Path: "/document/:id/rouvrir", Roles: keepers},
	{Method: "GET", Path: "/dossier/:ref", Roles: readers},

	{Method: "GET", Path: "/remises", Roles: watchers},
	{Method: "POST", Path: "/remises/:id/liberer", Roles: supervisors},
	{Method: "GET", Path: "/ecritures", Roles: entryPeople},
	{Method: "POST", Path: "/ecritures/:day/cloture", Roles: supervisors},

	{Method: "GET", Path: "/acces", Roles: adminWatch},
	{Method: "POST", Path: "/acces/personnes", Roles: admins},
	{Method: "POST", Path: "/acces/personnes/:login/fermer", Roles: admins},
	{Method: "POST", Path: "/acces/cles", Roles: admins},
	{Method: "POST", Path: "/acces/cles/:id/revoquer", Roles: admins},
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
