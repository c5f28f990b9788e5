package api

import (
	"bordereau"
	"bordereau/internal/border"
)

// Who may do what only programs do.
var (
	openers = []bordereau.Role{bordereau.RoleBranch, bordereau.RoleClerk, bordereau.RoleSupervisor}
	// What documents are checked against is not for those who check them.
	registrars  = []bordereau.Role{bordereau.RoleSupervisor, bordereau.RoleAdmin}
	bookers     = []bordereau.Role{bordereau.RoleBooking}
	bookReaders = []bordereau.Role{bordereau.RoleBooking, bordereau.RoleSupervisor, bordereau.RoleAuditor}
	overseers   = []bordereau.Role{bordereau.RoleSupervisor, bordereau.RoleAuditor}
	auditors    = []bordereau.Role{bordereau.RoleAuditor}
	operators   = []bordereau.Role{bordereau.RoleSupervisor, bordereau.RoleAdmin}
	observers   = []bordereau.Role{bordereau.RoleSupervisor, bordereau.RoleAdmin, bordereau.RoleAuditor}
)

// Table is the access table of the API: what is not here is not served. Order
// matters where a fixed word competes with a parameter.
var Table = append(border.Table{
	{Method: "GET", Path: "/livez", Open: true},
	{Method: "GET", Path: "/readyz", Open: true},
	{Method: "GET", Path: "/openapi.json", Open: true},
	{Method: "GET", Path: "/metrics", Open: true}, // the handler asks for loopback or a configured token

	{Method: "POST", Path: "/v1/sessions", Open: true},
	{Method: "GET", Path: "/v1/sessions", Anyone: true},
	{Method: "DELETE", Path: "/v1/sessions", Anyone: true},

	{Method: "POST", Path: "/v1/deposits", Roles: border.Depositors, Delivery: true},
	{Method: "GET", Path: "/v1/deposits", Roles: border.Followers},
	{Method: "GET", Path: "/v1/deposits/:id", Roles: border.Followers},
	{Method: "GET", Path: "/v1/deposits/:id/receipt", Roles: border.Followers},
	{Method: "GET", Path: "/v1/days/:day/deposits", Roles: border.Followers},

	{Method: "GET", Path: "/v1/documents", Roles: border.Readers},
	{Method: "GET", Path: "/v1/documents/:id", Roles: border.Readers},
	{Method: "GET", Path: "/v1/documents/:id/original", Roles: border.Readers},
	{Method: "GET", Path: "/v1/documents/:id/pages/:n/image", Roles: border.Readers},
	{Method: "GET", Path: "/v1/documents/:id/text", Roles: border.Readers},
	{Method: "GET", Path: "/v1/documents/:id/alto", Roles: border.Readers},
	{Method: "GET", Path: "/v1/documents/:id/archive.pdf", Roles: border.Readers},
	{Method: "POST", Path: "/v1/documents/:id/reopen", Roles: border.Keepers},

	{Method: "POST", Path: "/v1/dossiers", Roles: openers},
	{Method: "GET", Path: "/v1/dossiers", Roles: border.Readers},
	{Method: "GET", Path: "/v1/dossiers/:ref", Roles: border.Readers},
	{Method: "PUT", Path: "/v1/dossiers/:ref", Roles: openers},
	{Method: "GET", Path: "/v1/dossiers/:ref/checklist", Roles: border.Readers},
	{Method: "POST", Path: "/v1/dossiers/:ref/events", Roles: border.Keepers},
	{Method: "POST", Path: "/v1/dossiers/:ref/pieces", Roles: border.Keepers},
	{Method: "DELETE", Path: "/v1/dossiers/:ref/pieces/:piece/:id", Roles: border.Keepers},
	{Method: "GET", Path: "/v1/obligations", Roles: border.Watchers},
	{Method: "GET", Path: "/v1/obligations/export", Roles: border.Watchers},
	{Method: "POST", Path: "/v1/obligations/:id/proof", Roles: border.Keepers},
	{Method: "GET", Path: "/v1/dossiers/:ref/letters", Roles: border.Watchers},
	{Method: "POST", Path: "/v1/dossiers/:ref/letters", Roles: border.Keepers},
	{Method: "GET", Path: "/v1/letters/:id/pdf", Roles: border.Watchers},
	{Method: "POST", Path: "/v1/letters/:id/release", Roles: border.Keepers},
	{Method: "GET", Path: "/v1/followups", Roles: border.Watchers},
	{Method: "GET", Path: "/v1/documents/:id/questions", Roles: border.Followers},
	{Method: "POST", Path: "/v1/documents/:id/questions", Roles: border.Keepers},
	{Method: "GET", Path: "/v1/documents/:id/dossiers", Roles: border.Keepers},
	{Method: "POST", Path: "/v1/documents/:id/refile", Roles: border.Keepers},
	{Method: "GET", Path: "/v1/questions", Roles: border.Followers},
	{Method: "POST", Path: "/v1/questions/:id/answer", Roles: openers},
	{Method: "PUT", Path: "/v1/customers/:ref", Roles: registrars},
	{Method: "POST", Path: "/v1/customers/import", Roles: registrars},

	{Method: "POST", Path: "/v1/tasks/next", Roles: border.Keepers},
	{Method: "GET", Path: "/v1/tasks", Roles: border.Watchers},
	{Method: "GET", Path: "/v1/tasks/:id", Roles: border.Watchers},
	{Method: "POST", Path: "/v1/tasks/:id/decision", Roles: border.Keepers},
	{Method: "POST", Path: "/v1/tasks/:id/release", Roles: border.Keepers},

	{Method: "GET", Path: "/v1/units", Roles: border.Watchers},
	{Method: "GET", Path: "/v1/units/:id", Roles: border.Watchers},
	{Method: "POST", Path: "/v1/units/:id/release", Roles: border.Supervisors},

	{Method: "GET", Path: "/v1/entries", Roles: bookReaders},
	{Method: "GET", Path: "/v1/entries/totals", Roles: border.EntryPeople},
	{Method: "POST", Path: "/v1/entries/acks", Roles: bookers},
	{Method: "GET", Path: "/v1/entries/:id", Roles: border.EntryPeople},
	{Method: "POST", Path: "/v1/entries/:id/reversal", Roles: border.Keepers},
	{Method: "POST", Path: "/v1/days/:day/close", Roles: border.Supervisors},

	{Method: "GET", Path: "/v1/reports/activity", Roles: overseers},
	{Method: "GET", Path: "/v1/reports/activity.csv", Roles: overseers},
	{Method: "GET", Path: "/v1/reports/activity.xlsx", Roles: overseers},
	{Method: "GET", Path: "/v1/reports/activity.pdf", Roles: overseers},
	{Method: "GET", Path: "/v1/samples", Roles: border.Watchers},
	{Method: "POST", Path: "/v1/samples/next", Roles: border.Keepers},
	{Method: "GET", Path: "/v1/samples/:id", Roles: border.Keepers},
	{Method: "POST", Path: "/v1/samples/:id/keying", Roles: border.Keepers},
	{Method: "POST", Path: "/v1/samples/:id/release", Roles: border.Keepers},
	{Method: "GET", Path: "/v1/items", Roles: border.Watchers},
	{Method: "POST", Path: "/v1/items/:id/close", Roles: border.Supervisors},

	{Method: "GET", Path: "/v1/journal", Roles: auditors},
	{Method: "GET", Path: "/v1/journal/checkpoint", Roles: auditors},
	{Method: "GET", Path: "/v1/deadletters", Roles: observers},
	{Method: "POST", Path: "/v1/deadletters/:id/redrive", Roles: operators},

	{Method: "GET", Path: "/v1/users", Roles: border.AdminWatch},
	{Method: "POST", Path: "/v1/users", Roles: border.Admins},
	{Method: "DELETE", Path: "/v1/users/:login", Roles: border.Admins},
	{Method: "POST", Path: "/v1/users/:login/reopen", Roles: border.Admins},
	{Method: "GET", Path: "/v1/keys", Roles: border.AdminWatch},
	{Method: "POST", Path: "/v1/keys", Roles: border.Admins},
	{Method: "DELETE", Path: "/v1/keys/:id", Roles: border.Admins},
	{Method: "POST", Path: "/v1/keys/:id/rotate", Roles: border.Admins},
}, border.TusTable("/v1/uploads")...)
