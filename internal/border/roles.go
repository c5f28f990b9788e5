package border

import "bordereau"

// Who may do what, in both rooms. Branches see their own branch only; the desk
// narrows that in its queries, and another branch's things are not found.
var (
	Depositors  = []bordereau.Role{bordereau.RoleBranch}
	Followers   = []bordereau.Role{bordereau.RoleBranch, bordereau.RoleClerk, bordereau.RoleSupervisor, bordereau.RoleAuditor}
	Readers     = []bordereau.Role{bordereau.RoleBranch, bordereau.RoleReader, bordereau.RoleClerk, bordereau.RoleSupervisor, bordereau.RoleAuditor}
	Keepers     = []bordereau.Role{bordereau.RoleClerk, bordereau.RoleSupervisor}
	Watchers    = []bordereau.Role{bordereau.RoleClerk, bordereau.RoleSupervisor, bordereau.RoleAuditor}
	Supervisors = []bordereau.Role{bordereau.RoleSupervisor}
	EntryPeople = []bordereau.Role{bordereau.RoleBooking, bordereau.RoleClerk, bordereau.RoleSupervisor, bordereau.RoleAuditor}
	Admins      = []bordereau.Role{bordereau.RoleAdmin}
	AdminWatch  = []bordereau.Role{bordereau.RoleAdmin, bordereau.RoleAuditor}
)
