package api

import (
	"bordereau"
	"bordereau/internal/border"
)

// Who may do what. Branches see their own branch only; the desk narrows that in
// its queries, and another branch's things are not found.
var (
	depositors = []bordereau.Role{bordereau.RoleBranch}
	followers  = []bordereau.Role{bordereau.RoleBranch, bordereau.RoleClerk, bordereau.RoleSupervisor, bordereau.RoleAuditor}
	readers    = []bordereau.Role{bordereau.RoleBranch, bordereau.RoleReader, bordereau.RoleClerk, bordereau.RoleSupervisor, bordereau.RoleAuditor}
	keepers    = []bordereau.Role{bordereau.RoleClerk, bordereau.RoleSupervisor}
	watchers   = []bordereau.Role{bordereau.RoleClerk, bordereau.RoleSupervisor, bordereau.RoleAuditor}
	openers    = []bordereau.Role{bordereau.RoleBranch, bordereau.RoleClerk, bordereau.RoleSupervisor}
	// What documents are checked against is not for those who check them.
	registrars  = []bordereau.Role{bordereau.RoleSupervisor, bordereau.RoleAdmin}
	supervisors = []bordereau.Role{bordereau.RoleSupervisor}
	bookers     = []bordereau.Role{bordereau.RoleBooking}
	bookReaders = []bordereau.Role{bordereau.RoleBooking, bordereau.RoleSupervisor, bordereau.RoleAuditor}
	entryPeople = []bordereau.Role{bordereau.RoleBooking, bordereau.RoleClerk, bordereau.RoleSupervisor, bordereau.RoleAuditor}
	auditors    = []bordereau.Role{bordereau.RoleAuditor}
	operators   = []bordereau.Role{bordereau.RoleSupervisor, bordereau.RoleAdmin}
	observers   = []bordereau.Role{bordereau.RoleSupervisor, bordereau.RoleAdmin, bordereau.RoleAuditor}
	admins      = []bordereau.Role{bordereau.RoleAdmin}
	adminWatch  = []bordereau.Role{bordereau.RoleAdmin, bordereau.RoleAuditor}
)

// Table is the access table of the API: what is not here is not served. Order
// matters where a fixed word competes with a parameter.
var Table = border.Table{
	{Method: "GET", Path: "/livez", Open: true},
	{Method: "GET", Path: "/readyz", Open: true},
	{Method: "GET", Path: "/openapi.json", Open: true},
	{Method: "GET", Path: "/metrics", Open: true}, // the handler asks for loopback or a configured token

	{Method: "POST", Path: "/v1/sessions", Open: true},
	{Method: "GET", Path: "/v1/sessions", Anyone: true},
	{Method: "DELETE", Path: "/v1/sessions", Anyone: true},

	{Method: "POST", Path: "/v1/deposits", Roles: depositors, Delivery: true},
	{Method: "GET", Path: "/v1/deposits", Roles: followers},
	{Method: "GET", Path: "/v1/deposits/:id", Roles: followers},

	{Method: "GET", Path: "/v1/documents", Roles: readers},
	{Method: "GET", Path: "/v1/documents/:id", Roles: readers},
	{Method: "GET", Path: "/v1/documents/:id/original", Roles: readers},
	{Method: "GET", Path: "/v1/documents/:id/pages/:n/image", Roles: readers},
	{Method: "GET", Path: "/v1/documents/:id/text", Roles: readers},
	{Method: "GET", Path: "/v1/documents/:id/alto", Roles: readers},
	{Method: "GET", Path: "/v1/documents/:id/archive.pdf", Roles: readers},
	{Method: "POST", Path: "/v1/documents/:id/reopen", Roles: keepers},

	{Method: "POST", Path: "/v1/dossiers", Roles: openers},
	{Method: "GET", Path: "/v1/dossiers", Roles: readers},
	{Method: "GET", Path: "/v1/dossiers/:ref", Roles: readers},
	{Method: "PUT", Path: "/v1/dossiers/:ref", Roles: openers},
	{Method: "GET", Path: "/v1/dossiers/:ref/checklist", Roles: readers},
	{Method: "PUT", Path: "/v1/customers/:ref", Roles: registrars},
	{Method: "POST", Path: "/v1/customers/import", Roles: registrars},

	{Method: "POST", Path: "/v1/tasks/next", Roles: keepers},
	{Method: "GET", Path: "/v1/tasks", Roles: watchers},
	{Method: "GET", Path: "/v1/tasks/:id", Roles: watchers},
	{Method: "POST", Path: "/v1/tasks/:id/decision", Roles: keepers},
	{Method: "POST", Path: "/v1/tasks/:id/release", Roles: keepers},

	{Method: "GET", Path: "/v1/units", Roles: watchers},
	{Method: "GET", Path: "/v1/units/:id", Roles: watchers},
	{Method: "POST", Path: "/v1/units/:id/release", Roles: supervisors},

	{Method: "GET", Path: "/v1/entries", Roles: bookReaders},
	{Method: "GET", Path: "/v1/entries/totals", Roles: entryPeople},
	{Method: "POST", Path: "/v1/entries/acks", Roles: bookers},
	{Method: "GET", Path: "/v1/entries/:id", Roles: entryPeople},
	{Method: "POST", Path: "/v1/entries/:id/reversal", Roles: supervisors},
	{Method: "POST", Path: "/v1/days/:day/close", Roles: supervisors},

	{Method: "GET", Path: "/v1/journal", Roles: auditors},
	{Method: "GET", Path: "/v1/journal/checkpoint", Roles: auditors},
	{Method: "GET", Path: "/v1/deadletters", Roles: observers},
	{Method: "POST", Path: "/v1/deadletters/:id/redrive", Roles: operators},

	{Method: "GET", Path: "/v1/users", Roles: adminWatch},
	{Method: "POST", Path: "/v1/users", Roles: admins},
	{Method: "DELETE", Path: "/v1/users/:login", Roles: admins},
	{Method: "GET", Path: "/v1/keys", Roles: adminWatch},
	{Method: "POST", Path: "/v1/keys", Roles: admins},
	{Method: "DELETE", Path: "/v1/keys/:id", Roles: admins},
}
