package web

import (
	"slices"

	"bordereau"
)

// answerers may answer what a clerk asks about a document.
var answerers = []bordereau.Role{bordereau.RoleBranch, bordereau.RoleClerk, bordereau.RoleSupervisor}

// Table is the access table of the pages: what is not here is not served. Each
// screen keeps its own lines beside its handlers.
var Table = slices.Concat(commonTable, depositTable, inboxTable, stationTable, searchTable, documentTable, vignettesTable, dossierTable, booksTable, entriesTable, supervisionTable, samplesTable, shareTable, ownTable, journalTable, accountTable, adminTable)

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
		return "/admin/personnes"
	}
	return "/recherche"
}
